"""A rule of one's own: a Python file, given on the command line, with a new award or split rule (`--load my/rule.py`).

The file holds one dataclass or more that derive from `Award` or `Split`, as the pages of `sim/funding` do. It is read,
its rules are put through the contract (`funding/contract_check.py`), and from then on they are chosen by their names
like ours. Nothing else loads code: a configuration names rules, never files to run.
"""

import functools
import hashlib
import importlib.util
import re
import signal
import sys
import traceback
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from sim.config import CHOICES
from sim.funding.contract import Award
from sim.funding.splits import Split
from sim.inventory import inventory
from sim.parameter import Parameters
from sim.places import home
from sim.quoted import shown

TERMINATED = 128 + signal.SIGTERM  # the status with which a scheduler's request ends a command
KINDS: dict[str, type[Parameters]] = {"award": Award, "split": Split}


class UserRuleError(Exception):
    """A file that is refused. The message names it, says what is wrong, and what is expected."""


class Loaded(NamedTuple):
    """A file that was read: what a result must say about the code that made it."""

    file: str
    sha256: str
    text: str
    rules: tuple[str, ...]  # such as award=smallest_first


LOADED: dict[str, Loaded] = {}  # by digest


def load(path: str | Path, check: bool = True) -> Loaded:
    """Read a file and make its rules choosable, once; check: put them through the contract first."""
    page = home(str(path)).resolve()
    if page.suffix != ".py" or not page.is_file():
        raise UserRuleError(
            f"--load {shown(str(path))}: a Python file is expected, such as my/rule.py; there is none there."
        )
    content = page.read_bytes()
    try:
        text = importlib.util.decode_source(content)  # as Python reads it: UTF-8, or what its first lines say
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        line = content[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        why = "not a text in UTF-8; save it again in this encoding"
        raise UserRuleError(f"--load {page.name}, line {line}: {why}.") from None
    digest = hashlib.sha256(content).hexdigest()
    if digest in LOADED:
        return LOADED[digest]
    found = rules_in(executed(page, digest), page)
    for _, kind in found:
        guarded(kind, page)
        if check:
            pass_contract(kind, page)
    for group, kind in found:
        carry_by_file(kind, str(page), digest)
        CHOICES[group] = (*CHOICES[group], kind)
    inventory.cache_clear()
    chosen = tuple(f"{group}={named(kind)}" for group, kind in found)
    LOADED[digest] = Loaded(page.name, digest, text, chosen)
    return LOADED[digest]


def carry_by_file(kind: type[Parameters], page: str, digest: str) -> None:
    """Let the rules of this kind travel to other processes: they are made again there, from the file."""

    def reduce(rule: Parameters) -> tuple[Any, ...]:
        return revive, (page, digest, type(rule).__name__, settings_of(rule))

    kind.__reduce__ = reduce  # type: ignore[assignment,method-assign]


def executed(page: Path, digest: str) -> Any:
    """The module that the file makes; an error in it is told with its line."""
    name = f"user_rule_{re.sub(r'[^0-9A-Za-z_]', '_', page.stem)}_{digest[:12]}"
    spec = importlib.util.spec_from_file_location(name, page)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if asked_from_outside(error, page):
            raise
        raise UserRuleError(f"--load {page.name}{line_of(error, page)}: {said(error)}") from error
    return module


def asked_from_outside(error: BaseException, page: Path) -> bool:
    """Whether a person (Ctrl-C) or a scheduler (SIGTERM) ends this process, and not the user's file."""
    if isinstance(error, SystemExit):
        return error.code == TERMINATED
    if isinstance(error, KeyboardInterrupt):
        last = traceback.extract_tb(error.__traceback__)[-1]
        return last.filename != str(page) or "KeyboardInterrupt" not in (last.line or "")
    return not isinstance(error, Exception)


def guarded(kind: type[Parameters], page: Path) -> None:
    """Let a rule of this kind that would end Python raise an error instead, wherever it is at work."""
    called: Any = kind.__call__

    @functools.wraps(called)
    def call(rule: Parameters, *given: Any) -> Any:
        try:
            return called(rule, *given)
        except (SystemExit, KeyboardInterrupt) as error:
            if asked_from_outside(error, page):
                raise
            where = f"--load {page.name}{line_of(error, page)}: {kind.__name__}"
            raise UserRuleError(f"{where}: {said(error)}") from error

    kind.__call__ = call  # type: ignore[method-assign]


def said(error: BaseException) -> str:
    """An error in a line. One that would end Python, in a file that is only read for its rules, is a slip too."""
    text = f"{type(error).__name__}: {shown(str(error))}" if str(error) else type(error).__name__
    if isinstance(error, Exception):
        return text
    return f"{text}: a file of rules ends no process; leave out sys.exit(), and what a script does besides its rules"


def line_of(error: BaseException, page: Path) -> str:
    """', line 7' of the user's file, where the error knows it."""
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(page)]
    return f", line {lines[-1]}" if lines else ""


