"""Whether what is learned compounds: an end against a start that was moved, with the loop and with the loop cut."""

from typing import NamedTuple

import numpy as np

from sim.life.resampling import Estimate, draw_again, estimate, ratio
from sim.state import Floats


class LoopGain(NamedTuple):
    """How much of a shift at the start is there at the end, and what the loop adds to it."""

    closed: Estimate  # d(end)/d(start) with the loop
    opened: Estimate  # d(end)/d(start) with the loop cut
    ratio: Estimate  # closed / opened: above 1, what is lived amplifies; below, it wears off


def kept(shift_start: Floats, shift_end: Floats, times: int = 999, seed: int = 0) -> Floats:
    """(1 + times,) d(end)/d(start): the mean shift at the end over the mean shift at the start, then drawn again.

    shift_start, shift_end (run,): paired arms with the same luck, the one whose start is moved less the other. The
    same seed draws the same runs, so that two arms can be compared draw by draw.
    """
    if shift_start.shape != shift_end.shape or shift_start.ndim != 1:
        raise ValueError(f"shifts of {shift_start.shape} and {shift_end.shape} runs: pairs (run,) are expected")
    weights = draw_again(len(shift_start), times, seed)
    return ratio(weights @ shift_end, weights @ shift_start)


def loop_gain(start: Floats, closed: Floats, opened: Floats, start_opened: Floats | None = None) -> LoopGain:
    """The loop's gain from paired arms, each (2, run): the level as it is, then with the start moved.

    start: the quantity at the start; closed, opened: at the end, with the loop and with the loop cut; start_opened:
    the start of the arms whose loop is cut, where it is not the same.
    """
    before = start[1] - start[0]
    other = before if start_opened is None else start_opened[1] - start_opened[0]
    one, two = kept(before, closed[1] - closed[0]), kept(other, opened[1] - opened[0])
    return LoopGain(estimate(one), estimate(two), estimate(ratio(one, two)))


def open_loop_ratio(cut: Floats, closed: Floats, times: int = 999, seed: int = 0) -> Estimate:
    """Mean effect of a shift with the loop cut over its mean effect with it; cut, closed (run,) paired effects.

    1: the loop carries nothing. 0: the effect goes through the loop alone.
    """
    return estimate(kept(np.asarray(closed), np.asarray(cut), times, seed))
