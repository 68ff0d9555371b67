"""Files that people give: YAML, CSV, GraphML, calls for projects, rules of their own."""

import random
from collections.abc import Sequence

from tests.fuzz.words import HOSTILE, key, value

LAUGHS = "a0: &a0 [lol]\n" + "".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 12))
TREES = (
    "[]", "{}", "null", "3", "'x'", "[[1]]", "{a: 1}", "[1, [2]]", ".nan", "-.inf", "9" * 400, "0x" + "f" * 4_000,
    "2020-13-45", "!!python/name:os.system", "*a", "&a [*a]", "[" * 3_000, "{a: " * 200, "1e4", "yes", "~", "été",
    "'" + "x" * 20_000 + "'",
)  # fmt: skip
DESIGN = {
    "title": "t", "method": "sobol", "points": "4", "replicates": "1", "parameters": "[norms.cap]", "seed": "1",
    "rules": "[fqis_2010]", "luck": "own", "spread": "0.5", "groups": "by_section",
}  # fmt: skip
PACKAGE = {"kind": "amendment", "title": "t", "norms": "{cap: 40000}", "award": "majority", "sources": "{norms.cap: x}"}
PATTERNS = {"title": "t", "patterns": "{cooperation_last_year: {target: 0.4, tolerance: 0.1}}", "accept": "0.5"}
CALL = """META
key;value
description;d
country;c
unit;u
instance;i
num_projects;2
num_votes;2
budget;1000
rule;greedy
vote_type;approval
PROJECTS
project_id;cost;name
1;600;one
2;500;two
VOTES
voter_id;vote
a;1,2
b;2
"""
RULES = (
    "import sys\nsys.exit(0)\n", "raise SystemExit(3)\n",
    "# -*- coding: latin-1 -*-\nx = '\udce9'\n", "x = '\udce9'\n",
    "def f(:\n", "raise KeyboardInterrupt\n", "1 / 0\n", "import nothing_at_all\n", "",
    "x = '" + "y" * 30_000 + "'\nraise ValueError(x)\n",
)  # fmt: skip


def damaged(rng: random.Random, content: bytes) -> bytes:
    """Bytes with something gone, doubled, or put in."""
    for _ in range(rng.choice([1, 1, 3])):
        at, wide = rng.randrange(len(content) + 1), rng.choice([0, 1, 5, 50])
        put = rng.choice(
            [b"", b"\0", b"\xe9", b";", b",", b"\n", b'"', "\u2028".encode(), b"\xff\xfe", b"9" * 400, b"1e99999999"]
        )
        content = content[:at] + put + content[at + wide :]
    return content


def tree(rng: random.Random, usual: dict[str, str]) -> bytes:
    """YAML: what is usual with some of it replaced, and sometimes then damaged."""
    found = {k: v for k, v in usual.items() if rng.random() < 0.9}
    for _ in range(rng.choice([1, 1, 2])):
        found[rng.choice([*usual, "extents", "includes", "assumed", "left_alone", key(rng)])] = rng.choice(
            [*TREES, value(rng, key(rng))]
        )
    text = (LAUGHS if rng.random() < 0.05 else "") + "".join(f"{k}: {v}\n" for k, v in found.items())
    content = text.encode(rng.choice(["utf-8", "utf-8", "utf-8", "utf-16"]), errors="surrogateescape")
    return damaged(rng, content) if rng.random() < 0.2 else content


def sheet(rng: random.Random, rows: Sequence[Sequence[str]]) -> bytes:
    """A table, some of its cells replaced, as one of the spreadsheets would save it."""
    cells = [list(row) for row in rows]
    for _ in range(rng.choice([0, 1, 2])):
        row = rng.choice(cells)
        row[rng.randrange(len(row))] = rng.choice(HOSTILE)
    text = "\n".join(rng.choice([",", ",", ";", "\t"]).join(row) for row in cells) + "\n"
    content = text.encode(rng.choice(["utf-8", "utf-8-sig", "cp1252", "utf-16"]), errors="replace")
    return damaged(rng, content) if rng.random() < 0.3 else content


def call(rng: random.Random) -> bytes:
    """A call for projects in the format of the public library."""
    lines = CALL.splitlines()
    for _ in range(rng.choice([0, 1, 2])):
        k = rng.randrange(len(lines))
        cells = lines[k].split(";")
        cells[-1] = rng.choice([*HOSTILE, "250,000", "1e99999999", "1,1", "-5", "0", ",".join(map(str, range(3_000)))])
        lines[k] = ";".join(cells)
    content = "\n".join(lines).encode("utf-8", errors="surrogateescape")
    return damaged(rng, content) if rng.random() < 0.4 else content
