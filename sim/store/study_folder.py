"""The folder of a study made of many runs: its runs, kept from one try to the next, and the products drawn from them.

Runs are costly and are kept part by part (`run_folder`). Products (tables, report, manifest) cost seconds: they are
made beside the old ones and put in their place at the end, the manifest last, so that a folder with a manifest is
complete. What a person has put in the folder is never touched.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sim.store.folder import MANIFEST, FolderError, check_target, to_disk

RUNS = "runs"
NEW = ".new"  # products being made
PRODUCTS = "products"  # key of the manifest: the files and folders that a study made


def check_study(target: Path) -> None:
    """Refuse, before anything is computed, a place where the study could not be put."""
    real = Path(os.path.abspath(target))
    strange = sorted(p.name for p in real.iterdir() if p.name not in (RUNS, NEW)) if real.is_dir() else []
    if strange or not real.is_dir():
        check_target(real)


@contextlib.contextmanager
def new_products(target: Path) -> Iterator[Path]:
    """A temporary folder inside `target`: its products take the place of the old ones at the end, if all is well."""
    made = target / NEW
    try:
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        yield made
        to_disk(made)
        replace(made, target)
    except OSError as reason:
        raise FolderError(f"output = {target}: the results could not be written ({reason.strerror}).") from reason
    finally:
        shutil.rmtree(made, ignore_errors=True)


def replace(made: Path, target: Path) -> None:
    """Take away what an earlier study made here, then put each new product in its place, the manifest last."""
    for name in made_before(target):
        discard(target / name)
    (target / MANIFEST).unlink(missing_ok=True)
    for path in sorted(made.iterdir(), key=lambda p: (p.name == MANIFEST, p.name)):
        discard(target / path.name)
        path.rename(target / path.name)


def made_before(target: Path) -> list[str]:
    """The products that the manifest of the folder lists; nothing outside of the folder, and never the runs."""
    try:
        listed = json.loads((target / MANIFEST).read_text(encoding="utf-8"))[PRODUCTS]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [str(name) for name in listed if Path(str(name)).name == str(name) and name not in (RUNS, MANIFEST)]


def discard(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
