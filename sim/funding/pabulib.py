"""Calls for projects in the `.pb` format of Pabulib (pabulib.org/format), read and written: META, PROJECTS, VOTES.

What a `.pb` says: budget, cost (what is asked), who approves what. What a call holds besides is written in columns and
keys of ours, and read back to the last bit; other programs ignore them. Without them, values that tell no two projects
apart: total_cost = cost, months 12, partners 0, quality and novelty 0.5, the first approach with a person_target of
0.5, the first problem with equal priorities, and lots by project_id in the order of letters (the usual way to break
ties elsewhere). Voters whose voice is not 1 have it in a column `voice` of VOTES; without it every voice is 1.

Money is kept to the cent; texts keep their accents, on one line. Votes are approvals (`approval`, `choose-1`).
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.funding.contract import Call
from sim.funding.pabulib_lines import Line, PabulibError, distinct, dollars, sections
from sim.state import Flags, Floats
from sim.vocabulary import APPROACHES, PROBLEMS

KINDS = ("approval", "choose-1")
WORDS = {"description": "A call for projects", "country": "Canada", "unit": "Québec", "instance": "call"}
OURS = ("num_projects", "num_votes", "budget", "vote_type", "person_target", "priorities")
NOTHING = Line("", {})


class Election(NamedTuple):
    """A call for projects with the words that go with it."""

    call: Call
    ids: tuple[str, ...]  # (project,)
    names: tuple[str, ...]  # (project,)
    voters: tuple[str, ...]  # (voter,)
    meta: Mapping[str, str]  # keys of META that are not in the call, such as description
    selected: tuple[bool, ...] | None = None  # (project,) what was funded, where known


def read(path: Path | str) -> Election:
    """The election of a file."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PabulibError(f"{Path(path).name}: its text is not in UTF-8; save it again in that encoding") from None
    return parse(text, Path(path).name)


def write(election: Election, path: Path | str) -> None:
    """Write a file that `read` gives back to the last bit."""
    Path(path).write_text(written(election), encoding="utf-8", newline="\n")


def parse(text: str, name: str = "text") -> Election:
    """The election that a text holds; `name` is how errors call it."""
    found = sections(text, name)
    one, many = found["PROJECTS"], found["VOTES"]
    distinct(found["META"], "key")
    about = {
        line.text("key"): Line(line.place, {line.text("key"): line.cells.get("value", "")}) for line in found["META"]
    }
    for key in ("budget", "vote_type"):
        if key not in about:
            raise PabulibError(f"{name}: META: {key} is missing; needed: budget, vote_type")
    if about["vote_type"].text("vote_type") not in KINDS:
        about["vote_type"].refuse("vote_type", f"allowed: {', '.join(KINDS)}")
    for key, lines in (("num_projects", one), ("num_votes", many)):
        if key in about and about[key].text(key) != str(len(lines)):
            about[key].refuse(key, f"there are {len(lines)}; is the file whole?")
    ids, voters = distinct(one, "project_id"), distinct(many, "voter_id")
    told = bool(one) and all(line.text("selected") for line in one)
    return Election(
        call_of(about, one, many, ids),
        ids,
        tuple(line.cells.get("name", "").strip() or own for line, own in zip(one, ids, strict=True)),
        voters,
        {key: line.cells[key].strip() for key, line in about.items() if key not in OURS},
        tuple(line.number("selected", 0, 0, 9) > 0 for line in one) if told else None,
    )


def call_of(about: Mapping[str, Line], one: list[Line], many: list[Line], ids: tuple[str, ...]) -> Call:
    """The call that META (by key), PROJECTS and VOTES describe."""
    asked = [line.cents("cost", 1) for line in one]
    rank = {own: (place + 0.5) / len(ids) for place, own in enumerate(sorted(ids))}

    def numbers(key: str, default: float, low: float, high: float) -> list[float]:
        return [line.number(key, default, low, high) for line in one]

    def whole(key: str, default: int, low: int, high: int) -> list[float]:
        return [line.number(key, default, low, high, whole=True) for line in one]

    return Call(
        budget=about["budget"].cents("budget", 0),
        request=np.array(asked, dtype=np.int64),
        cost=np.array([line.cents("total_cost", a, a) for line, a in zip(one, asked, strict=True)], dtype=np.int64),
        months=np.array(whole("months", 12, 1, 1200), dtype=np.int32),
        partners=np.array(whole("partners", 0, 0, 1000), dtype=np.int32),
        quality=np.array(numbers("quality", 0.5, 0.0, 1.0)),
        novelty=np.array(numbers("novelty", 0.5, 0.0, 1.0)),
        problem=np.array([line.choice("problem", PROBLEMS) for line in one], dtype=np.int8),
        approach=np.array([line.choice("approach", APPROACHES) for line in one], dtype=np.int8),
        priorities=priorities_of(about.get("priorities", NOTHING)),
        approves=approvals(many, ids),
        voice=np.array([line.number("voice", 1.0, 0.0, 1e6) for line in many], dtype=np.float64),
        lots=np.array([line.number("lot", rank[own], 0.0, 1.0) for line, own in zip(one, ids, strict=True)]),
        person_target=about.get("person_target", NOTHING).number("person_target", 0.5, 0.0, 1.0),
    )


