"""The scorecard written: a page and a picture in each language, a tree for machines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.show.style import save_png
from sim.show.validation.figure_scorecard import scorecard
from sim.show.validation.tables import as_tree, summary
from sim.show.words import LANGUAGES, Words
from sim.store.manifest import origin, to_json
from sim.store.write import put
from sim.validation.scorecard import Scorecard


def write(folder: Path, card: Scorecard, manifest: Mapping[str, Any]) -> None:
    """Leave everything in `folder`."""
    made = origin(dict(manifest))
    for language in LANGUAGES:
        words, picture = Words(language), f"scorecard.{language}.png"
        save_png(scorecard(card, words), folder / picture)
        put(folder / f"scorecard_{language}.md", summary(card, words, picture, made))
    put(folder / "scorecard.json", to_json(as_tree(card, made)))
