"""What the laboratory costs, in a real browser: `python tests/measure_lab.py page idle atlas`, or some of the three.

Not a test. Times are seen by the visitor: from the request of the page, or from the move of a slider, to the picture
that is drawn. What is measured replaces its lines in results/reference/lab.json, of which lab.md is made.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from in_browser import Visit, browser, until

HERE = Path(__file__).resolve().parent.parent
KEPT = HERE / "results/reference/lab.json"
IDLE = 3_600.0  # seconds that a session is left
Rows = dict[str, str]  # what is measured: its value, with its unit
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


def children(pid: int) -> list[int]:
    """The processes that simulate: those which the server started and which hold the rules."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    more = [c for t in Path(f"/proc/{pid}/task").iterdir() for c in (t / "children").read_text().split()]
    return [int(one) for one in sorted({*found, *more}) if resident(int(one)) > 40]


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


def spread(times: list[float]) -> str:
    """Median and slowest."""
    return f"{statistics.median(times):.0f} ms, the slowest of {len(times)} {max(times):.0f}"


def page() -> Rows:
    """Opening, sliders, play, memory, ten at once."""
    server, address, seconds = started()
    try:
        with browser() as opened:
            first, cold = opened_page(opened, address)
            time.sleep(5)
            second, warm = opened_page(opened, address)
            weight = sum(len(first.page.request.get(address + part).body()) for part in ("", "lab.js", "lab.css"))
            new = [moved(first, round(0.05 * k, 2)) for k in range(20)]
            known = [moved(first, round(0.05 * k, 2)) for k in range(20)]
            first.page.select_option("#speed", "24")
            frames = first.page.evaluate(FRAMES)
            before, visits = resident(server.pid), []
            for k in range(10):
                visits.append(opened_page(opened, address, f"n=0&seed={100 + k}")[0])
            after = resident(server.pid)
            began = time.monotonic()
            for k, visit in enumerate(visits):
                visit.page.fill("#s-conditions-relations", str(0.05 + 0.05 * k))
            for visit in visits:
                until(visit.page, f"{READY} > 1", 60)
            together = time.monotonic() - began
            told = {visit.page.inner_text("#told") for visit in visits}
            requests = len(second.asked)
            workers = [resident(pid) for pid in children(server.pid)]
            for visit in (first, second, *visits):
                visit.leave()
    finally:
        server.kill()
    return {
        "command to address printed": f"{seconds:.2f} s",
        "first picture, asked at once (six regions, five years; rules already compiled)": f"{cold:.2f} s",
        "first picture, once the base is known": f"{warm:.2f} s",
        "requests of a page; text, style and scripts": f"{requests}; {weight / 1e3:.0f} kB unpacked",
        "slider to new trajectory, computed": spread(new),
        "slider to new trajectory, known": spread(known),
        "frames a second in play, at 24 months a second": f"{frames:.0f}",
        "memory of the server with two sessions; each of ten more (results kept included)":
            f"{before:.0f} MB; {(after - before) / 10:.2f} MB",
        "memory of each process that simulates": ", ".join(f"{mb:.0f} MB" for mb in workers),
        "ten sessions, each its own scenario, a slider moved in all at once: all drawn after":
            f"{together:.2f} s ({len(told)} different histories)",
    }  # fmt: skip


def idle(seconds: float = IDLE) -> Rows:
    """A session left open: what it asks meanwhile, what it costs, and whether it answers at once."""
    server, address, _ = started()
    try:
        with browser() as opened:
            visit, _ = opened_page(opened, address, "n=20&month=20&conditions.relations=0.3")
            time.sleep(2)
            until(visit.page, "document.querySelector('#verdict progress') === null", 120)
            memory, asked, began = resident(server.pid), len(visit.asked), time.monotonic()
            time.sleep(seconds)
            left = (time.monotonic() - began) / 60
            link, more = visit.page.evaluate("location.search"), len(visit.asked) - asked
            value = moved(visit, 0.85)
            assert "month=20" in link
            assert visit.page.is_hidden("#message")
            after = resident(server.pid)
            visit.leave()
    finally:
        server.kill()
    return idle_rows(left, more, memory, after, value)


def idle_rows(minutes: float, asked: int, before: float, after: float, answered: float) -> Rows:
    """The lines of a session that was left."""
    return {
        "a session left": f"{minutes:.0f} min; {asked} requests meanwhile; server {before:.0f} MB, then {after:.0f}",
        "then a slider moved: new trajectory after": f"{answered:.0f} ms; same month, same scenario",
    }


def atlas() -> Rows:
    """The whole grid, and what the file weighs."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "experiments.atlas", "--output", folder], check=True, cwd=HERE)
        return atlas_rows(Path(folder) / "atlas.html", time.monotonic() - began)


def atlas_rows(file: Path, seconds: float) -> Rows:
    """The lines of an atlas that was built."""
    held = json.loads(file.read_text(encoding="utf-8").split('id="offered">')[1].split("</script>")[0])
    runs = len(held["points"]) * held["seeds"]
    return {
        "atlas: scenarios; runs; size": f"{len(held['points'])}; {runs}; {file.stat().st_size / 1e6:.2f} MB",
        "atlas: time to build": f"{seconds / 60:.1f} min",
    }


def keep(rows: Rows, part: str) -> None:
    """Put lines in the record, with the command that made them and the day."""
    held = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE, check=True
    )
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}"
    held[part] = {"rows": rows, "day": time.strftime("%Y-%m-%d"), "commit": commit.stdout.strip(), "machine": machine}
    KEPT.write_text(json.dumps(held, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(held)


def write_page(held: dict[str, dict[str, Any]]) -> None:
    """The record as a page."""
    text = "# What the laboratory and the atlas cost\n\nIn a real headless Chromium on the machine that serves; other "
    text += "work was going on there, as the load says (mean of five minutes).\n"
    for name, one in held.items():
        text += f"\n`python tests/measure_lab.py {name}` ({one['day']}, commit {one['commit']}, {one['machine']})\n\n"
        text += "| | |\n|---|---|\n" + "".join(f"| {k} | {v} |\n" for k, v in one["rows"].items())
    KEPT.with_suffix(".md").write_text(text, encoding="utf-8")


def main() -> None:
    """Measure the parts that are named."""
    for part in sys.argv[1:] or ["page"]:
        rows = {"page": page, "idle": idle, "atlas": atlas}[part]()
        for name, value in rows.items():
            print(f"{name}: {value}", flush=True)
        keep(rows, part)


if __name__ == "__main__":
    main()
