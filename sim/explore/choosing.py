"""Which parameters a screening keeps for a closer look: the fewest that carry most of the effects, luck taken out."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.explore.analysis import Analysis
from sim.explore.morris import Screening
from sim.state import Flags, Floats, Ints

CARRIED = 0.8  # of the squared effects on each result
KEPT, REST = "kept", "rest"  # names of groups
MOST = 25  # groups: what a Saltelli design of some ten thousand points measures well


class Choice(NamedTuple):
    """What is kept of a screening, for several results at once."""

    groups: tuple[str, ...]  # (group,) all of them, in the order of the screening
    kept: Ints  # positions, the largest share of any result first
    clear: Flags  # (result, group) the mean size of the effect is above what luck alone gives, interval included
    share: Floats  # (result, group) of the squared effects on a result, luck taken out
    wanted: Ints  # (result,) groups that this result alone would keep
    carried: Floats  # (result,) share of the squared effects that the kept ones carry

    @property
    def names(self) -> tuple[str, ...]:
        """The groups that are kept."""
        return tuple(self.groups[k] for k in self.kept.tolist())


def choice(found: Sequence[Screening], carried: float = CARRIED, most: int = MOST) -> Choice:
    """The groups to keep for these results.

        1. told from luck: the low end of the interval of mu_star is above the mean size that luck alone would give
        2. of those, for each result, the fewest whose squared effects make `carried` of all squared effects
        3. together for all results; if that is more than `most`, those with the largest share of some result

    Squares, and not sizes, because variances add as squares: were effects straight and independent, a share of the
    squared effects would be the share of the variance. So what is left out is small in all, not only one by one. An
    effect that luck alone could give is never kept, however large: with one replicate luck is not known, and step 1
    only asks for an interval above zero.
    """
    clear = np.stack([s.low > np.nan_to_num(s.luck, nan=0.0) for s in found])
    square = np.stack([np.clip(np.nan_to_num(s.square), 0.0, None) for s in found])
    total = square.sum(axis=1, keepdims=True)
    share = np.divide(square, total, out=np.zeros_like(square), where=total > 0.0)
    sets = [fewest(np.where(c, x, 0.0), carried) for c, x in zip(clear, share, strict=True)]
    wanted = np.array([len(one) for one in sets], dtype=np.int32)
    best = np.where(clear, share, 0.0).max(axis=0)
    union = np.unique(np.concatenate(sets))
    kept = union[np.argsort(-best[union], kind="stable")][:most].astype(np.int32)
    return Choice(found[0].groups, kept, clear, share, wanted, share[:, kept].sum(axis=1))


def fewest(share: Floats, carried: float) -> Ints:
    """Positions of the largest shares (group,) that reach `carried` together; all the positive ones if none do."""
    order = np.argsort(-share, kind="stable")
    enough = int(np.searchsorted(share[order].cumsum(), carried)) + 1
    return order[: min(enough, int((share > 0.0).sum()))].astype(np.int32)


class Full(NamedTuple):
    """A full sensitivity analysis: a screening of everything, then measures of what it keeps, of parts, of the rest."""

    screening: Analysis  # Morris, each parameter by itself
    choice: Choice
    kept: Analysis  # Saltelli, each parameter that is kept by itself, the others at their base value
    sections: Analysis  # Saltelli, every parameter, by section of the configuration
    rest: Analysis  # Saltelli, every parameter, in two groups: KEPT, REST
