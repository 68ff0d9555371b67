"""The pictures in words, for those who do not see them: what each one shows, with its main numbers."""

from collections.abc import Iterable

import numpy as np

from sim.metrics import partnership as tool
from sim.metrics.decisions import decisions
from sim.metrics.typology import Axes, moves
from sim.show import equity, money, relations
from sim.show.occupancy import strips_of
from sim.show.reading import Reading
from sim.show.stakes import of_region
from sim.show.words import Words
from sim.state import Floats
from sim.vocabulary import DYNAMICS, PAIRS, ROLES, STAKES


def parts(pairs: Iterable[tuple[str, str]], words: Words) -> str:
    """envelope 40 %, priorities 20 % and leadership 5 %."""
    return words.join(f"{name} {number}" for name, number in pairs)


def tally(reading: Reading, month: int, words: Words) -> str:
    """How many territories in each dynamic."""
    count = np.bincount(reading.dynamics[month], minlength=len(DYNAMICS))
    return parts(
        ((n, words.number(int(c))) for n, c in zip(words.each("dynamics", DYNAMICS), count, strict=True)), words
    )


def dates(reading: Reading, words: Words) -> dict[str, object]:
    """First and last dates shown, with the territories in each dynamic."""
    first, last = reading.dates[0], reading.dates[-1]
    found = {"first": tally(reading, first, words), "last": tally(reading, last, words)}
    return {
        "k": len(reading.dates),
        "first_date": reading.date(first, words),
        "last_date": reading.date(last, words),
    } | found


def two_axes(reading: Reading, words: Words) -> dict[str, object]:
    """Both axes and participation over all regions, when the window first fills and at the end."""
    first, column = min(reading.typology.window, reading.months) - 1, reading.n_regions
    axes = {name: getattr(reading.this, name) for name in Axes._fields}
    at = {"first": first, "last": reading.months - 1}
    return {f"{a}_{w}": words.percent(float(axis[m, column])) for a, axis in axes.items() for w, m in at.items()}


def stays(reading: Reading, words: Words) -> dict[str, object]:
    """Mean number of changes a strip."""
    changes = [int(moves(row[:, None])[0]) for _, _, row in strips_of(reading)]
    return {"moves": words.number(float(np.mean(changes)), 1)}


def share_of(total: Floats, words: Words) -> list[tuple[str, str]]:
    """(stake, share) from the largest."""
    whole = max(float(total.sum()), 1e-12)
    return [
        (words(f"stakes.{STAKES[k]}"), words.percent(float(total[k]) / whole))
        for k in np.argsort(-total, kind="stable")
    ]


def ledger(reading: Reading, words: Words) -> dict[str, object]:
    """Share of each stake over the whole run."""
    return {"parts": parts(share_of(reading.this.ledger.sum(axis=0), words), words)}


def ledger_regions(reading: Reading, words: Words) -> dict[str, object]:
    """First stake of each region."""
    first = [share_of(of_region(reading, r).sum(axis=0), words)[0] for r in range(reading.n_regions)]
    return {"parts": parts(((reading.network.region_name[r], f"{n} {x}") for r, (n, x) in enumerate(first)), words)}


def dollars(reading: Reading, words: Words) -> dict[str, object]:
    """The territories that get most and least a person, and the Gini index."""
    each = equity.per_person(reading, reading.this.awarded)
    ends = {"most": int(np.argmax(each)), "least": int(np.argmin(each))}
    found: dict[str, object] = {
        k: f"{reading.network.name[i]}, {words.dollars(float(each[i]))}" for k, i in ends.items()
    }
    return found | {"gini": equity.gini_text(reading, words)}


def flow(reading: Reading, words: Words) -> dict[str, object]:
    """Share of the envelope awarded and spent at the end."""
    whole = max(money.envelope(reading), 1e-9)
    return {name: words.percent(float(money.dollars(reading, name)[-1]) / whole) for name in ("awarded", "spent")}


def attendance(reading: Reading, words: Words) -> dict[str, object]:
    """Mean attendance of each role."""
    mean = reading.this.attendance.mean(axis=0)
    return {
        "parts": parts(
            ((words(f"roles.{n}"), words.percent(float(x))) for n, x in zip(ROLES, mean, strict=True)), words
        )
    }


def decided(reading: Reading, words: Words) -> dict[str, object]:
    """How many decisions of each kind."""
    count = {name: float(found.sum()) for name, found in decisions(reading.history).items()}
    return {"parts": parts(((words(f"decisions.{n}"), words.number(x)) for n, x in count.items()), words)}


def first_money(reading: Reading, words: Words) -> dict[str, object]:
    """First dollar of each region."""
    when = [reading.date(int(m), words) if m >= 0 else words("report.never") for m in reading.first_money]
    return {"parts": parts(zip(reading.network.region_name, when, strict=True), words)}


def trust(reading: Reading, words: Words) -> dict[str, object]:
    """Trust of each pair at the start and at the end."""
    local, _, _ = relations.trust(reading)
    ends = [(words.number(local[0, k], 2), words.number(local[-1, k], 2)) for k in range(len(PAIRS))]
    there = [k for k in range(len(PAIRS)) if np.isfinite(local[0, k])]
    return {"parts": parts(((relations.pair_name(k, words), words("report.from_to", start=ends[k][0], end=ends[k][1]))
                            for k in there), words)}  # fmt: skip


def partnership(reading: Reading, words: Words) -> dict[str, object]:
    """The score at the first month and at the last."""
    mean = tool.score(reading.history).mean(axis=1)
    return {"first": words.number(float(mean[0]), 1), "last": words.number(float(mean[-1]), 1)}
