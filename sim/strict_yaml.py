"""The one reader of YAML that people write: packages, designs, patterns, configurations.

Plain values only (no code, no tags). What would take the memory or the patience of a machine is refused by its line
before it is built: levels, values, a file too large, aliases that repeat one another; and so is a key written twice.
"""

import contextlib
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import yaml

from sim.quoted import shown

DEEPEST = 32  # levels of lists and mappings; ours have 4
MOST = 1_000_000  # keys and values, those that aliases repeat counted each time
LONGEST = 10_000  # bits of a whole number
DIGITS = 300  # of a whole number, for a reader that makes a float of it
LARGEST = 20_000_000  # bytes of a file


class Unreadable(yaml.YAMLError):
    """A text that is refused. The message, on one line, says where and why; the caller names the file."""


class Strict(yaml.SafeLoader):
    """Plain YAML, bounded, in which the same key twice is an error, not the last one silently."""

    def __init__(self, stream: Any) -> None:
        super().__init__(stream)
        self.level, self.lowest, self.built = 0, 0, 0
        self.named: dict[str, tuple[int, int]] = {}  # by anchor: values, levels of what it names, once it is whole

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """A value, those below it included; counted, so that a few lines cannot ask for billions."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        before, others = self.built, self.lowest
        self.level += 1
        values, levels = self.repeated(event) if isinstance(event, yaml.AliasEvent) else (0, 0)
        self.built, self.lowest = self.built + 1 + values, self.level + levels
        if self.lowest > DEEPEST:
            self.refuse(event, f"lists or keys inside of one another: at most {DEEPEST} levels are allowed")
        if self.built > MOST:
            self.refuse(event, f"more than {MOST:,} keys and values, counting what aliases repeat")
        found: yaml.Node | None = super().compose_node(parent, index)
        if anchor := getattr(event, "anchor", None):
            self.named.setdefault(anchor, (self.built - before, self.lowest - self.level))
        self.level -= 1
        self.lowest = max(others, self.lowest)
        return found

    def repeated(self, event: yaml.AliasEvent) -> tuple[int, int]:
        """(values, levels) of what an alias repeats."""
        if event.anchor in self.anchors and event.anchor not in self.named:
            self.refuse(event, f"*{shown(event.anchor)} is inside of what it repeats")
        return self.named.get(str(event.anchor), (0, 0))

    def refuse(self, event: Any, why: str) -> NoReturn:
        """Say where."""
        raise Unreadable(f"line {event.start_mark.line + 1}: {why}")

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys are all different."""
        seen: set[Hashable] = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=True)
            if not isinstance(name, Hashable):
                self.refuse(key, "a key is a word or a number, not a list")
            if name in seen:
                raise Unreadable(f"{shown(name)} is written twice (line {node.start_mark.line + 1} and after)")
            seen.add(name)
        return super().construct_mapping(node, deep)


def whole(loader: Strict, node: yaml.ScalarNode) -> int:
    """A whole number that Python can write again: hexadecimal ones of any length can be read, not written."""
    found: int = loader.construct_yaml_int(node)
    if found.bit_length() > LONGEST:
        loader.refuse(node, f"{shown(found)}: too large")
    return found


Strict.add_constructor("tag:yaml.org,2002:int", whole)


def tree_in(text: str) -> Any:
    """What a text says; an Unreadable that gives the line if it cannot be read, or is too much."""
    with refused(text):
        return yaml.load(text, Strict)


def bounded(text: str) -> None:
    """Refuse a text that is too much, or no YAML, for another reader that has no bounds (Hydra's)."""
    with refused(text):
        waiting, seen = [yaml.compose(text, Strict)], set()
        while waiting:
            node = waiting.pop()
            if node is None or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, yaml.ScalarNode) and node.style is None and node.tag.endswith(":int"):
                if len(node.value) > DIGITS:
                    raise Unreadable(f"line {node.start_mark.line + 1}: a number of {len(node.value):,} digits")
            elif isinstance(node, yaml.CollectionNode):
                waiting += [part for one in node.value for part in (one if isinstance(one, tuple) else (one,))]


@contextlib.contextmanager
def refused(text: str) -> Iterator[None]:
    """Whatever stops the reading of a text, as an Unreadable on one line."""
    if len(text) > LARGEST:
        raise Unreadable(f"{len(text):,} characters: at most {LARGEST:,} are allowed")
    try:
        yield
    except Unreadable:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise Unreadable(f"not valid YAML: {where}{shown(error.problem or error.context or 'unreadable')}") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"not valid YAML: {shown(' '.join(str(error).split()))}") from None
    except ValueError as error:  # a date that does not exist, a whole number of 5,000 digits
        raise Unreadable(f"a value that cannot be read: {shown(str(error))}") from None
    except RecursionError:
        raise Unreadable("lists or keys inside of one another, too deep to be read") from None


def text_of(path: Path) -> str:
    """The text of a file in UTF-8, with or without its mark; an Unreadable says why if it is not one, or too large."""
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path.stat().st_size:,} bytes: at most {LARGEST:,} are allowed")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not a text in UTF-8; save it again in this encoding") from None
    except OSError as reason:
        raise Unreadable(f"it cannot be read ({reason.strerror})") from None


def tree_of(path: Path) -> Any:
    """What a file says; an Unreadable says why if it is refused, and the caller names the file."""
    return tree_in(text_of(path))
