"""What a chronicle tells happened, when it happened and only then: against the engine's own log, votes and sittings."""

import re
from collections import Counter, defaultdict

import numpy as np
import pytest
from tiny import network

from sim.config import Scenario
from sim.metrics.typology import Typology
from sim.month import calls, endorsing, envelope
from sim.override import changed
from sim.show.comparison.chronicle import moments
from sim.show.comparison.chronicle_moments import KINDS, Followed, Moment
from sim.show.comparison.chronicle_projects import left_before
from sim.show.comparison.chronicle_sentences import Speaker
from sim.show.words import LANGUAGES, Words, entries
from sim.simulate import simulate
from sim.vocabulary import Status

PLACES = network(regions=2, territories=3, seed=4)
REGION = PLACES.region
QUICK = {"calendar.launch": 0, "negotiation.quorum": 0.3, "negotiation.signing": 1.0}
WORLDS = {  # each makes something happen that the others do not
    "usual": {},
    "imposed": QUICK | {"calendar.deadline": 8, "negotiation.tolerance": 0.0, "negotiation.by_trust": 0.0,
                        "governance.mediation_level": 0.0, "negotiation.slack": 0.0},
    "pooled": QUICK | {"split": "one_pot", "award": "consensus", "events.replaced": 0.0, "norms.core_fund": 0.3},
    "strict": QUICK | {"endorsement.patience": 0, "endorsement.agreeable": -1.5, "negotiation.presence": 0.9,
                       "events.envelope_month": 40, "events.envelope_change": -0.5, "split": "equal"},
    "short": QUICK | {"norms.return_months": 20, "events.removal_month": 57, "events.envelope_month": 30,
                      "events.envelope_change": 0.5, "viability.attending": 0.2, "viability.recovery": 0.1},
    "easy": QUICK | {"negotiation.tolerance": 0.5, "endorsement": "none"},
    "empty": {"mobilization.base": -6.0, "mobilization.by_efficacy": 0.0},
    "divided": QUICK | {"negotiation.by_trust": 0.0, "governance.mediation": False,
                        "negotiation.presence": 1.0, "governance.threshold": 0.7},
}  # fmt: skip
Told = tuple[Followed, list[Moment]]


