"""What a sweep teaches: what matters, where a result happens, which dynamic reigns, how much is luck, what fits.

    python -m experiments.analyze FOLDER
    python -m experiments.analyze FOLDER --measure conflict_last_year --where "regions_cooperative>=0.5"
    python -m experiments.analyze FOLDER --over deliberation.gain norms.cap --patterns my/facts.yaml

Ce qu'un balayage enseigne : ce qui compte, où un résultat arrive, la dynamique qui l'emporte, le hasard.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import STOPPED, Asks, through


def options() -> Asks:
    """What may be asked."""
    asks = Asks(prog="python -m experiments.analyze", description=__doc__)
    asks.add_argument("sweep", type=Path, metavar="FOLDER", help="of a sweep / d'un balayage")
    asks.add_argument("--measure", action="append", default=[], metavar="NAME", help="a result, repeatable\n"
                      "un résultat, répétable")  # fmt: skip
    asks.add_argument("--rule", default="", help="of the design; its first if none / du plan; sinon la première")
    asks.add_argument(
        "--where", default="", metavar="CONDITION", help="such as fragile<=0.2 / par exemple fragile<=0.2"
    )
    asks.add_argument("--over", nargs=2, default=(), metavar="KEY", help="two parameters for the map of dynamics\n"
                      "deux paramètres pour la carte des dynamiques")  # fmt: skip
    asks.add_argument("--patterns", type=Path, metavar="FILE.yaml", help="known facts / faits connus")
    asks.add_argument("--language", choices=("fr", "en", "both"), default="both")
    asks.add_argument("--output", type=Path, metavar="FOLDER", help="FOLDER/analysis if none / sinon FOLDER/analysis")
    return asks


def analyze(asked: argparse.Namespace, typed: Sequence[str]) -> None:
    """Make the analysis and say where it is."""
    from sim.study.analyzing import LANGUAGES, Question, analyze_sweep, tell

    languages = LANGUAGES if asked.language == "both" else (asked.language,)
    question = Question(
        asked.sweep, tuple(asked.measure), asked.rule, asked.where, tuple(asked.over), asked.patterns, languages,
        asked.output,
    )  # fmt: skip
    found, target = analyze_sweep(question, typed)
    for language in languages:
        print(tell(found, language), end="\n\n")
    print(f"Results in {target} (report.html) / Résultats dans {target}.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    asked = options().parse_args(typed)
    return through(lambda: analyze(asked, typed), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
