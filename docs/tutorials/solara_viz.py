"""`Concertation` in Mesa's own page, for one person: `solara run docs/tutorials/solara_viz.py`.

Needs `pip install solara "ipyvuetify<3" solara-assets altair`. For a class, in French, with comparisons: `make lab`.
"""

import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim.metrics.typology import Typology, axes, classify, gather
from sim.model import Concertation
from sim.show.layout import whole
from sim.show.style import CONFLICT, COOPERATION, DYNAMICS


class Mauricie(Concertation):
    """The parameters that the page moves, by their names: Mesa 3.3 reads them off the signature."""

    def __init__(self, seed=1, facilitation=0.4, prehistory=0.45):
        changes = {"conditions.facilitation": facilitation, "conditions.prehistory": prehistory}
        super().__init__(territory="mauricie", seed=int(seed), overrides=changes)


@solara.component
def network(model):
    """The territories at their place, colored and shaped by the dynamics of the month."""
    update_counter.get()  # drawn again at each step
    figure = Figure(figsize=(5, 4))
    ax = figure.subplots()
    ax.set_axis_off()
    net, at = model.network, whole(model.network)
    for a, b in zip(net.edge_a, net.edge_b, strict=True):
        ax.plot(at.x[[a, b]], at.y[[a, b]], color="#b3bcc5", zorder=0)
    if model.month:
        history = model.history
        rates = axes(gather(history, "territory", history.final.tables.region), Typology())
        for x, y, dynamic in zip(at.x, at.y, classify(rates, Typology())[-1], strict=True):
            ax.scatter(x, y, s=120, color=DYNAMICS[dynamic].color, marker=DYNAMICS[dynamic].shape, edgecolors="k")
    solara.FigureMatplotlib(figure)


page = SolaraViz(
    Mauricie(),
    components=[network, make_plot_component({"cooperation": COOPERATION, "conflict": CONFLICT})],
    model_params={
        "seed": {"type": "InputText", "value": 1, "label": "seed"},
        "facilitation": Slider("facilitation at the start", 0.4, 0.0, 1.0, 0.1),
        "prehistory": Slider("past experiences", 0.45, 0.0, 1.0, 0.05),
    },
    name="Concertation",
)
