"""Write everything that a run leaves, except pictures, into a folder that is being made."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.config import Scenario
from sim.history import History
from sim.metrics.summary import Summary
from sim.settings import Language, Settings
from sim.store import final, monthly
from sim.store.folder import MANIFEST
from sim.store.manifest import manifest, to_json
from sim.store.readme import readme
from sim.store.replicates import replicate_tables
from sim.store.saved import to_yaml
from sim.store.sheets import MOST_LINES, Column, Say, Told, written
from sim.store.tables import decisions_table, dynamics_table, partnership_table, series_tables, to_parquet
from sim.world.network import Network

SHEETS: dict[str, Callable[[Told], list[Column]]] = {
    "regions_by_month": monthly.regions_by_month,
    "territories_by_month": monthly.territories_by_month,
    "conflict_ledger": monthly.conflict_ledger,
    "decisions_by_month": monthly.decisions_by_month,
    "money_by_territory": final.money_by_territory,
    "projects": final.projects,
    "events": final.events,
    "outcomes": final.outcomes,
}
LONG = ("territories_by_month", "conflict_ledger")  # a line a month and table


class Record(NamedTuple):
    """A run that is over, and what was asked."""

    settings: Settings
    scenario: Scenario
    network: Network
    history: History
    summaries: Sequence[Summary]  # the main run first
    asked: Sequence[str]  # what was typed, as far as it decides the results


def languages(settings: Settings) -> tuple[str, ...]:
    """The languages asked."""
    return ("en", "fr") if settings.language is Language.BOTH else (settings.language.value,)


def put(path: Path, content: bytes | str) -> None:
    """Write one file, and its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def write_run(folder: Path, run: Record, say: Mapping[str, Say]) -> dict[str, Any]:
    """Every table, the configuration, the README, the manifest, which is given back. say: the words, by language."""
    h, network, calendar, typology = run.history, run.network, run.scenario.calendar, run.settings.typology
    tables = {f"series/{name}.parquet": t for name, t in series_tables(h, network, calendar).items()}
    tables["series/dynamics.parquet"] = dynamics_table(h, network, calendar, typology)
    tables["series/decisions.parquet"] = decisions_table(h, network, calendar)
    tables["series/partnership.parquet"] = partnership_table(h, network, calendar)
    replicates = replicate_tables(run.summaries, network, calendar)
    tables |= {f"replicates/{name}.parquet": t for name, t in replicates.items()}
    for path, columns in tables.items():
        put(folder / path, to_parquet(columns, path))
    left_out = LONG if h.months * len(network.code) > MOST_LINES else ()
    for language in languages(run.settings):
        told = Told(h, network, calendar, typology, run.summaries, say[language], language)
        for name, sheet in SHEETS.items():
            if name not in left_out:
                put(folder / "csv" / language / f"{name}.csv", written(sheet(told), say[language], language))
    put(folder / "config.yaml", to_yaml(run.settings, run.scenario))
    put(folder / "README.txt", readme(languages(run.settings), network, tables, left_out, run.settings.figures))
    found = manifest(run.settings, run.scenario, network, h, run.asked)
    put(folder / MANIFEST, to_json(found))
    return found
