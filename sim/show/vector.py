"""A picture as SVG inside a page: no title or note, no identifier that clashes, the page's own letters, few bytes."""

import html
import io
import re
from typing import TYPE_CHECKING

from sim.show.style import BAND, FOOT, save_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINT = 72.0


def markup(figure: "Figure") -> str:
    """The whole picture, as matplotlib writes it."""
    buffer = io.StringIO()
    save_svg(figure, buffer)
    return buffer.getvalue()


def short(match: re.Match[str]) -> str:
    """A number with two decimals at most."""
    text = f"{float(match[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def letters(style: str) -> str:
    """The style without the name of the letters, so that those of the page are used."""
    return re.sub(r"font-family: '[^;]*;? ?", "", style).strip()


def classes(body: str, prefix: str) -> tuple[str, str]:
    """(rules, body): each distinct style becomes a class, written once."""
    styles: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        style = letters(match[1])
        return f'class="{styles.setdefault(style, f"{prefix}{len(styles)}")}"'

    body = re.sub(r'style="([^"]*)"', name, body)
    return "".join(f".{k}{{{style}}}" for style, k in styles.items()), body


def identifiers(body: str, prefix: str) -> str:
    """Only the identifiers that something refers to, each with the picture's prefix."""
    used = set(re.findall(r"url\(#([^)]+)\)", body)) | set(re.findall(r'href="#([^"]+)"', body))
    body = re.sub(r' id="([^"]*)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", body)
    return re.sub(r'xlink:href="#([^"]+)"', rf'href="#{prefix}-\1"', body)


def inline(svg: str, prefix: str, alt: str) -> str:
    """The SVG to put in a page; `prefix` is unique on the page, `alt` says what the picture shows."""
    opening = re.search(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>', svg)
    assert opening is not None
    wide, tall = float(opening[1]), float(opening[2])
    body = svg[opening.end() : svg.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->", "", body, flags=re.S)
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", body, count=1, flags=re.S)
    body = re.sub(r'<g id="(?:head|foot)">\s*<text.*?</text>\s*</g>', "", body, flags=re.S)
    body = re.sub(r"-?\d+\.\d{3,}", short, body)
    body = re.sub(r' transform="rotate\(-?0 [^"]*\)"', "", body)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><")
    rules, body = classes(identifiers(body, prefix), prefix)
    top, height = (BAND - 0.08) * POINT, tall - (BAND + FOOT - 0.14) * POINT
    box = f"0 {top:.2f} {wide:.2f} {height:.2f}"
    label = html.escape(alt, quote=True)
    return f'<svg viewBox="{box}" role="img" aria-label="{label}"><style>{rules}</style>{body}</svg>'
