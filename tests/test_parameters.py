"""A number is written once: refused by name out of its range, found by `walk`, sourced, read by compiled code."""

import math
import os
import pickle
import re
import subprocess
import sys
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import CHOICES, Scenario
from sim.parameter import (
    TAGS,
    ParameterError,
    Parameters,
    descriptions,
    finite,
    finite_in,
    parameter,
    switch,
    values,
    walk,
)
from sim.rules.deliberation import Deliberation, Influence
from sim.settings import Settings

EVERY = {key: (value, description) for key, value, description in walk(Scenario())}
EVERY |= {key: (value, description) for key, value, description in walk(Settings())}


@dataclass
class Trial(Parameters):
    """A group with one parameter of each type."""

    share: float = parameter(0.5, 0.0, 1.0, "share", "[A] for this test")
    seats: int = parameter(3, 0, 9, "seats", "[A] for this test")
    on: bool = switch(True, "[S] for this test")
    note: str = ""


def all_kinds() -> list[type[Parameters]]:
    """Every group of parameters of a scenario, the interchangeable pieces included."""
    groups = [type(getattr(Scenario(), f.name)) for f in fields(Scenario) if is_dataclass(getattr(Scenario(), f.name))]
    return [*dict.fromkeys([Scenario, Settings, *groups, *(kind for kinds in CHOICES.values() for kind in kinds)])]


# What is refused, and how it is said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("share", 1.0001),
        ("share", -1e-9),
        ("share", math.nan),
        ("share", math.inf),
        ("share", "half"),
        ("share", None),
        ("share", True),
        ("share", [0.5]),
        ("seats", 10),
        ("seats", 2.5),
        ("seats", "3"),
        ("seats", False),
        ("on", 1),
        ("on", "yes"),
        ("on", None),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_by_name(name, value):
    """The message names the key, the value and what is allowed, on one line."""
    with pytest.raises(ParameterError) as refusal:
        Trial(**{name: value})
    text = str(refusal.value)
    assert text.startswith(f"trial.{name} = {value!r}: ")
    assert "allowed" in text
    assert "\n" not in text
    assert (refusal.value.key, refusal.value.allowed in text) == (f"trial.{name}", True)


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.__name__)
def test_every_parameter_refuses_what_is_outside_its_range(kind):
    """Both ends are allowed, a step beyond is not; nothing else than a number is; in every group of the scenario."""
    for name, d in descriptions(kind).items():
        if isinstance(getattr(kind(), name), bool):
            continue
        beyond = max(1.0, abs(d.high)) * 0.001 if isinstance(getattr(kind(), name), float) else 1
        for wrong in (d.low - beyond, d.high + beyond, math.nan, "many", None):
            with pytest.raises(ParameterError, match=name):
                kind(**{name: wrong})


@pytest.mark.parametrize(
    "value", [10**309, -(10**400), 10**5000, True, "3", None, [1], math.nan, math.inf, 3 + 0j], ids=type
)
def test_only_a_number_that_a_float_can_hold_is_finite(value):
    """A whole number of 309 digits and more is refused by its key, as any other value out of range."""
    assert finite(value) is None
    with pytest.raises(ParameterError, match=r"trial\.share"):
        Trial(share=value)
    assert [finite(v) for v in (3, -0.5, 2**1023)] == [3.0, -0.5, 2.0**1023]
    assert [finite_in(t) for t in ("1e4", " -2 ", "1e400", "nan", "1.2.3", "9" * 5000)] == [1e4, -2.0, *[None] * 4]


def test_the_ends_of_a_range_are_allowed():
    """A range says what is allowed, its ends included."""
    for kind in all_kinds():
        for name, d in descriptions(kind).items():
            whole = isinstance(getattr(kind(), name), int)
            for end in (d.low, d.high):
                assert (
                    getattr(kind(**{name: bool(end) if d.unit == "on or off" else int(end) if whole else end}), name)
                    == end
                )


def test_whole_numbers_stay_whole_and_numbers_become_floats():
    """3.0 seats are 3; a share of 1 is 1.0: a saved configuration reads back the same."""
    made = Trial(share=1, seats=3.0)
    assert (made.share, type(made.share), made.seats, type(made.seats)) == (1.0, float, 3, int)


def test_a_declaration_is_checked_too():
    """A default outside of its range, or a source without a tag, is an error of the program."""
    with pytest.raises(ValueError, match="outside"):
        parameter(2.0, 0.0, 1.0, "share", "[A] no")
    with pytest.raises(ValueError, match="outside"):
        parameter(math.nan, 0.0, 1.0, "share", "[A] no")
    with pytest.raises(ValueError, match="source"):
        parameter(0.5, 0.0, 1.0, "share", "somebody said so")


def test_the_range_is_said_exactly():
    """Whoever writes the end of the range as the message gives it is not refused again."""
    for key, (_, d) in EVERY.items():
        said = f"{d.low:g} to {d.high:g}".split(" to ")
        assert [float(end) for end in said] == [d.low, d.high], key


def test_a_refusal_travels_between_processes():
    """`mesa.batch_run` and pools send exceptions by pickle; one that cannot be rebuilt breaks or hangs the pool."""
    again = pickle.loads(pickle.dumps(ParameterError("norms.cap", -1, "allowed: more")))
    assert (again.key, again.value, again.allowed) == ("norms.cap", -1, "allowed: more")


