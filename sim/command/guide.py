"""The text of --help: read from the folder `configs` and the rules, so that it cannot lag behind them."""

from collections.abc import Sequence
from pathlib import Path

from sim.command.line import CONFIGS
from sim.config import CHOICES

PURPOSE = """\
Simulate the territorial concertation of the anti-poverty fund, month by month, and leave a folder of results.
Simule la concertation territoriale du fonds de lutte contre la pauvreté, mois par mois, et laisse un dossier.

  python -m experiments.run [choice=name ...] [key=value ...]

With nothing more: the six regions of the study, 60 months from April 2010, the rules of the time, 20 further seeds.
Sans rien de plus : les six régions de l’étude, 60 mois dès avril 2010, les règles de l’époque, 20 autres graines."""

EXAMPLES = """\
Examples / Exemples
  python -m experiments.run territory=mauricie seed=7 months=36
  python -m experiments.run award=lottery                      another award rule / une autre règle d’attribution
  python -m experiments.run award=majority award.threshold=0.67
  python -m experiments.run conditions=hostile governance=consensus calendar=tier_removed_2015
  python -m experiments.run territory.regions=[mauricie,cote_nord] norms.cap=40000 deliberation.gain=0.1
  python -m experiments.run experiment=hostile_no_facilitation replicates=50 output=results/hostile
  python -m experiments.run territory=files territory.nodes=my/nodes.csv territory.edges=my/edges.csv
  python -m experiments.run --config-dir my rule=mine          your own file my/rule/mine.yaml / votre propre fichier"""

SETTINGS = """\
Settings / Réglages
  seed=1          names the luck: same seed, same results, to the bit / la graine : mêmes résultats, au bit près
  replicates=20   further seeds, for bands / autres graines, pour les bandes
  months=60       length / durée
  output=FOLDER   where results go; by default results/<name made of what you ask> / où vont les résultats
  language=both   en, fr or both: tables and report / tableaux et rapport
  figures=true    false: tables only / tableaux seulement
  workers=0       processes, 0 for one a core; changes no result / processus ; ne change aucun résultat"""

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
            found.setdefault(page.parent.name, {})[page.stem] = title_of(page)
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


def guide(typed: Sequence[str]) -> str:
    """The whole text."""
    groups = choices(typed)
    order = ["experiment", "territory", "conditions", "governance", "rule", *CHOICES, "calendar"]
    order += [group for group in groups if group not in order]
    listed = [listing(group, groups[group]) for group in order if group in groups]
    return "\n\n".join([PURPOSE, EXAMPLES, SETTINGS, "Choices / Choix", *listed, MORE])
