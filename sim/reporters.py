"""What a user asks Mesa's data collector to collect: attributes asked by name exist, or are refused by name.

Mesa fills the column of an attribute that no agent has with None, month after month, without a word.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from sim.override import close
from sim.parameter import ParameterError


class Named(NamedTuple):
    """A column that is asked as the name of an attribute."""

    key: str  # as "agent_reporters['trust']", for messages
    attribute: str
    kind: type | None  # the class of agents that it is asked of, None: all, or the model


def named(option: str, reporters: Any, kind: type | None = None) -> list[Named]:
    """Those of `reporters` {column: what gives it} that are names; a ParameterError for what Mesa could not call.

    option: how the user gave them, such as agent_reporters.
    """
    if not isinstance(reporters, Mapping):
        raise ParameterError(option, reporters, "a dictionary {column: attribute or function} is expected")
    found = []
    for column, reporter in reporters.items():
        key = f"{option}[{column!r}]"
        listed = isinstance(reporter, list) and len(reporter) == 2 and callable(reporter[0])
        if isinstance(reporter, str):
            found.append(Named(key, reporter, kind))
        elif not callable(reporter) and not listed:
            raise ParameterError(
                key, reporter, "the name of an attribute, a function, or a list [function, [arguments]] is expected"
            )
    return found


def asked_by_name(model: Any, actors: Any, kinds: Any) -> tuple[Named, ...]:
    """Every attribute that the model_reporters, agent_reporters and agenttype_reporters of a user name."""
    if not isinstance(kinds, Mapping):
        raise ParameterError("agenttype_reporters", kinds, "a dictionary {class of agents: {column: ...}} is expected")
    found = named("model_reporters", model) + named("agent_reporters", actors)
    for kind, reporters in kinds.items():
        if not isinstance(kind, type):
            raise ParameterError("agenttype_reporters", kind, "a class of agents is expected, such as Citizen")
        found += named(f"agenttype_reporters[{kind.__name__}]", reporters, kind)
    return tuple(found)


def check(asked: Iterable[Named], model: Any, agents: Callable[[], Iterable[Any]]) -> None:
    """Refuse the name of an attribute that neither the model, or no agent of its kind, has; ParameterError.

    It is done when the first month begins, not when the model is made: agents may be given attributes meanwhile.
    agents: gives all of them, and is called only if some attribute of agents is asked.
    """
    for key, attribute, kind in asked:
        if key.startswith("model_reporters"):
            if not hasattr(model, attribute):
                raise missing(key, attribute, "the model has no such attribute", [model])
            continue
        mine = [agent for agent in agents() if kind is None or isinstance(agent, kind)]
        if mine and not any(hasattr(agent, attribute) for agent in mine):
            who = "agent" if kind is None else kind.__name__
            raise missing(key, attribute, f"no {who} has such an attribute", mine)


def missing(key: str, attribute: str, why: str, owners: Iterable[Any]) -> ParameterError:
    """The error of an attribute that none of its owners has, with those of theirs that resemble it."""
    one_a_kind = {type(owner): owner for owner in owners}.values()
    names = {name for owner in one_a_kind for name in dir(owner) if not name.startswith("_")}
    return ParameterError(key, attribute, f"{why}.{close(attribute, names)}")
