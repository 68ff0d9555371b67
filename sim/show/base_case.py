"""The picture of the base case: how many regions are in each dynamic, month by month, under three pasts."""

from typing import TYPE_CHECKING

import numpy as np

from sim.show.style import DYNAMICS as LOOKS
from sim.study.base_case import FIRST_MONEY, LAUNCH, Finding
from sim.vocabulary import DYNAMICS
from sim.world.network import Network

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(found: dict[str, list[Finding]], network: Network) -> "Figure":
    """One panel an arm: share of regions in each dynamic over months, mean over runs; then first money by region."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.5, 3.7), layout="constrained")
    panels = figure.subplots(1, len(found) + 1, width_ratios=[1.0] * len(found) + [1.5])
    for panel, (arm, runs) in zip(panels, found.items(), strict=False):
        share = np.mean([f.occupancy for f in runs], axis=0)
        years = np.arange(len(share)) / 12.0
        order = (1, 2, 0, 3, 4)
        stack = panel.stackplot(years, share[:, order].T, colors=[LOOKS[d].color for d in order], lw=0.4, edgecolor="w")
        for area, d in zip(stack, order, strict=True):
            area.set_hatch(LOOKS[d].hatch)
            area.set_label(DYNAMICS[d].replace("_", "-"))
        panel.set(title=arm, xlim=(0, years[-1]), ylim=(0, 1), xlabel="years since April 2010")
        panel.title.set_fontsize(9)
    panels[0].set_ylabel("share of regions")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower left", ncols=5, fontsize=8, frameon=False)
    timing(panels[-1], found["base"], network)
    return figure


def timing(panel, runs: list[Finding], network: Network) -> None:  # type: ignore[no-untyped-def]
    """First money by region over runs, months after launch, and the one dated fact."""
    months = [np.array([f.first_money[r] for f in runs]) for r in range(len(network.region_name))]
    panel.boxplot(
        [m[m >= 0] - LAUNCH for m in months],
        orientation="horizontal",
        widths=0.55,
        showfliers=False,
        medianprops={"color": "#111111"},
        tick_labels=list(network.region_name),
    )
    for r, code in enumerate(network.region_code):
        if code in FIRST_MONEY:
            panel.plot(FIRST_MONEY[code] - LAUNCH, r + 1, "D", color="#0b7a53", label="fact (Aug. 2013)")
    panel.axvspan(12, 36, color="#dde2e7", zorder=0, label="12 to 36 months")
    panel.invert_yaxis()
    panel.set(title="base: first money, months after launch", xlim=(8, 50))
    panel.title.set_fontsize(9)
    panel.tick_params(labelsize=8)
    handles, labels = panel.get_legend_handles_labels()
    panel.figure.legend(handles, labels, loc="outside lower right", ncols=2, fontsize=8, frameon=False)
