"""The headings under which people write the columns of a network, in English and in French."""

import re
import unicodedata

FRENCH = {  # the heading in French that the documentation gives; accents, capitals, blanks and signs do not matter
    "code": "code",
    "name": "nom",
    "region": "région",
    "region_name": "nom de la région",
    "population": "population",
    "low_income_rate": "taux de faible revenu",
    "low_income_persons": "personnes à faible revenu",
    "area_km2": "superficie (km2)",
    "lat": "latitude",
    "lon": "longitude",
    "municipalities": "municipalités",
    "elected": "élus",
    "note": "note",
    "envelope_cad": "enveloppe ($)",
    "envelope_sourced": "enveloppe sourcée",
    "envelope_note": "note de l'enveloppe",
    "code_a": "code a",
    "code_b": "code b",
    "kind": "nature",
}
OTHERS = {  # further ways of writing them
    "area": "area_km2",
    "superficie": "area_km2",
    "personnes élues": "elected",
    "enveloppe": "envelope_cad",
    "envelope": "envelope_cad",
    "type": "kind",
}


def plain(heading: str) -> str:
    """A heading without accents, capitals and signs: 'Superficie (km²)' gives 'superficie km2'."""
    letters = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


COLUMNS = {plain(column): column for column in FRENCH} | {
    plain(words): column for words, column in [*((f, c) for c, f in FRENCH.items()), *OTHERS.items()]
}


def column_of(heading: str) -> str:
    """The column that a heading names, or the heading itself if it names none."""
    return COLUMNS.get(plain(heading), heading)


def is_column(heading: str) -> bool:
    """Whether a heading names a column of a network."""
    return plain(heading) in COLUMNS
