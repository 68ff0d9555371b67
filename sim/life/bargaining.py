"""Whether a negotiation is more than a formula, and a jury more than a counter: sums that a run leaves, and shares."""

import numpy as np

from sim.life.resampling import ratio
from sim.state import Floats, Ints


def claim_sums(claims: Floats, shares: Floats, region_of: Ints) -> dict[str, float]:
    """What a run adds to the R2 of agreed shares on opening claims, over the places that negotiated.

        x = claim / sum of the claims of the region - 1/n,   y = share - 1/n,   n places in the region

    claims (place,) any unit, shares (place,) of the envelope, NaN where nothing was agreed; region_of (place,). Sums
    of x*x, y*y, x*y and |y - x|, and the number of places; a region of one place shares nothing, and is left out.
    """
    found = {"places": 0.0, "claim*claim": 0.0, "share*share": 0.0, "claim*share": 0.0, "error": 0.0}
    for r in np.unique(region_of):
        mine = (region_of == r) & np.isfinite(claims) & np.isfinite(shares)
        n = int(mine.sum())
        if n < 2 or claims[mine].sum() <= 0.0:
            continue
        x, y = claims[mine] / claims[mine].sum() - 1.0 / n, shares[mine] - 1.0 / n
        found["places"] += n
        found["claim*claim"] += float(x @ x)
        found["share*share"] += float(y @ y)
        found["claim*share"] += float(x @ y)
        found["error"] += float(np.abs(y - x).sum())
    return found


def claims_r2(sums: dict[str, Floats]) -> Floats:
    """R2 of the regression of y on x through zero: 1 where shares are the claims scaled down, whatever the scale."""
    return ratio(sums["claim*share"] ** 2, sums["claim*claim"] * sums["share*share"])


def proposal_sums(proposals: Ints) -> dict[str, float]:
    """Failed proposals (proposal, 4) of `Record.proposals`: how many, refused by all who had to agree, and of a
    mediator's; "refused by all" means by everybody but the author."""
    everybody, mediated = proposals[:, 2] >= proposals[:, 1], proposals[:, 3] > 0
    return {
        "failed": float(len(proposals)),
        "refused_by_all": float(everybody.sum()),
        "mediated": float(mediated.sum()),
        "mediated_refused_by_all": float((everybody & mediated).sum()),
    }


def jury_sums(juries: Ints) -> dict[str, float]:
    """Rounds decided (round, 3) of `Record.juries`: how many fund all their files, none, or some and not all; and how
    many had two files or more, without which there is nothing to choose. A round without a file is none."""
    juries = juries[juries[:, 1] > 0]
    asked, chosen = juries[:, 1], juries[:, 2]
    return {
        "rounds": float(len(juries)),
        "fund_all": float((chosen >= asked).sum()),
        "fund_none": float((chosen == 0).sum()),
        "choose": float(((chosen > 0) & (chosen < asked)).sum()),
        "two_files": float((asked >= 2).sum()),
    }
