"""The page of an analysis: opens anywhere without internet, in both languages; its pictures and tables beside it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.explore.analysis import Analysis
from sim.show.explore.parts import Picture, Shown, Table
from sim.show.explore.pictures import SECTIONS, pictures, save
from sim.show.words import LANGUAGES, Words
from sim.spreadsheet.writing import SEPARATORS, as_csv
from sim.store.manifest import origin

HERE = Path(__file__).parent


def write_analysis(
    folder: Path, a: Analysis, manifest: Mapping[str, Any], languages: Sequence[str] = LANGUAGES
) -> dict[str, list[Picture]]:
    """Write report.html, figures/<language>/ and csv/<language>/; gives the figures in the last language."""
    articles, found = [], {}
    for language in languages:
        words = Words(language)
        found = pictures(a, words)
        save(found, folder / "figures" / language)
        for picture in (p for group in found.values() for p in group):
            save_table(folder / "csv" / language / f"{picture.name}.csv", picture.table, language)
        articles.append(article(a, words, found, manifest))
    (folder / "report.html").write_text(page(articles), encoding="utf-8", newline="\n")
    return found


def save_table(path: Path, table: Table, language: str) -> None:
    """The numbers behind a picture, as they are read: semicolons in French, as a French spreadsheet expects."""
    save_csv(path, table, SEPARATORS[language])


def save_csv(path: Path, table: Table, between: str) -> None:
    """A table as CSV, marked as UTF-8 for spreadsheets."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_csv([table.head, *table.rows], between).encode("utf-8-sig"))


def article(
    a: Analysis, words: Words, found: Mapping[str, list[Picture]], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """What the page says in one language."""
    shown, (points, replicates) = Shown(a, words), a.sample.made.shape
    s = a.sample
    told = origin(dict(manifest))
    return {
        "language": words.language,
        "say": shown,
        "words": words,
        "title": shown("page.title"),
        "where": shown(
            "page.where", points=points, replicates=replicates, k=len(s.space.names), rule=shown.rule,
            method=shown(f"methods.{s.method}"),
        ),
        "failed": shown("page.failed", n=s.failed, all=points * replicates) if s.failed else "",
        "sections": [(name, found[name]) for name in SECTIONS if name in found],
        "worlds": a.calibration is not None and not any(s.labels),
        "command": told["command"],
        "origin": [(words.get(f"provenance.{key}", key), value) for key, value in told.items() if key != "command"],
    }  # fmt: skip


def page(articles: Sequence[dict[str, Any]]) -> str:
    """The page that holds these articles, one a language."""
    import jinja2

    style = "\n".join(
        (HERE.parent / name).read_text(encoding="utf-8") for name in ("report.css", "comparison/report.css")
    )
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE.parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    text = environment.get_template("explore/report.html").render(articles=articles, style=style)
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"
