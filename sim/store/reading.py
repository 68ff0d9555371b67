"""What a folder of ours says of itself, read back: by hand or by a disk, its files may have become anything.

A file that cannot be used is a FolderError that names it and says what to do; nothing is changed on the disk.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.parameter import finite
from sim.quoted import shown
from sim.store.folder import MANIFEST, FolderError

LARGEST = 64_000_000  # bytes of a file; ours have some thousands
REMEDY = "Put the file back as it was, or make the results again in another folder"


def tree_of(path: Path) -> dict[str, Any]:
    """The mapping that a JSON file of a folder holds; a FolderError if there is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise damaged(path, f"it has more than {LARGEST:,} bytes")
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FolderError(f"output = {path.parent}: it has no {path.name}.") from None
    except UnicodeDecodeError:
        raise damaged(path, "it is not a text in UTF-8") from None
    except OSError as reason:
        raise damaged(path, str(reason.strerror)) from None
    except json.JSONDecodeError as reason:
        raise damaged(path, f"line {reason.lineno}: {reason.msg}") from None
    except (ValueError, RecursionError) as reason:  # a whole number of 5,000 digits, 10,000 brackets
        raise damaged(path, shown(str(reason))) from None
    if not isinstance(found, dict):
        raise damaged(path, f"a mapping {{...}} is expected; it holds {shown(found)}")
    return found


def manifest_in(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder of ours says; a FolderError if it has none, or one that is no mapping."""
    return tree_of(folder / MANIFEST)


def part_of(tree: Mapping[str, Any], path: Path, key: str) -> dict[str, Any]:
    """The mapping below a key of a file that `tree_of` has read."""
    found = tree.get(key)
    if not isinstance(found, dict):
        raise damaged(path, f"{key} = {shown(found)}: a mapping is expected")
    return found


def number_of(tree: Mapping[str, Any], path: Path, key: str, least: float) -> float:
    """The number below a key of a file that `tree_of` has read."""
    found = finite(tree.get(key))
    if found is None or found < least:
        raise damaged(path, f"{key} = {shown(tree.get(key))}: a number of {least:g} or more is expected")
    return found


def damaged(path: Path, why: str) -> FolderError:
    """A file of a folder that cannot be used, and what to do."""
    return FolderError(f"output = {path.parent}: {path.name} cannot be used: {why.rstrip('.')}. {REMEDY}.")
