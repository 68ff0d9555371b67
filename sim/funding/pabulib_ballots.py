"""The ballots of a `.pb` file, of the five types of the format, as approvals or as points (pabulib.org/format).

    approval, choose-1    the projects that a voter approves
    ordinal               projects from the best to the last; of k projects they get k - 1, ..., 1, 0 points (Borda,
                          the format's `scoring_fn`, counted as pabutools counts it)
    cumulative            points that a voter shares out, 0 for a project that is not named
    scoring               a note for each project, negative ones too; `default_score` for one that is not named

A ballot that names a project twice counts as pabutools counts it: an approval once, a rank at its first place, points
at their last. What a ballot should keep to (`min_length`, `max_points`...) is checked, and said; no ballot is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from sim.funding.contract import POINT
from sim.funding.pabulib_lines import MOST, Line, PabulibError
from sim.funding.pabulib_numbers import Ambiguous, exact
from sim.quoted import shown
from sim.state import Cents, Flags

KINDS = {  # what a ballot of each type is called, in English and in French
    "approval": ("approvals", "approbations"),
    "choose-1": ("one project each", "un seul projet chacun"),
    "ordinal": ("rankings, counted by Borda", "classements, comptés par Borda"),
    "cumulative": ("points shared out", "points répartis"),
    "scoring": ("notes", "notes"),
}
LIMITS = {  # (low, high) of what is limited, by the keys of META; the keys that a type of ballot has
    "length": ("min_length", "max_length"),
    "points": ("min_points", "max_points"),
    "sum of points": ("min_sum_points", "max_sum_points"),
    "sum of costs": ("min_sum_cost", "max_sum_cost"),
}
UNIT = {"length": 1, "points": POINT, "sum of points": POINT, "sum of costs": 100}  # parts that a limit is counted in
LIMITED = {
    "approval": ("length", "sum of costs"),
    "choose-1": ("length", "sum of costs"),
    "ordinal": ("length",),
    "cumulative": ("length", "points", "sum of points"),
    "scoring": ("length", "points"),
}
TWICE = {
    "ordinal": ("its first place counts", "sa première place compte"),
    "cumulative": ("its last points count", "ses derniers points comptent"),
    "scoring": ("its last note counts", "sa dernière note compte"),
}
NOTHING = Line("", {})
MOST_CELLS = 5 * 10**7  # ballots x projects
MOST_POINTS = 10**9
SAFE = 2**62  # what 64 bits hold with room


class Votes(NamedTuple):
    """What the section VOTES says."""

    approves: Flags  # (voter, project) True where a ballot names the project
    points: Cents | None  # (voter, project) as in Call
    notes: tuple[str, ...]  # what should be known of these ballots


def kind_of(about: Mapping[str, Line]) -> str:
    """The type of the ballots."""
    line = about["vote_type"]
    if line.text("vote_type").lower() not in KINDS:
        line.refuse("vote_type", f"allowed: {', '.join(KINDS)}")
    scoring = about.get("scoring_fn")
    if scoring and scoring.text("scoring_fn").lower() not in ("", "borda"):
        scoring.refuse("scoring_fn", "allowed: Borda")
    return line.text("vote_type").lower()


def votes_of(kind: str, about: Mapping[str, Line], many: list[Line], ids: Sequence[str], cost: list[int]) -> Votes:
    """The ballots; cost (project,) cents."""
    if len(many) * len(ids) > MOST_CELLS:
        raise PabulibError(f"{len(many):,} ballots x {len(ids):,} projects: allowed: {MOST_CELLS:,} in all")
    place = {own: p for p, own in enumerate(ids)}
    pointed = kind not in ("approval", "choose-1")
    start = default_score(about) if kind == "scoring" else 0
    approves = np.zeros((len(many), len(ids)), dtype=np.bool_)
    points = np.full(approves.shape, start, dtype=np.int64) if pointed else None
    watch, twice = Watch(kind, about, cost), list[str]()
    for v, line in enumerate(many):
        named = [project(line, own, place, ids) for own in line.listed("vote")]
        worth = worths(kind, line, named)
        if len(worth) < len(named):
            twice.append(line.place)
        approves[v, list(worth)] = True
        if points is not None:
            points[v, list(worth)] = list(worth.values())
        watch.look(line, worth)
    return Votes(approves, points, (*told_twice(kind, twice), *watch.told()))


def project(line: Line, own: str, place: Mapping[str, int], ids: Sequence[str]) -> int:
    """The place of the project that a ballot names."""
    if own not in place:
        few = ", ".join(ids[:12]) + (f"... ({len(ids):,} projects)" if len(ids) > 12 else "")
        line.refuse("vote", f"{shown(own)} is no project; allowed: {shown(few)}")
    return place[own]


def worths(kind: str, line: Line, named: list[int]) -> dict[int, int]:
    """What each project that a ballot names is worth to its voter, in billionths of a point."""
    if kind == "ordinal":
        once = list(dict.fromkeys(named))
        return {p: (len(once) - 1 - rank) * POINT for rank, p in enumerate(once)}
    if kind not in ("cumulative", "scoring"):
        return dict.fromkeys(named, POINT)
    given = line.listed("points")
    if len(given) != len(named):
        line.refuse("points", f"{len(given)} numbers for {len(named)} projects; allowed: one each, commas between, "
                    "a point before decimals")  # fmt: skip
    low = 0 if kind == "cumulative" else -MOST_POINTS
    return {p: billionths(line, "points", word, low) for p, word in zip(named, given, strict=True)}


def billionths(line: Line, key: str, word: str, low: int) -> int:
    """A number of points, in billionths."""
    value = Line(line.place, {key: word}).exact(key)
    if value is None or not low <= value <= MOST_POINTS or (value * POINT).denominator != 1:
        line.refuse(key, f"{shown(word)}: allowed: a number from {low:,} to {MOST_POINTS:,}, nine decimals at most")
    return int(value * POINT)


def default_score(about: Mapping[str, Line]) -> int:
    """What a project that a ballot of notes does not name gets, in billionths of a point."""
    line = about.get("default_score", NOTHING)
    text = line.text("default_score")
    return billionths(line, "default_score", text, -MOST_POINTS) if text else 0


def told_twice(kind: str, places: list[str]) -> list[str]:
    """What is said of ballots that name a project twice."""
    if not places:
        return []
    english, french = TWICE.get(kind, ("it counts once", "il compte une fois"))
    return [
        f"Ballots that name a project twice: {len(places)} (first: {places[0]}); {english} / "
        f"Bulletins qui nomment un projet deux fois : {len(places)} ; {french}"
    ]


def told_counts(one: list[Line], votes: Votes) -> list[str]:
    """What is said of counts that a file gives (columns `votes` and `score`) and that its ballots do not."""
    counts = {"votes": votes.approves.sum(axis=0)}
    if votes.points is not None and int(np.abs(votes.points).max(initial=0)) * len(votes.points) < SAFE:
        counts["score"] = votes.points.sum(axis=0)
    found = []
    for key, counted in counts.items():
        unit = POINT if key == "score" else 1
        others = [
            (line.place, line.text(key), Fraction(count, unit))
            for line, count in zip(one, counted.tolist(), strict=True)
            if line.text(key) and stated(line.text(key)) != Fraction(count, unit)
        ]
        if others:
            place, said, count = others[0]
            found.append(
                f"{key}: {len(others)} of {len(one)} projects have another count than their ballots give "
                f"(first: {place}: {shown(said)}, counted {float(count):.10g}) / "
                f"{len(others)} projets sur {len(one)} ont un autre compte que celui de leurs bulletins"
            )
    return found


def stated(text: str) -> Fraction | None:
    """A count that only informs: one that can be read in two ways is no reason to refuse the file."""
    try:
        return exact(text)
    except Ambiguous:
        return None


class Watch:
    """Counts the ballots that do not keep to what META says of them."""

    def __init__(self, kind: str, about: Mapping[str, Line], cost: list[int]) -> None:
        self.cost, self.unread = cost, list[str]()
        self.limits: dict[str, tuple[str, Fraction, int]] = {}
        for what in LIMITED[kind]:
            for side, key in zip((-1, 1), LIMITS[what], strict=True):
                line = about.get(key, NOTHING)
                value = line.exact(key, money="cost" in key)
                if value is not None and abs(value) <= MOST:
                    self.limits[key] = (what, value * UNIT[what], side)
                elif line.text(key):
                    self.unread.append(f"{key} = {shown(line.text(key))}")
        if kind == "choose-1":
            self.limits.setdefault("max_length", ("length", Fraction(1), 1))
        self.outside: dict[str, list[str]] = {}

    def look(self, line: Line, worth: Mapping[int, int]) -> None:
        """Note the limits that a ballot is outside of. worth: project -> billionths of a point."""
        for key, (what, value, side) in self.limits.items():
            if any(side * (size - value) > 0 for size in self.sizes(what, worth)):
                self.outside.setdefault(key, []).append(line.place)

    def sizes(self, what: str, worth: Mapping[int, int]) -> Iterable[int]:
        """The numbers that a limit speaks of, in their UNIT."""
        if what == "points":
            return worth.values()
        if what == "sum of points":
            return [sum(worth.values())]
        return [sum(self.cost[p] for p in worth) if what == "sum of costs" else len(worth)]

    def told(self) -> list[str]:
        """One line a limit."""
        found = [f"{said}: no number, not checked / pas un nombre, non vérifié" for said in self.unread]
        for key, places in self.outside.items():
            what, value, _ = self.limits[key]
            bound = f"{key} = {float(value / UNIT[what]):.12g}"
            found.append(
                f"Ballots outside {bound}: {len(places)} (first: {places[0]}); they count as they are / "
                f"Bulletins hors de {bound} : {len(places)} ; ils comptent tels quels"
            )
        return found
