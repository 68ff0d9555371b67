"""Faults of the model as it is, kept for the one that comes next: what each test asks, the present model does not do.

Each was measured over ten seeds on Côte-Nord and on Mauricie; its reason gives the numbers. They are read through
series and outcomes alone, so that another core behind the same door (`Scenario`, `simulate`, `History`) can answer.
A test that begins to pass fails the suite (`strict`): its mark then goes, and it stays as an ordinary test. What sets
the stage is asserted: a scene that no longer exists is an error, not an expected fault.
"""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.config import Scenario
from sim.history import SERIES, History
from sim.metrics.outcomes import outcomes
from sim.metrics.typology import Dynamic, Typology, axes, classify, gather
from sim.override import changed
from sim.simulate import simulate
from sim.world.network import Network
from sim.world.quebec import real

SEEDS = (0, 4, 6)
TIES = ("community_community", "community_institution", "institution_institution", "citizen_community",
        "citizen_citizen", "elected_community", "elected_institution", "elected_citizen")  # fmt: skip
ACROSS = ("border_delegates", "problem_delegates", "any_delegates")
OFFICES = ("institution_offices", "elected_offices", "office_offices")
ARMS: dict[str, dict[str, Any]] = {
    "base": {},
    "calls stop": {"months": 72, "calendar.fund_end": 42},
    "tier removed": {"months": 72, "events.removal_month": 36},
    "fund long over": {"months": 126},
    "no ties across": {f"acquaintance.{kind}": 0.0 for kind in ACROSS},
    "no ties": {f"acquaintance.{kind}": 0.0 for kind in (*TIES, *ACROSS, *OFFICES)},
    "need untouched": {"implementation.relief": 0.0},
    "need relieved": {"implementation.relief": 2.0},
    "empty envelope": {"events.envelope_month": 0, "events.envelope_change": -1.0},
}


class Fault(Exception):
    """The model does not do what is asked of it."""


def asked(done: bool, what: str) -> None:
    """Raise `Fault` unless it is done."""
    if not done:
        raise Fault(what)


def fault(seen: str) -> Any:
    """The mark of a test that the present model fails; seen: the number that it gives instead."""
    return pytest.mark.xfail(strict=True, raises=Fault, reason=f"seen on the first model: {seen}")


@cache
def place(envelope: float = 1.0) -> Network:
    """Mauricie, six territories, its envelope multiplied."""
    found = real(["mauricie"])
    return replace(found, envelope=(found.envelope * envelope).astype(np.int64))


@cache
def lived(arm: str, seed: int, envelope: float = 1.0) -> History:
    """One run of an arm; arms share their luck. The territories share their envelope by negotiation."""
    return simulate(changed(Scenario(), {"split": "negotiated", **ARMS[arm]}), place(envelope), seed)


def local(history: History, name: str) -> np.ndarray:
    """(month, territory, ...) a series, at local tables."""
    return history[name][:, : len(place().code)]


def regional(history: History, name: str) -> np.ndarray:
    """(month, region, ...) a series, at regional tables."""
    return history[name][:, len(place().code) :]


def mean(values: Any) -> float:
    """Mean over runs."""
    return float(np.mean(list(values)))


def ratio(arm: str, name: str, year: int, before: int) -> float:
    """What a series of local tables sums to over the twelve months from `year`, over the same from `before`."""
    sums = [[local(lived(arm, seed), name)[m : m + 12].sum() for seed in SEEDS] for m in (year, before)]
    return float(np.sum(sums[0]) / np.sum(sums[1]))


# Money that is not there, or no longer, or not yet


@fault("with 40 % or more unspent, scarcity falls in two years from .53 to .04 (tier removed), .05 to .01 (calls stop)")
@pytest.mark.parametrize(("arm", "month"), [("calls stop", 42), ("tier removed", 36)])
def test_scarcity_does_not_vanish_while_money_cannot_be_reached(arm, month):
    """Nobody can file any more and two fifths of the envelope lie there: two years later it is felt half as much at
    least as in the last month of calls. Read: `scarcity`, `awarded`, `envelope`."""
    runs = [lived(arm, seed) for seed in (0, 4)]
    for h in runs:
        assert h["awarded"][-1].sum() < 0.6 * h["envelope"][0].sum(), "much is left when calls stop"
        assert (h["filed"][month + 1 :] == 0).all(), "nobody files"
    then, later = (mean(local(h, "scarcity")[m].mean() for h in runs) for m in (month - 1, month + 24))
    assert then > 0.0
    asked(later >= 0.5 * then, f"felt scarcity fell from {then:.2f} to {later:.2f}")


@fault("attendance of month 0 is x .61-.66 with a tenth of the envelope to be announced later, x 1.17-1.19 with three")
@pytest.mark.parametrize("envelope", [0.1, 3.0])
def test_nobody_reacts_to_an_envelope_before_the_launch(envelope):
    """The same months before the launch, whatever will be announced after it: attendance within 2 %.
    Read: `present` before `calendar.launch`, under two networks that differ by their envelope alone."""
    until = Scenario().calendar.launch
    assert until > 0
    came = [sum(local(lived("base", s, e), "present")[:until].sum() for s in SEEDS) for e in (envelope, 1.0)]
    asked(abs(came[0] / came[1] - 1.0) <= 0.02, f"attendance x {came[0] / came[1]:.2f}")


