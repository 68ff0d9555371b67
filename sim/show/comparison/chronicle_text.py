"""A chronicle without a page: a record for each sentence, for a spreadsheet; and lines of text, for a terminal."""

from collections.abc import Iterator
from textwrap import fill

from sim.show.comparison.chronicle import Chronicle, Line, Row, Section
from sim.show.parts import Table
from sim.show.words import Words

WIDTH = 100  # characters a line of text
COLUMNS = ("section", "chapter", "number", "rule", "place", "table", "sentence", "differs")


def records(told: Chronicle, words: Words) -> Table:
    """One row a sentence and rule, in the order of the page; a sentence common to all rules is there for each."""
    head = [words(f"versus_chronicle.columns.{name}") for name in COLUMNS]
    head.insert(2, words("versus_chronicle.month"))
    rows = [
        [part.title, chapter.title, month.date, str(month.month), rule, part.place, table_of(line, words), line.text,
         words("report.yes" if line.differs else "report.no")]
        for part in told.sections for chapter in part.chapters for month in chapter.rows
        for rule, cell in zip(part.columns, month.cells, strict=True) for line in cell
    ]  # fmt: skip
    return Table(head, rows, names=4)


def table_of(line: Line, words: Words) -> str:
    """The table where a line happens."""
    return words("versus_chronicle.regional" if line.regional else "versus_chronicle.local")


def plain(told: Chronicle, words: Words) -> str:
    """The whole chronicle as text, common lines once."""
    parts = [told.title.upper(), wrapped(told.intro), wrapped(told.legend)]
    for section in told.sections:
        parts += section_lines(section, words)
    return "\n".join(parts) + "\n"


def section_lines(section: Section, words: Words) -> Iterator[str]:
    """A section as text."""
    yield f"\n{section.title}\n{'=' * len(section.title)}"
    yield wrapped(section.why)
    for sentence in section.partings:
        yield wrapped(sentence)
    if section.left_out:
        yield wrapped(section.left_out)
    for chapter in section.chapters:
        title = f"{chapter.title} ({chapter.period})"
        yield f"\n{title}\n{'-' * len(title)}"
        for row in chapter.rows:
            yield from row_lines(row, section.columns, words)


def row_lines(row: Row, columns: tuple[str, ...], words: Words) -> Iterator[str]:
    """A month as text: once if it is common to all columns, else column by column."""
    yield f"\n{row.date}"
    if row.same:
        yield from (bullet(line, words) for line in row.cells[0])
        return
    for k, (title, cell) in enumerate(zip(columns, row.cells, strict=True)):
        yield f"  {title}"
        if k and row.alike[k]:
            yield f"    = {words('versus_chronicle.as_baseline')}"
        elif not cell:
            yield f"    {'≠' if k else '-'} {words('versus_chronicle.nothing')}"
        else:
            yield from (bullet(line, words) for line in cell)


def bullet(line: Line, words: Words) -> str:
    """A line with its marks."""
    table = f"[{words('versus_chronicle.regional')}] " if line.regional else ""
    return fill(f"{table}{line.text}", WIDTH, initial_indent="    ≠ " if line.differs else "    - ",
                subsequent_indent="      ", break_on_hyphens=False)  # fmt: skip


def wrapped(text: str) -> str:
    """A paragraph, wrapped."""
    return fill(text, WIDTH, break_on_hyphens=False)
