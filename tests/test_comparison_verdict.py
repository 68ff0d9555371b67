"""The verdict in sentences: each case made by hand says what it must, and nothing more."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.show.comparison.gathered import HEADLINE, Standing
from sim.show.comparison.quantities import Span, bare, decimals, in_words, level
from sim.show.comparison.verdict import certainty, limits, sentences, title, tone
from sim.show.words import LANGUAGES, Words
from tests.versus import Effect, gathered

EN, FR = Words("en"), Words("fr")
CLAIMS = re.compile(
    r"\bproves\b|\bcauses\b|\bguarantee|thanks to|because of|\bwill\b|prouve que|grâce à|à cause|garanti"
)


def texts(g, words=EN, v=0):
    """The sentences on a variant, by standing."""
    return {one.standing: one.text for one in sentences(g, v, words)}


def test_nothing_seen_is_not_said_to_be_nothing():
    """Without any visible difference the verdict says so, says that it proves nothing, and what remains possible."""
    g = gathered()
    told = texts(g)
    assert list(told) == [Standing.NOT_SEEN]
    assert f"in any of the {len(g.names)} outcomes" in told[Standing.NOT_SEEN]
    assert "does not prove" in told[Standing.NOT_SEEN]
    gap = g.outcomes.gap(0, g.names.index(HEADLINE[0]))
    assert f"{100 * gap.high:.1f} percentage points" in told[Standing.NOT_SEEN]
    assert "ne prouve pas" in texts(g, FR)[Standing.NOT_SEEN]


def test_a_difference_that_holds_is_told_with_its_numbers():
    """Size, interval, unit in words, worlds: recomputed here from the effect."""
    g = gathered(effects={"cooperation_last_year": Effect(0.2), "first_money": Effect(-8.0)})
    told = texts(g)[Standing.HOLDS]
    assert told.startswith("A clear difference")
    assert "+20.0" in told
    assert "percentage points" in told
    assert "same direction in 20 of 20 worlds" in told
    assert re.search(r"8\.0\d* months earlier \(7\.99\d* to 8\.0", told)
    french = texts(g, FR)[Standing.HOLDS]
    assert "points de pourcentage" in french
    assert "mois plus tôt" in french
    assert "20 mondes sur 20" in french


def test_a_difference_that_depends_says_in_how_many_worlds():
    """Twelve worlds of twenty agree, eight go the other way: neither clear nor reversed."""
    g = gathered(effects={"cooperation_last_year": Effect(0.2, (0.2,) * 12 + (-0.1,) * 8)})
    told = texts(g)
    assert "depends on the world" in told[Standing.DEPENDS]
    assert "same direction in 12 of 20 worlds and the other way in 8" in told[Standing.DEPENDS]
    assert Standing.HOLDS not in told


def test_worlds_without_difference_are_not_opposite():
    """Where other worlds show no difference at all, the sentence does not say that they disagree."""
    g = gathered(effects={"cooperation_last_year": Effect(0.2, (0.2,) * 12 + (0.0,) * 8)})
    assert "no difference in the others" in texts(g)[Standing.DEPENDS]


def test_a_reversed_difference_concludes_nothing():
    """Most worlds go the other way: the reader is told to conclude nothing, and no color says better."""
    g = gathered(effects={"cooperation_last_year": Effect(0.2, (0.2,) * 5 + (-0.1,) * 15)})
    assert "nothing to conclude" in texts(g)[Standing.REVERSED]
    assert tone(Standing.REVERSED, 0.2, 1) == "neutral"
    assert (tone(Standing.HOLDS, 0.2, 1), tone(Standing.HOLDS, 0.2, -1)) == ("better", "worse")


def test_what_does_not_exist_is_not_measured():
    """An outcome that a variant never has is named as such, not as a zero."""
    g = gathered(effects={"first_cooperation": Effect(float("nan"))})
    told = texts(g)[Standing.NOT_SEEN]
    assert "Not measured" in told
    assert "first month in cooperation" in told
    assert "nan" not in told.lower()


def test_one_world_establishes_nothing():
    """With a single plausible world, nine in ten is one in one: the sentence must not call it clear."""
    g = gathered(worlds=1, effects={"cooperation_last_year": Effect(0.2)})
    told = texts(g)[Standing.HOLDS]
    assert "establishes nothing" in told
    assert "clear" not in told
    assert any("nothing is established" in text for text in certainty(g, EN))
    few = texts(gathered(worlds=6, effects={"cooperation_last_year": Effect(0.2)}))[Standing.HOLDS]
    assert "too few" in few
    assert "clear" not in few


def test_without_worlds_robustness_is_unknown():
    """worlds=0: differences are seen at base values, and the report says that nothing is known beyond."""
    g = gathered(worlds=0, effects={"cooperation_last_year": Effect(0.2), "fragile": Effect(float("nan"))})
    told = texts(g)
    assert "no other world was tried" in told[Standing.SEEN]
    assert Standing.HOLDS not in told
    assert "Not measured" in told[Standing.NOT_SEEN]
    assert any("worlds=0" in text for text in certainty(g, EN))


def test_few_runs_are_exploratory():
    """Below fifty runs a rule the certainty says so; from fifty on it does not."""
    assert any("Exploratory" in text for text in certainty(gathered(replicates=49), EN))
    assert not any("Exploratory" in text for text in certainty(gathered(replicates=50), EN))


@pytest.mark.parametrize("worlds", [0, 20])
def test_a_rule_against_itself_is_the_same_rule(worlds):
    """Every number of every run equal: one sentence, that it is the same rule, in the words of the baseline."""
    g = gathered(still=True, worlds=worlds, labels=("fqis_2010", "core_mission (again)"))
    (only,) = sentences(g, 0, EN)
    assert only.standing is Standing.SAME
    assert "it is the same rule" in only.text
    assert title(g, 0, EN) in only.text
    assert title(g, 1, EN).endswith("(a second time)")


def test_one_number_that_differs_is_another_rule():
    """Equal outcomes with another channel are not the same rule."""
    g = gathered(still=True, effects={"channel.burden": Effect(0.1)})
    assert not g.same_rule[0]
    assert "Exactly the same in every run" in texts(g)[Standing.NOT_SEEN]


def test_a_tiny_difference_is_called_very_small():
    """Surely seen and of interest, but a tenth of what luck does between two runs: a warning, and it comes last."""
    effects = {"need_left": Effect(0.012, noise=1e-5), "trust_end": Effect(0.2)}
    g = gathered(effects=effects)
    told = texts(g)[Standing.HOLDS]
    assert "(very small)" in told
    assert told.index("trust at the end") < told.index("very small")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_claims_too_much(language):
    """No proof, no cause, no promise, in any case; at most five sentences; no template left unfilled."""
    half = (0.2,) * 12 + (-0.1,) * 8
    effects = {"cooperation_last_year": Effect(0.2), "fragile": Effect(0.1, half), "gini": Effect(0.1, (-0.1,))}
    effects |= {"trust_end": Effect(0.01)}
    words = Words(language)
    for g in (gathered(effects=effects), gathered(worlds=0, effects=effects), gathered(still=True)):
        found = sentences(g, 0, words)
        assert len(found) <= 5
        for text in [*(s.text for s in found), *certainty(g, words), *limits(g, words)]:
            assert not CLAIMS.search(text), text
            assert not re.search(r"[{}|]|\bnan\b|\binf\b", text), text
            assert text[0].isupper() or text[0] in "«“", text
            assert text.endswith("."), text


def test_envelopes_without_source_are_said():
    """A region whose envelope has no source is named among the limits; without any, nothing is said."""
    g = gathered()
    weak = g.c._replace(network=replace(g.c.network, envelope_sourced=np.array([True, False])))
    assert any(g.c.network.region_name[1] in text for text in limits(g._replace(c=weak), EN))
    known = g.c._replace(network=replace(g.c.network, envelope_sourced=np.array([True, True])))
    assert not any("envelope of" in text for text in limits(g._replace(c=known), EN))


def test_dates_move_earlier_or_later():
    """A date is earlier or later when zero is left out; otherwise its interval keeps its signs."""
    assert in_words(Span(-8.3, -9.1, -7.4), "months", EN, "first_money") == "8.3 months earlier (7.4 to 9.1)"
    assert in_words(Span(1.0, 0.9, 1.1), "months", FR, "first_money") == "1,0 mois plus tard (0,9 à 1,1)"
    assert in_words(Span(-8.3, -9.1, 7.4), "months", EN, "first_money") == "−8 months (−9 to +7)"
    assert in_words(Span(-1.7, -2.1, -1.2), "months", EN, "filed_to_started") == "−1.7 months (−2.1 to −1.2)"


def test_shares_are_told_in_points_and_levels_in_percent():
    """A difference of shares is in percentage points; a level is a percentage and stays between 0 and 100."""
    assert in_words(Span(0.165, 0.161, 0.169), "share", EN) == "+16.5 percentage points (+16.1 to +16.9)"
    assert bare(Span(0.165, 0.161, 0.169), "share", EN) == "+16.5 (+16.1 to +16.9)"
    assert level(Span(0.01, -0.01, 0.03), "share", EN) == "1% (0 to 3%)"
    assert level(Span(0.0, 0.0, 0.0), "share", EN) == "0% (in every run)"


@settings(deadline=None, max_examples=200)
@given(st.floats(1e-4, 1e6), st.floats(1e-4, 1e6), st.sampled_from([-1.0, 1.0]))
def test_an_end_that_is_not_zero_is_not_written_zero(a, b, way):
    """An interval that leaves zero out is never written as if it touched it."""
    low, high = sorted((way * a, way * b))
    places = decimals(low, high)
    assert round(low, places) != 0.0
    assert round(high, places) != 0.0
