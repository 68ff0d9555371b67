"""Whoever cites or indexes the project finds the same name, version, license and authors everywhere."""

import re
import tomllib

import yaml
from test_docs import HERE, refresh_page

CITED = yaml.safe_load((HERE / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LATEST = re.search(r"^## (\S+) — (.+)$", (HERE / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)


def test_the_citation_is_that_of_the_project():
    """Version, license: those of pyproject.toml and, for the version, of the top of the CHANGELOG."""
    assert CITED["version"] == PROJECT["version"] == LATEST[1]
    assert CITED["license"] == PROJECT["license"]
    assert PROJECT["name"] in CITED["title"].lower()


def test_what_is_not_released_has_no_date_of_release():
    """CITATION.cff gives a date when, and only when, the CHANGELOG does, and the same."""
    assert str(CITED.get("date-released", "unreleased")) == LATEST[2]


def test_the_citation_has_what_its_format_requires():
    """Citation File Format 1.2.0: required keys, and no key that its schema does not know."""
    known = {"cff-version", "title", "message", "type", "license", "version", "date-released", "authors", "keywords"}
    known |= {"references", "abstract", "doi", "identifiers", "url", "repository-code", "commit", "contact"}
    assert {"cff-version", "title", "message", "authors"} <= set(CITED) <= known
    assert CITED["cff-version"] == "1.2.0"
    for person in [*CITED["authors"], *(person for work in CITED["references"] for person in work["authors"])]:
        assert set(person) in ({"name"}, {"family-names", "given-names"})


def test_codemeta_is_made_from_both():
    """`python docs/refresh.py` would change nothing."""
    made = (HERE / "codemeta.json").read_text(encoding="utf-8")
    assert made == refresh_page().codemeta(), "codemeta.json is behind: run python docs/refresh.py"
