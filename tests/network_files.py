"""Network files as people have them, and as nobody should: each dialect of a spreadsheet, and damaged files.

`written_in` writes a network as a spreadsheet of some language would save it; `generated` draws hostile files.
"""

import csv
import gzip
import io
import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sim.world.check import NUMBERS, TEXTS, Row
from sim.world.files import EDGE_COLUMNS
from sim.world.headings import FRENCH
from sim.world.network import Network, from_rows

NODE_COLUMNS = (*TEXTS, *NUMBERS)
IN_FRENCH = {"True": "VRAI", "False": "FAUX", "land": "terre", "water": "eau", "link": "lien"}


class Dialect(NamedTuple):
    """How a spreadsheet saves a table."""

    separator: str = ","
    decimal: str = "."
    encoding: str = "utf-8"
    french: bool = False  # headings and words
    thousands: str = ""
    signs: bool = False  # percent and dollar signs
    first: str = ""  # the line before the headings
    blanks: tuple[int, int] = (0, 0)  # rows and columns at the end
    ending: str = "\n"


EXCEL = Dialect(";", ",", "utf-8-sig", french=True, ending="\r\n")
DIALECTS = {
    "English": Dialect(),
    "English, tabs": Dialect("\t"),
    "English, semicolons, old Mac": Dialect(";", ending="\r"),
    "Google Sheets in French": Dialect(",", ",", french=True),
    "French": EXCEL,
    "French, formatted": EXCEL._replace(thousands="\u202f", signs=True),
    "French, no-break spaces": EXCEL._replace(thousands="\u00a0", blanks=(3, 2)),
    "French, spaces, sep=": EXCEL._replace(encoding="utf-8", thousands=" ", first="sep=;", blanks=(40, 1)),
    "Unicode text": EXCEL._replace(separator="\t", encoding="utf-16"),
    "cp1252": EXCEL._replace(encoding="cp1252", thousands="\u00a0"),
    "Mac": EXCEL._replace(encoding="mac_roman", thousands="\u00a0", ending="\r"),
}


def formatted(value: Any, column: str, dialect: Dialect) -> str:
    """A cell; a number so that it can be read in one way, as the refusal of another one asks."""
    if column not in NUMBERS:
        word = str(value)
        return IN_FRENCH.get(word, word) if dialect.french and column in ("envelope_sourced", "kind") else word
    whole, point, part = repr(value).partition(".")
    if dialect.thousands and "e" not in part:
        whole = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", dialect.thousands, whole)
    if len(part) == 3 and dialect != DIALECTS["English"]:
        part += "0"
    if part == "0" and dialect.french:
        point = part = ""
    sign = {"low_income_rate": " %", "envelope_cad": "\u00a0$"}.get(column, "") if dialect.signs else ""
    sign = " %" if column == "low_income_rate" and value <= 1 else sign
    return whole + point.replace(".", dialect.decimal) + part + sign


def table(columns: Sequence[str], rows: Sequence[dict[str, Any]], dialect: Dialect) -> bytes:
    """A table in a dialect."""
    headings = [FRENCH[column].capitalize() if dialect.french else column for column in columns]
    lines = [headings, *([formatted(row[c], c, dialect) for c in columns] for row in rows)]
    rows_at_end, columns_at_end = dialect.blanks
    lines += [[""] * len(columns)] * rows_at_end
    out = io.StringIO(newline="")
    if dialect.first:
        out.write(dialect.first + dialect.ending)
    writer = csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.ending)
    writer.writerows([*line, *[""] * columns_at_end] for line in lines)
    return out.getvalue().encode(dialect.encoding)


def written_in(dialect: Dialect, network: Network) -> dict[str, bytes]:
    """nodes.csv and edges.csv of a network."""
    return {
        "nodes.csv": table(NODE_COLUMNS, network.node_rows(), dialect),
        "edges.csv": table(EDGE_COLUMNS, network.edge_rows(), dialect),
    }


NAMES = (
    "Québec", "L’Île-d’Orléans", "=1+1", "+cmd|' /C calc'!A0", "a;b,c\td", 'il a dit "non"', "deux\nlignes",
    "<b>&amp;</b>", "</script><script>alert(1)</script>", "$\\frac{a}{b}$ ${x} %s {y}", "\u202egauche", "é" * 300,
    "日本", "", " ", "-", "n0",
)  # fmt: skip
NUMERALS = (
    "1,234", "1.234", "1,234.5", "1.234,5", "12 34", "1 234 567", "1e999", "1e-999", "nan", "inf", "٣", "1_000",
    "--5", "5-",
    "#N/A", "#VALEUR!", "=1+1", "0x10", "9" * 5_000, "12,5 %", "%", "$", "5 000 $", "(5)", "1,2,3", ",", ".", "\u22125",
    "72,5 O", "VRAI", "", " ", "1/2", "1e", "+", "1,234,567", "1.0.0", "½", "²", "1\u00a0234",
)  # fmt: skip


