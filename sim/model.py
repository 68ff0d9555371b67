"""The laboratory as a Mesa model: `Concertation(mesa.Model)`, its actors as Mesa agents, `step()` as one month.

    model = Concertation(territory="mauricie", seed=7)
    model.run_model()                                              # 60 months; or model.step(), one month
    model.datacollector.get_model_vars_dataframe()                 # cooperation, conflict, money... month by month
    model.agents_by_type[Citizen].agg("trust", np.mean)            # agents are created here, when first asked for
    model.agents.select(lambda a: a.attends).groupby("role").count()
    model.history                                                  # the whole record, as `simulate` gives it
    mesa.batch_run(Concertation, {"territory": ["mauricie", "estrie"], "deliberation__gain": [0.03, 0.06],
                                  "rng": range(5)}, display_progress=False)

With the same scenario, network and seed, every number is the one that `sim.simulate.simulate` gives, bit for bit.
Sweeps of many runs go faster, and further, without Mesa (see `sim/study`). Traps of `mesa.batch_run`: replicates need
their own seeds (`"rng": range(20)`, which every Mesa 3 respects; Mesa 3.5 drops a list of `"seed"`, and `iterations=`
with one fixed seed gives the same run again); it never finishes if a worker process is killed; `max_steps` below
`months` runs one month too many in Mesa 3.3; and its agent rows, in 3.3, are one month old.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.config import Scenario
from sim.history import Happening, History, blank
from sim.metrics.typology import Typology, axes, classify, gather
from sim.override import changed
from sim.parameter import ParameterError
from sim.reporters import asked_by_name, check
from sim.simulate import advance, begin
from sim.state import State
from sim.territory import Territory, open_network
from sim.view import (
    KINDS,
    Actor,
    Citizen,
    CommunityOrganization,
    ElectedOfficial,
    Institution,
    Neighborhood,
    neighborhood,
)
from sim.vocabulary import DYNAMICS, Status
from sim.world.network import Network
from sim.world.quebec import real

__all__ = ["Actor", "Citizen", "CommunityOrganization", "Concertation", "ElectedOfficial", "Institution"]

DOLLARS = ("allotted", "awarded", "spent")
PLACED = ("cooperation", "conflict", "participation", "dynamic", "trust", *DOLLARS)
OVERALL = ("verticality", "need", "projects", "fragile")
GROWTH = 12  # months added to the record when a model is stepped beyond its scenario


def noted(model: "Concertation", name: str) -> Any:
    """This month's value of a column of the data collector; NaN before the first month."""
    return model.measures.get(name, float("nan"))


