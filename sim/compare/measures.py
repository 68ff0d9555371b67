"""What is kept of each run for comparisons: one flat vector of numbers, and the columns that say what they are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from sim.compare import places
from sim.compare.channels import CHANNELS
from sim.compare.lived import Lived, Quantity
from sim.history import History
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.metrics.typology import Typology
from sim.state import Floats
from sim.vocabulary import PROBLEMS, ROLES, STAKES
from sim.world.network import Network

# Which way an outcome is better. A reading for summaries, not a truth: the study sees conflict as a stage that
# communities pass through; here, at equal everything else, less of it is called better. Absent: neither.
GOOD: dict[str, int] = {
    **dict.fromkeys(("cooperation_first_year", "cooperation_last_year"), 1),
    **dict.fromkeys(("cooperation_of_possible_first_year", "cooperation_of_possible_last_year"), 1),
    **dict.fromkeys(("conflict_first_year", "conflict_last_year", "regions_conflictual", "regions_dormant"), -1),
    **dict.fromkeys(("conflict_of_possible_first_year", "conflict_of_possible_last_year", "failed_proposals"), -1),
    **dict.fromkeys(("participation_first_year", "participation_last_year"), 1),
    **dict.fromkeys(("regions_cooperative", "territories_cooperative", "partnership"), 1),
    **dict.fromkeys(("first_cooperation", "plan_month", "plan_spread", "agreement_month", "first_money"), -1),
    **dict.fromkeys(("imposed", "filed_to_started", "vetoes_first_year", "vetoes", "unspent"), -1),
    **dict.fromkeys(("multi_partner", "lasting", "lasting_share", "need_relieved", "need_concentration"), 1),
    **dict.fromkeys(("gini", "need_left", "fragile"), -1),
    **dict.fromkeys(("attendance_organizations", "attendance_institutions", "attendance_elected"), 1),
    **dict.fromkeys(("attendance_citizens", "citizen_share", "coverage", "trust_end", "trust_elected_community"), 1),
}


class Column(NamedTuple):
    """One number of the vector of a run."""

    name: str  # dotted: family, then key, then quantity
    unit: str
    meaning: str
    good: int  # +1 more is better, -1 less is better, 0 neither


Keys = Callable[[Network, int], tuple[tuple[str, str], ...]]


class Family(NamedTuple):
    """Quantities measured for each key: each territory, each stake... Values go key by key, quantity by quantity."""

    word: str
    keys: Keys  # of a network and a number of months: (key, label) of each
    quantities: tuple[Quantity, ...]


def fixed(words: tuple[str, ...]) -> Keys:
    """Keys that every run has."""
    return lambda network, months: tuple((word, word.replace("_", " ")) for word in words)


FAMILIES = (
    Family("channel", fixed(("",)), CHANNELS),
    Family("ledger", fixed(STAKES), places.LEDGER),
    Family("ledger_last", fixed(STAKES), places.LEDGER_LAST),
    Family("territory", lambda net, months: tuple(zip(net.code, net.name, strict=True)), places.TERRITORY),
    Family("region", lambda net, months: tuple(zip(net.region_code, net.region_name, strict=True)), places.REGION),
    Family("role", fixed(ROLES), places.ROLE),
    Family("problem", fixed(PROBLEMS), places.PROBLEM),
    Family("month", lambda net, months: tuple((f"{m:03d}", f"month {m}") for m in range(months)), places.MONTH),
)


def columns(network: Network, months: int) -> tuple[Column, ...]:
    """The columns of `measure` on a run of so many months on this network, in their order."""
    found = [Column(f"outcome.{name}", *told, GOOD.get(name, 0)) for name, told in OUTCOMES.items()]
    for family in FAMILIES:
        for key, label in family.keys(network, months):
            for q in family.quantities:
                name = ".".join(filter(None, (family.word, key, q.name)))
                meaning = f"{label}: {q.meaning}" if label else q.meaning
                found.append(Column(name, q.unit, meaning, q.good))
    return tuple(found)


def measure(history: History, typology: Typology) -> Floats:
    """(column,) the numbers of one run, in the order of `columns`; NaN where a thing does not exist in this run."""
    run = Lived(history, typology)
    parts = [np.array(list(outcomes(history, typology).values()))]
    for family in FAMILIES:
        values = [np.atleast_1d(np.asarray(q.of(run), dtype=np.float64)) for q in family.quantities]
        parts.append(np.stack(values, axis=1).ravel())
    return np.concatenate(parts)


@dataclass(frozen=True)
class Measured:
    """`measure` with its thresholds, in a form that can be sent to other processes."""

    typology: Typology = field(default_factory=Typology)

    def __call__(self, history: History) -> Floats:
        """(column,) the numbers of one run."""
        return measure(history, self.typology)
