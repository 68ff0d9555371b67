"""A folder of runs while it is being filled: what is there, what is missing, what cannot be used."""

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.store.design import AnyDesign, about, departure, rows_in, write_design
from sim.store.durable import (
    LOCK,
    WORKSHOP,
    clean,
    held,
    only_begun,
    only_writer,
    put_whole,
    set_aside,
    writer_of_a_share,
)
from sim.store.earlier import ASIDE, MANIFEST, FolderError
from sim.store.identity import IDENTITY, Described, Identity, contrast, identity_of, read_identity, to_text
from sim.store.runs import (
    PARTS,
    NotOurs,
    Row,
    Runs,
    joined,
    merged,
    narrowed,
    part_bytes,
    part_name,
    read_part,
    rows_together,
    some,
)
from sim.store.study_folder import NEW

DESIGN = "design.parquet"
OURS = {IDENTITY, DESIGN, PARTS, WORKSHOP, ASIDE, LOCK, NEW}
OPENING = "opening"  # in the workshop: the lock of a share while it looks at what is common to all
NAME = re.compile(r"part-(\d{6,})\.parquet")


class Share(NamedTuple):
    """One share of a folder that several fill at once, decided by the numbers of parts: nobody looks for what is
    missing elsewhere."""

    number: int  # from 1
    total: int

    def has(self, part: int) -> bool:
        """Whether a part is of this share."""
        return part % self.total == self.number - 1

    def __str__(self) -> str:
        return f"{self.number}-of-{self.total}"


class RunFolder:
    """A folder that is ours, or a share of which is ours, beside the design that it must come to."""

    def __init__(self, folder: Path, design: AnyDesign, asked: Identity, share: Share | None = None) -> None:
        self.folder, self.design, self.identity, self.share = folder, design, asked, share
        self.agreed: set[Path] = set()  # parts whose choices were found to be those of the design
        if (folder / IDENTITY).exists():
            self.identity = check_identity(folder, asked)
            self.extend()

    @property
    def size(self) -> int:
        """Runs a part; 0 while it is not decided."""
        return self.identity.size

    @property
    def mine(self) -> NDArray[np.bool_]:
        """(run,) the runs of the design that are to be made here."""
        if self.share is None:
            return np.ones(len(self.design), dtype=np.bool_)
        part = np.arange(len(self.design)) // self.size
        mine: NDArray[np.bool_] = part % self.share.total == self.share.number - 1
        return mine

    def settle(self, size: int) -> None:
        """Decide how many runs a part holds, if that is not decided yet: from then on the folder has an identity."""
        if not self.size:
            self.identity = self.identity._replace(size=size)
            self.put_design()
            self.put(self.folder / IDENTITY, to_text(self.identity).encode())

    def extend(self) -> None:
        """Keep the longer of the design that is there and ours; refuse ours if they part where both have runs."""
        if self.length_there() < len(self.design):
            self.put_design()

    def length_there(self) -> int:
        """Rows of the design that the folder has, which are those of ours where both have runs; -1 if it was lost (the
        parts, which repeat it, are checked anyway)."""
        path, ours = self.folder / DESIGN, len(self.design)
        try:
            length, kinds, token = about(path)
            if token and length <= ours:
                if token != self.design.token(length):
                    raise refusal(self.folder, "its design differs")
                return length
            if not set(self.design.kept) <= set(kinds) or not kinds.items() <= self.identity.design.items():
                raise ValueError("other columns")
            for run, rows in rows_in(path):
                if why := departure({n: v[run < ours] for n, v in rows.items()}, self.design, run[run < ours]):
                    raise refusal(self.folder, why)
        except FileNotFoundError:
            return -1
        except (pa.ArrowException, OSError, ValueError) as reason:
            set_aside(path, self.folder / ASIDE, f"cannot be read ({reason})", "It is written again.")
            return -1
        return length

    def put_design(self) -> None:
        """Write the design, whole, block by block."""
        put_whole(self.folder / DESIGN, functools.partial(write_design, self.design), self.folder / WORKSHOP)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file, whole."""
        put_whole(path, content, self.folder / WORKSHOP)

    def aside(self, path: Path, why: str) -> None:
        """Move a file out of the parts."""
        set_aside(path, self.folder / ASIDE, why, "Runs that it had are made again.")

    def parts(self) -> Iterator[Path]:
        """The parts, in order, those of other shares left out; anything else that is found among them is set aside."""
        for path in sorted((self.folder / PARTS).iterdir()):
            if named := NAME.fullmatch(path.name):
                if self.share is None or self.share.has(int(named[1])):
                    yield path
            elif self.share is not None:
                continue  # somebody else's, perhaps
            elif not path.name.startswith("."):  # readers pass over hidden files
                self.aside(path, "not a part of these runs")

    def load(self, path: Path, names: Sequence[str]) -> Runs | None:
        """A part, which must agree with the design; None if it had to be set aside."""
        try:
            part = read_part(path, self.identity, names)
        except NotOurs as reason:
            self.aside(path, str(reason))
            return None
        if path not in self.agreed:
            ours = part.run < len(self.design)
            kept = {name: values[ours] for name, values in part.design.items() if name in self.design.kept}
            why = departure(kept, self.design, part.run[ours])
            if len(kept) < len(part.design):  # the other columns follow from these: two rows are enough
                few = np.flatnonzero(ours)[[0, -1]] if ours.any() else np.empty(0, dtype=np.int64)
                why = why or departure({n: v[few] for n, v in part.design.items()}, self.design, part.run[few])
            if why:
                raise refusal(self.folder, why)
            self.agreed.add(path)
        return part

    def missing(self, again: Collection[str] = ()) -> NDArray[np.int64]:
        """(run,) the runs of the design that are to be made here, in order: those that are not there, and those that
        are there with one of the statuses `again`."""
        wanted = self.mine
        for path in self.parts() if self.size else ():
            part = self.load(path, ())
            if part is not None:
                there = part.run[~np.isin(part.status, list(again))]
                wanted[there[there < len(wanted)]] = False
        return np.flatnonzero(wanted)

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows of one part. Runs that are there already stay, unless they are among `rows`."""
        ordered = sorted(rows, key=lambda row: row.run)
        number = ordered[0].run // self.size
        assert ordered[-1].run // self.size == number, "rows of one part"
        choices = self.design.rows(np.array([row.run for row in ordered], dtype=np.int64))
        runs = rows_together(ordered, choices, self.identity.names)
        path = self.folder / PARTS / part_name(number)
        there = self.load(path, self.identity.names) if path.exists() else None
        self.put(path, part_bytes(runs if there is None else merged(there, runs), self.identity))

    def read(self, names: Sequence[str] | None = None, choices: Sequence[str] | None = None) -> Runs:
        """The runs of the design that are there, in order, those of other shares left out. A part whose values are
        damaged is set aside.

        names, choices: the measures and the columns of the design that are wanted; None for all. All are read, since a
        disk may fail anywhere, but part by part: only these stay in memory.
        """
        every = self.identity.names
        loaded = (part for path in self.parts() if (part := self.load(path, every)) is not None)
        found = [narrowed(part, names, choices) for part in loaded]
        runs = joined(found, self.identity, every if names is None else names, choices)
        within = runs.run < len(self.design)
        return runs if within.all() else some(runs, within)


