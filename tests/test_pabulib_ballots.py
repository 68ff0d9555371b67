"""Ballots of every type, and numbers and texts as people have them: read to the last point, or asked about."""

from fractions import Fraction

import numpy as np
import pytest

from sim.funding.award import AWARDS
from sim.funding.award.equal_shares import EqualShares
from sim.funding.contract import POINT
from sim.funding.pabulib import Election, parse, read, written
from sim.funding.pabulib_lines import PabulibError
from sim.funding.pabulib_numbers import Ambiguous, exact

NAMED = """META
key;value
budget;9
vote_type;approval
PROJECTS
project_id;cost;name
1;1;École « à côté »
VOTES
voter_id;vote
"""


def small(kind: str, votes: str, meta: str = "") -> Election:
    """A file whose ballots begin at line 12, and projects 1 to 4."""
    head = "voter_id;vote" + ";points" * (kind in ("cumulative", "scoring"))
    projects = "".join(f"{p};100\n" for p in range(1, 5))
    text = f"META\nbudget;250\nvote_type;{kind}\n{meta}PROJECTS\nproject_id;cost\n{projects}VOTES\n{head}\n{votes}"
    return parse(text, "one.pb")


def points_of(kind: str, votes: str, meta: str = "") -> list[list[float]]:
    """(voter, project) points of a small file."""
    call = small(kind, votes, meta).call
    return (call.approves * 1.0 if call.points is None else call.points / POINT).tolist()


def test_ballots_of_every_type_by_hand():
    """Ranks by Borda: 2, 1, 0 of three; points as given, 0 or default_score otherwise; a cross otherwise."""
    assert points_of("approval", "a;1,3\nb;\n") == [[1, 0, 1, 0], [0, 0, 0, 0]]
    assert points_of("Choose-1", "a;3\n") == [[0, 0, 1, 0]]
    assert points_of("ordinal", "a;3,1,4\nb;2\n") == [[1, 0, 2, 0], [0, 0, 0, 0]]
    assert points_of("cumulative", "a;3,1;4,0.5\n") == [[0.5, 0, 4, 0]]
    assert points_of("scoring", "a;3,1;-2,7\nb;None;None\n", "default_score;1\n") == [[7, 1, -2, 1], [1, 1, 1, 1]]


@pytest.mark.parametrize(
    ("kind", "votes", "expected", "said"),
    [
        ("approval", "a;1,1,2\n", [1, 1, 0, 0], "it counts once / "),
        ("ordinal", "a;1,2,1\n", [1, 0, 0, 0], "its first place counts / "),
        ("cumulative", "a;1,2,1;5,3,1\n", [1, 3, 0, 0], "its last points count / "),
    ],
)
def test_a_ballot_that_names_a_project_twice_is_read_and_said(kind, votes, expected, said):
    """As pabutools reads it: 21 files of the public library have one."""
    assert points_of(kind, votes) == [expected]
    (note,) = small(kind, votes).notes
    assert note.startswith("Ballots that name a project twice: 1 (first: one.pb, line 12); ")
    assert said in note
    assert "Bulletins qui nomment un projet deux fois : 1 ;" in note


def test_ballots_outside_their_limits_count_and_are_said():
    """No ballot is lost, and nobody believes that all are regular."""
    meta = "min_length;2\nmax_length;2\nmax_points;3\nmax_sum_points;Auto-filled\nmin_project_score_threshold;50\n"
    found = small("cumulative", "a;1;4\nb;1,2;3,3\nc;1,2,3;1,1,9\n", meta)
    assert found.call.approves.sum() == 6
    english = [note.split(" / ")[0] for note in found.notes]
    assert english == [
        "max_sum_points = Auto-filled: no number, not checked",
        "Ballots outside min_length = 2: 1 (first: one.pb, line 17); they count as they are",
        "Ballots outside max_points = 3: 2 (first: one.pb, line 17); they count as they are",
        "Ballots outside max_length = 2: 1 (first: one.pb, line 19); they count as they are",
        "min_project_score_threshold = 50: no rule here applies it",
    ]
    assert (
        small("choose-1", "a;1,2\n").notes[0].startswith("Ballots outside max_length = 1: 1 (first: one.pb, line 12)")
    )


def test_counts_that_the_ballots_do_not_give_are_said():
    """Kraków counts 3, 2, 1 for ranks where Borda counts 2, 1, 0: whoever compares is told."""
    text = ("META\nbudget;9\nvote_type;ordinal\nPROJECTS\nproject_id;cost;votes;score\n1;1;1;3\n2;1;2;1\nVOTES\n"
            "voter_id;vote\na;1,2\n")  # fmt: skip
    votes, score = parse(text, "one.pb").notes
    assert votes.startswith(
        "votes: 1 of 2 projects have another count than their ballots give (first: one.pb, line 7: 2, "
    )
    assert "score: 2 of 2 projects" in score
    assert "line 6: 3, counted 1) / 2 projets sur 2 ont un autre compte" in score
    assert parse(text.replace("1;1;1;3", "1;1;1;1").replace("2;1;2;1", "2;1;1;0")).notes == ()


