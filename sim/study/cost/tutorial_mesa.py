"""The deliberation stage as Mesa's tutorials and example models write: the yardstick of what an object model costs.

Same rules as `sim/rules/deliberation.py` and `sim.study.cost.plain_mesa`, same luck, same results; written again from
the docstrings. Habits are those of Mesa 3.3's introductory tutorial and of the examples that it installs. Where they
differ, the commonest, or the lighter:

- actors are `FixedAgent`s on a `Network` over a networkx graph, as in `virus_on_network` (older examples use
  `mesa.space.NetworkGrid`, which Mesa now only maintains); neighbors are asked of the cell every month;
- a tie is an edge, and what it remembers (trust, history, table) are attributes of the edge, `graph[a][b]["trust"]`;
  two actors have at most one tie in this world, so a plain `Graph` does;
- a position is a small numpy array on the actor, replaced when it moves (collected records then keep the old one);
- two stages with `agents.do`, `step` then `advance`, as in Conway's game of life: nothing depends on the order, so the
  shuffling of other examples is left out; each tie is lived once, by whichever of its ends came first to the model;
- tables are plain objects, as resources are in `sugarscape_g1mt`;
- a `DataCollector` ends each month as in every tutorial, with model reporters over the tables and actor reporters by
  attribute name (Mesa calls this the faster way). It takes what `Encounters` holds by table and by actor; trust and
  history, for which Mesa has no collector, stay on the edges.

Nothing is slow on purpose: plain floats where one number is enough, no copy, exits as early as the rules allow. Where
the time goes (six regions, one tie in nine is an encounter): half in encounters, a quarter of it to find neighbors and
edges; two fifths in moving, where every step on nine or four numbers costs numpy as much as on a hundred; a twentieth
in collecting. `NetworkGrid` would add a tenth, shuffling three hundredths.
"""

import math
from typing import Any

import mesa
import networkx as nx
import numpy as np
from mesa.discrete_space import Cell, FixedAgent, Network

from sim.rules.deliberation import Deliberation, Encounters
from sim.rules.influence import Influence
from sim.state import Actors, Flags, Floats, Ties
from sim.study.cost.plain_mesa import Month
from sim.vocabulary import Role

COUNTS = ("possible", "held", "cooperative", "conflictual")  # by table


class TutorialTable:
    """A concertation table: its conditions this month, and what happened there."""

    def __init__(self, local: bool) -> None:
        self.local = local
        self.clear()

    def clear(self) -> None:
        """Forget last month's counts."""
        self.possible = self.held = self.cooperative = self.conflictual = 0
        self.ledger = np.zeros(7)


