"""The numbers that claims can be about: readings of a run, with their units, and the outcomes; one vector a run."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from sim.compare.lived import Lived
from sim.facts.likelihood import judged_facts
from sim.facts.observed import facts_columns, observed_facts, study_codes
from sim.facts.reading import read_facts
from sim.history import History
from sim.life.record import meetings_of
from sim.life.surrogates import NULLS
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.metrics.typology import Typology, counts_of
from sim.state import Floats
from sim.validation.readings import (
    FIRST,
    LAST,
    absentees,
    after_election,
    agreement_months,
    conflictual_months,
    cooperation_of_territories,
    cooperative_months,
    dispersion,
    distance_to_plan,
    first_support,
    gap_of,
    improved,
    largest_fall,
    mean_of,
    mean_plan,
    movers,
    plan_months,
    planned,
    repeated_authors,
    returns,
    support_of_plans,
    trust_after_election,
    votes_needed,
)
from sim.vocabulary import PROBLEMS


class Quantity(NamedTuple):
    """Something that a claim can be about."""

    unit: str
    meaning: str
    of: Callable[[Lived], float | Floats]
    parts: tuple[str, ...] = ()  # names of its components, if it has several


QUANTITIES: dict[str, Quantity] = {
    "conflict_first": Quantity(
        "share",
        "region-months in conflict or both, first year less last",
        lambda r: conflictual_months(r, FIRST) - conflictual_months(r, LAST),
    ),
    "cooperation_later": Quantity(
        "share",
        "region-months in cooperation, last year less first",
        lambda r: cooperative_months(r, LAST) - cooperative_months(r, FIRST),
    ),
    "movers": Quantity("share", "regions that change dynamic", movers),
    "improved": Quantity("share", "regions that cooperate more in their last year than in their first", improved),
    "returns": Quantity("share", "regions that come back to a dynamic that they had left", returns),
    "largest_fall": Quantity("rate", "largest fall of yearly cooperation from a peak, mean over regions", largest_fall),
    "after_election_conflict": Quantity(
        "rate", "conflict, six months after the election", lambda r: after_election(r, "conflict")
    ),
    "after_election_cooperation": Quantity(
        "rate", "cooperation, six months after the election", lambda r: after_election(r, "cooperation")
    ),
    "after_election_trust": Quantity(
        "trust", "between elected and community, six months after the election", trust_after_election
    ),
    "plan": Quantity("months", "month of the plan, mean over territories, the end without one", mean_of(plan_months)),
    "plan_gap": Quantity("months", "standard deviation of the month of the plan over territories", gap_of(plan_months)),
    "agreement": Quantity(
        "months", "month of the agreement, mean over regions, the end without one", mean_of(agreement_months)
    ),
    "cooperation_gap": Quantity(
        "rate", "standard deviation of cooperation over territories, last year", gap_of(cooperation_of_territories)
    ),
    "planned": Quantity("share", "territories with a plan at the end", planned),
    "votes_needed": Quantity("votes", "on a plan, mean over territories that vote", votes_needed),
    "first_support": Quantity("share", "support for the plan at its first vote, mean over territories", first_support),
    "support": Quantity("share", "support for plans at their adoption", support_of_plans),
    "distance_weak": Quantity(
        "distance", "between the mandates of groups and citizens and their plan", distance_to_plan
    ),
    "mean_plan": Quantity("share", "mean plan of territories", mean_plan, PROBLEMS),
    "dispersion": Quantity("ratio", "dispersion of priorities, end over start", dispersion),
    "absentees": Quantity("share", "members of local tables who are absent", absentees),
    "repeated_authors": Quantity("share", "failed proposals by the author of the failed one before", repeated_authors),
}


FACT, TOGETHER = "fact_", "facts_together"
FACTS = tuple(f for f in read_facts().of() if f.weight > 0.0)  # those that test something
JUDGED: dict[str, str] = {  # what a run says of facts, judged all at once: see `facts_met`; by name, its meaning
    **{f"{FACT}{f.name}": f"runs that meet a fact: {f.says['en']}" for f in FACTS},
    TOGETHER: "runs that meet every fact with weight",
}

# Read on what became of encounters alone: asked of the nulls too, under `quantity@null`.
COUNTED = (
    *("conflict_first", "cooperation_later", "movers", "improved", "returns", "largest_fall"),
    *("after_election_conflict", "after_election_cooperation"),
)
LUCK = 0x5CA1E  # sets the nulls' luck apart from that of any run


def facts_met(history: History) -> Floats:
    """(fact + 1,) 1 where the run meets each of FACTS, 0 where it does not, NaN of a region that it has not; then all
    of them together."""
    columns = [c.name for c in facts_columns()]
    values = observed_facts(history, study_codes())[None, :]
    found = judged_facts(values, columns, FACTS, history.months)
    met = {f.name: float(m) if np.isfinite(p) else np.nan
           for f, m, p in zip(found.facts, found.met[0], found.probability[0], strict=True)}  # fmt: skip
    each = np.array([met.get(f.name, np.nan) for f in FACTS])
    return np.append(each, each.min())


class Column(NamedTuple):
    """One number kept of each run."""

    name: str
    unit: str
    meaning: str


def described(quantity: str) -> tuple[str, str, tuple[str, ...]]:
    """(unit, meaning, names of its columns) of a quantity or an outcome."""
    if quantity in OUTCOMES:
        return (*OUTCOMES[quantity], (quantity,))
    if quantity in JUDGED:
        return "share", JUDGED[quantity], (quantity,)
    q = QUANTITIES[quantity]
    return q.unit, q.meaning, tuple(f"{quantity}.{part}" for part in q.parts) or (quantity,)


def columns() -> tuple[Column, ...]:
    """Every number kept of a run: the outcomes, the quantities, then those that are counted under each null."""
    found = []
    for name in (*OUTCOMES, *QUANTITIES, *JUDGED):
        unit, meaning, names = described(name)
        found += [Column(column, unit, meaning) for column in names]
    for null in NULLS:
        found += [Column(f"{q}@{null}", QUANTITIES[q].unit, f"{QUANTITIES[q].meaning}; null: {null}") for q in COUNTED]
    return tuple(found)


def without_life(history: History, null: str) -> History:
    """The same run, what became of its encounters replaced by a process without life: see `sim.life.surrogates`."""
    found = NULLS[null](meetings_of(counts_of(history)), np.random.default_rng([history.seed, LUCK]))
    return replace(
        history, series=history.series | {"cooperative": found.cooperative, "conflictual": found.conflictual}
    )


@dataclass(frozen=True)
class Observed:
    """Everything that the patterns read of a run, in a form that can be sent to other processes."""

    typology: Typology = field(default_factory=Typology)

    def __call__(self, history: History) -> Floats:
        """(column,) in the order of `columns`."""
        run = Lived(history, self.typology)
        parts = [np.array(list(outcomes(history, self.typology).values()))]
        parts += [np.atleast_1d(np.asarray(q.of(run), dtype=np.float64)) for q in QUANTITIES.values()]
        parts.append(facts_met(history))
        for null in NULLS:
            dead = Lived(without_life(history, null), self.typology)
            parts.append(np.array([QUANTITIES[q].of(dead) for q in COUNTED], dtype=np.float64))
        return np.concatenate(parts)
