"""The page itself: one HTML text, one style, scripts put end to end. Nothing is loaded from elsewhere."""

import functools
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHARED = ("words", "draw", "chart", "map", "panels", "assumed")  # the pictures: the laboratory's and the atlas's
LAB = (*SHARED, "state", "controls", "dialogs", "lab")


@functools.cache
def script(names: tuple[str, ...] = LAB, *others: Path) -> str:
    """The scripts, in order, as one; `others`: files of another page."""
    files = [HERE / "script" / f"{name}.js" for name in names]
    parts = [file.read_text(encoding="utf-8") for file in (*files, *others)]
    return "'use strict';\n(function () {\n" + "\n".join(parts) + "\n})();\n"


@functools.cache
def style() -> str:
    """The style sheet."""
    return (HERE / "lab.css").read_text(encoding="utf-8")


def embedded(tree: Any) -> str:
    """JSON that can stand inside a page: nothing in it closes the element or opens another."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@functools.cache
def page() -> str:
    """The HTML of the laboratory."""
    from sim.show.lab.offered import offered

    text = (HERE / "lab.html").read_text(encoding="utf-8")
    return text.replace("{{ offered }}", embedded(offered()))
