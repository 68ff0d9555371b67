"""Which network of territories a run lives on: real regions, a user's own files, or a made-up network."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import ClassVar

from sim.parameter import ParameterError, Parameters, switch
from sim.quoted import shown
from sim.world.files import from_files
from sim.world.graphml import from_graphml
from sim.world.network import Network
from sim.world.quebec import fold, real
from sim.world.synthetic import Synthetic, synthetic


class Source(Enum):
    """Where territories, borders and envelopes come from."""

    REAL = "real"
    FILES = "files"
    GRAPHML = "graphml"
    SYNTHETIC = "synthetic"


class Encoding(Enum):
    """How the letters of a CSV file are stored, where the file itself does not say it."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    CP1252 = "cp1252"  # Windows in French or English: Excel's plain "CSV"
    CP850 = "cp850"  # Excel's "CSV (MS-DOS)"
    MAC_ROMAN = "mac_roman"  # Excel's "CSV (Macintosh)"


@dataclass
class Territory(Parameters):
    """The choice of a network. `regions` is read when the source is real, the paths and `synthetic` otherwise."""

    section: ClassVar[str] = "territory"
    source: Source = Source.REAL
    regions: list[str] = field(default_factory=lambda: ["six_regions"])  # names or codes; six_regions; quebec
    nodes: str = ""  # CSV, one territory a line; source=files
    edges: str = ""  # CSV, one border a line; source=files
    encoding: Encoding = Encoding.UTF_8  # of both CSV files; source=files
    graphml: str = ""  # GraphML, nodes with the same columns; source=graphml
    elsewhere: bool = switch(
        False, "[A] own networks: coordinates are meant, even if another sign or order is in Québec"
    )
    synthetic: Synthetic = field(default_factory=Synthetic)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, sources in READ_WHEN.items():
            value = getattr(self, name)
            if self.source in sources and name in PATHS and not value:
                raise ParameterError(f"territory.{name}", value, f"a path is expected when source={self.source.value}")
            if self.source not in sources and value != default_of(name):
                read = " or ".join(source.value for source in sources)
                raise ParameterError(
                    f"territory.{name}", "...", f"read only with territory.source={read}, not {self.source.value}"
                )
        check_regions(self.regions)


PATHS = ("nodes", "edges", "graphml")
READ_WHEN = {
    "regions": (Source.REAL,),
    "nodes": (Source.FILES,),
    "edges": (Source.FILES,),
    "encoding": (Source.FILES,),
    "graphml": (Source.GRAPHML,),
    "elsewhere": (Source.FILES, Source.GRAPHML),
    "synthetic": (Source.SYNTHETIC,),
}
MOST_REGIONS = 50  # of a list; Québec has 17


def check_regions(regions: list[str]) -> None:
    """Refuse a list that no one means: too long, or the same region twice."""
    if len(regions) > MOST_REGIONS:
        raise ParameterError("territory.regions", regions, f"{len(regions):,} names; allowed: up to {MOST_REGIONS}")
    names = [fold(name) for name in regions]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise ParameterError("territory.regions", regions, f"{shown(regions[i], quotes=True)} is given twice")


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
        return from_files(territory.nodes, territory.edges, territory.encoding.value, territory.elsewhere)
    if territory.source is Source.GRAPHML:
        return from_graphml(territory.graphml, territory.elsewhere)
    if territory.source is Source.SYNTHETIC:
        return synthetic(territory.synthetic, seed)
    return real(territory.regions)
