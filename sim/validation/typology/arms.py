"""The three pasts under which the typology is put to the test; they share seeds, hence luck."""

from collections.abc import Mapping
from typing import Any

Changes = Mapping[str, Any]
BASE, HOSTILE, FAVORABLE = "base", "hostile", "favorable"

ARMS: dict[str, Changes] = {
    BASE: {},
    HOSTILE: {  # an antagonistic past, and no facilitation: neither found there, nor paid for later, nor a mediator
        "conditions.prehistory": 0.10,
        "conditions.relations": 0.15,
        "conditions.facilitation": 0.0,
        "norms.coordination": 0.0,
        "governance.mediation": False,
    },
    FAVORABLE: {  # those of configs/conditions/favorable.yaml
        "conditions.prehistory": 0.70,
        "conditions.relations": 0.70,
        "conditions.structures": 0.65,
        "conditions.resources": 0.60,
        "conditions.facilitation": 0.65,
    },
}
