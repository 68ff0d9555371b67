"""Calls for projects in the `.pb` format of Pabulib (pabulib.org/format), read and written: META, PROJECTS, VOTES.

What a `.pb` says: budget, cost (what is asked), who votes for what. What a call holds besides is written in columns and
keys of ours, and read back to the last bit; other programs ignore them. Without them, values that tell no two projects
apart: total_cost = cost, months 12, partners 0, quality and novelty 0.5, the first approach with a person_target of
0.5, the first problem with equal priorities, and lots by project_id in the order of letters (the usual way to break
ties elsewhere). Voters whose voice is not 1 have it in a column `voice` of VOTES; without it every voice is 1.

Money is kept to the cent, in the `currency` that the file names; a project may cost nothing. Texts keep their accents,
on one line. Ballots of the five types of the format are read (pabulib_ballots); those of the model are approvals.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.funding.contract import POINT, Call
from sim.funding.pabulib_ballots import NOTHING, Votes, kind_of, told_counts, votes_of
from sim.funding.pabulib_lines import ENDS, Line, PabulibError, amount, distinct, sections
from sim.quoted import shown
from sim.state import Floats
from sim.vocabulary import APPROACHES, PROBLEMS

ENCODINGS = ("utf-8", "utf-16", "cp1252", "cp1250", "cp850", "mac-roman")
MOST_BYTES = 2**28
WORDS = {
    "description": "A call for projects",
    "country": "Canada",
    "unit": "Québec",
    "instance": "call",
    "currency": "CAD",
}
OURS = ("num_projects", "num_votes", "budget", "vote_type", "person_target", "priorities")


class Election(NamedTuple):
    """A call for projects with the words that go with it."""

    call: Call
    ids: tuple[str, ...]  # (project,)
    names: tuple[str, ...]  # (project,)
    voters: tuple[str, ...]  # (voter,)
    meta: Mapping[str, str]  # keys of META that are not in the call, such as description
    selected: tuple[bool, ...] | None = None  # (project,) what was funded, where known
    kind: str = "approval"  # the type of the ballots, one of KINDS
    notes: tuple[str, ...] = ()  # what should be known of how the file was read


def write(election: Election, path: Path | str) -> None:
    """Write a file that `read` gives back to the last bit."""
    Path(path).write_text(written(election), encoding="utf-8", newline="\n")


def read(path: Path | str, encoding: str = "utf-8") -> Election:
    """The election of a file, whose text is in one of ENCODINGS."""
    name = Path(path).name
    if encoding not in ENCODINGS:
        raise PabulibError(f"encoding = {shown(encoding)}: allowed: {', '.join(ENCODINGS)}")
    with Path(path).open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise PabulibError(f"{name}: it is larger than {MOST_BYTES // 2**20} MB, the largest that is read")
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise PabulibError(f"{name}{question(raw, error.start, encoding)}") from None
    return parse(text, name)


def question(raw: bytes, at: int, encoding: str) -> str:
    """What is asked about a text that is not in the encoding that was said; at: the first byte that is not."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ": its text seems to be in UTF-16; save it again in UTF-8, or say --encoding utf-16"
    before, number = raw.rfind(b"\n", 0, at) + 1, raw.count(b"\n", 0, at) + 1
    near = raw[max(before, at - 60) : at + 60].split(b"\n")[0].decode("cp1252", "replace").strip()
    return (
        f", line {number}: its text is not in {encoding}. In Windows-1252 this line reads: {shown(near)}. If that is "
        f"right, save it again in UTF-8, or say --encoding cp1252 (others: {', '.join(ENCODINGS[3:])}) / "
        "Si cette ligne se lit bien ainsi, enregistrez le fichier en UTF-8, ou dites --encoding cp1252"
    )


def parse(text: str, name: str = "text") -> Election:
    """The election that a text holds; `name` is how errors call it."""
    found = sections(text, name)
    one, many = found["PROJECTS"], found["VOTES"]
    distinct(found["META"], "key")
    about = {line.words("key"): Line(line.place, {line.words("key"): line.words("value")}) for line in found["META"]}
    for key in ("budget", "vote_type"):
        if key not in about:
            raise PabulibError(f"{name}: META: {key} is missing; needed: budget, vote_type")
    kind = kind_of(about)
    for key, lines in (("num_projects", one), ("num_votes", many)):
        if key in about and about[key].exact(key) != len(lines):
            about[key].refuse(key, f"there are {len(lines)}; is the file whole?")
    ids, voters = distinct(one, "project_id"), distinct(many, "voter_id")
    told = bool(one) and all(line.text("selected") for line in one)
    asked = [line.cents("cost", 0) for line in one]
    votes = votes_of(kind, about, many, ids, asked)
    return Election(
        call_of(about, one, many, ids, asked, votes),
        ids,
        tuple(line.words("name") or own for line, own in zip(one, ids, strict=True)),
        voters,
        {key: line.cells[key] for key, line in about.items() if key not in OURS},
        tuple(line.number("selected", 0, 0, 9) > 0 for line in one) if told else None,
        kind,
        (*votes.notes, *told_counts(one, votes), *threshold_note(about)),
    )


def threshold_note(about: Mapping[str, Line]) -> list[str]:
    """What is said of a threshold that a file sets and that no rule here applies."""
    key = "min_project_score_threshold"
    said = shown(about.get(key, NOTHING).text(key))
    return [f"{key} = {said}: no rule here applies it / aucune règle d'ici ne l'applique"] if key in about else []


