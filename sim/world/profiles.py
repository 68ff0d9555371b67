"""What each group of actors cares about on average: two small tables of assumptions.

Rows weigh against one another; only their ratios matter. The study reports that groups hold different conceptions of
poverty and different problems dear ("logiques d'action et cultures"), without numbers: every figure is [A], and
`Population.role_contrast` sweeps them all from no difference (0) to twice these log-ratios (2).
"""

import numpy as np

LIVED = 4  # row of citizens with lived experience of poverty, after the four roles

# food security, transport, housing, access, services, local development, citizen participation, integration, education
PRIORITIES = np.array(
    (
        (1.5, 1.0, 1.4, 1.3, 0.8, 0.7, 1.3, 0.9, 0.8),  # community organizations
        (0.8, 0.8, 0.8, 1.1, 1.7, 0.8, 0.7, 1.6, 1.5),  # institutions
        (0.8, 1.5, 1.1, 0.9, 0.9, 2.0, 0.7, 1.0, 0.8),  # elected officials
        (1.2, 1.2, 1.3, 1.3, 0.9, 0.9, 0.8, 1.0, 1.0),  # citizens
        (1.6, 1.3, 1.7, 1.5, 0.8, 0.5, 1.1, 1.0, 0.7),  # citizens with lived experience
    )
)

# individual, living environment, political-structural, integrated
APPROACHES = np.array(
    (
        (0.7, 1.4, 1.1, 1.3),  # community organizations: places of life, rights, the whole
        (1.7, 1.1, 0.4, 1.0),  # institutions: persons and services
        (1.1, 1.7, 0.4, 0.8),  # elected officials: the town as a place to live
        (1.4, 1.4, 0.6, 0.7),  # citizens
        (1.2, 1.2, 1.3, 0.8),  # citizens with lived experience: help, and rights
    )
)
