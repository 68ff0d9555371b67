"""A network whose names are formulas: no file of a run, of a comparison, of a sweep or of the laboratory runs one."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from experiments import run
from sim.metrics.typology import Typology
from sim.show.comparison.tables import save_records
from sim.show.explore.page import save_table
from sim.show.lab import files
from sim.show.lab.link import asked_of, ready
from sim.show.lab.scene import scene
from sim.show.parts import Table
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate
from sim.store.crate import as_cells
from sim.world.files import from_files, to_files

NODES = """\
code,region,population,low_income_rate,area_km2,lat,lon,name,region_name
A1,R,12000,14.5,300,46.1,-72.5,"Ligne 1
ligne 2 <b>&amp; </script>",+1+1
A2,R,8000,9.2,450,46.3,-72.9,"=HYPERLINK(""http://x"")",+1+1
A3,R,20000,17,120,46.2,-72.2,@SUM(A1),+1+1
A4,R,9000,17,120,46.4,-72.2,"-2+3+cmd|' /C calc'!A0",+1+1
"""
EDGES = "code_a,code_b\nA1,A2\nA2,A3\nA3,A4\n"


def cells(path: Path) -> list[str]:
    """Every cell of a table, whatever its separator."""
    text = path.read_text(encoding="utf-8-sig")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file, delimiter=separator) for cell in row]


def runs(cell: str) -> bool:
    """Whether a spreadsheet would run it: said here without the code that writes, numbers aside."""
    number = cell.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").rstrip("%").replace(",", ".")
    try:
        float(number)
    except ValueError:
        return cell.strip()[:1] in tuple("=+-@") or cell[:1] in ("\t", "\r", "\n")
    return False


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on this network."""
    there = tmp_path_factory.mktemp("formulas")
    (there / "nodes.csv").write_text(NODES, encoding="utf-8")
    (there / "edges.csv").write_text(EDGES, encoding="utf-8")
    network = [f"territory.nodes={there}/nodes.csv", f"territory.edges={there}/edges.csv", "territory=files"]
    asked = [*network, "months=14", "replicates=0", "figures=false", f"output={there}/run"]
    assert run.main(asked) == 0
    return there / "run"


def test_no_cell_of_a_run_is_run(made):
    """Every table, in both languages; the names stand in them, marked as texts."""
    tables = sorted(made.rglob("*.csv"))
    assert len(tables) >= 14
    found = [cell for table in tables for cell in cells(table)]
    assert not [cell for cell in found if runs(cell)]
    assert {"'+1+1", '\'=HYPERLINK("http://x")', "'@SUM(A1)", "'-2+3+cmd|' /C calc'!A0"} <= set(found)
    assert "Ligne 1\nligne 2 <b>&amp; </script>" in found


def test_negative_numbers_of_a_run_are_numbers(made):
    """Nothing that reads as a number is marked, whatever the language."""
    found = [cell[1:] for table in made.rglob("*.csv") for cell in cells(table) if cell.startswith("'")]
    assert found
    assert all(runs(cell) for cell in found), found


def test_no_cell_of_the_laboratory_is_run(made):
    """Its table of numbers, in both languages, on the same network."""
    network = from_files(made.parent / "nodes.csv", made.parent / "edges.csv")
    asked = ready(asked_of({"territory": "cote_nord", "months": "3"}))._replace(network=network)
    shown = scene(simulate(asked.scenario, network, 1), Typology())
    for language in LANGUAGES:
        (made.parent / "numbers.csv").write_bytes(files.to_csv(shown, asked, language))
        found = cells(made.parent / "numbers.csv")
        assert "'@SUM(A1)" in found
        assert not [cell for cell in found if runs(cell)]


def test_no_cell_of_a_comparison_or_an_analysis_is_run(tmp_path):
    """Tables of texts that have their own headings, in the same manner; minus signs of numbers stay."""
    told = Table(("=head", "x"), (("@a", "-1,5"), ("b", "-c")))
    save_records(tmp_path / "records.csv", told, Words("fr"))
    save_table(tmp_path / "table.csv", told, "fr")
    for name in ("records", "table"):
        assert cells(tmp_path / f"{name}.csv") == ["'=head", "x", "'@a", "-1,5", "b", "'-c"]


def test_no_cell_of_an_exported_sweep_is_run():
    """Columns of texts, by millions of rows: those that would be run are marked, others are not even copied."""
    texts = pa.chunked_array([["=1+1", "b", None], ["-3"]])
    assert as_cells(texts).to_pylist() == ["'=1+1", "b", None, "-3"]
    for left in (pa.chunked_array([["core_mission+lottery", "b"]]), pa.chunked_array([[-1, 2]])):
        assert as_cells(left) is left
    assert as_cells(pa.chunked_array([[-1.5, float("nan")]])).to_pylist() == [-1.5, None]


def test_a_network_of_such_names_comes_back(tmp_path, made):
    """What we write of a network, a spreadsheet does not run; what we read of it is the network, bit for bit."""
    network = from_files(made.parent / "nodes.csv", made.parent / "edges.csv")
    to_files(network, tmp_path / "nodes.csv", tmp_path / "edges.csv")
    assert not [cell for name in ("nodes", "edges") for cell in cells(tmp_path / f"{name}.csv") if runs(cell)]
    back = from_files(tmp_path / "nodes.csv", tmp_path / "edges.csv")
    assert (back.node_rows(), back.edge_rows()) == (network.node_rows(), network.edge_rows())
