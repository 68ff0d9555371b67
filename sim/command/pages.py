"""The fixed words of --help, one page a command, in English and French."""

from typing import NamedTuple


class Page(NamedTuple):
    """What a command says of itself, before the choices."""

    purpose: str
    examples: str
    settings: str


RUN = Page(
    """\
Simulate the territorial concertation of the anti-poverty fund, month by month, and leave a folder of results.
Simule la concertation territoriale du fonds de lutte contre la pauvreté, mois par mois, et laisse un dossier.

  python -m experiments.run [choice=name ...] [key=value ...]

With nothing more: the six regions of the study, 60 months from April 2010, the rules of the time, 20 further seeds.
Sans rien de plus : les six régions de l’étude, 60 mois dès avril 2010, les règles de l’époque, 20 autres graines.""",
    """\
Examples / Exemples
  python -m experiments.run territory=mauricie seed=7 months=36
  python -m experiments.run award=lottery                      another award rule / une autre règle d’attribution
  python -m experiments.run award=majority award.threshold=0.67
  python -m experiments.run conditions=hostile governance=consensus calendar=tier_removed_2015
  python -m experiments.run territory.regions=[mauricie,cote_nord] norms.cap=40000 deliberation.gain=0.1
  python -m experiments.run experiment=hostile_no_facilitation replicates=50 output=results/hostile
  python -m experiments.run territory=files territory.nodes=my/nodes.csv territory.edges=my/edges.csv
  python -m experiments.run rules=[core_mission,five_year_plan]             packages stack / les trousses s’empilent
  python -m experiments.run rules=my/rule.yaml                 your own package / votre propre trousse
  python -m experiments.run --load my/rule.py award=mine       your own award rule / votre propre règle""",
    """\
Settings / Réglages
  seed=1          names the luck: same seed, same results, to the bit / la graine : mêmes résultats, au bit près
  replicates=20   further seeds, for bands / autres graines, pour les bandes
  months=60       length / durée
  output=FOLDER   where results go; by default results/<name made of what you ask> / où vont les résultats
  language=both   en, fr or both: tables and report / tableaux et rapport
  figures=true    false: tables only / tableaux seulement
  workers=0       processes, 0 for one a core; changes no result / processus ; ne change aucun résultat""",
)

COMPARE = Page(
    """\
Compare funding rules on the same worlds with the same luck: what changes, how surely, for whom, and why.
Compare des règles du fonds dans les mêmes mondes, avec le même hasard : ce qui change, est-ce sûr, pour qui, pourquoi.

  python -m experiments.compare variants=[name,...] [baseline=name] [choice=name ...] [key=value ...]

A variant is a package (below, `rules=`), several joined by +, a file of your own (my/rule.yaml), or all.
Une variante est une trousse (plus bas, `rules=`), plusieurs jointes par +, votre fichier (my/rule.yaml), ou all.""",
    """\
Examples / Exemples
  python -m experiments.compare variants=core_mission
  python -m experiments.compare variants=[core_mission,five_year_plan,core_mission+five_year_plan]
  python -m experiments.compare variants=all                                 everything, six regions; minutes
  python -m experiments.compare variants=my/rule.yaml territory=mauricie     your own rule on one region
  python -m experiments.compare baseline=alliances_2017 variants=alliances_2024 conditions=hostile
  python -m experiments.compare --load my/rule.py variants=my/uses_it.yaml   your own code, named by your package
  python -m experiments.compare variants=lottery replicates=10 most=10 worlds=0   a quick look""",
    """\
Settings / Réglages
  replicates=50     runs an arm before precision is judged / répétitions par règle avant de juger la précision
  most=200          where it stops anyway / où l’on s’arrête de toute façon
  precision=0.25    half-width wanted, in standard deviations of the baseline / demi-largeur voulue
  worlds=100        plausible worlds besides the base / mondes plausibles en plus de la base
  seeds_a_world=2   runs an arm and world / répétitions par règle et par monde
  spread=0.5        how far worlds depart from the base / écart des mondes à la base
  targets=[a<=0.2]  what would be satisfactory; by default, as good as the baseline / ce qui serait satisfaisant
  seed=1, months=60, output=FOLDER, language=both, workers=0: as in experiments.run
  figures=false     tables only / tableaux seulement

Interrupted, the same command goes on where it was / interrompue, la même commande reprend où elle en était.""",
)

SWEEP = Page(
    """\
Make many runs from a design in one short file, never lose one, and go on with them.
Fait beaucoup de simulations à partir d’un plan en un court fichier, n’en perd aucune, et les continue.

  python -m experiments.sweep design.yaml [choice=name ...] [key=value ...]
  python -m experiments.sweep status|resume|extend|rerun|export FOLDER      (--help after the verb / après le verbe)

What a design says: sim/sweep/design_file.py; ready ones / plans tout faits : configs/designs.""",
    """\
Examples / Exemples
  python -m experiments.sweep my/design.yaml territory=cote_nord --dry-run      how many, how long / combien
  python -m experiments.sweep my/design.yaml territory=cote_nord output=results/mine
  python -m experiments.sweep my/design.yaml territory=cote_nord output=results/mine points=512   twice as far
  python -m experiments.sweep my/design.yaml output=/shared/mine --shard 2/5    one share of five / une part de cinq
  python -m experiments.sweep my/design.yaml output=/shared/mine --slurm 20     a script / un script pour SLURM
  python -m experiments.sweep my/design.yaml engine=dask address=tcp://10.0.0.1:8786
  python -m experiments.sweep status results/mine
  python -m experiments.sweep rerun results/mine --run 1234""",
    """\
Settings / Réglages
  points=0, replicates=0   0: as the design says; more extends / 0 : comme le plan ; plus, pour étendre
  limit=0         seconds a run before it is stopped / secondes par simulation avant de l’arrêter
  workers=0       processes, 0 for one a core / processus, 0 pour un par cœur
  engine=local    or dask / ou dask
  seed=1          luck of the first replicate / la graine de la première répétition
  output=FOLDER   where results go / où vont les résultats

Interrupted, the same command goes on where it was / interrompue, la même commande reprend où elle en était.""",
)
