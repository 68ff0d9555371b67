"""Maps of dynamics over two parameters, with the words of people for the parameters."""

from sim.explore.analysis import Analysis, Map
from sim.explore.regimes import FEW
from sim.explore.table import space
from sim.show.explore.figure_regimes import regimes
from sim.show.explore.parts import Picture, Shown
from sim.show.words import Words

MONEY = "events.envelope_change"  # a change of the envelope: shown as what it leaves, 1 for the base


def renamed(a: Analysis, m: Map, words: Words) -> Analysis:
    """The analysis with the two parameters of its map alone, in words; a change of money becomes the share left."""
    s, pair = a.sample, list(m.parameters)
    keys = [s.space.names[k] for k in pair]
    names = [words.get(f"robustness.maps.names.{key.replace('.', '_')}", key) for key in keys]
    shift = [1.0 if key == MONEY else 0.0 for key in keys]
    place = space(names, s.space.low[pair].tolist(), s.space.high[pair].tolist())
    two = s._replace(
        space=place, units=tuple(s.units[k] for k in pair), labels=tuple(s.labels[k] for k in pair),
        unit=s.unit[:, pair], x=s.x[:, pair] + shift,
    )  # fmt: skip
    first, second = (e + by for e, by in zip(m.regimes.edges, shift, strict=True))
    return a._replace(sample=two, map=Map((0, 1), m.regimes._replace(edges=(first, second))))


def map_of(name: str, a: Analysis, words: Words) -> Picture | None:
    """The picture of one map, under the name of its design; None if no run ended well."""
    if a.map is None:
        return None
    shown = Shown(renamed(a, a.map, words), words)
    found = regimes(shown)
    if found is None:
        return None
    counted = found.caption.removeprefix(shown("regimes.caption", few=FEW)).strip()  # there, other parameters vary
    caption = f"{words('robustness.maps.caption')} {counted[:1].upper()}{counted[1:]}"
    return Picture(name, found.language, found.figure, found.title, caption, found.alt, found.table)
