"""python -m tests.fuzz [--seconds 120 | --inputs 60] [--seed 1] [--only NUMBER]: hostile inputs, and how they ended."""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("NUMBA_DISABLE_JIT", "1")  # runs are tiny: compiling would cost more than they do
os.environ.setdefault("PYTHONPATH", str(Path(__file__).parent.parent.parent))

from tests.fuzz.inputs import MADE, drawn
from tests.fuzz.trial import HERE, REPLACED, Ended, Input, called, tried
from tests.fuzz.words import TINY

PRODUCTS = ("design.yaml", "config.yaml", "manifest.json", "README.txt")  # of a sweep: an extension writes them again
DESIGN = "method: grid\nreplicates: 1\nparameters: {norms.cap: [20000, 40000], award: [majority, lottery]}\n"


def made_beforehand(place: Path) -> None:
    """A sweep of four runs and a result, made once."""
    place.mkdir(parents=True)
    (place / "d.yaml").write_text(DESIGN, encoding="utf-8")
    common = ("territory=cote_nord", "months=2", "workers=1", "figures=false", "language=en")
    back = Path.cwd()
    os.chdir(place)
    for command, typed in (
        ("sweep", ("d.yaml", *common, f"output={MADE['sweep']}")),
        ("run", (*TINY, f"output={MADE['result']}")),
    ):
        status, _, err = called(Input("beforehand", command, typed, {}))
        if status:
            sys.exit(f"what is copied could not be made: {err}")
    os.chdir(back)


def sandbox_of(number: int, root: Path, kept: Path) -> Path:
    """A folder for an input, with what was made beforehand as links to be copied from."""
    sandbox = root / f"input-{number}"
    place = sandbox.joinpath(*HERE)
    place.mkdir(parents=True)
    for name in MADE.values():
        (place / name).symlink_to(kept / name, target_is_directory=True)
    return sandbox


def may_replace(one: Input, sandbox: Path, kept: Path) -> frozenset[str]:
    """Files that the command may replace: those of its own earlier result, whole as it left them."""
    place = sandbox.joinpath(*HERE)
    found = set()
    for folder, source, command in (("R", "result", "run"), ("X", "result", "run"), ("S", "sweep", "sweep")):
        if one.command != command or not (place / folder).is_dir():
            continue
        for path in (kept / MADE[source]).rglob("*"):
            name = path.relative_to(kept / MADE[source])
            if path.is_file() and (source == "result" or name.name in (*PRODUCTS, "lock") or name.parts[0] == "runs"):
                found.add((place / folder / name).relative_to(sandbox).as_posix())
    return frozenset(found) if one.command in (*REPLACED, "sweep") else frozenset()


def tell(number: int, one: Input, end: Ended) -> str:
    """An input that did not end as it must, and how to try it again."""
    typed = " ".join(word if len(word) < 200 else f"{word[:80]}...({len(word)})" for word in one.words)
    said = end.err if len(end.err) < 3_000 else end.err[:600] + " ... " + end.err[-1_500:]
    head = f"\n#{number} {one.kind} [{'; '.join(end.wrong)}] {one.note}"
    return f"{head}\n  {one.command} {typed!r}\n  status {end.status}: {said}"


def report(ends: list[tuple[int, str, Ended]]) -> str:
    """The count of all."""
    kinds = Counter(kind for _, kind, _ in ends)
    status = Counter(end.status for *_, end in ends)
    wrong = Counter(w.partition(" ")[0] for *_, end in ends for w in end.wrong)
    others = len(ends) - status[0] - status[1] - status[2]
    slow = sorted(ends, key=lambda one: -one[2].seconds)[:5]
    return "\n".join([
        f"{len(ends)} inputs: " + ", ".join(f"{n} {kind}" for kind, n in kinds.most_common()),
        f"{status[2]} refused, {status[0]} accepted, {status[1]} failed, {others} other",
        f"{wrong['traceback']} tracebacks, {wrong['should']} 'should not happen', {wrong['too']} too long, "
        f"{wrong['message']} too much said, {wrong['lost']} files lost",
        "slowest: " + ", ".join(f"#{number} {kind} {end.seconds:.1f} s" for number, kind, end in slow),
    ])  # fmt: skip


def main() -> int:
    """1 if an input did not end as it must."""
    asks = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asks.add_argument("--seconds", type=float, default=120.0, help="how long to go on (120)")
    asks.add_argument("--inputs", type=int, default=0, help="how many; 0: as many as the time allows")
    asks.add_argument("--seed", type=int, default=1, help="of the draw (1): the same inputs in the same order")
    asks.add_argument("--only", type=int, default=-1, help="one input, by its number")
    asks.add_argument("--apart", type=float, default=0.03, help="share of inputs with a process of their own (0.03)")
    asked = asks.parse_args()
    root, ends, start = Path(tempfile.mkdtemp(prefix="fuzz-")), [], time.monotonic()
    kept = root / "kept"
    made_beforehand(kept)
    number = max(asked.only, 0)
    while (
        number < asked.inputs
        or asked.only == number
        or (asked.only < 0 and not asked.inputs and time.monotonic() - start < asked.seconds)
    ):
        sandbox = sandbox_of(number, root, kept)
        one = drawn(random.Random(f"{asked.seed}/{number}"), sandbox, asked.apart)
        for name in MADE.values():
            sandbox.joinpath(*HERE, name).unlink()
        end = tried(one, sandbox, may_replace(one, sandbox, kept))
        ends.append((number, one.kind, end))
        if end.wrong:
            print(tell(number, one, end), flush=True)
        shutil.rmtree(sandbox, ignore_errors=True)
        number += 1
    print("\n" + report(ends))
    shutil.rmtree(root, ignore_errors=True)
    return int(any(end.wrong for *_, end in ends))


if __name__ == "__main__":
    raise SystemExit(main())
