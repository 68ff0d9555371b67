"""The words of `experiments.sweep`: files, options, verbs, the script for a cluster; what is refused."""

from pathlib import Path

import pytest

from experiments import sweep as command
from sim.command.sweeping import in_keys
from sim.study.sweep_making import endings, share_of
from sim.sweep.factor import DesignError

DESIGN = """
method: grid
replicates: 2
parameters: {award: [majority, lottery], norms.cap: [2e4, 4e4]}
"""


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "a/b", "1/"])
def test_a_share_is_two_numbers(text: str) -> None:
    """Protects from a task that makes nothing."""
    with pytest.raises(DesignError, match=f"shard = {text}: two numbers are expected"):
        share_of(text)


def test_words_are_understood() -> None:
    """Protects what a person types: a file first, options with dashes, keys."""
    typed = ["my/design.yaml", "--shard", "2/5", "--dry-run", "territory=cote_nord", "--slurm=7"]
    assert in_keys(typed) == ["design=my/design.yaml", "shard=2/5", "dry_run=true", "territory=cote_nord", "slurm=7"]
    assert in_keys(["mon étude.yaml"]) == ["design=mon étude.yaml"]
    assert in_keys(["territory=laval", "design=a.yaml"]) == ["territory=laval", "design=a.yaml"]
    with pytest.raises(DesignError, match="again = lost: allowed: failed, died, timed_out"):
        endings("failed,lost")


def test_the_command_from_a_file_to_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Protects the whole way: typed, composed, made, told; a design that is not there and a place that is not one."""
    monkeypatch.chdir(tmp_path)
    Path("mon plan.yaml").write_text(DESIGN, encoding="utf-8")
    synthetic = ["territory=synthetic_ring", "territory.synthetic.regions=1", "months=2", "workers=1"]
    assert command.main(["mon plan.yaml", *synthetic]) == 0
    assert "8 made (100 %): 8 ok." in capsys.readouterr().out
    folder = next(Path("results").iterdir())
    assert command.main(["mon plan.yaml", *synthetic, "replicates=3"]) == 0
    assert [folder] == list(Path("results").iterdir())
    assert command.main(["status", str(folder)]) == 0
    assert "12 made (100 %): 12 ok." in capsys.readouterr().out
    assert command.main(["nowhere.yaml", *synthetic]) == 2
    assert "design = nowhere.yaml: there is no such file" in capsys.readouterr().err
    assert command.main(["status", "."]) == 2
    assert "this is not the folder of a sweep" in capsys.readouterr().err
    assert command.main(["--help"]) == 0
    assert "--shard 2/5" in capsys.readouterr().out
