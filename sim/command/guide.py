"""The text of --help: read from the folder `configs` and the rules, so that it cannot lag behind them."""

from collections.abc import Sequence
from pathlib import Path

from sim.command.line import CONFIGS
from sim.command.pages import RUN, Page
from sim.config import CHOICES
from sim.package import FOLDER, names, read
from sim.sweep.design_file import FOLDER as DESIGNS

MORE = """\
Every key, its value, range, unit and source / toutes les clés :   python -m experiments.parameters
Look without running / regarder sans lancer :                      --cfg job
Complete trace of an error / trace complète d’une erreur :         HYDRA_FULL_ERROR=1"""


def title_of(page: Path) -> str:
    """The first line of a file, which says what it is."""
    lines = page.read_text(encoding="utf-8").splitlines()
    first = next((line for line in lines if line.startswith("# ") and "@package" not in line), "# ")
    return first[2:].strip()


def folders(typed: Sequence[str]) -> list[Path]:
    """Where choices come from: ours, then the user's."""
    found = [CONFIGS]
    for k, word in enumerate(typed):
        name, _, value = word.partition("=")
        if name in ("--config-dir", "-cd"):
            found.append(Path(value or (typed[k + 1] if k + 1 < len(typed) else ".")))
    return found


def choices(typed: Sequence[str]) -> dict[str, dict[str, str]]:
    """For each group, what can be chosen and what it is."""
    found: dict[str, dict[str, str]] = {}
    for folder in folders(typed):
        for page in sorted(folder.glob("*/*.yaml")):
            if page.parent not in (FOLDER, DESIGNS):
                found.setdefault(page.parent.name, {})[page.stem] = title_of(page)
    found["rules"] = {name: " / ".join(read(name).title.values()) for name in names()}
    for group, rules in CHOICES.items():
        found[group] = {rule().name: (rule.__doc__ or "").splitlines()[0] for rule in rules}  # type: ignore[attr-defined]
    return found


def listing(group: str, options: dict[str, str]) -> str:
    """One group: an option a line, in each language; the territories, which speak for themselves, on a few lines."""
    if group == "territory":
        lines: list[str] = []
        line = "   "
        for name in options:
            if len(line) + len(name) > 110:
                lines, line = [*lines, line], "   "
            line += f" {name}"
        return "\n".join([f"{group}=", *lines, line])
    wide = max(map(len, options), default=0)
    titles = {name: title.replace(" / ", f"\n{'':<{wide + 6}}", 1) for name, title in options.items()}
    return "\n".join([f"{group}=", *(f"    {name:<{wide}}  {title}" for name, title in titles.items())])


def guide(typed: Sequence[str], page: Page = RUN) -> str:
    """The whole text."""
    groups = choices(typed)
    order = ["experiment", "territory", "conditions", "governance", "rules", *CHOICES, "calendar"]
    order += [group for group in groups if group not in order]
    listed = [listing(group, groups[group]) for group in order if group in groups]
    return "\n\n".join([*page, "Choices / Choix", *listed, MORE])
