"""What is kept of a run for comparisons: every number again in plain Python, its column beside it."""

import math
import pickle

import numpy as np
import pytest
from counted import calls
from tiny import network

from sim.compare.measures import FAMILIES, GOOD, Measured, columns, measure
from sim.config import Scenario
from sim.history import History
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.metrics.typology import Typology
from sim.override import changed
from sim.rules import negotiation
from sim.simulate import simulate
from sim.vocabulary import PAIRS, PROBLEMS, ROLES, STAKES, Status
from sim.world.quebec import real

PLACES = ["mauricie", "cote_nord"]


@pytest.fixture(scope="module")
def history() -> History:
    """Two regions, five years."""
    return simulate(Scenario(), real(PLACES), 3)


@pytest.fixture(scope="module")
def found(history) -> dict[str, float]:
    """Its measures, by name."""
    names = [column.name for column in columns(real(PLACES), history.months)]
    return dict(zip(names, measure(history, Typology()).tolist(), strict=True))


def same(found: float, expected: float) -> bool:
    """Equal but for rounding; NaN equals NaN."""
    return found == pytest.approx(expected, rel=1e-9, abs=1e-12, nan_ok=True)


def mean(values) -> float:
    """Plain mean; NaN of nothing."""
    values = [float(v) for v in values]
    return sum(values) / len(values) if values else math.nan


def rates(h: History, tables, months) -> tuple[float, float]:
    """The two axes over some tables and months, from the formula of the typology."""
    total = dict.fromkeys(("held", "cooperative", "conflictual"), 0.0)
    for name in total:
        for m in months:
            for t in tables:
                total[name] += float(h[name][m, t])
    below = total["held"]
    return (total["cooperative"] / below, total["conflictual"] / below) if below else (float("nan"), float("nan"))


def test_columns_and_numbers_go_together(history):
    """A vector and its columns, of one length on every network and number of months, each name once."""
    for net, months in ((network(2, 2), 7), (network(1, 1), 1)):
        told = columns(net, months)
        numbers = Measured()(simulate(Scenario(months=months), net, 1))
        assert numbers.shape == (len(told),)
        assert len({column.name for column in told}) == len(told)
        assert {column.good for column in told} == {-1, 0, 1}
        assert all(column.unit and column.meaning for column in told)
    families = {column.name.partition(".")[0] for column in told}
    assert families == {"outcome", *(family.word for family in FAMILIES)}
    assert set(GOOD) <= set(OUTCOMES)
    again = pickle.loads(pickle.dumps(Measured(Typology(window=3))))
    assert np.array_equal(again(history), measure(history, Typology(window=3)), equal_nan=True)
    assert not np.array_equal(again(history), measure(history, Typology()), equal_nan=True)


def test_outcomes_come_first(history, found):
    """Every outcome under its name."""
    for name, value in outcomes(history).items():
        assert same(found[f"outcome.{name}"], value), name


def test_participation_delays_and_lasting_effects_by_hand(history, found):
    """The outcomes that comparisons need besides those of a single run."""
    h, q, n = history, history.final.projects, history["need"].shape[1]
    files = range(len(q.name))
    came = [[float(h["present"][m, t, r]) for m in range(h.months) for t in range(n)] for r in range(4)]
    for role, word in enumerate(("organizations", "institutions", "elected", "citizens")):
        assert same(found[f"outcome.attendance_{word}"], mean(came[role]))
    assert same(found["outcome.citizen_share"], sum(came[3]) / sum(map(sum, came)))
    assert same(found["outcome.coverage"], mean(h["coverage"][:, :n].ravel()))
    assert same(found["outcome.lasting_share"], mean(q.lasting[k] for k in files if q.ended[k] >= 0))
    waits = [int(q.started[k]) - int(q.filed[k]) for k in files if q.started[k] >= 0]
    assert same(found["outcome.filed_to_started"], mean(waits))
    assert same(found["outcome.need_relieved"], mean(history.final.territories.relief.ravel()))
    assert found["outcome.need_relieved"] > 0.0