def refusal(folder: Path, why: str) -> FolderError:
    """The error of a folder that is about something else."""
    return FolderError(f"output = {folder}: it holds other runs: {why}. Choose another name, or remove it.")


def check_identity(folder: Path, asked: Identity) -> Identity:
    """The identity of a folder of runs; a FolderError if it is not about what is asked."""
    there = read_identity(folder)
    if why := contrast(there, asked):
        raise refusal(folder, why)
    return there


def check_place(folder: Path) -> None:
    """Refuse, before anything is computed, a place that is not one for runs."""
    if folder.is_symlink() and not folder.exists():
        raise FolderError(f"output = {folder}: it is a link to nothing.")
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"output = {folder}: a file is in the way. Choose another name, or move the file.")
    if not folder.exists() or (folder / IDENTITY).exists():
        return
    names = {path.name for path in folder.iterdir()}
    if MANIFEST not in names and (strange := sorted(names - OURS)):
        raise FolderError(
            f"output = {folder}: this folder is not one of our results (it has {strange[0]}, and no {IDENTITY}); "
            "nothing is put in it. Choose another name."
        )
    if not only_begun(folder):
        raise FolderError(
            f"output = {folder}: its folder {WORKSHOP} or its file {LOCK} is not ours; nothing is put in it. "
            "Choose another name."
        )
    if (folder / PARTS).is_dir() and any((folder / PARTS).iterdir()):
        raise FolderError(
            f"output = {folder}: it has runs, but no {IDENTITY} to say what they are about. Choose another name."
        )


@contextmanager
def run_folder(
    folder: Path,
    design: AnyDesign,
    columns: Sequence[Described],
    origin: Mapping[str, str],
    share: Share | None = None,
    size: int | None = None,
) -> Iterator[RunFolder]:
    """A folder of runs, ours alone while the block lasts. One that is about other runs is refused; one whose design
    is the beginning of ours, or goes further, is taken as it is.

    origin: digests of what decides the rows besides the design (code, configuration, network). share: fill this share
    only, while others may fill theirs. size: runs a part, for a new folder; a share needs it.
    """
    asked = identity_of(design, columns, origin)
    check_place(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise FolderError(f"output = {folder}: cannot be written ({reason.strerror}).") from reason
    workshop = folder / WORKSHOP
    with only_writer(folder) if share is None else writer_of_a_share(folder, workshop, str(share)):
        if share is None:
            clean(workshop)
        try:
            for name in (PARTS, WORKSHOP):
                (folder / name).mkdir(exist_ok=True)
        except OSError as reason:
            raise FolderError(f"output = {folder}: cannot be written ({reason.strerror}).") from reason
        with nullcontext() if share is None else held(workshop / OPENING, folder, wait=True):
            store = RunFolder(folder, design, asked, share)
            if size is not None:
                store.settle(size)
        assert store.size or share is None, "shares need parts of a known size"
        yield store
