"""Stage 4, when a fund opens and when it nears its end: what is kept out of projects, leveled, or given back."""

import numpy as np

from sim.formulas import apportion
from sim.state import Cents, Flags, Floats


def keep(parts: Cents, there: Flags, coordination: float, core_fund: float) -> tuple[Cents, Cents]:
    """(coordination, core fund), each (table,) cents of `parts` (table,) that do not go to projects: shares of it.

    Rounded down, the core fund at most what coordination leaves. there (table,): whether the account has community
    organizations; without any it keeps no core fund. The study's "financement de la mission de base".
    """
    accompany = np.floor(parts * coordination).astype(np.int64)
    mission = np.minimum(np.floor(parts * core_fund).astype(np.int64), parts - accompany)
    return accompany, np.where(there, mission, 0)


def level(kept: Cents, lacking: Floats, leveling: float) -> Cents:
    """(table,) coordination money of the territories of one region, part of it moved to where facilitation lacks.

        kept - taken + taken of all * lacking / lacking of all,     taken = floor(leveling * kept)

    kept (table,) cents that follow the split, lacking (table,) in [0, 1] what natural facilitation leaves missing;
    equal parts where nothing lacks. Adds up to what was kept, to the cent. The study's "qualité égale dans la mise en
    oeuvre".
    """
    taken = np.floor(kept * leveling).astype(np.int64)
    weight = lacking if lacking.sum() > 0.0 else np.ones(len(lacking))
    leveled: Cents = kept - taken + apportion(int(taken.sum()), weight)
    return leveled


def given_back(free: Cents, asked: Cents) -> Cents:
    """(account,) cents that a territory gives back to its region: what is free, less what waiting files ask for."""
    back: Cents = np.maximum(free - asked, 0)
    return back
