"""A report in two languages drawn by two processes: half the waiting, the same bytes.

    python -m sim.show.two_at_once ASKED ANSWER      # what the other process does: both are files of `pickle`

What the other process cannot do (a rule of one's own that it never loaded, one core only), this one does after its own.
"""

import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.study.runner import cores

Drawing = Callable[[Any, str], Any]  # a function of a module: what is drawn, the language -> an article


def in_each(draw: Drawing, what: Any, languages: Sequence[str]) -> list[Any]:
    """`draw(what, language)` for each of one or two languages, in order."""
    if len(languages) != 2 or cores() < 2:
        return [draw(what, language) for language in languages]
    with elsewhere(draw, what, languages[1]) as answer:
        first = draw(what, languages[0])
        second = answer()
    return [first, draw(what, languages[1]) if second is None else second[0]]


@contextmanager
def elsewhere(draw: Drawing, what: Any, language: str) -> Iterator[Callable[[], tuple[Any] | None]]:
    """Another process draws while the block lasts; what it gives waits for the article, None where there is none."""
    with tempfile.TemporaryDirectory() as folder:
        asked, drawn = Path(folder) / "asked", Path(folder) / "drawn"
        quiet, command = subprocess.DEVNULL, [sys.executable, "-m", __name__, str(asked), str(drawn)]
        try:
            asked.write_bytes(pickle.dumps((draw, what, language)))
            other = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
        except (pickle.PicklingError, AttributeError, TypeError, OSError):
            yield lambda: None
            return

        def answer() -> tuple[Any] | None:
            if other.wait() != 0:
                return None
            return (pickle.loads(drawn.read_bytes()),)

        try:
            yield answer
        finally:
            other.kill()
            other.wait()


def main(asked: str, answer: str) -> int:
    """The other process: read what is asked, draw it, leave the article."""
    draw, what, language = pickle.loads(Path(asked).read_bytes())
    Path(answer).write_bytes(pickle.dumps(draw(what, language)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
