"""Outcomes that a table publishes, each on a small history made by hand whose right value is counted on paper.

The golden run says that nothing has changed; here it is said that what is published is what its line in `OUTCOMES`
says: which months, which tables, which projects, which persons.
"""

from typing import Any

import numpy as np
import pytest
from tiny import projects, state

from sim.history import History, blank
from sim.metrics import partnership
from sim.metrics.outcomes import outcomes
from sim.metrics.summary import summarize
from sim.state import Projects
from sim.vocabulary import PAIRS, Agreement, Phase, Role, Status

A, RUNNING, DONE, REFUSED = Status.AWARDED, Status.RUNNING, Status.FINISHED, Status.REFUSED
NOBODY = [-1, -1, -1, -1]


def history(months: int, seed: int = 1) -> History:
    """A record of zeros: two regions of two territories, hence four local tables and two regional ones."""
    s = state(seed, regions=2)
    return History(seed, months, blank(s, months), s)


def filed(lived: History, **columns: Any) -> Projects:
    """Projects with these columns; the others are those of `tiny.projects`."""
    n = len(next(iter(columns.values())))
    made = projects(7, lived.final, n)
    lived.final.projects = made._replace(**{k: np.array(v, dtype=getattr(made, k).dtype) for k, v in columns.items()})
    return lived.final.projects


# The first and the last year


@pytest.mark.parametrize(("name", "series"), [("cooperation", "cooperative"), ("conflict", "conflictual")])
def test_the_first_year_is_months_1_to_12_and_the_last_year_the_last_12(name, series):
    """Ten encounters a month at each table. In month 1 six turned out so, in month 13 eight: 6/120, then 8/120."""
    lived = history(20)
    lived["held"][:] = 10.0
    lived[series][0], lived[series][12] = 6.0, 8.0
    found = outcomes(lived)
    assert found[f"{name}_first_year"] == pytest.approx(6 / 120)
    assert found[f"{name}_last_year"] == pytest.approx(8 / 120)


def test_a_run_shorter_than_a_year_is_its_own_first_and_last_year():
    """Five months: six encounters of the fifty held."""
    lived = history(5)
    lived["held"][:] = 10.0
    lived["cooperative"][4] = 6.0
    found = outcomes(lived)
    assert found["cooperation_first_year"] == found["cooperation_last_year"] == pytest.approx(6 / 50)


def test_vetoes_of_the_year_that_follows_the_first_choice_of_projects():
    """The first choice is in month 6: months 6 to 17 count, the plan withheld before and what comes after do not."""
    lived = history(30)
    filed(lived, decided=[-1, 9, 5], status=[Status.FILED, A, REFUSED])
    for month, files in ((4, 1000), (5, 1), (16, 10), (17, 100)):
        lived["vetoed"][month, 2] = files
    found = outcomes(lived)
    assert found["vetoes_first_year"] == 11.0
    assert found["vetoes"] == 1111.0


def test_no_choice_of_projects_no_veto_in_the_year_that_follows():
    """Plans withheld before any choice are vetoes, not vetoes of that year."""
    lived = history(8)
    lived["vetoed"][3, 0] = 2.0
    assert (outcomes(lived)["vetoes_first_year"], outcomes(lived)["vetoes"]) == (0.0, 2.0)


# Projects and money


def test_the_delay_to_the_first_dollar_leaves_continuations_and_those_not_started_out():
    """5 and 1 months; the continuation of the very first project waited 21, another never started."""
    lived = history(40)
    filed(lived, filed=[2, 9, 3, 4], started=[7, 30, -1, 5], parent=[-1, 0, -1, -1], status=[DONE, RUNNING, A, RUNNING])
    assert outcomes(lived)["filed_to_started"] == 3.0


def test_shares_of_projects_by_hand():
    """Of three awarded one has partners; of two that ended one lasts, whatever a running one will leave.

    Leverage counts awarded projects alone: costs 300, 500 and 100 over requests 200, 200 and 100.
    """
    lived = history(10)
    filed(
        lived, status=[DONE, DONE, RUNNING, REFUSED], ended=[4, 6, -1, -1], lasting=[True, False, False, False],
        partner=[NOBODY, [0, 1, -1, -1], NOBODY, [2, -1, -1, -1]],
        cost=[300, 500, 100, 10_000], request=[200, 200, 100, 9_000],
    )  # fmt: skip
    found = outcomes(lived)
    assert found["funded"] == 3.0
    assert found["multi_partner"] == pytest.approx(1 / 3)
    assert (found["lasting"], found["lasting_share"]) == (1.0, 0.5)
    assert found["leverage"] == pytest.approx(900 / 500)


def test_money_follows_persons_in_low_income_and_need_as_it_was():
    """A dollar a person for 300 persons, three for 100: Gini 1/4, the mean difference of 1, 1, 1, 3 by hand.

    The two territories that share the money are the least needy; in the end their need is the highest, which must not
    count. Where they hold everybody in low income, nothing is concentrated; where half, -1/2: the neediest have none.
    """
    lived = history(3)
    t = lived.final.territories
    t.poor[:] = [300.0, 100.0, 1e-9, 1e-9]
    t.population[:] = [1e3, 1e6, 1e5, 1e5]
    t.base_need[:], t.need[:] = np.array([[0.1], [0.1], [0.5], [0.9]]), np.array([[0.9], [0.8], [0.2], [0.1]])
    filed(lived, territory=[0, 1, 2], request=[30_000, 30_000, 77_000], status=[RUNNING, A, REFUSED])
    found = outcomes(lived)
    assert found["gini"] == pytest.approx(0.25, abs=1e-6)
    assert found["need_concentration"] == pytest.approx(0.0, abs=1e-6)
    t.poor[:] = [300.0, 100.0, 300.0, 100.0]
    assert outcomes(lived)["need_concentration"] == pytest.approx(-0.5)


