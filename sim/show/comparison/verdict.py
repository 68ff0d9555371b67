"""The verdict on each variant, in sentences made of the numbers: what changes, how surely, what is not seen.

Nothing here says that a rule causes, proves or guarantees: a sentence tells a difference between means of runs of the
model, its simultaneous interval, and in how many plausible worlds it goes the same way.
"""

from typing import NamedTuple

import numpy as np

from sim.compare.censoring import months_needed, shares_under_way
from sim.compare.robustness import Shares
from sim.show.comparison.gathered import FEW_WORLDS, HEADLINE, VERY_SMALL, Gathered, Standing
from sim.show.comparison.quantities import in_words, least_in_words, span, unit_of
from sim.show.words import UNKNOWN, Words, french_spaces
from sim.state import Floats

MOST_NAMED = 3  # outcomes that a sentence names; the others are counted
NAMED_ALONE = (Standing.CENSORED, Standing.SAME, Standing.NOT_MEASURED)  # named without a number
MARKS = {  # (more, less); sign of the difference, filled when it is established
    Standing.HOLDS: ("▲", "▼"),
    Standing.DEPENDS: ("△", "▽"),
    Standing.SEEN: ("△", "▽"),
    Standing.REVERSED: ("⇅", "⇅"),
    Standing.SMALL: ("≈", "≈"),
    Standing.NOT_SEEN: ("·", "·"),
    Standing.CENSORED: ("…", "…"),
    Standing.SAME: ("=", "="),
    Standing.NOT_MEASURED: ("?", "?"),
}


class Sentence(NamedTuple):
    """A sentence, and the standing of what it tells."""

    standing: Standing
    text: str


class Count(NamedTuple):
    """How many outcomes have a standing."""

    standing: Standing
    mark: str
    text: str


def title(g: Gathered, a: int, words: Words) -> str:
    """The title of an arm; a rule named twice says so."""
    arm, label = g.c.arms[a], g.c.labels[a]
    text = said(arm.package.title, words) or arm.name
    return text if label == arm.name else words("versus.again", title=text)


def said(texts: object, words: Words) -> str:
    """A text of a package in this language, with the spaces that French wants."""
    text = str(texts.get(words.language, "")) if isinstance(texts, dict) else ""
    return french_spaces(text) if words.language == "fr" else text


def outcome_name(g: Gathered, k: int, words: Words) -> str:
    """The displayed name of the k-th outcome."""
    return words.get(f"outcomes.{g.names[k]}", g.column("outcome", k).meaning)


def mark(standing: Standing, difference: float) -> str:
    """The sign that stands for a difference and its standing."""
    return MARKS[standing][int(difference < 0.0)]


def standing_said(g: Gathered, family: str, v: int, k: int, words: Words) -> str:
    """What is said of a difference, in a word; with the smallest one that would matter, where it is smaller."""
    judged = g.judged[family]
    standing = judged.standing[v][k]
    word = words(f"versus_standing.{standing.value}")
    if standing is not Standing.SMALL:
        return word
    least = least_in_words(float(judged.smallest[k]), g.column(family, k).unit, words)
    return words("versus.less_than", word=word, least=least)


def tone(standing: Standing, difference: float, good: int) -> str:
    """better, worse or neutral: a reading, only of what is visible and has a direction."""
    if not standing.visible or standing is Standing.REVERSED or not good or difference == 0.0:
        return "neutral"
    return "better" if (difference > 0.0) == (good > 0) else "worse"


def counts(g: Gathered, v: int, words: Words) -> list[Count]:
    """How many outcomes of variant v have each standing, those without any left out."""
    row = g.outcomes.standing[v]
    found = [(one, sum(mine is one for mine in row)) for one in Standing]
    return [Count(one, MARKS[one][0], words(f"versus_counted.{one.value}", n=n)) for one, n in found if n]


def told(g: Gathered, v: int, k: int, words: Words) -> str:
    """An outcome, its difference, its interval, in how many worlds it goes the same way."""
    found = g.outcomes.gap(v, k)
    gap = in_words(found, g.column("outcome", k).unit, words, g.names[k])
    small = f" ({words('versus_verdict.very_small')})" if abs(g.outcomes.size[v, k]) < VERY_SMALL else ""
    name, share, n = outcome_name(g, k, words), g.outcomes.shares, g.outcomes.worlds(v, k)
    if not n:
        return words("versus_verdict.item_alone", name=name, gap=gap, small=small)
    same, other = (round(n * float(x[v, k])) for x in (share.same, opposite(found.x, share)))
    alike = g.outcomes.standing[v][k] is Standing.HOLDS
    key = "item" if alike or same == n else "item_depends" if other else "item_none"
    return words(f"versus_verdict.{key}", name=name, gap=gap, small=small, k=same, n=n, other=other)


def trifle(g: Gathered, v: int, k: int, words: Words) -> str:
    """An outcome that is too small to matter: its difference, and the smallest one that would."""
    unit = g.column("outcome", k).unit
    gap = in_words(g.outcomes.gap(v, k), unit, words, g.names[k])
    least = least_in_words(float(g.outcomes.smallest[k]), unit, words)
    return words("versus_verdict.trifle", name=outcome_name(g, k, words), gap=gap, least=least)


def opposite(difference: float, share: Shares) -> Floats:
    """Share of worlds that go the other way."""
    return share.negative if difference > 0.0 else share.positive


def listed(items: list[str], left: int, words: Words) -> str:
    """a; b; c; and 5 other outcomes."""
    more = [words("versus_verdict.others", n=left)] if left else []
    return "; ".join([*items, *more]) if words.language == "en" else french_spaces(" ; ".join([*items, *more]))


