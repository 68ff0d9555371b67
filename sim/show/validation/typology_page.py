"""What the study of the typology leaves: a page in each language, its pictures, the tables behind them."""

from pathlib import Path

from sim.show.comparison.figure_parts import Picture
from sim.show.explore.page import save_table
from sim.show.style import save_small_png
from sim.show.validation import figure_hysteresis, figure_thresholds
from sim.show.validation.typology_maps import map_of
from sim.show.validation.typology_summary import summary
from sim.show.words import LANGUAGES, Words
from sim.spreadsheet.writing import as_csv
from sim.study.typology import Robustness
from sim.validation.typology.conclusions import CONCLUSIONS, Verdict
from sim.validation.typology.thresholds import SETTINGS, Setting


def pictures(r: Robustness, words: Words) -> dict[str, Picture]:
    """Every picture in one language, by name."""
    found = [figure_thresholds.by_thresholds(r, words), figure_thresholds.ways(r, words)]
    found += [p for name, a in r.maps.items() if (p := map_of(name, a, words)) is not None]
    found.append(figure_hysteresis.starts(r, words))
    return {p.name: p for p in found}


def every_setting(r: Robustness) -> str:
    """CSV: a row a way of reading; for each conclusion its mean and its verdict. Machine words, decimal points."""
    rows: list[list[object]] = [
        [*Setting._fields, *(f"{c.name}.{what}" for c in CONCLUSIONS for what in ("mean", "verdict"))]
    ]
    for setting, mean, verdict in zip(SETTINGS, r.judged.mean, r.judged.verdict, strict=True):
        cells = [(f"{x:.3f}", Verdict(v).name.lower()) for x, v in zip(mean.tolist(), verdict.tolist(), strict=True)]
        rows.append([*setting, *(cell for pair in cells for cell in pair)])
    return as_csv(rows, end="\n")


def write_robustness(folder: Path, r: Robustness, command: str) -> None:
    """Write summary.<language>.md, figures/<language>/*.png, csv/<language>/*.csv and every_setting.csv."""
    for language in LANGUAGES:
        words = Words(language)
        found = pictures(r, words)
        place = folder / "figures" / language
        place.mkdir(parents=True, exist_ok=True)
        for name, picture in found.items():
            save_small_png(picture.figure, place / f"{name}.png")
            save_table(folder / "csv" / language / f"{name}.csv", picture.table, language)
        (folder / f"summary.{language}.md").write_text(
            summary(r, found, command, words), encoding="utf-8", newline="\n"
        )
    (folder / "every_setting.csv").write_text(every_setting(r), encoding="utf-8", newline="\n")
