"""What is printed arrives, whatever the console: no letter that it lacks, no reader that has left, ends a command."""

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

PLAINER = str.maketrans({
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "−": "-", "…": "...", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "≤": "<=", "≥": ">=",
    "×": "x", "→": "->", "·": ".", "•": "*", "²": "2", "€": "EUR",
})  # fmt: skip
NAME = "plainer"


def plainer(error: UnicodeError) -> tuple[str, int]:
    """The letters that a console lacks, in letters that every one has: an accent is lost rather than the line."""
    import unicodedata

    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    bare = unicodedata.normalize("NFKD", lacking.translate(PLAINER))
    found = "".join(letter if letter.isascii() else "?" for letter in bare if not unicodedata.combining(letter))
    return found, error.end


class Patient:
    """A stream whose reader may leave (`| head`): what is printed after that goes nowhere, and the work goes on."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Print."""
        with self.whoever_reads():
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Send what is printed on its way."""
        with self.whoever_reads():
            self.stream.flush()

    @contextmanager
    def whoever_reads(self) -> Iterator[None]:
        """Turn the stream to nowhere when its reader has left; a full disk stays an error."""
        try:
            yield
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.EINVAL):  # EINVAL: a broken pipe on Windows
                raise
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)


def steady_streams() -> None:
    """Make standard output and error take every letter, in the encoding that they have, and outlive their reader."""
    codecs.register_error(NAME, plainer)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        change = getattr(stream, "reconfigure", None)  # none where a notebook or a test took their place
        if change is None:
            continue
        with suppress(ValueError, OSError):  # closed, or without buffer
            change(errors=NAME)
        if stream is getattr(sys, f"__{name}__"):
            setattr(sys, name, Patient(stream))


def leave_quietly() -> None:
    """Send the last lines on their way, so that a reader that has left is no error when Python ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # none (pythonw), or closed
            stream.flush()
