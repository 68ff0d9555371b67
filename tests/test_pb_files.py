"""Files of every type of ballot: read to the cent and the point whatever their dress, or refused in one short line."""

import random
from collections import Counter

import numpy as np
import pytest
from pb_files import BROKEN, DRESSES, KINDS, Said, generated, said, written

from sim.funding.award import AWARDS
from sim.funding.contract import POINT
from sim.funding.pabulib import Election, read
from sim.funding.pabulib_lines import PabulibError
from sim.study.side_by_side import beside, rules_for, told

FEW, MANY = 60, 5000


def one_line(name: str) -> str:
    """A name as it is read."""
    return " ".join(name.split())


def check(found: Election, file: Said) -> None:
    """What was read is what was said."""
    call, ids = found.call, list(file.cost)
    assert (found.kind, call.budget, found.ids) == (file.kind, file.budget, tuple(ids))
    assert found.meta == file.meta
    assert dict(zip(found.ids, call.request.tolist(), strict=True)) == file.cost
    assert [found.names[p] for p in range(len(ids))] == [one_line(file.names[own]) or own for own in ids]
    named = [[own in given for own in ids] for given in file.ballots]
    assert call.approves.tolist() == named
    if file.kind in ("approval", "choose-1"):
        assert call.points is None
        return
    other = int(file.meta.get("default_score", 0)) * POINT
    assert call.points is not None
    assert call.points.tolist() == [
        [given[own] * POINT if own in given else other for own in ids] for given in file.ballots
    ]


def as_read(raw: bytes, tmp_path) -> Election:
    """Through a file, as everybody's."""
    (tmp_path / "one.pb").write_bytes(raw)
    return read(tmp_path / "one.pb")


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_says_the_same_whatever_its_dress(kind, dress, tmp_path):
    """Every type of ballot, from whatever program."""
    for seed in range(FEW // 4):
        file = said(np.random.default_rng(seed), kind)
        if dress == "spaces":
            file = file._replace(names=dict.fromkeys(file.names, "Parc"))
        check(as_read(written(file, dress), tmp_path), file)


@pytest.mark.parametrize("name", BROKEN)
def test_a_name_over_two_lines_is_one_name(name, tmp_path):
    """A line break between quotes, or a separator of Unicode, is a space of the name."""
    file = said(np.random.default_rng(1), "approval")
    own = next(iter(file.names))
    file.names[own] = name
    found = as_read(written(file, "windows"), tmp_path)
    assert found.names[0] == "Parc bancs"
    assert len(found.ids) == len(file.cost)


def seen(raw: bytes, path) -> str:
    """What becomes of a file: refused, or how it is told; and it took no time, and no rule failed on it."""
    path.write_bytes(raw)
    try:
        found = read(path)
    except PabulibError as refusal:
        message = str(refusal)
        assert len(message) < 1500, len(message)
        assert message.isprintable() or "\u202f" in message, message
        assert message.startswith("one.pb"), message
        return "refused"
    names, _ = rules_for(found, None)
    rules = {kind().name: kind() for kind in AWARDS if kind().name in names}
    assert beside(found, rules).count("\n") == len(found.ids) + 1
    assert told(found, [])
    return "read"


def shower(count: int, tmp_path) -> Counter[str]:
    """What becomes of `count` files."""
    return Counter(seen(generated(random.Random(seed)), tmp_path / "one.pb") for seed in range(count))


def test_any_file_is_read_or_refused(tmp_path):
    """Nothing else ever happens: no other exception, no long message."""
    found = shower(10 * FEW, tmp_path)
    assert found["read"] > FEW
    assert found["refused"] > FEW


@pytest.mark.slow
def test_many_files_are_read_or_refused(tmp_path):
    """As above, for minutes."""
    print(f"{MANY} files: {dict(shower(MANY, tmp_path))}")