@fault("attendance in the year after the end of the fund over the year before: .97 on both regions (.94 to 1.01)")
def test_stakes_are_what_can_still_be_won():
    """Once everything is committed and the fund has ended nothing can be won: attendance falls by a tenth at least.
    Read: `present`, the twelve months after `calendar.fund_end` over the twelve months before."""
    end = Scenario().calendar.fund_end
    fell = ratio("fund long over", "present", end, end - 12)
    assert mean(outcomes(lived("fund long over", seed))["unspent"] for seed in SEEDS) < 0.15, "all is committed"
    asked(fell <= 0.9, f"attendance x {fell:.2f}")


@fault("five years later attendance is x 1.01-1.02 and encounters x 1.06-1.11 what they were before the end")
@pytest.mark.parametrize("name", ["present", "held"])
def test_tables_do_not_go_on_for_ever_after_the_fund(name):
    """Five years after the end, at most two thirds of the attendance and of the encounters of the fund's last year:
    tables tire, finish, are suspended, or find something else to do. Read: `present`, `held`, 126 months."""
    end = Scenario().calendar.fund_end
    left = ratio("fund long over", name, end + 48, end - 12)
    asked(left <= 2 / 3, f"{name} x {left:.2f} in the fifth year after the end")


@fault("10.6 and 15.0 decisions against somebody over an empty envelope, 10.3 and 13.9 over the real one")
def test_nobody_quarrels_over_the_split_of_nothing():
    """With an envelope emptied in month 0, at most half of the decisions against somebody at the regional table over
    the time of the negotiation. Read: `against`."""
    until = Scenario().calendar.launch + Scenario().calendar.deadline
    empty, base = (
        mean(regional(lived(a, s), "against")[:until].sum() for s in SEEDS) for a in ("empty envelope", "base")
    )
    assert base > 0.0
    asked(empty <= 0.5 * base, f"{empty:.1f} decisions against somebody over nothing, {base:.1f} over the envelope")


# Who knows whom


@fault("without a tie between territories the agreement comes 5.3 to 5.4 months earlier on average")
def test_strangers_are_not_trusted_more_than_acquaintances():
    """Territories whose delegates do not know one another do not agree sooner: a month at most, for luck.
    Read: `agreement_month`. Another model states by its own keys that no tie crosses a border."""
    sooner = mean(
        outcomes(lived("base", s))["agreement_month"] - outcomes(lived("no ties across", s))["agreement_month"]
        for s in SEEDS
    )
    asked(sooner <= 1.0, f"the agreement comes {sooner:.1f} months earlier among strangers")


def test_people_without_ties_are_dormant():
    """Nobody can meet, so nothing is held: no table is in conflict, nor in cooperation, in any month.

    Passed since rates are taken over encounters held; before, .22 to .25 of the months were in conflict, .05 to .06 in
    cooperation, .03 to .04 in both. Read: `held`, and the dynamic of each territory as it is published."""
    for seed in SEEDS:
        h = lived("no ties", seed)
        assert h["held"].sum() == 0
        p = Typology()
        found = classify(axes(gather(h, "territory", h.final.tables.region), p), p)
        assert (found == Dynamic.DORMANT).all()


# What decides nothing


@fault("need met eight times as much, or not at all: `need` is the only series that differs, in any month")
def test_need_that_is_met_changes_something():
    """Need left is felt by somebody (priorities, efficacy, files), or is not a series. Read: every series."""
    moved = set()
    for seed in SEEDS:
        none, much = lived("need untouched", seed), lived("need relieved", seed)
        same = {k: np.array_equal(none[k], much[k], equal_nan=SERIES[k].kind == "f8") for k in SERIES}
        moved |= {name for name, alike in same.items() if not alike}
    asked(bool(moved - {"need"}), f"series that differ: {', '.join(sorted(moved))}")


@fault("23 and 16 % of juries fund some files and refuse others, 61 and 69 % fund everything")
def test_most_juries_choose():
    """Of the months in which an account answers files, most see some chosen and some refused.
    Read: `selected` (cents, cumulated), `refused`."""
    choosing = answering = 0
    for seed in SEEDS:
        h = lived("base", seed)
        refused, chosen = h["refused"] > 0, np.diff(h["selected"], axis=0, prepend=0) > 0
        choosing, answering = choosing + int((refused & chosen).sum()), answering + int((refused | chosen).sum())
    assert answering > 0
    asked(choosing > 0.5 * answering, f"{choosing} of {answering} juries choose")


@fault("96-98 % of failed proposals are refused by everybody but their author")
def test_failed_proposals_find_some_support():
    """A proposal that fails has mostly convinced somebody besides its author: at most three in ten have not.
    Read: the log, `proposal_failed` and the number of territories that refuse."""
    failed = [x.amount for s in SEEDS for x in lived("base", s).log if x.word == "proposal_failed"]
    assert failed, "some proposals fail"
    alone = np.mean(np.array(failed) >= len(place().code) - 1)
    asked(alone <= 0.3, f"{alone:.2f} of failed proposals are refused by all but their author")
