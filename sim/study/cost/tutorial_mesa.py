"""The same deliberation as Mesa's tutorials would have it: small numpy arrays on each actor. Only to compare costs."""

import math

import numpy as np

from sim.rules.influence import Influence
from sim.state import Actors
from sim.study.cost.plain_mesa import PlainActor, PlainDeliberation


class TutorialActor(PlainActor):
    """An actor whose positions are two small arrays, nine and four numbers long."""

    def __init__(self, model: PlainDeliberation, actors: Actors, i: int) -> None:
        super().__init__(model, actors, i)
        self.priorities, self.approach = actors.priorities[i].copy(), actors.approach[i].copy()
        self.mandates = actors.mandate_priorities[i].copy(), actors.mandate_approach[i].copy()

    def gap(self, other: PlainActor) -> float:
        """Problem distance, half the L1 distance of priorities."""
        return float(0.5 * np.abs(self.priorities - other.priorities).sum())

    def slant(self, other: PlainActor) -> float:
        """Approach distance, half the L1 distance of approaches."""
        return float(0.5 * np.abs(self.approach - other.approach).sum())

    def relax(self) -> None:
        """Forget the pulls of the month."""
        self.weight = 0.0
        self.moves = np.zeros(len(self.priorities)), np.zeros(len(self.approach))

    def feel(self, other: PlainActor, strength: float, trust: float) -> None:
        """Be pulled toward another actor (or pushed away, when strength is negative)."""
        w = strength * trust * (1.0 - self.entrenchment) if strength > 0.0 else strength
        self.weight += abs(w)
        self.moves[0][:] += w * (other.priorities - self.priorities)
        self.moves[1][:] += w * (other.approach - self.approach)

    def settle(self) -> None:
        """Move to where the month's encounters, then one's own mandate, pull."""
        p = self.model.p
        scale = (1.0 - math.exp(-self.weight)) / self.weight if self.weight > 1e-12 else 0.0
        back = p.mandate * self.entrenchment
        for position, move, mandate in zip((self.priorities, self.approach), self.moves, self.mandates, strict=True):
            x = position + scale * move
            position[:] = np.maximum(0.0, x + back * (mandate - x))
            if p.influence is Influence.REPULSIVE:
                position /= position.sum()
        self.relax()


class TutorialDeliberation(PlainDeliberation):
    """`PlainDeliberation` with tutorial-style actors."""

    actor = TutorialActor
