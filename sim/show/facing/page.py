"""The check written: a page and a picture in each language, a tree for machines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.facts.predictive import Predictive
from sim.show.facing.tables import as_tree, summary
from sim.show.facing.timeline import timeline
from sim.show.style import save_png
from sim.show.words import LANGUAGES, Words
from sim.store.manifest import origin, to_json
from sim.store.write import put


def write(folder: Path, found: Predictive, manifest: Mapping[str, Any]) -> None:
    """Leave everything in `folder`."""
    made = origin(dict(manifest))
    for language in LANGUAGES:
        words, picture = Words(language), f"timeline.{language}.png"
        save_png(timeline(found, words), folder / picture)
        put(folder / f"facts_{language}.md", summary(found, words, picture, made))
    put(folder / "facts.json", to_json(as_tree(found, made)))
