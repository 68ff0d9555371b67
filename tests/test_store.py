"""The folder of a run: complete, readable, the same each time."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from experiments import run
from sim.catalog import read
from sim.history import SERIES

SMALL = ("territory=cote_nord", "months=60", "replicates=2", "seed=7", "figures=false")
DRIVER = "import sys; from experiments.run import main; sys.exit(main(sys.argv[1:]))"


def files(folder: Path) -> dict[str, str]:
    """The digest of every file."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def lasting(folder: Path) -> dict[str, str]:
    """The digests that must not change when the same run is made again."""
    return {name: digest for name, digest in files(folder).items() if name != "timing.json"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run, made once."""
    folder = tmp_path_factory.mktemp("made") / "run"
    assert run.main([*SMALL, f"output={folder}", "workers=1"]) == 0
    return folder


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def rows(path: Path, separator: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


# what is there


def test_everything_is_there(made: Path) -> None:
    names = set(files(made))
    sheets = (
        "regions_by_month",
        "territories_by_month",
        "conflict_ledger",
        "decisions_by_month",
        "money_by_territory",
        "projects",
        "events",
    )
    expected = {f"csv/{language}/{sheet}.csv" for language in ("en", "fr") for sheet in (*sheets, "outcomes")}
    expected |= {"config.yaml", "manifest.json", "timing.json", "README.txt", "replicates/regions.parquet"}
    expected |= {f"series/{'_'.join(series.axes)}.parquet" for series in SERIES.values()}
    assert expected <= names
    assert not [path for path in made.parent.iterdir() if path != made]


def test_series_carry_their_units_and_places(made: Path) -> None:
    columns: set[str] = set()
    for path in (made / "series").glob("*.parquet"):
        table = pq.read_table(path)
        assert table.num_rows % 60 == 0
        for field in table.schema:
            assert field.metadata[b"unit"], field.name
            assert field.metadata[b"meaning"], field.name
        columns |= set(table.column_names)
    assert set(SERIES) <= columns
    table = pq.read_table(made / "series/table.parquet").to_pydict()
    assert table["date"][0] == "2010-04"
    assert table["date"][-1] == "2015-03"
    assert "Côte-Nord" in table["region"]


def test_money_adds_up_to_the_envelope_to_the_cent(made: Path) -> None:
    accounts = rows(made / "csv/en/money_by_territory.csv")
    total = sum(round(100 * float(r["Share of the envelope ($)"])) for r in accounts)
    total += sum(round(100 * float(r["Envelope not yet shared ($)"])) for r in accounts)
    assert total == 270_000_000
    money = pq.read_table(made / "series/table.parquet").to_pydict()
    waiting = pq.read_table(made / "series/region.parquet").to_pydict()
    by_month = np.bincount(money["month"], np.array(money["allotted"])) + np.array(waiting["unallotted"])
    assert (by_month == 270_000_000).all()


def test_tables_for_people_agree_with_one_another_and_keep_their_accents(made: Path) -> None:
    projects = rows(made / "csv/fr/projects.csv", ";")
    monthly = rows(made / "csv/fr/regions_by_month.csv", ";")
    assert len(projects) == sum(int(r["Projets déposés ce mois-ci"]) for r in monthly) > 0
    assert {r["Région"] for r in monthly} == {"Côte-Nord"}
    assert "Minganie" in {r["Territoire"] for r in rows(made / "csv/fr/territories_by_month.csv", ";")}
    english, french = rows(made / "csv/en/projects.csv"), projects
    assert [float(r["Cost ($)"]) for r in english] == [float(r["Coût ($)"].replace(",", ".")) for r in french]
    assert (made / "csv/fr/projects.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert all(r["Événement"] and "{" not in r["Événement"] for r in rows(made / "csv/fr/events.csv", ";"))


def test_ledger_of_conflicts_is_the_recorded_one(made: Path) -> None:
    ledger = rows(made / "csv/en/conflict_ledger.csv")
    recorded = sum(pq.read_table(made / "series/table_stake.parquet").to_pydict()["ledger"])
    assert sum(float(r["Conflicts, all stakes"]) for r in ledger) == pytest.approx(recorded, abs=0.01 * len(ledger))


def test_replicates_are_the_seeds_that_follow(made: Path) -> None:
    table = pq.read_table(made / "replicates/regions.parquet").to_pydict()
    assert sorted(set(table["seed"])) == [7, 8, 9]
    assert len(table["seed"]) == 3 * 60 * 2
    assert {d is None for d, code in zip(table["dynamic"], table["code"], strict=True) if code == "all"} == {True}
    main = rows(made / "csv/en/regions_by_month.csv")
    first = [
        c
        for c, r, code in zip(table["cooperation"], table["replicate"], table["code"], strict=True)
        if r == 0 and code != "all"
    ]
    assert [float(r["Cooperation (share of encounters held)"]) for r in main] == pytest.approx(first, abs=1e-4)


def test_manifest_says_where_results_come_from(made: Path) -> None:
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["run"]["asked"] == ["territory=cote_nord", "months=60", "replicates=2", "seed=7"]
    assert manifest["run"]["regions"] == ["Côte-Nord"]
    assert len(manifest["code"]["sha256_of_sim"]) == 64
    assert manifest["software"]["numpy"] == np.__version__
    assert str(Path.home()) not in (made / "manifest.json").read_text(encoding="utf-8")


def test_figures_and_report_come_with_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.show import pictures

    monkeypatch.setattr(pictures, "PICTURES", pictures.PICTURES[:1])  # all of them are drawn in the report's own tests
    assert run.main(["territory=laval", "months=3", "replicates=2", "language=en", "output=o"]) == 0
    page = (tmp_path / "o/report.html").read_text(encoding="utf-8")
    assert "python -m experiments.run territory=laval months=3 replicates=2" in page
    assert list((tmp_path / "o/figures").glob("*.svg"))
    assert "report.html" in (tmp_path / "o/README.txt").read_text(encoding="utf-8")


def test_language_and_readme(tmp_path: Path) -> None:
    assert run.main(["territory=laval", "months=2", "replicates=0", "figures=false", "language=fr", "output=o"]) == 0
    assert not (tmp_path / "o/csv/en").exists()
    text = (tmp_path / "o/README.txt").read_text(encoding="utf-8")
    assert "Une simulation" in text
    assert "A run of" not in text
    assert "Enveloppes sans source" in text


# the same each time


def test_same_seed_same_bytes_in_another_process_with_other_workers(made: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", DRIVER, *SMALL, "output=again", "workers=2"]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": "42"}, check=True, capture_output=True)
    assert lasting(tmp_path / "again") == lasting(made)


def test_the_saved_configuration_makes_the_same_run(made: Path, tmp_path: Path) -> None:
    settings, scenario = read(str(made / "config.yaml"))
    assert (settings.seed, scenario.months, scenario.award.name) == (7, 60, "table_ranking")
    assert run.main([f"--config-dir={made}", "--config-name=config", "output=again", "workers=1"]) == 0
    a, b = lasting(made), lasting(tmp_path / "again")
    assert {name for name in a if a[name] != b[name]} == {"manifest.json"}  # it says what was typed


def test_an_interchangeable_rule_survives_saving(tmp_path: Path) -> None:
    typed = ["territory=laval", "months=1", "replicates=0", "figures=false", "award=majority", "award.threshold=0.7"]
    assert run.main([*typed, "split=one_pot", "deliberation.influence=bounded", "output=o"]) == 0
    _, scenario = read(str(tmp_path / "o/config.yaml"))
    assert (scenario.award.name, scenario.award.threshold) == ("majority", 0.7)  # type: ignore[attr-defined]
    assert (scenario.split.name, scenario.deliberation.influence.name) == ("one_pot", "BOUNDED")


def test_results_have_a_name_made_of_what_was_asked(tmp_path: Path) -> None:
    quick = ["months=1", "replicates=0", "figures=false", "workers=1"]
    assert run.main(["territory=laval", *quick]) == 0
    assert run.main(["territory=laval", "award=lottery", *quick]) == 0
    names = sorted(path.name for path in (tmp_path / "results").iterdir())
    assert names == ["laval-award_lottery-months_1-replicates_0", "laval-months_1-replicates_0"]
