"""The summary in Markdown that is kept beside the code."""

import pytest

from sim.compare.comparison import analyzed
from sim.show.comparison.gathered import HEADLINE
from sim.show.comparison.page import write_tables
from sim.show.words import LANGUAGES, Words
from tests.versus import Effect, compared


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_a_line_for_each_main_outcome_of_each_variant(language, tmp_path):
    """What is kept beside the code must have its interval, its worlds for and against, and its verdict."""
    c = compared(variants=2, effects={"cooperation_last_year": Effect(0.2)})
    write_tables(tmp_path, c, analyzed(c), [language])
    text = (tmp_path / f"summary_{language}.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and " | " in line]
    heads = [line for line in rows if line == Words(language)("versus_summary.head")]
    names = {column.name.removeprefix("outcome.") for column in c.columns}
    assert len(heads) == len(c.variants)
    assert len(rows) - len(heads) == len(c.variants) * len(names & set(HEADLINE))
    assert all(row.count(" | ") == 5 for row in rows)
    assert Words(language)("versus_standing.holds") in text