# Every number is declared


def undeclared(group: object, path: str) -> list[str]:
    """Numbers of a tree of dataclasses that no description goes with."""
    found = []
    for f in fields(group):
        value, key = getattr(group, f.name), f"{path}.{f.name}"
        if is_dataclass(value):
            found += undeclared(value, key)
        elif isinstance(value, (int, float)) and not isinstance(value, Enum) and "description" not in f.metadata:
            found.append(key)
    return found


def test_no_number_goes_without_range_unit_and_source():
    """In a scenario, in the settings, in every interchangeable piece."""
    for kind in all_kinds():
        assert undeclared(kind(), kind.__name__) == []


def test_walk_finds_every_number_once():
    """As many keys as numeric fields, dotted, with their values; a group counted wherever it is used."""
    scenario = Scenario()

    def count(group: object) -> int:
        each = [getattr(group, f.name) for f in fields(group)]
        numbers = [v for v in each if isinstance(v, (int, float)) and not isinstance(v, Enum)]
        return len(numbers) + sum(count(v) for v in each if is_dataclass(v))

    keys = [key for key, _, _ in walk(scenario)]
    assert len(keys) == len(set(keys)) == count(scenario) > 200
    assert ("norms.cap", scenario.norms.cap) in [(key, value) for key, value, _ in walk(scenario)]
    assert list(walk("not a group")) == []


@pytest.mark.parametrize("key", EVERY)
def test_every_parameter_has_a_tagged_source_a_unit_and_a_range_around_its_value(key):
    """[S], [L], [D] or [A]; what is [S] or [L] says more than the tag."""
    value, d = EVERY[key]
    assert d.source.startswith(TAGS)
    assert d.unit
    assert d.low <= value <= d.high
    assert d.low < d.high
    assert d.assumed == ("[A]" in d.source), "what is assumed, were it only its size, must be swept"
    if d.source[:3] in ("[L]", "[D]", "[S]"):
        assert len(d.source) > 8, "a source names what it is"


# Numbers for compiled code


def test_values_read_as_their_group():
    """Every number under its name, an enumeration as its position, words left out; a class of its own a group."""
    for kind in all_kinds():
        group, tuple_ = kind(), values(kind())
        for name in descriptions(kind):
            assert getattr(tuple_, name) == getattr(group, name), (kind, name)
        assert "name" not in tuple_._fields
    assert values(Deliberation(influence=Influence.REPULSIVE)).influence == 2
    assert type(values(Deliberation())) is type(values(Deliberation(gain=0.1)))
    assert values(Trial()) == (0.5, 3, True)


def test_values_travel_between_processes():
    """A tuple of numbers is rebuilt elsewhere, whatever group it came from."""
    for kind in all_kinds():
        tuple_ = values(kind())
        again = pickle.loads(pickle.dumps(tuple_))
        assert type(again)._fields == type(tuple_)._fields
        assert tuple(again) == tuple(tuple_)


PAGE = """
import sys
sys.path.insert(0, {tests!r})
import numpy as np
from tiny import state
from sim.parameter import values
from sim.rules import endorsement
kinds = {{k().name: k for k in endorsement.ENDORSEMENTS}}
s = state(1)
n = len(s.tables.region)
table, yes = np.arange(2 * n, dtype=np.int32) % n, np.arange(2 * n) < n
bridges = endorsement.across(s.actors, s.ties)
p = values(kinds[sys.argv[1]]())
after = endorsement.acquaint(s.ties, bridges, n, table, yes, p)
print(round(float(after.trust.sum()), 9))
"""


def test_compiled_code_is_found_again_by_another_process_with_another_piece(tmp_path):
    """What one endorsement compiled and kept on disk does not break, nor change, a process that runs another one."""
    page = PAGE.format(tests=os.path.dirname(__file__))
    said = []
    for name in ("plans_and_awards", "none", "awards"):
        done = subprocess.run(
            [sys.executable, "-c", page, name],
            env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-600:]
        said.append(done.stdout)
    assert len(set(said)) == 1
    (sources,) = tmp_path.iterdir()
    assert re.fullmatch("[0-9a-f]{16}", sources.name), "kept apart from what other sources compile, wherever it is"


@settings(max_examples=100, deadline=None, derandomize=True)
@given(value=st.one_of(st.floats(allow_nan=True), st.integers(-20, 20), st.booleans(), st.text(max_size=3), st.none()))
def test_anything_is_either_accepted_inside_the_range_or_refused(value):
    """There is no third way: no crash, no silent value outside."""
    try:
        made = Trial(share=value)
    except ParameterError:
        return
    assert 0.0 <= made.share <= 1.0
    assert np.isfinite(made.share)


def test_enumerations_and_texts_are_the_only_fields_without_a_description():
    """Besides groups: so that nothing that changes a result escapes the table of parameters."""
    for kind in all_kinds():
        for f in fields(kind):
            value = getattr(kind(), f.name)
            plain = is_dataclass(value) or isinstance(value, (Enum, str, list))
            assert plain or "description" in f.metadata, (kind, f.name)
