"""Rows of a design, drawn alone: the same as in the whole table, and the same as ever."""

import hashlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import Scenario
from sim.store.design import LongDesign, departure
from sim.sweep.design_file import parsed
from sim.sweep.layout import HEAD, columns_of, rows_of
from sim.sweep.plan import Plan, extended
from sim.sweep.points import DRAWN, Sampler, drawn

VARIED: dict[str, Any] = {
    "deliberation.gain": None,
    "norms.cap": {"low": 10000, "high": 80000},
    "norms.rounds": {"low": 10, "high": 12},
    "award": ["majority", "lottery"],
    "conditions.prehistory": None,
}
TREES: dict[str, dict[str, Any]] = {
    "grid": {"parameters": {"norms.cap": {"low": 10000, "high": 80000, "steps": 7}, "award": ["majority", "lottery"],
                            "norms.rounds": [10, 11]}},
    "list": {"points": [{"norms.cap": 2e4, "award": "lottery"}, {"norms.cap": 1e4, "award": "majority"}]},
    **{method: {"parameters": VARIED, "points": 8, "groups": {"money": ["norms"]}} for method in DRAWN},
}  # fmt: skip
AS_EVER = {
    "grid": "045f5f38d33409cd", "list": "b2ee6224341acbaf", "latin_hypercube": "515d06c9c718d6cd",
    "sobol": "f1a1e4e65c9f5c94", "morris": "48e830494f80cbcf", "saltelli": "7de74d4af66d6cd7",
}  # fmt: skip


def plan(method: str) -> Plan:
    """A plan with two rules, extended once or thrice."""
    tree = {"method": method, "replicates": 2, **TREES[method]}
    found = extended(parsed(tree, Scenario(), {"a": {}, "b": {}}), 0, 3)
    return extended(extended(found, 16, 3), 32, 5) if method in DRAWN else found


@pytest.mark.parametrize("method", TREES)
def test_designs_are_what_they_were(method: str) -> None:
    """Protects sweeps that were made: the same file gives the same rows, to the last bit, from version to version.
    (Pinned from the code before rows could be drawn alone.)"""
    total = hashlib.sha256()
    for name, values in columns_of(plan(method), 100).items():
        total.update(name.encode() + repr(values.tolist()).encode())
    assert total.hexdigest()[:16] == AS_EVER[method]


@pytest.mark.parametrize("method", TREES)
@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 83), min_size=1, max_size=9))
def test_rows_drawn_alone_are_those_of_the_table(method: str, runs: list[int]) -> None:
    """Protects a task that draws only what it runs, in any order."""
    design, whole = plan(method), columns_of(plan(method), 7)
    wanted = np.array([run % design.n_runs for run in runs])
    alone = rows_of(design, 7, wanted)
    assert list(alone) == list(whole)
    for name, values in alone.items():
        assert values.dtype.kind == whole[name].dtype.kind
        assert values.tolist() == whole[name][wanted].tolist(), name


@pytest.mark.parametrize("method", DRAWN)
def test_points_drawn_alone_are_those_of_the_sequence(method: str) -> None:
    """Protects the order of a sequence that goes back and forth, and beyond what is drawn at once."""
    keys, groups = ("a", "b", "c"), (0, 1, 0)
    whole = drawn(method, keys, groups, 4096, 3, False)
    sampler = Sampler(method, keys, groups, 3, False)
    for wanted in ([4000, 4095], [0, 1, 2, 4090], [19, 20, 21, 300], list(range(4096)), [5]):
        assert sampler.points(np.array(wanted)).tobytes() == whole[wanted].tobytes()


def test_a_long_design_is_the_table() -> None:
    """Protects the runner, which takes rows one by one, and the folder, which compares them."""
    made = plan("sobol")
    whole = columns_of(made, 1)
    design = LongDesign(made.n_runs, lambda runs, factors: rows_of(made, 1, runs, factors), HEAD, "told")
    for run in (0, 255, 256, 3, made.n_runs - 1):
        assert design.row(run) == {"run": run, **{name: values[run].item() for name, values in whole.items()}}
    runs = np.arange(len(design))
    assert departure(whole, design, runs) == ""
    whole["norms.cap"][40] += 1.0
    assert departure(whole, design, runs).startswith("run 40: norms.cap = ")
    assert design.token(100) == design.token(100) != design.token(101)
    assert list(design.rows(runs, ("seed",))) == ["seed"]
