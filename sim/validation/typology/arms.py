"""The three pasts under which the typology is put to the test; they share seeds, hence luck."""

from sim.validation.pattern import Changes
from sim.validation.patterns.conflict_first import HOSTILE as ANTAGONISTIC

BASE, HOSTILE, FAVORABLE = "base", "hostile", "favorable"

ARMS: dict[str, Changes] = {
    BASE: {},
    HOSTILE: ANTAGONISTIC,  # and no facilitation: neither found there, nor paid for later, nor a mediator
    FAVORABLE: {  # those of configs/conditions/favorable.yaml
        "conditions.prehistory": 0.70,
        "conditions.relations": 0.70,
        "conditions.structures": 0.65,
        "conditions.resources": 0.60,
        "conditions.facilitation": 0.65,
    },
}
