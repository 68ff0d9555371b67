"""The signs of life written: a page and its pictures in each language, a tree for machines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.show.facing.timeline import timeline
from sim.show.living.figure_controls import controls
from sim.show.living.figure_events import events
from sim.show.living.figure_signs import signs
from sim.show.living.tables import summary
from sim.show.living.trees import as_tree
from sim.show.style import save_png
from sim.show.words import LANGUAGES, Words
from sim.store.manifest import origin, to_json
from sim.store.write import put
from sim.study.living import Life

PICTURES = {"signs": signs, "events": events, "controls": controls}


def write(folder: Path, life: Life, manifest: Mapping[str, Any]) -> None:
    """Leave everything in `folder`."""
    made = origin(dict(manifest))
    for language in LANGUAGES:
        words = Words(language)
        note = words("living.note", seeds=life.effort.seeds)
        notes = {"controls": words("living.note_controls", seeds=life.effort.control_seeds)}
        names = {name: f"{name}.{language}.png" for name in (*PICTURES, "timeline")}
        for name, draw in PICTURES.items():
            save_png(draw(life, words, notes.get(name, note)), folder / names[name])
        save_png(timeline(life.facts, words), folder / names["timeline"])
        put(folder / f"life_{language}.md", summary(life, words, names, made))
    put(folder / "life.json", to_json(as_tree(life, made)))