def small(rng: random.Random) -> Network:
    """A network of one to six territories with names that break things."""
    many = rng.randint(1, 6)
    cells = [
        {
            "code": f"{i}-{rng.choice(('a', 'é', '01', '=x'))}",
            "name": rng.choice(NAMES),
            "region": "R",
            "region_name": rng.choice(NAMES),
            "population": float(rng.randint(1, 10**6)),
            "low_income_rate": rng.uniform(0, 100),
            "area_km2": rng.choice((300.0, 1.234, 1e5, 0.01)),
            "lat": rng.uniform(45, 62),
            "lon": rng.uniform(-79, -58),
        }
        for i in range(many)
    ]
    rows = [Row(f"row {i}", own) for i, own in enumerate(cells)]
    ends = [{"code_a": a["code"], "code_b": b["code"]} for a, b in pairwise(cells)]
    return from_rows(rows, [Row("edge", own) for own in ends])


def one_cell(content: bytes, rng: random.Random) -> bytes:
    """One cell becomes an odd number or an odd name."""
    parts = re.split(rb"([;,\t\n])", content)
    parts[rng.randrange(len(parts) // 2 + 1) * 2 % len(parts)] = rng.choice(NUMERALS + NAMES).encode()
    return b"".join(parts)


def lines_of(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Callable[[bytes, random.Random], bytes]:
    """A damage done to the list of lines."""
    return lambda content, rng: b"\n".join(change(content.split(b"\n"), rng))


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    one_cell,
    one_cell,
    one_cell,
    lambda content, rng: content[: rng.randrange(len(content) + 1)],
    lambda content, rng: content[:9] + bytes(rng.randrange(256) for _ in range(rng.randint(1, 9))) + content[9:],
    lambda content, rng: content.replace(
        rng.choice((b",", b";", b"\n")), rng.choice((b"\t", b"|", b"\r", b"\0", b'"'))
    ),
    lambda content, rng: rng.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"PK\x03\x04", b"\x1f\x8b")) + content,
    lambda content, rng: rng.choice((b"sep=;\n", b"sep=,\n", b'"sep=\t"\r\n', b"sep=\n", b"\n\n\n", b"#\n")) + content,
    lambda content, rng: content + rng.choice((b'"', b"\n" * 9_999, b";" * 99_999, b"A," * 99_999, b"x" * 200_000)),
    lambda content, rng: (
        content + rng.choice((b"\xe9", b"\xc3", b"\x00", b"\x1b[31m", b"\xed\xa0\x80", b"\xef\xbf\xbf"))
    ),
    lambda content, rng: content.replace(b"lat", b"LON\xc2\xa0").replace(b"lon", b"lat"),
    lambda content, rng: content.replace(b"-", b""),
    lines_of(lambda lines, rng: rng.sample(lines, len(lines))),
    lines_of(lambda lines, rng: lines[:1] + lines),
    lines_of(lambda lines, rng: lines + lines[1:]),
    lines_of(lambda lines, rng: [line[: rng.randrange(len(line) + 1)] for line in lines]),
    lambda content, rng: b"",
)
GRAPH_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda content, rng: content[: rng.randrange(len(content) + 1)],
    lambda content, rng: content.replace(
        b"utf-8", rng.choice((b"klingon", b"utf-16", b"hex", b"utf-7", b"cp037", b"big5"))
    ),
    lambda content, rng: content.replace(
        b"<graphml", b'<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><graphml', 1
    ).replace(b"R1", b"&b;"),
    lambda content, rng: content.replace(b"<graphml", b'<!DOCTYPE g SYSTEM "file:///etc/passwd"><graphml', 1),
    lambda content, rng: content.replace(
        b"<graph ", rng.choice((b"<graph><graph ", b"<hyperedge/><graph ", b"<node/>"))
    ),
    lambda content, rng: content.replace(b'id="', b'no="', rng.randint(1, 20)),
    lambda content, rng: content.replace(b'source="', b'source="x'),
    lambda content, rng: content.replace(b'key="d1"', b'key="d2"'),
    lambda content, rng: content.replace(b'key="d1"', b'key="d99"'),
    lambda content, rng: content.replace(b"<data ", b"<data><data "),
    lambda content, rng: content.replace(b"</graph>", b"<node>" * 3_000),
    lambda content, rng: content.replace(b"attr.name=", b"name="),
    lambda content, rng: re.sub(rb">[-0-9.]+<", f">{rng.choice(NUMERALS)}<".encode(), content, count=rng.randint(1, 9)),
    lambda content, rng: content.replace(b"<", b"&lt;", 1),
    lambda content, rng: content.replace(b"R", b"x" * 99_999, 1),
    lambda content, rng: content,
)


def generated(rng: random.Random) -> dict[str, bytes]:
    """Files by name, most of them damaged: nodes.csv and edges.csv, or network.graphml, or network.graphml.gz."""
    network = small(rng)
    if rng.random() < 0.6:
        dialect = rng.choice(list(DIALECTS.values()))._replace(encoding=rng.choice(("utf-8", "utf-8-sig", "utf-16")))
        files = written_in(dialect, network)
        for name in rng.sample(sorted(files), rng.randint(0, 2)):
            files[name] = rng.choice(DAMAGES)(files[name], rng)
        return files
    out = io.BytesIO()
    network.write_graphml(out)  # type: ignore[arg-type]
    content = rng.choice(GRAPH_DAMAGES)(out.getvalue(), rng)
    if rng.random() < 0.7:
        return {"network.graphml": content}
    packed = gzip.compress(content)
    return {"network.graphml.gz": packed if rng.random() < 0.3 else packed[: rng.randrange(len(packed))]}
