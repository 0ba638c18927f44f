"""How far a metric stands from a number: tokens and breaks between them, and what a metric is only measured on."""

from collections.abc import Sequence
from itertools import accumulate, repeat

from bot.rules.facts import Value
from bot.rules.results.barred import WIDE, Barred
from bot.rules.words.lex import NUMBER, WORD, Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.scene import once

LOOSE = frozenset(["plain", "percent", "point", "factor"])
COSTS = {
    ",": 3.0,
    "->": 4.0,
    ";": 14.0,
    ".": 30.0,
    "!": 30.0,
    "?": 30.0,
    "\n": 30.0,
    "and": 2.0,
    "but": 4.0,
    "while": 4.0,
    "with": 3.0,
    ":": 0.5,
    "(": 0.5,
    ")": 0.5,
    "=": 0.0,
    "—": 12.0,
    "|": 12.0,
    "of": 0.5,
    "after": 5.0,
    "because": 5.0,
    "when": 5.0,
    "since": 5.0,
    "once": 5.0,
    "although": 5.0,
    "though": 5.0,
    "as": 2.0,
}
REACH = 13.0


class Distance(Barred):
    """`prefix` holds the cost of walking from the first token to each: a distance is one subtraction. Token
    distance, not character distance: a longer model name must change nothing."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]
    ) -> None:
        super().__init__(lexicon, tokens, hits)
        self.values = values
        self.begins = {value.first for value in values}
        self.comparing = {value.last for value in values if value.compared}
        self.ended = {value.last for value in values}

    @once
    def held(self) -> dict[int, int]:
        """The first token of the value that holds a token."""
        return {at: value.first for value in self.values for at in range(value.first, value.last)}

    @once
    def prefix(self) -> list[float]:
        costs = [*map(COSTS.get, self.keys, repeat(1.0))]
        for at in self.held:
            if self.tokens[at].kind == NUMBER:
                costs[at] += 2.5
        for hit in self.metrics:
            costs[hit.end - 1] += 1.5
        return list(accumulate(costs, initial=0.0))

    def _vague(self, value: Value) -> float:
        """How near a word like "performance" stands: nearer than any metric, the number stays loose."""
        if value.shape == "level" or value.quantity.dim not in LOOSE or value.compared:
            return REACH
        before = [
            hit
            for hit in self.between("vague", value.first - WIDE, value.first)
            if hit.end <= value.first and self._is_head(hit)
        ]
        return self.prefix[value.first] - self.prefix[before[-1].end] if before else REACH

    def _is_head(self, hit: Hit) -> bool:
        """Not the score of "F1 score", nor the results of "results page"."""
        near = self.between("metric", hit.start - 6, hit.end)
        if any(one.start <= hit.start and hit.end <= one.end for one in near):
            return False
        if any(self.key(one.end) in self.sets["object_leads"] for one in near if one.end < hit.start):
            return False  # "rank correlation to the clinic score"
        after = self.tokens[hit.end]
        known = after.kind != WORD or after.key in self.lexicon.function or after.key in self.sets["going"]
        return known or bool(self.between("direction", hit.end, hit.end + 1))

    def _distance(self, value: Value, hit: Hit) -> float:
        if hit.end <= value.first:
            return (
                self._object(value, hit)
                + self.prefix[value.first]
                - self.prefix[hit.end]
                + (2.5 if value.compared else 0.0)
            )
        if hit.start >= value.last:
            gap = self.prefix[hit.start] - self.prefix[value.last]
            if value.quantity.word and self.key(value.last) in ("of", "the") and gap < 4:
                return gap - 2.0
            return gap + (-2.0 if value.compared and gap < 4 else 1.5 if gap else 0.5)
        return 0.0

    def _object(self, value: Value, hit: Hit) -> float:
        """Extra distance to what a metric is measured on: the calls of "WER on noisy calls"."""
        if (
            value.compared
            or hit.value.family == "accuracy"
            or hit.value.kind in ("time", "speed", "money", "hours")
        ):
            return 0.0
        for one in self.between("metric", hit.start - 3, hit.start):
            if one.end == hit.start and one.value.family == "accuracy":
                return 9.0  # "wrongly flagged transfers"
        lead, links = range(hit.start - 1, max(hit.start - 6, -1), -1), self.sets["measured_on"]
        named = next(
            (at for at in lead if self.key(at) in self.sets["object_leads"] or self.key(at) in links), None
        )
        if hit.value.kind == "rate" and named is not None and self.key(named) == "for":
            return 0.0  # "paid 15 ms of latency for a conversion gain of 2 %"
        if named is None or any(self.tokens[at].kind != WORD for at in range(named, hit.start)):
            return 0.0
        if self.key(named - 2) in self.sets["measured_on"] or self.key(named - 3) in self.sets["measured_on"]:
            # "GPU hours for a month of calls"
            named -= 2 if self.key(named - 2) in self.sets["measured_on"] else 3
        end = named - (self.key(named - 1) == ")")  # "Tracking accuracy (MOTA) for parcels"
        heads = [one for one in self.between("metric", named - 5, named) if one.end == end]
        counted = hit.value.kind in ("count", "machines", "size")
        headed = any(counted or one.value.family == "accuracy" for one in heads)
        return 9.0 if headed else 0.0
