"""What the given lines of the statements move: a page in each language, a tree and a table for machines."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.metrics.outcomes import OUTCOMES
from sim.show.stating.reading import LONG, Tree, effect_said, gone, labels, largest, listed, moved, only_stated
from sim.show.stating.tree import as_tree
from sim.show.words import LANGUAGES, Words
from sim.spreadsheet.writing import as_csv
from sim.store.manifest import origin, to_json
from sim.store.write import put
from sim.study.statements import Statements

HEAD = ("line", "switched", "keys", "moved", "open", "largest")
EFFECT = ("mean", "low", "high", "smallest", "luck", "sd", "pairs", "stated", "verdict")


def write(folder: Path, found: Statements, manifest: Mapping[str, Any]) -> None:
    """Leave everything in `folder`."""
    made = origin(dict(manifest))
    tree = as_tree(found, made)
    for language in LANGUAGES:
        put(folder / f"statements_{language}.md", page(tree, Words(language)))
    put(folder / "statements.json", to_json(tree))
    put(folder / "statements.csv", as_csv(effects_rows(tree), end="\n"))


def page(tree: Tree, words: Words) -> str:
    """The whole page in one language."""
    lines = [
        f"# {words('stating.title')}",
        sentence(tree, words),
        words("stating.read", seeds=tree["seeds"], outcomes=tree["outcomes"]),
        table(tree, words),
        f"## {words('stating.no_key_head')}",
        "\n".join(
            f"- {mark}: {line['no_key'][words.language]}." for mark, line in tree["lines"].items() if line["no_key"]
        ),
        words("stating.made", runs=tree["runs"], **{k: tree[k] for k in ("version", "commit", "machine")}),
        f"    {tree['command']}",
    ]
    return "\n\n".join(lines) + "\n"


def sentence(tree: Tree, words: Words) -> str:
    """What it comes to."""
    toggles = tree["toggles"].values()
    nothing = [t for t in toggles if not t["moved"]]
    own = [t for t in toggles if only_stated(t)]
    no_key = [line for line in tree["lines"].values() if line["no_key"]]
    return words(
        "stating.sentence",
        n=len(toggles),
        lines=len(tree["lines"]) - len(no_key),
        outcomes=tree["outcomes"],
        nothing=len(nothing),
        still=sum(not t["open"] for t in nothing),
        open=sum(bool(t["open"]) for t in nothing),
        own=len(own),
        others=len(toggles) - len(nothing) - len(own),
        no_key=len(no_key),
    )


def table(tree: Tree, words: Words) -> str:
    """One row a toggle."""
    rows = [words.each("stating.head", HEAD), ["---"] * len(HEAD)]
    rows += [row(toggle, words) for toggle in tree["toggles"].values()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def row(toggle: Tree, words: Words) -> list[str]:
    """What one toggle moves."""
    effects = toggle["effects"]
    told = listed([effect_said(name, effects[name], words, interval=True) for name in moved(toggle)[:LONG]], words)
    if not told:
        most = largest(toggle)
        told = words("stating.none_moved", largest=effect_said(most, effects[most], words, interval=True))
    if lost := gone(toggle):
        told = listed([told, words("stating.gone", list=labels(lost, words))], words)
    stated = f" ({toggle['moved_stated']})" if toggle["moved_stated"] else ""
    keys = ", ".join(f"`{key}={json.dumps(value).strip(chr(34))}`" for key, value in keys_of(toggle).items())
    text = toggle["text"][words.language]
    return [", ".join(toggle["lines"]), text, keys, f"{toggle['moved']}{stated}", str(toggle["open"]), told]


def keys_of(toggle: Tree) -> dict[str, Any]:
    """Every key that differs from the base scenario."""
    return {**toggle["alike"], **toggle["changes"]}


def effects_rows(tree: Tree) -> list[list[object]]:
    """Every effect of every toggle, with its head."""
    rows: list[list[object]] = [["lines", "toggle", "outcome", "unit", *EFFECT]]
    for name, toggle in tree["toggles"].items():
        for outcome, effect in toggle["effects"].items():
            numbers = ["" if effect[key] is None else effect[key] for key in EFFECT]
            rows.append([" ".join(toggle["lines"]), name, outcome, OUTCOMES[outcome][0], *numbers])
    return rows


def told(found: Statements, words: Words) -> str:
    """What it comes to, for a terminal."""
    tree = as_tree(found, {})
    quiet = [t["text"][words.language] for t in tree["toggles"].values() if not t["moved"] and not t["open"]]
    lines = [sentence(tree, words)]
    return "\n".join([*lines, words("stating.quiet", list=listed(quiet, words))] if quiet else lines)