def test_numbers_as_they_are_typed_in_french_english_and_german():
    """By hand. What could be thousands or decimals is asked about; what has no sense is no number."""
    same_ = {"1 250,50": "1250.50", "1\u202f250\u202f000": "1250000", "1'250.5": "1250.5", "1.250,5": "1250.5",
             "1,250.5": "1250.5", "12,5": "12.5", "1,250,000": "1250000", "1.250.000": "1250000", "25/2": "12.5",
             "1250,000": "1250", "0,125": "0.125", "2,5E+03": "2500", "\u22123": "-3"}  # fmt: skip
    for typed, plain in same_.items():
        assert exact(typed, money=True) == Fraction(plain), typed
    for typed in ("1,250", "1.250", "250,000", "999.999", "1,250e3"):
        with pytest.raises(Ambiguous, match="thousands or decimals"):
            exact(typed, money=True)
    assert exact("1.125") == Fraction(9, 8), "programs write a point before decimals, outside of money"
    for typed in (
        "",
        "x",
        "1 25",
        "1,2,3",
        "1,25,000",
        "1/0",
        "nan",
        "inf",
        "1_000",
        "٣",
        "1e99999999",
        "1" * 400,
        "-",
        "5 $",
    ):
        assert exact(typed, money=True) is None, typed


def test_a_project_may_cost_nothing():
    """It is read; rules fund it wherever they would choose it, and it takes no money."""
    text = "META\nbudget;0\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;0\n2;5\n3;0\nVOTES\nvoter_id;vote\na;1,2\n"
    call = parse(text).call
    assert call.request.tolist() == [0, 500, 0]
    for kind in AWARDS:
        found = kind()(call).tolist()
        assert found == ([True, False, False] if kind.votes else [True, False, True]), kind
    assert EqualShares("increase")(call).tolist() == [True, False, False], "no money at all"
    assert EqualShares("increase")(call._replace(budget=500)).tolist() == [True, True, False]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "cp850"])
def test_an_encoding_is_asked_about_and_may_be_said(tmp_path, encoding):
    """Never guessed: the line as Windows-1252 would read it, and what to say."""
    file = tmp_path / "one.pb"
    file.write_bytes(NAMED.encode(encoding))
    with pytest.raises(PabulibError, match=f"--encoding {'utf-16' if encoding == 'utf-16' else 'cp1252'}"):
        read(file)
    assert read(file, encoding).names == ("École « à côté »",)
    with pytest.raises(PabulibError, match="encoding = latin-7: allowed: utf-8, utf-16, cp1252"):
        read(file, "latin-7")


def test_what_is_large_is_refused_before_it_is_built(tmp_path, monkeypatch):
    """Ballots times projects, bytes, columns, points, a list of ids in a message: bounded."""
    projects = "".join(f"{p};1\n" for p in range(3000))
    text = f"META\nbudget;9\nvote_type;approval\nPROJECTS\nproject_id;cost\n{projects}VOTES\nvoter_id;vote\n"
    with pytest.raises(PabulibError) as refusal:
        parse(text + "a;9999\n")
    assert len(str(refusal.value)) < 400
    assert "(3,000 projects)" in str(refusal.value)
    with pytest.raises(PabulibError, match="20,000 ballots x 3,000 projects: allowed: 50,000,000 in all"):
        parse(text + "".join(f"v{v};1\n" for v in range(20000)))
    with pytest.raises(PabulibError, match="columns; allowed: 1,000"):
        parse(text.replace("voter_id;vote", "voter_id;vote" + ";x" * 2000))
    with pytest.raises(PabulibError, match="nine decimals at most"):
        points_of("cumulative", "a;1;0.0123456789\n")
    with pytest.raises(PabulibError, match="allowed: a number from 0 to 1,000,000,000"):
        points_of("cumulative", "a;1;-1\n")
    file = tmp_path / "large.pb"
    file.write_bytes(b"META\n")
    monkeypatch.setattr("sim.funding.pabulib.MOST_BYTES", 4)
    with pytest.raises(PabulibError, match=r"large\.pb: it is larger than"):
        read(file)


@pytest.mark.parametrize("kind", ["ordinal", "cumulative", "scoring", "choose-1"])
def test_points_are_written_and_read_back_to_the_billionth(kind):
    """The type of the ballots, ranks, points, and those who say nothing."""
    more = {"ordinal": "a;3,1\nb;\n", "choose-1": "a;3\nb;\n"}.get(kind, "a;3,1;2.000000001,2\nb;None;None\n")
    found = small(kind, more)
    again = parse(written(found))
    assert all(np.array_equal(a, b) for a, b in zip(again.call, found.call, strict=True))
    assert (again.kind, again.voters) == (kind, ("a", "b"))
