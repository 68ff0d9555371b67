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


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 2 refused."""
    typed = list(sys.argv[1:] if arguments is None else arguments)
    form = argparse.RawTextHelpFormatter
    asks = argparse.ArgumentParser(prog="python -m experiments.analyze", description=__doc__, formatter_class=form)
    asks.error = lambda message: asks.exit(2, f"error: {message}\n")  # on one line
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
    asked = asks.parse_args(typed)

    from sim.explore.patterns import PatternError
    from sim.explore.sample import AskedError
    from sim.parameter import ParameterError
    from sim.store.folder import FolderError
    from sim.study.analyzing import LANGUAGES, Question, analyze_sweep, tell
    from sim.sweep.factor import DesignError

    languages = LANGUAGES if asked.language == "both" else (asked.language,)
    question = Question(
        asked.sweep, tuple(asked.measure), asked.rule, asked.where, tuple(asked.over), asked.patterns, languages,
        asked.output,
    )  # fmt: skip
    try:
        found, target = analyze_sweep(question, typed)
    except (AskedError, PatternError, FolderError, ParameterError, DesignError) as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 2
    for language in languages:
        print(tell(found, language), end="\n\n")
    print(f"Results in {target} (report.html) / Résultats dans {target}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
