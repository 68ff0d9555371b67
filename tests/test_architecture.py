"""The house's floors and doors: a machine refuses an import that goes up, or that opens a door from the wrong room."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sim.compiled import PAGES

HOUSE = Path(__file__).parent.parent
LONGEST = 300  # lines; mirrored from design.md

# A room is a module or a package of `sim`. Imports go down, or stay on their floor as long as they make no circle.
FLOORS = (
    (
        "quoted",
        "numerals",
        "places",
        "strict_yaml",
        "parameter",
        "memory",
        "columns",
        "code_cache",
        "compiled",
        "draws",
        "vocabulary",
        "state",
        "spreadsheet",
    ),
    ("formulas", "history"),  # history: what a run leaves, described; measures read it
    ("funding", "rules", "metrics", "world"),
    (  # the typed tree of all the above, and what people write of it: packages, rules of their own
        "config",
        "territory",
        "settings",
        "override",
        "inventory",
        "package",
        "user_rules",
    ),
    ("month",),
    ("simulate",),
    ("compare", "sweep", "explore", "facts", "validation", "life"),
    ("catalog", "store", "show", "study", "model", "reporters", "view", "command"),
)
EXPERIMENTS = len(FLOORS)

DOORS = {  # a library, and the only modules or rooms that import it
    "numba": ("sim.compiled", "sim.code_cache"),
    "networkx": ("sim.world.network", "sim.study.cost.tutorial_mesa"),
    "matplotlib": ("sim.show",),
    "PIL": ("sim.show.style",),
    "jinja2": ("sim.show.report", "sim.show.comparison.page", "sim.show.explore.page"),
    "hydra": ("sim.catalog", "sim.command", "experiments"),
    "omegaconf": ("sim.catalog", "sim.command", "experiments"),
    "mesa": ("sim.model", "sim.view", "sim.study.cost.plain_mesa", "sim.study.cost.tutorial_mesa"),
    "pandas": ("sim.model", "sim.explore.exports"),  # what users of Mesa and of the EMA workbench expect to be given
    "pyarrow": ("sim.store",),
    "yaml": (
        "sim.show.words",
        "sim.show.lab.offered",
        "sim.show.lab.files",
        "sim.show.atlas.grid",
        "sim.store",
        "sim.command",
        "sim.strict_yaml",
        "sim.sweep.design_file",
    ),
    "dask": ("sim.study.dask_engine",),
    "distributed": ("sim.study.dask_engine", "sim.study.chunks"),
    "platformdirs": ("sim.code_cache",),
    "scipy": ("sim.sweep.points", "sim.life.mean_field_fit"),
}
EVERYWHERE = {"numpy", "sim", "experiments"}
VAGUE = {"utils", "util", "helper", "helpers", "manager", "misc", "common", "data", "params", "tools"}
WRONG_WORDS = ("behaviour", "neighbour", "colour", "labour", "favour", "honour", "programme", "centre of", "analyse ")


@cache
def pages() -> dict[str, ast.Module]:
    """Every module of the house, parsed, by its dotted name."""
    files = [f for room in ("sim", "experiments") for f in sorted((HOUSE / room).rglob("*.py"))]
    return {".".join(f.relative_to(HOUSE).with_suffix("").parts): ast.parse(f.read_text("utf-8")) for f in files}


def only_for_types(tree: ast.Module) -> set[ast.AST]:
    """The nodes that stand under `if TYPE_CHECKING:`, which no run executes."""
    guarded = [n for n in ast.walk(tree) if isinstance(n, ast.If) and "TYPE_CHECKING" in ast.unparse(n.test)]
    return {inner for node in guarded for inner in ast.walk(node)}


@cache
def imports_of(name: str, at_once: bool = False) -> frozenset[str]:
    """Full names of the modules that a module imports, types aside; at_once: not inside functions."""
    tree, found = pages()[name], set()
    skipped = only_for_types(tree)
    for node in tree.body if at_once else ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are written in full"
            base = node.module or ""
            deeper = {f"{base}.{alias.name}" for alias in node.names}
            found |= {d if d in pages() else base for d in deeper}
    return frozenset(found)


def home(name: str) -> str:
    """The name of a package rather than of its __init__."""
    return name.removesuffix(".__init__")


def floor_of(name: str) -> int:
    """The floor of a module; a room that is in no list is an error that says what to do."""
    if name.startswith("experiments"):
        return EXPERIMENTS
    room = name.split(".")[1]
    for floor, rooms in enumerate(FLOORS):
        if room in rooms:
            return floor
    raise AssertionError(f"{name}: give its room a floor in tests/test_architecture.py, and in docs")


INSIDE = [n for n in pages() if n != "sim.__init__"]


@pytest.mark.parametrize("name", INSIDE)
def test_imports_only_go_down(name):
    """No module imports from a floor above its own."""
    for other in imports_of(name):
        if other.split(".")[0] in ("sim", "experiments") and other != "sim":
            assert floor_of(other) <= floor_of(name), f"{name} (floor {floor_of(name)}) imports {other} from above"


def test_no_circle():
    """No module needs, to be loaded, a module that needs it (a function may import later what its page may not)."""
    known = {home(n) for n in pages()}
    edges = {home(n): {home(o) for o in imports_of(n, at_once=True)} & known for n in pages()}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name in done:
            return
        for other in sorted(edges.get(name, ())):
            if other != name:
                visit(other, (*path, name))
        done.add(name)

    for name in edges:
        visit(name, ())


@pytest.mark.parametrize("name", INSIDE)
def test_libraries_are_imported_through_their_door(name):
    """One room knows each library; another that needs it asks that room."""
    for other in imports_of(name):
        library = other.split(".")[0]
        if library in EVERYWHERE or library in sys.stdlib_module_names or library == "__future__":
            continue
        assert library in DOORS, f"{name} imports {library}: give it a door in tests/test_architecture.py"
        allowed = DOORS[library]
        assert any(home(name) == d or name.startswith(f"{d}.") for d in allowed), f"{library} is for {allowed}"


def test_doors_are_used():
    """A door that nobody opens is taken out of the list."""
    for library, rooms in DOORS.items():
        users = [n for n in INSIDE if any(o.split(".")[0] == library for o in imports_of(n))]
        assert users, library
        for room in rooms:
            if room != "experiments":
                assert any(home(n) == room or n.startswith(f"{room}.") for n in users), (library, room)


JUDGES = {"sim.funding.contract_check"}  # makes up calls, to put rules to the test; no run passes through it
RULES = [n for n in INSIDE if n.split(".")[1] in ("rules", "funding", "metrics") and n not in JUDGES]


@pytest.mark.parametrize("name", RULES)
def test_rules_draw_no_luck_of_their_own(name):
    """Random numbers are arguments; time, files and the machine are no business of a rule."""
    assert not imports_of(name) & {"random", "time", "os", "sim.draws", "numpy.random"}, name
    names = {node.attr for node in ast.walk(pages()[name]) if isinstance(node, ast.Attribute)}
    assert not names & {"random", "default_rng", "RandomState"}, name


@pytest.mark.parametrize("name", INSIDE)
def test_pages_are_short(name):
    """At most 300 lines."""
    path = HOUSE / Path(*name.split(".")).with_suffix(".py")
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("name", INSIDE)
def test_pages_say_what_they_are(name):
    """A docstring for each module, class and function that has a name of its own."""
    tree = pages()[name]
    assert ast.get_docstring(tree), "a page starts by saying what it is"
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    owners = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]
    for node in (n for owner in owners for n in owner.body if isinstance(n, kinds)):
        if not node.name.startswith("__"):
            assert ast.get_docstring(node), f"{name}.{node.name}"


def test_tests_are_short_too():
    """A test file is read like a page."""
    for path in sorted((HOUSE / "tests").glob("*.py")):
        assert len(path.read_text("utf-8").splitlines()) <= LONGEST, path.name
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path.name


def test_names_say_something():
    """No utils, helper, manager; `actor`, never `agent`, in the rules; American spelling."""
    for name in INSIDE:
        assert not VAGUE & set(name.split(".")), name
    for room in ("rules", "funding", "metrics", "month"):
        for path in sorted((HOUSE / "sim" / room).rglob("*.py")):
            names = {n.id for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Name)}
            assert not {n for n in names if n == "agents" or n == "agent"}, path.name
    for path in sorted((HOUSE / "sim").rglob("*.py")):
        text = path.read_text("utf-8").lower()
        for word in WRONG_WORDS:
            assert word not in text, (path.name, word)


HEAVY = ("mesa", "pandas", "matplotlib", "networkx", "hydra", "omegaconf", "pyarrow", "numba", "jinja2", "scipy")
LIGHT = """
import sys
import {module}
print(" ".join(m for m in {heavy} if m in sys.modules))
"""


@pytest.mark.parametrize("module", ["sim.simulate", "sim.study.worker", "sim.metrics.summary"])
def test_the_core_is_light_to_import(module):
    """A process that simulates loads none of the heavy libraries (numba only at its first compiled page)."""
    code = LIGHT.format(module=module, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=HOUSE)
    assert done.stdout.split() == []


ANNOTATIONS = {"sim.funding.norms"}  # only says of which group a tuple of numbers is made


def compiled_pages() -> set[str]:
    """Modules that hold a compiled page, and those whose values such a page may read."""
    holds = {n for n in INSIDE if any(isinstance(d, ast.Name) and d.id == "compiled" for d in decorators(pages()[n]))}
    read = {o for n in holds for o in imports_of(n) if o.startswith("sim.")}
    return (holds | read) - ANNOTATIONS


def decorators(tree: ast.Module) -> list[ast.expr]:
    """The decorators of the functions of a page."""
    return [d for node in tree.body if isinstance(node, ast.FunctionDef) for d in node.decorator_list]


def part_of_the_digest(name: str) -> bool:
    """Whether a change in this module makes compiled code be made again."""
    here = HOUSE / "sim"
    return HOUSE / Path(*name.split(".")).with_suffix(".py") in {f for p in PAGES for f in here.glob(p)}


def test_compiled_code_is_made_again_when_what_it_reads_changes():
    """A stale machine code would give yesterday's results without a word."""
    assert len(compiled_pages()) > 12
    assert [n for n in sorted(compiled_pages() - {"sim.compiled"}) if not part_of_the_digest(n)] == []


def test_compiled_code_is_made_again_when_the_door_changes():
    """How pages are compiled is part of what they give (fastmath, for one)."""
    assert part_of_the_digest("sim.compiled")
