"""The fourteen patterns that the model is judged by: their experiments, their criteria, what the runs say of them.

A pattern is a sentence of the study or of the literature. It is tested by claims on paired runs: at base parameters,
over plausible worlds, and under negative controls, each of which cuts one mechanism.
"""
