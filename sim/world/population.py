"""How many actors of each group live in each territory, and what they are like on average."""

from dataclasses import dataclass

import numpy as np

from sim.parameter import Parameters, parameter, switch
from sim.state import Ints
from sim.world.network import Network

NONE = "[A] no empirical status: no source was found"


@dataclass
class Population(Parameters):
    """Numbers of actors and the distributions of what they are. Means are those of logit-normal laws unless said."""

    scale: float = parameter(1.0, 0.02, 1000.0, "ratio", "[A] 1 = counts below; more or fewer actors, same territories")
    community_count: float = parameter(
        47.0, 1.0, 500.0, "organizations", "[D] 0.62 supported ones per 1,000 in Québec, 76,000 persons a territory"
    )
    community_reference: float = parameter(76_000.0, 1e3, 1e7, "persons", "[D] Québec 2011: 7,903,001 over 104")
    community_exponent: float = parameter(
        0.2, 0.0, 1.0, "none", "[D] 1 + ln(1.34/0.62)/ln(29,100/76,000) = 0.20; 1.34 is Abitibi-Témiscamingue's"
    )
    active_share: float = parameter(0.45, 0.02, 1.0, "share", "[A] organizations that this process concerns")
    institution_count: float = parameter(6.0, 1.0, 50.0, "institutions", "[A] health, schools, employment, CDC, CLD...")
    institution_growth: float = parameter(1.0, 0.0, 10.0, "institutions", "[A] more when persons grow 2.7 times")
    institution_reference: float = parameter(40_000.0, 1e3, 1e7, "persons", "[A] where institution_count holds")
    elected_minimum: int = parameter(5, 1, 50, "persons", "[A] mayors, and councilors where municipalities are few")
    elected_maximum: int = parameter(25, 1, 200, "persons", "[D] one a municipality (mayors); [A] at most so many")
    citizens_per_territory: float = parameter(
        35.0, 1.0, 1000.0, "persons", "[A] those whom the process reaches: a sample; weights restore the whole"
    )
    world_seed: int = parameter(
        0, 0, 10**9, "seed, 0: that of the run", "[A] the same world under the luck of another run: a control"
    )
    individual: bool = switch(True, "[A] off: a control in which all actors of a role are its mean")
    everyone: bool = switch(False, "[A] on: every inhabitant is an actor; those whom the process does not reach too")
    offices_per_region: float = parameter(6.0, 0.0, 30.0, "offices", "[A] ministries at the regional table")
    lived_factor: float = parameter(1.0, 0.0, 5.0, "ratio", "[A] share with lived experience over the low-income rate")
    delegates_community: int = parameter(2, 0, 10, "seats a territory", "[A] composition of regional tables not found")
    delegates_institution: int = parameter(1, 0, 10, "seats a territory", "[A] likewise")
    delegates_elected: int = parameter(1, 0, 10, "seats a territory", "[A] likewise; [S] CRÉ are bodies of the elected")
    delegates_citizen: int = parameter(0, 0, 10, "seats a territory", "[A] likewise")

    staff: float = parameter(2.0, 0.5, 50.0, "full-time equivalents", "[A] who administer a region's agreement")
    staff_per_territory: float = parameter(
        0.25,
        0.0,
        5.0,
        "full-time equivalents",
        "[A] a few of the 16 on agreements at a CRÉ in 2015 [D], data/README.md",
    )

    role_contrast: float = parameter(1.0, 0.0, 2.0, "ratio", "[A] weight of the tables of profiles.py")
    need_pull: float = parameter(1.5, 0.0, 10.0, "log-weight", "[A] what weighs more where it is more needed")
    place_spread: float = parameter(0.25, 0.0, 3.0, "log-weight", "[A] deviation between territories, beyond needs")
    position_spread: float = parameter(0.6, 0.0, 3.0, "log-weight", "[A] deviation between actors of one group")

    entrenchment_community: float = parameter(0.40, 0.0, 1.0, "share", NONE)
    entrenchment_institution: float = parameter(0.50, 0.0, 1.0, "share", NONE)
    entrenchment_elected: float = parameter(0.45, 0.0, 1.0, "share", NONE)
    entrenchment_citizen: float = parameter(0.30, 0.0, 1.0, "share", NONE)
    influence_community: float = parameter(0.45, 0.0, 1.0, "share", "[A] order of groups in [S]; sizes assumed")
    influence_institution: float = parameter(0.60, 0.0, 1.0, "share", "[A] likewise")
    influence_elected: float = parameter(0.65, 0.0, 1.0, "share", "[A] likewise; [S] they endorse plans and projects")
    influence_citizen: float = parameter(0.20, 0.0, 1.0, "share", "[A] likewise; [S] participation to be reinforced")
    efficacy_community: float = parameter(0.60, 0.0, 1.0, "share", "[A] belief that taking part changes something")
    efficacy_institution: float = parameter(0.55, 0.0, 1.0, "share", "[A] likewise")
    efficacy_elected: float = parameter(
        0.45, 0.0, 1.0, "share", "[A] likewise, where the agenda is neither for nor against"
    )
    efficacy_citizen: float = parameter(0.30, 0.0, 1.0, "share", "[A] likewise")
    agenda_pull: float = parameter(2.0, 0.0, 8.0, "log-odds", "[S] agenda and political context; size [A]")
    skill_community: float = parameter(0.50, 0.0, 1.0, "share", "[A] capacity to propose and carry projects")
    skill_institution: float = parameter(0.60, 0.0, 1.0, "share", "[A] likewise")
    skill_elected: float = parameter(0.45, 0.0, 1.0, "share", "[A] likewise")
    skill_citizen: float = parameter(0.25, 0.0, 1.0, "share", "[A] likewise")
    resources_pull: float = parameter(
        1.0, 0.0, 8.0, "log-odds", "[S] resources and their quality raise skill; size [A]"
    )
    character_spread: float = parameter(0.5, 0.0, 3.0, "log-odds", "[A] deviation between actors of the four above")

    budget_community: float = parameter(150_000.0, 1e3, 1e7, "$ a year", "[A] median, log-normal")
    budget_institution: float = parameter(2_000_000.0, 1e4, 1e9, "$ a year", "[A] median, log-normal")
    budget_spread: float = parameter(0.8, 0.0, 3.0, "log", "[A] deviation of the logarithm of budgets")
    reserve_months: float = parameter(3.0, 0.0, 24.0, "months", "[A] median, log-normal, community organizations only")
    reserve_spread: float = parameter(0.5, 0.0, 3.0, "log", "[A] deviation of the logarithm of reserves")
    tables_community: float = parameter(1.8, 0.0, 10.0, "tables", "[A] other concertations, mean of a Poisson law")
    tables_institution: float = parameter(1.5, 0.0, 10.0, "tables", "[A] likewise")
    tables_elected: float = parameter(0.6, 0.0, 10.0, "tables", "[A] likewise")
    tables_citizen: float = parameter(0.0, 0.0, 10.0, "tables", "[A] likewise")


