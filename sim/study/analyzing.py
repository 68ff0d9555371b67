"""An analysis of a sweep, from its folder to a folder of figures, tables, plausible worlds and one page."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.compare.worlds_file import write_worlds
from sim.explore.analysis import ENDS, Analysis, analyze
from sim.explore.patterns import Patterns, read_patterns
from sim.explore.sample import AskedError, Measure, Sample, condition
from sim.explore.table import Space, space
from sim.show.words import LANGUAGES, Words
from sim.store.folder import MANIFEST, new_folder
from sim.store.identity import read_identity
from sim.store.manifest import manifest_of, to_json
from sim.store.write import put
from sim.study.sweeping import Sweep, load
from sim.sweep.plan import SHARED
from sim.sweep.points import a_block

FOLDER = "analysis"  # in the folder of the sweep, unless another is asked
WORLDS = "worlds.csv"
USUAL = ("cooperation_last_year", "conflict_last_year", "regions_cooperative")


class Question(NamedTuple):
    """What is asked of a sweep."""

    sweep: Path
    measures: tuple[str, ...] = ()  # results; empty: USUAL
    rule: str = ""  # of the design; empty: its first
    where: str = ""  # a condition, for scenario discovery
    over: tuple[str, ...] = ()  # two parameters of the map of dynamics; empty: the two that tell most
    patterns: Path | None = None  # a file of known facts
    languages: tuple[str, ...] = LANGUAGES
    output: Path | None = None


def sample_of(sweep: Sweep, rule: str = "") -> Sample:
    """The runs of one rule of a sweep, as the analysis takes them; an AskedError if it has no such rule, or no run."""
    plan = sweep.plan
    if rule and rule not in plan.rules:
        raise AskedError(f"rule = {rule}: not in this sweep; allowed: {', '.join(plan.rules)}")
    which = plan.rules.index(rule) if rule else 0
    made = sweep.made[which]
    if not made.any():
        raise AskedError(f"{sweep.folder}: no run has ended well; see the sweep's status")
    factors = sweep.factors
    low, high = np.array([f.low for f in factors]), np.array([f.high for f in factors])
    place = Space(plan.keys, low, high, np.array(plan.group, dtype=np.int32), plan.groups)
    values = {c.name: np.where(made, sweep.outcome(c.name)[which], np.nan) for c in sweep.columns}
    return Sample(
        plan.rules[which],
        plan.method,
        a_block(plan.method, len(plan.groups), plan.second_order),
        plan.luck == SHARED,
        place,
        tuple(f.unit for f in factors),
        tuple(tuple(map(str, f.values)) if f.text else () for f in factors),
        sweep.unit,
        sweep.points,
        tuple(Measure(*c) for c in sweep.columns),
        values,
        made,
    )


def names_wanted(asked: Question) -> tuple[tuple[str, ...], Patterns | None]:
    """(the measures to read: not all of them, there may be hundreds; the patterns)."""
    known = read_identity(asked.sweep).names
    patterns = read_patterns(asked.patterns, known) if asked.patterns else None
    wanted = [*(asked.measures or USUAL), *(f"regions_{end}" for end in ENDS)]
    wanted += [p.measure for p in patterns.each] if patterns else []
    if asked.where:
        wanted += [name for name in known if name.removeprefix("outcome.") in asked.where or name in asked.where]
    full = [name if name in known else f"outcome.{name}" for name in wanted]
    strange = [name for name in full if name not in known]
    if strange:
        Sample.measure(blank(known), strange[0].removeprefix("outcome."))
    full += [name for name in known if name.startswith("month.")]
    return tuple(dict.fromkeys(full)), patterns


def blank(known: Sequence[str]) -> Sample:
    """A sample that only knows names, to say which one is close."""
    nothing = np.empty((0, 0))
    measures = tuple(Measure(name, "", "") for name in known)
    return Sample(
        "", "", 1, False, space((), (), ()), (), (), nothing, nothing, measures, {}, np.empty((0, 0), np.bool_)
    )


def answered(asked: Question) -> Analysis:
    """The analysis that is asked, nothing written."""
    wanted, patterns = names_wanted(asked)
    sample = sample_of(load(asked.sweep, wanted), asked.rule)
    where = condition(asked.where, sample) if asked.where else None
    return analyze(sample, asked.measures or USUAL, where, asked.over, patterns)


def analyze_sweep(asked: Question, typed: Sequence[str]) -> tuple[Analysis, Path]:
    """Make the analysis and leave its folder: report.html, figures/, csv/, worlds.csv after a calibration, manifest."""
    from sim.show.explore.page import write_analysis

    started = time.perf_counter()
    found = answered(asked)
    target = asked.output or asked.sweep / FOLDER
    identity = read_identity(asked.sweep)
    with new_folder(target, "analysis", [asked.sweep]) as folder:
        told = manifest_of(
            "analysis",
            {
                "command": " ".join(["python -m experiments.analyze", *typed]),
                "configuration": identity.token,  # of the runs
                "rule": found.sample.rule,
                "runs": int(found.sample.made.sum()),
                "missing_or_failed": found.sample.failed,
            },
        )
        write_analysis(folder, found, told, asked.languages)
        if found.calibration is not None and not any(found.sample.labels):
            write_worlds(folder / WORLDS, found.calibration.worlds(found.sample))
        put(folder / "timing.json", to_json({"seconds": round(time.perf_counter() - started, 1)}))
        put(folder / MANIFEST, to_json(told))
    return found, target


def tell(found: Analysis, language: str = "en") -> str:
    """A few lines for the terminal: what matters most for each result, the box, the calibration."""
    from sim.show.explore.named import said
    from sim.show.explore.parts import Shown
    from sim.study.telling import plain_letters

    words = Words(language)
    shown, lines = Shown(found, words), []
    for s in found.sensitivities:
        if s.indices is not None:
            names, shares, kind, order = s.indices.groups, s.indices.total, "total", s.indices.order
        elif s.screening is not None:
            names, shares, kind, order = s.screening.groups, s.screening.mu_star, "size", s.screening.order
        elif s.importance is not None:
            names, shares, kind, order = s.importance.names, s.importance.first, "first", s.importance.order
        else:
            continue
        first = "; ".join(f"{said(words, names[k])} {words.number(float(shares[k]), 3)}" for k in order[:5].tolist())
        lines.append(f"{shown.result(s.measure)} ({shown(f'told.{kind}')}{shown('told.colon')} {first}")
    if found.discovery is not None:
        j = found.discovery.judged
        shares_of = {"density": j.density, "base": j.base, "coverage": j.coverage}
        lines.append(shown("told.box", **{key: words.percent(share) for key, share in shares_of.items()}))
    if found.calibration is not None:
        f = found.calibration.found
        lines.append(shown("told.calibration", n=len(f.accepted), all=f.candidates, fitting=f.fitting))
    return plain_letters("\n".join(lines))
