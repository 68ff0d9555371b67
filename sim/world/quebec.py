"""The real network: 104 MRC and equivalent territories of Québec, 17 regions, six of them in the study."""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from sim.world.check import Row, WorldError, near
from sim.world.network import ENVELOPE_PER_POOR_PERSON, Network, from_rows

FOLDER = Path(__file__).parent / "data"
WEAK_NONRESPONSE = 30.0  # percent of households that did not answer, from which a low-income rate is weak [D]
SPECIAL = {"six regions": "six_regions", "quebec": "quebec"}


@functools.cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The lines of one of our own data files."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def fold(words: object) -> str:
    """A name without accents, case, hyphens, apostrophes or leading article: 'Les Laurentides' gives 'laurentides'."""
    spaced = re.sub(r"[-\u2010-\u2015_'\u2019]", " ", str(words))
    plain = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    plain = " ".join(plain.casefold().split())
    plain = re.sub(r"\bst\b", "saint", plain)
    return re.sub(r"^(les|la|le|l) ", "", plain)


def codes_of(regions: str | Iterable[str]) -> tuple[str, ...]:
    """Official region codes, sorted, of names, codes, 'six_regions' or 'quebec'."""
    known = {fold(row["name"]): row["region"] for row in table("regions")}
    known |= {row["region"]: row["region"] for row in table("regions")}
    asked = [regions] if isinstance(regions, str) or not isinstance(regions, Iterable) else list(regions)
    if not asked:
        raise WorldError("regions = []: at least one is expected: a name, a code, six_regions or quebec.")
    found: set[str] = set()
    for word in asked:
        key = fold(word).zfill(2) if fold(word).isdigit() else fold(word)
        if key in SPECIAL:
            found |= {r["region"] for r in table("regions") if key == "quebec" or r["in_study"] == "1"}
        elif key in known:
            found.add(known[key])
        else:
            allowed = ", ".join(f"{row['region']} {row['name']}" for row in table("regions"))
            close = near(key, [*known, *SPECIAL])
            raise WorldError(
                f"regions: {word!r} is no region of Québec.{close} Allowed: six_regions, quebec, {allowed}."
            )
    return tuple(sorted(found))


def real(regions: str | Iterable[str] = "six_regions") -> Network:
    """The network of the named regions of Québec, whatever the case, accents or hyphens of the names."""
    return network_of(codes_of(regions))


def envelope_of(row: dict[str, str]) -> tuple[float, bool, str]:
    """(dollars, sourced, note): what the press printed, or the pack's ratio estimate, or a median extrapolation.

    Extrapolation: median over the sourced regions of dollars per person in low income, times the region's persons in
    low income. It gives too much in all (160 M$ where 115 M$ were announced): see data/README.md.
    """
    if row["envelope_cad"]:
        return float(row["envelope_cad"]), True, f"{row['envelope_precision']}: {row['envelope_source']}"
    if row["estimate_cad_unsourced"]:
        return float(row["estimate_cad_unsourced"]), False, "no source: 2018-2023 envelope times a mean ratio of 0.739"
    poor = float(row["low_income_persons_2010"])
    ratio = ENVELOPE_PER_POOR_PERSON
    return round(ratio * poor), False, f"no source: {ratio} $ a person in low income, median of sourced regions"


def weakness(row: dict[str, str], shared: bool) -> str:
    """What must be said of a territory's low-income figure."""
    parts = ["low income of the whole census division"] if shared else []
    if float(row["nhs_nonresponse"]) >= WEAK_NONRESPONSE:
        parts.append(f"low income weak: {row['nhs_nonresponse']} % did not answer")
    return "; ".join(parts)


def node(row: dict[str, str], region: dict[str, str]) -> Row:
    """One territory in the columns of `from_rows`.

    Eleven territories share a census division with a neighbor: they get the division's rate, and its persons in low
    income in proportion to their population, so that regions add up.
    """
    division = [r for r in table("territories") if r["census_division"] == row["census_division"]]
    part = float(row["population_2011"]) / sum(float(r["population_2011"]) for r in division)
    dollars, sourced, note = envelope_of(region)
    cells = {
        "code": row["code"],
        "name": row["name"],
        "region": region["region"],
        "region_name": region["name"],
        "population": row["population_2011"],
        "low_income_rate": row["low_income_rate_2010"],
        "low_income_persons": part * float(row["low_income_persons_2010"]),
        "area_km2": row["area_km2"],
        "lat": row["lat"],
        "lon": row["lon"],
        "municipalities": row["municipalities_2025"],
        "elected": row["elected_listed_2025"],
        "note": weakness(row, len(division) > 1),
        "envelope_cad": dollars,
        "envelope_sourced": sourced,
        "envelope_note": note,
    }
    return Row(f"territory {row['code']}", cells)


@functools.cache
def network_of(codes: tuple[str, ...]) -> Network:
    """The network of these region codes, in their order; its arrays are read-only, so it may be shared."""
    regions = {row["region"]: row for row in table("regions") if row["region"] in codes}
    nodes = [node(row, regions[row["region"]]) for row in table("territories") if row["region"] in codes]
    inside = {row.cells["code"] for row in nodes}
    borders = [row for row in table("borders") if row["code_a"] in inside and row["code_b"] in inside]
    return from_rows(nodes, [Row(f"borders.csv {row['code_a']}-{row['code_b']}", row) for row in borders])
