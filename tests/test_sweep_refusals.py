"""A sweep that is refused is as it was; what did not end well is a status; what is not wanted is not read."""

import builtins
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from test_sweep_engine import PLACE, SHORT, Fragile, elsewhere, made  # noqa: F401

from experiments import sweep as command
from sim.history import History
from sim.settings import Engine, Sweeping
from sim.state import Floats
from sim.store.folder import FolderError
from sim.study import sweep_making
from sim.study.sweep_after import status
from sim.study.sweep_request import sweep

OUT = Path("out")


class Broken(Fragile):
    """No run ends well."""

    def __call__(self, history: History) -> Floats:
        raise ArithmeticError("none")


def contents() -> dict[str, bytes]:
    """Every file of the folder but those of the workshop, which say nothing."""
    files = [path for path in OUT.rglob("*") if path.is_file() and "tmp" not in path.parts]
    return {str(path): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--again", "lost"], "again = lost: allowed"),
        (["--shard", "3/2"], "shard = 3/2"),
        (["--engine", "dask", "--address", "tcp://127.0.0.1:9"], "address = tcp://127.0.0.1:9"),
        ([], "its code differs"),
    ],
)
def test_an_extension_that_is_refused_changes_nothing(
    words: list[str], why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects a sweep from going further on paper only: what is wrong is found before the design is changed."""
    made("out")
    before = contents()
    monkeypatch.setattr("sim.study.dask_engine.ANSWERING", 0.5)
    if not words:
        monkeypatch.setattr(sweep_making, "digest_of_code", lambda: "other code")
    if "--engine" in words and pytest.importorskip("distributed"):
        pass
    capsys.readouterr()
    assert command.main(["extend", "out", "--points", "8", *words]) == 2
    assert why in capsys.readouterr().err
    assert contents() == before


def test_dask_that_is_not_there_is_refused_before_anything_is_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects from a folder that was prepared for nothing."""
    plain = builtins.__import__

    def without(name: str, *more: Any, **other: Any) -> Any:
        if name.partition(".")[0] in ("dask", "distributed"):
            raise ImportError(name)
        return plain(name, *more, **other)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.delitem(sys.modules, "distributed", raising=False)
    with pytest.raises(ValueError, match="Dask is not installed here"):
        made("out", engine=Engine.DASK)
    assert not OUT.exists()


def test_a_design_that_was_edited_in_the_folder_is_refused() -> None:
    """Protects runs that are not made yet from another design than those that are: the file says another range."""
    made("out", slurm=2)
    page = OUT / "design.yaml"
    page.write_text(page.read_text(encoding="utf-8").replace("lottery", "consensus"), encoding="utf-8")
    assert command.main(["resume", "out", "--shard", "1/2"]) == 2
    assert not list((OUT / "runs").iterdir())


@pytest.mark.parametrize(("measure", "number"), [(Fragile, 3), (Broken, 1)])
def test_runs_that_do_not_end_well_are_a_status(
    measure: type[Fragile], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects a script that goes on with a sweep of which nothing, or not everything, was made."""
    monkeypatch.setattr(sweep_making, "Measured", measure)
    said = sweep(Sweeping(territory=PLACE, design="design.yaml", workers=1), SHORT, OUT, ["design=design.yaml"], {})
    assert said.status == number
    assert command.main(["resume", "out", "--workers", "1"]) == number
    assert command.main(["status", "out"]) == 0  # it has said what it was asked


def test_what_is_not_wanted_is_not_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Protects memory: a status reads no measure, and one row again only the part of this row."""
    made("out", slurm=2)
    made("out", shard="1/2")
    made("out", shard="2/2")
    read: list[tuple[str, int]] = []
    plain = pq.ParquetFile.read

    def counted(self: Any, columns: Any = None, **more: Any) -> Any:
        found = plain(self, columns=columns, **more)
        read.append((str(found.column("run")[0]), len(columns)))
        return found

    monkeypatch.setattr(pq.ParquetFile, "read", counted)
    assert "16 ok" in status(OUT)
    assert {columns for _, columns in read} == {4}  # run, status, error, seconds
    read.clear()
    assert command.main(["rerun", "out", "--run", "9"]) == 0
    assert "equal to the last bit" in capsys.readouterr().out
    assert len(read) == 1


def test_the_file_of_the_design_names_the_design() -> None:
    """Protects tasks from drawing a million points to know that the design is theirs: the file says so in a word, and
    the values of the factors, which follow, stand in the parts."""
    made("out")
    schema = pq.read_schema(OUT / "design.parquet")
    assert schema.names == ["run", "point", "rule", "replicate", "seed"]
    assert len(schema.metadata[b"design"]) == 32
    assert json.loads((OUT / "identity.json").read_text())["design"]["deliberation.gain"] == "number"
    identity = (OUT / "design.parquet").read_bytes()
    made("out")
    assert (OUT / "design.parquet").read_bytes() == identity
    (OUT / "design.parquet").unlink()
    made("out")
    assert (OUT / "design.parquet").read_bytes() == identity
    with pytest.raises(FolderError, match="its seed differs"):
        made("out", seed=2)
