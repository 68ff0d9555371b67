"""Hostile inputs, drawn from a seed: command lines, files as people have them or worse, folders that were edited.

    python -m tests.fuzz --seconds 120 --seed 1

Each input must end with a status (0 done, 1 failed, 2 refused), without a stack and on one screen, and no file that was
there before may be lost. Drawing is in `words`, `texts` and `folders`; `trial` runs one input and judges it.
"""