def test_ledger_by_hand(history, found):
    """Conflicts booked to a stake per 100 encounters held: whole run, and last year."""
    h = history
    for k, stake in enumerate(STAKES):
        for word, first in (("ledger", 0), ("ledger_last", h.months - 12)):
            booked = sum(float(h["ledger"][m, t, k]) for m in range(first, h.months) for t in range(h["held"].shape[1]))
            held = sum(float(x) for x in h["held"][first:].ravel())
            assert same(found[f"{word}.{stake}"], 100.0 * booked / held)


def test_places_by_hand(history, found):
    """Every territory and region, in the order of the network: money, axes, needs, organizations, dates."""
    h, s, net = history, history.final, real(PLACES)
    year, q = range(h.months - 12, h.months), history.final.projects
    for t, code in enumerate(net.code):
        money = sum(int(q.request[k]) for k in range(len(q.name)) if q.awarded[k] >= 0 and q.territory[k] == t)
        assert same(found[f"territory.{code}.dollars_per_poor"], money / 100.0 / s.territories.poor[t])
        cooperation, conflict = rates(h, [t], year)
        assert same(found[f"territory.{code}.cooperation"], cooperation)
        assert same(found[f"territory.{code}.conflict"], conflict)
        assert same(found[f"territory.{code}.need_left"], mean(h["need"][-1, t]))
        groups = [i for i in range(len(s.actors.role)) if s.actors.role[i] == 0 and s.actors.territory[i] == t]
        weak = [not s.actors.active[i] or s.actors.reserve[i] < 1.0 for i in groups]
        assert same(found[f"territory.{code}.fragile"], mean(weak))
    for r, code in enumerate(net.region_code):
        tables = [t for t in range(len(s.tables.region)) if s.tables.region[t] == r]
        cooperation, conflict = rates(h, tables, year)
        assert same(found[f"region.{code}.cooperation"], cooperation)
        assert same(found[f"region.{code}.conflict"], conflict)
        assert found[f"region.{code}.agreement_month"] == s.regions.agreed_month[r]
        began = [int(q.started[k]) for k in range(len(q.name)) if q.started[k] >= 0 and q.account[k] in tables]
        assert found[f"region.{code}.first_money"] == min(began)


def test_roles_and_problems_by_hand(history, found):
    """Attendance, efficacy and money by role; money, projects and needs by problem."""
    h, s, q, n = history, history.final, history.final.projects, history["need"].shape[1]
    funded = [k for k in range(len(q.name)) if q.awarded[k] >= 0]
    for r, role in enumerate(ROLES):
        present, members = (float(h[name][:, :n, r].sum()) for name in ("present", "members"))
        assert same(found[f"role.{role}.attendance"], present / members)
        efficacy = mean(s.actors.efficacy[i] for i in range(len(s.actors.role)) if s.actors.role[i] == r)
        assert same(found[f"role.{role}.efficacy"], efficacy)
        assert same(found[f"channel.efficacy_{role}"], efficacy)
        promoted = sum(int(q.request[k]) for k in funded if s.actors.role[q.promoter[k]] == r)
        assert same(found[f"role.{role}.dollars"], promoted / 100.0)
    for k, problem in enumerate(PROBLEMS):
        mine = [j for j in funded if q.problem[j] == k]
        assert same(found[f"problem.{problem}.dollars"], sum(int(q.request[j]) for j in mine) / 100.0)
        assert found[f"problem.{problem}.projects"] == len(mine)
        assert same(found[f"problem.{problem}.need_left"], mean(h["need"][-1, :, k]))


def test_months_by_hand(history, found):
    """The two axes of all tables, over the last six months at most."""
    for m in range(history.months):
        window = range(max(0, m - Typology().window + 1), m + 1)
        expected = rates(history, range(history["held"].shape[1]), window)
        assert same(found[f"month.{m:03d}.cooperation"], expected[0])
        assert same(found[f"month.{m:03d}.conflict"], expected[1])


