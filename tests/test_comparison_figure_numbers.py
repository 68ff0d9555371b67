"""The figures of a comparison say what the runs say: every number recomputed by itself."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.compare.comparison import analyzed
from sim.compare.robustness import goes_with, world_differences
from sim.compare.worlds import table
from sim.settings import Comparing
from sim.show.comparison import figure_differences, figure_luck, figure_territories
from sim.show.comparison.figure_axes import chosen
from sim.show.comparison.figure_reading import ComparisonReading
from sim.show.comparison.pictures import pictures
from sim.show.words import Words
from tests.compared import MONTHS, comparison, drawn, reading


def is_written(text: str, x: float) -> bool:
    """Whether an English text starts with this number, rounded to the decimals that it shows."""
    told = text.split(" [")[0].replace(",", "").replace("\u2212", "-").rstrip("%")
    return abs(float(told) - x) <= 0.5001 * 10.0 ** -len(told.partition(".")[2])


@pytest.mark.parametrize(
    ("name", "family"), [("winners_roles", "role"), ("winners_problems", "problem"), ("ledger", "ledger")]
)
def test_tables_hold_the_differences_of_the_runs(name: str, family: str) -> None:
    """Protects: each row is the mean paired difference of its own column and variant, in its own unit."""
    c, words = comparison(3), Words("en")
    rows = pictures(c, analyzed(c), words, (name,))[name].table.rows
    place = {column.name: k for k, column in enumerate(c.columns)}
    gap = c.base[1:] - c.base[:1]
    made = {
        "role": [f"role.{r}.{q}" for q in ("attendance", "efficacy", "dollars") for r in ("community", "institution")],
        "problem": ["problem.food_security.dollars", "problem.education.dollars"],
        "ledger": ["ledger.envelope", "ledger_last.management"],
    }[family]
    where = {"role": [0, 1, 4, 5, 8, 9], "problem": [0, 8], "ledger": [0, 13]}[family]
    per_variant = len(rows) // 3
    for v in range(3):
        for column, at in zip(made, where, strict=True):
            mean = float(gap[v, :, place[column]].mean())
            unit = c.columns[place[column]].unit
            times = {"share": 100.0, "$": 0.001}.get(unit, 1.0)
            assert is_written(rows[v * per_variant + at][-3], times * mean)


def test_territories_keep_their_names_and_regions() -> None:
    """Protects: sorting by region does not give a territory the money of another."""
    c = comparison(3, "six_regions", worlds=4)
    mixed = np.random.default_rng(1).permutation(c.network.region)
    r = reading(c._replace(network=replace(c.network, region=mixed)))
    things = figure_territories.by_region(r, figure_territories.territories(r))
    assert sum(a != b for a, b in pairwise(things.groups)) == 5
    net, place = r.network, {column.name: k for k, column in enumerate(r.c.columns)}
    for t, label in enumerate(things.labels):
        i = net.name.index(label)
        column = place[f"territory.{net.code[i]}.dollars_per_poor"]
        np.testing.assert_allclose(things.mean[:, t], (r.c.base[1:, :, column] - r.c.base[0, :, column]).mean(axis=1))
        assert things.groups[t].rstrip(" *") == net.region_name[net.region[i]]


@pytest.mark.parametrize(
    ("column", "better"),
    [("outcome.conflict_last_year", -1), ("outcome.cooperation_last_year", 1), ("outcome.first_money", -1),
     ("outcome.funded", 0)],
)  # fmt: skip
def test_better_and_worse_follow_the_outcome_not_the_sign(column: str, better: int) -> None:
    """Protects: less conflict and earlier money are better; the number of projects is neither."""
    r = reading(comparison(2, only=column))
    things = r.outcomes()
    t = [c.name for c in things.columns].index(column)
    for v in range(2):
        way = np.sign(things.mean[v, t]) * better
        assert things.sense(v, t) == {1: "better", -1: "worse", 0: "neither"}[int(way)]
        others = {word for k, word in enumerate(things.sure[v]) if k != t}
        assert others == {"same"}


def test_verdicts_are_those_of_the_findings_and_are_counted() -> None:
    """Protects: the matrix says what the findings say, for all sixteen variants, and its caption counts them."""
    c = comparison(16)
    f, words = analyzed(c), Words("en")
    r = ComparisonReading(c, f, words)
    picture = drawn(16, "en", ["verdicts"])["verdicts"]
    wanted = [f.verdicts[v][o].name.lower() for v in range(16) for o in r.headline]
    sure = [row[6].partition(" (less than")[0] for row in picture.table.rows]
    assert sure == [words(f"versus_figures.marks.{word}") for word in wanted]
    assert "small" in wanted
    assert f"{wanted.count('small')} are too small to matter" in picture.caption
    assert f"Of {len(wanted)} comparisons, {wanted.count('holds')} hold" in picture.caption
    assert f"{wanted.count('reversed')} are reversed" in picture.caption


def test_trajectories_shown_are_those_that_hold() -> None:
    """Protects: with many variants, those drawn have a verdict `holds` on an axis, and the table is theirs."""
    r = reading(comparison(16))
    shown, why = chosen(r)
    axes_of = [o for o, name in enumerate(r.names) if name.startswith(("cooperation_", "conflict_"))]
    holding = {v for v in range(16) if any(r.certainty(v, o) == "holds" for o in axes_of)}
    assert why == "holding"
    assert len(shown) == min(5, len(holding))
    assert set(shown) <= holding
    assert {row[0] for row in drawn(16, "en", ["axes"])["axes"].table.rows} == {r.titles[v + 1] for v in shown}
    assert chosen(reading(comparison(3)))[1] == "all"


def test_the_farthest_variant_is_not_shown_if_it_does_not_hold() -> None:
    """Protects: a large difference that vanishes in other worlds does not take the place of one that holds."""
    c = comparison(16, only="outcome.cooperation_last_year")
    runs = c.base[:, :, c.place("outcome.cooperation_last_year")].mean(axis=1)
    far = int(np.abs(runs[1:] - runs[0]).argmax())
    spread = c.spread.copy()
    spread[far + 1] = spread[0]
    shown, why = chosen(reading(c._replace(spread=spread)))
    assert why == "holding"
    assert shown
    assert far not in shown
    still, why = chosen(reading(c._replace(spread=np.stack([spread[0]] * 17))))
    assert why == "seen"
    assert far in still


def test_months_of_the_two_axes_are_not_mixed_up() -> None:
    """Protects: the last row of each variant is the last month, with cooperation before conflict."""
    c = comparison(1)
    row = pictures(c, analyzed(c), Words("en"), ("axes",))["axes"].table.rows[-1]
    place = {column.name: k for k, column in enumerate(c.columns)}
    assert row[1] == str(MONTHS)
    for k, axis in enumerate(("cooperation", "conflict")):
        runs = c.base[:, :, place[f"month.{MONTHS - 1:03d}.{axis}"]]
        middle = (100.0 * np.median(runs, axis=1)).tolist()
        gap = 100.0 * float((runs[1] - runs[0]).mean())
        assert all(is_written(text, x) for text, x in zip(row[2 + 3 * k : 5 + 3 * k], [*middle, gap], strict=True))


def test_worlds_and_their_shares() -> None:
    """Protects: quantiles over worlds and shares of the same sign, recomputed from the runs."""
    c = comparison(3)
    r = reading(c)
    rows = pictures(c, r.f, Words("en"), ("worlds",))["worlds"].table.rows
    found = world_differences(c.spread[:, :, :, r.f.outcome])
    for v in range(3):
        for t, o in enumerate(r.headline):
            row = rows[v * len(r.headline) + t]
            column = c.columns[r.f.outcome[o]]
            times = 100.0 if column.unit in ("rate", "share") else 1.0
            assert is_written(row[6], times * float(np.median(found[v, :, o])))
            mean = float((c.base[v + 1] - c.base[0])[:, r.f.outcome[o]].mean())
            same = (np.sign(found[v, :, o]) == np.sign(mean)).mean()
            assert row[-1].startswith(f"{100 * same:.0f}%")


def test_parameters_shown_are_those_that_go_with_the_difference() -> None:
    """Protects: panels show differences that depend on the world, with the links of `goes_with`; never more than 12."""
    c = comparison(16)
    r = reading(c)
    rows = drawn(16, "en", ["depends"])["depends"].table.rows
    assert len(rows) == 12 * 3
    keys, parameters = table(c.worlds)
    v, things = r.titles.index(rows[0][0]) - 1, r.outcomes()
    t = things.labels.index(rows[0][1])
    assert things.sure[v][t] in ("depends", "reversed")
    links = goes_with(keys, parameters, r.by_world[v, :, list(r.headline)[t]])
    assert [row[2] for row in rows[:3]] == [link.key for link in links]
    assert all(is_written(row[3], link.correlation) for row, link in zip(rows, links, strict=False))


def test_regret_and_targets() -> None:
    """Protects: largest regret and shares of worlds that meet a target, by arm, with the target as it was asked."""
    c = comparison(3)
    c = c._replace(settings=Comparing(targets=["fragile<=0.3", "filed>=100"]))
    r = reading(c)
    picture = pictures(c, r.f, Words("en"), ("regret",))["regret"]
    o, column = r.names.index("fragile"), c.columns[r.f.outcome[r.names.index("fragile")]]
    rows = [row for row in picture.table.rows if row[1] == r.outcome_label("fragile")]
    means = c.spread[:, :, :, r.f.outcome[o]].mean(axis=2)
    for a, row in enumerate(rows):
        lost = float((means[a] - means.min(axis=0)).max())
        assert is_written(row[5], 100.0 * lost)
        assert row[6] == "target: at most 30.0%"
        assert row[7].startswith(f"{100 * (means[a] <= 0.3).mean():.0f}%")
    assert column.good == -1
    assert "All 2 targets at once" in picture.markup
    assert {row[6] for row in picture.table.rows if row[1] == r.outcome_label("first_money")} == {""}


def test_luck_compares_common_and_independent_seeds() -> None:
    """Protects: runs needed are made * (half-width / target)^2, times the gain without common luck."""
    r = reading(comparison(3))
    found = figure_luck.needed(r)
    p = r.f.precision
    for k, o in enumerate(found.outcome):
        raw = 20 * (p.half_width[:, o] / p.target[o]) ** 2
        assert found.common[k] == pytest.approx(np.nanmax(raw))
        assert found.apart[k] == pytest.approx(found.common[k] * r.f.gain[found.variant[k], o])
    picture = pictures(r.c, r.f, Words("en"), ("luck",))["luck"]
    assert len(picture.table.rows) == len(found.outcome)
    assert (
        f"With 20 runs, the precision wanted is reached for {int((found.common <= 20).sum())} outcome"
        in picture.caption
    )
    assert "exploratory" in picture.caption


def test_one_large_difference_does_not_hide_the_others() -> None:
    """Protects: the common axis is set by nine ends in ten, and says that something lies beyond."""
    r = reading(comparison(2, "six_regions", worlds=4))
    things = figure_territories.territories(r)
    usual, cut = figure_differences.reach_of(things, standardized=False)
    assert not cut
    for part in (things.mean, things.low, things.high):
        part[0, 0] = 1e5
    far, cut = figure_differences.reach_of(things, standardized=False)
    assert cut
    assert far < 4.0 * usual
    standard, cut = figure_differences.reach_of(things, standardized=True)
    assert cut
    assert standard == figure_differences.MOST
