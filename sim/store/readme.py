"""README.txt of a run folder: what each file is, in both languages, and every column with its unit."""

from collections.abc import Mapping, Sequence

from sim.store.tables import Columns
from sim.world.network import Network

FILES: dict[str, tuple[str, str]] = {
    "report.html": (
        "the report: open it in a browser, without internet",
        "le rapport : à ouvrir dans un navigateur, sans internet",
    ),
    "config.yaml": ("every value that was used", "toutes les valeurs utilisées"),
    "manifest.json": (
        "code, libraries, machine, seed: where the numbers come from",
        "code, bibliothèques, machine, graine : d’où viennent les nombres",
    ),
    "timing.json": (
        "when and how long; the only file that differs when the same run is made again",
        "quand et combien de temps ; le seul fichier qui diffère quand on refait la même simulation",
    ),
    "csv/": ("tables for a spreadsheet, by language", "tableaux pour un tableur, par langue"),
    "  regions_by_month.csv": ("each region each month", "chaque région chaque mois"),
    "  territories_by_month.csv": ("each territory each month", "chaque territoire chaque mois"),
    "  conflict_ledger.csv": (
        "why each table was in conflict: conflicts booked to the seven stakes",
        "pourquoi chaque table était en conflit : conflits imputés aux sept enjeux",
    ),
    "  decisions_by_month.csv": (
        "plans, agreements, proposals that fail, awards, refusals, vetoes: each region each month",
        "plans, ententes, propositions rejetées, projets financés, refus, blocages : chaque région chaque mois",
    ),
    "  money_by_territory.csv": ("accounts at the end", "comptes à la fin"),
    "  projects.csv": ("every project ever filed", "tous les projets déposés"),
    "  events.csv": ("what happened, in order", "ce qui s’est passé, dans l’ordre"),
    "  outcomes.csv": (
        "what the run came to, beside the same over its replicates",
        "à quoi la simulation est arrivée, à côté de ses répétitions",
    ),
    "series/": ("every series in Parquet, for R or Python", "toutes les séries en Parquet, pour R ou Python"),
    "replicates/": (
        "the same scenario under other seeds: what is luck and what is not",
        "le même scénario avec d’autres graines : ce qui tient au hasard et ce qui n’y tient pas",
    ),
    "figures/": ("the pictures of the report", "les images du rapport"),
}
TITLES = ("A run of the laboratory of concertation", "Une simulation du laboratoire de la concertation")
PURPOSE = (
    "It explains and compares; it predicts no region. Most parameters are assumptions: see config.yaml and\n"
    "`python -m experiments.parameters`.",
    "Elle explique et compare ; elle ne prédit aucune région. La plupart des paramètres sont des hypothèses :\n"
    "voir config.yaml et `python -m experiments.parameters`.",
)
WEAK = (
    "Envelopes without a source, extrapolated; believe no amount there: ",
    "Enveloppes sans source, extrapolées ; aucun montant n’y est fiable : ",
)
FORMAT = (
    "CSV: UTF-8. csv/en has commas and decimal points, csv/fr has semicolons and decimal commas. Amounts are in\n"
    "dollars with cents; in Parquet they are whole cents. Months count from 0. Parquet files carry the unit and the\n"
    "meaning of each column in their metadata; they are listed below.",
    "CSV : UTF-8. csv/en a des virgules et des points décimaux, csv/fr des points-virgules et des virgules décimales.\n"
    "Les montants sont en dollars avec les cents ; en Parquet, en cents entiers. Les mois se comptent à partir de 0.\n"
    "Les fichiers Parquet portent l’unité et le sens de chaque colonne dans leurs métadonnées ; en voici la liste\n"
    "(noms en anglais).",
)
LEFT_OUT = ("not written, too long for a spreadsheet: ", "non écrits, trop longs pour un tableur : ")


def part(which: int, network: Network, left_out: Sequence[str], figures: bool) -> str:
    """The text in one language: 0 English, 1 French."""
    lines = [TITLES[which], "=" * len(TITLES[which]), "", PURPOSE[which], ""]
    weak = [n for n, known in zip(network.region_name, network.envelope_sourced.tolist(), strict=True) if not known]
    if weak:
        lines += [WEAK[which] + ", ".join(weak) + ".", ""]
    listed = [name for name in FILES if figures or name not in ("report.html", "figures/")]
    lines += [f"{name:<28}{FILES[name][which]}" for name in listed]
    if left_out:
        lines += ["", LEFT_OUT[which] + ", ".join(left_out)]
    return "\n".join([*lines, "", FORMAT[which]])


def readme(
    languages: Sequence[str],
    network: Network,
    tables: Mapping[str, Columns],
    left_out: Sequence[str],
    figures: bool,
) -> str:
    """The whole text: each language asked, then the columns of every Parquet table."""
    texts = [part(int(language == "fr"), network, left_out, figures) for language in languages]
    columns = []
    for path, table in tables.items():
        columns.append(f"\n{path}")
        columns += [f"  {name:<24}{unit:<16}{meaning}" for name, (_, unit, meaning) in table.items()]
    return "\n\n\n".join(texts) + "\n\n" + "\n".join(columns) + "\n"
