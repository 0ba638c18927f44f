"""Metrics that a number cannot belong to, however near they stand."""

from functools import cached_property

from bot.rules.counts import Counts
from bot.rules.facts import Value
from bot.rules.lex import NUMBER, WORD
from bot.rules.lexicon import Hit

EQUAL = frozenset(["equal", "same", "identical", "unchanged"])
WIDE = 30
MANIFOLD = frozenset(["hundred", "thousand", "million", "billion"])
MINUTE = 60.0


class Barred(Counts):
    """Says what bars a metric from a number."""

    @cached_property
    def turns(self) -> frozenset[int]:
        return frozenset(hit.start for kind in ("direction", "noun:release") for hit in self.found(kind))

    def _is_barred(self, value: Value, hit: Hit) -> bool:
        """Words that look like the metric of this number and are none."""
        kind, silent = hit.value.kind, hit.value.silent
        if (
            self._is_whole_of(value, hit)
            or self._is_plainly_idle(value, hit)
            or self._is_measured_on(value, hit)
        ):
            return True
        if self._is_held(hit) or (hit.start >= value.last and self.key(hit.start - 1) in EQUAL):
            return True  # "horizon from 6 h to 24 h at equal MAE"
        if self._is_per(hit) or self.names_a_model(hit) or self._is_loss_of(value, hit):
            return True
        if self._is_missed_by_people(hit) or (silent and self._is_other(value, hit)):
            return True
        if kind == "human":
            return self.key(hit.start - 1) in self.sets["machine_work"]  # "machine time per file"
        return kind == "hours" and self.is_of_people(hit)

    def _is_whole_of(self, value: Value, hit: Hit) -> bool:
        """The volume of "losses were cut from 11 to 7 basis points of volume"."""
        if (
            value.shape != "change"
            or self.key(value.last) != "of"
            or not value.last < hit.start <= value.last + 2
        ):
            return False
        before = self.between("metric", value.first - WIDE, value.first)
        return any(one.end <= value.first and self.same_clause(one.start, value.first) for one in before)

    def _is_missed_by_people(self, hit: Hit) -> bool:
        """As in "missed trains", "missed payments": no detections."""
        at = hit.start + 1
        if self.key(hit.start) != "missed" or hit.end - hit.start != 2 or self.key(at) == "pedestrians":
            return False
        return any(self.between(kind, at, at + 1) for kind in ("noun:audience", "noun:scope"))

    def _is_plainly_idle(self, value: Value, hit: Hit) -> bool:
        """The idle of "60 idle endpoints", the index of "raised the index from 61 to 70"."""
        if value.quantity.dim != "plain":
            return False
        if hit.value.id == "pages" and self.key(hit.end - 1) == "pages" and hit.end == hit.start + 1:
            return self.key(hit.end) in ("of", "into", "from")  # "400 pages of requirements"
        if hit.value.id == "index_size":
            return self.key(hit.start) == "index" and hit.end == hit.start + 1
        if hit.value.id != "idle_time":
            return False
        return self.tokens[hit.end].kind == WORD and self.key(hit.end) not in self.lexicon.function

    def _is_other(self, value: Value, hit: Hit) -> bool:
        """A verb or a plain word that tells something else here: "by writing a queue", "card declines"."""
        if self.key(hit.start - 1) in self.sets["means"]:
            return True
        if hit.value.id == "chores" and value.quantity.dim == "time" and value.quantity.value < MINUTE:
            return True  # "parsing a filing takes 4 s"
        if hit.value.kind == "human":
            return value.quantity.dim not in ("span", "time")
        if hit.value.kind == "machines" and value.direction > 0:
            return True
        return hit.value.kind == "machines" and self._is_compound(hit)

    def _is_measured_on(self, value: Value, hit: Hit) -> bool:
        """As in "WER 15.0 -> 17.3 on noisy calls": nobody counts the calls."""
        beside = (
            hit.value.kind == "count"
            and self.key(value.last) == "on"
            and value.last < hit.start <= value.last + 4
        )
        return beside and value.shape == "change" and value.quantity.dim in ("plain", "percent")

    def _is_per(self, hit: Hit) -> bool:
        """The visits of "tickets per 1k visits"."""
        per, before = self.sets["per"], self.key(hit.start - 1)
        if before in per or self.key(hit.start - 2) not in per:
            return before in per
        return before in MANIFOLD or self.tokens[hit.start - 1].kind == NUMBER

    def is_of_people(self, hit: Hit) -> bool:
        """The training of "training time for new nurses" is none of a model."""
        if not any(self.key(at).startswith("train") for at in range(hit.start, hit.end)):
            return False
        people = [
            *self.between("noun:role", hit.start - 2, hit.end + 5),
            *self.between("noun:audience", hit.end, hit.end + 5),
        ]
        return any(self.same_clause(one.start, hit.start) for one in people)

    def _is_loss_of(self, value: Value, hit: Hit) -> bool:
        """The loss of "accuracy loss" is none of training."""
        if not hit.value.training:
            return False
        if value.quantity.dim == "percent" and self._is_lost(hit):
            return True
        before = self.between("metric", hit.start - 4, hit.start)
        return any(one.end == hit.start and one.value.family == "accuracy" for one in before)

    def _is_lost(self, hit: Hit) -> bool:
        """The loss of "sugar loss 1.9 -> 1.2 %"."""
        before = self.tokens[hit.start - 1] if hit.start else None
        if self.key(hit.start) not in ("loss", "losses") or before is None or before.kind != WORD:
            return False
        trade = any(
            self.between(kind, hit.start - 1, hit.start) for kind in ("noun:technical", "noun:domain")
        )
        return not trade and before.key not in self.lexicon.function

    def _is_held(self, hit: Hit) -> bool:
        """The FPR of "recall at 1 % FPR": it is held where the other is measured."""
        at = hit.start - 1
        at -= self.key(at) in ("%", "percent", "per cent", "pct")
        if self.tokens[at].kind != NUMBER or self.key(at - 1) not in ("at", "@"):
            return False
        return any(one.end == at - 1 for one in self.between("metric", at - 6, at - 1))

    def _is_compound(self, hit: Hit) -> bool:
        """The card of "card declines" is none of the machines."""
        if hit.end == len(self.tokens) or self.key(hit.end - 1).endswith("s") or hit.end in self.turns:
            return False
        return self.tokens[hit.end].kind == WORD and self.key(hit.end) not in self.lexicon.function
