"""The one door to numba: `@compiled` turns a plain page into machine code at its first call.

Numba is imported only then, so that a command that computes nothing does not pay for it. The compiled code is kept
on disk beside the package, in a folder named by the digest of the rules' sources: numba itself notices a change in a
function's own file, not in the files of the functions that it calls. `NUMBA_DISABLE_JIT=1` runs the plain pages.
"""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sim.columns import Columns

F = TypeVar("F", bound=Callable[..., Any])
PAGES = (
    "columns.py",
    "compiled.py",
    "rules/*.py",
    "metrics/*.py",
    "draws.py",
    "formulas.py",
    "parameter.py",
    "state.py",
    "study/cost/bare_loops.py",
    "vocabulary.py",
)


@functools.cache
def cache_folder() -> str:
    """Where compiled code is kept for exactly these sources; a temporary folder if the package's is read-only."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for pattern in PAGES:
        for page in sorted(here.glob(pattern)):
            digest.update(page.read_bytes())
    for parent in (here.parent / ".numba_cache", Path(tempfile.gettempdir()) / f"concertation-{os.getuid()}"):
        folder = parent / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return str(folder)
    return ""


class Compiled:
    """A page that compiles itself when first called, after the pages that it calls."""

    def __init__(self, page: Callable[..., Any]) -> None:
        functools.update_wrapper(self, page)
        self.page = page
        self.fast: Callable[..., Any] | None = None
        self.columns: Columns | None = None  # None where pages run as they are written

    def __call__(self, *arguments: Any) -> Any:
        fast, columns = self.fast or self.compile(), self.columns
        if columns is None:
            return fast(*arguments)
        return fast(*[a if (pick := columns[type(a)]) is None else pick(a) for a in arguments])

    def compile(self) -> Callable[..., Any]:
        """The machine-code function; numba must see the machine-code form of what the page calls."""
        if self.fast is None:
            import numba
            import numpy as np

            if not os.environ.get("NUMBA_CACHE_DIR"):
                numba.config.CACHE_DIR = cache_folder()  # type: ignore[attr-defined]
            names = self.page.__globals__
            for called in self.page.__code__.co_names:
                if isinstance(names.get(called), Compiled):
                    names[called] = names[called].compile()
            if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
                np.seterr(over="ignore")  # luck counts modulo 2^64: numpy would remark on it, machine code does not
            else:
                self.columns = Columns(self.page)
            fast = numba.njit(cache=True, nogil=True)(self.page)
            self.fast = fast
        return self.fast


def compiled(page: F) -> F:
    """Mark a page of plain loops over arrays for compilation. The plain page stays reachable as `.page`."""
    return Compiled(page)  # type: ignore[return-value]
