"""One call under several rules: whatever its ballots are, what is said of them, and what is refused."""

import pytest

from experiments.round import main

NOTES = """META
budget;1 000,50
currency;PLN
vote_type;cumulative
PROJECTS
project_id;cost;name
1;600;Parc
2;400,5;École
VOTES
voter_id;vote;points
a;1,2;1,4
b;1,1;1,2
"""


@pytest.fixture
def notes(tmp_path):
    """A file whose ballots give points, in złotys, without the header of META."""
    path = tmp_path / "notes.pb"
    path.write_text(NOTES, encoding="utf-8")
    return path


def test_points_are_compared_by_the_rules_that_take_them(notes, capsys):
    """The currency of the file, points rather than voices, the rules left out by name, in both languages."""
    assert main([str(notes)]) == 0
    table, said = capsys.readouterr().out.split("\n\n")
    rows = [row.split() for row in table.splitlines()]
    assert rows[0] == ["project", "cost", "(PLN)", "points", "approval_per_dollar", "equal_shares"]
    assert rows[1] == ["1", "Parc", "600.00", "3", "x", "x"]
    assert rows[2] == ["2", "École", "400.50", "4", "x", "x"]
    assert rows[3][:5] == ["spent", "of", "1,000.50", "7", "1,000.50"]
    lines = said.splitlines()
    assert lines[0] == "Ballots: 2 (cumulative: points shared out) / Bulletins : 2 (cumulative : points répartis)"
    assert lines[1].startswith("Left out, since they count approvals: majority, supermajority, consensus, phragmen / ")
    assert lines[2].startswith(
        "Ballots that name a project twice: 1 (first: notes.pb, line 12); its last points count /"
    )


def test_rules_that_do_not_vote_take_any_ballot(notes, capsys):
    """A lottery asks nobody."""
    assert main([str(notes), "--award", "lottery", "--award", "central_ranking"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[-2:] == ["lottery", "central_ranking"]


def test_a_number_may_be_typed_in_french(notes, capsys):
    """0,5 and 0.5 are the same step."""
    told = []
    for typed in ("0,5", "0.5"):
        assert main([str(notes), "--award", "equal_shares", "--set", f"award.step={typed}"]) == 0
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]


def test_what_a_rule_cannot_take_is_refused_by_name(notes, capsys):
    """The rule, the ballots, and the rules that can."""
    assert main([str(notes), "--award", "phragmen"]) == 2
    assert capsys.readouterr().err == (
        "error: award = phragmen: it counts approvals, and the ballots are cumulative (points shared out); "
        "allowed: table_ranking, central_ranking, approval_per_dollar, equal_shares, lottery.\n"
    )


def test_a_file_without_currency_is_not_given_one(notes, capsys):
    """Nor the one of another country; a name with control characters cannot write on the terminal."""
    text = NOTES.replace("currency;PLN\n", "").replace("Parc", "\x1b[2JParc\u2028bancs")
    notes.write_text(text, encoding="utf-8")
    assert main([str(notes), "--award", "equal_shares"]) == 0
    table = capsys.readouterr().out
    assert table.splitlines()[0].split() == ["project", "cost", "points", "equal_shares"]
    assert "\x1b" not in table
    assert "Parc bancs" in table


def test_an_encoding_is_said(notes, capsys):
    """Asked about first, then read as it is said to be."""
    notes.write_bytes(NOTES.encode("cp1252"))
    assert main([str(notes)]) == 2
    assert "In Windows-1252 this line reads: 2;400,5;École." in capsys.readouterr().err
    assert main([str(notes), "--encoding", "cp1252"]) == 0
    assert "École" in capsys.readouterr().out