class TutorialActor(FixedAgent):  # type: ignore[misc]
    """An actor at its node of the network; positions are two arrays, nine and four numbers long."""

    def __init__(
        self,
        model: "TutorialDeliberation",
        cell: Cell,
        role: int,
        territory: int,
        priorities: Floats,
        approach: Floats,
        mandate_priorities: Floats,
        mandate_approach: Floats,
        entrenchment: float,
        influence: float,
        efficacy: float,
    ) -> None:
        super().__init__(model)
        self.cell = cell
        self.role, self.territory = role, territory
        self.priorities, self.approach = priorities, approach
        self.mandate_priorities, self.mandate_approach = mandate_priorities, mandate_approach
        self.entrenchment, self.influence, self.efficacy = entrenchment, influence, efficacy
        self.clear()

    def clear(self) -> None:
        """Forget last month's encounters."""
        self.cooperated = self.opposed = 0
        self.weight = 0.0
        self.move_priorities, self.move_approach = np.zeros(9), np.zeros(4)

    def step(self) -> None:
        """Live this month's ties with the neighbors; a tie is lived by the end that came first to the model."""
        for other in self.cell.neighborhood.agents:
            if self.unique_id < other.unique_id:
                self.meet(other, self.model.grid.G[self.cell.coordinate][other.cell.coordinate])

    def comes_to(self, table: TutorialTable) -> bool:
        """Whether this actor is at the table this month."""
        came: bool = self.attends if table.local else self.attends_region
        return came

    def has_seat_at(self, table: TutorialTable) -> bool:
        """Whether it could be."""
        seated: bool = self.invited if table.local else self.delegate
        return seated

    def meet(self, other: "TutorialActor", tie: dict[str, Any]) -> None:
        """The month of a tie: perhaps an encounter, which turns to cooperation, to conflict or to neither."""
        p, table = self.model.p, tie["table"]
        if tie["luck_meet"] >= p.intensity or not table.exists:
            return
        came = self.comes_to(table) and other.comes_to(table)
        if came or (self.has_seat_at(table) and other.has_seat_at(table)):
            table.possible += 1
        if not came:
            return
        table.held += 1
        gap = 0.5 * np.abs(self.priorities - other.priorities).sum()
        stakes = self.stakes(other, tie, gap)
        odds_coop, odds_conf = self.odds(other, tie, gap, stakes.sum())
        draw = tie["luck_turn"] * (1.0 + odds_coop + odds_conf)
        cooperative, conflictual = draw < odds_coop, odds_coop <= draw < odds_coop + odds_conf
        self.sway(other, tie["trust"], gap, conflictual)
        tie["history"] += 1.0
        if cooperative:
            self.cooperate(other, tie)
        elif conflictual:
            self.oppose(other, tie, stakes)

    def stakes(self, other: "TutorialActor", tie: dict[str, Any], gap: float) -> Floats:
        """The seven terms of conflict, in the order of vocabulary.STAKES."""
        p, table = self.model.p, tie["table"]
        rivalry = 1.0 - gap if self.promoter and other.promoter else 0.0
        if table.splitting:
            rivalry = 0.0 if self.territory == other.territory else 1.0
        one_elected = (self.role == Role.ELECTED) != (other.role == Role.ELECTED)
        return np.array(
            [
                p.by_envelope * rivalry * table.scarcity,
                p.by_priorities * gap,
                p.by_orientations * 0.5 * np.abs(self.approach - other.approach).sum(),
                p.by_leadership * table.verticality * (1.0 - table.sharing) * abs(self.influence - other.influence),
                p.by_elected * math.exp(-tie["history"] / p.contact) if one_elected else 0.0,
                p.by_representativeness * table.absent,
                p.by_management * (self.burden + other.burden) / 2.0,
            ]
        )

    def odds(self, other: "TutorialActor", tie: dict[str, Any], gap: float, at_stake: float) -> tuple[float, float]:
        """(cooperation, conflict) against routine."""
        p, table, trust = self.model.p, tie["table"], tie["trust"]
        complementarity = 1.0 - gap if self.role != other.role else 0.0
        cooperation = p.cooperation + p.by_trust * trust + p.by_facilitation * table.facilitation
        cooperation += p.by_horizontality * (1.0 - table.verticality) + p.by_complementarity * complementarity
        return math.exp(cooperation), math.exp(p.conflict - p.calm * trust + at_stake)

    def sway(self, other: "TutorialActor", trust: float, gap: float, conflictual: bool) -> None:
        """Both ends pull each other (or push, in a conflict, where influence repels)."""
        p = self.model.p
        if conflictual:
            strength = -p.repulsion if p.influence is Influence.REPULSIVE else 0.0
        else:
            strength = 0.0 if p.influence is Influence.BOUNDED and gap > p.bound else p.pull
        if strength != 0.0:
            self.feel(other, strength, trust)
            other.feel(self, strength, trust)

    def feel(self, other: "TutorialActor", strength: float, trust: float) -> None:
        """Add another actor's pull to those of the month."""
        w = strength * trust * (1.0 - self.entrenchment) if strength > 0.0 else strength
        self.weight += abs(w)
        self.move_priorities += w * (other.priorities - self.priorities)
        self.move_approach += w * (other.approach - self.approach)

    def cooperate(self, other: "TutorialActor", tie: dict[str, Any]) -> None:
        """What a cooperative encounter leaves."""
        p = self.model.p
        tie["table"].cooperative += 1
        if p.trust_learns:
            tie["trust"] += p.gain * (1.0 - tie["trust"])
        self.cooperated += 1
        other.cooperated += 1

    def oppose(self, other: "TutorialActor", tie: dict[str, Any], stakes: Floats) -> None:
        """What a conflict leaves, and the stakes to which it is booked; without any stake, to all alike."""
        p, table = self.model.p, tie["table"]
        table.conflictual += 1
        table.ledger += (stakes + 1e-9) / (stakes.sum() + 7e-9)
        if p.trust_learns:
            tie["trust"] -= min(1.0, p.asymmetry * p.gain) * tie["trust"]
        self.opposed += 1
        other.opposed += 1

    def advance(self) -> None:
        """Once everybody has met: take heart or lose it, and move."""
        p = self.model.p
        if self.cooperated:
            self.efficacy = 1.0 - (1.0 - self.efficacy) * (1.0 - p.efficacy_gain) ** self.cooperated
        if self.opposed:
            self.efficacy *= (1.0 - p.efficacy_loss) ** self.opposed
        self.priorities = self.moved(self.priorities, self.move_priorities, self.mandate_priorities)
        self.approach = self.moved(self.approach, self.move_approach, self.mandate_approach)
        self.clear()

    def moved(self, position: Floats, move: Floats, mandate: Floats) -> Floats:
        """A position after the month's pulls, then that of the own mandate."""
        p = self.model.p
        share = (1.0 - math.exp(-self.weight)) / self.weight if self.weight > 1e-12 else 0.0
        x: Floats = position + share * move
        x = np.maximum(0.0, x + p.mandate * self.entrenchment * (mandate - x))
        if p.influence is Influence.REPULSIVE:
            x = x / x.sum()
        return x


