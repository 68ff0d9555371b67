"""The rounds of a run, one by one: what was asked, who approves what, what was funded; and what other rules would fund.

A round is one call for projects on one account in one month. The run is lived again with an award rule that writes
down what it is asked and answers as the scenario's own rule does, so that no stage knows of it: the months are the same
to the last bit. Approvals are there even if the rule never asks for them: luck is named, so that asking costs nothing.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import numpy as np

from sim.config import CHOICES, Scenario
from sim.funding.contract import Award, Call
from sim.funding.pabulib import Election, election_of, read, write
from sim.history import History, blank, rows
from sim.month import Run
from sim.override import changed
from sim.parameter import ParameterError
from sim.simulate import advance, begin
from sim.state import Flags, Indices
from sim.store.folder import MANIFEST, FolderError, new_folder
from sim.store.manifest import about_place, manifest_of, to_json
from sim.store.saved import plain
from sim.store.write import put
from sim.vocabulary import APPROACHES, PROBLEMS, ROLES, Status
from sim.world.network import Network
from sim.world.quebec import fold, real

REFUSALS = (ValueError, OSError, FolderError)  # what a request can be refused for


class Round(NamedTuple):
    """One call for projects as its jury saw it, approvals of those present included, and what was funded."""

    month: int  # 0 first
    table: int  # whose account: a territory's, or a region's after the territories
    files: Indices  # (project,) where the projects stand in the register
    call: Call
    funded: Flags  # (project,)


@dataclass
class Recorder(Award):
    """An award rule that answers as `inner` does and keeps every round."""

    votes: ClassVar[bool] = True
    name: str = field(default="recorder", init=False)
    inner: Award = field(default_factory=Award)
    run: Run | None = field(default=None, repr=False)
    rounds: list[Round] = field(default_factory=list, repr=False)

    def __call__(self, call: Call) -> Flags:
        """(project,) funded: what the inner rule says of what it would have been shown."""
        assert self.run is not None
        seen = call if self.inner.votes else call._replace(approves=call.approves[:0], voice=call.voice[:0])
        funded = self.inner(seen)
        arrays: dict[str, Any] = {n: v.copy() for n, v in call._asdict().items() if isinstance(v, np.ndarray)}
        table, files = first_due(self.run)
        self.rounds.append(Round(self.run.month, table, files, call._replace(**arrays), funded.copy()))
        return funded


def first_due(run: Run) -> tuple[int, Indices]:
    """The account whose files are being judged, and these files: accounts come in order, and those judged are done."""
    q = run.state.projects
    due = np.flatnonzero((q.status == Status.FILED) & (q.filed + run.p.norms.decision_months <= run.month))
    table = int(q.account[due].min())
    return table, due[q.account[due] == table]


def replay(scenario: Scenario, network: Network, seed: int) -> tuple[History, list[Round]]:
    """The run that `simulate` gives, and its rounds in the order in which they were held."""
    recorder = Recorder(inner=scenario.award)
    run = begin(replace(scenario, award=recorder), network, seed)
    recorder.run = run
    series = blank(run.state, scenario.months)
    for row in rows(series):
        advance(run, row)
    return History(seed, scenario.months, series, run.state, run.log), recorder.rounds


def as_election(held: Round, scenario: Scenario, network: Network, history: History) -> Election:
    """A round in the words of Pabulib. Projects have no names in the model: they are called by what they are."""
    q, role, call = history.final.projects, history.final.actors.role, held.call
    kinds = zip(q.promoter[held.files], call.problem, call.approach, strict=True)
    names = [f"{ROLES[role[who]]} {who}: {PROBLEMS[what]}, {APPROACHES[how]}" for who, what, how in kinds]
    place, region = place_of(held.table, network)
    year, month = date_of(held.month, scenario)
    meta = {
        "description": f"Simulated call for projects, {place}, {year}-{month:02d}: made up, no real project",
        "unit": region,
        "subunit": place,
        "instance": f"seed {history.seed}",
        "rule": scenario.award.name,
        "date_begin": f"{year}",
        "date_end": f"{year}",
    }
    return election_of(call, names, meta)._replace(selected=tuple(held.funded.tolist()))


def place_of(table: int, network: Network) -> tuple[str, str]:
    """(table, region) by their names."""
    n = len(network.name)
    if table >= n:
        return network.region_name[table - n], network.region_name[table - n]
    return network.name[table], network.region_name[network.region[table]]


def date_of(month: int, scenario: Scenario) -> tuple[int, int]:
    """(year, month of the year) of a month of the run."""
    since = scenario.calendar.start_month - 1 + month
    return scenario.calendar.start_year + since // 12, since % 12 + 1


def save(rounds: Sequence[Round], scenario: Scenario, network: Network, history: History, folder: Path) -> list[str]:
    """Write one `.pb` a round in a new folder, all or none; the names of the files."""
    check_folder(folder)
    files: list[str] = []
    with new_folder(folder, "rounds") as made:
        for held in rounds:
            year, month = date_of(held.month, scenario)
            place = re.sub(r"[^a-z0-9]+", "_", fold(place_of(held.table, network)[0]))
            files.append(f"{year}-{month:02d}_{held.table + 1:03d}_{place.strip('_')}.pb")
            write(as_election(held, scenario, network, history), made / files[-1])
        about = {
            "command": "python -m experiments.round --simulate",
            "configuration": hashlib.sha256(repr(plain(scenario)).encode()).hexdigest(),
            "seed": history.seed,
            "rounds": len(files),
            **about_place(network),
        }
        put(made / MANIFEST, to_json(manifest_of("rounds", about)))
    return files


def check_folder(folder: Path) -> None:
    """Refuse, before anything is simulated, a folder that holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderError(f"{folder}: there is something there already. Choose another name.")


