"""The sentences of a chronicle: each moment in one or two of them, in the language of the words."""

from collections.abc import Callable, Sequence
from typing import Any

from sim.history import SERIES
from sim.show.comparison.chronicle_moments import Moment
from sim.show.comparison.chronicle_parting import Parting
from sim.show.comparison.chronicle_projects import Brief
from sim.show.words import Words
from sim.vocabulary import PHASES, ROLES, Agreement
from sim.world.network import Network

LISTED = 3  # projects told one by one in a sentence
DOLLARS = ("dollars", "asked", "whole", "allotted", "coordination", "mission")
PERCENTS = ("share", "needed")
VOWELS = "aàâeéèêiîoôuyAÀÂEÉÈÊIÎOÔUY"
ALIKE = 6  # decimals after which two numbers that differ are written alike


def of(name: str, language: str) -> str:
    """The name after `of`: des Basques, du Golfe-du-Saint-Laurent, d’Arthabaska, de La Matanie in French."""
    if language != "fr":
        return f"of {name}"
    for article, contracted in (("Les ", "des "), ("Le ", "du ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"d’{name}" if name[:1] in VOWELS else f"de {name}"


def to(name: str, language: str) -> str:
    """The name after `to`: aux Basques, au Golfe-du-Saint-Laurent, à Arthabaska, à La Matanie in French."""
    if language != "fr":
        return f"to {name}"
    for article, contracted in (("Les ", "aux "), ("Le ", "au ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return f"à {name}"


def capital(text: str) -> str:
    """The sentence with its first letter in upper case."""
    return text[:1].upper() + text[1:]


class Speaker:
    """Says what happened at one place of a network."""

    def __init__(self, words: Words, network: Network, place: int) -> None:
        self.words, self.network, self.place = words, network, place
        self.special: dict[str, Callable[[Moment], str]] = {
            "first_meeting": self.first_meeting,
            "proposal_fails": self.proposal_fails,
            "fund_opens": self.fund_opens,
            "fund_opens_pooled": self.fund_opens,
            "encounters": self.encounters,
            "chosen": self.chosen,
        }

    def __call__(self, moment: Moment) -> str:
        """The sentence, or sentences, of a moment."""
        return capital(self.special.get(moment.kind, self.plain)(moment))

    def few(self, n: int) -> str:
        """A whole number, in letters up to nine."""
        return self.words(f"versus_chronicle.numbers.{n}") if 0 <= n <= 9 else self.words.number(n)

    def say(self, key: str, month: int = 0, **facts: Any) -> str:
        """The words of a key of `said`, its facts written. Where there are several ways, the season chooses one.

        Equal facts of the same month are said alike, whatever the run.
        """
        ways = [k for k in "abc" if f"versus_chronicle.said.{key}.{k}" in self.words.entries]
        path = f"said.{key}.{ways[month // 3 % len(ways)]}" if ways else f"said.{key}"
        return self.words(f"versus_chronicle.{path}", **self.written(facts))

    def written(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts as the sentences take them: money and shares written, names in words, whole numbers in letters."""
        w, found = self.words, dict[str, Any]()
        for name, x in facts.items():
            if name in DOLLARS:
                found[name] = w.dollars(float(x))
            elif name in PERCENTS:
                found[name] = w.percent(float(x))
            else:
                found[name] = x
            if isinstance(x, int):
                found[f"{name}_few"] = self.few(x)
        if "share" in facts and "needed" in facts and facts["share"] < facts["needed"]:
            found |= dict(zip(("share", "needed"), self.apart(facts["share"], facts["needed"], w.percent), strict=True))
        return found

    def apart(self, x: float, y: float, write: Callable[[float, int], str]) -> tuple[str, str]:
        """Two numbers that differ, with as many decimals as it takes to see it."""
        pairs = [(write(x, decimals), write(y, decimals)) for decimals in range(ALIKE + 1)]
        return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])

    def plain(self, moment: Moment) -> str:
        """A moment whose facts need no more than the names of things."""
        facts, w = dict(moment.facts), self.words
        if "projects" in facts:
            facts |= {"n": facts.get("n", len(facts["projects"])), "problems": self.problems(facts["projects"])}
            facts["projects"] = self.projects(facts["projects"])
        if "role" in facts:
            facts["who"] = self.count(facts["role"], facts["count"])
            facts["fewer"] = w(f"versus_chronicle.fewer.{facts['role']}")
        if "to" in facts:
            facts["living"] = w(f"versus_chronicle.living_in.{facts['to']}")
            facts["coming_to"] = w(f"versus_chronicle.coming_to.{facts['to']}")
            facts["coming_from"] = w(f"versus_chronicle.coming_from.{facts.get('from', facts['to'])}")
        if "rule" in facts:
            facts["rule"] = self.rule(facts["rule"])
        facts |= {"to_place": to(self.network.name[self.place], w.language), "unsourced": self.unsourced()}
        return self.say(moment.kind, moment.month, **facts)

    def rule(self, name: str) -> str:
        """An interchangeable piece in words."""
        return self.words.get(f"rules.{name}", name.replace("_", " "))

    def unsourced(self) -> str:
        """The mark of an envelope that has no source; nothing for the others."""
        sourced = self.network.envelope_sourced[self.network.region[self.place]]
        return "" if sourced else " " + self.words("versus_chronicle.said.unsourced")

    def count(self, role: str, n: int) -> str:
        """aucun citoyen, une institution, trois élus."""
        size = "none" if n == 0 else "one" if n == 1 else "many"
        return self.words(f"versus_chronicle.came.{role}.{size}", n_few=self.few(n))

    def first_meeting(self, moment: Moment) -> str:
        """Who came, by role."""
        if not any(moment.facts.values()):
            return self.say("first_meeting_empty")
        return self.say("first_meeting", who=self.words.join(self.count(role, moment.facts[role]) for role in ROLES))

    def proposal_fails(self, moment: Moment) -> str:
        """Whose proposal failed, who refused, who walked out."""
        facts = moment.facts
        mediated = facts["author"] < 0
        names = {} if mediated else {"of_author": of(self.network.name[facts["author"]], self.words.language)}
        told = self.say("text_fails" if mediated else "proposal_fails", moment.month, **facts, **names)
        return f"{told} {capital(self.say('walk_out', left=facts['left']))}" if facts["left"] else told

    def fund_opens(self, moment: Moment) -> str:
        """The money that opens, and what is kept out of projects."""
        told = self.plain(moment)
        for name in ("coordination", "mission"):
            if moment.facts[name] > 0.0:
                told = f"{told} {capital(self.say(f'for_{name}', **{name: moment.facts[name]}))}"
        return told

    def encounters(self, moment: Moment) -> str:
        """A stretch of months: who came, how encounters turned, over what."""
        facts, w = dict(moment.facts), self.words
        if not facts["held"]:
            return self.say("no_encounter", months=facts["months"])
        stake = w(f"versus_chronicle.over.{facts['stake']}")
        over = self.say("quarrel", over=stake, share=facts["share"]) if facts["conflictual"] else ""
        facts |= {"persons": w.number(facts["persons"], 1), "citizens_text": w.number(facts["citizens"], 1)}
        return self.say("encounters", moment.month // 2, **facts, quarrel=over)

    def chosen(self, moment: Moment) -> str:
        """How many files were chosen, and why the others were not."""
        facts = moment.facts
        key = "none" if facts["n"] == 0 else "all" if facts["n"] == facts["of"] else "some"
        key = f"chosen_{key}" if facts["of"] > 1 else f"only_{key}"
        why = "" if facts["of"] > 1 else "only_"
        told = [self.say(key, **{name: facts[name] for name in ("n", "of", "dollars", "asked")})]
        if facts["short"] > 0:
            told.append(self.say(f"{why}too_dear", short=facts["short"], left=self.words.dollars(facts["left"])))
        if 0 <= facts["short"] < facts["refused"]:
            told.append(self.say(f"{why}set_aside", others=facts["refused"] - facts["short"]))
        if facts["first"]:
            return self.say("choice_first", rule=self.rule(facts["rule"]), chosen=self.after_one_another(told))
        return self.say("choice", chosen=self.after_one_another(told))

    def after_one_another(self, parts: Sequence[str]) -> str:
        """Parts of a sentence, with semicolons between them."""
        told = parts[0]
        for part in parts[1:]:
            told = self.words("versus_chronicle.then", first=told, second=part)
        return told

    def projects(self, briefs: Sequence[Brief]) -> str:
        """The dearest projects one by one, the others counted."""
        told = [self.project(b) for b in briefs[:LISTED]]
        rest = briefs[LISTED:]
        if rest:
            told.append(self.say("other_projects", n=len(rest), dollars=sum(b.dollars for b in rest)))
        return self.after_one_another(told)

    def project(self, b: Brief) -> str:
        """transport (an institution and two partners, $62,300 over 14 months)."""
        partners = self.say("partners", n=b.partners) if b.partners else ""
        return self.say(
            "project_again" if b.continues else "project",
            problem=self.words(f"problems.{b.problem}"),
            promoter=self.words(f"versus_chronicle.promoter.{b.promoter}"),
            partners=f" {partners}" if partners else "",
            dollars=b.dollars,
            months=b.months,
        )

    def problems(self, briefs: Sequence[Brief]) -> str:
        """The problems of several projects, each once, in the order of the projects."""
        return self.after_one_another(list(dict.fromkeys(self.words(f"problems.{b.problem}") for b in briefs)))

    def fact(self, found: Parting) -> str:
        """What differs first: where, what, the variant's value rather than the baseline's."""
        what = self.words(f"versus_chronicle.series.{found.series}")
        if found.key:
            what = f"{what} ({self.along(found.series, found.key)})"
        old, new = self.both(found)
        facts = {"where": self.where(found), "what": what, "old": old, "new": new}
        if old == new:
            return self.words("versus_chronicle.fact_tiny", **facts)
        if found.spots == 1:
            return self.words("versus_chronicle.fact", **facts)
        others = self.words(f"versus_chronicle.elsewhere.{found.level}", **self.written({"n": found.spots - 1}))
        return self.words("versus_chronicle.fact_and_elsewhere", **facts, elsewhere=others)

    def along(self, series: str, key: str) -> str:
        """A role, a stake, a problem or a pair of roles, in words."""
        axis = SERIES[series].axes[1]
        if axis == "pair":
            return "–".join(self.words(f"roles_short.{role}") for role in key.split("-"))
        return self.words(f"{axis}s.{key}")

    def where(self, found: Parting) -> str:
        """At the local table of a territory, at a regional table, in a region."""
        n = len(self.network.name)
        if found.level == "region" or (found.level == "table" and found.place >= n):
            r = found.place if found.level == "region" else found.place - n
            key = "region" if found.level == "region" else "regional_table"
            return self.words(f"versus_chronicle.where.{key}", region=self.network.region_name[r])
        name = of(self.network.name[found.place], self.words.language)
        return self.words(f"versus_chronicle.where.{found.level}", of_place=name)

    def both(self, found: Parting) -> tuple[str, str]:
        """The two values, with as many decimals as it takes to tell them apart."""
        w, values = self.words, (found.baseline, found.variant)
        if found.series in ("phase", "agreement"):
            keys = [PHASES[int(x)] if found.series == "phase" else Agreement(int(x)).name.lower() for x in values]
            group = "phases" if found.series == "phase" else "agreement"
            old, new = (w("versus_chronicle.quoted", x=w(f"{group}.{key}")) for key in keys)
            return old, new
        least = 0 if all(x.is_integer() for x in values) else 1 if SERIES[found.series].unit == "share" else 2
        return self.apart(*values, lambda x, decimals: self.value(found.series, x, decimals + least))

    def value(self, series: str, x: float, decimals: int) -> str:
        """A value of a series in its unit."""
        if series == "support" and x < 0.0:
            return self.words("versus_chronicle.no_vote")
        if SERIES[series].unit == "cents":
            return self.words.dollars(x / 100.0, decimals)
        percent = SERIES[series].unit == "share"
        return self.words.percent(x, decimals) if percent else self.words.number(x, decimals)
