"""The contract of splits and awards, put to the test on random regions and calls before a rule is let in.

`check_award(rule)` and `check_split(rule)` say nothing when all is well, and otherwise raise a ContractError whose
sentence says what is broken and where. The tests use them on our rules, and `--load` on a user's own.
"""

import inspect
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.random import Generator, default_rng

from sim.funding.contract import POINT, Award, Call
from sim.funding.splits import Places, Split
from sim.state import Flags, Floats, Indices
from sim.vocabulary import APPROACHES, PROBLEMS

BY_PROJECT = ("request", "cost", "months", "partners", "quality", "novelty", "problem", "approach", "lots")
AGAIN = 5  # how many of the first answers are asked for again at the end
EXACT = 1e-9  # of a share: what rounding may do
G = TypeVar("G", Call, Places)


class ContractError(Exception):
    """A rule that breaks the contract. The message says what is broken, and on which call or region."""


def check_award(rule: Award, calls: int = 200, seed: int = 0) -> None:
    """Refuse an award rule that breaks its contract on one of `calls` random calls.

    One flag a project; never more than the budget; nothing written into the call; the same answer to the same call;
    the order of projects and of voters irrelevant; no look at approvals without saying `votes`; everything
    funded where the budget pays for it, if the rule says `takes_all`.
    """
    rng = default_rng(seed)
    answers = []
    for k in range(calls):
        call = random_call(k, rng)
        seen = call if rule.votes else without_voters(call)
        where = f"call {k} ({len(call.request)} projects, {len(seen.voice)} voters, budget {call.budget} cents)"
        funded = judged(rule, seen, where)
        check_orders(rule, seen, funded, where, rng)
        if not rule.votes and not np.array_equal(judged(rule, call, where), funded):
            raise ContractError(
                f"{where}: the answer depends on who approves what, but the rule does not say "
                "`votes: ClassVar[bool] = True`: in a run it would see no voter"
            )
        if rule.takes_all and call.request.sum() <= call.budget and not funded.all():
            raise ContractError(f"{where}: the budget pays for everything, but the rule that says `takes_all` does not")
        if rule.votes and rule.takes_points:
            own = default_rng(k)
            given = with_points(call, own)
            told = f"{where}, ballots that give points"
            check_orders(rule, given, judged(rule, given, told), told, own)
        answers.append((seen, funded, where))
    for seen, funded, where in answers[:AGAIN]:
        if not np.array_equal(judged(rule, seen, where), funded):
            raise ContractError(f"{where}: not the same answer after other calls: the rule remembers something")


def judged(rule: Award, call: Call, where: str) -> Flags:
    """(project,) the answer of a rule, checked for shape, type, budget, side effects and constancy."""
    funded = asked(rule, call, where, "the call")
    if not isinstance(funded, np.ndarray) or funded.shape != call.request.shape or funded.dtype != np.bool_:
        raise ContractError(
            f"{where}: gives {described(funded)}; an array of {len(call.request)} booleans is expected, one a project"
        )
    spent = int(call.request[funded].sum())
    if spent > call.budget:
        raise ContractError(f"{where}: overspends: {spent} cents funded")
    again = asked(rule, call, where, "the call")
    if not np.array_equal(again, funded):
        raise ContractError(f"{where}: not the same answer the second time: ties are for call.lots, not for luck")
    return funded


def check_orders(rule: Award, call: Call, funded: Flags, where: str, rng: Generator) -> None:
    """Refuse an answer that depends on the order in which projects or voters are listed."""
    order = rng.permutation(len(funded))
    if not np.array_equal(judged(rule, relabeled(call, order), where), funded[order]):
        raise ContractError(f"{where}: projects listed in another order, others are funded: break ties by call.lots")
    order = rng.permutation(len(call.voice))
    points = None if call.points is None else call.points[order]
    moved = call._replace(voice=call.voice[order], approves=call.approves[order], points=points)
    if not np.array_equal(judged(rule, moved, where), funded):
        raise ContractError(f"{where}: voters listed in another order, other projects are funded")


def check_split(rule: Split, regions: int = 200, seed: int = 0) -> None:
    """Refuse a split that breaks its contract in one of `regions` random regions.

    One share a territory, not negative, summing to 1; nothing written into the places; the same answer to the same
    region; the order of territories irrelevant.
    """
    rng = default_rng(seed)
    answers = []
    for k in range(regions):
        places = random_places(k, rng)
        where = f"region {k} ({len(places.population)} territories)"
        share = shared(rule, places, where)
        order = rng.permutation(len(share))
        moved = shared(rule, Places(*(column[order] for column in places)), where)
        if not np.allclose(moved, share[order], rtol=0.0, atol=EXACT):
            raise ContractError(f"{where}: territories listed in another order, shares are not the same")
        answers.append((places, share, where))
    for places, share, where in answers[:AGAIN]:
        if not np.array_equal(shared(rule, places, where), share):
            raise ContractError(f"{where}: not the same shares after other regions: the rule remembers something")


