"""A folder that appears whole or not at all, and takes the place of an earlier one only when it is complete."""

import contextlib
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sim.store.earlier import (
    KINDS,
    MANIFEST,
    FolderError,
    check_no_runs,
    check_replaceable,
    check_sources,
    free,
    read_earlier,
    retire,
    say,
    seal,
    tell_replaced,
)

__all__ = ["MANIFEST", "FolderError", "check_place", "check_target", "new_folder"]

ABANDONED = 24 * 3600.0  # seconds without a change after which work under way is taken for dead, where nobody can ask


def check_place(target: Path) -> None:
    """Refuse, before anything is computed, a place where no folder can be."""
    if target.is_symlink() and not target.exists():
        raise FolderError(f"output = {target}: it is a link to nothing.")
    if target.exists() and not target.is_dir():
        raise FolderError(f"output = {target}: a file is in the way. Choose another name, or move the file.")
    parent = target.parent
    if not parent.is_dir() and not parent.parent.is_dir():
        raise FolderError(f"output = {target}: there is no folder {parent}. Create it, or choose another name.")
    if parent.exists() and not parent.is_dir():
        raise FolderError(f"output = {target}: {parent} is a file, not a folder.")


def check_target(target: Path, kind: str, sources: Sequence[Path] = ()) -> None:
    """Refuse, before anything is computed, a place where a result of this kind could not be put: one that cannot be
    written, one of `sources`, or one that holds something else than an earlier result of this kind."""
    check_place(Path(os.path.abspath(target)))
    check_sources(target, sources)
    if target.is_dir() and any(target.iterdir()):
        check_no_runs(target)
        check_replaceable(target, kind)


def marked(target: Path, what: str) -> Path:
    """A hidden sibling of `target` that says which process of which machine it belongs to."""
    host = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname())
    return target.with_name(f".{target.name}.{host}.{os.getpid()}.{what}")


def alive(process: int, folder: Path) -> bool:
    """True if a process of this number runs on this machine; where the system cannot be asked without harm, if
    `folder`, in which it works, changed a short while ago."""
    if os.name == "nt":
        return time.time() - folder.stat().st_mtime < ABANDONED
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
        if found is None or (int(found[1]) != os.getpid() and alive(int(found[1]), sibling)):
            continue
        if found[2] == "tmp":
            shutil.rmtree(sibling, ignore_errors=True)
        elif target.exists():
            retire(sibling, target)
        else:
            sibling.rename(target)


def to_disk(folder: Path) -> None:
    """Ask the system to write every file of a folder for good, so that a power cut after the swap loses nothing."""
    for path in [*folder.rglob("*"), folder]:
        if os.name == "nt" and path.is_dir():
            continue  # Windows does not open folders
        descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def swap(new: Path, target: Path, kind: str) -> None:
    """Put `new` in the place of `target`. If killed between the two moves, the next run puts the old one back.

    An earlier result of the same configuration is replaced; one of another configuration is kept under another name.
    """
    if not target.exists():
        new.rename(target)
        return
    earlier, later = read_earlier(target), read_earlier(new)
    replaced = earlier is None or later is None or earlier.identity == later.identity
    old = marked(target, "old") if replaced else free(target.with_name(f"{target.name}.earlier"))
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    if not replaced:
        say(
            f"{target}: {KINDS[kind]} of another configuration was there; it is now {old}. / "
            f"un résultat d’une autre configuration y était ; il est maintenant {old}."
        )
        return
    if earlier is not None:
        tell_replaced(target, kind)
    retire(old, target)


@contextlib.contextmanager
def new_folder(target: Path, kind: str, sources: Sequence[Path] = ()) -> Iterator[Path]:
    """A temporary folder beside `target`: it takes its place if the block ends well, and vanishes if it does not.

    The block writes a manifest of this kind, to which the files made are added. An earlier result of this kind makes
    room; anything else is refused, at once. sources: the files and folders that the result is drawn from.
    """
    check_target(target, kind, sources)
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
        seal(made)
        to_disk(made)
        swap(made, place_left(real, kind), kind)
    except OSError as reason:
        raise FolderError(f"output = {target}: the results could not be written ({reason.strerror}).") from reason
    finally:
        shutil.rmtree(made, ignore_errors=True)


def place_left(target: Path, kind: str) -> Path:
    """The place of a result that is made; another one, and a word, if somebody has put something there meanwhile."""
    try:
        check_target(target, kind)
    except FolderError as reason:
        found = free(target)
        say(f"{reason} The results are in {found}. / Les résultats sont dans {found}.")
        return found
    return target
