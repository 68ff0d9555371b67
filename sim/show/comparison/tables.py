"""The tables of a comparison for a spreadsheet, one file a subject and a language; README says what they hold."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.compare.arms import provisions
from sim.compare.measures import Column as Measure
from sim.compare.precision import LEAST
from sim.compare.robustness import wilson, world_differences
from sim.compare.worlds import table
from sim.show.comparison.columns_named import UNSOURCED, key_name, name_of, quantity_name
from sim.show.comparison.gathered import Gathered, Judged
from sim.show.comparison.provisions import described, key_said, source_of, unit_said, value_said
from sim.show.comparison.quantities import SHARES, unit_of
from sim.show.comparison.verdict import outcome_name, title
from sim.show.parts import Table
from sim.show.words import Words
from sim.spreadsheet.writing import SEPARATORS, as_csv
from sim.store.sheets import MOST_LINES, Column, written

Row = Sequence[Any]
NUMBERS = 6  # decimals
COUNTS = ("pairs", "n_worlds", "world", "runs", "needed", "independent")


def sheet(keys: Sequence[str], rows: Iterable[Row]) -> list[Column]:
    """Columns from rows; a column whose values are numbers is written as such, infinity as nothing."""
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) or [() for _ in keys]
    found = []
    for key, values in zip(keys, columns, strict=True):
        if any(isinstance(v, (float, int, np.floating, np.integer)) and not isinstance(v, bool) for v in values):
            numbers = np.asarray(values, dtype=np.float64)
            numbers[~np.isfinite(numbers)] = np.nan
            found.append(Column(f"versus_columns.{key}", numbers, 0 if key in COUNTS else NUMBERS))
        else:
            found.append(Column(f"versus_columns.{key}", values))
    return found


JUDGED = ("baseline", "variant_mean", "difference", "low", "high", "low_all", "high_all", "deviation", "pairs", "size",
          "smallest", "verdict", "same", "same_low", "same_high", "n_worlds")  # fmt: skip


def judged_row(judged: Judged, v: int, k: int, words: Words) -> Row:
    """The numbers of one difference, in the order of JUDGED."""
    b, s, level = judged.base, judged.shares, judged.level.mean
    parts = (b.mean, b.low, b.high, b.low_all, b.high_all, b.deviation)
    verdict = words(f"versus_standing.{judged.standing[v][k].value}")
    return (
        float(level[0, k]), float(level[v + 1, k]), *(float(x[v, k]) for x in parts), int(b.pairs[v, k]),
        float(judged.size[v, k]), float(judged.smallest[k]), verdict,
        *(float(x[v, k]) for x in (s.same, s.low, s.high)), int(s.worlds[v, k]),
    )  # fmt: skip


def differences(g: Gathered, words: Words) -> list[Column]:
    """Each outcome of each variant."""
    rows = [
        (title(g, v + 1, words), g.c.labels[v + 1], outcome_name(g, k, words), name, unit(g, "outcome", k, words),
         *judged_row(g.outcomes, v, k, words))
        for v in range(len(g.c.variants)) for k, name in enumerate(g.names)
    ]  # fmt: skip
    return sheet(("variant", "name", "outcome", "key", "unit", *JUDGED), rows)


def unit(g: Gathered, family: str, k: int, words: Words) -> str:
    """The unit of a column, as the tables write it: shares from 0 to 1."""
    return raw_unit(g.column(family, k), words)


def raw_unit(column: Measure, words: Words) -> str:
    """The unit of a column as it is written here."""
    return words("versus_words.zero_to_one") if column.unit in SHARES else unit_of(column.unit, words)


def winners(g: Gathered, words: Words) -> list[Column]:
    """The same by territory, region, role, problem and stake."""
    rows = []
    for family in ("territory", "region", "role", "problem", "ledger"):
        judged = g.judged[family]
        for v in range(len(g.c.variants)):
            for k in range(len(judged.columns)):
                column = g.column(family, k)
                who, envelope = key_name(column, g.c.network, words), ""
                if family in ("territory", "region"):
                    envelope = words(f"versus_words.{'unsourced' if who.endswith(UNSOURCED) else 'sourced'}")
                told = (words(f"versus_words.{family}"), who.rstrip(UNSOURCED), quantity_name(column, words))
                where = (title(g, v + 1, words), g.c.labels[v + 1], *told, unit(g, family, k, words), envelope)
                rows.append((*where, *judged_row(judged, v, k, words)))
    keys = ("variant", "name", "family", "who", "quantity", "unit", "envelope", *JUDGED)
    return sheet(keys, rows)


def provisions_sheet(g: Gathered, words: Words) -> list[Column]:
    """What each rule provides, where it differs from another, with sources."""
    rows = []
    tables = [described(arm) for arm in g.c.arms]
    for p in provisions(g.c.arms):
        for a, arm in enumerate(g.c.arms):
            facts = (p.values[a] != p.values[0], p.key in arm.package.changes)
            told = (title(g, a, words), value_said(p.key, p.values[a], p.unit, words), unit_said(p.unit, words))
            source = source_of(arm, p.key, tables[a]) if p.values[a] is not None else ""
            yes = (words(f"report.{'yes' if fact else 'no'}") for fact in facts)
            rows.append((key_said(p.key, words), p.key, *told, *yes, source))
    return sheet(("provision", "key", "rule", "value", "unit", "differs", "stated", "source"), rows)


def regret(g: Gathered, words: Words) -> list[Column]:
    """What is lost by having chosen each rule."""
    r = g.f.regret
    rows = [
        (title(g, a, words), g.c.labels[a], outcome_name(g, k, words), name, unit(g, "outcome", k, words),
         *(float(part[a, k]) for part in (r.mean, r.ninetieth, r.largest)))
        for a in range(len(g.c.arms)) for k, name in enumerate(g.names) if np.isfinite(r.mean[a, k])
    ]  # fmt: skip
    return sheet(("rule", "name", "outcome", "key", "unit", "mean_regret", "ninetieth", "largest"), rows)


def satisficing(g: Gathered, words: Words) -> list[Column]:
    """In how many worlds each rule meets the targets."""
    s, n = g.f.satisficing, np.array([g.n_worlds], dtype=np.int32)
    rows: list[Row] = []
    for a in range(len(g.c.arms) if g.n_worlds else 0):
        rule = (title(g, a, words), g.c.labels[a])
        rows.append((*rule, words("versus_words.all"), "", *(float(x[a]) for x in (s.every, s.low, s.high))))
        for t, (k, target) in enumerate(g.f.targets.items()):
            share = np.array([s.each[a, t]])
            low, high = wilson(share, n)
            said = f"{target.sense} {words.number(target.number, 4)}"
            rows.append((*rule, outcome_name(g, k, words), said, float(share[0]), float(low[0]), float(high[0])))
    return sheet(("rule", "name", "outcome", "target", "share", "share_low", "share_high"), rows)


def why(g: Gathered, words: Words) -> list[Column]:
    """What moved along with each visible difference."""
    rows = []
    for (v, k), found in g.reasons.items():
        for kind, changes in (("feed", found.feeds), ("stake", found.ledger)):
            for one in changes:
                stage = words(f"versus_stages.{one.stage}") if one.stage else ""
                link = words.get(f"versus_because.{one.because}", one.because) if one.because else ""
                told = (words(f"versus_words.{kind}"), name_of(one.column, g.c.network, words), one.column.name)
                numbers = (one.baseline, one.variant, one.difference, one.low, one.high, one.standardized)
                measure = raw_unit(one.column, words)
                rows.append((title(g, v + 1, words), outcome_name(g, k, words), *told, measure, stage, link, *numbers))
    keys = ("variant", "outcome", "kind", "quantity", "key", "unit", "stage", "because",
            "baseline", "variant_mean", "difference", "low_all", "high_all", "size")  # fmt: skip
    return sheet(keys, rows)


def worlds(g: Gathered, words: Words) -> list[Column]:
    """The mean difference in each plausible world."""
    found = world_differences(g.c.spread[:, :, :, g.f.outcome])
    rows = [
        (title(g, v + 1, words), g.c.labels[v + 1], outcome_name(g, k, words), name, unit(g, "outcome", k, words),
         world.number, float(found[v, w, k]))
        for v in range(len(g.c.variants)) for k, name in enumerate(g.names) for w, world in enumerate(g.c.worlds)
    ]  # fmt: skip
    return sheet(("variant", "name", "outcome", "key", "unit", "world", "difference"), rows)


def world_parameters(g: Gathered, words: Words) -> list[Column]:
    """The values that make each plausible world."""
    keys, values = table(g.c.worlds)
    numbers = [world.number for world in g.c.worlds if world.changes]
    rows = [(n, key, float(values[w, k])) for w, n in enumerate(numbers) for k, key in enumerate(keys)]
    return sheet(("world", "parameter", "value"), rows)


def seeds_needed(g: Gathered, words: Words) -> list[Column]:
    """Runs that are enough, with common luck and with independent seeds."""
    p, gained, made = g.f.precision, g.f.gain, g.replicates
    rows = []
    for v in range(len(g.c.variants)):
        for k, name in enumerate(g.names):
            half, wanted = float(p.half_width[v, k]), float(p.target[k])
            ratio = float(gained[v, k])
            raw = made * (half / wanted) ** 2 * ratio if wanted > 0.0 else np.nan
            alone = max(LEAST, np.ceil(raw)) if np.isfinite(raw) else np.nan
            told = (title(g, v + 1, words), g.c.labels[v + 1], outcome_name(g, k, words), name)
            rows.append((*told, unit(g, "outcome", k, words), made, half, wanted, float(p.needed[v, k]), ratio, alone))
    keys = (
        "variant",
        "name",
        "outcome",
        "key",
        "unit",
        "runs",
        "half_width",
        "wanted",
        "needed",
        "gain",
        "independent",
    )
    return sheet(keys, rows)


SHEETS: dict[str, Callable[[Gathered, Words], list[Column]]] = {
    "differences": differences,
    "winners": winners,
    "provisions": provisions_sheet,
    "regret": regret,
    "satisficing": satisficing,
    "why": why,
    "worlds": worlds,
    "world_parameters": world_parameters,
    "seeds_needed": seeds_needed,
}


def save_tables(folder: Path, g: Gathered, languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Write csv/<language>/<table>.csv; gives the columns of each table that was written, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for language in languages:
        words, place = Words(language), folder / "csv" / language
        place.mkdir(parents=True, exist_ok=True)
        for name, make in SHEETS.items():
            columns = make(g, words)
            if len(columns[0].values) > MOST_LINES:
                continue  # the runs themselves are in runs/
            (place / f"{name}.csv").write_bytes(written(columns, words, language))
            found[name] = tuple(column.key for column in columns)
    return found


def save_records(path: Path, records: Table, words: Words) -> None:
    """Write rows of texts that have their own headings, in the same manner."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv([records.head, *records.rows], SEPARATORS[words.language]).encode("utf-8-sig"))
