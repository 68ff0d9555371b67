"""How the envelope of the region is negotiated, shared, opened, revised: read in the record of a run, without words."""

from sim.show.comparison.chronicle_moments import Followed, Moment

DETAILED = 3  # failed proposals told one by one; the others are counted


def failed(f: Followed) -> list[Moment]:
    """Proposals of a split that failed, in order: who proposed, how many refused, how many walked out.

    What the record holds against the table in that month is one for the proposal, one for each walk-out, one for each
    file withheld.
    """
    sitting, against = {*f.neighbors.tolist(), f.regional}, f.history["against"][:, f.regional]
    withheld = f.history["vetoed"][:, f.regional]
    found = []
    for e in (e for e in f.noted("proposal_failed") if e.table in sitting):
        facts = {"author": -1 if e.table == f.regional else e.table, "n": round(e.amount), "of": len(f.neighbors)}
        facts["left"] = max(round(float(against[e.month] - withheld[e.month])) - 1, 0)
        found.append(Moment(e.month, True, "proposal_fails", facts))
    return found


def negotiation(f: Followed) -> list[Moment]:
    """The negotiation of the envelope between the territories of the region, and how it ends."""
    found = [Moment(e.month, True, "negotiation_opens", {"share": e.amount})
             for e in f.noted("negotiation_opens", at=f.regional)]  # fmt: skip
    fails, empty = failed(f), f.noted("no_quorum", at=f.regional)
    found += fails[:DETAILED]
    found += [Moment(e.month, True, "no_quorum", {}) for e in empty[:1]]
    share = float(f.history.final.regions.share[f.place])
    for e in f.noted("agreement_reached", "agreement_imposed", at=f.regional):
        facts = {"share": share, "rule": f.scenario.split.name, "n": len(fails)}
        if f.scenario.split.pooled:
            kind = "split_pooled"
        elif e.word == "agreement_imposed":
            kind = "split_imposed"
        else:
            kind = "split_by_formula" if not f.scenario.split.negotiated else "agreed" if fails else "agreed_at_once"
        found.append(Moment(e.month, True, kind, facts))
    return found


def envelope(f: Followed) -> list[Moment]:
    """The plan is launched; the fund opens, is revised, comes back, in dollars; the regional tier is removed."""
    h, launch = f.history, f.scenario.calendar.launch
    found = [Moment(launch, False, "launch", {})] if launch < f.months else []
    for e in f.noted("fund_opens", at=f.regional):
        account = f.regional if f.scenario.split.pooled else f.place
        dollars = {name: float(h[name][e.month, account]) / 100.0 for name in ("allotted", "coordination", "mission")}
        dollars["whole"] = e.amount
        found.append(Moment(e.month, True, "fund_opens_pooled" if account == f.regional else "fund_opens", dollars))
    for e in f.noted("envelope_changed", "money_returned", "tier_removed", at=f.regional):
        less = e.word == "envelope_changed" and e.amount < 0.0
        found.append(Moment(e.month, True, "envelope_cut" if less else e.word, {"dollars": abs(e.amount)}))
    return found


def sittings_that_fail(f: Followed) -> list[Moment]:
    """Sittings that failed and were not told one by one, counted over each stretch.

    Left out of the stretch in which the split is settled, where the sum of all is told.
    """
    late = [m.month for m in failed(f)[DETAILED:]] + [e.month for e in f.noted("no_quorum", at=f.regional)[1:]]
    settled = [e.month for e in f.noted("agreement_reached", "agreement_imposed", at=f.regional)]
    found = []
    for a, b in f.stretches(False):
        n = sum(a <= m <= b for m in late)
        if n and not any(a <= m <= b for m in settled):
            found.append(Moment(b, True, "sittings_fail", {"n": n, "months": b - a + 1}))
    return found


TOLD = (negotiation, envelope, sittings_that_fail)