def test_trust_by_pair_of_roles_by_hand(history, found):
    """Over all ties, whichever end comes first; NaN for a pair that has no tie."""
    s = history.final
    trust: dict[tuple[int, int], list[float]] = {pair: [] for pair in PAIRS}
    for a, b, value in zip(s.ties.left, s.ties.right, s.ties.trust, strict=True):
        ends = sorted((int(s.actors.role[a]), int(s.actors.role[b])))
        trust[ends[0], ends[1]].append(float(value))
    for (a, b), values in trust.items():
        assert same(found[f"channel.trust_{ROLES[a]}_{ROLES[b]}"], mean(values))
    assert [] in trust.values(), "no pair without tie: the NaN is not tried"


def test_channels_by_hand(history, found):
    """Intermediate quantities, read again off the series and the final state."""
    h, s, q, n = history, history.final, history.final.projects, history["need"].shape[1]
    funded = [k for k in range(len(q.name)) if q.awarded[k] >= 0]
    groups = [i for i in range(len(s.actors.role)) if s.actors.role[i] == 0]
    awake = [i for i in groups if s.actors.active[i]]
    decided = [k for k in range(len(q.name)) if q.decided[k] >= 0]
    reserves = sorted(float(s.actors.reserve[i]) for i in groups)
    half = len(reserves) // 2
    expected = {
        "scarcity": mean(h["scarcity"][:, :n].ravel()),
        "facilitation": mean(h["facilitation"].ravel()),
        "verticality": mean(h["verticality"].ravel()),
        "sharing": mean(h["sharing"].ravel()),
        "dispersion_priorities": mean(h["dispersion_priorities"][-1, :n]),
        "dispersion_approach": mean(h["dispersion_approach"][-1, :n]),
        "refusals": float(h["refused"].sum()),
        "vetoes": float(h["vetoed"].sum()),
        "refused_share": mean(q.status[k] == Status.REFUSED for k in decided),
        "imposed": sum(int(a == 3) for a in s.regions.agreement),
        "months_open": mean(max(0, h.months - int(m)) if m >= 0 else 0 for m in s.regions.open_month),
        "burden": mean(s.actors.burden[i] for i in awake),
        "capacity": mean(s.actors.capacity[i] for i in awake),
        "reserve": reserves[half] if len(reserves) % 2 else (reserves[half - 1] + reserves[half]) / 2,
        "dormant": len(groups) - len(awake),
        "contributions": sum(int(q.cost[k] - q.request[k]) for k in range(len(q.name)) if q.started[k] >= 0) / 100.0,
        "project_money": sum(int(q.request[k]) for k in funded) / 100.0,
        "length": mean(q.months[k] for k in funded),
        "partners": mean(sum(int(a >= 0) for a in q.partner[k]) for k in funded),
        "quality": mean(q.quality[k] for k in funded),
        "novelty": mean(q.novelty[k] for k in funded),
        "request": mean(q.request[k] / 100.0 for k in funded),
    }
    for name, value in expected.items():
        assert same(found[f"channel.{name}"], value), name


def test_failed_proposals_and_walkouts_are_those_of_the_sittings(monkeypatch):
    """Counted from outside, at each sitting of a negotiation that fails; an imposed split adds none."""
    lived = []
    meet = negotiation.meet

    def heard(*given):
        """A sitting, remembered."""
        lived.append(meet(*given))
        return lived[-1]

    monkeypatch.setattr(negotiation, "meet", heard)
    hard = {"negotiation.tolerance": 0.0, "negotiation.by_trust": 0.0, "negotiation.concession": 0.02}
    imposed = 0.0
    for changes in ({}, hard):
        lived.clear()
        net = real(PLACES)
        run = simulate(changed(Scenario(), changes), net, 1)
        found = dict(zip((c.name for c in columns(net, run.months)), measure(run, Typology()), strict=True))
        failed = [sitting for sitting, _ in lived if not sitting.accepted]
        assert found["channel.failed_proposals"] == len(failed) > 0
        assert found["channel.walkouts"] == pytest.approx(sum(sitting.walkouts for sitting in failed))
        imposed += found["channel.imposed"]
    assert imposed > 0
    assert found["channel.walkouts"] > 0


