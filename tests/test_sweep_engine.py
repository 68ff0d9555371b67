"""A sweep from end to end on one small region: one table, whatever the shares, extensions, engines and bad runs."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from needed import module

from experiments import sweep as command
from sim.compare.measures import Measured
from sim.config import Scenario
from sim.history import History
from sim.settings import Engine, Sweeping
from sim.state import Floats
from sim.store.durable import only_writer, writer_of_a_share
from sim.store.folder import FolderError
from sim.store.run_folder import WORKSHOP
from sim.store.runs import digest, read
from sim.study import sweep_making
from sim.study.sweep_request import sweep
from sim.study.sweeping import load
from sim.sweep.factor import DesignError
from sim.territory import Source, Territory
from sim.world.synthetic import Synthetic

DESIGN = """
title: Two numbers and a rule
method: sobol
points: 4
replicates: 2
parameters:
  deliberation.gain:
  award: [majority, lottery]
rules: [modulated_agreements, five_year_plan]
"""
PLACE = Territory(source=Source.SYNTHETIC, synthetic=Synthetic(regions=1, territories_per_region=2))
SHORT = Scenario(months=3)
BAD = 2001  # a seed; four runs have it


class Fragile(Measured):
    """One seed raises."""

    def __call__(self, history: History) -> Floats:
        """(column,) the numbers of one run."""
        if history.seed == BAD:
            raise ArithmeticError("two thousand and one")
        return super().__call__(history)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written in a folder of the test, by a code that does not change meanwhile."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.study.batch.digest_of_code", lambda: "fixed: sources may be edited meanwhile")
    monkeypatch.setattr(sweep_making, "digest_of_code", lambda: "fixed: sources may be edited meanwhile")
    Path("design.yaml").write_text(DESIGN, encoding="utf-8")


def made(folder: str, **changed: Any) -> str:
    """Ask for the sweep; what is said of it."""
    settings = Sweeping(territory=PLACE, design="design.yaml", workers=1, **changed)
    return sweep(settings, SHORT, Path(folder), ["design=design.yaml"], {}).text


def table(folder: str) -> str:
    """The digest of the runs of a folder, all readable."""
    runs, unread = read(Path(folder))
    assert not unread
    return digest(runs)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest of the sweep made in one go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("whole"))
        patch.setattr("sim.study.batch.digest_of_code", lambda: "fixed: sources may be edited meanwhile")
        Path("design.yaml").write_text(DESIGN, encoding="utf-8")
        said = made("out")
        assert "16 made (100 %): 16 ok." in said
        return table("out")


def test_a_sweep_is_read_as_arrays_by_rule_point_and_replicate() -> None:
    """Protects what analyses read: each value stands at its rule, its point and its replicate."""
    made("out")
    found, (runs, _) = load("out"), read(Path("out"))
    assert found.outcome("outcome.trust_end").shape == (2, 4, 2)
    assert found.made.all()
    assert [f.key for f in found.factors] == ["deliberation.gain", "award"]
    values = runs.values[:, runs.columns.index("outcome.trust_end")]
    for k in range(len(runs.run)):
        rule = found.plan.rules.index(str(runs.design["rule"][k]))
        point, copy = int(runs.design["point"][k]), int(runs.design["replicate"][k])
        assert found.outcome("outcome.trust_end")[rule, point, copy] == values[k]
        assert found.points[point].tolist() == [
            runs.design["deliberation.gain"][k],
            ["majority", "lottery"].index(str(runs.design["award"][k])),
        ]
    assert found.unit.shape == (4, 2)


@pytest.mark.parametrize("order", ["3/3 1/3 2/3", "2/2 1/2"])
def test_shares_make_the_same_table(whole: str, order: str) -> None:
    """Protects a cluster from a task that does the work of another, or none: each makes its parts, together all."""
    seen: set[int] = set()
    for shard in order.split():
        made("out", shard=shard)
        now = set(read(Path("out"))[0].run.tolist())
        assert now > seen
        seen = now
    assert table("out") == whole
    parts = len(list(Path("out/runs").iterdir()))
    made("out", shard=order.split()[0])
    assert made("out").count("16 ok") == 1
    assert len(list(Path("out/runs").iterdir())) == parts >= 2


def test_who_writes_everything_and_who_writes_a_share_do_not_mix() -> None:
    """Protects parts from two writers; two different shares may write at once."""
    made("out", shard="1/2")
    place, shop = Path("out"), Path("out") / WORKSHOP
    with only_writer(place), pytest.raises(FolderError, match=r"process \d+ of .* is writing in it"):
        made("out", shard="2/2")
    with writer_of_a_share(place, shop, "1-of-2"):
        with pytest.raises(FolderError, match="another process is writing in it"):
            made("out")
        with pytest.raises(FolderError, match="another process of share 1-of-2 is writing in it"):
            made("out", shard="1/2")
        made("out", shard="2/2")
    assert "16 ok" in made("out")


def test_an_extended_sweep_keeps_its_runs() -> None:
    """Protects what was paid for: more points, then more replicates, by the command and by the verb."""
    made("out")
    first = read(Path("out"))[0]
    assert "32 ok" in made("out", points=8)
    assert command.main(["extend", "out", "--replicates", "3", "--workers", "1"]) == 0
    after = read(Path("out"))[0]
    assert len(after.run) == 48
    assert after.values[:16].tobytes() == first.values.tobytes() or np.array_equal(
        after.values[:16], first.values, equal_nan=True
    )
    assert after.seconds[:16].tolist() == first.seconds.tolist()  # not made again
    assert load("out").outcome("outcome.trust_end").shape == (2, 8, 3)
    told = json.loads(Path("out/manifest.json").read_text())["sweep"]
    assert (len(told["extensions"]), told["runs"]) == (2, 48)
    assert "48 ok" in made("out")  # the request of the beginning, typed again
    made("direct", points=8, replicates=3)
    assert np.array_equal(load("out").runs.values, load("direct").runs.values, equal_nan=True)


def test_another_sweep_is_refused_by_what_differs() -> None:
    """Protects a folder from runs of two designs."""
    made("out")
    Path("design.yaml").write_text(DESIGN.replace("lottery", "consensus"), encoding="utf-8")
    with pytest.raises(FolderError, match=r"its design differs \(parameters.award: .*lottery.* there, .*consensus"):
        made("out")
    Path("design.yaml").write_text(DESIGN, encoding="utf-8")
    with pytest.raises(FolderError, match=r"its seed differs \(1 there, 2 asked\)"):
        made("out", seed=2)
    with pytest.raises(DesignError, match="points = 2: the sweep has 4 already"):
        made("out", points=2)
    Path("other").mkdir()
    Path("other/thesis.doc").touch()
    with pytest.raises(FolderError, match="not one of our results"):
        made("other")


def test_a_run_that_crashes_is_a_row_and_can_be_made_again(
    whole: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects a sweep from its worst run: a row with its reason, the rest made, and a second try when it is mended."""
    with monkeypatch.context() as patch:
        patch.setattr(sweep_making, "Measured", Fragile)
        said = made("out")
    assert "14 ok, 2 failed" in said
    assert "ArithmeticError: two thousand and one" in said
    found = load("out")
    assert found.made.sum() == 14
    assert np.isnan(found.outcome("outcome.trust_end")[~found.made]).all()
    assert command.main(["resume", "out", "--workers", "1"]) == 3
    assert "14 ok, 2 failed" in capsys.readouterr().out
    assert command.main(["resume", "out", "--workers", "1", "--again", "failed"]) == 0
    assert table("out") == whole


