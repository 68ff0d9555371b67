"""Signs of life: a history of ours is read as the record that any model must leave."""

import numpy as np
import pytest

from sim.config import Scenario
from sim.history import Happening
from sim.life.event_study import LAGS
from sim.life.record import KINDS, Record, events_of, failed_proposals, record_of
from sim.life.signs import signs_of
from sim.override import changed
from sim.simulate import simulate
from sim.vocabulary import Status
from sim.world.quebec import real


@pytest.fixture(scope="module")
def history():
    """Two regions, four years, two of them after the fund opens."""
    return simulate(changed(Scenario(), {"months": 48}), real(["cote_nord", "mauricie"]), 3)


@pytest.fixture(scope="module")
def record(history) -> Record:
    """Its record."""
    return record_of(history)


def test_meetings_are_those_of_the_history(history, record):
    """Local tables are places; a region counts its local tables and its regional table; persons of all roles."""
    n = len(record.region_of)
    assert record.places.held.shape == (48, n)
    assert record.regions.held.sum() == history["held"].sum()
    assert record.regions.conflictual.sum() > record.places.conflictual.sum()
    assert np.array_equal(record.places.cooperative, history["cooperative"][:, :n])
    assert np.array_equal(record.places.present, history["present"][:, :n].sum(axis=2))
    assert (record.places.cooperative + record.places.conflictual <= record.places.held).all()
    assert (record.places.present <= record.places.members).all()


def test_events_are_those_of_the_log(history, record):
    """Once a month and place, in order; a region's agreement is an event of each of its places."""
    words = [h.word for h in history.log]
    n = len(record.region_of)
    assert tuple(record.events) == KINDS
    for kind, events in record.events.items():
        assert events.shape == (len(events), 2), kind
        assert len({tuple(pair) for pair in events.tolist()}) == len(events)
        assert events.size == 0 or (events[:, 1].max() < n and events[:, 0].max() < 48)
    assert len(record.events["election"]) == n
    for h in history.log:
        if h.word == "agreement_reached":
            mine = np.flatnonzero(record.region_of == h.table - n)
            split = record.events["split"]
            assert set(split[split[:, 0] == h.month][:, 1]) >= set(mine)
    assert len(record.events["plan"]) <= words.count("plan_adopted")
    assert len(record.events["award"]) == len(record.juries) == words.count("awarded") > 0
    assert len(record.events["refusal"]) == (history["refused"] > 0).sum()


def test_events_at_a_regional_table_are_of_every_place():
    """A round of pooled money, or a file of the region withheld; a plan of the region is not a plan of its places."""

    class Told:
        """Three places in two regions, and a log."""

        log = [  # noqa: RUF012
            Happening(5, "awarded", 4, 2.0),
            Happening(5, "vetoed", 3, 1.0),
            Happening(6, "plan_adopted", 3, 0.6),
            Happening(7, "dormant", 1, 0.0),
            Happening(7, "dormant", 1, 0.0),
        ]

        def __getitem__(self, name: str) -> np.ndarray:
            return np.zeros((10, 5))

    found = events_of(Told(), np.array([0, 0, 1]))
    assert found["award"].tolist() == [[5, 2]]
    assert found["veto"].tolist() == [[5, 0], [5, 1]]
    assert found["plan"].tolist() == []
    assert found["departure"].tolist() == [[7, 1]]


def test_a_proposal_is_put_to_all_but_its_author():
    """A territory's own is put to the others of its region; a mediator's single text, to all."""
    log = [Happening(20, "proposal_failed", 1, 1.0), Happening(21, "proposal_failed", 3, 2.0), Happening(22, "x", 0, 0)]
    assert failed_proposals(log, np.array([0, 0, 1])).tolist() == [[0, 1, 1, 0], [0, 2, 2, 1]]


def test_shares_are_those_agreed_and_claims_those_of_the_opening(history, record):
    """Shares of a region sum to one; claims to what the log says when the negotiation opens."""
    n = len(record.region_of)
    opened = {h.table - n: h.amount for h in history.log if h.word == "negotiation_opens"}
    agreed = {h.table - n for h in history.log if h.word == "agreement_reached"}
    assert agreed
    for r in range(2):
        mine = record.region_of == r
        if r in agreed:
            assert record.shares[mine].sum() == pytest.approx(1.0)
            assert record.claims[mine].sum() == pytest.approx(opened[r])
        else:
            assert np.isnan(record.shares[mine]).all()


def test_rounds_are_those_that_juries_decided(history, record):
    """Files judged, and of them those chosen."""
    q = history.final.projects
    assert record.juries[:, 1].sum() == (q.decided >= 0).sum()
    assert (record.juries[:, 2] <= record.juries[:, 1]).all()
    assert record.juries[:, 1].sum() - record.juries[:, 2].sum() == (q.status == Status.REFUSED).sum()


def test_a_record_of_ours_becomes_a_row(record):
    """With every kind of event and every lag, and nothing that is not finite but rates of years without encounters."""
    row = signs_of(record, lambda m: (m.conflictual > 0.2 * m.held).astype(np.int8), ("calm", "hot"))
    for kind in KINDS:
        assert {f"event/{kind}/model/{lag}" for lag in LAGS} <= set(row)
    assert np.isfinite([value for name, value in row.items() if "/year/" not in name]).all()
