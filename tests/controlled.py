"""Runs under controls, lived once for all the tests that read them."""

import functools

from sim.history import History
from sim.month.run import Run
from sim.simulate import begin, simulate
from sim.validation.controls import CONTROLS
from sim.validation.pattern import scenario_of
from sim.world.quebec import real

NAMED = {control.name: control for control in CONTROLS}
PLACE = real("cote_nord")


@functools.cache
def lived(name: str, months: int = 60, seed: int = 3) -> History:
    """A run under a control; under the change that its base shares, for `base of ...`; as it is, for `plain`."""
    if name.startswith("base of "):
        changes = NAMED[name.removeprefix("base of ")].alike
    else:
        changes = NAMED[name].cut if name in NAMED else {}
    return simulate(scenario_of({"months": months}, {}, changes), PLACE, seed)


@functools.cache
def in_six_regions(name: str) -> History:
    """Five years of the study's six regions under a control, or as it is, for `plain`."""
    return simulate(scenario_of({}, {}, NAMED[name].cut if name in NAMED else {}), real("six_regions"), 3)


def begun(name: str, seed: int = 3) -> Run:
    """A run under a control before its first month."""
    return begin(scenario_of({}, {}, NAMED[name].cut if name in NAMED else {}), PLACE, seed)
