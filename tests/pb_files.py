"""Texts in the `.pb` format, made up: ballots of every type, as people's programs dress them, and as nobody should.

said(rng, kind)       what a file says, in plain Python: the truth that a reading must give back
written(said, dress)  its text, under a harmless dress (a mark at its head, line ends, padding, numbers in French...)
generated(rng)        bytes: one of the above, as it is or spoiled; for whoever wants to see a reader refuse well
"""

import random
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

KINDS = ("approval", "choose-1", "ordinal", "cumulative", "scoring")
NAMES = ("Parc", "École à côté", "Salle; du bas", 'Un "toit"', "Piste, rue d’en haut", "Święto", "=1+1", "None", "")
BROKEN = ("Parc\u2028bancs", "Parc\nbancs", "Parc\r\nbancs", "Parc\x85bancs", "Parc\u2029\vbancs")  # all: Parc bancs
NARROW = "\u202f"


class Said(NamedTuple):
    """What a file says. Amounts in cents."""

    kind: str
    budget: int
    cost: dict[str, int]  # by project_id
    names: dict[str, str]
    ballots: list[dict[str, int]]  # by voter: what it names, in order, and its points
    meta: dict[str, str]


def said(rng: np.random.Generator, kind: str) -> Said:
    """A small call: half of them full of ties, some projects free, some dearer than the budget, some ballots empty."""
    n, voters = int(rng.integers(1, 11)), int(rng.integers(0, 13))
    ids = [str(k) for k in rng.permutation(np.arange(1, 10 * n))[:n]]
    ids = [f"L{own}/VII" if rng.random() < 0.2 else own for own in ids]
    cents = rng.integers(1, 6, n) * 10_000 if rng.random() < 0.5 else rng.integers(1, 10**7, n)
    cents = np.where(rng.random(n) < 0.08, 0, cents)
    meta = {"description": "Un appel", "currency": str(rng.choice(["CAD", "PLN", "EUR"]))}
    if kind == "scoring" and rng.random() < 0.3:
        meta["default_score"] = str(int(rng.integers(-2, 4)))
    return Said(
        kind,
        int(cents.sum() * rng.uniform(0.0, 0.9)) + int(rng.integers(0, 3)),
        dict(zip(ids, map(int, cents), strict=True)),
        {own: str(rng.choice(NAMES)) for own in ids},
        [ballot(rng, kind, ids) for _ in range(voters)],
        meta,
    )


def ballot(rng: np.random.Generator, kind: str, ids: list[str]) -> dict[str, int]:
    """One ballot: points are those that the format gives to each project that it names."""
    most = 1 if kind == "choose-1" else len(ids)
    named = [str(own) for own in rng.permutation(ids)[: int(rng.integers(0, most + 1))]]
    if kind == "ordinal":
        return {own: len(named) - 1 - k for k, own in enumerate(named)}
    if kind == "cumulative":
        return {own: int(points) for own, points in zip(named, rng.integers(0, 5, len(named)), strict=True)}
    if kind == "scoring":
        return {own: int(points) for own, points in zip(named, rng.integers(-3, 6, len(named)), strict=True)}
    return dict.fromkeys(named, 1)


def quoted(cell: str) -> str:
    """A cell, between quotes where it needs them."""
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\n\r') else cell


