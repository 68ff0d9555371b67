"""What a run came to, in a few lines for the terminal."""

import numpy as np

from sim.store.write import Record
from sim.vocabulary import DYNAMICS, Status


def tell(run: Record) -> str:
    """One line a region: where it ended, how many seeds end there too, its projects and its money."""
    network, q = run.network, run.history.final.projects
    ends = np.stack([s.regions[-1] for s in run.summaries])
    width = max(map(len, network.region_name))
    funded = q.status >= Status.AWARDED
    region_of = network.region[q.territory[funded]]
    lines = [f"Seed {run.settings.seed}, {run.history.months} months, {len(run.history.final.actors.role)} actors."]
    for r, name in enumerate(network.region_name[:12]):
        same = int((ends[:, r] == ends[0, r]).sum())
        mine = region_of == r
        dollars = q.request[funded][mine].sum() / 100.0
        lines.append(
            f"  {name:<{width}}  ends in {DYNAMICS[ends[0, r]].replace('_', '-'):<20}  ({same} of {len(ends)} seeds)"
            f"  {int(mine.sum()):4d} projects  {dollars:12,.0f} $"
        )
    if len(network.region_name) > 12:
        lines.append(f"  and {len(network.region_name) - 12} more regions")
    return "\n".join(lines)