@pytest.fixture(scope="module")
def lived() -> dict[str, dict]:
    """Every world, with what the engine itself said of budgets, of votes on files and of sittings."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        call_for, vote, meet = calls.call_for, endorsing.vote, envelope.negotiation.meet
        spied: dict[str, list] = {}

        def budget(run, account, files, known, left):
            spied["budgets"].append((run.month, account, left))
            return call_for(run, account, files, known, left)

        def ballot(run, table, name, orientation):
            yes = vote(run, table, name, orientation)
            spied["votes"] += [(run.month, int(t), int(k), bool(y)) for t, k, y in zip(table, name, yes, strict=True)]
            return yes

        def sitting(claim, *rest):
            result, trust = meet(claim, *rest)
            spied["sittings"].append(
                (len(claim), result.author, int(result.refused.sum()), result.walkouts, result.accepted)
            )
            return result, trust

        patch.setattr(calls, "call_for", budget)
        patch.setattr(endorsing, "vote", ballot)
        patch.setattr(envelope.negotiation, "meet", sitting)
        for name, changes in WORLDS.items():
            scenario = changed(Scenario(months=60), changes)
            spied = defaultdict(list)
            found[name] = {"scenario": scenario, "history": simulate(scenario, PLACES, 5), **spied}
    return found


@pytest.fixture(scope="module")
def told(lived) -> list[Told]:
    """Every moment of every place of every world."""
    found = []
    for world in lived.values():
        for place in range(len(PLACES.name)):
            f = Followed(world["history"], world["scenario"], Typology(), place)
            found.append((f, moments(f)))
    return found


def months_of(ms: list[Moment], *kinds: str, regional: bool | None = None) -> list[int]:
    """Months of the moments of some kinds."""
    return [m.month for m in ms if m.kind in kinds and regional in (None, m.regional)]


def test_every_kind_of_moment_is_met(told: list[Told]) -> None:
    """The worlds above make every kind happen: what the other tests say holds for all of them."""
    assert {m.kind for _, ms in told for m in ms} == set(KINDS)
    assert all(0 <= m.month < f.months for f, ms in told for m in ms)


def test_what_the_log_notes_is_told_then_and_only_then(told: list[Told]) -> None:
    """Each line of the engine's log that concerns the place or its region, once, in its month, with its number."""
    plan = ("plan_adopted", "plan_adopted_at_once")
    settled_by = ("agreed", "agreed_at_once", "split_by_formula", "split_pooled", "split_imposed")
    told_as = {
        "plan_adopted": plan, "plan_endorsed": ("plan_endorsed",), "adjusted": ("adjusted",),
        "election": ("election", "election_all_stay"), "negotiation_opens": ("negotiation_opens",),
        "agreement_reached": settled_by[:4], "agreement_imposed": settled_by, "tier_removed": ("tier_removed",),
        "fund_opens": ("fund_opens", "fund_opens_pooled"), "money_returned": ("money_returned",),
        "envelope_changed": ("envelope_changed", "envelope_cut"),
    }  # fmt: skip
    for f, ms in told:
        n = len(PLACES.name)
        for table, regional in ((f.place, False), (n + int(REGION[f.place]), True)):
            for kinds in {*told_as.values()} - {settled_by[:4]}:
                words = {word for word, names in told_as.items() if set(names) <= set(kinds)}
                noted = sorted(e.month for e in f.history.log if e.word in words and e.table == table)
                assert sorted(months_of(ms, *kinds, regional=regional)) == noted, (kinds, f.place)
        asleep = Counter(e.month for e in f.history.log if e.word == "dormant" and e.table == f.place)
        assert {m.month: m.facts["n"] for m in ms if m.kind == "dormant"} == asleep
        for m in (m for m in ms if m.kind in ("election", "envelope_changed", "envelope_cut", "money_returned")):
            money = ("election", "envelope_changed", "money_returned")
            mine = [e for e in f.history.log if e.month == m.month and e.table in (f.place, n + REGION[f.place])]
            said = m.facts.get("n", m.facts.get("dollars"))
            assert said in [abs(e.amount) for e in mine if e.word in money]
        cut = [e.amount < 0 for e in f.history.log if e.word == "envelope_changed" and e.table == n + REGION[f.place]]
        assert len(months_of(ms, "envelope_cut")) == sum(cut)


def test_files_are_withheld_by_the_votes_that_withheld_them(lived, told: list[Told]) -> None:
    """Who blocked what, when: against the very votes of elected officials; the plan apart from the projects."""
    for f, ms in told:
        world = next(w for w in lived.values() if w["history"] is f.history)
        q, tables = f.history.final.projects, f.history.final.tables
        refused = [(m, t, k) for m, t, k, yes in world.get("votes", []) if not yes]
        for table, regional in ((f.place, False), (len(PLACES.name) + int(REGION[f.place]), True)):
            plan = [m for m, t, k in refused if t == table and k == int(tables.seat[table])]
            assert months_of(ms, "plan_withheld", regional=regional) == plan
        first, last, often = {}, {}, Counter()
        for k in np.flatnonzero(q.territory == f.place):
            when = [m for m, _, name in refused if name == int(q.name[k])]
            if when:
                first.setdefault(when[0], []).append(k)
                often[k] = len(when)
                if q.status[k] == Status.VETOED:
                    last.setdefault(when[-1], []).append(k)
        dropped = sorted((m.month, m.facts["n"], m.facts["projects"][0].dollars) for m in ms if m.kind == "dropped")
        assert dropped == sorted((m, often[k], round(q.request[k] / 100)) for m, ks in last.items() for k in ks)
        kept = {m: [k for k in ks if k not in last.get(m, [])] for m, ks in first.items()}
        asked = {m: sorted(round(q.request[k] / 100) for k in ks) for m, ks in kept.items() if ks}
        assert {m.month: sorted(b.dollars for b in m.facts["projects"]) for m in ms if m.kind == "withheld"} == asked