class TutorialDeliberation(mesa.Model):  # type: ignore[misc]
    """Actors on a network of ties; `step` is one month of encounters. The verbs of `PlainDeliberation`."""

    def __init__(self, actors: Actors, ties: Ties, local: Flags, p: Deliberation) -> None:
        """local (table,) True for the tables of territories, False for regional ones."""
        super().__init__(rng=0)
        self.p = p
        self.tables = [TutorialTable(bool(here)) for here in local]
        self.ends = list(zip(ties.left.tolist(), ties.right.tolist(), strict=True))
        for cached in (Cell.get_neighborhood, Cell._neighborhood):
            cached.cache_clear()  # Mesa 3.3 would keep the cells of every model in memory for ever
        self.grid = Network(self.graph_of(len(actors.role), ties), capacity=1, random=self.random)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "possible": lambda m: [table.possible for table in m.tables],
                "held": lambda m: [table.held for table in m.tables],
                "cooperative": lambda m: [table.cooperative for table in m.tables],
                "conflictual": lambda m: [table.conflictual for table in m.tables],
                "ledger": lambda m: [table.ledger for table in m.tables],
            },
            agent_reporters={"priorities": "priorities", "approach": "approach", "efficacy": "efficacy"},
        )
        self.people = TutorialActor.create_agents(
            self,
            len(actors.role),
            list(self.grid.all_cells),
            actors.role.tolist(),
            actors.territory.tolist(),
            list(actors.priorities.copy()),
            list(actors.approach.copy()),
            list(actors.mandate_priorities.copy()),
            list(actors.mandate_approach.copy()),
            actors.entrenchment.tolist(),
            actors.influence.tolist(),
            actors.efficacy.tolist(),
        )
        getattr(mesa.Agent, "_ids", {}).pop(self, None)  # and every model
        self.datacollector.collect(self)

    def graph_of(self, n_actors: int, ties: Ties) -> Any:
        """The networkx graph whose nodes are the actors' numbers and whose edges are the ties."""
        graph: Any = nx.Graph()
        graph.add_nodes_from(range(n_actors))
        edges = zip(self.ends, ties.table.tolist(), ties.trust.tolist(), ties.history.tolist(), strict=True)
        for (a, b), table, trust, history in edges:
            graph.add_edge(a, b, table=self.tables[table], trust=trust, history=history)
        if graph.number_of_edges() != len(self.ends):
            raise ValueError("two ties join the same two actors: a graph with one edge a pair cannot hold them")
        return graph

    def receive(self, month: Month) -> None:
        """Hand over a month to the actors, the tables and the edges: other stages would have left it there."""
        a, t = month.actors, month.tables
        of_actors: dict[str, Any] = {"attends": a.attends, "attends_region": a.attends_region, "invited": a.invited}
        of_actors |= {"delegate": a.delegate & a.active, "promoter": month.promoter, "burden": a.burden}
        of_tables: dict[str, Any] = {"exists": month.present, "splitting": month.splitting, "absent": month.absent}
        of_tables |= {name: getattr(t, name) for name in ("scarcity", "facilitation", "verticality", "sharing")}
        for people, given in ((self.people, of_actors), (self.tables, of_tables)):
            for name, values in given.items():
                for one, value in zip(people, values.tolist(), strict=True):
                    setattr(one, name, value)
        luck = zip(self.ends, month.luck_meet.tolist(), month.luck_turn.tolist(), strict=True)
        for (left, right), luck_meet, luck_turn in luck:
            self.grid.G[left][right].update(luck_meet=luck_meet, luck_turn=luck_turn)

    def step(self) -> None:
        """One month of encounters, after which everybody moves and everything is collected."""
        for table in self.tables:
            table.clear()
        self.agents.do("step")
        self.agents.do("advance")
        self.datacollector.collect(self)

    def outcome(self) -> Encounters:
        """What the last month left, as `Encounters`: read from what was collected, and from the edges."""
        by_table = {name: np.array(self.datacollector.model_vars[name][-1], float) for name in (*COUNTS, "ledger")}
        everything = self.datacollector.get_agent_vars_dataframe().xs(self.steps, level="Step")
        by_actor = {name: np.array(everything[name].tolist()) for name in ("priorities", "approach", "efficacy")}
        ties = [self.grid.G[left][right] for left, right in self.ends]
        by_tie = {name: np.array([tie[name] for tie in ties]) for name in ("trust", "history")}
        return Encounters(**by_tie, **by_actor, **by_table)
