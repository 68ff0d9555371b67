"""Equal shares and Phragmén in plain fractions, written from their pages without a thought for speed.

Where ballots give points, a backer gives a project more than none, and pays rho for each of them (additive utilities).
"""

from fractions import Fraction as F

from sim.funding.contract import Call


def worth(call: Call, v: int, p: int) -> F:
    """What a project is worth to a voter: its points, or 1 where approved; nothing below nothing."""
    return F(int(call.approves[v, p])) if call.points is None else max(F(int(call.points[v, p])), F(0))


def backers(call: Call) -> tuple[dict[int, F], dict[int, list[int]]]:
    """Voices of those who have one; who backs each project that some of them back and the budget allows."""
    voice = {v: F(round(float(w) * 10**9), 10**9) for v, w in enumerate(call.voice) if round(float(w) * 10**9) > 0}
    own = {
        p: [v for v in voice if worth(call, v, p) > 0] for p in range(len(call.lots)) if call.request[p] <= call.budget
    }
    return voice, {p: those for p, those in own.items() if those}


def price(request: int, purse: dict[int, F], weight: dict[int, F]) -> F | None:
    """rho, at which the backers pay exactly the request: each rho times its weight, or what it has if that is less."""
    if sum(purse[v] for v in weight) < request:
        return None
    for rich in sorted({purse[v] / weight[v] for v in weight}):
        poor = [v for v in weight if purse[v] / weight[v] < rich]
        rho = (request - sum(purse[v] for v in poor)) / sum(weight[v] for v in weight if v not in poor)
        if rho <= rich:
            return rho
    raise AssertionError("who can pay together can pay at some price")


def shares(call: Call, scale: F = F(1)) -> list[int]:
    """What is bought, in order, when each voter holds `scale` times its part."""
    voice, own = backers(call)
    purse = {v: scale * call.budget * w / sum(voice.values()) for v, w in voice.items()}
    weight = {p: {v: voice[v] * worth(call, v, p) for v in those} for p, those in own.items()}
    bought: list[int] = []
    while True:
        prices = {p: price(int(call.request[p]), purse, weight[p]) for p in own if p not in bought}
        known = [(rho, call.lots[p], p) for p, rho in prices.items() if rho is not None]
        if not known:
            return bought
        rho, _, chosen = min(known)
        bought.append(chosen)
        for v in own[chosen]:
            purse[v] -= min(purse[v], rho * weight[chosen][v])


def most_for_a_dollar(call: Call) -> list[int]:
    """Projects that have more than none in all, the most points or voices for a dollar first; the free ones first."""
    voice, _ = backers(call)
    points = {p: sum(w * (int(call.points[v, p]) if call.points is not None else int(call.approves[v, p]))
                     for v, w in voice.items()) for p in range(len(call.lots))}  # fmt: skip
    kept = [(F(int(call.request[p])) / total, call.lots[p], p) for p, total in points.items() if total > 0]
    return [p for *_, p in sorted(kept)]


def by_equal_shares(rule, call: Call) -> list[bool]:
    """Shares alone; then step by step, every step; then the most approved per dollar."""
    own = backers(call)[1]
    cost = lambda some: sum(int(call.request[p]) for p in some)  # noqa: E731
    bought, scale = shares(call), F(1)
    while rule.completion.value == "increase":
        if not any(p not in bought and cost([*bought, p]) <= call.budget for p in own):
            break
        scale += F(rule.step).limit_denominator(10**6)
        more = shares(call, scale)
        if cost(more) > call.budget:
            break
        bought = more
    if rule.completion.value != "none":
        for p in most_for_a_dollar(call):
            bought += [p] if p not in bought and cost([*bought, p]) <= call.budget else []
    return [p in bought for p in range(len(call.lots))]


def by_phragmen(rule, call: Call) -> list[bool]:
    """Time goes from purchase to purchase; purses fill with voice * time."""
    voice, own = backers(call)
    purse, bought, left, open_ = dict.fromkeys(voice, F(0)), [], call.budget, dict(own)
    while open_:
        short = {p: int(call.request[p]) - sum(purse[v] for v in those) for p, those in open_.items()}
        wait = {p: short[p] / sum(voice[v] for v in open_[p]) for p in open_}
        soonest = min(wait.values())
        ready = sorted((call.lots[p], p) for p in open_ if wait[p] == soonest)
        dear = [p for _, p in ready if call.request[p] > left]
        if dear and not rule.exhaustive:
            break
        for p in dear:
            del open_[p]
        for v in voice:
            purse[v] += soonest * voice[v]
        for p in [p for _, p in ready if p not in dear][:1]:
            bought.append(p)
            left -= int(call.request[p])
            for v in open_.pop(p):
                purse[v] = F(0)
    return [p in bought for p in range(len(call.lots))]