def by_role(p: object, what: str) -> list[float]:
    """The four numbers of a parameter given by role, in the order of vocabulary.Role."""
    return [getattr(p, f"{what}_{role}") for role in ("community", "institution", "elected", "citizen")]


def count_actors(network: Network, p: Population) -> Ints:
    """(territory, block) how many actors; blocks: community, local institutions, regional offices, elected, citizens.

        community    = active_share * community_count * (population / community_reference) ^ community_exponent
        institutions = institution_count + institution_growth * ln(population / institution_reference), at least one
        elected      = municipalities, between the minimum and the maximum, never more than there are
        citizens     = citizens_per_territory,  offices = offices_per_region in the seat of the region, else 0

    all times `scale`, rounded, at least one of each; with `everyone`, citizens are the population if that is more.
    Community: two sourced points (Observatoire de l'Abitibi-Témiscamingue, 5,308 organizations supported in 2020-21,
    197 in that region) give the power law: small places have more organizations a head. Left out: that Montréal, one
    territory, has far more than the law gives.
    """
    share = (network.population / p.community_reference) ** p.community_exponent
    community = p.active_share * p.community_count * share
    growth = p.institution_growth * np.log(network.population / p.institution_reference)
    institutions = np.maximum(1.0, p.institution_count + growth)
    elected = np.clip(network.municipalities, p.elected_minimum, max(p.elected_minimum, p.elected_maximum))
    elected = np.minimum(elected, np.maximum(network.elected, 1))
    citizens = np.full(len(network.code), p.citizens_per_territory)
    counts = np.stack((community, institutions, np.zeros(len(citizens)), elected, citizens), axis=1)
    counts = np.maximum(1, np.rint(counts * p.scale)).astype(np.int32)
    offices = round(p.offices_per_region * p.scale)
    counts[:, 2] = 0
    counts[network.seat, 2] = max(offices, 1) if p.offices_per_region > 0 else 0
    if p.everyone:
        counts[:, 4] = np.maximum(counts[:, 4], np.rint(network.population))
    return counts


def reached(p: Population) -> int:
    """Citizens of a territory whom the process reaches, the first in the order of invitation: they may come, be invited
    and know people. The others, with `everyone`, are inhabitants to whom nothing of it happens."""
    return max(1, round(p.citizens_per_territory * p.scale))
