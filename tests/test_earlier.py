"""Nothing that somebody made is lost: a command replaces what the same command made, and nothing else."""

import json
import os
from pathlib import Path

import pytest

from sim.store.earlier import KINDS, FolderError, free, read_earlier
from sim.store.folder import alive, check_target, marked, mend, new_folder
from sim.store.study_folder import RUNS, check_study, keep_products, new_products


def manifest(folder: Path, kind: str = "run", identity: str = "same", project: str = "concertation") -> None:
    """A manifest as a command writes it, before it is sealed."""
    tree = {"project": project, "kind": kind, kind: {"command": "x", "configuration": identity}}
    (folder / "manifest.json").write_text(json.dumps(tree))


def make(target: Path, kind: str = "run", identity: str = "same", **files: str) -> None:
    """A result of one kind with some files."""
    with new_folder(target, kind) as folder:
        manifest(folder, kind, identity)
        for name, text in (files or {"report": "made"}).items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)


def study(target: Path, kind: str = "comparison", **files: str) -> None:
    """The products of a study."""
    with new_products(target, kind) as folder:
        manifest(folder, kind)
        for name, text in files.items():
            path = folder / name.replace("__", "/")
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)


def everything(folder: Path) -> dict[str, str]:
    """Every file with what it holds, the manifests aside."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.json")
    return {p.relative_to(folder).as_posix(): p.read_text() for p in files}


# what may be replaced


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_replaced_by_its_own_kind_only(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "o"
    make(target, kind)
    before = everything(target)
    for other in KINDS:
        if other == kind:
            check_target(target, kind)
            check_study(target, kind)
            continue
        for check in (check_target, check_study):
            with pytest.raises(FolderError, match=KINDS[kind]):
                check(target, other)
    assert everything(target) == before


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", "", "{", '{"name": "my site"}', '{"project": "other", "kind": "run", "run": {}}',
             '{"project": "concertation", "kind": "novel", "novel": {"configuration": "x"}}',
             '{"project": "concertation", "kind": ["run"]}', "[" * 5000]
)  # fmt: skip
def test_a_manifest_of_another_project_or_a_damaged_one_protects_its_folder(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    (tmp_path / "thesis.txt").write_text("precious")
    assert read_earlier(tmp_path) is None
    for check in (check_target, check_study):
        with pytest.raises(FolderError, match="not one of ours"):
            check(tmp_path, "run")


def test_a_folder_of_runs_is_never_replaced(tmp_path: Path) -> None:
    for name in ("runs", "identity.json"):
        target = tmp_path / f"with-{name}"
        make(target)
        (target / name).mkdir()
        with pytest.raises(FolderError, match="runs of a study"):
            check_target(target, "run")


def test_a_result_never_takes_the_place_of_what_it_is_read_from(tmp_path: Path) -> None:
    target = tmp_path / "o"
    make(target)
    link = tmp_path / "link"
    link.symlink_to(target)
    for source in (target, target / "config.yaml", link, target / "deep" / "nodes.csv"):
        for check in (check_target, check_study):
            with pytest.raises(FolderError, match="read from there"):
                check(target, "run", [source])
    check_target(target, "run", [tmp_path / "elsewhere" / "nodes.csv", tmp_path / "o2"])


def test_a_folder_named_runs_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "runs" / "experiment-1").mkdir(parents=True)
    (tmp_path / "runs" / "experiment-1" / "weights.bin").write_text("precious")
    with pytest.raises(FolderError, match=r"weights\.bin is not part of runs of ours"):
        check_study(tmp_path, "comparison")


# what stands there and is not ours


def test_what_the_manifest_does_not_list_is_set_aside_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "o"
    make(target, report="one", csv__money="1")
    (target / "notes.txt").write_text("mine")
    (target / "csv" / "mine.csv").write_text("mine")
    (target / "csv" / "money").write_text("1, corrected")
    make(target, report="two", csv__money="2")
    assert everything(target) == {
        "report": "two", "csv/money": "2",
        "aside/notes.txt": "mine", "aside/csv/mine.csv": "mine", "aside/csv/money": "1, corrected",
    }  # fmt: skip
    said = capsys.readouterr().err
    assert "a run made earlier is replaced" in said
    assert all(name in said for name in ("notes.txt", "csv/mine.csv", "csv/money", "aside"))


def test_what_was_set_aside_once_stays_there_and_is_named_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "o"
    make(target)
    for text in ("first", "second"):
        (target / "notes.txt").write_text(text)
        make(target)
        assert "notes.txt" in capsys.readouterr().err
    make(target)
    assert "notes.txt" not in capsys.readouterr().err
    assert everything(target) == {"report": "made", "aside/notes.txt": "first", "aside/notes.txt.2": "second"}


def test_a_link_that_somebody_made_is_moved_as_a_link_and_what_it_shows_is_untouched(tmp_path: Path) -> None:
    target, other = tmp_path / "o", tmp_path / "other"
    other.mkdir()
    (other / "report").write_text("made")
    make(target)
    (target / "link").symlink_to(other)
    make(target)
    assert (target / "aside" / "link").is_symlink()
    assert everything(other) == {"report": "made"}


def test_a_result_of_another_configuration_is_kept_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "o"
    for identity in ("a", "b", "c"):
        make(target, identity=identity, report=identity)
    said = capsys.readouterr().err
    assert "o.earlier" in said
    assert [everything(tmp_path / name) for name in ("o", "o.earlier", "o.earlier.2")] == [
        {"report": "c"}, {"report": "a"}, {"report": "b"},
    ]  # fmt: skip


def test_what_somebody_puts_there_while_the_result_is_made_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "o"
    with new_folder(target, "run") as folder:
        manifest(folder)
        (folder / "report").write_text("made")
        target.mkdir()
        (target / "thesis.txt").write_text("precious")
    assert everything(target) == {"thesis.txt": "precious"}
    assert everything(tmp_path / "o.2") == {"report": "made"}
    assert "o.2" in capsys.readouterr().err


def test_stopped_while_the_old_result_is_taken_away_nothing_of_a_person_is_lost(tmp_path: Path) -> None:
    """What a process that was killed there leaves is finished by the next one."""
    target = tmp_path / "o"
    make(target)
    (target / "notes.txt").write_text("mine")
    caught = tmp_path / marked(target, "old").name
    target.rename(caught)
    make(tmp_path / "new")
    (tmp_path / "new").rename(target)
    mend(target)
    assert everything(target) == {"report": "made", "aside/notes.txt": "mine"}
    assert not caught.exists()


def test_where_processes_cannot_be_asked_work_under_way_is_judged_by_its_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows, signal 0 would be sent to the process as Ctrl-C."""
    fresh, old = tmp_path / "fresh", tmp_path / "old"
    fresh.mkdir()
    old.mkdir()
    os.utime(old, (0, 0))
    monkeypatch.setattr("sim.store.folder.os.kill", lambda *_: pytest.fail("a signal was sent"))
    monkeypatch.setattr("sim.store.folder.os.name", "nt")
    assert (alive(1, fresh), alive(1, old)) == (True, False)