def shared(rule: Split, places: Places, where: str) -> Floats:
    """(territory,) the shares of a rule, checked for shape, type, domain, sum, side effects and constancy."""
    share, n = asked(rule, places, where, "the places"), len(places.population)
    if not isinstance(share, np.ndarray) or share.shape != (n,) or share.dtype != np.float64:
        raise ContractError(f"{where}: gives {described(share)}; an array of {n} numbers is expected, one a territory")
    if not np.isfinite(share).all():
        raise ContractError(f"{where}: a share is not a number; is something divided by a total that can be 0?")
    if (share < 0.0).any():
        raise ContractError(f"{where}: a share is negative: {share.min():g}")
    if abs(float(share.sum()) - 1.0) > EXACT:
        raise ContractError(f"{where}: the shares sum to {share.sum():.12g}, not to 1")
    if not np.array_equal(asked(rule, places, where, "the places"), share):
        raise ContractError(f"{where}: not the same shares the second time")
    return share


def asked(rule: Callable[..., Any], given: G, where: str, what: str) -> Any:
    """The answer of a rule to a copy of what it is given; refuse an exception, and a rule that writes in its copy."""
    own = copied(given)
    try:
        with np.errstate(all="ignore"):
            answer = rule(own)
    except Exception as error:
        raise ContractError(f"{where}: raises {type(error).__name__}{line_of(rule, error)}: {error}") from error
    for name in given._fields:
        if not np.array_equal(getattr(given, name), getattr(own, name)):
            raise ContractError(f"{where}: writes into {what} ({name}); work on a copy")
    return answer


def copied(given: G) -> G:
    """The same fields, in arrays of their own."""
    arrays: dict[str, Any] = {name: v.copy() for name, v in given._asdict().items() if isinstance(v, np.ndarray)}
    return given._replace(**arrays)


def line_of(rule: object, error: Exception) -> str:
    """' on line 12' of the rule's own file; nothing if it cannot be told."""
    page = getattr(getattr(inspect.unwrap(type(rule).__call__), "__code__", None), "co_filename", None)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == page]
    return f" on line {lines[-1]}" if lines else ""


def described(answer: object) -> str:
    """What was given instead of what was expected."""
    if isinstance(answer, np.ndarray):
        return f"an array of {answer.dtype} of shape {answer.shape}"
    return "nothing (no `return`?)" if answer is None else f"a {type(answer).__name__}"


def without_voters(call: Call) -> Call:
    """The call as a rule that does not ask for votes sees it."""
    return call._replace(approves=call.approves[:0], voice=call.voice[:0], points=None)


def with_points(call: Call, rng: Generator) -> Call:
    """The call with ballots that give points, negative ones too, to what they approve."""
    points = rng.integers(-1, 4, call.approves.shape) * POINT
    return call._replace(points=np.where(call.approves, points, 0))


def relabeled(call: Call, order: Indices) -> Call:
    """The same call, its projects listed in another order."""
    moved = {name: getattr(call, name)[order] for name in BY_PROJECT}
    points = None if call.points is None else np.ascontiguousarray(call.points[:, order])
    return call._replace(**moved, approves=np.ascontiguousarray(call.approves[:, order]), points=points)


def random_call(k: int, rng: Generator) -> Call:
    """The k-th call: large and small, with ties, without money, without project or voter, all alike."""
    n, voters = int(rng.integers(0, 60 if k % 20 == 9 else 12)), int(rng.integers(0, 80 if k % 20 == 9 else 9))
    alike, coarse = k % 10 == 4, k % 2 == 0
    cost = rng.integers(1, 5 if coarse else 10**8, n).astype(np.int64) * (100_000 if coarse else 1)
    request = np.maximum(1, cost * rng.integers(1, 5, n) // 4)
    grid = rng.integers(0, 3, (2, n)) / 2.0 if coarse else rng.random((2, n))
    approves = rng.random((voters, n)) < rng.choice([0.1, 0.5, 0.9])
    if alike:
        request, cost, grid, approves = request * 0 + 700, cost * 0 + 1000, grid * 0.0, approves[:, :1] | (approves < 0)
    whole = int(request.sum())
    budgets = {7: 0, 1: 2 * whole, 2: max(whole - 1, 0)}  # nothing, plenty, all but a cent
    return Call(
        budget=budgets.get(k % 10, int(rng.integers(0, whole + 2))),
        request=request,
        cost=cost,
        months=rng.integers(1, 20, n).astype(np.int32) * (0 if alike else 1) + 1,
        partners=rng.integers(0, 5, n).astype(np.int32) * (0 if alike else 1),
        quality=grid[0],
        novelty=grid[1],
        problem=(rng.integers(0, len(PROBLEMS), n) * (0 if alike else 1)).astype(np.int8),
        approach=(rng.integers(0, len(APPROACHES), n) * (0 if alike else 1)).astype(np.int8),
        priorities=rng.dirichlet(np.ones(len(PROBLEMS))),
        approves=approves,
        voice=rng.choice([1.0, 1.0, 0.7, 0.0, 2.0] if k % 3 else [1.0], voters),
        lots=rng.random(n),
        person_target=float(rng.random()),
    )


def random_places(k: int, rng: Generator) -> Places:
    """The k-th region: one territory or many, alike or not, some without poverty or without organizations."""
    n = 1 if k % 10 == 3 else int(rng.integers(1, 25))
    population = np.full(n, 9000.0) if k % 10 == 4 else np.rint(np.exp(rng.normal(10.0, 1.5, n))) + 1.0
    poor = population * (0.0 if k % 10 == 5 else rng.random(n) * (rng.random(n) < 0.8))
    past = np.exp(rng.normal(13.0, 1.0, n)) * (0.0 if k % 10 == 6 else rng.random(n) < 0.8)
    return Places(population, poor, np.floor(past))
