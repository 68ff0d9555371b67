"""What is still running at the end is not known yet: no verdict on it, and the month from which it can be read."""

import numpy as np
import pytest

from sim.compare.censoring import months_needed
from sim.compare.robustness import Verdict
from sim.config import Scenario
from sim.metrics.horizon import AT_THEIR_END, UNDER_WAY, horizon
from sim.metrics.outcomes import OUTCOMES, outcomes
from sim.override import changed
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.comparison.gathered import Standing
from sim.show.comparison.questions import pages
from sim.show.comparison.summary import summary
from sim.show.comparison.verdict import certainty, sentences
from sim.show.lab.behind import Made, unknown_yet
from sim.show.words import LANGUAGES, Words
from sim.simulate import simulate
from sim.study.telling import tell_comparison
from sim.validation.patterns import short_projects
from sim.world.quebec import real
from tests.versus import MONTHS, Effect, gathered

LASTS = {"lasting": Effect(-0.5), "cooperation_last_year": Effect(0.2)}


def of(g, name: str, v: int = 0) -> Standing:
    """What is said of an outcome."""
    return g.outcomes.standing[v][g.names.index(name)]


@pytest.mark.parametrize("worlds", [0, 20])
@pytest.mark.parametrize(
    ("under_way", "known"),
    [((0.0, 0.0), True), ((0.10, 0.10), True), ((0.21, 0.0), False), ((0.0, 0.11), False), ((0.21, 0.62), False)],
)
def test_no_verdict_on_what_running_projects_will_leave(under_way, known, worlds):
    """Above a tenth of the awarded projects, in either arm, a difference that would hold is not known yet."""
    g = gathered(effects=LASTS, under_way=under_way, worlds=worlds)
    sure = Standing.HOLDS if worlds else Standing.SEEN
    assert of(g, "lasting") is (sure if known else Standing.CENSORED)
    for name in AT_THEIR_END:
        assert (of(g, name) is Standing.CENSORED) is not known
    assert of(g, "cooperation_last_year") is sure
    assert (g.f.verdicts[0][g.names.index("lasting")] is Verdict.CENSORED) is not known


def test_what_is_not_known_yet_has_no_regret_no_target_and_no_color():
    """Neither the best arm of a world, nor what the baseline reaches, can be told from it."""
    early, late = gathered(effects=LASTS, under_way=(0.2, 0.6)), gathered(effects=LASTS)
    k = early.names.index("lasting")
    assert np.isnan(early.f.regret.mean[:, k]).all()
    assert np.isfinite(late.f.regret.mean[:, k]).all()
    assert k not in early.f.targets
    assert k in late.f.targets
    assert not Standing.CENSORED.visible
    assert (0, k) not in early.reasons


def test_needs_by_territory_and_problem_are_not_known_either():
    """The same quantity, wherever it is shown: by territory, by problem, in tables and in figures."""
    g = gathered(under_way=(0.2, 0.2))
    for family in ("territory", "problem"):
        judged = g.judged[family]
        for k, standing in enumerate(judged.standing[0]):
            theirs = g.column(family, k).name.endswith("need_left")
            assert (standing is Standing.CENSORED) is theirs
    reading = ComparisonReading(g.c, g.f, Words("en"))
    name = next(c.name for c in g.c.columns if c.name.startswith("problem.") and c.name.endswith("need_left"))
    assert reading.things([name], ["x"], [""]).sure == [["censored"]]
    things = reading.outcomes()
    shown = dict(zip([c.name.removeprefix("outcome.") for c in things.columns], things.sure[0], strict=True))
    assert shown["lasting"] == shown["need_left"] == "censored"


def test_a_rule_against_itself_remains_the_same_rule():
    """What is identical in every number will be so when projects have ended: there is nothing to wait for."""
    g = gathered(still=True, under_way=(0.6, 0.6))
    assert g.same_rule == (True,)
    assert of(g, "lasting") is Standing.SAME


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_everywhere_with_the_month_to_run_to(language):
    """First page, summary, terminal, pages of questions: not known yet, how much runs, months=."""
    words = Words(language)
    g = gathered(effects=LASTS, under_way=(0.21, 0.62))
    word, needed = words("versus_standing.censored"), f"months={horizon(Scenario(months=MONTHS))}"
    assert word == {"en": "not known yet", "fr": "pas encore connu"}[language]
    (told,) = [text for text in certainty(g, words) if needed in text]
    assert "62" in told
    assert "21" in told
    assert any(words.percent(0.62) in text for text in (told,))
    text = summary(g, words)
    assert needed in text
    line = next(line for line in text.splitlines() if words("outcomes.lasting") in line)
    assert word in line
    assert words("versus_standing.holds") not in line
    assert words("versus_verdict.censored", list="").partition(":")[0].strip() in sentences(g, 0, words)[-1].text
    assert needed in tell_comparison(g.c, g.f, words)
    lasting = next(page for page in pages(g, words) if page.word == "lasting")
    assert lasting.blocks[0].lines[0].word == word
    quiet = gathered(effects=LASTS)
    assert "months=" not in " ".join([*certainty(quiet, words), summary(quiet, words)])


def test_the_page_of_the_laboratory_withholds_it_too():
    """Replicates behind the page: the same share, the same outcomes."""
    values = np.zeros((12, len(OUTCOMES)))
    known = Made(values, np.zeros((0, 2, 1, 1)), 12)
    late = values.copy()
    late[:, list(OUTCOMES).index(UNDER_WAY)] = 0.3
    assert unknown_yet([known, known]) == ()
    assert unknown_yet([known, Made(late, known.axes, 12)]) == AT_THEIR_END
    assert unknown_yet([Made(late, known.axes, 12), known]) == AT_THEIR_END


def test_months_needed_are_those_of_the_longest_arm():
    """The latest horizon; when the runs had that many months already, a year more."""
    g = gathered(variants=2)
    longer = changed(g.c.arms[1].scenario, {"norms.longest": 48})
    arms = (g.c.arms[0], g.c.arms[1]._replace(scenario=longer))
    end = Scenario().calendar.fund_end
    assert months_needed(arms) == end + 48
    made = changed(longer, {"months": 200})
    assert months_needed((arms[0], arms[1]._replace(scenario=made))) == 212


ENDED = {
    "base": {},
    "five years": {"norms.longest": 48, "norms.renewals": 1},
    "renewed": {"norms.longest": 12, "norms.renewals": 2},
    "few staff": {"implementation.protocols": 0.4},
    **short_projects.ARMS,
}


@pytest.mark.parametrize("arm", list(ENDED))
def test_every_project_has_ended_at_the_horizon(arm):
    """Awarded projects, continuations and those that waited for staff: none is under way, at five years some are."""
    scenario = changed(Scenario(), ENDED[arm])
    network = real(["cote_nord"])
    for seed in (1, 2):
        found = outcomes(simulate(changed(scenario, {"months": horizon(scenario)}), network, seed))
        assert found["under_way"] == 0
        assert found["funded"] > 0
    assert outcomes(simulate(scenario, network, 4))["under_way"] > 0


def test_short_projects_are_judged_at_their_full_horizon():
    """Pattern 10: equal money, and months enough for the longest projects of its arms."""
    found = short_projects.PATTERN.arms
    assert {changes["months"] for changes in found.values()} == {short_projects.MONTHS}
    assert all(horizon(changed(Scenario(), changes)) <= short_projects.MONTHS for changes in found.values())