def test_core_money_is_what_was_paid():
    """The core share of what was spent, when the norms allow it; none when they do not."""
    net = real("cote_nord")
    for share, fund in ((0.0, 0.0), (0.4, 0.0), (0.4, 0.3)):
        run = simulate(changed(Scenario(), {"norms.core_share": share, "norms.core_fund": fund}), net, 1)
        found = dict(zip((c.name for c in columns(net, run.months)), measure(run, Typology()), strict=True))
        spent = float(run.final.projects.spent.sum()) / 100.0
        instalments = [m for m in run.final.regions.open_month for _ in range(run.months - m)]
        mission = float(run.final.money.mission.sum()) / 100.0 * len(instalments) / (66 - int(instalments[0]))
        assert spent > 0.0
        assert (mission > 0.0) == (fund > 0.0)
        assert found["channel.core_money"] == pytest.approx(share * spent + mission, rel=1e-4)


def test_continuations_are_told_apart():
    """They count among awards; the wait of a first project leaves out continuations, which wait for their parent."""
    net = real("cote_nord")
    run = simulate(changed(Scenario(), {"norms.renewals": 3, "norms.longest": 6}), net, 1)
    found = dict(zip((c.name for c in columns(net, run.months)), measure(run, Typology()), strict=True))
    q = run.final.projects
    assert found["channel.continuations"] == ((q.parent >= 0) & (q.awarded >= 0)).sum() > 0
    waits = [int(q.started[k] - q.filed[k]) for k in range(len(q.name)) if q.started[k] >= 0 and q.parent[k] < 0]
    assert found["outcome.filed_to_started"] == pytest.approx(mean(waits))
    assert ((q.parent >= 0) & (q.started >= 0)).any()


def test_one_pot_and_a_slow_start():
    """Money of a regional pot is told where its projects work; contributions count from the start of a project."""
    net = real("mauricie")
    run = simulate(changed(Scenario(), {"split": "one_pot", "implementation.protocols": 0.2}), net, 1)
    found = dict(zip((c.name for c in columns(net, run.months)), measure(run, Typology()), strict=True))
    q, poor = run.final.projects, run.final.territories.poor
    funded, started = q.awarded >= 0, q.started >= 0
    assert 0 < started.sum() < funded.sum()
    assert found["channel.contributions"] == pytest.approx((q.cost - q.request)[started].sum() / 100.0)
    assert found["channel.project_money"] == pytest.approx(q.request[funded].sum() / 100.0)
    money = [found[f"territory.{code}.dollars_per_poor"] * poor[t] for t, code in enumerate(net.code)]
    assert np.count_nonzero(money) > 1
    assert money == pytest.approx([q.request[funded & (q.territory == t)].sum() / 100.0 for t in range(len(poor))])


def test_what_does_not_exist_is_not_a_number():
    """One month: no plan, no agreement, no project; NaN there, numbers elsewhere, no warning."""
    net = network(1, 2)
    run = simulate(Scenario(months=1), net, 1)
    found = dict(zip((c.name for c in columns(net, 1)), measure(run, Typology()), strict=True))
    missing = {name for name, value in found.items() if math.isnan(value)}
    never = ("outcome.lasting_share", "outcome.filed_to_started", "channel.quality", "channel.refused_share")
    assert {*never, f"region.{net.region_code[0]}.first_money"} <= missing
    assert not {"channel.dormant", "channel.project_money", "ledger.envelope", "month.000.conflict"} & missing
    assert all(math.isfinite(value) for name, value in found.items() if name not in missing)


def test_measuring_does_not_look_at_each_month_nor_each_territory():
    """Six regions and five years take hardly more steps of Python than one region and two years: 1,100 (5 ms a run)."""
    small, large = (
        simulate(changed(Scenario(), {"months": months, "population.scale": 0.3}), real(where), 1)
        for months, where in ((24, "cote_nord"), (60, "six_regions"))
    )
    measure(small, Typology())  # what is prepared once
    assert calls(lambda: measure(large, Typology())) < 2 * calls(lambda: measure(small, Typology())) < 4_000
