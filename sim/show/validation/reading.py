"""What both the picture and the tables read in a scorecard."""

from sim.validation.controls import PLACEBO
from sim.validation.judge import Left, Scored, Verdict
from sim.validation.scorecard import Scorecard

HELD = (Verdict.HOLDS, Verdict.HOLDS_IN_SOME)
STANDS = Left.STANDS.name.lower()


def holds(found: Scored) -> bool:
    """Whether a pattern holds at base parameters."""
    return found.verdict in HELD


def left_under(card: Scorecard, found: Scored) -> dict[str, str]:
    """By control: stands, destroyed, open (half lies in an interval), or nothing_to_destroy (it did not hold)."""
    place = card.patterns.index(found)
    marks = {}
    for name, under in card.controls.items():
        marks[name] = under[place].left.name.lower() if holds(found) else "nothing_to_destroy"
    return marks


def survivors(card: Scorecard) -> list[Scored]:
    """Patterns that hold, and of which half is left under every control but the placebo."""
    real = [name for name in card.controls if name != PLACEBO]
    return [f for f in card.patterns if real and holds(f) and all(left_under(card, f)[c] == STANDS for c in real)]


def not_destroyed(card: Scorecard) -> list[tuple[Scored, str]]:
    """(pattern, control) where we expected the control to destroy the pattern, and it did not."""
    return [
        (f, name)
        for f in card.patterns
        for name in f.pattern.relies_on
        if name in card.controls and left_under(card, f)[name] == STANDS
    ]


def by_luck(card: Scorecard) -> list[Scored]:
    """Patterns that hold under the placebo."""
    return [f for f in card.patterns if PLACEBO in card.controls and left_under(card, f)[PLACEBO] == STANDS]
