"""Calls in the `.pb` format: nothing is lost on the way, in our hands or in those of pabutools; errors say where."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from needed import module

from sim.funding.award import AWARDS
from sim.funding.award.approval import ApprovalPerDollar
from sim.funding.award.equal_shares import EqualShares
from sim.funding.award.phragmen import Phragmen
from sim.funding.contract import Call
from sim.funding.contract_check import random_call, relabeled
from sim.funding.pabulib import Election, election_of, parse, read, write, written
from sim.funding.pabulib_lines import PabulibError
from sim.vocabulary import PROBLEMS

PLAIN = """META
key;value
description;Municipal PB in Wieliczka
num_projects;3
num_votes;4
budget;100000
vote_type;approval

PROJECTS
project_id;cost;category;votes;name;selected
1;60000;culture, education;2;Été « à côté »;1
7;30000.5;sport;2;"Salle; ""du bas\""";0
23;40000,25;culture;2;;0
VOTES
voter_id;age;sex;voting_method;vote
1;34;f;paper;1,7
2;51;m;internet;1,23
3;23;m;internet;23
4;19;f;internet;7
"""


def same(a: Call, b: Call) -> bool:
    """Two calls, to the last bit and in the same types."""
    for name in Call._fields:
        one, other = getattr(a, name), getattr(b, name)
        if np.asarray(one).dtype != np.asarray(other).dtype or not np.array_equal(one, other):
            return False
    return True


def test_a_usual_file_is_read():
    """By hand: a file of Pabulib as they are, with columns that we do not know, quotes, a comma for the cents."""
    found = parse(PLAIN, "here.pb")
    call = found.call
    assert (found.ids, found.voters) == (("1", "7", "23"), ("1", "2", "3", "4"))
    assert found.names == ("Été « à côté »", 'Salle; "du bas"', "23")
    assert found.selected == (True, False, False)
    assert found.meta == {"description": "Municipal PB in Wieliczka"}
    assert (call.budget, call.request.tolist()) == (10_000_000, [6_000_000, 3_000_050, 4_000_025])
    assert call.approves.astype(int).tolist() == [[1, 1, 0], [1, 0, 1], [0, 0, 1], [0, 1, 0]]
    assert call.voice.tolist() == [1.0] * 4


def test_what_a_file_lacks_tells_no_two_projects_apart():
    """Neutral values; ties by project_id in the order of letters: 1, 23, 7."""
    call = parse(PLAIN).call
    for name in ("months", "partners", "quality", "novelty", "problem", "approach"):
        assert len(set(getattr(call, name).tolist())) == 1, name
    assert call.cost.tolist() == call.request.tolist()
    assert call.priorities == pytest.approx(np.full(len(PROBLEMS), 1 / len(PROBLEMS)))
    assert np.argsort(call.lots).tolist() == [0, 2, 1]
    assert call.person_target == 0.5
    ranks = [kind()(call._replace(request=np.full(3, 100), cost=np.full(3, 100), budget=200)) for kind in AWARDS[:2]]
    assert [funded.tolist() for funded in ranks] == [[True, False, True]] * 2


@pytest.mark.parametrize("kind", [kind for kind in AWARDS if kind.votes], ids=lambda kind: kind.__name__)
def test_any_rule_that_votes_takes_what_is_read(kind):
    """It keeps its word on such a call, and funds something of it unless all must agree."""
    funded = kind()(parse(PLAIN).call)
    assert funded.shape == (3,)
    assert funded.any() or kind().name in ("consensus", "supermajority")


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), said=st.lists(names, min_size=12, max_size=12), note=names)
def test_nothing_is_lost_on_the_way(seed, said, note):
    """Any call, to the last bit; names with accents, quotes, semicolons; who was funded."""
    call = random_call(seed % 20, np.random.default_rng(seed))
    n = len(call.lots)
    if n > len(said):
        return
    given_ = election_of(call, said[:n], {"description": " ".join(note.split())})
    given_ = given_._replace(selected=tuple(bool(p % 2) for p in range(n)) if n else None)
    found = parse(written(given_))
    assert same(found.call, call)
    assert found.names == tuple(" ".join(word.split()) or own for word, own in zip(said, given_.ids, strict=False))
    assert (found.ids, found.voters, found.selected) == (given_.ids, given_.voters, given_.selected)
    assert dict(found.meta) == dict(given_.meta)
    assert written(found._replace(names=given_.names)) == written(given_)


def test_a_file_is_read_with_or_without_the_mark_of_its_encoding(tmp_path):
    """UTF-8, with or without a mark at its head, whatever the line ends; another encoding is refused by name."""
    file = tmp_path / "été.pb"
    write(parse(PLAIN), file)
    assert b"\r" not in file.read_bytes()
    for text in (file.read_bytes(), b"\xef\xbb\xbf" + file.read_bytes(), file.read_bytes().replace(b"\n", b"\r\n")):
        file.write_bytes(text)
        assert read(file).names[0] == "Été « à côté »"
    file.write_bytes(PLAIN.encode("latin-1"))
    with pytest.raises(PabulibError, match=r"été\.pb: its text is not in UTF-8"):
        read(file)


WRONG = {
    "budget;100000": [("budget;", "line 6: budget = nothing: allowed: dollars in whole cents, from 0"),
                      ("budget;10.001", "line 6: budget = 10.001: allowed: dollars in whole cents"),
                      ("budget;-5", "line 6: budget = -5: allowed"), ("budget;1/0", "line 6: budget = 1/0: allowed"),
                      ("budget;1e30", "line 6: budget = 1e30: allowed"), ("", "META: budget is missing"),
                      ("budget;5\nbudget;6", "line 7: key = budget: already at here.pb, line 6"),
                      ("budget;5;6", "line 6: META: 3 cells; allowed: 2 (key, value)"),
                      ("budget;5\nperson_target;2", "person_target = 2: allowed: a number from 0 to 1"),
                      ("budget;5\npriorities;1,2", "priorities = 1,2: allowed: 9 shares that sum to 1")],
    "vote_type;approval": [("vote_type;ordinal", "line 7: vote_type = ordinal: allowed: approval, choose-1"),
                           ("x;y", "META: vote_type is missing")],
    "num_votes;4": [("num_votes;5", "line 5: num_votes = 5: there are 4; is the file whole?")],
    "META\nkey": [("key", "line 1: 'key': a section is expected first: META, PROJECTS, VOTES")],
    "7;30000.5;": [("7;0;", "line 12: cost = 0: allowed: dollars in whole cents, from 0.01"),
                   ("7;free;", "line 12: cost = free: allowed"), ("7;;", "line 12: cost = nothing: allowed"),
                   ("1;5;", "line 12: project_id = 1: already at here.pb, line 11"),
                   (";5;", "line 12: project_id = nothing: allowed: a text")],
    "project_id;cost;category": [("id;cost;category", "line 10: PROJECTS: column project_id is missing"),
                                 ("project_id;cost;cost", "line 10: PROJECTS: column cost is given twice"),
                                 ("project_id;cost;months", "line 11: months = culture, education: allowed: a whole"),
                                 ("project_id;cost;problem", "line 11: problem = culture, education: allowed: food_"),
                                 ("project_id;cost;total_cost", "line 11: total_cost = culture, education: allowed")],
    "VOTES\n": [("PROJECTS\n", "section PROJECTS is given twice"), ("", "section VOTES is missing")],
    "3;23;m;internet;23": [("3;23;m;internet;24", "line 18: vote = 24: 24 is no project; allowed: 1, 7, 23"),
                           ("3;23;m;internet;1,1", "line 18: vote = 1,1: 1 is given twice; allowed: each project once"),
                           ("2;23;m;internet;1", "line 18: voter_id = 2: already at here.pb, line 17")],
    "voter_id;age;sex": [("voter_id;age;voice", "line 16: voice = f: allowed: a number from 0 to 1e+06")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "sentence"), [(b, a, s) for b, cases in WRONG.items() for a, s in cases], ids=str
)
def test_an_error_names_line_key_value_and_what_is_allowed(before, after, sentence):
    """Each fault on one line."""
    assert PLAIN.count(before) == 1
    text = PLAIN.replace(before, after)
    with pytest.raises(PabulibError) as refusal:
        parse(text, "here.pb")
    assert sentence in str(refusal.value), str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("bad", ["", "a;b", "a,b", " a", "a\nb"])
def test_an_id_that_the_format_cannot_hold_is_not_written(bad):
    """Better no file than one that says something else."""
    found = parse(PLAIN)
    with pytest.raises(PabulibError, match="id = "):
        written(found._replace(ids=(bad, "7", "23")))


# Beside pabutools


@pytest.fixture(scope="module")
def pabulib():
    """How pabutools reads and writes the format."""
    return module("pabutools.election.pabulib")


def elections(weighed: bool) -> list[Election]:
    """Small calls that some vote for."""
    calls = [random_call(k, np.random.default_rng(k)) for k in range(120)]
    kept = [call for call in calls if len(call.lots) and len(call.voice) and call.budget]
    voices = [call.voice if weighed else np.ones(len(call.voice)) for call in kept]
    said = ["Été à l’école", "Salle; du bas", 'Un "toit"', "a, b"] * 20
    return [
        election_of(call._replace(voice=voice), said[: len(call.lots)])
        for call, voice in zip(kept, voices, strict=True)
    ]


def test_pabutools_reads_what_we_write(pabulib, tmp_path):
    """Budget, costs, names and ballots, exactly; voices in a column of their own, which it keeps and ignores."""
    for election in elections(weighed=True):
        write(election, tmp_path / "one.pb")
        instance, profile = pabulib.parse_pabulib(str(tmp_path / "one.pb"))
        call = election.call
        assert instance.budget_limit * 100 == call.budget
        assert {p.name: int(p.cost * 100) for p in instance} == dict(
            zip(election.ids, call.request.tolist(), strict=True)
        )
        assert {instance.project_meta[p]["name"] for p in instance} == set(election.names)
        ballots = [sorted(int(p.name) - 1 for p in ballot) for ballot in profile]
        assert ballots == [np.flatnonzero(row).tolist() for row in call.approves]
        assert [float(b.meta.get("voice", 1.0)) for b in profile] == call.voice.tolist()


def test_we_read_what_pabutools_writes(pabulib):
    """Cents come back from its fractions. It puts names without quotes, and it loses the voices: both are left out."""
    for election in elections(weighed=False):
        plain = election._replace(names=tuple(f"Été {own}" for own in election.ids))
        instance, profile = pabulib.parse_pabulib_from_string(written(plain))
        found = parse(pabulib.election_as_pabulib_string(instance, profile))
        place = [found.ids.index(own) for own in plain.ids]
        assert [found.names[p] for p in place] == list(plain.names)
        back = relabeled(found.call, np.array(place))
        assert same(back, plain.call)


def test_the_same_file_gives_the_same_winners(pabulib):
    """Our rules on what we read of a file, those of pabutools on what it reads of it; its own order breaks ties."""
    from pabutools.election import Cardinality_Sat
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen

    cardinality = {"sat_class": Cardinality_Sat}
    several = 0
    for election in elections(weighed=False):
        drawn = election.call
        own = [p for p in range(len(drawn.lots)) if drawn.approves[:, p].any()][:9]  # a figure each: 1 to 9
        call = parse(written(election_of(drawn._replace(
            **{name: getattr(drawn, name)[own] for name in ("request", "cost", "months", "partners", "quality",
                                                           "novelty", "problem", "approach")},
            approves=drawn.approves[:, own], lots=(np.arange(len(own)) + 0.5) / max(len(own), 1))))).call  # fmt: skip
        instance, profile = pabulib.parse_pabulib_from_string(written(election_of(call)))
        for rule, other in (
            (EqualShares("none"), method_of_equal_shares(instance, profile, **cardinality)),
            (Phragmen(), sequential_phragmen(instance, profile)),
            (ApprovalPerDollar(), greedy_utilitarian_welfare(instance, profile, **cardinality)),
        ):
            winners = {int(p.name) - 1 for p in other}
            assert set(np.flatnonzero(rule(call)).tolist()) == winners, rule
            several += 0 < len(winners) < len(own)
    assert several > 60
