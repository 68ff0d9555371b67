"""The rounds of a run: the run that keeps them is the plain run, and each round is what the rule was asked."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
import tiny

from experiments.round import main
from sim.config import Scenario
from sim.funding.award import AWARDS
from sim.funding.award.lottery import Lottery
from sim.funding.pabulib import election_of, read, write
from sim.history import SERIES
from sim.override import changed
from sim.simulate import simulate
from sim.study.rounds import Round, as_election, changes_of, date_of, replay
from sim.study.side_by_side import beside
from sim.vocabulary import Status

NETWORK = tiny.network(regions=2, territories=2, seed=3)
QUICK = {
    "months": 24,
    "calendar.launch": 0,
    "calendar.deadline": 4,
    "priorities.mobilization_pace": 2.0,
    "priorities.consultation_pace": 2.0,
    "priorities.support": 6.0,
    "governance.deliberation_months": 0,
    "negotiation.signing": 0.0,
    "endorsement.agreeable": 4.0,
    "norms.call_minimum": 0.0,
    "proposals.base": 1.0,
    "population.scale": 0.4,
}


def scenario(award: str, split: str = "equal") -> Scenario:
    """A lively scenario of two years."""
    return changed(Scenario(), QUICK | {"award": award, "split": split})


@cache
def kept(award: str, split: str = "equal"):
    """The run and its rounds."""
    return replay(scenario(award, split), NETWORK, 5)


def identical(a, b) -> bool:
    """The same series, state of projects and log, bit for bit."""
    series = all(np.array_equal(a[name], b[name], equal_nan=True) for name in SERIES)
    pairs = zip(a.final.projects, b.final.projects, strict=True)
    return series and a.log == b.log and all(np.array_equal(one, other) for one, other in pairs)


@pytest.mark.parametrize("award", [kind().name for kind in AWARDS])
@pytest.mark.parametrize("split", ["equal", "one_pot"])
def test_the_run_that_is_recorded_is_the_plain_run(award, split):
    """To the last bit, whether the rule votes or not, with accounts by territory or one pot."""
    history, rounds = kept(award, split)
    assert identical(history, simulate(scenario(award, split), NETWORK, 5))
    assert len(rounds) > 3


@pytest.mark.parametrize("award", ["table_ranking", "lottery", "majority", "phragmen"])
def test_a_round_is_what_the_rule_was_asked_and_answered(award):
    """Month, account, files, money and answer agree with the register; the rule gives the same again."""
    history, rounds = kept(award)
    q, seen = history.final.projects, np.zeros(len(history.final.projects.name), dtype=int)
    for held in rounds:
        seen[held.files] += 1
        assert (q.decided[held.files] == held.month).all()
        assert (q.account[held.files] == held.table).all()
        assert q.request[held.files].tolist() == held.call.request.tolist()
        assert ((q.status[held.files] != Status.REFUSED) == held.funded).all()
        assert held.call.request[held.funded].sum() <= held.call.budget
        rule = scenario(award).award
        call = (
            held.call if rule.votes else held.call._replace(voice=held.call.voice[:0], approves=held.call.approves[:0])
        )
        assert np.array_equal(rule(call), held.funded)
    assert seen.tolist() == (q.decided >= 0).astype(int).tolist(), "every project judged, once"
    assert [(held.month, held.table) for held in rounds] == sorted((held.month, held.table) for held in rounds)


def test_approvals_are_there_even_if_the_rule_does_not_ask():
    """Until rules first part, the same persons approve the same projects, asked or not."""
    asked, quiet = kept("majority")[1][0], kept("table_ranking")[1][0]
    assert (asked.month, asked.table) == (quiet.month, quiet.table)
    assert quiet.call.approves.shape == (len(quiet.call.voice), len(quiet.files))
    assert quiet.call.approves.any()
    assert np.array_equal(asked.call.approves, quiet.call.approves)


def test_a_rule_that_does_not_vote_sees_no_voter():
    """Recorded or not: what it is shown does not change, though the round keeps who approves what."""
    seen = []

    @dataclass
    class Watching(Lottery):
        """Notes how many voters it is shown."""

        def __call__(self, call):
            """(project,) funded."""
            seen.append(call.approves.shape)
            return super().__call__(call)

    _, rounds = replay(replace(scenario("lottery"), award=Watching()), NETWORK, 5)
    assert seen == [(0, len(held.files)) for held in rounds]
    assert any(len(held.call.voice) for held in rounds)


def test_a_round_is_kept_as_it_was():
    """Copies: what the run does later to its own arrays does not change a round."""
    history, rounds = kept("lottery")
    for held in rounds:
        assert not np.shares_memory(held.call.priorities, history.final.tables.priorities)


def test_a_round_reads_back_from_its_file(tmp_path):
    """As written: the call to the last bit, who was funded, where, when."""
    history, rounds = kept("table_ranking")
    for held in rounds[:6]:
        write(as_election(held, scenario("table_ranking"), NETWORK, history), tmp_path / "one.pb")
        found = read(tmp_path / "one.pb")
        for name, before in held.call._asdict().items():
            assert np.array_equal(getattr(found.call, name), before), name
        assert found.selected == tuple(held.funded.tolist())
        assert found.meta["subunit"] == NETWORK.name[held.table]
        assert found.meta["unit"] == NETWORK.region_name[NETWORK.region[held.table]]
        assert found.meta["rule"] == "table_ranking"
    pooled, (first, *_) = kept("lottery", "one_pot")
    assert as_election(first, scenario("lottery"), NETWORK, pooled).meta["subunit"] in NETWORK.region_name


def test_months_have_dates():
    """Month 0 is April 2010; month 9 is January 2011."""
    assert [date_of(month, Scenario()) for month in (0, 8, 9, 33)] == [(2010, 4), (2010, 12), (2011, 1), (2013, 1)]


def test_rules_stand_side_by_side():
    """One line a project, one column a rule, what each spends."""
    held: Round = kept("majority")[1][0]
    rules = {"majority": scenario("majority").award, "lottery": scenario("lottery").award}
    lines = beside(election_of(held.call), rules).splitlines()
    assert lines[0].split() == ["project", "cost", "(CAD)", "voices", "majority", "lottery"]
    assert len(lines) == len(held.files) + 2
    marks = [line.split()[-2] == "x" for line in lines[1:-1]]
    assert marks == held.funded.tolist()
    assert lines[-1].split()[-2] == f"{held.call.request[held.funded].sum() / 100:,.2f}"


# The command


@pytest.fixture
def file(tmp_path):
    """A round in a file."""
    path = tmp_path / "été.pb"
    write(election_of(kept("majority")[1][0].call, meta={"description": "Été"}), path)
    return path


def test_the_command_compares_rules(file, capsys):
    """Rules named, with their parameters; every rule that votes when none is named."""
    assert main([str(file), "--award", "equal_shares", "--award", "lottery", "--set", "award.completion=none"]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[-2:] == ["equal_shares", "lottery"]
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[4:] == [k().name for k in AWARDS if k.votes]


def test_the_command_keeps_every_round(tmp_path, capsys, monkeypatch):
    """One `.pb` a round, named by month and place; the same as what the run holds; a place taken is refused."""
    folder = tmp_path / "rounds"
    typed = ["--simulate", "mauricie", "--seed", "7", "--save", str(folder), "--set", "split=one_pot"]
    assert main(typed) == 0
    said = capsys.readouterr().out
    found = sorted(folder.glob("*.pb"))
    assert found
    assert f"{len(found)} rounds" in said
    assert all(path.name[:7] >= "2010-04" and path.suffix == ".pb" and read(path).call.budget >= 0 for path in found)
    monkeypatch.delattr("sim.study.rounds.replay")  # refused before anything is simulated
    assert main(typed) == 2
    assert "something there already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ([], "one of the arguments FILE.pb --simulate is required"),
        (["FILE", "--simulate", "mauricie"], "not allowed with argument"),
        (["FILE", "--award", "dictator"], "award = dictator: allowed: table_ranking"),
        (["FILE", "--award", "majority", "--set", "award.threshold=2"], "award.threshold = 2: allowed: 0 to 1"),
        (["FILE", "--award", "majority", "--set", "award.completion=none"], "award.completion = none: no such param"),
        (["FILE", "--award", "equal_shares", "--set", "award.completion=all"], "allowed: none, greedy, increase"),
        (["FILE", "--set", "norms.cap=5000"], "norms.cap = 5000: allowed for a .pb file: award.<parameter>"),
        (["FILE", "--set", "threshold"], "threshold = nothing: key=value is expected"),
        (["FILE", "--save", "NEW"], "--simulate and --save go together"),
        (["FILE", "--set", f"award.threshold={'1' * 400}"], "(400 characters): a number is expected"),
        (["FILE", "--set", f"award.threshold={'[' * 20000}"], "a number is expected; allowed: 0 to 1"),
        (["FILE", "--set", "award.threshold=1,000"], "thousands or decimals? Write 1000 or 1.00"),
        (["FILE", "--set", "award.threshold=1e400"], "a number is expected"),
        (["FILE", "--set", f"{'k' * 5000}=1"], "key=value is expected"),
        (["FILE", "--award", "a" * 5000], "allowed: table_ranking"),
        (["FILE", "--seed", "1" * 5000], "(5,000 characters): allowed: a whole number"),
        (["FILE", "--encoding", "latin-7"], "encoding = latin-7: allowed: utf-8, utf-16, cp1252"),
        (["f" * 3000], "(3,000 characters): File name too long"),
        (["nowhere.pb"], "nowhere.pb: No such file"),
        (["--simulate", "x" * 5000, "--save", "NEW"], "error: territory.regions: 'xxx"),
        (["--simulate", "atlantis", "--save", "NEW"], "is no region of Québec"),
        (["--simulate", "mauricie", "--save", "NEW", "--set", "months=0"], "months = 0: allowed: 1 to 1200"),
        (["--simulate", "mauricie", "--save", "NEW", "--seed", "-1"], "--seed: -1: allowed: a whole number"),
        (["--simulate", "mauricie", "--save", "NEW", "--seed", "x"], "--seed: x: allowed: a whole number"),
        (["--simulate", "mauricie", "--save", "FILE"], "something there already"),
        (["--simulate", "mauricie", "--save", "NEW", "--award", "lottery"], "without --award"),
    ],
)
def test_a_bad_request_is_refused_on_one_line(typed, sentence, file, tmp_path, capsys, monkeypatch):
    """Status 2, one line that says what is wrong, nothing written."""
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    try:
        status = main([str(file) if word == "FILE" else word for word in typed])
    except SystemExit as leaving:
        status = leaving.code
    told = capsys.readouterr()
    assert status == 2
    assert sentence in told.err
    assert told.err.startswith("error: ")
    assert told.err.count("\n") == 1
    assert len(told.err) < 1700
    assert told.out == ""
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_is_not_one_is_refused(tmp_path, capsys):
    """Another kind of file: the line and what was expected."""
    file = tmp_path / "note.pb"
    file.write_text("Bonjour\n", encoding="utf-8")
    assert main([str(file)]) == 2
    assert capsys.readouterr().err.startswith("error: note.pb, line 1: 'Bonjour': a section is expected first")


def test_values_are_read_as_what_they_are():
    """Numbers, true and false; anything else is a word."""
    found = changes_of(["a.b=2", "c=0,5", "d=vrai", "e=one_pot", "f=x=y", "g= 1e-3", "h=false"])
    assert found == {"a.b": 2, "c": 0.5, "d": True, "e": "one_pot", "f": "x=y", "g": 0.001, "h": False}
