"""What goes wrong in any command is told on one screen, with a status that a script can read."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from sim.command.door import DEBUG, LINES, LONGEST, Leaving, screen, through
from sim.command.refusal import explain

SCREEN = 24  # lines
TINY = ("territory=cote_nord", "months=2", "replicates=0", "figures=false", "output=out")
NINES, DEEP = "9" * 400, "[" * 3_000 + "]" * 3_000
LAUGHS = (
    "a0: &a0 [lol]\n"
    + "".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]\n" for k in range(1, 9))
    + "norms: *a8\n"
)


def ended(command: str, *words: str) -> int:
    """The status of a command called here."""
    try:
        return int(import_module(f"experiments.{command}").main(list(words)))
    except SystemExit as leaving:  # argparse, about an option
        return int(leaving.code or 0)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of two runs."""
    place = tmp_path_factory.mktemp("kept")
    (place / "d.yaml").write_text("method: grid\nparameters: {norms.cap: [20000, 40000]}\n", encoding="utf-8")
    words = (str(place / "d.yaml"), "territory=cote_nord", "months=2", "workers=1", f"output={place / 'S'}")
    assert ended("sweep", *words) == 0
    return place / "S"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(DEBUG, raising=False)


def refused(command: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    """What a refusal says, once it is known to be one: status 2, one screen, nothing left behind."""
    before = sorted(Path().rglob("*"))
    assert ended(command, *words) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert "should not happen" not in err
    assert len(err) < 2_000
    assert len(err.splitlines()) <= SCREEN
    assert sorted(Path().rglob("*")) == before
    return err


@pytest.mark.parametrize(
    ("command", "words", "named"),
    [
        ("run", (*TINY, f"norms.cap={NINES}"), "norms.cap = (a number of 400 digits): a number is expected; allowed: "),
        ("run", (*TINY, f"seed={NINES}"), "seed = "),
        ("run", (*TINY, f"months={'9' * 5_000}"), "months = "),
        ("run", (*TINY, f"months={DEEP}"), "months"),
        ("run", (*TINY, "--resolve"), "--resolve: it only goes with --cfg job"),
        ("run", ("territory=cote_nord", "months=2", "output=no/such/${y}"), "no/such/${y}: there is no folder"),
        ("run", (*TINY, f"territory.regions=[{','.join(['mauricie'] * 5_000)}]"), "allowed: at most 8,000"),
        ("run", (*TINY, "--shell-completion"), "install=bash"),
        ("run", (*TINY, f"rules={'a' * 7_000}"), "no such package"),
        ("run", (*TINY, f"--{'a' * 30_000}"), "allowed: at most 8,000"),
        ("run", tuple(f"+k{k}=1" for k in range(1_100)), "1,100 words: allowed: at most 1,000"),
        ("round", ("--simulate", "cote_nord", "--save", "out", "--set", f"months={NINES}"), "months"),
        ("round", ("c.pb", "--seed", "x" * 20_000), "--seed"),
        ("lab", ("--port", NINES), "--port"),
        ("typology", ("--workers", NINES), "--workers"),
        ("validate", ("--seeds", "1.2.3"), "--seeds"),
        ("atlas", ("--seeds", "4"), "seeds = 4"),
        ("parameters", ("--to", "no/such/place.csv"), "cannot be written"),
        ("analyze", ("nowhere",), "nowhere"),
        ("sweep", ("status", "nowhere"), "not the folder of a sweep"),
        ("sweep", ("resume", "nowhere", "--limit", "nan"), "--limit"),
    ],
    ids=lambda part: str(part)[:30],
)  # fmt: skip
def test_a_wrong_word_is_refused_by_its_name(
    command: str, words: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("c.pb").write_text("META\n", encoding="utf-8")
    assert named in refused(command, words, capsys)


@pytest.mark.parametrize(
    "text",
    [LAUGHS, f"norms: {DEEP}\n", "norms: {cap: " + "9" * 5_000 + "}\n", "norms: {cap: caf\udce9}"],
    ids=["laughs", "deep", "nines", "latin"],
)
def test_a_package_or_a_configuration_that_no_memory_holds_is_refused_by_its_name(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, words in (
        ("p.yaml", ("rules=p.yaml",)),
        ("my/experiment/mine.yaml", ("--config-dir=my", "experiment=mine")),
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(("# @package _global_\n" + text).encode("utf-8", "surrogateescape"))
        assert Path(name).name.removesuffix(".yaml") in refused("run", (*TINY, *words), capsys)


@pytest.mark.parametrize("where", ["fragile<=1.2.3", "fragile<=.", "<=.", "fragile<=1e999", "fragile", "(" * 5_000])
def test_a_condition_that_is_none_is_refused(where: str, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "a condition such as" in refused("analyze", (str(kept), "--where", where, "--output", "out"), capsys)


def folder(path: Path) -> None:
    """A folder where a file was."""
    path.unlink()
    path.mkdir()


EDITS: dict[str, tuple[str, bytes | Callable[[Path], None]]] = {
    **{f"manifest {text[:40]!r}": ("manifest.json", text) for text in (
        b"[]", b"null", b"", b'{"sweep": null}', b'{"sweep": {"rules": {}, "limit": 0}}', b"[" * 20_000, b"9" * 5_000,
        b'{"sweep": {"limit": null, "rules": {"as asked": {}}}}',
        b'{"sweep": {"limit": "x", "rules": {"as asked": {}}}}',
        b'{"sweep": {"limit": 0, "rules": []}}', b'{"sweep": {"limit": 0, "rules": {"a": {"nope": 1}}}}', b"\xff\xfe",
    )},
    "manifest a folder": ("manifest.json", folder),
    **{f"config {text[:20]!r}": ("config.yaml", text) for text in (
        b"[", b"- 1", b"", b"caf\xe9", b"months: lots", b"months: ${x}", b"a: " + b"[" * 3_000,
        b"months: " + b"9" * 400,
    )},
    "config a folder": ("config.yaml", folder),
    **{f"design {text[:20]!r}": ("design.yaml", text) for text in (
        b"[", b"- 1", b"", b"caf\xe9", b"method: grid\nextents: [[a,b]]",
    )},
    "design a folder": ("design.yaml", folder),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_sweep_that_was_edited_by_hand_is_refused_with_the_file(
    edit: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(kept, "S")
    name, done = EDITS[edit]
    done(Path("S", name)) if callable(done) else Path("S", name).write_bytes(done)
    for command, words in (
        ("analyze", ("S",)),
        *(("sweep", (verb, "S")) for verb in ("status", "export")),
        ("sweep", ("rerun", "S", "--run", "0")),
    ):
        assert name in refused(command, words, capsys), command


@pytest.mark.parametrize("edit", ["cut", "empty", "foreign", "folder"])
def test_a_part_that_cannot_be_read_is_named_and_what_to_do_said(
    edit: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(kept, "S")
    part = next(Path("S/runs").glob("part-*.parquet"))
    whole = part.read_bytes()
    if edit == "folder":
        folder(part)
    else:
        part.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "foreign": b"PAR1 of another"}[edit])
    for command, words in (("sweep", ("export", "S")), ("analyze", ("S",))):
        err = refused(command, words, capsys)
        assert part.name in err
        assert "esume" in err
    assert ended("sweep", "status", "S") == 0
    assert part.name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "status"),
    [("import sys\nsys.exit(0)\n", 2), ("raise SystemExit(3)\n", 2), ("# -*- coding: latin-1 -*-\nx = '\udce9'\n", 2)],
)
def test_a_rule_of_ones_own_that_leaves_is_no_success(
    text: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pasted script ended the command with status 0 and no result."""
    Path("r.py").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert "r.py" in refused("run", (*TINY, "--load", "r.py"), capsys)


def raising(error: BaseException) -> Callable[[], None]:
    """Work that ends in this way."""

    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "Stopped. The runs made so far are kept"),
        (Leaving(143), 143, ""),
        (SystemExit(0), 2, "ended the command before its work was done"),
        (SystemExit(), 2, "ended the command before its work was done"),
        (MemoryError(), 1, "not enough memory"),
        (RecursionError("maximum"), 2, "inside of too many others"),
        (UnicodeDecodeError("utf-8", b"\xe9", 0, 1, "invalid"), 2, "UTF-8"),
        (OSError(28, "No space left on device"), 1, "No space left"),
        (BrokenPipeError(32, "Broken pipe"), 1, "Broken pipe"),
        (ZeroDivisionError("x" * 100_000), 1, "HYDRA_FULL_ERROR=1"),
    ],
    ids=lambda part: type(part).__name__,
)  # fmt: skip
def test_each_end_has_its_status_and_its_words(
    error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert through(raising(error)) == status
    err = capsys.readouterr().err
    assert said in err
    assert len(err) < 2_000
    assert "Traceback" not in err


def test_everything_that_led_to_an_error_is_shown_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        through(raising(ZeroDivisionError()))
    assert through(raising(SystemExit(0))) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_long_message_keeps_its_beginning_and_its_end() -> None:
    for text in ("a" * 50_000 + "\nend", "\n".join(["line"] * 900) + "\nend"):
        found = screen("begin " + text)
        assert found.startswith("begin")
        assert found.endswith("end")
        assert len(found) < LONGEST + 100
        assert len(found.splitlines()) <= LINES
    assert explain(ZeroDivisionError("x" * 10**6))[1].endswith("for everything that led to it.")


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")
def test_a_reader_that_leaves_is_no_error_and_the_work_goes_on() -> None:
    """`| head -1`: status 0, nothing on standard error, and what comes after what is said is done."""
    code = (
        "from sim.command.door import through\nfrom pathlib import Path\n"
        "def work():\n    print('x' * 200_000, flush=True)\n    print('more')\n    Path('done').touch()\n"
        "raise SystemExit(through(work))"
    )
    shell = f'"{sys.executable}" -c "$CODE" | head -c 1 >/dev/null; echo "${{PIPESTATUS[0]}}"'
    house = str(Path(__file__).parent.parent)
    env = {**os.environ, "CODE": code, "PYTHONPATH": house}
    found = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, env=env, check=True)
    assert (found.stdout.strip(), found.stderr) == ("0", "")
    assert Path("done").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_request_to_terminate_has_its_status() -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert through(lambda: os.kill(os.getpid(), signal.SIGTERM)) == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_console_without_our_letters_loses_no_result() -> None:
    code = "from sim.command.door import through\nraise SystemExit(through(lambda: print('Côte-Nord ≥ 3 ’')))"
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(Path(__file__).parent.parent)}
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env, check=False)
    assert (found.returncode, found.stderr) == (0, b"")
    assert found.stdout.startswith(b"Cote-Nord")
