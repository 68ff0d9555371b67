"""A real headless Chromium for the tests of pages; without one they are skipped, or fail (`needed`)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from needed import module, program

from sim.show.lab.server import Server

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Contrast of each text that is seen with what is under it (WCAG 2.1, 1.4.3); text of pictures stands on white.
CONTRAST = """() => {
  const light = c => { const f = c.slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const rgb = text => { const f = (text.match(/[\\d.]+/g) || []).map(Number); return f.length === 3 ? [...f, 1] : f; };
  const under = e => { for (; e; e = e.parentElement) {
    const b = rgb(getComputedStyle(e).backgroundColor); if (b.length === 4 && b[3] > 0.99) return b; }
    return [255, 255, 255, 1]; };
  const found = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length) continue;
    if (['SCRIPT', 'STYLE', 'OPTION', 'TITLE'].includes(e.tagName.toUpperCase())) continue;
    const style = getComputedStyle(e), picture = e instanceof SVGElement;
    const ink = rgb(picture ? style.fill : style.color), paper = picture ? [255, 255, 255] : under(e);
    const opacity = +style.opacity, mixed = ink.slice(0, 3).map((v, k) => v * opacity + paper[k] * (1 - opacity));
    const a = light(mixed), b = light(paper), ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push([Math.round(ratio * 100) / 100, e.tagName, e.textContent.slice(0, 40)]);
  }
  return found;
}"""


@contextmanager
def browser() -> Iterator[Any]:
    """A browser that nobody else uses."""
    driver, executable = module("playwright.sync_api"), program("CHROMIUM", *NAMES)
    with driver.sync_playwright() as engine:
        opened = engine.chromium.launch(executable_path=executable, args=FLAGS)
        yield opened
        opened.close()


def until(page: Any, expression: str, seconds: float = 170.0) -> None:
    """Wait until something is true on a page; asked from outside, since its policy lets no text be run inside."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"not true within {seconds:g} s: {expression}"
        page.wait_for_timeout(40)


class Visit:
    """One visitor: a fresh profile, what was asked of the network, what went wrong on the page."""

    def __init__(self, opened: Any, width: int = 1400, height: int = 900, **settings: Any) -> None:
        self.context = opened.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True, **settings
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(170_000)
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))
        self.page.on(
            "console", lambda m: m.type == "error" and "status of 4" not in m.text and self.faults.append(m.text)
        )

    def text(self, selector: str) -> str:
        """What is written there."""
        return str(self.page.inner_text(selector))

    def leave(self) -> None:
        """Close the visit; nothing must have gone wrong on the page."""
        self.context.close()
        assert self.faults == []


READY = "document.documentElement.dataset.ready > 0"


@contextmanager
def served(workers: int = 2, host: str = "127.0.0.1") -> Iterator[str]:
    """The address of a laboratory of one's own, on a free port."""
    server = Server(host, 0, workers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://{f'[{host}]' if ':' in host else host}:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    server.computing.close()


def open_link(visit: Visit, address: str, query: str) -> Any:
    """Open a link of the laboratory, and wait for the pictures."""
    visit.page.goto(f"{address}?{query}")
    until(visit.page, READY)
    return visit.page