# the products of studies


def test_products_make_room_and_leave_runs_and_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "o"
    study(target, report="one", csv__money="1", figure="one")
    (target / RUNS / "base").mkdir(parents=True)
    (target / RUNS / "base" / "identity.json").write_text("runs")
    (target / "notes.txt").write_text("mine")
    (target / "csv" / "mine.csv").write_text("mine")
    (target / "report").write_text("one, corrected")
    study(target, report="two", csv__money="2")
    assert everything(target) == {
        "runs/base/identity.json": "runs", "notes.txt": "mine", "report": "two", "csv/money": "2",
        "aside/csv/mine.csv": "mine", "aside/report": "one, corrected",
    }  # fmt: skip
    said = capsys.readouterr().err
    assert "csv/mine.csv" in said
    assert "a comparison made earlier is replaced" in said
    assert "notes.txt" not in said


def test_stopped_while_products_move_the_folder_is_still_known_and_the_next_call_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, rename, moved = tmp_path / "o", Path.rename, []
    study(target, report="one", csv__money="1")

    def killed(path: Path, place: Path) -> Path:
        moved.append(path)
        if len(moved) == 2:
            raise KeyboardInterrupt
        return rename(path, place)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        study(target, report="two", csv__money="2")
    monkeypatch.undo()
    told = json.loads((target / "manifest.json").read_text())
    assert told["unfinished"] is True
    check_study(target, "comparison")
    study(target, report="three", csv__money="3")
    assert everything(target) == {"report": "three", "csv/money": "3"}
    assert "unfinished" not in json.loads((target / "manifest.json").read_text())


def test_what_is_kept_of_a_study_is_its_products(tmp_path: Path) -> None:
    target, place = tmp_path / "o", tmp_path / "reference" / "study"
    study(target, report="one", csv__money="1", figure="one")
    (target / "notes.txt").write_text("mine")
    keep_products(target, place, "comparison", but=("figure",))
    assert everything(place) == {"report": "one", "csv/money": "1"}
    found = read_earlier(place)
    assert found is not None
    assert set(found.files) == {"report", "csv/money"}


def test_a_free_name_is_not_one_of_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "nothing")
    assert free(tmp_path / "a") == tmp_path / "a.2"
