"""The file of the atlas: data, words, style and scripts in one HTML text. Nothing is loaded from elsewhere."""

from pathlib import Path
from typing import Any

from sim.config import Scenario
from sim.metrics.interest import smallest
from sim.metrics.outcomes import OUTCOMES
from sim.metrics.typology import Typology
from sim.package import stack
from sim.rules.events import election_now
from sim.show.atlas.grid import Grid
from sim.show.atlas.measure import HEADLINE, dates
from sim.show.lab.offered import NUMBERS, assumptions, card, dictionary, looks
from sim.show.lab.page import SHARED, embedded, script
from sim.show.lab.place import place
from sim.world.network import Network

HERE = Path(__file__).parent
SHOWN = (
    "lab", "lab_glossary", "atlas", "stakes", "dynamics", "months", "months_short", "limits", "report.and",
    "report.interval", "outcomes", "units",
)  # fmt: skip


def offered(grid: Grid, network: Network, points: list[dict[str, Any]], seeds: int, version: str) -> dict[str, Any]:
    """Everything that the page holds."""
    base, typology, places = Scenario(), Typology(), (len(network.code), len(network.region_code))
    return {
        "words": dictionary(SHOWN + NUMBERS),
        "looks": looks(),
        "start": [base.calendar.start_year, base.calendar.start_month],
        "months": base.months,
        "dates": dates(base.months),
        "window": typology.window,
        "high": typology.cooperative,
        "hot": typology.conflictual,
        "elections": [m for m in range(base.months) if election_now(m, base.events)],
        "place": place(network),
        "rules": [card(stack(name)) for name in grid.rules],
        "sliders": [{"name": name, "stops": list(stops)} for name, stops in grid.sliders.items()],
        "first": [grid.start[name] for name in grid.sliders],
        "outcomes": [[name, OUTCOMES[name][0], smallest(name, *places)] for name in HEADLINE],
        "seeds": seeds,
        "version": version,
        "assumptions": assumptions(base),
        "points": points,
    }


def page_of(grid: Grid, network: Network, points: list[dict[str, Any]], seeds: int, version: str) -> str:
    """The whole page."""
    text = (HERE / "atlas.html").read_text(encoding="utf-8")
    parts = {
        "{{ style }}": (HERE / "atlas.css").read_text(encoding="utf-8"),
        "{{ script }}": script(SHARED, HERE / "script" / "atlas.js"),
        "{{ offered }}": embedded(offered(grid, network, points, seeds, version)),
    }
    for mark, part in parts.items():
        text = text.replace(mark, part, 1)
    return text