def test_agreements_that_were_imposed_and_organizations_fragile_at_the_end():
    """One region of two; the last month alone, over all community organizations, awake or dormant."""
    lived = history(4)
    lived.final.regions.agreement[:] = Agreement.AGREED, Agreement.IMPOSED
    lived["fragile"][:2], lived["fragile"][-1, 1] = 9.0, 2.0
    found = outcomes(lived)
    assert found["imposed"] == 0.5
    assert found["fragile"] == pytest.approx(2 / (lived.final.actors.role == Role.COMMUNITY).sum())


# Persons and ties


def test_who_comes_is_counted_by_role_at_local_tables():
    """1 organization, 2 institutions, 4 elected, 8 citizens a table and month; regional tables do not count."""
    lived = history(3)
    lived["present"][:, :4], lived["present"][:, 4:] = [1.0, 2.0, 4.0, 8.0], 99.0
    lived["members"][:] = 16.0
    found = outcomes(lived)
    assert [found[f"attendance_{role}"] for role in ("organizations", "institutions", "elected", "citizens")] == [
        1.0, 2.0, 4.0, 8.0,
    ]  # fmt: skip
    assert found["citizen_share"] == pytest.approx(8 / 15)
    assert summarize(lived).attendance[0] == pytest.approx([1 / 16, 2 / 16, 4 / 16, 8 / 16])


def test_trust_between_elected_and_community_is_that_of_their_pair_at_local_tables():
    """Each pair of roles has its own number in the last month, and regional tables another."""
    lived = history(2)
    lived["trust_by_pair"][-1, :4], lived["trust_by_pair"][-1, 4:] = np.arange(len(PAIRS)) / 10.0, 0.99
    lived["trust"][-1] = np.nan
    found = outcomes(lived)
    assert found["trust_elected_community"] == PAIRS.index((Role.COMMUNITY, Role.ELECTED)) / 10.0
    assert np.isnan(found["trust_end"])


def test_the_summary_keeps_the_dollars_of_awarded_projects_started_or_not():
    """By territory of the project: 2 $ not yet started, 3 $ running; what was refused is nothing."""
    lived = history(6)
    filed(lived, territory=[1, 1, 3], request=[200, 300, 5_000], awarded=[4, 2, -1], started=[-1, 3, -1],
          status=[A, RUNNING, REFUSED])  # fmt: skip
    assert summarize(lived).awarded.tolist() == [0.0, 5.0, 0.0, 0.0]


# The partnership score


def conditions_by_hand(lived: History, month: int, t: int) -> list[float]:
    """The six conditions of a local table after `month`, as `partnership.conditions` describes them."""
    year = range(max(0, month - 11), month + 1)
    held = max(1.0, sum(lived["held"][m, t] for m in year))
    cooperative, conflictual = (sum(lived[name][m, t] for m in year) for name in ("cooperative", "conflictual"))
    met = sum(lived["held"][m, t] for m in year)
    before = [m for m in range(month + 1) if lived["phase"][m, t] <= Phase.PRIORITIES]
    share = lived["present"] / np.maximum(1.0, lived["members"])
    rates = [sum(share[m, t, role] for role in range(4)) / 4 for m in before]
    came = []
    for role in (Role.INSTITUTION, Role.ELECTED):
        there, could = (sum(lived[name][m, t, role] for m in year) for name in ("present", "members"))
        came.append(there / max(1.0, could))
    vertical, sharing = lived["verticality"][month, t], lived["sharing"][month, t]
    return [
        sum(lived["coverage"][m, t] for m in year) / len(year),
        sum(rates) / len(rates) if rates else 0.0,
        (met - conflictual) / held * (1.0 - vertical),
        sum(came) / 2,
        1.0 - vertical * (1.0 - sharing),
        cooperative / held,
    ]


@pytest.mark.parametrize("seed", range(4))
def test_the_partnership_score_is_eighteen_items_over_six_conditions(seed):
    """Against plain Python on random months: a year back, before the plan, elected and institutions but no citizens.

    Items: coverage 2, early 1, influence 1, strategic 4, equality 4, coconstruction 6 (the tool's own numbers).
    """
    lived, rng = history(20, seed), np.random.default_rng(seed)
    for name in ("coverage", "verticality", "sharing"):
        lived[name][:] = rng.random(lived[name].shape)
    lived["members"][:] = rng.integers(0, 6, lived["members"].shape)
    lived["present"][:] = np.floor(lived["members"] * rng.random(lived["members"].shape))
    lived["held"][:] = rng.integers(0, 9, lived["held"].shape)
    lived["conflictual"][:] = np.floor(lived["held"] * rng.random(lived["held"].shape) / 2)
    lived["cooperative"][:] = np.floor(lived["held"] * rng.random(lived["held"].shape) / 2)
    lived["phase"][:] = np.minimum(np.arange(20) // rng.integers(2, 6), Phase.ENDORSED)[:, None]
    found, score = partnership.conditions(lived), partnership.score(lived)
    assert [c.word for c in partnership.CONDITIONS] == [
        "coverage", "early", "influence", "strategic", "equality", "coconstruction",
    ]  # fmt: skip
    for month in (0, 5, 11, 12, 19):
        for t in range(4):
            expected = conditions_by_hand(lived, month, t)
            assert found[month, t] == pytest.approx(expected)
            whole = sum(n * x for n, x in zip((2, 1, 1, 4, 4, 6), expected, strict=True)) / 18
            assert score[month, t] == pytest.approx(100.0 * whole)
    assert outcomes(lived)["partnership"] == pytest.approx(score[-1].mean())