def test_what_was_left_is_what_the_engine_had(lived) -> None:
    """Refusals are blamed on money only if it was short: what was left is the budget that the award rule was given."""
    for world in lived.values():
        f = Followed(world["history"], world["scenario"], Typology(), 0)
        revised = {e.month for e in f.history.log if e.word == "envelope_changed"}
        for month, account, budget in world.get("budgets", []):
            if month not in revised:
                assert left_before(f, account, month) == budget


def test_choices_add_up(told: list[Told]) -> None:
    """Files, money and refusals of each choice and call, from the register; none is missing."""
    for f, ms in told:
        q = f.history.final.projects
        files = [k for k in range(len(q.status)) if q.territory[k] == f.place]
        assert sum(m.facts["n"] for m in ms if m.kind == "filed") == len(files)
        for m in (m for m in ms if m.kind == "chosen"):
            here = [k for k in files if q.decided[k] == m.month]
            no = [k for k in here if q.status[k] == Status.REFUSED]
            assert (m.facts["of"], m.facts["n"], m.facts["refused"]) == (len(here), len(here) - len(no), len(no))
            assert m.facts["dollars"] == round(sum(int(q.request[k]) for k in here if k not in no) / 100)
            if m.facts["short"] >= 0:
                assert m.facts["short"] == sum(int(q.request[k]) / 100 > m.facts["left"] + 0.99 for k in no)
        for kind, dates in (("awarded", q.awarded), ("ended", q.ended)):
            kinds = (kind,) if kind == "awarded" else ("ended", "ended_lasting")
            assert Counter(int(dates[k]) for k in files if dates[k] >= 0) == Counter(
                m.month for m in ms if m.kind in kinds for _ in m.facts["projects"]
            )
        began = sorted(int(q.started[k]) for k in files if q.started[k] >= 0)
        assert sorted(m.month for m in ms if m.kind in ("first_money", "started") for _ in m.facts["projects"]) == began
        assert months_of(ms, "first_money") == began[:1]
        end = next(m.facts for m in ms if m.kind == "balance")
        assert end["dollars"] == round(sum(int(q.request[k]) for k in files if q.awarded[k] >= 0) / 100)
        assert end["lasting"] == sum(bool(q.lasting[k]) for k in files)


def test_sittings_are_those_that_were_held(lived, told: list[Told]) -> None:
    """Who proposed, who refused, who walked out: against the negotiation itself; the rest is counted, none is lost."""
    for f, ms in told:
        world = next(w for w in lived.values() if w["history"] is f.history)
        mine = [i for i in range(len(PLACES.name)) if REGION[i] == REGION[f.place]]
        opened = [e for e in f.history.log if e.word == "proposal_failed"]
        failed = [s for s in world.get("sittings", []) if not s[4]]
        assert len(opened) == len(failed)
        here = [
            s for e, s in zip(opened, failed, strict=True) if e.table in (*mine, len(PLACES.name) + REGION[f.place])
        ]
        said = [m.facts for m in ms if m.kind == "proposal_fails"]
        for facts, (of_n, author, refused, left, _) in zip(said, here, strict=False):
            assert facts == {"author": mine[author] if author >= 0 else -1, "n": refused, "of": of_n, "left": left}
        assert len(said) == min(len(here), 3)
        ends = [m.facts["n"] for m in ms if m.kind in ("agreed", "split_imposed")]
        assert all(n == len(here) for n in ends)


def test_stages_shares_and_organizations_are_those_of_the_series(told: list[Told]) -> None:
    """How long a stage lasted, what share of the envelope was won, which money opened, who started again."""
    for f, ms in told:
        h, n = f.history, len(PLACES.name)
        stage = h["phase"][:, f.place].tolist()  # at the end of each month
        begun = [0, *stage[:-1]]
        lasted = [(stage.index(k), begun.count(k - 1)) for k in (1, 2) if k in stage]
        assert [(m.month, m.facts["n"]) for m in ms if m.kind.startswith("passes_to")] == lasted
        table = n + int(REGION[f.place])
        claims = [e.amount for e in h.log if e.word == "negotiation_opens" and e.table == table]
        assert [m.facts["share"] for m in ms if m.kind == "negotiation_opens"] == claims
        shares = [m.facts["share"] for m in ms if m.kind in ("agreed", "split_imposed", "split_by_formula")]
        assert all(x == h.final.regions.share[f.place] for x in shares)
        for m in (m for m in ms if m.kind == "fund_opens"):
            assert m.facts["allotted"] == h["allotted"][m.month, f.place] / 100
            assert m.facts["coordination"] == h["coordination"][m.month, f.place] / 100
        awake = np.zeros(f.months)
        for m in (m for m in ms if m.kind in ("dormant", "awake_again")):
            awake[m.month :] += m.facts["n"] * (1 if m.kind == "awake_again" else -1)
        asleep = h["organizations"][:, f.place] - awake
        assert np.ptp(asleep) == 0


