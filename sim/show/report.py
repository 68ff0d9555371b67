"""The report of a run: one page that opens anywhere without internet, in French and English, and its pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from sim.config import Scenario
from sim.history import History
from sim.metrics.summary import Summary
from sim.metrics.typology import Typology
from sim.parameter import walk
from sim.show import pictures, story, vector
from sim.show.parts import Table
from sim.show.reading import Reading, read
from sim.show.style import save_png
from sim.show.two_at_once import in_each
from sim.show.words import LANGUAGES, Words
from sim.world import quebec
from sim.world.network import Network

HERE = Path(__file__).parent
MOST_EVENTS = 3000


class Shown(NamedTuple):
    """One picture as the page shows it."""

    name: str
    title: str
    svg: str
    caption: str
    table: Table


class Difference(NamedTuple):
    """A parameter that is not at its default."""

    key: str
    value: str
    default: str
    unit: str
    source: str


def write_report(
    folder: Path,
    history: History,
    network: Network,
    scenario: Scenario,
    replicates: Sequence[Summary],
    provenance: Mapping[str, str],
    language: str,
    typology: Typology | None = None,
) -> Path:
    """Write `report.html` and `figures/` (PNG and SVG, in each language) in a folder; gives the page's path.

    language: fr, en, or both (French first, with a switch in the page). typology: thresholds other than the usual ones.
    """
    languages = LANGUAGES if language == "both" else (language,)
    reading = read(history, network, scenario, replicates, typology)
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    articles = in_each(draw_article, (reading, provenance, figures), languages)
    path = folder / "report.html"
    path.write_text(page(articles), encoding="utf-8", newline="\n")
    return path


def page(articles: list[dict[str, Any]]) -> str:
    """The page that holds these articles, one a language."""
    import jinja2

    loader = jinja2.FileSystemLoader(HERE)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    style = (HERE / "report.css").read_text(encoding="utf-8")
    return environment.get_template("report.html").render(articles=articles, style=style) + "\n"


def show(picture: pictures.Picture, reading: Reading, words: Words, figures: Path) -> Shown:
    """Draw a picture once, save it twice, and make it ready for the page."""
    figure = picture.draw(reading, words, pictures.note(reading, words))
    name = f"{picture.name}.{words.language}"
    save_png(figure, figures / f"{name}.png")
    markup = vector.markup(figure)
    (figures / f"{name}.svg").write_text(markup, encoding="utf-8", newline="\n")
    svg = vector.inline(markup, f"{words.language}-{picture.name.replace('_', '-')}", picture.alt(reading, words))
    return Shown(
        picture.name, picture.title(words), svg, picture.caption(reading, words), picture.table(reading, words)
    )


def draw_article(what: tuple[Reading, Mapping[str, str], Path], language: str) -> dict[str, Any]:
    """The article in one language, from (reading, provenance, folder of figures)."""
    reading, provenance, figures = what
    return article(reading, Words(language), provenance, figures)


def article(reading: Reading, words: Words, provenance: Mapping[str, str], figures: Path) -> dict[str, Any]:
    """Everything that the page says in one language."""
    events = story.log(reading, words)
    return {
        "language": words.language,
        "words": words,
        "title": words("report.title"),
        "subtitle": subtitle(reading, words),
        "run": what_was_run(reading, words),
        "story": story.Teller(reading, words).paragraphs(),
        "outcomes": story.outcome_groups(reading, words),
        "figures": [show(picture, reading, words, figures) for picture in pictures.PICTURES],
        "limits": limits(reading, words),
        "events": events[:MOST_EVENTS],
        "n_events": len(events),
        "most_events": MOST_EVENTS,
        "places": places(reading, words),
        "differences": differences(reading.scenario, words),
        "command": provenance.get("command", ""),
        "provenance": [(words.get(f"provenance.{k}", k), v) for k, v in provenance.items() if k != "command"],
    }


def subtitle(reading: Reading, words: Words) -> str:
    """How many territories, where, when."""
    return words("report.subtitle", n=reading.n_territories, where=reading.where(words), period=reading.period(words))


def what_was_run(reading: Reading, words: Words) -> list[tuple[str, str]]:
    """Territory, period, rules, seed, replicates."""
    s, r = reading.scenario, reading
    names = words.join(r.network.region_name) if r.n_regions <= 20 else words("report.of_regions", n=r.n_regions)
    rules = [(words(f"report.{k}"), rule(getattr(s, k), words)) for k in ("split", "award", "endorsement")]
    count = (
        words("report.replicates_value", n=len(r.replicates)) if len(r.replicates) > 1 else words("report.no_replicate")
    )
    return [
        (words("report.territory"), names),
        (words("report.period"), words("report.months", n=r.months, period=r.period(words))),
        (words("report.envelope"), envelope(reading, words)),
        *rules,
        (words("report.seed"), str(r.history.seed)),
        (words("report.replicates"), count),
    ]


def rule(piece: Any, words: Words) -> str:
    """The name of an interchangeable piece, in words."""
    return words.get(f"rules.{piece.name}", piece.name.replace("_", " "))


def unsourced(reading: Reading) -> list[int]:
    """The regions whose envelope has no source."""
    return [r for r in range(reading.n_regions) if not reading.network.envelope_sourced[r]]


def envelope(reading: Reading, words: Words) -> str:
    """The fund's envelope, and the part of it that has no source."""
    cents, weak = reading.history.final.regions.envelope, unsourced(reading)
    whole = words.dollars(float(cents.sum()) / 100.0)
    if not weak:
        return whole
    part = words.dollars(float(cents[weak].sum()) / 100.0)
    return words(
        "report.unsourced", amount=whole, part=part, regions=words.join(reading.network.region_name[r] for r in weak)
    )


