"""What both the picture and the tables read in a scorecard."""

from sim.validation.controls import PLACEBO
from sim.validation.judge import Scored, Verdict
from sim.validation.scorecard import Scorecard

HELD = (Verdict.HOLDS, Verdict.HOLDS_IN_SOME)


def holds(found: Scored) -> bool:
    """Whether a pattern holds at base parameters."""
    return found.verdict in HELD


def left_under(card: Scorecard, found: Scored) -> dict[str, str]:
    """By control: still_holds, destroyed, or nothing_to_destroy where the pattern did not hold to begin with."""
    place = card.patterns.index(found)
    marks = {}
    for name, under in card.controls.items():
        left = "still_holds" if holds(under[place]) else "destroyed"
        marks[name] = left if holds(found) else "nothing_to_destroy"
    return marks


def survivors(card: Scorecard) -> list[Scored]:
    """Patterns that hold, and still hold under every control but the placebo."""
    real = [name for name in card.controls if name != PLACEBO]
    return [
        f for f in card.patterns if real and holds(f) and all(left_under(card, f)[c] == "still_holds" for c in real)
    ]


def not_destroyed(card: Scorecard) -> list[tuple[Scored, str]]:
    """(pattern, control) where we expected the control to destroy the pattern, and it did not."""
    return [
        (f, name)
        for f in card.patterns
        for name in f.pattern.relies_on
        if name in card.controls and left_under(card, f)[name] == "still_holds"
    ]


def by_luck(card: Scorecard) -> list[Scored]:
    """Patterns that hold under the placebo."""
    return [f for f in card.patterns if PLACEBO in card.controls and left_under(card, f)[PLACEBO] == "still_holds"]