def plain_money(cents: int) -> str:
    """12, or 12.50."""
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else str(cents // 100)


def rows(file: Said, money: Callable[[int], str] = plain_money) -> list[list[str]]:
    """The rows of a file, cell by cell."""
    points = file.kind in ("cumulative", "scoring")
    found = [["META"], ["key", "value"], *([key, value] for key, value in file.meta.items())]
    found += [["num_projects", str(len(file.cost))], ["num_votes", str(len(file.ballots))]]
    found += [["budget", money(file.budget)], ["vote_type", file.kind]]
    found += [["PROJECTS"], ["project_id", "cost", "name"]]
    found += [[own, money(cents), file.names[own]] for own, cents in file.cost.items()]
    found += [["VOTES"], ["voter_id", "vote", *(["points"] * points), "age"]]
    for v, given in enumerate(file.ballots):
        cells = [",".join(given), *([",".join(map(str, given.values()))] * points)]
        found.append([f"v{v}", *cells, str(20 + v)])
    return found


def text(cells: list[list[str]], end: str = "\n", after: str = "", width: int = 0) -> str:
    """Rows as text; after: what follows each semicolon; width: cells that a spreadsheet makes of each row."""
    padded = [[*map(quoted, row), *([""] * (width - len(row)))] for row in cells]
    return "".join((";" + after).join(row) + end for row in padded)


def in_french(cents: int) -> str:
    """1 234 567,50 with narrow no-break spaces."""
    whole = f"{cents // 100:,}".replace(",", NARROW)
    return f"{whole},{cents % 100:02d}" if cents % 100 else whole


DRESSES: dict[str, Callable[[Said], bytes]] = {
    "plain": lambda file: text(rows(file)).encode(),
    "mark": lambda file: b"\xef\xbb\xbf" + text(rows(file)).encode(),
    "windows": lambda file: text(rows(file), "\r\n").encode(),
    "old mac": lambda file: text(rows(file), "\r").encode(),
    "spreadsheet": lambda file: text(rows(file), "\r\n", width=6).encode(),
    "sep": lambda file: ("sep=;\r\n" + text(rows(file), "\r\n", width=4)).encode(),
    "spaces": lambda file: text(rows(file._replace(names=dict.fromkeys(file.names, "Parc"))), after=" ").encode(),
    "no header": lambda file: text([row for row in rows(file) if row != ["key", "value"]]).encode(),
    "blank lines": lambda file: text(rows(file), "\n\n  \n").encode(),
    "french": lambda file: text(rows(file, in_french)).encode(),
    "cents": lambda file: text(rows(file, lambda cents: f"{cents // 100},{cents % 100:02d}")).encode(),
    "english": lambda file: text(rows(file, lambda cents: f"{cents / 100:,.2f}")).encode(),
    "apostrophes": lambda file: text(rows(file, lambda c: f"{c / 100:,.2f}".replace(",", "’"))).encode(),
    "ratios": lambda file: text(rows(file, lambda cents: f"{cents}/100")).encode(),
    "no last end": lambda file: text(rows(file)).rstrip("\n").encode(),
}  # fmt: skip


def written(file: Said, dress: str) -> bytes:
    """The file under one of DRESSES."""
    return DRESSES[dress](file)


# Spoiled

LONG = "1" * 5000
SPOILS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("budget;", ("budget;5\nbudget;", "budget;250,000\nx;", "budget;250.000\nx;", "budget;1e99999999\nx;",
                 "budget;-1\nx;", f"budget;{LONG}\nx;", "budget;12,5,0\nx;", "budget;nan\nx;", "budget;1/0\nx;",
                 "budget;1_000\nx;", "budget;٣\nx;", "x;",
                 "budget;5 PLN\nx;", "budget;1e300\nx;", "budget;\nx;")),
    ("vote_type;", ("vote_type;star-5\nx;", "x;", "max_length;1e400\nvote_type;", "min_points;x\nvote_type;",
                    "max_sum_points;1\nvote_type;", "default_score;1e9999\nvote_type;", "scoring_fn;veto\nvote_type;",
                    "priorities;1e320,0\nvote_type;", "person_target;7\nvote_type;", f"note;{LONG}\nvote_type;")),
    ("META", ("", "META;META", "PROJECTS", "META,,", "META\t", "\x00META", "META\nMETA", '"META', "meta")),
    ("PROJECTS", ("", "PROJECTS\nPROJECTS", "VOTES", '"PROJECTS', "projects;;;;;;;;;;;;;")),
    ("VOTES", ("", "VOTES\nVOTES", 'VOTES\n"', "META")),
    ("project_id", ("project_id;project_id", "id", ";" * 3000 + "project_id", "months;project_id", "lot;project_id")),
    ("voter_id", ("voter_id;vote", "id", "voice;voter_id", "points;voter_id")),
    ("v0;", ("v0;99999", "v0;,,,", "v1;", f"v0;{LONG},", "v0;1,1,1,1", 'v0;"', "v0\nz;", "\x1b[31mv0;", "v0;" * 9)),
)  # fmt: skip


def spoiled(rng: np.random.Generator, raw: bytes) -> bytes:
    """The same with one to three faults: of sense, or of bytes."""
    for _ in range(int(rng.integers(1, 4))):
        kind = int(rng.integers(0, 10))
        if kind < 6:
            before, after = SPOILS[int(rng.integers(0, len(SPOILS)))]
            raw = raw.replace(before.encode(), after[int(rng.integers(0, len(after)))].encode(), 1)
        elif kind == 6:
            raw = raw[: int(rng.integers(0, len(raw) + 1))]
        elif kind == 7:
            at = int(rng.integers(0, len(raw) + 1))
            raw = raw[:at] + bytes(rng.integers(0, 256, int(rng.integers(1, 5))).astype(np.uint8)) + raw[at:]
        elif kind == 8:
            lines = raw.split(b"\n")
            raw = b"\n".join(lines[k] for k in rng.permutation(len(lines)))
        else:
            try:
                raw = raw.decode().encode(str(rng.choice(["cp1252", "utf-16", "cp850"])), "replace")
            except UnicodeDecodeError:
                raw = raw[::-1]
    return raw


def generated(rng: np.random.Generator | random.Random | Any) -> bytes:
    """A file of any type under any dress; three in four are spoiled."""
    if isinstance(rng, random.Random):
        rng = np.random.default_rng(rng.getrandbits(64))
    file = said(rng, str(rng.choice(KINDS)))
    if rng.random() < 0.3 and file.names:
        file.names[next(iter(file.names))] = str(rng.choice(BROKEN))
    raw = written(file, str(rng.choice(list(DRESSES))))
    return spoiled(rng, raw) if rng.random() < 0.75 else raw