def template(standing: Standing, g: Gathered) -> str:
    """The sentence of a standing; few worlds establish nothing."""
    if standing is Standing.HOLDS and g.n_worlds < FEW_WORLDS:
        return "holds_few" if g.n_worlds > 1 else "holds_one"
    return standing.value


def sentences(g: Gathered, v: int, words: Words) -> list[Sentence]:
    """The verdict on variant v (0 to K - 1), five sentences at most, what is surest first."""
    if g.same_rule[v]:
        text = words("versus_verdict.same_rule", base=title(g, 0, words), n=g.replicates, w=g.n_worlds)
        return [Sentence(Standing.SAME, text)]
    found = []
    for one in (Standing.HOLDS, Standing.SEEN, Standing.DEPENDS, Standing.REVERSED, Standing.SMALL):
        mine = g.of(one, v)
        if mine:
            say = trifle if one is Standing.SMALL else told
            items = [say(g, v, k, words) for k in mine[:MOST_NAMED]]
            text = listed(items, len(mine) - len(items), words)
            found.append(
                Sentence(one, words(f"versus_verdict.{template(one, g)}", list=text, n=len(mine), w=g.n_worlds))
            )
    return [*found, Sentence(Standing.NOT_SEEN, unseen(g, v, words))]


def unseen(g: Gathered, v: int, words: Words) -> str:
    """What does not visibly change, with what intervals still allow; what is not known yet, the same, not measured."""
    not_seen = g.of(Standing.NOT_SEEN, v)
    parts = []
    if not_seen:
        names = g.names
        first = sorted(not_seen, key=lambda k: HEADLINE.index(names[k]) if names[k] in HEADLINE else len(HEADLINE))
        items = [room(g, v, k, words) for k in first[:MOST_NAMED]]
        text = listed(items, len(not_seen) - len(items), words)
        every = len(not_seen) == len(names)
        parts.append(words(f"versus_verdict.{'nothing' if every else 'not_seen'}", list=text, n=len(not_seen)))
    for standing, mine in ((one, g.of(one, v)) for one in NAMED_ALONE):
        if mine:
            shown = [outcome_name(g, k, words) for k in mine[:MOST_NAMED]]
            text = listed(shown, len(mine) - len(shown), words)
            parts.append(words(f"versus_verdict.{standing.value}", n=len(mine), list=text))
    return " ".join(parts)


def room(g: Gathered, v: int, k: int, words: Words) -> str:
    """An outcome with the interval in which its mean difference still lies."""
    found, unit = g.outcomes.gap(v, k), g.column("outcome", k).unit
    name = outcome_name(g, k, words)
    if found.low == found.high:
        return words("versus_verdict.room_none", name=name)
    around = f"{span(found.low, found.high, unit, words)} {unit_of(unit, words)}".strip()
    return words("versus_verdict.room", name=name, around=around)


def certainty(g: Gathered, words: Words) -> list[str]:
    """How sure all of this is: runs, intervals, precision, worlds."""
    s, p = g.c.settings, g.f.precision
    judged = int((~p.unknown).sum())
    wide = judged - int(p.precise.sum())
    enough = words("versus_certainty.enough", n=p.enough) if p.enough < np.iinfo(np.int32).max else ""
    found = [words("versus_certainty.runs", n=g.replicates, k=len(g.c.variants) + 1)]
    if g.exploratory:
        found.append(words("versus_certainty.exploratory", n=g.replicates))
    found.append(words("versus_certainty.interval"))
    key = "precise" if not wide else "wide"
    share = words.number(s.precision, 2)
    found.append(words(f"versus_certainty.{key}", wide=wide, judged=judged, share=share, enough=enough).strip())
    found += too_early(g, words)
    if not g.n_worlds:
        return [*found, words("versus_certainty.no_world")]
    found.append(words("versus_certainty.worlds", w=g.n_worlds, s=s.seeds_a_world))
    if g.n_worlds < FEW_WORLDS:
        found.append(words("versus_certainty.few_worlds", w=g.n_worlds))
    if g.c.failed:
        found.append(words("versus_certainty.failed", n=len(g.c.failed)))
    return found


def too_early(g: Gathered, words: Words) -> list[str]:
    """The sentence that says what is under way at the end and when to read, if some verdict is withheld for that."""
    if not g.f.early.any():
        return []
    share = shares_under_way(g.c.base, g.c.columns)
    worst = int(np.nanargmax(share))
    base = words.percent(float(share[0])) if np.isfinite(share[0]) else UNKNOWN
    counts = {"months": g.c.arms[0].scenario.months, "needed": months_needed(g.c.arms)}
    told = {"rule": title(g, worst, words), "share": words.percent(float(share[worst])), "base": base}
    return [words("versus_certainty.too_early", **counts, **told)]


def unsourced(g: Gathered) -> list[str]:
    """The regions whose envelope has no source."""
    net = g.c.network
    return [name for name, known in zip(net.region_name, net.envelope_sourced.tolist(), strict=True) if not known]


def limits(g: Gathered, words: Words) -> list[str]:
    """What the comparison cannot say; then what each package says of itself."""
    found = [words(f"versus_limits.{key}") for key in ("prediction", "assumptions", "verdicts", "better", "small")]
    weak = unsourced(g)
    if weak:
        found.append(words("versus_limits.envelopes", regions=words.join(weak), n=len(weak)))
    for a, arm in enumerate(g.c.arms):
        text = said(arm.package.limits, words)
        if text:
            found.append(words("versus_limits.package", title=title(g, a, words), text=text))
    return list(dict.fromkeys(found))
