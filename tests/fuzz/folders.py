"""Folders of ours, as hands and disks leave them; and folders that are not ours, given to commands."""

import json
import random
import shutil
from pathlib import Path
from typing import Any

from tests.fuzz.texts import damaged

FOREIGN = (
    b"", b"[]", b"null", b"{}", b'{"sweep": null}', b'{"name": "my site"}', b"[" * 20_000, b"\xff\xfe\x00", b"PAR1",
    b"9" * 5_000, b'{"sweep": {"limit": "x", "rules": []}}', b'{"sweep": {"limit": null, "rules": {"a": 1}}}',
    b"a: [", b"- 1\n", b"a: &a [*a]",
)  # fmt: skip
TREES: tuple[Any, ...] = (None, [], {}, "x", 3, [[1]], True, 1e300, "9" * 400, {"a": {"b": []}}, ["a"] * 9, -1)


def hurt(rng: random.Random, folder: Path) -> str:
    """Do something to a file of a folder; what was done."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = rng.choice(files)
    what = rng.choice(["delete", "empty", "cut", "damage", "foreign", "folder", "edit", "add", "swap"])
    content = path.read_bytes()
    if what == "delete":
        path.unlink()
    elif what == "empty":
        path.write_bytes(b"")
    elif what == "cut":
        path.write_bytes(content[: rng.randrange(len(content) + 1)])
    elif what == "damage":
        path.write_bytes(damaged(rng, content))
    elif what == "foreign":
        path.write_bytes(rng.choice(FOREIGN))
    elif what == "folder":
        path.unlink()
        path.mkdir()
    elif what == "swap":
        path.write_bytes(rng.choice(files).read_bytes())
    elif what == "add":
        (path.parent / rng.choice(["notes.txt", "part-000009.parquet", "lock", ".new", "thesis.tex"])).write_bytes(
            b"mine"
        )
    elif path.suffix == ".json":
        path.write_text(json.dumps(edited(rng, json.loads(content))), encoding="utf-8")
    else:
        path.write_bytes(damaged(rng, content))
    return f"{what} {path.name}"


def edited(rng: random.Random, tree: Any) -> Any:
    """A tree with one value replaced, anywhere in it."""
    if isinstance(tree, dict) and tree and rng.random() < 0.85:
        name = rng.choice(sorted(tree))
        return (
            {k: v for k, v in tree.items() if k != name}
            if rng.random() < 0.2
            else tree | {name: edited(rng, tree[name])}
        )
    return rng.choice(TREES)


def theirs(rng: random.Random, place: Path) -> None:
    """A folder that a command must leave alone, at `place`."""
    place.mkdir()
    (place / "thesis.txt").write_text("ten years of work", encoding="utf-8")
    if rng.random() < 0.7:
        (place / "manifest.json").write_bytes(rng.choice(FOREIGN))


def copied(kept: Path, place: Path) -> None:
    """A folder made beforehand, whole, at `place`."""
    shutil.copytree(kept, place)
