"""Comparing funding rules: what is measured on each run, and what many runs say. Pure: no run, no file, no picture.

Arm 0 is the baseline, arms 1 to K its variants; every arm lives the same worlds with the same luck, so that runs are
compared in pairs.
"""