def limits(reading: Reading, words: Words) -> list[str]:
    """What the model cannot say, for this run."""
    names = {row["region"]: row["name"] for row in quebec.table("regions")}
    real = all(names.get(c) == n for c, n in zip(reading.network.region_code, reading.network.region_name, strict=True))
    t, all_of = reading.typology, [d for _, _, d in walk(reading.scenario)]
    told = [
        words("limits.prediction" if real else "limits.synthetic"),
        words("limits.thresholds", high=words.percent(t.cooperative), hot=words.percent(t.conflictual)),
        words("limits.assumptions", assumed=sum(d.assumed for d in all_of), total=len(all_of)),
        words("limits.luck"),
    ]
    if unsourced(reading):
        regions = words.join(reading.network.region_name[r] for r in unsourced(reading))
        told.insert(2, words("limits.envelopes", regions=regions))
    if any(reading.network.note):
        told.append(words("limits.weak"))
    return told


def places(reading: Reading, words: Words) -> list[tuple[str, list[tuple[int, str]]]]:
    """By region, the tables that the log can be narrowed to."""
    net, n = reading.network, reading.n_territories
    return [
        (
            net.region_name[r],
            [(n + r, reading.place(n + r, words)), *((int(i), net.name[i]) for i in reading.of_region(r))],
        )
        for r in range(reading.n_regions)
    ]


def plain(value: object) -> str:
    """A value as a configuration writes it."""
    if isinstance(value, Enum):
        return str(value.value)
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def differences(scenario: Scenario, words: Words) -> list[Difference]:
    """The parameters that are not at their defaults, in the order of the configuration; other rules first."""
    base = Scenario()
    found = []
    for f in fields(scenario):
        mine, theirs = getattr(scenario, f.name), getattr(base, f.name)
        if is_dataclass(mine) and type(mine) is not type(theirs):
            found.append(
                Difference(f.name, getattr(mine, "name", ""), getattr(theirs, "name", ""), "", rule(mine, words))
            )
    defaults = {key: value for key, value, _ in walk(base)}
    for key, value, description in walk(scenario):
        if key in defaults and defaults[key] != value:
            found.append(Difference(key, plain(value), plain(defaults[key]), description.unit, description.source))
    return found
