"""Machine code that is kept is read back only if it is ours and as it was written; else it is compiled again."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import code_cache
from sim.code_cache import CodeFile, folder_for, forget, private, tell

DIGEST = "0123456789abcdef" * 4
PAGE = """
import numpy as np
from sim.compiled import compiled

@compiled
def twice(values):
    return values * 2.0

print(twice(np.array([1.0, 21.0]))[1])
"""


@pytest.fixture(autouse=True)
def talkative() -> None:
    """What is said once a process is said once a test."""
    tell.cache_clear()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own cache folder, elsewhere; no other place is asked."""
    monkeypatch.setattr(code_cache, "places", lambda: iter([tmp_path / "cache"]))
    return tmp_path / "cache"


def kept(folder: Path) -> CodeFile:
    """The file of one page."""
    return CodeFile(str(folder), "page-1.py311", ("stamp", 1))


# the folder


def test_the_folder_is_for_this_user_alone_whatever_the_mask(home: Path) -> None:
    before = os.umask(0)
    try:
        folder = Path(folder_for(DIGEST))
    finally:
        os.umask(before)
    assert [p.stat().st_mode & 0o777 for p in (home, folder)] == [0o700, 0o700]


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
@pytest.mark.parametrize("inner", [False, True])
def test_a_folder_that_others_may_write_is_not_used(
    home: Path, mode: int, inner: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder_for(DIGEST)
    folder = home / DIGEST[:16] if inner else home
    folder.chmod(mode)
    assert folder_for(DIGEST) == ""
    assert "may be written by other users" in capsys.readouterr().err
    folder.chmod(0o700)
    assert folder_for(DIGEST)


def test_a_link_is_not_followed(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "prepared").mkdir(mode=0o700)
    home.symlink_to(tmp_path / "prepared")
    assert folder_for(DIGEST) == ""
    assert "is a link" in capsys.readouterr().err
    assert not list((tmp_path / "prepared").iterdir())


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives a folder away")
def test_a_folder_of_another_user_is_not_used(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.mkdir(mode=0o700)
    os.chown(home, 12345, 12345)
    assert folder_for(DIGEST) == ""
    assert "belongs to another user" in capsys.readouterr().err


def test_numba_cache_dir_is_judged_as_our_own_place_and_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "asked"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(asked))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert Path(folder_for(DIGEST)).parent == asked
    asked.chmod(0o777)
    assert asked not in Path(folder_for(DIGEST)).parents
    assert str(asked) in capsys.readouterr().err


def test_without_a_safe_place_nothing_is_kept_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(code_cache, "places", lambda: iter([tmp_path / "file" / "cache"]))
    assert folder_for(DIGEST) == ""
    assert "NUMBA_CACHE_DIR" in capsys.readouterr().err


def test_code_of_old_versions_is_forgotten_and_nothing_else(home: Path) -> None:
    private(home)
    for name in ("a" * 16, "b" * 16, "notes", "c" * 15, "A" * 16):
        (home / name).mkdir()
        if name != "b" * 16:
            os.utime(home / name, (0, 0))
    forget(home)
    assert {p.name for p in home.iterdir()} == {"b" * 16, "notes", "c" * 15, "A" * 16}


# the files


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    kept(tmp_path).save("form", {"code": b"1"})
    assert kept(tmp_path).load("form") == {"code": b"1"}
    assert kept(tmp_path).load("other form") is None
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def zeroed(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def flipped(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(bytes(whole))


def writable(path: Path) -> None:
    path.chmod(0o666)


def linked(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


class Trap:
    """A pickle that does something when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("trapped",))


def foreign(path: Path) -> None:
    path.write_bytes(pickle.dumps(Trap()))


@pytest.mark.parametrize("damage", [emptied, cut, zeroed, flipped, writable, linked, foreign])
@pytest.mark.parametrize("which", ["nbi", "nbc"])
def test_a_file_that_is_not_what_was_written_is_set_aside_and_said(
    tmp_path: Path,
    damage: Callable[[Path], None],
    which: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    kept(tmp_path).save("form", {"code": b"1"})
    (path,) = tmp_path.glob(f"*.{which}")
    damage(path)
    assert kept(tmp_path).load("form") is None
    assert "set aside" in capsys.readouterr().err
    assert os.path.lexists(f"{path}.aside")
    assert not (tmp_path / "trapped").exists()
    kept(tmp_path).save("form", {"code": b"2"})
    assert kept(tmp_path).load("form") == {"code": b"2"}


def test_a_file_under_the_name_of_another_is_damaged(tmp_path: Path) -> None:
    for form in ("one", "two"):
        kept(tmp_path).save(form, form)
    one, two = sorted(tmp_path.glob("*.nbc"))
    one.write_bytes(two.read_bytes())
    assert kept(tmp_path).load("one") is None
    assert kept(tmp_path).load("two") == "two"


def test_a_full_disk_stops_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(code_cache.os, "replace", full)
    kept(tmp_path).save("form", {"code": b"1"})
    assert "No space left" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


# whole processes


def test_damage_costs_one_compilation_and_no_run(tmp_path: Path) -> None:
    """Compiled, read back, damaged, compiled again, read back: the same answer each time, and damage said once."""
    script, cache = tmp_path / "page.py", tmp_path / "cache"
    script.write_text(PAGE)
    house = Path(code_cache.__file__).parent.parent
    around = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": str(house), "NUMBA_DISABLE_JIT": "0"}
    told, written = [], []
    for _ in range(4):
        if len(told) == 2:
            for path in cache.rglob("*.nb?"):
                path.write_bytes(path.read_bytes()[:-7])
        found = subprocess.run([sys.executable, script], env=around, capture_output=True, text=True, check=True)
        assert found.stdout == "42.0\n"
        told.append(found.stderr.count("set aside"))
        written.append({p.name: p.stat().st_mtime_ns for p in cache.rglob("*.nb?")})
    assert told == [0, 0, 1, 0]
    assert written[0] == written[1] != written[2] == written[3]