class Concertation(mesa.Model):  # type: ignore[misc]
    """One run of the laboratory. Agents are light views on arrays, made when `.agents` is first read.

    scenario       a `Scenario`; left out, the default one
    territory      one or several regions by name or code ("mauricie", ["estrie", "09"]), "six_regions", "quebec", or a
                   `Territory`; or else network, a `Network` of one's own
    seed or rng    a whole number; left out, drawn and kept as `model.seed`; a numpy Generator gives one
    overrides      {"deliberation.gain": 0.1, "award": "majority"}: parameters by dotted key
    parameters     the same with two underscores for the dot: deliberation__gain=0.1, months=36, award="majority"
    model_reporters, agent_reporters, agenttype_reporters
                   as for `mesa.DataCollector`, added to the model's own columns; reporters on agents create them all;
                   the name of an attribute that nobody has is refused when the first month begins
    typology       thresholds of the dynamics, for the columns of the data collector

    `running` turns False after `scenario.months`. A model that is stepped further lives further: its record is then
    that of a scenario with more months. `model.random` and `model.rng` serve the user's own code: the model's luck
    comes from `seed` alone, so `shuffle_do` disturbs nothing.
    """

    def __init__(
        self,
        scenario: Scenario | None = None,
        network: Network | None = None,
        territory: str | Sequence[str] | Territory | None = None,
        *,
        seed: int | None = None,
        rng: Any = None,
        overrides: Mapping[str, Any] | None = None,
        typology: Typology | None = None,
        model_reporters: Mapping[str, Any] | None = None,
        agent_reporters: Mapping[str, Any] | None = None,
        agenttype_reporters: Mapping[type, Mapping[str, Any]] | None = None,
        **parameters: Any,
    ) -> None:
        self.seed = whole_seed(seed, rng)
        super().__init__(rng=self.seed % 2**64)
        if overrides is not None and not isinstance(overrides, Mapping):
            allowed = "a dictionary {key: value} is expected (for mesa.batch_run, a list of them)"
            raise ParameterError("overrides", overrides, allowed)
        dotted = {key.replace("__", "."): value for key, value in parameters.items()}
        self._scenario = changed(scenario or Scenario(), {**(overrides or {}), **dotted})
        self.typology = typology or Typology()
        self.network = chosen_network(network, territory, self.seed)
        self._run = begin(self._scenario, self.network, self.seed)
        self._series = blank(self.state, self._scenario.months)
        self._awake = False
        self._strangers = 0
        self._near: Neighborhood | None = None
        self.measures: dict[str, Any] = {}
        self._asked = asked_by_name(model_reporters or {}, agent_reporters or {}, agenttype_reporters or {})
        own = {name: partial(noted, name=name) for name in columns(self)}
        self.datacollector = mesa.DataCollector(
            model_reporters=own | dict(model_reporters or {}),
            agent_reporters=agent_reporters,
            agenttype_reporters=agenttype_reporters,
        )

    def step(self) -> None:
        """Live one month, then collect."""
        if self._asked:
            check(self._asked, self, lambda: self.agents)
            self._asked = ()
        month = self.month
        if month == len(self._series["phase"]):
            more = blank(self.state, GROWTH)
            self._series = {name: np.concatenate([old, more[name]]) for name, old in self._series.items()}
        advance(self._run, {name: values[month] for name, values in self._series.items()})
        self.measures = measure(self)
        self.datacollector.collect(self)
        self.running = self.month < self._scenario.months

    @property
    def scenario(self) -> Scenario:
        """The scenario of this run, overrides included."""
        return self._scenario

    @scenario.setter
    def scenario(self, value: object) -> None:
        """Refused once the run has begun. While it begins, Mesa 3.5 offers a scenario of its own, which is not used."""
        if hasattr(self, "_run"):
            raise AttributeError("the scenario is given when the model is made: Concertation(scenario=...)")

    @property
    def state(self) -> State:
        """The arrays of the world, as they are now: `model.state.actors.priorities` has all the actors at once."""
        return self._run.state

    @property
    def month(self) -> int:
        """Months lived: 0 at the start."""
        return self.state.month

    @property
    def log(self) -> list[Happening]:
        """What happened, in order: plans, agreements, awards, vetoes, elections."""
        return self._run.log

    @property
    def history(self) -> History:
        """The record of the months lived, equal to what `simulate` gives for as many months."""
        series = {name: values[: self.month] for name, values in self._series.items()}
        return History(self.seed, self.month, series, self.state, self.log)

    def region_dataframe(self) -> Any:
        """One row a month and region, long form: region, month, cooperation, conflict, dynamic, trust, dollars."""
        import pandas as pd

        table = pd.DataFrame(self.datacollector.model_vars)
        parts = []
        for region in self.network.region_name:
            mine = {c: c.removesuffix(f" | {region}") for c in table.columns if c.endswith(f" | {region}")}
            part = table[list(mine)] if mine else table
            parts.append(part.rename(columns=mine).assign(region=region, month=range(len(table))))
        return pd.concat(parts, ignore_index=True)

    @property
    def agents(self) -> Any:
        """All the actors, as a Mesa AgentSet; created at the first reading."""
        self._awaken()
        return self._all_agents

    @property
    def agents_by_type(self) -> Any:
        """{class: AgentSet} of CommunityOrganization, Institution, ElectedOfficial, Citizen."""
        self._awaken()
        return self._agents_by_type

    @property
    def agent_types(self) -> list[type]:
        """The classes of actors."""
        return list(self.agents_by_type)

    def actor(self, index: int) -> Actor:
        """The view of the actor at this index of the arrays."""
        self._awaken()
        return self._views[index]

    def _awaken(self) -> None:
        """Create the views, in the order of the arrays; once."""
        if not self._awake:
            self._awake = True
            self._views = [KINDS[role](self, i) for i, role in enumerate(self.state.actors.role.tolist())]

    def register_agent(self, agent: Any) -> None:
        """Number an agent: an actor by its place in the arrays, whoever the user adds after them.

        Mesa 3.3 counts in a class attribute, which would keep this model in memory for ever: forget it there.
        """
        super().register_agent(agent)
        if isinstance(agent, Actor):
            agent.unique_id = agent.index + 1
        else:
            self._strangers += 1
            agent.unique_id = len(self.state.actors.role) + self._strangers
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def nearby(self) -> Neighborhood:
        """Who is tied to whom; made again when joint projects have added ties."""
        if self._near is None or len(self._near.tie) != 2 * len(self.state.ties.left):
            self._near = neighborhood(self.state)
        return self._near


