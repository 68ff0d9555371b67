"""What the laboratory costs, in a real browser: `PYTHONPATH=tests python tests/measure_lab.py`. Not a test: it prints.

Times are seen by the visitor: from the request of the page, or from the move of a slider, to the picture that is drawn.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from in_browser import Visit, browser, until

READY = "+document.documentElement.dataset.ready"
NEW = """([key, value]) => new Promise(done => {
  const began = performance.now(), input = document.getElementById(key);
  input.value = value; input.dispatchEvent(new Event('input', {bubbles: true}));
  new MutationObserver((_, o) => { o.disconnect(); requestAnimationFrame(() => done(performance.now() - began)); })
    .observe(document.documentElement, {attributes: true, attributeFilter: ['data-ready']});
})"""
FRAMES = """() => new Promise(done => {
  let n = 0, began = performance.now();
  const go = t => { n++; if (t - began > 2000) done(n / (t - began) * 1000); else requestAnimationFrame(go); };
  document.getElementById('play').click(); requestAnimationFrame(go);
})"""


def resident(pid: int) -> float:
    """MB of a process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def started() -> tuple[subprocess.Popen[str], str, float]:
    """The server, its address, seconds until it says that it is open."""
    began = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-m", "experiments.lab", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    line = server.stdout.readline()
    return server, line.split()[-1], time.monotonic() - began


def opened_page(opened, address: str, query: str = "n=0") -> tuple[Visit, float]:
    """A visitor, and seconds to the first picture."""
    visit, began = Visit(opened), time.monotonic()
    visit.page.goto(f"{address}?{query}")
    until(visit.page, f"{READY} > 0", 170)
    return visit, time.monotonic() - began


def moved(visit: Visit, value: float, key: str = "s-conditions-prehistory") -> float:
    """Milliseconds from a slider to the new trajectory."""
    return float(visit.page.evaluate(NEW, [key, value]))


def main() -> None:
    """Print the table."""
    server, address, seconds = started()
    try:
        with browser() as opened:
            first, cold = opened_page(opened, address)
            time.sleep(5)
            second, warm = opened_page(opened, address)
            weight = sum(len(first.page.request.get(address + part).body()) for part in ("", "lab.js", "lab.css"))
            print(f"open: {seconds:.2f} s; first picture: {cold:.2f} s at once, {warm:.2f} s once the base is known")
            print(
                f"requests of a page: {len(second.asked)}; its text, style and scripts: {weight / 1e3:.0f} kB unpacked"
            )
            new = [moved(first, round(0.05 * k, 2)) for k in range(20)]
            known = [moved(first, round(0.05 * k, 2)) for k in range(20)]
            print(
                f"slider to trajectory, ms: {statistics.median(new):.0f} computed, {statistics.median(known):.0f} known"
            )
            first.page.select_option("#speed", "24")
            print(f"frames a second in play: {first.page.evaluate(FRAMES):.0f}")
            before, visits = resident(server.pid), []
            for k in range(10):
                visits.append(opened_page(opened, address, f"n=0&seed={100 + k}")[0])
            after = resident(server.pid)
            print(f"server: {before:.0f} MB, {(after - before) / 10:.2f} MB a session more (results kept included)")
            began = time.monotonic()
            for k, visit in enumerate(visits):
                visit.page.fill("#s-conditions-relations", str(0.05 + 0.05 * k))
            for visit in visits:
                until(visit.page, f"{READY} > 1", 60)
            print(f"ten sessions moving a slider at once: all drawn after {time.monotonic() - began:.2f} s")
            for visit in (first, second, *visits):
                visit.leave()
    finally:
        server.kill()


if __name__ == "__main__":
    main()
