"""The table of runs: what is written is what is read, bit for bit, with what it means."""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.store.design import Design
from sim.store.identity import Field
from sim.store.run_folder import run_folder
from sim.store.runs import Row, Runs, digest, read

MEASURES = (Field("gini", "index", "of dollars"), Field("filed", "projects", "that were filed"))
ORIGIN = {"code": "c0de", "network": "ne7"}
STATUSES = ("ok", "failed", "died", "timed_out")


def design(n: int, shift: int = 0) -> Design:
    """A design whose first rows do not depend on its length."""
    k = np.arange(n)
    arm, gain = np.array(["base", "équité"])[k % 2], np.where(k % 5 == 0, np.nan, k / 7.0)
    return Design({"arm": arm, "seed": k + shift, "gain": gain, "on": k % 3 == 0})


def row(run: int) -> Row:
    """A row that depends on its number only."""
    status = STATUSES[run % 4 if run % 7 == 0 else 0]
    good = status == "ok"
    values = np.array([np.nan if run % 2 else -0.0, np.sqrt(run + 0.3)]) if good else None
    return Row(run, status, "" if good else f"line é\nreason {run}", run / 10.0, values)


def fill(folder: Path, n: int, size: int, order: list[int] | None = None) -> Runs:
    """Write what is missing of a design, one part after the other."""
    with run_folder(folder, design(n), MEASURES, ORIGIN) as store:
        store.settle(size)
        parts: dict[int, list[Row]] = {}
        for run in store.missing().tolist():
            parts.setdefault(run // store.size, []).append(row(run))
        for part in order or list(parts):
            store.write(parts[part])
        return store.read()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 25), st.integers(1, 30), st.randoms(use_true_random=False))
def test_what_is_written_is_what_is_read(tmp_path_factory, n, size, luck):
    """Protects every column, bit for bit, whatever the size of parts and the order in which they end."""
    folder = tmp_path_factory.mktemp("runs")
    order = list(range((n - 1) // size + 1))
    luck.shuffle(order)
    runs = fill(folder, n, size, order)
    assert runs.run.tolist() == list(range(n))
    for name, values in design(n).columns.items():
        assert runs.design[name].tobytes() == values.astype(runs.design[name].dtype).tobytes(), name
    for k in range(n):
        wanted = row(k)
        assert (runs.status[k], runs.error[k], runs.seconds[k]) == (wanted.status, wanted.error, wanted.seconds)
        values = np.full(2, np.nan) if wanted.values is None else wanted.values
        assert runs.values[k].tobytes() == values.tobytes()
    alone, unread = read(folder)
    assert digest(alone) == digest(runs)
    assert not unread
    assert len(list((folder / "runs").iterdir())) == (n - 1) // size + 1


def test_a_few_measures_can_be_read_alone(tmp_path):
    """Protects the fast way to one value, in the order that was asked."""
    whole = fill(tmp_path, 9, 4)
    some, _ = read(tmp_path, ("filed",))
    assert some.columns == ("filed",)
    assert some.values[:, 0].tobytes() == whole.values[:, 1].tobytes()
    swapped, _ = read(tmp_path, ("filed", "gini"))
    assert swapped.values[:, ::-1].tobytes() == np.ascontiguousarray(whole.values).tobytes()


def test_columns_say_their_unit_and_meaning(tmp_path):
    """Protects who opens a part with another tool."""
    fill(tmp_path, 3, 2)
    kinds = pq.read_schema(tmp_path / "runs" / "part-000001.parquet")
    head = ["run", "arm", "seed", "gain", "on", "status", "error", "seconds"]
    assert kinds.names == [*head, "gini", "filed"]
    assert kinds.field("filed").metadata == {b"unit": b"projects", b"meaning": b"that were filed"}
    assert all({b"unit", b"meaning"} <= set(field.metadata) for field in kinds)


def test_the_digest_sees_runs_choices_endings_and_values_and_nothing_else(tmp_path):
    """Protects the sentence "the same results": a bit of a value counts, the clock and the words of errors do not."""
    runs = fill(tmp_path, 12, 5)
    other = runs.values.copy()
    other[3, 1] = np.nextafter(other[3, 1], 9.0)
    status = np.where(runs.run == 2, "died", runs.status)
    arm = {**runs.design, "arm": np.roll(runs.design["arm"], 1)}
    for change in ({"values": other}, {"status": status}, {"design": arm}, {"run": runs.run + 1}):
        assert digest(runs._replace(**change)) != digest(runs), change.keys()
    nan = runs.values.copy()
    nan.view(np.uint64)[np.isnan(nan)] |= 1  # another bit pattern of NaN
    told = np.array(["x"] * 12, dtype=object)
    for change in ({"values": nan}, {"values": np.ascontiguousarray(runs.values)}, {"error": told}, {"seconds": nan}):
        assert digest(runs._replace(**change)) == digest(runs)


@pytest.mark.parametrize("columns", [{}, {"a": [1, 2], "b": [1]}, {"a": [None, 1]}, {"a": [[1], [2]]}])
def test_a_design_is_made_of_plain_columns_of_one_length(columns):
    """Protects rows from being guessed."""
    with pytest.raises(ValueError, match="design"):
        Design(columns)
