"""How the process is run: who is invited, how a decision is reached, whether somebody mediates."""

from dataclasses import dataclass

from sim.parameter import Parameters, parameter, switch


@dataclass
class Governance(Parameters):
    """ "Modes de gouvernance": chosen by the region and its territories, unlike the norms, which the ministry sets."""

    staged: bool = switch(True, "[S] mobilization in stages (a core first, then everybody) or all at once")
    open_consultation: bool = switch(True, "[S] strategies of mobilization 'ouvertes très largement ou plutôt ciblées'")
    seats_community: int = parameter(14, 0, 200, "seats a table", "[A] no count of seats found")
    seats_institution: int = parameter(8, 0, 200, "seats a table", "[A] no count of seats found")
    seats_elected: int = parameter(5, 0, 200, "seats a table", "[A] no count of seats found")
    threshold: float = parameter(0.6, 0.5, 1.0, "share of voices", "[A] half or more, 0.67 supermajority, 1 unanimity")
    quorum: int = parameter(8, 1, 200, "persons", "[A] attendance at which a table works at its full pace")
    deliberation_months: int = parameter(2, 0, 24, "months", "[A] least time between consultation and first vote")
    hierarchy: float = parameter(1.0, 0.0, 1.0, "share", "[A] how far verticality turns equal voice into influence")
    mediation: bool = switch(True, "[S] accompaniment; a single text when facilitation is present (Fisher & Ury 1981)")
    mediation_level: float = parameter(0.45, 0.0, 1.0, "facilitation", "[A] facilitation from which a mediator acts")
