"""The choices of a run that are not the scenario: where, with what luck, how many times, and what is left behind."""

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from sim.metrics.typology import Typology
from sim.parameter import Parameters, parameter
from sim.territory import Territory


class Engine(Enum):
    """Who shares the runs of a sweep between processes."""

    LOCAL = "local"
    DASK = "dask"


class Language(Enum):
    """Language of the tables and of the report."""

    ENGLISH = "en"
    FRENCH = "fr"
    BOTH = "both"


def spelled(choice: Enum) -> str:
    """A choice as it is written in a configuration: its value if that is a word, else its name in lower case."""
    return choice.value if isinstance(choice.value, str) else choice.name.lower()


@dataclass
class Settings(Parameters):
    """What decides a run besides its scenario. Only territory, typology, seed and replicates change a number."""

    section: ClassVar[str] = ""
    territory: Territory = field(default_factory=Territory)
    typology: Typology = field(default_factory=Typology)
    seed: int = parameter(1, 0, 10**9, "seed", "[A] names the luck; replicates take the seeds that follow")
    replicates: int = parameter(20, 0, 100_000, "runs", "[A] further seeds, for bands around the main run")
    workers: int = parameter(0, 0, 1024, "processes", "[A] 0: one a core; the results do not depend on it")
    language: Language = Language.BOTH
    figures: bool = parameter(True, False, True, "on or off", "[A] figures and report.html besides the tables")
    output: str = ""  # folder of the results; empty: results/<name made of what was asked>


@dataclass
class Comparing(Settings):
    """What decides a comparison of funding rules, besides what its arms share and what each of them states."""

    baseline: str = "fqis_2010"  # a package, or several joined by +
    variants: list[str] = field(default_factory=list)  # packages; several joined by + make one variant; all
    replicates: int = parameter(50, 2, 100_000, "runs an arm", "[L] at least 50 before a precision is judged")
    most: int = parameter(200, 2, 100_000, "runs an arm", "[A] where more runs stop, precise enough or not")
    precision: float = parameter(
        0.25, 0.01, 10.0, "standard deviations of the baseline", "[A] half-width of an interval that is narrow enough"
    )
    worlds: int = parameter(100, 0, 100_000, "worlds", "[A] plausible worlds besides the base; 0: none")
    seeds_a_world: int = parameter(2, 1, 1_000, "runs an arm and world", "[A] luck within a world")
    spread: float = parameter(0.5, 0.0, 1.0, "share of a value", "[A] how far worlds depart from the base")
    worlds_from: str = ""  # CSV of worlds, such as a calibration leaves; empty: drawn
    targets: list[str] = field(default_factory=list)  # such as fragile<=0.2; empty: the baseline's own means
    figures: bool = parameter(True, False, True, "on or off", "[A] report.html besides the tables")


@dataclass
class Sweeping(Settings):
    """What decides a sweep besides its design file, and by what means its runs are made."""

    design: str = ""  # one of configs/designs by its name, or the path of a file
    points: int = parameter(0, 0, 10**7, "points", "[A] 0: as the design says; more than it had extends the sweep")
    replicates: int = parameter(0, 0, 100_000, "runs a point", "[A] 0: as the design says; more extends the sweep")
    limit: float = parameter(0.0, 0.0, 10**7, "seconds a run", "[A] 0: none; a run that lasts longer is stopped")
    engine: Engine = Engine.LOCAL
    address: str = ""  # of a running Dask scheduler; empty: one on this machine
    shard: str = ""  # 2/5: the second of five shares, for five machines
    slurm: int = parameter(0, 0, 10_000, "tasks", "[A] write a script for so many tasks instead of running; 0: run")
    dry_run: bool = parameter(False, False, True, "on or off", "[A] say how many runs, how long, how big; run nothing")
