"""The scorecard in words: what fails first, then each pattern, then the controls. Markdown, and JSON for machines."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.show.validation.reading import by_luck, holds, left_under, not_destroyed, survivors
from sim.show.words import Words
from sim.validation.controls import CONTROLS, PLACEBO
from sim.validation.judge import Judged, Scored, Verdict
from sim.validation.pattern import INFINITE, Claim
from sim.validation.quantities import described
from sim.validation.scorecard import Scorecard


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
        row([words(f"scorecard.{key}") for key in ("claim", "estimate", "asked", "at_base", "in_worlds")]),
        row(["---"] * 5),
    ]
    return lines + [
        row(
            [
                getattr(c.claim.text, language),
                estimate(c, words),
                asked(c.claim, words),
                words(
                    "scorecard.in_range"
                    if c.holds
                    else "scorecard.contrary"
                    if c.contrary
                    else "scorecard.out_of_range"
                ),
                words.percent(float(c.worlds.mean())) if c.worlds.size else "—",
            ]
        )
        for c in found.claims
    ]


def answer(c: Judged) -> str:
    """The key of what is seen of a claim at base parameters."""
    return "in_range" if c.holds else "contrary" if c.contrary else "out_of_range"


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
        cells = [("▼ " if c in f.pattern.relies_on else "") + words(f"scorecard.{mark}") for c, mark in marks.items()]
        lines.append(row([f"{f.pattern.number}. {getattr(f.pattern.title, language)}", *cells]))
    told = numbers(survivors(card))
    lines += ["", words("scorecard.survivors", list=told) if told else words("scorecard.no_survivor")]
    stubborn = ", ".join(f"{f.pattern.number} ({names[c]})" for f, c in not_destroyed(card))
    lines += ["", words("scorecard.unexpected", list=stubborn)] if stubborn else []
    lucky = numbers(by_luck(card))
    lines += ["", words("scorecard.passed_by_luck", list=lucky)] if lucky else []
    return lines


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
    low, high = (words.number(x, decimals(abs(x))) for x in (claim.low, claim.high))
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
            name: {str(f.pattern.number): f.verdict.value for f in under} for name, under in card.controls.items()
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
                "asked": [plain(c.claim.low), plain(c.claim.high)],
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
