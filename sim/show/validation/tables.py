"""The scorecard in words: what fails first, then each pattern, then the controls. Markdown, and JSON for machines."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.show.validation.reading import by_luck, holds, left_under, not_destroyed, survivors
from sim.show.words import Words
from sim.validation.controls import CONTROLS, PLACEBO
from sim.validation.judge import Judged, Scored, Under, Verdict
from sim.validation.pattern import INFINITE, Claim
from sim.validation.quantities import described
from sim.validation.scorecard import Scorecard

COLUMNS = ("claim", "estimate", "asked", "size", "at_base", "null", "in_worlds")


def summary(card: Scorecard, words: Words, picture: str, made: Mapping[str, str]) -> str:
    """The whole page in one language."""
    held = [f for f in card.patterns if holds(f)]
    lines = [
        f"# {words('scorecard.title')}",
        "",
        words(
            "scorecard.counted",
            n=len(card.patterns),
            n_base=len(held),
            n_holds=sum(f.verdict is Verdict.HOLDS for f in held),
        ),
        "",
        f"![{words('scorecard.alt')}]({picture})",
        "",
        words("scorecard.made", runs=card.runs, **made),
        "",
        f"    {made['command']}",
        "",
        f"## {words('scorecard.what_fails')}",
        "",
        *failures(card, words),
        "",
        f"## {words('scorecard.each')}",
        "",
    ]
    for found in card.patterns:
        lines += [*one_pattern(found, words), ""]
    return "\n".join([*lines, *controls(card, words)]).rstrip() + "\n"


def told(card: Scorecard) -> str:
    """The scorecard in a few lines, for a terminal."""
    words = Words("en")
    lines = []
    for f in card.patterns:
        share = "" if np.isnan(f.share) else f", {words.percent(f.share)} of worlds"
        missing = ", ".join(c.claim.name for c in f.claims if not c.holds)
        lines.append(
            f"{f.pattern.number:3}  {f.pattern.title.en:38} {f.verdict.value}{share}{': ' + missing if missing else ''}"
        )
    return "\n".join(lines)


def failures(card: Scorecard, words: Words) -> list[str]:
    """One line a claim that is not established."""
    lines = [
        f"- **{f.pattern.number}. {getattr(f.pattern.title, words.language)}** : "
        f"{getattr(c.claim.text, words.language)} — {estimate(c, words)} ({asked(c.claim, words)})"
        for f in card.patterns
        for c in f.claims
        if not c.holds
    ]
    lines += [
        f"- **{f.pattern.number}. {getattr(f.pattern.title, words.language)}** : "
        f"{getattr(c.claim.text, words.language)} — {words('scorecard.withdrawn', nulls=passed(c, words))}"
        for f in card.patterns
        for c in f.claims
        if c.withdrawn
    ]
    return lines or [words("scorecard.nothing_fails")]


def one_pattern(found: Scored, words: Words) -> list[str]:
    """The sentence, the experiment, the claims."""
    p, language = found.pattern, words.language
    word = found.verdict.name.lower()
    share = "" if np.isnan(found.share) else (
        f" ({words('scorecard.in_worlds')} : {words.percent(found.share)} "
        f"[{words.percent(found.low)}, {words.percent(found.high)}])"
    )  # fmt: skip
    lines = [
        f"### {p.number}. {getattr(p.title, language)} — {words(f'scorecard.{word}')}{share}",
        "",
        f"{getattr(p.sentence, language)} {p.source}",
        "",
        f"*{words('scorecard.experiment')}.* {getattr(p.experiment, language)}",
        "",
        row([words(f"scorecard.{key}") for key in COLUMNS]),
        row(["---"] * len(COLUMNS)),
    ]
    return lines + [
        row(
            [
                getattr(c.claim.text, language),
                estimate(c, words),
                asked(c.claim, words),
                words.number(c.size, 1) if c.claim.effect and np.isfinite(c.size) else "—",
                words(f"scorecard.{answer(c)}"),
                passed(c, words),
                words.percent(float(c.worlds.mean())) if c.worlds.size else "—",
            ]
        )
        for c in found.claims
    ]


def answer(c: Judged) -> str:
    """The key of what is seen of a claim at base parameters."""
    return "in_range" if c.holds else "contrary" if c.contrary else "out_of_range"


def passed(c: Judged, words: Words) -> str:
    """The nulls under which the claim holds too; a dash where no null can be read."""
    if not c.nulls:
        return "—"
    return ", ".join(words(f"scorecard.nulls.{name}") for name, same in c.nulls.items() if same) or words(
        "scorecard.no_null"
    )


def controls(card: Scorecard, words: Words) -> list[str]:
    """The table of negative controls, and what it says."""
    if not card.controls:
        return []
    language = words.language
    names = {c.name: getattr(c.text, language) for c in CONTROLS} | {PLACEBO: words("scorecard.placebo")}
    lines = [
        f"## {words('scorecard.controls')}",
        "",
        words("scorecard.controls_note"),
        "",
        row([words("scorecard.pattern"), *(names[c] for c in card.controls)]),
        row(["---"] * (len(card.controls) + 1)),
    ]
    for f in card.patterns:
        marks = left_under(card, f)
        place = card.patterns.index(f)
        cells = [
            ("▼ " if c in f.pattern.relies_on else "")
            + words(f"scorecard.{mark}")
            + halves(card.controls[c][place], mark, words)
            for c, mark in marks.items()
        ]
        lines.append(row([f"{f.pattern.number}. {getattr(f.pattern.title, language)}", *cells]))
    told = numbers(survivors(card))
    lines += ["", words("scorecard.survivors", list=told) if told else words("scorecard.no_survivor")]
    stubborn = ", ".join(f"{f.pattern.number} ({names[c]})" for f, c in not_destroyed(card))
    lines += ["", words("scorecard.unexpected", list=stubborn)] if stubborn else []
    lucky = numbers(by_luck(card))
    lines += ["", words("scorecard.passed_by_luck", list=lucky)] if lucky else []
    return lines


def halves(found: Under, mark: str, words: Words) -> str:
    """The least that is left of an effect of the pattern, with its interval; nothing where there is none to tell."""
    shares = [s for s in found.claims if np.isfinite(s.share)]
    if mark == "nothing_to_destroy" or not shares:
        return ""
    least = min(shares, key=lambda s: s.share)
    return f" {words.percent(least.share)} ({words.interval(words.percent(least.low), words.percent(least.high))})"


def numbers(found: Iterable[Scored]) -> str:
    """Numbers of patterns, with commas."""
    return ", ".join(str(f.pattern.number) for f in found)


def row(cells: Iterable[str]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def estimate(c: Judged, words: Words) -> str:
    """The mean and its interval; of the component farthest from the middle of the range, if there are several."""
    k = worst(c)
    digits = decimals(max(abs(float(c.low[k])), abs(float(c.high[k]))))
    mean, low, high = (words.number(float(x[k]), digits) for x in (c.mean, c.low, c.high))
    unit = c.claim.unit or described(c.claim.quantity)[0]
    return f"{mean} [{low}; {high}] {unit}" if words.language == "en" else f"{mean} [{low} ; {high}]"


def worst(c: Judged) -> int:
    """The component whose interval goes farthest."""
    reach = np.maximum(np.abs(c.low), np.abs(c.high))
    return int(np.nanargmax(reach)) if np.isfinite(reach).any() else 0


def decimals(size: float) -> int:
    """Decimals that leave three significant digits of a number of this size."""
    if not np.isfinite(size) or size == 0.0:
        return 0
    return int(np.clip(2 - np.floor(np.log10(size)), 0, 6))


def asked(claim: Claim, words: Words) -> str:
    """The claimed range."""
    low, high = (words.number(x, decimals(abs(x))) for x in (claim.bound, claim.high))
    return (
        words("scorecard.above", low=low) if claim.high == INFINITE else words("scorecard.between", low=low, high=high)
    )


def as_tree(card: Scorecard, made: Mapping[str, Any]) -> dict[str, Any]:
    """Everything, for machines."""
    return {
        **made,
        "effort": card.effort.named,
        "runs": card.runs,
        "failed": card.failed,
        "patterns": [tree_of(f) for f in card.patterns],
        "controls": {
            name: {str(f.pattern.number): under_tree(f, cut) for f, cut in zip(card.patterns, under, strict=True)}
            for name, under in card.controls.items()
        },
    }


def under_tree(found: Scored, cut: Under) -> dict[str, Any]:
    """What a control leaves of a pattern, for machines: by claim, the share of its effect."""
    return {
        "left": cut.left.value if holds(found) else None,
        "claims": {
            c.claim.name: {key: plain(x) for key, x in s._asdict().items()}
            for c, s in zip(found.claims, cut.claims, strict=True)
        },
    }


def tree_of(found: Scored) -> dict[str, Any]:
    """One pattern, for machines."""
    return {
        "number": found.pattern.number,
        "name": found.pattern.name,
        "verdict": found.verdict.value,
        "worlds": {"share": plain(found.share), "low": plain(found.low), "high": plain(found.high)},
        "claims": [
            {
                "name": c.claim.name,
                "quantity": c.claim.quantity,
                "weights": dict(c.claim.weights),
                "asked": [plain(c.claim.bound), plain(c.claim.high)],
                "effect": c.claim.effect,
                "size": plain(c.size),
                "nulls": dict(c.nulls),
                "withdrawn": c.withdrawn,
                "mean": [plain(x) for x in c.mean],
                "low": [plain(x) for x in c.low],
                "high": [plain(x) for x in c.high],
                "seeds": c.seeds,
                "holds": c.holds,
                "worlds": plain(c.worlds.mean()) if c.worlds.size else None,
            }
            for c in found.claims
        ],
    }


def plain(x: Any) -> float | None:
    """A number as JSON has them: none for what is not finite."""
    value = float(x)
    return value if np.isfinite(value) else None
