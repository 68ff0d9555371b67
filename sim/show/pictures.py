"""The pictures of a run, in the order in which the report shows them."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sim.show import (
    attendance,
    decisions,
    equity,
    maps,
    money,
    occupancy,
    region_maps,
    relations,
    stakes,
    tell,
    timing,
    two_axes,
)
from sim.show.parts import Table
from sim.show.reading import Reading
from sim.show.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Picture(NamedTuple):
    """A picture, the table behind it, and the numbers that its text says."""

    name: str
    draw: "Callable[[Reading, Words, str], Figure]"
    table: Callable[[Reading, Words], Table]
    numbers: Callable[[Reading, Words], dict[str, object]]

    def title(self, words: Words) -> str:
        """The question that the picture answers."""
        return words(f"figures.{self.name}.title")

    def caption(self, reading: Reading, words: Words) -> str:
        """What is drawn, and how to read it."""
        t = reading.typology
        levels = {"high": words.percent(t.cooperative), "hot": words.percent(t.conflictual)}
        levels["attended"] = words.percent(t.attended)
        drawn, how = (
            words(f"figures.{self.name}.subtitle", window=t.window),
            words(f"figures.{self.name}.caption", **levels),
        )
        return f"{drawn} {how}"

    def alt(self, reading: Reading, words: Words) -> str:
        """What it shows, for someone who does not see it."""
        return words(f"figures.{self.name}.alt", **self.numbers(reading, words))


PICTURES = (
    Picture("map_dates", maps.map_dates, maps.table, tell.dates),
    Picture("map_regions", region_maps.map_regions, region_maps.table, tell.dates),
    Picture("two_axes", two_axes.two_axes, two_axes.table, tell.two_axes),
    Picture("occupancy", occupancy.occupancy, occupancy.occupancy_table, tell.dates),
    Picture("strips", occupancy.strips, occupancy.strips_table, tell.stays),
    Picture("ledger", stakes.ledger, stakes.ledger_table, tell.ledger),
    Picture("ledger_regions", stakes.ledger_regions, stakes.ledger_regions_table, tell.ledger_regions),
    Picture("decisions", decisions.decided, decisions.table, tell.decided),
    Picture("money", money.money, money.table, tell.flow),
    Picture("equity", equity.equity, equity.table, tell.dollars),
    Picture("timing", timing.timing, timing.table, tell.first_money),
    Picture("attendance", attendance.attendance, attendance.table, tell.attendance),
    Picture("trust_pairs", relations.trust_pairs, relations.trust_table, tell.trust),
    Picture("partnership", relations.partnership_score, relations.partnership_table, tell.partnership),
)


def note(reading: Reading, words: Words) -> str:
    """The line at the foot of every picture."""
    n = len(reading.replicates)
    count = words("figures.replicates", n=n) if n > 1 else words("figures.alone")
    return words("figures.note", territories=reading.where(words), seed=str(reading.history.seed), replicates=count)