def whole_seed(seed: Any, rng: Any) -> int:
    """The whole number that names a run's luck, from what Mesa calls `seed` or `rng`."""
    if seed is not None and rng is not None:
        raise ValueError("you have to pass either rng or seed, not both")
    given = rng if seed is None else seed
    if isinstance(given, (int, np.integer)):
        return int(given)
    if given is None or isinstance(given, (np.random.Generator, np.random.BitGenerator, np.random.SeedSequence)):
        return int(np.random.default_rng(given).integers(2**53))
    raise ParameterError("seed", given, "a whole number is expected, or as rng a numpy Generator or SeedSequence")


def chosen_network(network: Network | None, territory: Any, seed: int) -> Network:
    """The territories of the run: given, named, or the six regions of the study."""
    if network is not None and territory is not None:
        raise ParameterError("territory", territory, "a network was given too: pass one of the two")
    if isinstance(territory, Territory):
        return open_network(territory, seed)
    return network or real("six_regions" if territory is None else territory)


def columns(model: Concertation) -> tuple[str, ...]:
    """Names of what `measure` gives: overall, then by region, as "conflict | Mauricie", if there are several."""
    regions = model.network.region_name if len(model.network.region_name) > 1 else ()
    return (*PLACED, *OVERALL, *(f"{name} | {region}" for region in regions for name in PLACED))


def measure(model: Concertation) -> dict[str, Any]:
    """The columns of the data collector, this month.

    cooperation, conflict      shares of the encounters held over the window of `typology`; NaN where none was
    participation              share of members who come, likewise (metrics.typology)
    dynamic                    which of the five dynamics that makes
    trust                      mean over tables of the mean trust of the ties that meet there
    allotted, awarded, spent   dollars, cumulated
    verticality, need          means over tables, over territories and problems
    projects, fragile          projects under way, organizations asleep or below viability
    """
    p, s = model.typology, model.state
    last = slice(max(0, model.month - p.window), model.month)
    recent = {name: values[last] for name, values in model._series.items()}
    row = {name: recent[name][-1] for name in ("trust", "verticality", "need", "fragile", *DOLLARS)}
    found: dict[str, Any] = {}
    places = [("all", 0, "")]
    if len(model.network.region_name) > 1:
        places += [("region", r, f" | {name}") for r, name in enumerate(model.network.region_name)]
    rates = {level: axes(gather(recent, level, s.tables.region), p) for level, _, _ in places[:2]}
    kinds = {level: classify(rate, p)[-1] for level, rate in rates.items()}
    for level, r, place in places:
        mine = s.tables.region == r if level == "region" else slice(None)
        found[f"cooperation{place}"] = float(rates[level].cooperation[-1, r])
        found[f"conflict{place}"] = float(rates[level].conflict[-1, r])
        found[f"participation{place}"] = float(rates[level].participation[-1, r])
        found[f"dynamic{place}"] = DYNAMICS[kinds[level][r]]
        found[f"trust{place}"] = mean_trust(row["trust"][mine])
        found |= {f"{name}{place}": float(row[name][mine].sum()) / 100.0 for name in DOLLARS}
    found["verticality"], found["need"] = float(row["verticality"].mean()), float(row["need"].mean())
    found["projects"] = int((s.projects.status == Status.RUNNING).sum())
    found["fragile"] = int(row["fragile"].sum())
    return found


def mean_trust(values: NDArray[np.float64]) -> float:
    """Mean over the tables where somebody is tied; NaN where nobody is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
