"""The folder of a study made of many runs: its runs, kept from one try to the next, and the products drawn from them.

Runs are costly and are kept part by part (`run_folder`). Products (tables, report, manifest) cost seconds: they are
made beside the old ones and put in their place at the end. While they move, the manifest of the folder says
`unfinished` and lists the files of both. What a person has put in the folder is never touched, or is set aside where a
product takes its place.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from sim.store.earlier import (
    ASIDE,
    FILES,
    IDENTITY,
    MANIFEST,
    RUNS,
    FolderError,
    check_replaceable,
    check_sources,
    clear,
    read_earlier,
    seal,
    tell_moved,
    tell_replaced,
)
from sim.store.folder import check_place, new_folder, to_disk

__all__ = ["NEW", "RUNS", "check_study", "keep_products", "new_products"]

NEW = ".new"  # products being made
BEGUN = (RUNS, "tmp", "lock", "design.parquet")  # of a folder of runs before it has an identity
MAKING = (RUNS, NEW, ASIDE)  # what a study that has no product yet may have


def check_study(target: Path, kind: str, sources: Sequence[Path] = (), making: Collection[str] = MAKING) -> None:
    """Refuse, before anything is computed, a place where a study of this kind could not be put. making: what its
    folder may have before its first products."""
    real = Path(os.path.abspath(target))
    check_place(real)
    check_sources(target, sources)
    if not real.is_dir():
        return
    if IDENTITY not in making and (real / IDENTITY).exists():
        raise FolderError(f"output = {target}: it holds runs, of another study. Choose another name.")
    if any(path.name not in making for path in real.iterdir()):
        check_replaceable(real, kind)
    elif RUNS in making and IDENTITY not in making:
        check_runs(target)


def check_runs(target: Path) -> None:
    """Refuse a folder whose runs, which no manifest tells yet, are not runs of ours."""
    if (target / RUNS).is_dir() and (strange := not_runs(target / RUNS)):
        raise FolderError(f"output = {target}: {strange} is not part of runs of ours. Choose another name.")


def not_runs(folder: Path) -> Path | None:
    """The first thing of a folder that is neither a folder of runs, begun or complete, nor one of such folders."""
    if (folder / IDENTITY).exists() or all(path.name in BEGUN for path in folder.iterdir()):
        return None
    for path in sorted(folder.iterdir()):
        if strange := not_runs(path) if path.is_dir() and not path.is_symlink() else path:
            return strange
    return None


@contextlib.contextmanager
def new_products(target: Path, kind: str, told: bool = True) -> Iterator[Path]:
    """A temporary folder inside `target`: its products take the place of the old ones at the end, if all is well.

    The block writes a manifest of this kind, to which the files made are added. told: say what is replaced.
    """
    made = target / NEW
    try:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        yield made
        seal(made)
        to_disk(made)
        replace(made, target, kind, told)
    except OSError as reason:
        raise FolderError(f"output = {target}: the results could not be written ({reason.strerror}).") from reason
    finally:
        shutil.rmtree(made, ignore_errors=True)


def tree_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder that was just made."""
    tree: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return tree


def replace(made: Path, target: Path, kind: str, told: bool = True) -> None:
    """Take away what an earlier study made here, as far as nobody changed it, and put each new product in its place."""
    earlier = read_earlier(target)
    files = dict(earlier.files) if earlier else {}
    tree = tree_of(made)
    unfinished = tree | {"unfinished": True, FILES: files | tree[FILES]}
    put_manifest(unfinished, target)
    products = [path for path in sorted(made.iterdir()) if path.name != MANIFEST]
    tops = {name.partition("/")[0] for name in files} | {path.name for path in products}
    tell_moved(target, clear(target, sorted(tops), files, target / ASIDE))
    for path in products:
        path.rename(target / path.name)
    put_manifest(tree, target)
    if told and earlier is not None:
        tell_replaced(target, kind)


def keep_products(target: Path, place: Path, kind: str, but: Collection[str] = ()) -> None:
    """Copy the products of a study to `place`, which appears whole or not at all. but: names of files not to copy."""
    earlier = read_earlier(target)
    assert earlier is not None, "a study that has just been made"
    place.parent.mkdir(parents=True, exist_ok=True)
    with new_folder(place, kind, [target]) as folder:
        for name in (*earlier.files, MANIFEST):
            if name not in but:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(target / name, folder / name)


def put_manifest(tree: dict[str, Any], target: Path) -> None:
    """Replace the manifest of a folder, at once."""
    made = target / NEW / f"{MANIFEST}.new"
    made.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    os.replace(made, target / MANIFEST)
