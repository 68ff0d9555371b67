"""The norms of the fund: what it pays for, for whom, how long, and what it asks in return."""

from dataclasses import dataclass

from sim.parameter import Parameters, parameter, switch


@dataclass
class Norms(Parameters):
    """ "Normes et cadre de gestion" of the FQIS. Defaults are the rules of 2010-2015 as far as they could be sourced.

    Sources: `sim/world/data/README.md` tells which norms were read in a page and which are assumed.
    """

    maximum_share: float = parameter(0.80, 0.0, 1.0, "share of a project's cost", "[D] minister, Mauricie 2011: 80 %")
    cap: float = parameter(1_000_000.0, 1_000.0, 1e8, "$ a project", "[A] no cap found for 2010-2015: none in effect")
    floor: float = parameter(3_000.0, 0.0, 1e6, "$ a project", "[A] smallest grant seen: 6,718 $ (Côte-Nord 2013)")
    call_minimum: float = parameter(20_000.0, 0.0, 1e7, "$", "[A] no call for projects when less is left")
    core_share: float = parameter(0.0, 0.0, 1.0, "share of a grant", "[S] core mission is not funded")
    longest: int = parameter(18, 1, 60, "months", "[A] non-recurrent projects; no text of 2010-2015 was read")
    renewals: int = parameter(0, 0, 10, "times", "[S] projects are not recurrent: none renewed")
    rounds: int = parameter(4, 1, 12, "rounds a year", "[D] Mauricie 2013-14: four rounds")
    decision_months: int = parameter(1, 0, 12, "months", "[D] Mauricie 2013: 41 days from filing to decision")
    letters: int = parameter(0, 0, 10, "letters of support", "[A] none asked before 2016")
    coordination: float = parameter(
        0.20, 0.0, 0.5, "share of the envelope", "[A] Côte-Nord kept 28 % of its envelope out of the project fund"
    )
    leveling: float = parameter(
        0.0, 0.0, 1.0, "share of coordination", "[S] 'qualité égale dans la mise en œuvre' is asked for, not there yet"
    )
    core_fund: float = parameter(
        0.0, 0.0, 1.0, "share of the envelope", "[S] core mission is not funded; core-and-projects [A]"
    )
    return_months: int = parameter(
        0, 0, 60, "months before the end; 0 never", "[A] no such clause found for 2010-2015; Lanaudière 2022 has it"
    )
    reporting: float = parameter(0.5, 0.0, 1.0, "load", "[A] 'reddition de comptes': content not found")
    transparency: float = parameter(0.4, 0.0, 1.0, "fairness", "[A] how far a refusal is explained; to be swept")
    modulation: float = parameter(0.5, 0.0, 1.0, "share", "[A] how far an agreement may depart from the frame [S]")
    pooling: float = parameter(0.0, 0.0, 1.0, "share", "[A] contribution found through other ministries' money [S]")
    person_target: float = parameter(0.6, 0.0, 1.0, "share", "[D] Mauricie guide 2013: projects address the person")
    institutions_eligible: bool = switch(True, "[A] school boards, CSSS as promoters; list of 2010-2015 not found")
    municipalities_eligible: bool = switch(True, "[D] municipal bodies are eligible in the transition call of 2016")
    citizen_consultation: int = parameter(10, 0, 200, "seats a table", "[A] when consultation is not open to all")
    citizen_priorities: int = parameter(4, 0, 200, "seats a table", "[A] seats for citizens when priorities are set")
    citizen_projects: int = parameter(2, 0, 200, "seats a table", "[A] seats for citizens when projects are chosen")
    citizen_evaluation: int = parameter(2, 0, 200, "seats a table", "[A] seats for citizens when action is evaluated")
    citizen_support: float = parameter(0.2, 0.0, 1.0, "share", "[A] costs of taking part met (transport, care, meals)")
    citizen_voice: float = parameter(0.7, 0.0, 2.0, "voices", "[A] weight of a citizen's voice, 1 as any other")
