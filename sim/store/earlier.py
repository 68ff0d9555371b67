"""What stands at the place of a result: whose it is, and how it makes room without anything else being lost.

A manifest tells its project, its kind, the digest of what decided it, and the SHA-256 of every file made with it. A
command replaces only what the same command made. Files that the manifest does not list, or that were changed since,
belong to somebody: they are moved to the folder `aside`, and named.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

MANIFEST = "manifest.json"  # the mark by which a folder is known to be ours
PROJECT = "concertation"
ASIDE = "aside"
FILES = "files"  # key of the manifest: path in the folder: SHA-256, or nothing where each making gives another
EACH_TIME = ("timing.json",)
IDENTITY, RUNS = "identity.json", "runs"  # what a folder of runs has
NAMED = 5  # files that a message names
KINDS = {  # kind of a manifest: its words in a message
    "run": "a run",
    "comparison": "a comparison",
    "sweep": "a sweep",
    "analysis": "an analysis",
    "export": "an export of a sweep",
    "scorecard": "a scorecard",
    "typology": "a study of the typology",
    "sensitivity": "a sensitivity analysis",
    "atlas": "an atlas",
    "rounds": "rounds of a run",
    "facts": "a check against the facts",
    "life": "the signs of life",
    "statements": "what the given lines of the statements move",
}


class FolderError(Exception):
    """A folder that cannot be written, or read. The message names it and says why."""


class Earlier(NamedTuple):
    """What a manifest says of the folder that it stands in."""

    kind: str
    identity: str  # digest of what decided the results
    files: Mapping[str, str]


def say(text: str) -> None:
    """Tell what happens to files, on standard error."""
    print(text, file=sys.stderr, flush=True)


def read_earlier(folder: Path) -> Earlier | None:
    """What the manifest of a folder tells; None if there is none, or if it is not one of ours."""
    try:
        tree = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if tree["project"] != PROJECT or tree["kind"] not in KINDS:
            return None
        files = tree.get(FILES, {})
        told = {str(path): str(digest) for path, digest in files.items()}
        return Earlier(tree["kind"], str(tree[tree["kind"]]["configuration"]), told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def seal(folder: Path) -> None:
    """Write in the manifest of a folder that is complete the SHA-256 of every file made with it."""
    path = folder / MANIFEST
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    made = sorted(p.relative_to(folder).as_posix() for p in every_file(folder.iterdir()) if p != path)
    tree[FILES] = {name: "" if name in EACH_TIME else digest_of_file(folder / name) for name in made}
    path.write_text(json.dumps(tree, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def digest_of_file(path: Path) -> str:
    """SHA-256 of what a file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def every_file(paths: Iterable[Path]) -> Iterator[Path]:
    """Every file among these files and folders, links as they are, in order."""
    for path in sorted(paths):
        if path.is_dir() and not path.is_symlink():
            yield from every_file(path.iterdir())
        else:
            yield path


def check_replaceable(target: Path, kind: str) -> None:
    """Refuse a folder that holds something else than an earlier result of this kind."""
    wanted = KINDS[kind]
    if not (target / MANIFEST).is_file():
        raise FolderError(
            f"output = {target}: this folder is not one of our results (it has no {MANIFEST}); "
            "it will not be replaced. Choose another name."
        )
    earlier = read_earlier(target)
    if earlier is None:
        raise FolderError(
            f"output = {target}: its {MANIFEST} is not one of ours, or is damaged; the folder will not be replaced. "
            "Choose another name."
        )
    if earlier.kind != kind:
        raise FolderError(
            f"output = {target}: it holds {KINDS[earlier.kind]}; {wanted} goes elsewhere. Choose another name."
        )


def check_no_runs(target: Path) -> None:
    """Refuse to replace a folder that holds the runs of a study."""
    if (target / IDENTITY).exists() or (target / RUNS).exists():
        raise FolderError(
            f"output = {target}: it holds the runs of a study; they are never replaced. Choose another name."
        )


def check_sources(target: Path, sources: Sequence[Path]) -> None:
    """Refuse a folder that what is asked is read from: it would be replaced by what is drawn from it."""
    real = target.resolve()
    for source in sources:
        found = source.expanduser().resolve()
        if found == real or real in found.parents:
            raise FolderError(
                f"output = {target}: {source} is read from there; it will not be replaced. Choose another name."
            )


def clear(folder: Path, names: Iterable[str], files: Mapping[str, str], aside: Path) -> list[str]:
    """Empty these entries of a folder. Files as they were made (path: SHA-256) are deleted; any other is moved to
    `aside`, under the path that it had; those that were moved."""
    moved = []
    tops = [folder / name for name in names if os.path.lexists(folder / name)]
    for path in list(every_file(tops)):
        told = path.relative_to(folder).as_posix()
        if told in files and not path.is_symlink() and files[told] in ("", digest_of_file(path)):
            path.unlink()
        else:
            move(path, aside / told)
            moved.append(told)
    for top in tops:
        if top.is_dir() and not top.is_symlink():
            remove_empty(top)
    return moved


def move(path: Path, place: Path) -> None:
    """Move a file to a place, or to the first name beside it that is free."""
    place.parent.mkdir(parents=True, exist_ok=True)
    path.rename(free(place))


def free(place: Path) -> Path:
    """This path, or the first of its numbered names at which there is nothing."""
    found, copies = place, 1
    while os.path.lexists(found):
        copies += 1
        found = place.with_name(f"{place.name}.{copies}")
    return found


def remove_empty(folder: Path) -> None:
    """Remove a folder and those in it, as far as they hold no file."""
    for inner in list(folder.iterdir()):
        if inner.is_dir() and not inner.is_symlink():
            remove_empty(inner)
    with suppress(OSError):
        folder.rmdir()


def retire(old: Path, target: Path) -> None:
    """Take away an earlier result that `target` has replaced. What is not ours in it goes to the folder `aside` of
    `target`; stopped in the middle, the same call goes on."""
    earlier = read_earlier(old)
    if earlier is None:  # emptied but for its manifest, or never one of ours
        names = [path.name for path in old.iterdir()]
        tell_moved(target, clear(old, names, {}, target / ASIDE))
    else:
        for path in every_file([old / ASIDE]) if (old / ASIDE).exists() else ():
            move(path, target / ASIDE / path.relative_to(old / ASIDE))  # set aside before, and named then
        names = [path.name for path in old.iterdir() if path.name not in (MANIFEST, ASIDE)]
        tell_moved(target, clear(old, names, earlier.files, target / ASIDE))
        (old / MANIFEST).unlink()
    shutil.rmtree(old, ignore_errors=True)  # folders without a file


def tell_replaced(target: Path, kind: str) -> None:
    """Say that an earlier result was there."""
    say(f"{target}: {KINDS[kind]} made earlier is replaced. / un résultat antérieur est remplacé.")


def tell_moved(target: Path, names: Sequence[str]) -> None:
    """Name the files that were set aside."""
    if names:
        more = f" (+ {len(names) - NAMED})" if len(names) > NAMED else ""
        listed = ", ".join(names[:NAMED])
        say(
            f"{target}: {listed}{more}: not made with this result, or changed since; kept in {target / ASIDE}. / "
            f"pas de ce résultat, ou modifié depuis ; gardé dans {target / ASIDE}."
        )
