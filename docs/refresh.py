"""Rewrite what the documents copy from the code, between `<!-- name:begin -->` and `<!-- name:end -->`.

    python docs/refresh.py

`tests/test_docs.py` fails when a page and the code differ; this command is the remedy. It also writes `codemeta.json`,
for machines that index software, from `CITATION.cff` and `pyproject.toml`.
"""

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from sim import state  # noqa: E402
from sim.command.listing import as_markdown  # noqa: E402
from sim.history import SERIES  # noqa: E402
from sim.inventory import Entry, inventory  # noqa: E402
from sim.metrics.interest import SMALLEST  # noqa: E402
from sim.metrics.outcomes import OUTCOMES  # noqa: E402
from sim.month import STAGES  # noqa: E402
from sim.show.stating.page import sentence  # noqa: E402
from sim.show.stating.reading import line_said  # noqa: E402
from sim.show.words import Words  # noqa: E402
from sim.store.readme import FILES  # noqa: E402
from sim.validation.given import MARKS  # noqa: E402

FIELD = re.compile(r"^    (\w+): \w+  # (?:\(([^)]*?),?\) ?)?(.*)$")
GROUP = re.compile(r"^class (\w+)")


def cell(text: object) -> str:
    """A cell of a Markdown table."""
    return str(text).replace("|", "\\|")


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell(c) for c in line) + " |" for line in lines)


def entities() -> str:
    """The fields of every group of arrays of sim/state.py, as its own comments describe them."""
    parts: list[str] = []
    rows: list[tuple[str, str, str]] = []
    name = ""
    for line in [*Path(str(state.__file__)).read_text(encoding="utf-8").splitlines(), "class End"]:
        start, field = GROUP.match(line), FIELD.match(line)
        if start:
            if rows:
                what = (getattr(state, name).__doc__ or "").splitlines()[0]
                heads = ("state variable", "axes", "unit, range, meaning")
                parts.append(f"**{name}.** {what}\n\n{table(heads, rows)}")
            name, rows = start[1], []
        elif field and name:
            rows.append((f"`{name.lower()}.{field[1]}`", field[2] or "", field[3] or plain(field[1])))
    return "\n\n".join(parts)


def plain(name: str) -> str:
    """The meaning of a field that its name alone tells."""
    if name in ("region", "territory", "problem", "approach"):
        return f"which {name}"
    if name in ("allotted", "awarded", "spent"):
        return f"{name}, cumulated"
    return "the luck's name" if name == "name" else f"number of {name}"


def stages() -> str:
    """The twelve stages in their order, with the pages where they are written."""
    rows = []
    for number, (name, stage) in enumerate(STAGES, 1):
        page = (stage.__module__ or "").replace(".", "/") + ".py"
        rows.append((number, name, f"`{page}`, `{stage.__name__}`"))
    return table(("order", "stage", "conducted by"), rows)


def parameters() -> str:
    """Every key of the configuration, a table a group, as `python -m experiments.parameters --markdown` writes it."""
    groups: dict[str, list[Entry]] = {"the run itself": []}
    for entry in inventory():
        group = entry.key.partition(".")[0] if "." in entry.key else "the run itself"
        groups.setdefault(group, []).append(entry)
    return "\n\n".join(f"## {name}\n\n{as_markdown(entries)}" for name, entries in groups.items())


def series() -> str:
    """Every monthly series."""
    rows = ((f"`{n}`", ", ".join(("month", *s.axes)), s.unit, s.meaning) for n, s in SERIES.items())
    return table(("series", "axes", "unit", "meaning"), rows)


def outcomes() -> str:
    """Every outcome."""
    return table(("outcome", "unit", "meaning"), ((f"`{n}`", unit, what) for n, (unit, what) in OUTCOMES.items()))


def interest() -> str:
    """The smallest difference of interest of every outcome; those of the same sentence share a line."""
    lines: dict[tuple[str, str], list[str]] = {}
    for name in OUTCOMES:
        found = SMALLEST[name]
        size = f"{found.smallest:g} {found.unit}" + (f", a {found.each}" if found.each else "")
        lines.setdefault((size, found.why), []).append(f"`{name}`")
    rows = ((", ".join(names), size, why) for (size, why), names in lines.items())
    return table(("outcome", "smallest difference", "what it is"), rows)


def files() -> str:
    """What a run folder holds."""
    return table(("file", "what it is", "ce que c’est"), ((f"`{n.strip()}`", *words) for n, words in FILES.items()))


@cache
def moved() -> dict[str, Any]:
    """What the given lines of the statements move, as it was last measured and kept."""
    kept = DOCS.parent / "results" / "reference" / "statements" / "statements.json"
    found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
    return found


def given_said(language: str) -> str:
    """What the given lines move, all together."""
    return sentence(moved(), Words(language))


def given_line(mark: str, language: str) -> str:
    """What one given line moves: it follows the status of the line."""
    return cell(line_said(moved(), mark, Words(language)))


def given(language: str) -> dict[str, Callable[[], str]]:
    """What the statements copy of the measure."""
    lines = {mark: partial(given_line, mark, language) for mark in MARKS}
    return {"given": partial(given_said, language), **lines}


SECTIONS: dict[str, dict[str, Callable[[], str]]] = {
    "ODD.md": {"state": entities, "stages": stages},
    "parameters.md": {"parameters": parameters},
    "outputs.md": {"files": files, "series": series, "outcomes": outcomes, "interest": interest},
    "statements.md": given("en"),
    "enonces.md": given("fr"),
}


def refreshed(page: str, text: str) -> str:
    """The text of a page with its copied sections made again; one whose markers share a line stays in it."""
    for name, make in SECTIONS[page].items():
        begin, end = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
        if text.count(begin) != 1 or text.count(end) != 1:
            raise ValueError(f"{page}: the markers {begin} and {end} must stand once each")
        before, _, rest = text.partition(begin)
        old, _, after = rest.partition(end)
        new = f"\n\n{make()}\n\n" if "\n" in old else make()
        text = f"{before}{begin}{new}{end}{after}"
    return text


def author(person: dict[str, str]) -> dict[str, str]:
    """Somebody of CITATION.cff, or a group, in the words of schema.org."""
    if "name" in person:
        return {"@type": "Organization", "name": person["name"]}
    return {"@type": "Person", "givenName": person["given-names"], "familyName": person["family-names"]}


def codemeta() -> str:
    """`codemeta.json` (CodeMeta 3.0): what CITATION.cff and pyproject.toml say, and nothing else."""
    cited = yaml.safe_load((DOCS.parent / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": cited["title"],
        "identifier": project["name"],
        "description": project["description"],
        "version": project["version"],
        "license": f"https://spdx.org/licenses/{project['license']}",
        "author": [author(person) for person in cited["authors"]],
        "keywords": cited["keywords"],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "softwareRequirements": project["dependencies"],
        "referencePublication": [
            {"@type": "Report", "name": work["title"], "author": [author(person) for person in work["authors"]]}
            for work in cited["references"]
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Rewrite the pages that changed."""
    machine = DOCS.parent / "codemeta.json"
    if not machine.exists() or machine.read_text(encoding="utf-8") != codemeta():
        machine.write_text(codemeta(), encoding="utf-8")
        print("codemeta.json was rewritten")
    for page in SECTIONS:
        path = DOCS / page
        old = path.read_text(encoding="utf-8")
        new = refreshed(page, old)
        if new != old:
            path.write_text(new, encoding="utf-8")
            print(f"docs/{page} was rewritten")


if __name__ == "__main__":
    main()
