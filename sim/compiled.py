"""The one door to numba: `@compiled` turns a plain page into machine code at its first call.

Numba is imported only then, so that a command that computes nothing does not pay for it. The compiled code is kept
on disk (`code_cache`), in a folder named by the digest of the rules' sources: numba itself notices a change in a
function's own file, not in the files of the functions that it calls. `NUMBA_DISABLE_JIT=1` runs the plain pages.
"""

import functools
import hashlib
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sim.columns import columns_of, gathering, handing

F = TypeVar("F", bound=Callable[..., Any])
PAGES = (
    "code_cache.py",
    "columns.py",
    "compiled.py",
    "rules/*.py",
    "metrics/*.py",
    "draws.py",
    "formulas.py",
    "funding/norms.py",
    "parameter.py",
    "state.py",
    "study/cost/bare_loops.py",
    "vocabulary.py",
)


@functools.cache
def cache_folder() -> str:
    """Where compiled code is kept for exactly these sources, at the place where they are; nothing if it is nowhere."""
    from sim.code_cache import folder_for

    here = Path(__file__).parent
    digest = hashlib.sha256(str(here).encode())
    for pattern in PAGES:
        for page in sorted(here.glob(pattern)):
            digest.update(page.read_bytes())
    return folder_for(digest.hexdigest())


class Compiled:
    """A page that compiles itself when first called, after the pages that it calls."""

    def __init__(self, page: Callable[..., Any]) -> None:
        functools.update_wrapper(self, page)
        self.page = page
        self.door: Callable[..., Any] | None = None  # what Python calls, from the first call on
        self.callee: Any = None  # what other machine code calls

    def __call__(self, *arguments: Any) -> Any:
        return (self.door or self.open())(*arguments)

    def open(self) -> Callable[..., Any]:
        """The page itself where numba is turned off, else the door to its machine code."""
        import numba
        import numpy as np

        if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
            np.seterr(over="ignore")  # luck counts modulo 2^64: numpy would remark on it, machine code does not
            self.door = self.page
        else:
            self.door = self.door_to(self.machine("always"))
        return self.door

    def door_to(self, whole: Any, kept: bool = True) -> Callable[..., Any]:
        """A function of the page's arguments: it hands the columns that the page reads to machine code, which gives
        them to `whole`, machine code too. kept: on disk, under the name of the page."""
        columns = columns_of(self.page)
        return handing(columns, machine_code(gathering(self.page, whole, columns), kept))

    def within(self) -> Any:
        """The page as other machine code calls it."""
        if self.callee is None:
            self.callee = self.machine("never")
        return self.callee

    def machine(self, inline: str) -> Any:
        """The page for numba, which must see the machine-code form of what the page calls; Python cannot enter it."""
        known = self.page.__globals__
        called = {name: known[name] for name in self.page.__code__.co_names if isinstance(known.get(name), Compiled)}
        names = known | {name: page.within() for name, page in called.items()}
        page = types.FunctionType(self.page.__code__, names, self.page.__name__, self.page.__defaults__)
        return machine_code(page, inline=inline, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def machine_code(page: Callable[..., Any], kept: bool = True, **options: Any) -> Any:
    """What numba makes of a page, once it is called. kept: on disk, for the processes that follow."""
    import numba

    from sim.code_cache import CodeCache

    numba.config.CACHE_DIR = cache_folder()  # type: ignore[attr-defined]
    compiler: Any = numba.njit(nogil=True, **options)
    code = compiler(page)
    if kept and cache_folder():
        code._cache = CodeCache(page)
    return code


def compiled(page: F) -> F:
    """Mark a page of plain loops over arrays for compilation. The plain page stays reachable as `.page`."""
    return Compiled(page)  # type: ignore[return-value]