def rules_in(module: Any, page: Path) -> list[tuple[str, type[Parameters]]]:
    """(group, rule) of the file, in its order; each is a dataclass with a name of its own."""
    mine = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    found = [(group, kind) for kind in mine for group, base in KINDS.items() if issubclass(kind, base)]
    if not found:
        raise UserRuleError(
            f"--load {page.name}: no rule in this file. Write a dataclass that derives from Award "
            "(sim.funding.contract) or Split (sim.funding.splits); see docs/adding_a_rule.md."
        )
    for group, kind in found:
        where = f"--load {page.name}: {kind.__name__}"
        if "__dataclass_fields__" not in vars(kind):
            raise UserRuleError(f"{where}: put @dataclass above the class.")
        try:
            name = named(kind)
        except BaseException as error:
            if asked_from_outside(error, page):
                raise
            made = f"--load {page.name}{line_of(error, page)}: {kind.__name__}: it cannot be made with its defaults"
            raise UserRuleError(f"{made}: {said(error)}") from error
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise UserRuleError(
                f"{where}: name = {shown(name, quotes=True)}: a word in small letters is expected, in a field `name` "
                "with init=False"
            )
        if name in {named(rule) for rule in CHOICES[group]}:
            raise UserRuleError(
                f"{where}: name = {shown(name, quotes=True)}: {group} has a rule of this name already; choose another."
            )
    return found


def pass_contract(kind: type[Parameters], page: Path) -> None:
    """Refuse a rule that overspends, looks at the order of files, changes what it is given, and so on."""
    from sim.funding.contract_check import ContractError, check_award, check_split

    rule = kind()
    try:
        if isinstance(rule, Award):
            check_award(rule)
        elif isinstance(rule, Split):
            check_split(rule)
    except ContractError as error:
        raise UserRuleError(f"--load {page.name}: {kind.__name__} breaks the contract: {error}") from error


def named(kind: type[Parameters]) -> str:
    """The name by which a rule is chosen."""
    return str(kind().name)  # type: ignore[attr-defined]


def settings_of(rule: Parameters) -> dict[str, Any]:
    """The numbers of a rule, those that can be given."""
    return {f.name: getattr(rule, f.name) for f in fields(rule) if f.init}


def revive(path: str, digest: str, name: str, settings: dict[str, Any]) -> Parameters:
    """How a rule travels to another process: by its file, which must not have changed on the way."""
    if digest not in LOADED and hashlib.sha256(Path(path).read_bytes()).hexdigest() != digest:
        raise UserRuleError(f"{path}: this file changed while its rules were at work. Start again.")
    load(path, check=False)
    kinds = {kind.__name__: kind for group in KINDS for kind in CHOICES[group] if digest[:12] in kind.__module__}
    return kinds[name](**settings)
