"""What the page asks of the server, and what it is answered: pure of HTTP, tried without a browser."""

import gzip
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import quote

from sim.metrics.typology import Typology
from sim.show.lab import files
from sim.show.lab.behind import USUAL, behind
from sim.show.lab.computing import BEHIND, Computing
from sim.show.lab.link import Asked, Ready, both, effective, read_pairs, ready, whole
from sim.show.lab.offered import assumptions, presets, situation, sliders
from sim.show.lab.page import page, script, style
from sim.show.lab.place import place
from sim.show.lab.refusal import Busy
from sim.show.lab.scene import Scene
from sim.show.words import LANGUAGES
from sim.study.worker import Job

PATIENCE = 170.0  # seconds, the longest that a run may take with the compilation of the rules


class Answer(NamedTuple):
    """What is sent back."""

    body: bytes
    kind: str = "application/json; charset=utf-8"
    name: str = ""  # of the file, when it is one to keep
    packed: bool = False  # already compressed


def as_json(tree: Any) -> Answer:
    """A tree as JSON."""
    return Answer(json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode())


def scene_of(computing: Computing, request: Ready) -> bytes:
    """The scene of a run, made or known."""
    job = Job(request.scenario, request.network, request.asked.seed)
    try:
        found: bytes = computing.ask(("scene", request.asked.digest), job, Scene(Typology())).result(PATIENCE)
    except TimeoutError:
        raise Busy from None
    return found


def warm(computing: Computing) -> None:
    """Make what most visitors ask first: the base, which also loads the rules and is waited for, then the others."""
    for number, preset in enumerate(presets()):
        asked = situation(preset["name"])
        request = ready(asked)
        if number == 0:
            scene_of(computing, request)
            continue
        with suppress(Busy):
            job = Job(request.scenario, request.network, asked.seed)
            computing.ask(("scene", asked.digest), job, Scene(Typology()), BEHIND)


def run(computing: Computing, query: str, text: str) -> Answer:
    """The run that a link asks for, and its reference: where, what happened, what the sliders stand at."""
    parts = []
    for asked in both(query):
        if asked is None:
            parts.append("null")
            continue
        request = ready(asked)
        about = {
            "query": asked.query, "territory": ",".join(asked.regions), "rules": asked.rules, "seed": asked.seed,
            "months": asked.months, "changes": dict(asked.changes),
            "values": effective(request.scenario, [s["key"] for s in sliders()]), "place": place(request.network),
        }  # fmt: skip
        head = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
        parts.append(f'{head[:-1]},"scene":{scene_of(computing, request).decode()}}}')
    body = f'{{"run":{parts[0]},"reference":{parts[1]}}}'
    return Answer(gzip.compress(body.encode(), 3), packed=True)


def replicates(computing: Computing, query: str, text: str) -> Answer:
    """How far the replicates are, and what they say."""
    n = whole("n", read_pairs(query).get("n", USUAL))
    mine, reference = both(query)
    return as_json(behind(computing, ready(mine), None if reference is None else ready(reference), n))


def name_of(asked: Asked) -> str:
    """A file name made of what was asked."""
    return f"concertation_{'_'.join(asked.regions)[:40]}_{asked.digest[:6]}"


def scenario(computing: Computing, query: str, text: str) -> Answer:
    """The scenario as a file."""
    request = ready(both(query)[0])
    name = name_of(request.asked)
    return Answer(files.to_file(request, name).encode(), "application/yaml; charset=utf-8", f"{name}.yaml")


def numbers(computing: Computing, query: str, text: str) -> Answer:
    """What the page draws, as a table."""
    request = ready(both(query)[0])
    language = read_pairs(query).get("lang", LANGUAGES[0])
    language = language if language in LANGUAGES else LANGUAGES[0]
    found = files.to_csv(json.loads(scene_of(computing, request)), request, language)
    return Answer(found, "text/csv; charset=utf-8", f"{name_of(request.asked)}.{language}.csv")


def opened(computing: Computing, query: str, text: str) -> Answer:
    """The link that says what a scenario file states."""
    asked = files.asked_in(text)
    ready(asked)
    return as_json({"query": asked.query})


def every_number(computing: Computing, query: str, text: str) -> Answer:
    """Every parameter of the scenario."""
    return as_json(assumptions(ready(both(query)[0]).scenario))


Route = Callable[[Computing, str, str], Answer]
READ: Mapping[str, Route] = {
    "/": lambda c, q, t: Answer(page().encode(), "text/html; charset=utf-8"),
    "/lab.js": lambda c, q, t: Answer(script().encode(), "text/javascript; charset=utf-8"),
    "/lab.css": lambda c, q, t: Answer(style().encode(), "text/css; charset=utf-8"),
    "/run": run,
    "/replicates": replicates,
    "/scenario.yaml": scenario,
    "/numbers.csv": numbers,
    "/assumptions": every_number,
}
WRITE: Mapping[str, Route] = {"/open": opened}


def attached(name: str) -> str:
    """The header that names a file to keep."""
    return f"attachment; filename*=UTF-8''{quote(name)}"
