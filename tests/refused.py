"""A command that refuses what it was asked: status 2, the words that name it, and nothing written."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest


def refuses(
    main: Callable[[Sequence[str]], int],
    typed: Sequence[str],
    words: Sequence[str],
    target: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Asserts that `main`, asked these words with `target` as its output, refuses them and leaves no target."""
    try:
        status = main([*typed, "--output", str(target)])
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr().err
    assert status == 2
    assert all(word in said for word in words), said
    assert not target.exists()
