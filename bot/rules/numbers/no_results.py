"""Numbers that are no results: years, versions, settings, margins, ordinals of things."""

from collections.abc import Sequence

from bot.rules.numbers.ratios import Ratios
from bot.rules.words.lex import NUMBER, WORD, Num, Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import once

SERIES = 1000  # "RTX 3060"
DECADE = 5  # letters: "1950s"
LATEST = 30
"""Versions of tools are below it; "Redis 40" is something else."""


class NoResults(Ratios):
    """Tells numbers that measure nothing."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.metrics = self.starts("metric")

    @once
    def ends(self) -> set[int]:
        """The last tokens of the metrics."""
        return {hit.end - 1 for hit in self.found("metric")}

    def _is_no_result(self, at: int, num: Num) -> bool:
        before = self.tokens[at - 1] if at else None
        person = num.suffix == "x" and not self.sets["tenfold_people"].isdisjoint(self.keys[at + 1 : at + 3])
        person = person and not self.between("vague", at + 2, at + 4)
        if person or before is None or num.currency:
            return person  # "a 10x growth hacker", not "10x developer productivity"
        per = before.key in self.sets["per"] and self.key(at - 2) != "w" and not self.stands_apart(at - 1)
        team = before.key == "of" and self.key(at - 2) in ("team", "squad")
        if per or team or self._is_whole(at) or self._is_setting(at):
            return True
        if num.suffix:
            dated = self.tokens[at].raw[:2] in ("19", "20") or self.key(at) in self.lexicon.accelerators
            return num.suffix == "s" and dated and len(self.tokens[at].raw) == DECADE  # "1990s", "four 3090s"
        if self._is_margin(at, num):
            return True
        if self._is_statistic(at, num) or self._is_version(at, num):
            return True
        return self.is_year(at) and at + 1 not in self.units

    def _is_margin(self, at: int, num: Num) -> bool:
        """As in "44.1 ± 0.3", "p < 0.01"."""
        before = self.tokens[at - 1]
        if num.sign == "±" and before.kind == NUMBER:
            return True
        if self.key(at + 1) == self.key(at + 3) == "/":
            return True  # "a 70/15/15 split"
        named = at > 1 and self.tokens[at - 2].key in ("p", "n", "lr", "k")
        return named and before.key in ("=", "<", ">", ":")

    def _is_statistic(self, at: int, num: Num) -> bool:
        """As in "n 40", "v 2.1"; not "0.867 v 0.874"."""
        lead = self.tokens[at - 1]
        if lead.key == "±" and (self.tokens[at - 2].kind == NUMBER or self.key(at - 2) == "%"):
            return True
        if lead.key == "v" and (self.tokens[at - 2].kind == NUMBER or self.key(at - 2) == "%"):
            return False
        if lead.key not in self.sets["statistics"] or lead.kind != WORD:
            return False
        # "Krippendorff's alpha 0.41", "server version 14 s"
        named = at - 1 in self.ends or at + 1 in self.units
        # no version is the 140th
        late = lead.key == "version" and self.key(at + 1) == "->" and num.value >= LATEST
        return not (named or late)

    def _is_version(self, at: int, num: Num) -> bool:
        """As in "Airflow 1.10", "from Spark 2 to 3", "RTX 3060", "until day 7"."""
        lead = self.key(at - 1)
        word = lead if lead not in ("to", "->") else self.key(at - 2)
        known = word in self.sets["versioned"] or lead in self.sets["numbered"]
        if not (known or lead in self.lexicon.accelerators):
            return False
        if num.sign or num.suffix or at + 1 in self.units or self._counts_something(at + 1):
            return False
        if self.key(at + 1) == "->" and self._counts_something(at + 3):
            return False  # "Redis 9 -> 3 nodes"
        if lead in self.lexicon.accelerators:
            return num.value >= SERIES
        return word in self.sets["versioned"] and num.value < LATEST

    def _is_setting(self, at: int) -> bool:
        """A batch size, a learning rate and the like are no results."""
        tiny, unit = "e-" in self.tokens[at].key, self.units.get(at + 1)
        at -= self.key(at - 1) in ("of", "=", ":", "to", "at")
        before, settings = self.key(at - 1), self.sets["settings"]
        if self.key(at - 2) in self.sets["per"]:
            return tiny  # "broken vials per batch 3.1"
        if before == "batch" and unit is not None and unit.value.dim in ("span", "time"):
            return tiny  # "demand batch: 6 h 10 -> 55 min"
        return tiny or before in settings or f"{self.key(at - 2)} {before}" in settings

    def _is_whole(self, at: int) -> bool:
        """The 5 of "2 of 5 servers"."""
        if at < 2 or self.tokens[at - 1].key not in ("of", "out"):
            return False
        return self.tokens[at - 2].kind == NUMBER and not self.tokens[at].raw.endswith("%")

    def _counts_something(self, at: int) -> bool:
        if at >= len(self.tokens) or self.tokens[at].kind != WORD:
            return False
        return at in self.metrics or any(at in index for index in self.nouns.values())
