"""Files that appear whole or not at all, in a folder where one process writes at a time."""

import errno
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.store.earlier import FolderError, free
from sim.store.earlier import say as say

LOCK, WORKSHOP = "lock", "tmp"
WRITING = re.compile(  # what may be in a workshop: a file being written, with its machine and process, or a lock
    r"((part-\d{6,}|design)\.parquet|(identity|manifest)\.json|[\w.-]+\.(yaml|txt|sh))\.[^/]+\.\d+"
    r"|share-\d+-of-\d+|opening|preparing"
)
HOLDER = re.compile(rb"process \d+ of ")
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def sync_folder(folder: Path) -> None:
    """Ask the system to write for good which files a folder has."""
    if os.name == "nt":
        return  # Windows does not open folders
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_whole(path: Path, content: bytes | Callable[[Path], None], workshop: Path) -> None:
    """Write a file beside its place, in `workshop`, then move it there at once: a reader never sees half of it.

    content: what it holds, or who writes it at a path. A disk that is full, or any other refusal of the system, is a
    FolderError: what was there before is untouched.
    """
    made = workshop / f"{path.name}.{socket.gethostname()}.{os.getpid()}"  # machines may share the disk
    try:
        try:
            if callable(content):
                content(made)
            else:
                made.write_bytes(content)
            with made.open("rb+") as file:
                os.fsync(file.fileno())
            os.replace(made, path)
        except BaseException:
            with suppress(OSError):
                made.unlink()
            raise
        sync_folder(path.parent)
    except OSError as reason:
        raise FolderError(
            f"output = {workshop.parent}: {path.name} could not be written ({reason.strerror}). What is complete is "
            "kept: once this is mended, the same command goes on from there."
        ) from reason


def unfinished(workshop: Path) -> tuple[list[Path], list[Path]]:
    """What a workshop holds: files that `put_whole` was writing and locks, which are ours; then anything else."""
    ours: list[Path] = []
    others: list[Path] = []
    for path in sorted(workshop.iterdir()) if workshop.is_dir() else ():
        known = path.is_file() and WRITING.fullmatch(path.name)
        (ours if known else others).append(path)
    return ours, others


def clean(workshop: Path) -> None:
    """Remove what a killed process was writing."""
    for path in unfinished(workshop)[0]:
        path.unlink(missing_ok=True)


def only_begun(folder: Path) -> bool:
    """Whether a folder without runs has nothing but what our own first steps leave: a lock and a workshop."""
    lock = folder / LOCK
    try:
        held_by = lock.read_bytes()[:100] if lock.exists() else b""
    except OSError:
        return False
    return not unfinished(folder / WORKSHOP)[1] and (not held_by or bool(HOLDER.match(held_by)))


def put_over(path: Path, text: str, aside: Path) -> None:
    """Write a file that people edit: what it says now, if it is something else, is set aside."""
    if path.exists() and path.read_bytes() != text.encode():
        set_aside(path, aside, "it was changed, or made for something else", "It is written anew.")
    path.write_text(text, encoding="utf-8", newline="\n")


def set_aside(path: Path, aside: Path, reason: str, then: str) -> None:
    """Move what cannot be used out of the way, without losing it; say so, and what follows."""
    aside.mkdir(exist_ok=True)
    place = free(aside / path.name)
    path.rename(place)
    say(f"{path}: {reason}. Moved to {place}. {then}")


def writing(folder: Path, holder: str) -> FolderError:
    """The error of a folder in which somebody else writes."""
    return FolderError(
        f"output = {folder}: {holder} is writing in it. Wait until it ends, stop it, or choose another name."
    )


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Refuse to write where another process does, and say which. The system drops the lock of a process that dies,
    however it dies. On Windows, and on a disk without locks, only a warning is given."""
    with held(folder / LOCK, folder) as descriptor:
        os.ftruncate(descriptor, 0)
        with suppress(OSError):  # on a full disk, the next write will tell
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, f"process {os.getpid()} of {socket.gethostname()}\n".encode())
        try:
            yield
        finally:
            with suppress(OSError):
                os.ftruncate(descriptor, 0)


@contextmanager
def writer_of_a_share(folder: Path, workshop: Path, share: str) -> Iterator[None]:
    """One of several writers of a folder, each of a share of its own; refused beside one who writes everything, or
    beside another of the same share."""
    with held(folder / LOCK, folder, shared=True):
        workshop.mkdir(exist_ok=True)
        with held(workshop / f"share-{share}", folder, holder=f"another process of share {share}"):
            yield


@contextmanager
def held(
    path: Path, folder: Path, shared: bool = False, wait: bool = False, holder: str = "another process"
) -> Iterator[int]:
    """A lock on a file, made if need be; its descriptor. wait: until it is free; else a FolderError says who has it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as reason:
        raise FolderError(f"output = {folder}: cannot be written ({reason.strerror}).") from reason
    try:
        try:
            import fcntl

            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.lseek(descriptor, 0, os.SEEK_SET)
            raise writing(folder, os.read(descriptor, 200).decode(errors="replace").strip() or holder) from None
        except (ImportError, OSError) as reason:
            if isinstance(reason, OSError) and reason.errno not in NO_LOCKS:
                raise
            say(f"{folder}: no locks here; be sure that no other process writes in it.")
        yield descriptor
    finally:
        os.close(descriptor)
