"""Errors as a person reads them: the key, the value, what is allowed, what was perhaps meant. Never a stack."""

import re
from collections.abc import Iterator

from hydra.errors import ConfigCompositionException, MissingConfigException, OverrideParseException, SearchPathException
from omegaconf.errors import ConfigAttributeError, ConfigKeyError, OmegaConfBaseException
from yaml import YAMLError

from sim.command.door import DEBUG, Refused
from sim.explore.patterns import PatternError
from sim.explore.sample import AskedError
from sim.facts.reading import FactError
from sim.funding.pabulib_lines import PabulibError
from sim.inventory import Entry, entry_of, group_of, near_key
from sim.package import PackageError
from sim.parameter import ParameterError
from sim.quoted import shown
from sim.store.folder import FolderError
from sim.strict_yaml import Unreadable
from sim.study.run_once import RunFailed
from sim.sweep.factor import DesignError
from sim.user_rules import UserRuleError
from sim.world.check import WorldError, near

PLAIN = (  # said in full
    AskedError, DesignError, FactError, PabulibError, PackageError, PatternError, Unreadable, UserRuleError,
)  # fmt: skip
SEE = "--help lists the choices; `python -m experiments.parameters` lists every key with its range."


def explain(error: Exception) -> tuple[int, str]:
    """(exit status, message) of an error: 2 if what was asked is at fault, 1 otherwise."""
    for known in chain(error):
        found = refusal(known)
        if found is not None:
            return 2, f"error: {page_of(error)}{found}"
    if isinstance(error, FolderError):
        return 2, f"error: {error}"
    if isinstance(error, RecursionError):
        return 2, "error: a list or a group of keys is inside of too many others to be read; see what was given."
    if isinstance(error, UnicodeError):
        return (
            2,
            f"error: a text that is not in UTF-8 was given ({getattr(error, 'reason', error)}).",
        )
    if isinstance(error, MemoryError):
        return 1, "error: there is not enough memory for this. Fewer regions, runs or processes (workers=1) need less."
    if isinstance(error, OSError):
        return 1, f"error: {error}"
    what = str(error) if isinstance(error, RunFailed) else f"{type(error).__name__}: {shown(str(error))}"
    return 1, f"error: {what}\nThis should not happen. Set {DEBUG}=1 for everything that led to it."


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The first causes first: they know the key."""
    if error is not None:
        yield from chain(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        yield error


def page_of(error: Exception) -> str:
    """The file at fault, when it is not what was typed."""
    found = re.match(r"In '(.+?)':", str(error)) if isinstance(error, ConfigCompositionException) else None
    return f"in {found[1]}.yaml: " if found and found[1] != "run" else ""


def refusal(error: BaseException) -> str | None:
    """What is wrong with the request; None if this error is not about it."""
    if isinstance(error, ParameterError):
        return f"{shown(as_typed(error.key))} = {shown(error.value)}: {error.allowed.rstrip('.')}."
    if isinstance(error, PLAIN):
        return str(error)
    if isinstance(error, (WorldError, Refused)):
        return re.sub(r"^regions\b", "territory.regions", str(error))
    if isinstance(error, OmegaConfBaseException):
        return about_key(error) if error.full_key or error.key is not None else None
    if isinstance(error, OverflowError):
        return f"a number is too large to be one ({shown(str(error))})."
    if isinstance(error, MissingConfigException):
        return missing_choice(error)
    if isinstance(error, OverrideParseException):
        return (
            f"cannot read {shown(error.override)}. Write key=value; a list is key=[a,b]; "
            "put quotes around a value with spaces or commas: 'key=\"a, b\"'."
        )
    if isinstance(error, YAMLError):
        return f"not valid YAML: {shown(' '.join(str(error).split()))}"
    if isinstance(error, (ConfigCompositionException, SearchPathException)) and error.__cause__ is None:
        return about_composition(str(error))
    if isinstance(error, ValueError) and str(error).startswith("Config group override must be"):
        return f"a group needs one of its choices, not null. {SEE}"
    return None


GLOBAL = ("experiment",)  # groups whose files change other groups


def as_typed(key: str) -> str:
    """The key of a parameter as it is typed: the scenario's and the run's own keys have no section."""
    section, _, name = key.rpartition(".")
    if section == "synthetic":
        return f"territory.{key}"
    return name if section in ("", "scenario", "settings") else key


def about_key(error: OmegaConfBaseException) -> str:
    """A key that does not exist, or a value that its key cannot take."""
    key = error.full_key or str(error.key)
    if isinstance(error, (ConfigKeyError, ConfigAttributeError)):
        if key in GLOBAL:
            return f"a file of this group speaks of every group: begin it with the line `# @package _global_`.\n{SEE}"
        return f"{shown(key)}: no such key.{near_key(key)}\n{SEE}"
    value = re.search(r"[Vv]alue '(.*?)'", str(error.msg or error), re.DOTALL)
    entry = entry_of(key)
    given = f"{key} = {shown(value[1])}" if value else key
    if entry is not None:
        return f"{given}: {expected(entry)}."
    if "subclass" in str(error.msg):
        return f"{key} is a group of keys: write {key}.<key>=<value>. {SEE}"
    return f"{given}: {shown(str(error.msg or error).splitlines()[0])}"


def allowed_of(key: str) -> str:
    """What a key takes, by its name; where to look if there is none."""
    entry = entry_of(key)
    return expected(entry) if entry is not None else f"no key takes that. {SEE.rstrip('.')}"


def expected(entry: Entry) -> str:
    """What a key takes."""
    if entry.unit in ("list", "path"):
        return f"a {entry.unit} is expected" + (
            f", such as {entry.key}=[mauricie,cote_nord]" if entry.unit == "list" else ""
        )
    if entry.choices:
        return f"allowed: {', '.join(entry.choices)}"
    if isinstance(entry.value, bool):
        return "allowed: true or false"
    kind = "a whole number" if isinstance(entry.value, int) else "a number"
    return f"{kind} is expected; allowed: {entry.low:g} to {entry.high:g} ({entry.unit})"


def missing_choice(error: MissingConfigException) -> str:
    """A file that a group does not have, or a main configuration that is nowhere."""
    group, _, name = (error.missing_cfg_file or "").rpartition("/")
    if not group:
        return (
            f"there is no configuration {shown(error.missing_cfg_file)} (--config-name) in configs or in --config-dir."
        )
    options = sorted(error.options or ())
    close = near(name, options)
    return f"{group} = {shown(name)}: no such choice.{close}\nAllowed: {', '.join(options) or 'nothing'}."


def about_composition(text: str) -> str:
    """What Hydra says of a request, in the words of this command."""
    ambiguous = re.match(r"Ambiguous value for argument '(.*?)=(.*?)'", text)
    if ambiguous:
        key = group_of(ambiguous[1])
        told = shown(ambiguous[2])
        return f"{ambiguous[1]} = {told}: one value is expected. A list is written {key}=[{told}]."
    nowhere = re.match(r"Additional config directory '(.*)' not found", text)
    if nowhere:
        return f"--config-dir {shown(nowhere[1])}: no such folder."
    text = re.sub(r"^In '.+?': ", "", text)
    lines = [line.strip() for line in text.splitlines() if line.strip() and "hydra.cc" not in line]
    return shown(" ".join(lines)) + f"\n{SEE}"
