"""A folder that appears whole or not at all, and takes the place of an earlier one only when it is complete."""

import contextlib
import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

MANIFEST = "manifest.json"  # the mark by which a folder is known to be ours


class FolderError(Exception):
    """A folder that cannot be written. The message names it and says why."""


def check_target(target: Path) -> None:
    """Refuse, before anything is computed, a place where the results could not be put."""
    if target.is_symlink() and not target.exists():
        raise FolderError(f"output = {target}: it is a link to nothing.")
    if target.exists() and not target.is_dir():
        raise FolderError(f"output = {target}: a file is in the way. Choose another name, or move the file.")
    if target.exists() and any(target.iterdir()) and not (target / MANIFEST).is_file():
        raise FolderError(
            f"output = {target}: this folder is not one of our results (it has no {MANIFEST}); "
            "it will not be replaced. Choose another name."
        )
    parent = target.parent
    if not parent.is_dir() and not parent.parent.is_dir():
        raise FolderError(f"output = {target}: there is no folder {parent}. Create it, or choose another name.")
    if parent.exists() and not parent.is_dir():
        raise FolderError(f"output = {target}: {parent} is a file, not a folder.")


def marked(target: Path, what: str) -> Path:
    """A hidden sibling of `target` that says which process of which machine it belongs to."""
    host = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())
    return target.with_name(f".{target.name}.{host}.{os.getpid()}.{what}")


def alive(process: int) -> bool:
    """True if a process of this number runs on this machine."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def mend(target: Path) -> None:
    """Clean what runs that were killed have left beside `target`; put back results caught in the middle of a swap."""
    host = marked(target, "").name.split(".")[-3]
    pattern = re.compile(re.escape(f".{target.name}.{host}.") + r"(\d+)\.(tmp|old)")
    for sibling in list(target.parent.iterdir()):
        found = pattern.fullmatch(sibling.name)
        if found is None or (int(found[1]) != os.getpid() and alive(int(found[1]))):
            continue
        if found[2] == "old" and not target.exists():
            sibling.rename(target)
        else:
            shutil.rmtree(sibling, ignore_errors=True)


def to_disk(folder: Path) -> None:
    """Ask the system to write every file of a folder for good, so that a power cut after the swap loses nothing."""
    for path in [*folder.rglob("*"), folder]:
        if os.name == "nt" and path.is_dir():
            continue  # Windows does not open folders
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def swap(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`. If killed between the two moves, the next run puts the old one back."""
    if not target.exists():
        new.rename(target)
        return
    old = marked(target, "old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target`: it takes its place if the block ends well, and vanishes if it does not."""
    check_target(Path(os.path.abspath(target)))
    real = target.resolve()
    made = marked(real, "tmp")
    try:
        real.parent.mkdir(exist_ok=True)
        mend(real)
        made.mkdir()
    except OSError as reason:
        raise FolderError(f"output = {target}: cannot be written ({reason.strerror}).") from reason
    try:
        yield made
        to_disk(made)
        swap(made, real)
    except OSError as reason:
        raise FolderError(f"output = {target}: the results could not be written ({reason.strerror}).") from reason
    finally:
        shutil.rmtree(made, ignore_errors=True)
