"""What could move a territory from one dynamic to another within its life, and the two starts that are compared.

The fund ends at month 66 by default, and these runs last fifteen years. So it is made to last as long as they do, and
envelopes are made larger in proportion, so that a year of the fund has as much money as in the base case.
"""

from typing import NamedTuple

from sim.config import Calendar
from sim.validation.pattern import Changes

MONTHS = 180  # fifteen years
LOW, HIGH = "low", "high"
STARTS: dict[str, Changes] = {LOW: {"acquaintance.trust": 0.10}, HIGH: {"acquaintance.trust": 0.60}}
# A successor inherits part of the relations of the start (sim/rules/events.py): this alone keeps a memory of them.
RENEWED, STABLE = "renewed", "stable"
RENEWALS: dict[str, Changes] = {RENEWED: {}, STABLE: {"events.turnover": 0.0, "events.election_month": -1}}


class Driver(NamedTuple):
    """A parameter, and the values that it is given from run to run; it does not move within a run."""

    name: str
    key: str
    values: tuple[float, ...]
    base: float  # the value that stands for the base case


EIGHTHS = tuple(k / 8 for k in range(9))
DRIVERS = (
    Driver("facilitation", "conditions.facilitation", EIGHTHS, 0.375),
    Driver("envelope", "events.envelope_change", (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0), 1.0),
    Driver("reporting", "norms.reporting", EIGHTHS, 0.5),
)
BY_NAME = {driver.name: driver for driver in DRIVERS}


def lasting(months: int) -> float:
    """How many times longer than by default the fund lasts, from the launch to the end of a run of `months`."""
    usual = Calendar()
    return max(months - usual.launch, 1) / (usual.fund_end - usual.launch)


def changes_of(driver: str, value: float, start: str, renewal: str, months: int = MONTHS) -> Changes:
    """What a run changes of the base scenario.

    A value of the envelope is the money of a year, as a share of that of the base case.
    """
    found: dict[str, float] = {"months": months, "calendar.fund_end": months, "events.envelope_month": 0}
    found["events.envelope_change"] = lasting(months) - 1.0
    if driver == "envelope":
        found["events.envelope_change"] = value * lasting(months) - 1.0
    else:
        found[BY_NAME[driver].key] = value
    return {**found, **STARTS[start], **RENEWALS[renewal]}
