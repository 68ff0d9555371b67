"""Windows and macOS, where the tests of this house seldom run: what they lack is not used without asking first.

Two ways: the sources are read, and two commands are run by a Python from which the page `elsewhere/sitecustomize.py`
has taken away what these systems lack. It is an emulation: a run on a real one would say more.
"""

import ast
import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HOUSE = Path(__file__).parent.parent
EMULATION = Path(__file__).parent / "elsewhere"
ASKED = ("hasattr", "os.name", "sys.platform", "platform.system")
CAUGHT = {"ImportError", "ModuleNotFoundError", "AttributeError", "NotImplementedError", "Exception", "BaseException"}
LINUX = ("/proc", "/sys/", "/etc/", "/dev/", "/tmp", "/var/")
NOT_FILES = {"os", "webbrowser", "Image", "self", "zipfile", "tarfile", "urllib"}  # whose `open` is another one


@cache
def emulation() -> Any:
    """The page that takes away, as a module; it does nothing unless asked."""
    spec = importlib.util.spec_from_file_location("elsewhere_page", EMULATION / "sitecustomize.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@cache
def sources() -> dict[str, ast.Module]:
    """Every page of the house, by its path."""
    pages = [p for room in ("sim", "experiments") for p in sorted((HOUSE / room).rglob("*.py"))]
    return {p.relative_to(HOUSE).as_posix(): ast.parse(p.read_text(encoding="utf-8")) for p in pages}


def asks(test: ast.AST) -> bool:
    """True for a condition on what the system has."""
    return any(word in ast.unparse(test) for word in ASKED)


def catches(node: ast.AST, wanted: set[str]) -> bool:
    """True for a `try`, or a `with suppress(...)`, that survives one of these errors."""
    caught = [h.type for h in node.handlers] if isinstance(node, ast.Try) else []
    if isinstance(node, ast.With):
        calls = [item.context_expr for item in node.items]
        caught = [a for c in calls if isinstance(c, ast.Call) and "suppress" in ast.unparse(c.func) for a in c.args]
    names = {n.id for c in caught if c is not None for n in ast.walk(c) if isinstance(n, ast.Name)}
    return None in caught or bool(names & wanted)


def walked(node: ast.AST, safe: bool, wanted: set[str]) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below, and whether the system was asked first, or whether the error is survived."""
    yield node, safe
    if isinstance(node, (ast.If, ast.IfExp)) and asks(node.test):
        for child in ast.iter_child_nodes(node):
            yield from walked(child, True, wanted)
        return
    if isinstance(node, ast.BoolOp) and asks(node.values[0]):
        safe = True
    for field in ("body", "orelse", "finalbody", "handlers"):
        block, here = getattr(node, field, None), safe
        if not isinstance(block, list):
            continue
        here = here or (field == "body" and catches(node, wanted))
        for statement in block:
            yield from walked(statement, here, wanted)
            leaves = isinstance(statement, ast.If) and isinstance(
                statement.body[-1], (ast.Return, ast.Raise, ast.Continue)
            )
            here = here or (leaves and asks(statement.test))
    blocks = {id(s) for f in ("body", "orelse", "finalbody", "handlers") for s in as_list(getattr(node, f, None))}
    for child in ast.iter_child_nodes(node):
        if id(child) not in blocks:
            yield from walked(child, safe, wanted)


def as_list(block: Any) -> list[Any]:
    """A block of statements; nothing for the body of a lambda or of a conditional expression."""
    return block if isinstance(block, list) else []


def unguarded(system: str) -> list[str]:
    """Where a name that this system lacks is used without a question."""
    names = {m: set(text.split()) for m, text in emulation().NO_NAMES[system].items()}
    modules, found = set(emulation().NO_MODULES[system]), []
    for page, tree in sources().items():
        for node, safe in walked(tree, False, CAUGHT):
            used = ""
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used = f"{node.value.id}.{node.attr}" if node.attr in names.get(node.value.id, ()) else ""
            elif isinstance(node, ast.ImportFrom) and node.module in names:
                used = next((f"{node.module}.{a.name}" for a in node.names if a.name in names[node.module]), "")
            if isinstance(node, ast.Import):
                used = next((a.name for a in node.names if a.name in modules), "")
            elif isinstance(node, ast.ImportFrom) and node.module in modules:
                used = node.module
            if used and not safe:
                found.append(f"{page}:{node.lineno}: {used}")
    return found


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_what_a_system_lacks_is_not_used_without_asking(system):
    """os.getuid, fcntl, sched_getaffinity, pthread_sigmask...: behind hasattr, os.name, sys.platform, or a try."""
    assert not unguarded(system)


def test_no_process_is_asked_by_a_signal_where_a_signal_kills():
    """os.kill(process, 0) asks on Linux whether a process lives; on Windows it ends it. SIGTERM does everywhere."""
    found = [
        f"{page}:{node.lineno}" for page, tree in sources().items() for node, safe in walked(tree, False, set())
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.kill", "os.killpg") and not safe
    ]  # fmt: skip
    assert not found


def test_no_path_of_one_system_is_written_in_the_sources():
    """/proc, /dev, /tmp...: read only where their absence is survived."""
    found = []
    for page, tree in sources().items():
        for node, safe in walked(tree, False, CAUGHT | {"OSError", "FileNotFoundError"}):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(LINUX):
                found += [] if safe else [f"{page}:{node.lineno}: {node.value[:40]}"]
    assert not found


def encodes(call: ast.Call) -> bool:
    """True if a call that reads or writes text names its encoding, or handles bytes."""
    named = {k.arg for k in call.keywords}
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if "encoding" in named or None in named:
        return True
    if name in ("read_text", "write_text"):
        return len(call.args) > (name == "write_text")
    if name in ("run", "Popen", "check_output", "check_call"):
        return not named & {"text", "universal_newlines"}
    if name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        return not any(isinstance(a, ast.Constant) and "b" not in str(a.value) for a in call.args[:1])
    if name != "open":
        return True
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(owner, ast.Name) and owner.id in NOT_FILES:
        return True
    modes = [*call.args[(0 if owner is not None else 1) :], *(k.value for k in call.keywords if k.arg == "mode")]
    return any(isinstance(m, ast.Constant) and "b" in str(m.value) for m in modes)


def test_text_is_read_and_written_in_a_named_encoding():
    """Without one, Windows takes cp1252, and every accent of the project changes."""
    found = [
        f"{page}:{node.lineno}: {ast.unparse(node)[:80]}" for page, tree in sources().items() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and not encodes(node)
    ]  # fmt: skip
    assert not found


# The commands, by a Python of another system


def lived(system: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of ours by such a Python, whose output is a French console's."""
    known = {k: v for k, v in os.environ.items() if k not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    known |= {
        "PYTHONPATH": os.pathsep.join([str(EMULATION), str(HOUSE)]), "CONCERTATION_ELSEWHERE": system,
        "PYTHONIOENCODING": "cp1252:strict" if system == "windows" else "utf-8", "NUMBA_DISABLE_JIT": "1",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=known, capture_output=True, encoding="cp1252", errors="replace",
        timeout=900, check=False,
    )  # fmt: skip


SMALL = ("territory=cote_nord", "months=2", "replicates=0", "figures=false")
DESIGN = "method: list\npoints: [{norms.cap: 20000}, {norms.cap: 30000}]\nreplicates: 2\n"


def well_named(folder: Path) -> list[str]:
    """The files that Windows would refuse, or would take for one another."""
    made = [p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*"))]
    wrong = [p for p in made if emulation().REFUSED & set(p) or p.endswith((".", " ")) or len(p) > 150]
    return wrong + [p for p in made if sum(p.casefold() == q.casefold() for q in made) > 1]


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_a_run_made_elsewhere_is_whole_and_made_again(system, tmp_path):
    """Written, then replaced by the same run: status 0, a manifest, names that Windows takes."""
    for _ in range(2):
        done = lived(system, tmp_path, "experiments.run", *SMALL, "output=result")
        assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / "result" / "manifest.json").is_file()
    assert not well_named(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["result"]


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_a_sweep_made_elsewhere_by_two_workers(system, tmp_path):
    """Four runs, two workers, then status, one run again, the table; the same numbers as here."""
    (tmp_path / "plan.yaml").write_text(DESIGN, encoding="utf-8")
    words = ("experiments.sweep", "design=plan.yaml", *SMALL, "workers=2", "output=sweep")
    done = lived(system, tmp_path, *words)
    assert done.returncode == 0, done.stdout + done.stderr
    for verb, said in (("status", "4 made (100 %): 4 ok"), ("export", "4 runs in")):
        done = lived(system, tmp_path, "experiments.sweep", verb, "sweep")
        assert done.returncode == 0, done.stdout + done.stderr
        assert said in done.stdout
    done = lived(system, tmp_path, "experiments.sweep", "rerun", "sweep", "--run", "3")
    assert "equal to the last bit" in done.stdout, done.stdout + done.stderr
    assert not well_named(tmp_path)
