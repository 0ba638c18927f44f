"""Reasons for what got worse: what the sentence says after it."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from bot.rules.facts import Measure, Mitigation, Value
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import Scene

REACH = 12
LEAD = 6
NEAR = 3
HALF = 0.5
ENDS = frozenset([".", ";", "\n"])


class Tradeoffs(Scene):
    """As in "p95 from 40 to 65 ms, as the job runs at night", "lost 0.4 BLEU but decodes 3x faster"."""

    def all(self, measures: Sequence[Measure], values: Sequence[Value]) -> Iterator[Mitigation]:
        worse = [one.span[1] for one in measures if one.good < 0]
        if not worse:
            return
        for one in measures:
            if one.good < 0 and (at := self._concession(one)) is not None:
                yield Mitigation((self.tokens[at].start, self.tokens[at].end))
            if one.good < 0:
                yield from (
                    Mitigation(then.span)
                    for then in values
                    if _is_won_back(one, then) and self.key(then.first - 1) != "of"
                )
        starts = [token.start for token in self.tokens]
        gain = max((one.span[0] for one in measures if one.good > 0), default=-1)
        for end in worse:
            at = self._reason(bisect_left(starts, end), gain)
            if at is not None:
                yield Mitigation((self.tokens[at].start, self.tokens[at].end))

    def _concession(self, worse: Measure) -> int | None:
        """As in "although p95 is 15 ms higher", "Despite 15 ms more", "For 15 ms more at p95 we got ..."."""
        first = bisect_left([token.start for token in self.tokens], worse.span[0])
        for at in range(first - 1, max(first - 1 - LEAD, -1), -1):
            if self.key(at) in ENDS:
                return None
            conceded = self.key(at) in self.sets["concessions"] or (at == 0 and self.key(at) == "for")
            if conceded and not (
                self.key(at) in ("although", "though") and at > 0 and self.key(at - 1) not in ENDS
            ):
                return at
        return None

    def _reason(self, first: int, gain: int) -> int | None:
        """The token at which a reason begins; `gain` is where the last thing that got better stands."""
        for at in range(first, min(first + REACH, len(self.tokens))):
            if self.key(at) in ENDS:
                return None
            if self._gives_reason(at, gain):
                return at
        return None

    def _gives_reason(self, at: int, gain: int) -> bool:
        key, after = self.key(at), self.key(at + 1)
        if f"{key} {after}" in self.sets["reason_pairs"]:
            return True
        if key in self.sets["reasons"]:
            dated = key == "since" and not self.sets["launching"].isdisjoint(
                self.keys[at + 1 : at + 1 + LEAD]
            )
            dated = dated or (key == "since" and self._is_of_then(at + 2))
            return after in self.sets["reason_heads"] and (key, after) != ("since", "i") and not dated
        if key in (",", "("):
            return after in self.sets["comment_heads"] or (
                after == "which"
                and (
                    self.key(at + 2) in self.sets["comment_verbs"]
                    or not self.sets["wanting"].isdisjoint(self.keys[at + 2 : at + 2 + LEAD])
                )
            )
        if key in ("that", "which") and not self.sets["consenting"].isdisjoint(
            self.keys[at + 2 : at + 2 + LEAD]
        ):
            return True  # "at 60 ms of latency that the review had approved"
        reach = LEAD if key in self.sets["caps"] else NEAR * (key in self.sets["granting"])
        if any(token.kind == NUMBER for token in self.tokens[at + 1 : at + 1 + reach]):
            return True  # "p95 350 to 800 ms, the limit from the dispatch chief is 1 s"
        spared = "no" in self.keys[at : at + LEAD] and "longer" in self.keys[at : at + LEAD]
        return key == "but" and (gain > self.tokens[at].start or spared)

    def _is_of_then(self, at: int) -> bool:
        """No more than a name follows: "since the re-ranker", not "since the page is cached"."""
        end = next((to for to in range(at, at + NEAR) if not self.key(to).isalpha()), at)
        return end > at and all(self.key(to) not in self.lexicon.function for to in range(at, end))


def _is_won_back(worse: Measure, then: Value) -> bool:
    """As in "p99 8 to 95 ms at first, 9 ms again with a local cache": told later, at least halfway back."""
    alike = then.quantity.dim == worse.unit and not then.quantity.noun and then.span[0] >= worse.span[1]
    if not alike or then.shape != "level" or None in (worse.before, worse.after, then.after):
        return False
    before, after, end = worse.before or 0.0, worse.after or 0.0, then.after or 0.0
    return before != after and (after - end) / (after - before) >= HALF