def test_sums_are_those_of_the_series(told: list[Told]) -> None:
    """Encounters, attendance and quarrels of each half-year; the regional table every year."""
    for f, ms in told:
        h = f.history
        for m in (m for m in ms if m.kind == "encounters"):
            t = len(PLACES.name) + int(REGION[f.place]) if m.regional else f.place
            span = range(m.month + 1 - (12 if m.regional else 6), m.month + 1)
            for name in ("possible", "held", "cooperative", "conflictual"):
                assert m.facts[name] == sum(int(h[name][k, t]) for k in span)
            assert m.facts["persons"] == pytest.approx(sum(h["present"][k, t].sum() for k in span) / len(span))
            booked = [sum(float(h["ledger"][k, t, s]) for k in span) for s in range(7)]
            assert m.facts["share"] == pytest.approx(max(booked) / max(sum(booked), 1e-12))
        assert months_of(ms, "encounters", regional=False) == list(range(5, 60, 6))
        votes = [x for x in h["support"][:, f.place] if x >= 0]
        first = [m for m in ms if m.kind in ("vote_fails", "plan_adopted_at_once") and not m.regional]
        assert [m.facts["share"] for m in first] == votes[:1]
        assert [m.facts["n"] for m in ms if m.kind == "plan_adopted" and not m.regional] == [len(votes)] * len(
            months_of(ms, "plan_adopted", regional=False)
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_moment_is_a_sentence(language: str, told: list[Told]) -> None:
    """Every moment of every world is said, in full, with nothing left to fill; French spaces do not break."""
    for f, ms in told:
        speaker = Speaker(Words(language), PLACES, f.place)
        for m in ms:
            text = speaker(m)
            assert text[0] == text[0].upper(), text
            assert text[-1] == ".", text
            assert not re.search(r"[{}|]|  |None|\bnan\b", text), text
            if language == "fr":
                assert not re.search(r" [;:%$]|'", text), text


def test_every_kind_and_every_way_to_say_it_is_written() -> None:
    """A kind without words would stop a report; words that no kind uses are dead."""
    said = {key.split(".")[2] for key in entries("fr") if key.startswith("versus_chronicle.said.")}
    used = {m for m in KINDS if m not in ("proposal_fails", "chosen", "balance")}
    assert used <= said
    parts = (
        "first_meeting_empty proposal_fails text_fails walk_out unsourced for_coordination for_mission quarrel balance "
        "no_encounter chosen_all chosen_some chosen_none only_all only_none only_too_dear only_set_aside choice "
        "choice_first project too_dear set_aside project_again partners other_projects"
    )
    assert said == used | set(parts.split())


def test_an_envelope_without_source_is_marked(told: list[Told]) -> None:
    """Wherever the amount of a region's envelope is shown."""
    f, ms = next((f, ms) for f, ms in told if months_of(ms, "envelope_cut") and months_of(ms, "fund_opens"))
    sourced = PLACES.envelope_sourced.copy()
    for language, mark in (("fr", "sans source"), ("en", "without a source")):
        for known in (True, False):
            PLACES.envelope_sourced.flags.writeable = True
            PLACES.envelope_sourced[:] = known
            speaker = Speaker(Words(language), PLACES, f.place)
            texts = [speaker(m) for m in ms if m.kind in ("envelope_cut", "fund_opens")]
            PLACES.envelope_sourced[:] = sourced
            assert all((mark in text) is not known for text in texts)
