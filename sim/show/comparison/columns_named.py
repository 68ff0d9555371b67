"""What each column of a comparison is called, in words: outcomes, channels, stakes, roles, problems, places."""

from sim.compare.measures import Column
from sim.show.words import Words
from sim.vocabulary import ROLES
from sim.world.network import Network

UNSOURCED = "*"  # after the name of a place whose envelope has no source


def parts(column: Column) -> tuple[str, str, str]:
    """(family, key, quantity) of a column; key or quantity empty where there is none."""
    family, _, rest = column.name.partition(".")
    if family in ("outcome", "channel"):
        return family, "", rest
    if family in ("ledger", "ledger_last"):
        return family, rest, ""
    key, _, quantity = rest.partition(".")
    return family, key, quantity


def key_name(column: Column, network: Network, words: Words) -> str:
    """The role, problem, stake, territory or region of a column; a place without a sourced envelope is marked."""
    family, key, _ = parts(column)
    group = {"role": "roles", "problem": "problems", "ledger": "stakes", "ledger_last": "stakes"}.get(family)
    if group:
        return words(f"{group}.{key}")
    if family == "territory":
        i = network.code.index(key)
        return network.name[i] + ("" if network.envelope_sourced[network.region[i]] else UNSOURCED)
    if family == "region":
        r = network.region_code.index(key)
        return network.region_name[r] + ("" if network.envelope_sourced[r] else UNSOURCED)
    return words("versus.month", n=key) if family == "month" else ""


def quantity_name(column: Column, words: Words) -> str:
    """What is measured, without of whom."""
    family, _, quantity = parts(column)
    if family == "outcome":
        return words.get(f"outcomes.{quantity}", column.meaning)
    if family == "channel":
        return channel_name(quantity, column, words)
    if family in ("ledger", "ledger_last"):
        return words(f"versus_families.{family}")
    return words(f"versus_families.{family}_{quantity}")


def channel_name(name: str, column: Column, words: Words) -> str:
    """The name of an intermediate quantity; trust between two roles and efficacy of one are composed."""
    if name.startswith("trust_"):
        pair = next((a, b) for a in ROLES for b in ROLES if name == f"trust_{a}_{b}")
        who = words.each("roles", dict.fromkeys(pair))
        return words("versus.trust_among" if len(who) == 1 else "versus.trust_between", who=words.join(who))
    if name.startswith("efficacy_"):
        return words("versus.efficacy_of", who=words(f"roles.{name.removeprefix('efficacy_')}"))
    return words.get(f"versus_channels.{name}", column.meaning)


def name_of(column: Column, network: Network, words: Words) -> str:
    """The whole name: of whom, then what."""
    who, what = key_name(column, network, words), quantity_name(column, words)
    return words("versus.who_what", who=who, what=what[0].lower() + what[1:]) if who else what
