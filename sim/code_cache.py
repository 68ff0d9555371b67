"""Machine code kept on disk from one process to the next: in a folder that nobody else can write, each file with its
digest.

Numba's files are pickles: to read one is to run what it says. So a folder or a file that is a link, that belongs to
somebody else or that others may write is not read. A file without the digest that it was written with (a power cut, a
synchronized folder) is moved aside, and its page is compiled again.
"""

import functools
import hashlib
import os
import pickle
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from numba.core.caching import FunctionCache, IndexDataCacheFile
from numba.core.serialize import dumps

NAME = "concertation"
LENGTH = 16  # letters of the name of a folder of code
NO_LINK, AS_IT_IS = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_BINARY", 0)  # of one system or another
FORGOTTEN = 60 * 24 * 3600.0  # seconds after which code that no process has used is removed


@functools.cache
def tell(text: str) -> None:
    """Say something of the code that is kept, once a process."""
    print(text, file=sys.stderr, flush=True)


def places() -> Iterator[Path]:
    """Where code may be kept, in order: NUMBA_CACHE_DIR where it is set, then the user's own cache folder."""
    asked = os.environ.get("NUMBA_CACHE_DIR")
    if asked:
        yield Path(asked).absolute()
    from platformdirs import user_cache_path

    yield user_cache_path(NAME, appauthor=False)


def unsafe(status: os.stat_result) -> str:
    """Why code is not read from a folder or a file of this status; nothing where it may be."""
    if stat.S_ISLNK(status.st_mode):
        return "is a link"
    if not hasattr(os, "geteuid"):
        return ""  # Windows: what is in a user's folder is that user's
    if status.st_uid != os.geteuid():
        return "belongs to another user"
    return "may be written by other users" if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else ""


def private(folder: Path) -> str:
    """Make a folder for this user alone, if it is not there; why it cannot be used, or nothing."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if why := unsafe(folder.lstat()):
            return why
        return "" if folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK) else "cannot be written"
    except OSError as reason:
        return f"cannot be used ({reason.strerror})"


def folder_for(digest: str) -> str:
    """Where code of these sources is kept, made if need be; nothing if there is no safe place."""
    for place in places():
        folder = place / digest[:LENGTH]
        fresh = not folder.exists()
        why = private(place) or private(folder)
        if not why:
            if fresh:
                forget(place)
            return str(folder)
        tell(f"{place}: {why}; compiled code is not read from there, nor kept there.")
    tell("Compiled code is kept nowhere: each process compiles anew. Set NUMBA_CACHE_DIR to a folder of yours.")
    return ""


def forget(place: Path) -> None:
    """Remove the code of versions that have not been used for long."""
    for folder in place.iterdir():
        named = len(folder.name) == LENGTH and not set(folder.name) - set("0123456789abcdef")
        if named and not folder.is_symlink() and time.time() - folder.stat().st_mtime > FORGOTTEN:
            shutil.rmtree(folder, ignore_errors=True)


class CodeFile(IndexDataCacheFile):
    """The index of a page's machine code and the files of its forms, read only if they are what was written."""

    def read(self, path: str) -> Any:
        """What a file holds; None if it is not there, or had to be moved aside."""
        try:
            with open(
                os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb"
            ) as file:
                why, content = unsafe(os.fstat(file.fileno())), file.read()
        except FileNotFoundError:
            return None
        except OSError as reason:
            return self.aside(path, f"cannot be read ({reason.strerror})")
        digest, told = content[:32], content[32:]
        if why or digest != digest_of(path, told):
            return self.aside(path, why or "is damaged")
        return pickle.loads(told)

    def aside(self, path: str, why: str) -> None:
        """Move a file out of the way."""
        tell(f"{os.path.dirname(path)}: a file of compiled code {why}; it is set aside, and its page compiled again.")
        with suppress(OSError):
            os.replace(path, f"{path}.aside")

    def write(self, path: str, what: Any) -> None:
        """Write a file that only this user can write, at once; on a full disk nothing is kept, and that is said."""
        told, made = dumps(what), f"{path}.{uuid4().hex[:16]}"
        try:
            Path(path).parent.mkdir(mode=0o700, exist_ok=True)
            with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | AS_IT_IS, 0o600), "wb") as file:
                file.write(digest_of(path, told) + told)
            os.replace(made, path)
        except OSError as reason:
            tell(f"{os.path.dirname(path)}: compiled code cannot be kept there ({reason.strerror}).")
            with suppress(OSError):
                os.unlink(made)

    def _load_index(self) -> dict[Any, Any]:
        """The name of the file of each form of the page; none if the page, or numba, has changed."""
        version, stamp, forms = self.read(self._index_path) or (None, None, {})
        return forms if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_index(self, forms: dict[Any, Any]) -> None:
        """Write the index."""
        self.write(self._index_path, (self._version, self._source_stamp, forms))

    def _load_data(self, name: str) -> Any:
        """The machine code of one form."""
        return self.read(self._data_path(name))

    def _save_data(self, name: str, what: Any) -> None:
        """Write the machine code of one form."""
        self.write(self._data_path(name), what)


def digest_of(path: str, content: bytes) -> bytes:
    """SHA-256 of a file's name and content: one that took the name of another is damaged too."""
    return hashlib.sha256(os.path.basename(path).encode() + b"\0" + content).digest()


class CodeCache(FunctionCache):
    """What numba asks for the machine code of a page, and gives it to keep."""

    def __init__(self, page: Any) -> None:
        super().__init__(page)
        place = Path(self._cache_path)
        if os.path.lexists(place) and (why := unsafe(place.lstat())):
            tell(f"{place}: {why}; it is set aside, and its pages are compiled again.")
            with suppress(OSError):
                os.replace(place, place.with_name(f"{place.name}.{uuid4().hex[:8]}.aside"))
        kept = self._cache_file
        self._cache_file = CodeFile(self._cache_path, self._impl.filename_base, kept._source_stamp)

    def _save_overload(self, signature: Any, code: Any) -> None:
        """Keep what was compiled, if it can be."""
        if self._enabled and self._impl.check_cachable(code):
            self._cache_file.save(self._index_key(signature, code.codegen), self._impl.reduce(code))