def call_of(
    about: Mapping[str, Line], one: list[Line], many: list[Line], ids: tuple[str, ...], asked: list[int], votes: Votes
) -> Call:
    """The call that META (by key), PROJECTS and VOTES describe; asked (project,) cents."""
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
        approves=votes.approves,
        voice=np.array([line.number("voice", 1.0, 0.0, 1e6) for line in many], dtype=np.float64),
        lots=np.array([line.number("lot", rank[own], 0.0, 1.0) for line, own in zip(one, ids, strict=True)]),
        person_target=about.get("person_target", NOTHING).number("person_target", 0.5, 0.0, 1.0),
        points=votes.points,
    )


def priorities_of(line: Line) -> Floats:
    """(problem,) the table's priorities; equal when the file has none."""
    n = len(PROBLEMS)
    words = line.listed("priorities")
    if not words:
        return np.full(n, 1.0 / n)
    parts = [Line(line.place, {"priorities": word}).exact("priorities") for word in words[: n + 1]]
    found = np.array([np.nan if part is None or not 0 <= part <= 1 else float(part) for part in parts])
    if found.shape != (n,) or not (found >= 0.0).all() or abs(found.sum() - 1.0) > 1e-6:
        line.refuse("priorities", f"allowed: {n} shares that sum to 1, commas between them")
    return found


def election_of(call: Call, names: Sequence[str] = (), meta: Mapping[str, str] | None = None) -> Election:
    """A call with ids from 1 on, names (those of the ids if none is given) and the words that Pabulib wants in META."""
    ids = tuple(str(p + 1) for p in range(len(call.request)))
    return Election(
        call,
        ids,
        tuple(" ".join(name.split()) for name in names) or ids,
        tuple(str(v + 1) for v in range(len(call.voice))),
        WORDS | {"rule": "unknown"} | dict(meta or {}),
        kind="approval" if call.points is None else "scoring",
    )


def written(election: Election) -> str:
    """The text of a `.pb` file; the voices, and what was funded, only where there is something to say."""
    call, text = election.call, io.StringIO()
    put = csv.writer(text, delimiter=";", lineterminator="\n").writerow
    about = {"num_projects": str(len(election.ids)), "num_votes": str(len(election.voters))}
    about |= {
        "budget": amount(call.budget),
        "vote_type": election.kind,
        "person_target": repr(float(call.person_target)),
    }
    about["priorities"] = ",".join(map(repr, call.priorities.tolist()))
    for row in (["META"], ["key", "value"], *(dict(election.meta) | about).items(), ["PROJECTS"]):
        put(row)
    columns = project_columns(election)
    put(columns)
    for row in zip(*columns.values(), strict=True):
        put(row)
    weighed = bool((call.voice != 1.0).any())
    pointed = election.kind in ("cumulative", "scoring")
    put(["VOTES"])
    put(["voter_id", *(["voice"] * weighed), "vote", *(["points"] * pointed)])
    for v, (own, voice) in enumerate(zip(election.voters, call.voice.tolist(), strict=True)):
        named = ballot(call, v)
        lists = [",".join(election.ids[p] for p, _ in named), ",".join(points for _, points in named)]
        if pointed and not named:
            lists = ["None", "None"]  # as pabutools reads a ballot without points
        put([own, *([repr(voice)] * weighed), *lists[: 1 + pointed]])
    return text.getvalue()


def ballot(call: Call, voter: int) -> list[tuple[int, str]]:
    """(project, points) that a voter names, the most points first."""
    named: list[int] = np.flatnonzero(call.approves[voter]).tolist()
    if call.points is None:
        return [(p, "1") for p in named]
    points = call.points[voter].tolist()
    return [(p, decimal(points[p])) for p in sorted(named, key=lambda p: -points[p])]


def decimal(points: int) -> str:
    """Billionths of a point as a number of points, exactly."""
    whole, part = divmod(abs(points), POINT)
    return f"{'-' * (points < 0)}{whole}" + f".{part:09d}".rstrip("0").rstrip(".")


def project_columns(election: Election) -> dict[str, Sequence[object]]:
    """The columns of PROJECTS; refuse an id or a name that the format cannot hold."""
    call = election.call
    for own in (*election.ids, *election.voters):
        if not own or own != own.strip() or set(own) & set(',;"') or ENDS.search(own):
            raise PabulibError(
                f"id = {shown(own, quotes=True)}: allowed: a text without comma, semicolon, quote or end of line"
            )
    columns: dict[str, Sequence[object]] = {
        "project_id": election.ids,
        "cost": [amount(cents) for cents in call.request.tolist()],
        "name": [" ".join(name.split()) for name in election.names],
        "votes": call.approves.sum(axis=0).tolist(),
    }
    if election.selected is not None:
        columns["selected"] = [int(yes) for yes in election.selected]
    columns |= {
        "total_cost": [amount(cents) for cents in call.cost.tolist()],
        "months": call.months.tolist(),
        "partners": call.partners.tolist(),
        "quality": [repr(x) for x in call.quality.tolist()],
        "novelty": [repr(x) for x in call.novelty.tolist()],
        "problem": [PROBLEMS[k] for k in call.problem.tolist()],
        "approach": [APPROACHES[k] for k in call.approach.tolist()],
        "lot": [repr(x) for x in call.lots.tolist()],
    }
    return columns
