"""A short turn of the fuzz command: what is drawn is refused or done, on one screen, and no file is lost."""

import os
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent


def test_sixty_hostile_inputs_end_as_they_must(tmp_path: Path) -> None:
    """Protects the door: a stack, an endless answer or a lost file is printed with the number that tries it again."""
    command = [sys.executable, "-m", "tests.fuzz", "--inputs", "60", "--seed", "3", "--apart", "0"]
    env = {**os.environ, "PYTHONPATH": str(HOUSE), "TMPDIR": str(tmp_path)}
    found = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "60 inputs" in found.stdout
    assert "0 tracebacks" in found.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_gone_is_seen() -> None:
    """The judge itself can fail: a file that was moved is not lost, one that is nowhere is, whatever its name."""
    from tests.fuzz.trial import judged, lost

    before = {"a": "1", "b": "2", "c": "3", "d": "4"}
    assert lost(before, {"a": "1", "aside/b": "2"}, frozenset({"d"})) == ("c",)
    assert judged(2, "error: months = 0\n", ()) == ()
    for status, err, wrong in (
        (2, "Traceback (most recent call last)", "traceback"),
        (1, "error: X\nThis should not happen.", "should not happen"),
        (3, "", "status 3"),
        (-1, "TOO LONG", "too long"),
        (2, "error: " + "x" * 3_000, "message of"),
        (2, "", "refused without a word"),
    ):
        assert judged(status, err, ())[0].startswith(wrong)