def priorities_of(line: Line) -> Floats:
    """(problem,) the table's priorities; equal when the file has none."""
    n = len(PROBLEMS)
    if not line.text("priorities"):
        return np.full(n, 1.0 / n)
    try:
        found = np.array([float(word) for word in line.text("priorities").split(",")])
    except ValueError:
        found = np.zeros(0)
    if found.shape != (n,) or not (found >= 0.0).all() or abs(found.sum() - 1.0) > 1e-6:
        line.refuse("priorities", f"allowed: {n} shares that sum to 1, commas between them")
    return found


def approvals(many: list[Line], ids: tuple[str, ...]) -> Flags:
    """(voter, project) True where the voter approves."""
    place = {own: p for p, own in enumerate(ids)}
    yes = np.zeros((len(many), len(ids)), dtype=np.bool_)
    for v, line in enumerate(many):
        chosen = [word.strip() for word in line.text("vote").split(",") if word.strip()]
        for own in chosen:
            if own not in place:
                line.refuse("vote", f"{own} is no project; allowed: {', '.join(ids)}")
            if chosen.count(own) > 1:
                line.refuse("vote", f"{own} is given twice; allowed: each project once")
            yes[v, place[own]] = True
    return yes


def election_of(call: Call, names: Sequence[str] = (), meta: Mapping[str, str] | None = None) -> Election:
    """A call with ids from 1 on, names (those of the ids if none is given) and the words that Pabulib wants in META."""
    ids = tuple(str(p + 1) for p in range(len(call.request)))
    return Election(
        call,
        ids,
        tuple(" ".join(name.split()) for name in names) or ids,
        tuple(str(v + 1) for v in range(len(call.voice))),
        WORDS | {"rule": "unknown"} | dict(meta or {}),
    )


def written(election: Election) -> str:
    """The text of a `.pb` file; the voices, and what was funded, only where there is something to say."""
    call, text = election.call, io.StringIO()
    put = csv.writer(text, delimiter=";", lineterminator="\n").writerow
    about = {"num_projects": str(len(election.ids)), "num_votes": str(len(election.voters))}
    about |= {"budget": dollars(call.budget), "vote_type": "approval", "person_target": repr(float(call.person_target))}
    about["priorities"] = ",".join(map(repr, call.priorities.tolist()))
    for row in (["META"], ["key", "value"], *(dict(election.meta) | about).items(), ["PROJECTS"]):
        put(row)
    columns = project_columns(election)
    put(columns)
    for row in zip(*columns.values(), strict=True):
        put(row)
    weighed = bool((call.voice != 1.0).any())
    put(["VOTES"])
    put(["voter_id", *(["voice"] if weighed else []), "vote"])
    for own, voice, yes in zip(election.voters, call.voice.tolist(), call.approves, strict=True):
        vote = ",".join(election.ids[p] for p in np.flatnonzero(yes))
        put([own, *([repr(voice)] if weighed else []), vote])
    return text.getvalue()


def project_columns(election: Election) -> dict[str, Sequence[object]]:
    """The columns of PROJECTS; refuse an id or a name that the format cannot hold."""
    call = election.call
    for own in (*election.ids, *election.voters):
        if not own or own != own.strip() or set(own) & set(',;"\n\r'):
            raise PabulibError(f"id = {own!r}: allowed: a text without comma, semicolon, quote or end of line")
    columns: dict[str, Sequence[object]] = {
        "project_id": election.ids,
        "cost": [dollars(cents) for cents in call.request.tolist()],
        "name": [" ".join(name.split()) for name in election.names],
        "votes": call.approves.sum(axis=0).tolist(),
    }
    if election.selected is not None:
        columns["selected"] = [int(yes) for yes in election.selected]
    columns |= {
        "total_cost": [dollars(cents) for cents in call.cost.tolist()],
        "months": call.months.tolist(),
        "partners": call.partners.tolist(),
        "quality": [repr(x) for x in call.quality.tolist()],
        "novelty": [repr(x) for x in call.novelty.tolist()],
        "problem": [PROBLEMS[k] for k in call.problem.tolist()],
        "approach": [APPROACHES[k] for k in call.approach.tolist()],
        "lot": [repr(x) for x in call.lots.tolist()],
    }
    return columns
