"""Who is missing at a table ("rôle et représentativité des acteurs"), read off attendance before deliberation."""

import numpy as np

from sim.compiled import compiled
from sim.state import Floats


@compiled
def underrepresented(present: Floats) -> Floats:
    """(table,) in [0, 1]: how far the four roles are from parity among those present (table, role).

        mean over roles of max(0, 1 - 4 * share of the role);  0.75 when nobody came, as for a single role alone

    The study's "rôle et représentativité des acteurs". Parity is the reference [A].
    """
    absent = np.zeros(len(present))
    for t in range(len(present)):
        total = 0.0
        for r in range(4):
            total += present[t, r]
        for r in range(4):
            share = present[t, r] / total if total > 0 else (1.0 if r == 0 else 0.0)
            absent[t] += 0.25 * max(0.0, 1.0 - 4.0 * share)
    return absent