def save_run(regions: str, changes: Sequence[str], seed: int, folder: Path) -> str:
    """Simulate regions, commas between their names, and write one `.pb` a round; what is then said."""
    scenario, network = changed(Scenario(), changes_of(changes)), real(regions.split(","))
    if not 0 <= seed <= 10**9:
        raise ParameterError("seed", seed, "allowed: 0 to 1e+09")
    check_folder(folder)
    history, rounds = replay(scenario, network, seed)
    files = save(rounds, scenario, network, history, folder)
    return f"{len(files)} rounds in {folder}."


def compare_rules(file: Path, names: Sequence[str] | None, changes: Sequence[str]) -> str:
    """The table of what each rule named, or each that votes, would fund of the call in a file."""
    election = read(file)
    voting = [kind().name for kind in CHOICES["award"] if getattr(kind, "votes", False)]  # type: ignore[attr-defined]
    return beside(election, awards_named(list(dict.fromkeys(names or voting)), changes_of(changes)))


def changes_of(typed: Sequence[str]) -> dict[str, Any]:
    """Changes typed key=value, by key; a value that is neither number, true nor false is a word."""
    found: dict[str, Any] = {}
    for text in typed:
        key, equals, value = text.partition("=")
        if not equals:
            raise ParameterError(text, "nothing", "key=value is expected")
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found


def on_one_line(reason: BaseException) -> str:
    """What is wrong, without the line breaks and the numbers of the system."""
    if isinstance(reason, OSError) and reason.strerror:
        return f"{reason.filename}: {reason.strerror}"
    return " ".join(str(reason).split())


def awards_named(names: Sequence[str], changes: Mapping[str, Any]) -> dict[str, Award]:
    """The award rules of these names, each with the changes whose keys it has; a key that none has is refused."""
    kinds = {kind().name: kind for kind in CHOICES["award"]}  # type: ignore[attr-defined]
    keys = {name: {f"award.{f.name}" for f in fields(kinds[name])} for name in names if name in kinds}
    for key, value in changes.items():
        if not key.startswith("award."):
            raise ParameterError(key, value, "allowed for a .pb file: award.<parameter>")
    found = {}
    for name in names:
        own = {key: value for key, value in changes.items() if key in keys.get(name, ())}
        found[name] = changed(Scenario(), {"award": name, **own}).award
    for key in changes:
        if not any(key in own for own in keys.values()):
            changed(Scenario(), {"award": names[0], key: changes[key]})
    return found


def beside(election: Election, awards: Mapping[str, Award]) -> str:
    """A table: each project with its cost, the voices that approve it, and a mark under each rule that funds it."""
    call = election.call
    found = {name: award(call if award.votes else call._replace(approves=call.approves[:0], voice=call.voice[:0]))
             for name, award in awards.items()}  # fmt: skip
    voices = call.voice @ call.approves
    rows = [["project", "cost ($)", "voices", *awards]]
    for p, own in enumerate(election.ids):
        label = own if own == election.names[p] else f"{own} {election.names[p]}"
        marks = ["x" if funded[p] else "-" for funded in found.values()]
        rows.append([label[:48], f"{call.request[p] / 100:,.2f}", f"{voices[p]:.4g}", *marks])
    spent = [f"{call.request[funded].sum() / 100:,.2f}" for funded in found.values()]
    rows.append(["spent", f"of {call.budget / 100:,.2f}", f"{call.voice.sum():.4g}", *spent])
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    written = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in rows]
    return "\n".join("  ".join(row) for row in written)
