"""Designs of sweeps, pure: which parameters vary and how, which points they take, which runs that makes.

A short file (`design_file`) names factors (`factor`), a method of sampling (`points`), rules and replicates; `layout`
makes it a table with one row a run, which only grows when the sweep is extended.
"""