def test_one_run_again_is_the_run_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Protects the way from a number in a table to the months behind it. The network of
    this place is drawn from the seed of the sweep, not from that of the run."""
    made("out", figures=False)
    assert command.main(["rerun", "out", "--run", "9"]) == 0
    assert "equal to the last bit" in capsys.readouterr().out
    assert Path("out/reruns/run-9/series/territory.parquet").exists()
    assert command.main(["rerun", "out", "--run", "16"]) == 2
    assert "run = 16: allowed: 0 to 15" in capsys.readouterr().err


def test_the_export_is_the_table_and_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Protects who has no Parquet: every value to the bit, every column described, a crate whose links hold."""
    made("out")
    assert command.main(["export", "out"]) == 0
    runs, _ = read(Path("out"))
    assert ",," in Path("out/export/runs.csv").read_text(encoding="utf-8")  # what does not exist is empty
    assert "nan" not in Path("out/export/runs.csv").read_text(encoding="utf-8").partition("\n")[2].lower()
    with Path("out/export/runs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for k, name in enumerate(runs.columns):
        theirs = np.array([float(row[name]) if row[name] else np.nan for row in rows])
        assert np.array_equal(theirs, runs.values[:, k], equal_nan=True), name
    described = Path("out/export/columns.csv").read_text(encoding="utf-8").splitlines()
    assert len(described) == len(rows[0]) + 1
    crate = json.loads(Path("out/export/ro-crate-metadata.json").read_text(encoding="utf-8"))
    there = {entity["@id"]: entity for entity in crate["@graph"]}
    root = there["./"]
    assert there["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert there["ro-crate-metadata.json"]["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    assert {"name", "description", "datePublished", "license"} <= set(root)
    links = [
        *root["hasPart"],
        *root["variableMeasured"],
        *root["mentions"],
        root["license"],
        *there["#sweep"]["result"],
    ]
    assert all(link["@id"] in there for link in links)
    files = {path.name for path in Path("out/export").iterdir()} - {"ro-crate-metadata.json"}
    assert {part["@id"] for part in root["hasPart"]} == files


def test_a_dry_run_makes_nothing() -> None:
    """Protects a person's disk and afternoon: the size said is an upper bound, within a factor of 2 here."""
    said = made("out", dry_run=True)
    assert "4 points x 2 replicates x 2 rules = 16 runs" in said
    assert not Path("out").exists()
    made("out")
    real = sum(path.stat().st_size for path in Path("out/runs").iterdir()) / 1e3
    told = float(said.split("At most ")[1].split(" kB")[0])
    assert real <= told <= 2.0 * real


def test_what_is_asked_of_a_cluster_is_settled_before_its_tasks(whole: str) -> None:
    """Protects tasks from each measuring the cost of a run, and from disagreeing on the size of parts."""
    said = made("out", slurm=2)
    assert "Submit with: sbatch out/slurm.sh" in said
    assert Path("out/identity.json").exists()
    before = Path("out/identity.json").read_bytes()
    for share in ("2/2", "1/2"):
        assert command.main(["resume", "out", "--shard", share, "--workers", "1"]) == 0
    assert table("out") == whole
    assert Path("out/identity.json").read_bytes() == before


@pytest.mark.parametrize("measure", [Measured, Fragile])
def test_dask_makes_the_same_table(whole: str, measure: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects the results from the engine; a run that fails there is a row too."""
    module("distributed")
    monkeypatch.setattr(sweep_making, "Measured", measure)
    said = made("out", engine=Engine.DASK)
    assert ("14 ok, 2 failed" in said) if measure is Fragile else (table("out") == whole)
