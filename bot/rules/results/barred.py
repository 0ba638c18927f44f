"""Metrics that a number cannot belong to, however near they stand."""

from bot.rules.facts import Value
from bot.rules.results.counts import Counts
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import once

EQUAL = frozenset(["equal", "same", "identical", "unchanged"])
WIDE = 30
MANIFOLD = frozenset(["hundred", "thousand", "million", "billion"])
MINUTE = 60.0
SUBJECT, TOPIC = 6, 6  # tokens
REASONS = frozenset([("because", "of"), ("due", "to")])
ABOUT = frozenset(["about", "regarding", "concerning", "on", "over"])
VERBS = frozenset(["pass", "spend"])
UNSEEN = frozenset(["without", "with", "through", "by", "at", "unseen"])
TIMES = frozenset(["time", "hours", "minutes", "days"])
PARTED = frozenset([":", ";", "."])
UPON = frozenset(["on", "over"])
TOPICS = ABOUT | {first for first, _ in REASONS}
LINKS = ABOUT | {last for _, last in REASONS}
COMPUTED = ("noun:machine", "noun:domain", "noun:tool", "noun:technical")


class Barred(Counts):
    """Says what bars a metric from a number."""

    @once
    def turns(self) -> frozenset[int]:
        return frozenset(hit.start for kind in ("direction", "noun:release") for hit in self.found(kind))

    def _is_barred(self, value: Value, hit: Hit) -> bool:
        """Words that look like the metric of this number and are none."""
        kind, silent = hit.value.kind, hit.value.silent
        unit = hit.value.id == "per_second" and value.quantity.dim == "speed"  # "RMSE 2.1 -> 1.6 m/s"
        if unit or self._is_whole_of(value, hit) or self._is_denied(value, hit):
            return True
        of_set = self.key(hit.start) == "worth" and self.key(hit.start - 2) in ("on", "over", "across")
        if (
            of_set
            or self._is_measured_on(value, hit)
            or (value.quantity.dim in ("plain", "amount") and self._is_what_is_told(hit))
        ):
            return True
        if self._is_held(hit) or (hit.start >= value.last and self.key(hit.start - 1) in EQUAL):
            return True  # "horizon from 6 h to 24 h at equal MAE"
        if (
            self._is_topic(hit)
            or self._is_quality_of(hit)
            or self._is_per(hit)
            or self.names_a_model(hit)
            or self._is_loss_of(value, hit)
        ):
            return True
        others = self._is_missed_by_people(hit) or (silent and self._is_other(value, hit))
        others = others or self._is_done_by_somebody(hit)
        if others or kind != "human":
            return others
        low = self.clause_start(value.first)  # "paperwork spared, and the job runs 40 s"
        job = hit.end <= low and not self.sets["run_heads"].isdisjoint(self.keys[low : value.first])
        return job or self.key(hit.start - 1) in self.sets["machine_work"]  # "machine time"

    def _is_what_is_told(self, hit: Hit) -> bool:
        """As in "the forecast of empty containers", "pages/min 12 -> 55": what the program tells of, or how fast."""
        if hit.value.id == "pages" and self.key(hit.end) in ("/", "per"):
            return True
        if hit.value.kind == "score" or not self.found("noun:domain"):
            return False
        of = next((at for at in range(hit.start - 1, hit.start - 4, -1) if self.key(at) in ("of", "for")), -1)
        told = of > 0 and self.same_sentence(of, hit.start)
        return told and bool(self.between("noun:domain", of - 1, of))

    def _is_denied(self, value: Value, hit: Hit) -> bool:
        """The cost of "98 % right, at no cost", the GPU of "from 4 to 2, no more GPU"; what others would accept."""
        at = hit.start - 1 - (self.key(hit.start - 1) == "more")
        later = hit.start >= value.last
        return later and (self.key(at) in ("no", "without") or "what" in self.keys[value.last : hit.start])

    def _is_whole_of(self, value: Value, hit: Hit) -> bool:
        """The volume of "losses were cut from 11 to 7 basis points of volume", the calls of "1.9 % of calls"."""
        if value.shape != "change":
            return False
        inside = value.first < hit.start < value.last and self.key(hit.start - 1) == "of"
        behind = self.key(value.last) == "of" and value.last < hit.start <= value.last + 2
        if not (inside or behind):
            return False
        before = self.between("metric", value.first - WIDE, value.first)
        return any(one.end <= value.first and self.same_clause(one.start, value.first) for one in before)

    def _is_missed_by_people(self, hit: Hit) -> bool:
        """As in "missed trains", "missed payments": no detections."""
        at = hit.start + 1
        if self.key(hit.start) != "missed" or hit.end - hit.start != 2 or self.key(at) == "pedestrians":
            return False
        named = self.any_of(("noun:audience", "noun:scope"), at, at + 1)
        return named or self.key(at) in self.sets["missable"]

    def _is_done_by_somebody(self, hit: Hit) -> bool:
        """The verbs of "the hours that carers spend on lists", "49 skirts a day pass without a tailor"."""
        if self.keys[hit.start] not in VERBS:
            return False
        lead = self.key(hit.start - 1)
        if hit.end > hit.start + 1 or not (lead.endswith("s") or lead in self.sets["rates"]):
            return False
        if self.key(hit.start) == "pass":
            after = hit.end + 1 + (self.key(hit.end + 1) in self.sets["articles"])
            return self.key(hit.end) in UNSEEN and self.names_place(after)
        spent = not TIMES.isdisjoint(self.keys[max(hit.start - 4, 0) : hit.start])
        return self.key(hit.start) == "spend" and spent

    def _is_other(self, value: Value, hit: Hit) -> bool:
        """A verb or a plain word that tells something else here: "by writing a queue", "card declines"."""
        reach = 2 if hit.start >= value.last else 1  # "9 days -> 5 with fused kernels"
        if not self.sets["means"].isdisjoint(self.keys[max(hit.start - reach, 0) : hit.start]):
            return True
        if hit.value.id == "chores" and value.quantity.dim == "time" and value.quantity.value < MINUTE:
            return True  # "parsing a filing takes 4 s"
        if hit.value.kind == "human":
            return value.quantity.dim not in ("span", "time")
        if hit.value.id == "size_act":
            return not self._is_smaller_program(value, hit)
        return bool(hit.value.kind == "machines" and value.direction > 0)

    def _is_smaller_program(self, value: Value, hit: Hit) -> bool:
        """As in "the index became a third smaller", "Compressed it 8x"; not "food waste 12 % smaller"."""
        if value.quantity.dim not in ("percent", "factor", "plain"):
            return True
        low = max(value.first - SUBJECT, 0)
        words = [at for at in range(low, value.last + SUBJECT) if self._is_named(at, hit)]
        near = [at for at in words if at < value.first] or words
        if not near:
            return value.quantity.dim != "plain"
        named = near[-1] if near[-1] < value.first else near[0]
        parts = [one for kind in COMPUTED for one in self.between(kind, named - 2, named + 1)]
        sizes = [one for one in self.between("metric", named - 2, named + 1) if one.value.kind == "size"]
        known = any(one.start <= named < one.end for one in (*parts, *sizes))
        return known or self.key(named) in self.sets["program_things"]

    def _is_named(self, at: int, hit: Hit) -> bool:
        """A word that names something, in the clause of the metric."""
        if not 0 <= at < len(self.tokens) or self.tokens[at].kind == PUNCT or at in self.turns:
            return False
        word = self.tokens[at].kind != NUMBER and self.key(at) not in self.lexicon.function
        plain = word and not hit.start <= at < hit.end and self.key(at) not in self.sets["moving"]
        return plain and self.same_clause(at, hit.start)

    def _is_measured_on(self, value: Value, hit: Hit) -> bool:
        """As in "WER 15.0 -> 17.3 on noisy calls": nobody counts the calls."""
        beside = (
            hit.value.kind == "count"
            and self.key(value.last) == "on"
            and value.last < hit.start <= value.last + 4
        )
        return beside and value.shape == "change" and value.quantity.dim in ("plain", "percent")

    def _is_topic(self, hit: Hit) -> bool:
        """The bills of "complaints about estimated bills", the size of "returns because of a wrong size"."""
        if TOPICS.isdisjoint(self.said):
            return False
        for at in range(hit.start - 1, max(hit.start - 4, 0), -1):
            key = self.key(at)
            if key in PARTED:
                return False  # "27 % of calls about rents: LLM bill -17 %"
            if key not in LINKS:
                continue
            led = at - ((self.key(at - 1), key) in REASONS)
            if led < at or (key in ABOUT and (key not in UPON or self._brings_up(at - 1, at))):
                named = self.between("metric", led - 3, led)
                counted = any(one.end == led and one.value.kind == "count" for one in named)
                counted = counted or self._brings_up(max(led - TOPIC, 0), led)
                return counted or (led < at and self.key(led - 1).endswith("s"))
        return False

    def _brings_up(self, low: int, high: int) -> bool:
        """As in "calls to the hotline about delay", "tickets on timeouts"."""
        return not self.sets["brought_up"].isdisjoint(self.keys[max(low, 0) : high])

    def _is_quality_of(self, hit: Hit) -> bool:
        """As in "improved the quality of our draft letters by a third": of a quality there is no third."""
        if not self.found("vague"):
            return False
        of = next((at for at in range(hit.start - 1, max(hit.start - 4, 0), -1) if self.key(at) == "of"), 0)
        return of > 0 and any(one.end == of for one in self.between("vague", of - 3, of))

    def _is_per(self, hit: Hit) -> bool:
        """The visits of "tickets per 1k visits"."""
        per, before = self.sets["per"], self.key(hit.start - 1)
        if not (before in per or self.key(hit.start - 2) in per) or self.stands_apart(hit.start - 1):
            return False
        return before in per or before in MANIFOLD or self.tokens[hit.start - 1].kind == NUMBER

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
        trade = self.any_of(("noun:technical", "noun:domain"), hit.start - 1, hit.start)
        return not trade and before.key not in self.lexicon.function

    def _is_held(self, hit: Hit) -> bool:
        """The FPR of "recall at 1 % FPR": it is held where the other is measured."""
        at = hit.start - 1
        at -= self.key(at) in ("%", "percent", "per cent", "pct")
        if self.tokens[at].kind != NUMBER or self.key(at - 1) not in ("at", "@"):
            return False
        return any(one.end == at - 1 for one in self.between("metric", at - 6, at - 1))
