"""The pictures of the laboratory and of the atlas that the documents show: `python tests/picture_lab.py [atlas.html]`.

Not a test. A real Chromium opens the pages; pictures are reduced to a palette so that they stay small.
"""

import io
import sys
from pathlib import Path

from in_browser import Visit, browser, until
from measure_lab import opened_page, started
from PIL import Image

OUT = Path(__file__).resolve().parent.parent / "docs/pictures"
LARGEST = 150_000  # bytes
HELPED = "conditions.prehistory=0.1&conditions.relations=0.15&conditions.facilitation=0.8&norms.coordination=0.35"
ALONE = "ref.rules=fqis_2010&ref.conditions.prehistory=0.1&ref.conditions.relations=0.15"
ALONE += "&ref.conditions.facilitation=0&ref.governance.mediation=false&ref.norms.coordination=0"
VIEWS = {"lab": "month=30", "lab_compared": f"{HELPED}&{ALONE}&month=55"}  # name: link


def keep(picture: bytes, name: str) -> None:
    """Write a picture with as many colors as fit."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    for colors in (256, 128, 64, 32):
        written = io.BytesIO()
        whole.quantize(colors, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if len(written.getvalue()) < LARGEST:
            break
    OUT.mkdir(exist_ok=True)
    (OUT / f"{name}.png").write_bytes(written.getvalue())
    print(f"{name}: {len(written.getvalue()) / 1e3:.0f} kB, {colors} colors", flush=True)


def lab(opened) -> None:
    """Each view in each language, once its replicates are there."""
    server, address, _ = started()
    try:
        for name, link in VIEWS.items():
            for language in ("fr", "en"):
                visit, _ = opened_page(opened, address, f"territory=six_regions&{link}&lang={language}")
                until(visit.page, "document.querySelectorAll('#axes path[opacity]').length > 1", 300)
                until(visit.page, "document.querySelector('#verdict progress') === null", 300)
                visit.page.wait_for_timeout(600)
                keep(visit.page.screenshot(), f"{name}.{language}")
                visit.leave()
    finally:
        server.kill()


def atlas(opened, file: Path) -> None:
    """A comparison in the atlas, in each language, the network off."""
    visit = Visit(opened, 1400, 900, offline=True)
    visit.page.goto(file.resolve().as_uri())
    visit.page.click("#reference")
    visit.page.fill("#s0", "0")
    for language in ("fr", "en"):
        keep(visit.page.screenshot(full_page=True), f"atlas.{language}")
        visit.page.click("#language")
    visit.leave()


if __name__ == "__main__":
    with browser() as found:
        lab(found)
        for path in sys.argv[1:]:
            atlas(found, Path(path))
