"""The report of a comparison: one page that opens anywhere without internet, its tables, pictures, README and PDF."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.compare.comparison import Comparison, Findings
from sim.history import History
from sim.settings import Language
from sim.show.comparison.article import article
from sim.show.comparison.chronicle import chronicle
from sim.show.comparison.chronicle_text import COLUMNS, records
from sim.show.comparison.gathered import Gathered, gather
from sim.show.comparison.printed import print_page
from sim.show.comparison.readme import readme
from sim.show.comparison.summary import summary
from sim.show.comparison.tables import save_records, save_tables
from sim.show.words import LANGUAGES, Words

HERE = Path(__file__).parent
RECORDED = ("versus_chronicle.month", *(f"versus_chronicle.columns.{name}" for name in COLUMNS))


def asked(c: Comparison) -> tuple[str, ...]:
    """The languages of the settings, French first."""
    language = c.settings.language
    return LANGUAGES if language is Language.BOTH else (language.value,)


def write_comparison(
    folder: Path,
    c: Comparison,
    f: Findings,
    histories: Sequence[History],
    origin: Mapping[str, Any],
    languages: Sequence[str] | None = None,
) -> Path:
    """Write report.html, figures/, csv/, README.txt and, where a browser can print, report_<language>.pdf.

    histories: one run an arm, all of one seed, for the story side by side; none: no story. origin: the manifest.
    languages: fr, en, or both (French first, with a switch in the page); by default those of the settings.
    """
    languages = tuple(languages or asked(c))
    g = gather(c, f)
    articles = [in_language(g, Words(one), histories, origin, folder) for one in languages]
    path = folder / "report.html"
    path.write_text(page(articles), encoding="utf-8", newline="\n")
    printed = [print_page(unfolded(page([a])), folder / f"report_{a['language']}.pdf") for a in articles]
    write_texts(folder, g, languages, pictured=True, told=bool(histories), pdf=any(printed))
    return path


def write_tables(folder: Path, c: Comparison, f: Findings, languages: Sequence[str] | None = None) -> None:
    """Write csv/ and README.txt only: a comparison without report."""
    write_texts(folder, gather(c, f), tuple(languages or asked(c)))


def write_texts(
    folder: Path, g: Gathered, languages: Sequence[str], pictured: bool = False, told: bool = False, pdf: bool = False
) -> None:
    """The summary, the tables and the README; told: there is a chronicle too."""
    for one in languages:
        (folder / f"summary_{one}.md").write_text(summary(g, Words(one)), encoding="utf-8", newline="\n")
    tables = save_tables(folder, g, languages)
    if told:
        tables["chronicle"] = RECORDED
    text = readme(g, languages, tables, pictured, pdf)
    (folder / "README.txt").write_text(text, encoding="utf-8", newline="\n")


def in_language(
    g: Gathered, words: Words, histories: Sequence[History], origin: Mapping[str, Any], folder: Path
) -> dict[str, Any]:
    """Everything that the page says in one language; its pictures and its chronicle are saved beside it."""
    from sim.show.comparison.pictures import pictures, save

    found = pictures(g.c, g.f, words)
    save(found, folder / "figures" / words.language)
    told = chronicle(histories, g.c, words) if histories else None
    if told is not None:
        save_records(folder / "csv" / words.language / "chronicle.csv", records(told, words), words)
    return article(g, words, found, told, origin)


def style() -> str:
    """The style of every report, of this one, and of the chronicle."""
    pages = (HERE.parent / "report.css", HERE / "report.css", HERE / "chronicle.css")
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def page(articles: Sequence[dict[str, Any]]) -> str:
    """The page that holds these articles, one a language."""
    import jinja2

    loader = jinja2.FileSystemLoader(HERE.parent)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    text = environment.get_template("comparison/report.html").render(articles=articles, style=style())
    return re.sub(r"\n\s*\n+", "\n", text).strip() + "\n"


def unfolded(text: str) -> str:
    """The page with open what paper shows; the style leaves out there what is for the screen (class `screen`)."""
    return re.sub(r"<details(?![^>]*(?: open|\bscreen\b))", "<details open", text)
