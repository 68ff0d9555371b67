"""A configuration from somebody else says what is simulated; it runs nothing, opens nothing, and reads no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import compare, run, sweep

TINY = ("territory=cote_nord", "months=1", "replicates=0", "figures=false", "output=out")
HEAD = "# @package _global_\n"
HANDLER = "{class: logging.FileHandler, filename: precious.txt, mode: w}"
LOGGING = f"{{version: 1, handlers: {{h: {HANDLER}}}, root: {{handlers: [h]}}}}"
COPY = "{x: {_target_: shutil.copyfile, src: other.txt, dst: precious.txt}}"
FILES = {
    "a log file": HEAD + f"hydra: {{job_logging: {LOGGING}}}\n",
    "a function to call": HEAD + f"hydra: {{callbacks: {COPY}}}\n",
    "its own folder": HEAD + "hydra: {output_subdir: foo, run: {dir: precious}}\n",
    "escaped": HEAD + f'"\\x68ydra": {{callbacks: {COPY}}}\n',
    "its package": f"# @package hydra\ncallbacks: {COPY}\n",
    "its package, deeper": f"# @package _global_.hydra.callbacks\n{COPY}\n",
    "a choice of its groups": HEAD + "defaults:\n  - override /hydra/job_logging: mine\n",
    "a file put under it": HEAD + "defaults:\n  - /experiment/other@hydra\n",
    "the environment": HEAD + "seed: ${oc.env:SECRET}\n",
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with something precious, where commands run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET", "77")
    (tmp_path / "precious.txt").write_text("precious")
    (tmp_path / "other.txt").write_text("other")
    (tmp_path / "my" / "experiment").mkdir(parents=True)
    (tmp_path / "my" / "experiment" / "other.yaml").write_text(f"callbacks: {COPY}\n")
    return tmp_path


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("command", [run, compare])
def test_a_file_that_speaks_of_hydra_is_refused(command, name: str, place: Path, capsys) -> None:
    (place / "my" / "experiment" / "evil.yaml").write_text(FILES[name])
    (place / "d.yaml").write_text("method: grid\nparameters: {norms.cap: [20000, 40000]}\n")
    before = sorted(p.name for p in place.iterdir())
    assert command.main(["--config-dir", "my", "experiment=evil", *TINY]) == 2
    said = capsys.readouterr().err
    assert "evil" in said or "hydra" in said
    assert "should not happen" not in said
    assert len(said.splitlines()) <= 3
    assert sorted(p.name for p in place.iterdir()) == before
    assert (place / "precious.txt").read_text() == "precious"


def test_a_whole_configuration_that_was_edited_is_refused_too(place: Path, capsys) -> None:
    (place / "colleague").mkdir()
    text = "defaults:\n  - schema\n  - quiet\n  - _self_\n" + FILES["a log file"].removeprefix(HEAD)
    (place / "colleague" / "config.yaml").write_text(text)
    assert run.main(["--config-dir", "colleague", "--config-name", "config", "output=out"]) == 2
    assert "hydra: no such key" in capsys.readouterr().err
    assert (place / "precious.txt").read_text() == "precious"


@pytest.mark.parametrize(
    "word",
    ["hydra.run.dir=x", "+hydra.callbacks.x._target_=shutil.rmtree", "++hydra.output_subdir=x", "~hydra.run",
     "hydra/job_logging=mine", "experiment@hydra=other", "hydra={}"],
)  # fmt: skip
@pytest.mark.parametrize("command", [run, compare])
def test_words_that_change_hydra_are_refused(command, word: str, place: Path, capsys) -> None:
    before = sorted(p.name for p in place.iterdir())
    assert command.main([*TINY, word]) == 2
    assert "no such key: scenarios are chosen here" in capsys.readouterr().err
    assert sorted(p.name for p in place.iterdir()) == before


def test_configurations_are_found_in_folders_not_in_packages(capsys) -> None:
    for words in (["--config-dir=pkg://antigravity"], ["--config-path", "pkg://antigravity"]):
        assert run.main([*words, *TINY]) == 2
        assert "a folder is expected" in capsys.readouterr().err


def test_an_ordinary_file_is_read_wherever_its_option_stands(place: Path) -> None:
    """References to keys of its own are allowed."""
    (place / "my" / "experiment" / "mine.yaml").write_text(HEAD + "seed: 7\nnorms: {cap: 30000}\n")
    assert run.main([TINY[0], "--config-dir", "my", *TINY[1:], "experiment=mine"]) == 0
    assert "cap: 30000" in (place / "out" / "config.yaml").read_text()


def test_the_first_command_of_a_process_is_confined_too(place: Path) -> None:
    """Hydra finds its readers of files once a process, at its first use."""
    (place / "my" / "experiment" / "evil.yaml").write_text(FILES["a log file"])
    words = [sys.executable, "-m", "experiments.run", "--config-dir", "my", "experiment=evil", *TINY]
    env = {**os.environ, "PYTHONPATH": str(Path(run.__file__).parent.parent)}
    found = subprocess.run(words, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (found.returncode, (place / "precious.txt").read_text()) == (2, "precious")
    assert "hydra: no such key" in found.stderr


def test_a_word_before_a_folder_that_is_no_verb_is_named(capsys) -> None:
    assert sweep.main(["statsu", "FOLDER"]) == 2
    assert "Close: status" in capsys.readouterr().err
    assert sweep.main(["d.yaml", "--slurm", "0"]) == 2
    assert "--slurm 0" in capsys.readouterr().err
