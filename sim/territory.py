"""Which network of territories a run lives on: real regions, a user's own files, or a made-up network."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import ClassVar

from sim.parameter import ParameterError, Parameters
from sim.world.files import from_files
from sim.world.network import Network, from_graphml
from sim.world.quebec import real
from sim.world.synthetic import Synthetic, synthetic


class Source(Enum):
    """Where territories, borders and envelopes come from."""

    REAL = "real"
    FILES = "files"
    GRAPHML = "graphml"
    SYNTHETIC = "synthetic"


@dataclass
class Territory(Parameters):
    """The choice of a network. `regions` is read when the source is real, the paths and `synthetic` otherwise."""

    section: ClassVar[str] = "territory"
    source: Source = Source.REAL
    regions: list[str] = field(default_factory=lambda: ["six_regions"])  # names or codes; six_regions; quebec
    nodes: str = ""  # CSV, one territory a line; source=files
    edges: str = ""  # CSV, one border a line; source=files
    graphml: str = ""  # GraphML, nodes with the same columns; source=graphml
    synthetic: Synthetic = field(default_factory=Synthetic)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, source in READ_WHEN.items():
            value = getattr(self, name)
            if source is self.source and name in PATHS and not value:
                raise ParameterError(f"territory.{name}", value, f"a path is expected when source={source.value}")
            if source is not self.source and value != default_of(name):
                key = f"territory.{name}"
                raise ParameterError(
                    key, "...", f"read only with territory.source={source.value}, not {self.source.value}"
                )


PATHS = ("nodes", "edges", "graphml")
READ_WHEN = {
    "regions": Source.REAL,
    "nodes": Source.FILES,
    "edges": Source.FILES,
    "graphml": Source.GRAPHML,
    "synthetic": Source.SYNTHETIC,
}


def default_of(name: str) -> object:
    """The value of a field of `Territory` when nothing is said of it."""
    one = Territory.__dataclass_fields__[name]
    return one.default_factory() if callable(one.default_factory) else one.default


def files_of(territory: Territory) -> list[Path]:
    """The user's files that a network is read from."""
    return [Path(getattr(territory, name)) for name in PATHS if getattr(territory, name)]


def open_network(territory: Territory, seed: int) -> Network:
    """The network that was chosen; only a made-up one depends on the seed."""
    if territory.source is Source.FILES:
        return from_files(territory.nodes, territory.edges)
    if territory.source is Source.GRAPHML:
        return from_graphml(territory.graphml)
    if territory.source is Source.SYNTHETIC:
        return synthetic(territory.synthetic, seed)
    return real(territory.regions)
