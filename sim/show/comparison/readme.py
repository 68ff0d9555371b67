"""README.txt of the folder of a comparison: what each file is, and each column with its meaning."""

from collections.abc import Mapping, Sequence

from sim.show.comparison.gathered import Gathered
from sim.show.comparison.verdict import unsourced
from sim.show.words import Words

FILES = (  # path, key of its description
    ("report.html", "report.html"),
    ("report_fr.pdf, report_en.pdf", "report_pdf"),
    ("summary_fr.md, summary_en.md", "summary"),
    ("figures/", "figures"),
    ("csv/", "csv"),
    ("rules/", "rules"),
    ("runs/", "runs"),
    ("manifest.json", "manifest"),
    ("timing.json", "timing"),
)


def part(g: Gathered, words: Words, tables: Mapping[str, Sequence[str]], pictured: bool, pdf: bool) -> str:
    """The text in one language."""
    title = words("versus_files.title")
    lines = [title, "=" * len(title), "", words("versus_files.purpose"), ""]
    weak = unsourced(g)
    if weak:
        lines += [words("versus_files.weak", regions=words.join(weak)), ""]
    for path, key in FILES:
        if (pictured or key not in ("report.html", "figures")) and (pdf or key != "report_pdf"):
            lines.append(f"{path:<30}{words(f'versus_files.{key}')}")
        if key == "csv":
            lines += [f"  {name + '.csv':<28}{words(f'versus_files.{name}')}" for name in tables]
    lines += ["", words("versus_files.format"), "", words("versus_files.columns"), ""]
    for name, columns in tables.items():
        lines.append(f"{name}.csv")
        lines += [f"  {words(key)}" for key in columns]
    if pictured and not pdf:
        lines += ["", words("versus_report.print_hint")]
    return "\n".join(lines)


def readme(
    g: Gathered, languages: Sequence[str], tables: Mapping[str, Sequence[str]], pictured: bool, pdf: bool
) -> str:
    """The whole text, one language after the other."""
    return "\n\n\n".join(part(g, Words(one), tables, pictured, pdf) for one in languages) + "\n"
