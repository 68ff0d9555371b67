"""The atlas: its grid, what it keeps of runs, the page itself opened from disk in a browser with the network off."""

import json
import re

import numpy as np
import pytest
from in_browser import CONTRAST, Visit, browser, until

from experiments.atlas import main
from sim.config import Scenario
from sim.metrics.outcomes import OUTCOMES
from sim.show.atlas.grid import Jobs, design_of, read_grid, scenario_of
from sim.show.atlas.measure import HEADLINE, Measure, columns, dates
from sim.show.atlas.packing import packed_all, share_out
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate
from sim.world.quebec import real

N = len(real("laval").code)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An atlas of two rules on one small region, five seeds."""
    folder = tmp_path_factory.mktemp("atlas")
    asked = ["--output", str(folder), "--seeds", "5", "--territory", "laval", "--rules", "fqis_2010,lottery"]
    assert main([*asked, "--workers", "1"]) == 0
    return folder / "atlas.html"


def test_every_scenario_of_the_grid_is_ready_and_has_its_words():
    """Rules and positions exist; the start is the base; each position has a word in both languages."""
    grid = read_grid()
    assert len({repr(scenario_of(grid, point)) for point in grid.points}) == len(grid.points)
    start = next(p for p in grid.points if p.positions == tuple(grid.start[s] for s in grid.sliders))
    assert scenario_of(grid, start) == Scenario()
    for language in LANGUAGES:
        words = Words(language)
        for name, stops in grid.sliders.items():
            assert all(words(f"atlas.{name}_{k}") for k in range(len(stops)))
            assert words(f"atlas.{name}_meaning")


def test_points_are_where_the_page_looks_for_them():
    """The page finds a point by rule, then slider after slider, the last one fastest; so are the runs laid out."""
    grid = read_grid()
    sizes = [len(stops) for stops in grid.sliders.values()]
    for k, point in enumerate(grid.points):
        place = grid.rules.index(point.rules)
        for size, position in zip(sizes, point.positions, strict=True):
            place = place * size + position
        assert place == k
    design = design_of(grid, 3)
    assert design.row(7)["point"] == 2
    assert design.row(7)["seed"] == 2
    job = Jobs(grid, real("laval"))(design.row(7))
    assert (job.scenario, job.seed) == (scenario_of(grid, grid.points[2]), 2)


def test_the_vector_of_a_run_is_as_long_as_its_columns_and_comes_apart_again():
    """What is measured, described and unpacked agree; stakes of half-years sum to the whole ledger."""
    network = real("laval")
    history = simulate(Scenario(), network, 1)
    vector = Measure()(history)
    assert len(vector) == len(columns(60, network.code))
    part = share_out(vector[None], 60, N)
    assert part["outcome"].shape == (1, len(HEADLINE))
    assert part["stake"].sum() == pytest.approx(history["ledger"].sum())
    assert part["dynamic"].shape == (1, len(dates(60)), N)


def test_a_run_that_failed_leaves_the_others():
    """Bands without it; outcomes stay paired by seed."""
    size = len(columns(60, real("laval").code))
    values = np.tile(np.linspace(0.0, 1.0, size), (4, 1))
    values[2] = np.nan
    found = packed_all(values, np.array([0, 0, 0, 0]), 60, N, [OUTCOMES[name][0] for name in HEADLINE])[0]
    assert [x is None for x in found["out"][0]] == [False, False, True, False]
    assert min(found["coop"][0]) >= 0
    json.dumps(found)


def test_wrong_requests_are_one_screen(capsys, tmp_path):
    """Status 2, the name and what is allowed; nothing written."""
    for asked in (["--seeds", "2"], ["--rules", "nothing"], ["--territory", "nowhere"]):
        assert main([*asked, "--output", str(tmp_path / "x")]) == 2
        assert "llowed" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_the_page_is_one_file(made):
    """It names no other address, and is small."""
    text = made.read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)=["'](?!data:)""", text)
    assert made.stat().st_size < 400_000


def test_the_atlas_in_a_browser_with_the_network_off(made):
    """Every control, both languages, guess first, phone width; what is shown is what was computed."""
    with browser() as opened:
        visit = Visit(opened, 1400, 900, offline=True)
        page = visit.page
        page.goto(made.as_uri())
        until(page, "document.querySelectorAll('#map .territory').length > 0")
        assert page.get_attribute("html", "lang") == "fr"
        held = json.loads(page.inner_text("#offered") or page.text_content("#offered"))
        first = page.inner_html("#axes .drawing")
        page.click("#reference")
        page.fill("#s0", "0")
        assert page.inner_html("#axes .drawing") != first
        assert "●" in visit.text("#outcomes") or "○" in visit.text("#outcomes")
        at = held["points"][0 * 12 + 0 * 4 + 2]
        lasting = Words("fr").percent(float(np.median([x for x in at["out"][2] if x is not None])))
        assert lasting in visit.text("#outcomes")
        page.fill("#s1", "0")
        page.select_option("#rules", "1")
        page.fill("#date", "0")
        assert "septembre 2010" in " ".join(visit.text("#told").lower().split())
        page.click("#guess")
        assert page.is_hidden("#results")
        page.check("input[name=end][value='1']")
        page.check("input[name=change][value='more']")
        page.click("#see")
        assert visit.text("#questions").count("Vous aviez dit") == 2
        page.click("#language")
        everything = visit.text("body")
        assert not re.search(r"\{\w+\}|undefined|NaN|atlas\.|lab\.|Règle|\s[:;]\s", everything)
        assert page.evaluate(CONTRAST) == []
        for button in ("#glossary", "#assumptions"):
            page.click(button)
            assert len(visit.text("#dialog")) > 500
            assert page.evaluate(CONTRAST) == []
            if button == "#assumptions":
                changed = page.locator("#dialog tr", has_text="●").all_inner_texts()
                assert {"award", "conditions.facilitation"} <= {line.split("\t")[0].split()[-1] for line in changed}
            page.keyboard.press("Escape")
        page.emulate_media(media="print")
        assert page.is_hidden("#print")
        assert page.is_visible("#axes svg")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
        assert all(url.startswith(("file:", "data:")) for url in visit.asked)
        visit.leave()
