"""One call for projects under several award rules, or every call of a simulated run as `.pb` files (Pabulib).

    python -m experiments.round FILE.pb --award equal_shares --award phragmen [--set award.completion=increase]
    python -m experiments.round --simulate mauricie --seed 7 --save FOLDER [--set award=majority]

Un appel de projets sous plusieurs règles d'attribution, ou chaque appel d'une simulation en fichiers `.pb`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from sim.command.door import STOPPED, Asks, Refused, through, whole


def judge(asked: argparse.Namespace) -> None:
    """Compare the rules on one call, or keep the calls of a simulated run."""
    from sim.study import rounds, side_by_side

    try:
        if asked.simulate:
            print(rounds.save_run(asked.simulate, asked.set, asked.seed, asked.save))
        else:
            print(side_by_side.compare_rules(asked.file, asked.award, asked.set, asked.encoding))
    except rounds.REFUSALS as reason:
        raise Refused(rounds.on_one_line(reason)) from reason


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status of the command."""
    asks = Asks(prog="python -m experiments.round", description=__doc__)
    what = asks.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, metavar="FILE.pb", help="a call / un appel de projets")
    what.add_argument("--simulate", metavar="REGIONS", help="regions, commas between / régions, avec des virgules")
    asks.add_argument("--award", action="append", help="a rule, repeatable; all those that vote if none\n"
                      "une règle, répétable; sans elle, toutes celles qui votent")  # fmt: skip
    asks.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a parameter / un paramètre")
    asks.add_argument("--seed", type=whole(0, 10**9), default=1, help="luck of the run / hasard de la simulation (1)")
    asks.add_argument("--save", type=Path, metavar="FOLDER", help="a new folder / un nouveau dossier")
    asks.add_argument(
        "--encoding", default="utf-8", metavar="ENCODING", help="of FILE.pb / de FILE.pb: utf-8, cp1252..."
    )
    asked = asks.parse_args(arguments)
    if bool(asked.simulate) != bool(asked.save) or (asked.simulate and asked.award):
        asks.error("--simulate and --save go together, without --award (write --set award=...)")
    return through(lambda: judge(asked), STOPPED)


if __name__ == "__main__":
    raise SystemExit(main())
