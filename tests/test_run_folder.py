"""The folder of runs: nothing foreign enters, nothing is lost silently, two processes never write at once."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from test_runs import MEASURES, ORIGIN, design, fill, row

from sim.store import durable
from sim.store.design import Design
from sim.store.folder import FolderError
from sim.store.identity import Field
from sim.store.run_folder import RunFolder, run_folder
from sim.store.runs import Row, digest, read


def test_a_design_that_goes_further_keeps_every_run(tmp_path):
    """Protects what was computed: only new runs are missing; a part that was not full is replaced by a longer one."""
    fill(tmp_path / "o", 7, 4)
    first = (tmp_path / "o" / "runs" / "part-000000.parquet").read_bytes()
    with run_folder(tmp_path / "o", design(11), MEASURES, ORIGIN) as store:
        assert store.missing().tolist() == [7, 8, 9, 10]
    longer = fill(tmp_path / "o", 11, 99)
    assert digest(longer) == digest(fill(tmp_path / "fresh", 11, 3))
    assert (tmp_path / "o" / "runs" / "part-000000.parquet").read_bytes() == first
    assert len(list((tmp_path / "o" / "runs").iterdir())) == 3
    shorter = fill(tmp_path / "o", 5, 4)
    assert shorter.run.tolist() == [0, 1, 2, 3, 4]
    assert digest(read(tmp_path / "o")[0]) == digest(longer)
    assert len(pq.read_table(tmp_path / "o" / "design.parquet")) == 11


def test_runs_can_be_asked_again_by_their_ending(tmp_path):
    """Protects who sets a longer limit: the runs that were stopped are made again, the others stay."""
    fill(tmp_path, 30, 8)
    bad = [k for k in range(30) if row(k).status in ("died", "timed_out")]
    with run_folder(tmp_path, design(30), MEASURES, ORIGIN) as store:
        assert store.missing().tolist() == []
        assert store.missing(("died", "timed_out")).tolist() == bad
        store.write([Row(bad[0], "ok", "", 0.0, np.array([5.0, 6.0]))])
        runs = store.read()
        assert runs.run.tolist() == list(range(30))
        assert runs.values[bad[0]].tolist() == [5.0, 6.0]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def rot(path: Path) -> None:
    """Another last bit in a value of run 5: only a checksum can tell."""
    content = bytearray(path.read_bytes())
    place = content.index(np.sqrt(5.3).tobytes())
    content[place] ^= 1
    path.write_bytes(content)


def another_part(path: Path) -> None:
    path.write_bytes((path.parent / "part-000000.parquet").read_bytes())


def text(path: Path) -> None:
    path.write_text("no Parquet here")


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def of_other_runs(path: Path) -> None:
    other = path.parent.parent.parent / "other"
    with run_folder(other, design(12), MEASURES, {**ORIGIN, "network": "another"}) as store:
        store.settle(4)
        store.write([row(k) for k in range(4, 8)])
    path.write_bytes((other / "runs" / path.name).read_bytes())


def stray(path: Path) -> None:
    path.rename(path.with_name("part-000001 (copy).parquet"))


@pytest.mark.parametrize("damage", [cut, rot, another_part, text, nothing, of_other_runs, stray])
def test_what_cannot_be_used_is_set_aside_and_made_again(tmp_path, capsys, damage: Callable[[Path], None]):
    """Protects the rest of the table from one bad file, and the bad file from being lost without a word."""
    whole = fill(tmp_path / "o", 12, 4)
    damage(tmp_path / "o" / "runs" / "part-000001.parquet")
    with run_folder(tmp_path / "o", design(12), MEASURES, ORIGIN) as store:
        left = store.read()
        assert sorted({*range(12)} - set(left.run.tolist())) == [4, 5, 6, 7] == store.missing().tolist()
    assert len(list((tmp_path / "o" / "aside").iterdir())) == 1
    assert "aside" in capsys.readouterr().err
    assert digest(fill(tmp_path / "o", 12, 4)) == digest(whole)


def test_reading_moves_nothing(tmp_path):
    """Protects a folder that another process is filling from one that only looks."""
    fill(tmp_path, 12, 4)
    cut(tmp_path / "runs" / "part-000001.parquet")
    runs, unread = read(tmp_path)
    assert runs.run.tolist() == [0, 1, 2, 3, 8, 9, 10, 11]
    assert len(unread) == 1
    assert "part-000001" in unread[0]
    assert not (tmp_path / "aside").exists()


@pytest.mark.parametrize(
    ("asked", "measures", "origin", "said"),
    [
        (design(9, shift=1), MEASURES, ORIGIN, "run 0: seed = 0 there, 1 asked"),
        (Design({"arm": np.array(["base"] * 9)}), MEASURES, ORIGIN, "arm (text), seed (whole number), gain"),
        (design(9), MEASURES[:1], ORIGIN, "its 2 measures are not the 1 asked"),
        (design(9), (Field("gini", "$", ""), MEASURES[1]), ORIGIN, "unit='index'"),
        (design(9), MEASURES, {**ORIGIN, "code": "d1ff"}, "its code differs (c0de there, d1ff asked)"),
        (design(9), MEASURES, {**ORIGIN, "configuration": "x"}, "its configuration differs (none there, x asked)"),
    ],
)
def test_a_folder_of_other_runs_is_refused_and_left_alone(tmp_path, asked, measures, origin, said):
    """Protects against two studies in one table; the message says in what they differ."""
    before = digest(fill(tmp_path, 8, 4))
    with pytest.raises(FolderError) as refused, run_folder(tmp_path, asked, measures, origin):
        pass
    assert said in str(refused.value)
    assert digest(read(tmp_path)[0]) == before


def test_a_design_file_that_is_lost_is_written_again_but_never_replaced_by_another(tmp_path, capsys):
    """Protects the folder when its design cannot be read: parts repeat their choices, and have the last word."""
    before = digest(fill(tmp_path, 8, 4))
    for content in (None, b"cut"):
        (tmp_path / "design.parquet").unlink()
        if content is not None:
            (tmp_path / "design.parquet").write_bytes(content)
        assert digest(fill(tmp_path, 8, 4)) == before
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "design.parquet").unlink()
    with (
        run_folder(tmp_path, design(8, shift=1), MEASURES, ORIGIN) as store,
        pytest.raises(FolderError, match="run 0: seed = 0 there, 1 asked"),
    ):
        store.missing()
    assert digest(read(tmp_path)[0]) == before


def test_places_that_are_not_for_runs_are_refused(tmp_path):
    """Protects the folders of others: nothing is put in them."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "thesis.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    fill(tmp_path / "headless", 3, 2)
    (tmp_path / "headless" / "identity.json").unlink()
    for name, said in (("documents", "thesis.txt"), ("file", "a file is in the way"), ("headless", "identity.json")):
        with pytest.raises(FolderError, match=said), run_folder(tmp_path / name, design(3), MEASURES, ORIGIN):
            pass
    assert [path.name for path in (tmp_path / "documents").iterdir()] == ["thesis.txt"]
    with pytest.raises(FolderError, match="no runs here"):
        read(tmp_path / "documents")


