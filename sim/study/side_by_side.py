"""One call for projects, from a `.pb` file, under several award rules: what each would fund, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from sim.config import CHOICES, Scenario
from sim.funding.contract import POINT, Award
from sim.funding.contract_check import without_voters
from sim.funding.pabulib import Election, read
from sim.funding.pabulib_ballots import KINDS
from sim.override import changed
from sim.parameter import ParameterError
from sim.quoted import shown
from sim.study.rounds import changes_of

WIDEST = 48  # characters of a project in the table


def compare_rules(file: Path, names: Sequence[str] | None, changes: Sequence[str], encoding: str = "utf-8") -> str:
    """The table of what each rule named would fund of the call in a file, and how its ballots were read.

    Without a name: each rule that votes and can take such ballots.
    """
    election = read(file, encoding)
    chosen, left_out = rules_for(election, names)
    table = beside(election, awards_named(chosen, changes_of(changes)))
    return "\n".join([table, "", *told(election, left_out)])


def rules_for(election: Election, names: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """(rules, those that vote and are left out because they cannot count points); one that is named is refused."""
    kinds: dict[str, Any] = {kind().name: kind for kind in CHOICES["award"]}  # type: ignore[attr-defined]
    unable = [name for name, kind in kinds.items() if kind.votes and not kind.takes_points]
    if election.call.points is None:
        unable = []
    for name in names or ():
        if name in unable:
            able = [other for other in kinds if other not in unable]
            raise ParameterError("award", name, f"it counts approvals, and the ballots are {election.kind} "
                                 f"({KINDS[election.kind][0]}); allowed: {', '.join(able)}")  # fmt: skip
    voting = [name for name, kind in kinds.items() if kind.votes and name not in unable]
    return list(dict.fromkeys(names or voting)), [] if names else unable


def awards_named(names: Sequence[str], changes: Mapping[str, Any]) -> dict[str, Award]:
    """The award rules of these names, each with the changes whose keys it has; a key that none has is refused."""
    kinds = {kind().name: kind for kind in CHOICES["award"]}  # type: ignore[attr-defined]
    keys = {name: {f"award.{f.name}" for f in fields(kinds[name])} for name in names if name in kinds}
    for key, value in changes.items():
        if not key.startswith("award."):
            raise ParameterError(shown(key), value, "allowed for a .pb file: award.<parameter>")
    found = {}
    for name in names:
        own = {key: value for key, value in changes.items() if key in keys.get(name, ())}
        found[name] = changed(Scenario(), {"award": name, **own}).award
    for key in changes:
        if not any(key in own for own in keys.values()):
            changed(Scenario(), {"award": names[0], key: changes[key]})
    return found


def beside(election: Election, awards: Mapping[str, Award]) -> str:
    """A table: each project with its cost, the voices or points that it has, and a mark under each rule that funds it.

    Money is in the currency that the file names; a file that names none is not given one.
    """
    call, currency = election.call, election.meta.get("currency", "")
    found = {name: award(call if award.votes else without_voters(call)) for name, award in awards.items()}
    size = call.voice @ (call.approves if call.points is None else call.points / POINT)
    whole = call.voice.sum() if call.points is None else size.sum()
    heads = [f"cost ({shown(currency)})" if currency else "cost", "voices" if call.points is None else "points"]
    rows = [["project", *heads, *awards]]
    for p, own in enumerate(election.ids):
        label = own if own == election.names[p] else f"{own} {election.names[p]}"
        marks = ["x" if funded[p] else "-" for funded in found.values()]
        rows.append([on_a_line(label), f"{call.request[p] / 100:,.2f}", f"{size[p]:.10g}", *marks])
    spent = [f"{call.request[funded].sum() / 100:,.2f}" for funded in found.values()]
    rows.append(["spent", f"of {call.budget / 100:,.2f}", f"{whole:.10g}", *spent])
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    written = [[row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in rows]
    return "\n".join("  ".join(row) for row in written)


def on_a_line(label: str) -> str:
    """The words of a project, control characters as escapes, cut at the width of their column."""
    return shown(" ".join(label.split()))[:WIDEST]


def told(election: Election, left_out: Sequence[str]) -> list[str]:
    """How the ballots were read, a line each in English and in French."""
    english, french = KINDS[election.kind]
    many = len(election.voters)
    lines = [f"Ballots: {many} ({election.kind}: {english}) / Bulletins : {many} ({election.kind} : {french})"]
    if left_out:
        names = ", ".join(left_out)
        lines.append(
            f"Left out, since they count approvals: {names} / Écartées, elles comptent des approbations : {names}"
        )
    free = sum(asks == 0 for asks in election.call.request.tolist())
    if free:
        lines.append(f"Projects that cost nothing: {free} / Projets qui ne coûtent rien : {free}")
    return [*lines, *election.notes]
