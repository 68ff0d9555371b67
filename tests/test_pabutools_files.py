"""The same `.pb` files in our hands and in those of pabutools, an outside oracle: the same ballots, the same winners.

pabutools is GPL: tests alone import it. It ships no `.pb` file, nor does preflibtools: files are made up here, of the
five types of the format, full of ties, with free projects, projects dearer than the budget, empty ballots and ballots
that name a project twice. Where its definitions differ (besides those of test_pabutools):

- it does not know `default_score`: such files are left to test_pb_files and to the ballots stated in full here;
- it funds, when money is left, projects that are worth nothing to all; ours never do, and they are left out here;
- it does not strip the spaces in a vote, and ends a line where Unicode would: files are written plainly.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from pb_files import KINDS, Said, said, written

from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.equal_shares import EqualShares
from sim.funding.award.phragmen import Phragmen
from sim.funding.contract import POINT, Call
from sim.funding.pabulib import Election, parse
from sim.funding.pabulib import written as put

pytest.importorskip("pabutools", reason="pabutools is not there: pip install -e .[dev]")

from pabutools.election import Additive_Borda_Sat, Additive_Cardinal_Sat, Cardinality_Sat, Instance, Profile
from pabutools.election.pabulib import election_as_pabulib_string, parse_pabulib_from_string
from pabutools.fractions import frac
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule

FEW, MANY = 60, 3000  # files of each type of ballot
SATISFACTION = {
    "approval": Cardinality_Sat,
    "choose-1": Cardinality_Sat,
    "ordinal": Additive_Borda_Sat,
    "cumulative": Additive_Cardinal_Sat,
    "scoring": Additive_Cardinal_Sat,
}
RULES = {
    "none": EqualShares("none"),
    "greedy": EqualShares("greedy"),
    "increase": EqualShares("increase", 0.1),
    "most": ApprovalPerDollar(),
    "phragmen": Phragmen(),
}


def texts(kind: str, count: int) -> Iterator[str]:
    """Files of a type; one in five has a ballot that names a project twice, one in three has notes stated in full."""
    for seed in range(count):
        rng = np.random.default_rng(10**6 + seed)
        file = said(rng, kind)
        names = {own: f"Été {own}" for own in file.names}
        file = file._replace(names=names, meta={key: v for key, v in file.meta.items() if key != "default_score"})
        raw = written(file, "plain").decode().replace(";;;", ";None;None;")  # how it wants a ballot without points
        yield named_twice(file, raw) if rng.random() < 0.2 else raw


def named_twice(file: Said, raw: str) -> str:
    """The first ballot that names something names it again at its end; points are then others."""
    for v, given in enumerate(file.ballots):
        if given:
            old = next(line for line in raw.splitlines() if line.startswith(f"v{v};"))
            cells = old.split(";")
            cells[1] += f",{next(iter(given))}"
            cells[2:-1] = [f"{points},2" for points in cells[2:-1]]
            return raw.replace(old, ";".join(cells))
    return raw


def both(raw: str) -> tuple[Election, Instance, Profile]:
    """The same file, read twice."""
    return parse(raw, "one.pb"), *parse_pabulib_from_string(raw)


def differences(ours: Election, instance: Instance, profile: Profile) -> list[str]:
    """What the two readings of a file do not agree on."""
    call, found = ours.call, list[str]()
    if instance.budget_limit * 100 != call.budget:
        found.append("budget")
    if {p.name: int(p.cost * 100) for p in instance} != dict(zip(ours.ids, call.request.tolist(), strict=True)):
        found.append("cost")
    satisfaction = profile.as_sat_profile(SATISFACTION[ours.kind])
    place = {p.name: p for p in instance}
    worth = [[sat.sat_project(place[own]) * POINT for own in ours.ids] for sat in satisfaction]
    points = call.approves * POINT if call.points is None else call.points
    if worth != points.tolist():
        found.append("ballots")
    if [sorted(p.name for p in ballot) for ballot in profile] != [
        sorted(np.array(ours.ids)[row]) for row in call.approves
    ]:
        found.append("named")
    return found


def backed(call: Call) -> list[int]:
    """Projects that are worth something to all voters together, and to one at least."""
    points = call.approves.astype(np.int64) if call.points is None else call.points
    return np.flatnonzero((points > 0).any(axis=0) & (points.sum(axis=0) > 0)).tolist()


def winners(ours: Election, raw: str) -> dict[str, tuple[set[str], set[str]]]:
    """By rule, what each of the two funds of the projects that somebody backs."""
    _, instance, profile = both(raw)
    call = ours.call
    kept = {ours.ids[p] for p in backed(call)}
    for project in [p for p in instance if p.name not in kept]:
        instance.remove(project)
    own = [p for p in range(len(ours.ids)) if ours.ids[p] in kept]
    call = call._replace(
        **{name: getattr(call, name)[own] for name in ("request", "cost", "months", "partners", "quality", "novelty",
                                                       "problem", "approach", "lots")},
        approves=call.approves[:, own], points=None if call.points is None else call.points[:, own])  # fmt: skip
    ids = [ours.ids[p] for p in own]
    lots = TieBreakingRule(lambda _, __, project: call.lots[ids.index(project.name)])
    with_lots = {"tie_breaking": lots, "sat_class": SATISFACTION[ours.kind]}
    found = {}
    for name, rule in RULES.items():
        if name == "phragmen" and call.points is not None:
            continue
        mine = {ids[p] for p in np.flatnonzero(rule(call))}
        found[name] = mine, {p.name for p in theirs(name, instance, profile, call, with_lots)}
    return found


def theirs(name, instance, profile, call, with_lots):
    """What pabutools funds. Projects dearer than the budget are left out: its equal shares keep them in the running."""
    if name == "phragmen":
        return sequential_phragmen(instance, profile, tie_breaking=with_lots["tie_breaking"])
    additive = {**with_lots, "is_sat_additive": True}
    if name == "most":
        return greedy_utilitarian_welfare(instance, profile, **additive)
    fits = Instance([p for p in instance if p.cost <= instance.budget_limit], budget_limit=instance.budget_limit)
    if len(profile) == 0:
        return []
    if name == "none":
        return method_of_equal_shares(fits, profile, **with_lots)
    step = Fraction(1, 10) * Fraction(call.budget, 100 * len(profile))
    more = {"voter_budget_increment": frac(step.numerator, step.denominator)} if name == "increase" and step else {}
    return completion_by_rule_combination(
        fits, profile, [method_of_equal_shares, greedy_utilitarian_welfare], [{**with_lots, **more}, additive]
    )


def compared(kind: str, count: int) -> tuple[int, int, list[tuple[str, ...]]]:
    """(files that are read differently, outcomes that differ, winners by rule of each file)."""
    readings = outcomes = 0
    found = []
    for raw in texts(kind, count):
        ours, instance, profile = both(raw)
        readings += bool(differences(ours, instance, profile))
        sets = winners(ours, raw)
        outcomes += sum(mine != other for mine, other in sets.values())
        found.append(tuple(",".join(sorted(mine)) for mine, _ in sets.values()))
    print(f"{kind}: {count} files, readings that differ {readings}, outcomes that differ {outcomes}")
    return readings, outcomes, found


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_files_give_the_same_ballots_and_winners(kind):
    """No mismatch; and the files tell the rules apart, so that a rule that were another would be seen."""
    readings, outcomes, found = compared(kind, FEW)
    assert (readings, outcomes) == (0, 0)
    assert sum(len(set(row)) > 1 for row in found) > FEW // 6


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_files_give_the_same_ballots_and_winners(kind):
    """As above, on thousands of files of each type."""
    assert compared(kind, MANY)[:2] == (0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_each_reads_what_the_other_writes(kind):
    """Our text in the hands of pabutools, its text in ours: the same ballots, points included."""
    for raw in texts(kind, FEW // 2):
        ours, instance, profile = both(raw)
        again, *read = both(put(ours))
        assert not differences(again, *read)
        assert np.array_equal(again.call.approves, ours.call.approves)
        assert again.kind == kind
        if len(profile) and len(instance):
            back = parse(election_as_pabulib_string(instance, profile))
            place = [back.ids.index(own) for own in ours.ids]
            row = [back.voters.index(own) for own in ours.voters]
            assert np.array_equal(back.call.approves[row][:, place], ours.call.approves)
            if ours.call.points is not None:
                assert np.array_equal(back.call.points[row][:, place], ours.call.points)