HOLDER = """
import sys, time
from pathlib import Path
from test_run_folder import MEASURES, ORIGIN, design, run_folder
with run_folder(Path(sys.argv[1]), design(3), MEASURES, ORIGIN):
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_process_writes_at_a_time_and_a_killed_one_holds_nothing(tmp_path):
    """Protects parts from two writers; the second is told who the first is, and goes on once it is dead."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "o")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(FolderError, match=f"process {holder.pid} of .* is writing in it"):
            fill(tmp_path / "o", 3, 2)
        (tmp_path / "o" / "tmp" / "part-000000.parquet.host.1").write_bytes(b"half")
        holder.send_signal(signal.SIGKILL)
    assert len(fill(tmp_path / "o", 3, 2).run) == 3
    assert not list((tmp_path / "o" / "tmp").iterdir())


def test_a_disk_without_locks_gives_a_warning(tmp_path, monkeypatch, capsys):
    """Protects who computes on a disk that has no locks: it works, and says what to take care of."""

    def flock(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    assert len(fill(tmp_path, 3, 2).run) == 3
    assert "no locks here" in capsys.readouterr().err


def test_a_write_that_is_stopped_leaves_the_earlier_part(tmp_path, monkeypatch):
    """Protects a part that is being replaced by a longer one, from Ctrl-C as from a full disk."""
    before = digest(fill(tmp_path, 3, 4))
    for error, seen in ((KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), FolderError)):
        with monkeypatch.context() as patch:

            def stop(*_: object, error: BaseException = error) -> None:
                raise error

            patch.setattr(durable.os, "fsync", stop)
            with pytest.raises(seen), run_folder(tmp_path, design(3), MEASURES, ORIGIN) as store:
                store.write([row(2)])
        assert digest(read(tmp_path)[0]) == before
        assert not list((tmp_path / "tmp").iterdir())


def test_two_columns_of_one_name_are_refused(tmp_path):
    """Protects the table from a choice that would hide a measure."""
    twice = Design({"gini": np.arange(3)})
    with pytest.raises(ValueError, match="same name: gini"), run_folder(tmp_path, twice, MEASURES, ORIGIN) as store:
        assert isinstance(store, RunFolder)
