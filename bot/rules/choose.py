"""Which metric a value is about: the nearest that fits, by tokens and breaks between them."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from bot.rules.barred import WIDE, Barred
from bot.rules.facts import Value
from bot.rules.lex import NUMBER, WORD, Token
from bot.rules.lexicon import Hit, Hits, Lexicon
from bot.rules.scene import within

FITS: Mapping[str, frozenset[str]] = {
    "score": frozenset(["plain", "percent", "point", "factor"]),
    "rate": frozenset(["plain", "percent", "point", "factor"]),
    "share": frozenset(["plain", "percent", "point", "factor", "time", "span"]),
    "error": frozenset(
        [
            "plain",
            "percent",
            "point",
            "factor",
            "time",
            "span",
            "length",
            "amount",
            "money",
            "energy",
            "speed",
        ]
    ),
    "time": frozenset(["time", "span", "percent", "factor"]),
    "speed": frozenset(["speed", "plain", "percent", "factor", "params"]),
    "size": frozenset(["bytes", "flops", "energy", "params", "plain", "percent", "factor"]),
    "money": frozenset(["money", "percent", "factor"]),
    "hours": frozenset(["plain", "hours", "time", "span", "percent", "factor"]),
    "machines": frozenset(["plain", "percent", "factor"]),
    "revenue": frozenset(["money", "amount", "percent", "factor", "point", "plain"]),
    "earned": frozenset(["money"]),
    "count": frozenset(["plain", "percent", "factor", "point", "span", "money", "amount"]),
    "human": frozenset(["span", "time", "percent", "factor", "plain"]),
}
APART = {"time": frozenset(["time", "span"]), "money": frozenset(["money"])}
APART_REACH = 9  # tokens
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
    "although": 5.0,
    "though": 5.0,
    "as": 2.0,
}
NO_PERCENT = frozenset(["time", "speed", "money", "hours"])
QUIET = 4.0  # a verb such as "shrank" gives way to a metric by its name
REACH = 13.0
SOMEBODY = frozenset(
    ["active_users", "customers", "subscribers", "traffic", "demand", "trips", "posts", "leads"]
)
"""Who is counted has no duration."""
SOON = 1.0  # nobody works in less than a second


class Chooser(Barred):
    """`prefix` holds the cost of walking from the first token to each: a distance is one subtraction. Token
    distance, not character distance: a longer model name must change nothing."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]
    ) -> None:
        super().__init__(lexicon, tokens, hits)
        self.values = values
        self.begins = frozenset(value.first for value in values)
        self.comparing = frozenset(value.last for value in values if value.compared)

    @cached_property
    def held(self) -> dict[int, int]:
        """The first token of the value that holds a token."""
        return {at: value.first for value in self.values for at in range(value.first, value.last)}

    @cached_property
    def prefix(self) -> list[float]:
        costs = [COSTS.get(key, 1.0) for key in self.keys]
        for at in self.held:
            if self.tokens[at].kind == NUMBER:
                costs[at] += 2.5
        for hit in self.metrics:
            costs[hit.end - 1] += 1.5
        return list(accumulate(costs, initial=0.0))

    def metric(self, value: Value) -> Hit | None:
        """The phrase of the metric, or None if none is near enough or a vague word is nearer."""
        best, cost = None, min(REACH, self._vague(value))
        for hit in within(self.metrics, value.first - WIDE, value.last + WIDE):
            quiet = hit.value.silent and not self._takes_share(value, hit)
            here = self._distance(value, hit) + (QUIET if quiet else 0.0)
            if here < cost and self._fits(value, hit):
                best, cost = hit, here
        return best

    def _is_of_kind(self, value: Value, kind: str) -> bool:
        """By its unit, which may be said apart: "Latency (ms): 120 -> 80", "p50 from 80 to 35 and p99 from 300 to
        140 ms"."""
        dim = value.quantity.dim
        if dim in FITS[kind]:
            return True
        if kind == "money" and dim == "plain" and value.shape == "change":
            return not value.quantity.noun  # "Labelling budget 180k to 65k"
        if dim != "plain" or kind not in APART or value.shape != "change" or value.quantity.noun:
            return False
        units = self.between("unit", value.first - APART_REACH, value.last + APART_REACH)
        return any(
            hit.value.dim in APART[kind] and self.same_sentence(hit.start, value.first) for hit in units
        ) or any(
            one.quantity.dim in APART[kind] and self.same_sentence(one.first, value.first)
            for one in self.values
        )

    def _takes_share(self, value: Value, hit: Hit) -> bool:
        """As in "recognises 99 % of the defects": the verb says more than what the share is of."""
        return hit.end == value.first and hit.value.kind == "score" and self.key(value.last) == "of"

    def _fits(self, value: Value, hit: Hit) -> bool:
        if value.quantity.dim == "plain" and hit.value.kind in APART and hit.start >= value.last:
            return False
        if not self._is_of_kind(value, hit.value.kind) or self._is_barred(value, hit):
            return False
        if self._taken(value, hit) or self._is_afterthought(value, hit):
            return False
        return self._share(value, hit) if value.quantity.dim == "percent" else self._number(value, hit)

    def _share(self, value: Value, hit: Hit) -> bool:
        """No latency goes "from 2 % to 1 %"; "30 % fewer posts" is about posts."""
        noun, kind = value.quantity.noun, hit.value.kind
        if kind == "machines" and value.shape == "change" and noun == "machine":
            return False  # "was using 28 % of the GPUs and now it is 74 %"
        if (value.shape == "change" and kind in NO_PERCENT) or (
            value.compared and self._is_of_next_clause(value, hit)
        ):
            return False
        if value.compared and noun in ("audience", "scope", "other", "technical"):
            return bool(value.first <= hit.start <= value.last + 4) or hit.end == value.first
        picky = kind in ("score", "error") and noun in ("technical", "audience", "scope")
        return not (picky and value.compared and hit.start < value.last)

    def _is_of_next_clause(self, value: Value, hit: Hit) -> bool:
        """The opens of "31 % fewer pushes while opens stayed where they were"."""
        between = range(value.last + 1, hit.start)
        return len(between) > 1 and any(self.key(at) in self.sets["next_clause"] for at in between)

    def _number(self, value: Value, hit: Hit) -> bool:
        """Plain numbers are picky: a count of things is no score, a count of cards is no saving."""
        quantity, kind = value.quantity, hit.value.kind
        if value.compared and quantity.noun in ("audience", "scope", "other"):
            return bool(value.first <= hit.start <= value.last + 4)
        if quantity.dim != "plain":
            return self._dimensioned(value, hit)
        if kind in ("money", "hours"):  # said without its unit
            named = kind == "hours" or (hit.end <= value.first and self.same_clause(hit.start, value.first))
            return named and value.shape == "change" and not quantity.noun
        if kind == "machines":
            return quantity.noun not in ("audience", "scope") and self._machines(value, hit)
        if kind in ("count", "revenue", "human"):
            score = (
                kind == "human" and abs(quantity.value) < 1
            )  # "on par with the manual product (0.81 vs 0.82)"
            return not score and self._counts(value, hit)
        return self._scores(value, hit)

    def _dimensioned(self, value: Value, hit: Hit) -> bool:
        quantity, kind = value.quantity, hit.value.kind
        if hit.value.id in SOMEBODY and quantity.dim in ("span", "time"):
            return False
        if kind == "count" and quantity.dim in ("money", "amount"):
            return self._is_worth(value, hit)
        return not (kind == "human" and quantity.dim == "time" and quantity.value < SOON)

    def _is_worth(self, value: Value, hit: Hit) -> bool:
        """As in "chargebacks down £3.4m": money beside a counted thing is that thing's."""
        near = value.shape != "change" and hit.start - value.last <= 2 and value.first - hit.end <= 4
        between = range(min(hit.start, value.first), max(hit.start, value.first))
        linked = any(self.key(at) in ("with", "on", "for", "at", "while") for at in between)
        return near and not linked and self.same_clause(hit.start, value.first)

    def _is_afterthought(self, value: Value, hit: Hit) -> bool:
        """The sessions of "1.9 s to 0.4 s, winning back sessions": who is counted later has no duration."""
        if hit.value.kind != "count" or value.quantity.dim not in ("time", "span") or value.compared:
            return False
        return hit.start > value.last + 1

    def _taken(self, value: Value, hit: Hit) -> bool:
        """A metric further right that has a number of its own belongs to that one."""
        if self.comparing and any(
            at in self.comparing and at != value.last for at in (hit.start, hit.start - 1, hit.start - 2)
        ):
            return True
        if (
            hit.start == value.last + 1
            and self.key(value.last) in (",", "and", "but")
            and value.shape == "change"
        ):
            return hit.end in self.begins  # "battery 9 % -> 14 %, mIoU .72 -> .77"
        if hit.start <= value.last + 1:
            return False
        if self.held.get(hit.start, value.first) > value.first:
            return True  # the fps of "3.5 -> 1.2, still 30 fps"
        return hit.end in self.begins or hit.end + 1 in self.begins

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
        near = self.between("metric", hit.start - 4, hit.end)
        if any(one.start <= hit.start and hit.end <= one.end for one in near):
            return False
        after = self.tokens[hit.end]
        known = after.kind != WORD or after.key in self.lexicon.function
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
        if hit.value.kind not in ("count", "machines", "size") or value.compared:
            return 0.0
        lead = range(hit.start - 1, max(hit.start - 4, -1), -1)
        named = next(
            (at for at in lead if self.key(at) in self.sets["measured_on"] or self.key(at) == "of"), None
        )
        if named is None or any(self.tokens[at].kind != WORD for at in range(named, hit.start)):
            return 0.0
        headed = any(one.end == named for one in self.between("metric", named - 5, named))
        return 9.0 if headed else 0.0

    def _scores(self, value: Value, hit: Hit) -> bool:
        quantity = value.quantity
        if quantity.word and value.shape != "change":
            return False
        if hit.value.kind in ("speed", "size") and quantity.magnitude and hit.end == value.first:
            return True  # "contexts of 128k tokens"
        if quantity.noun in ("audience", "scope", "machine", "technical", "other") and quantity.value >= 2:
            return value.first <= hit.start <= value.last
        if (
            hit.value.kind == "size"
            and quantity.noun == "metric"
            and value.shape == "level"
            and not quantity.magnitude
        ):
            return False  # "Maintained 99 packages"
        return not quantity.magnitude or hit.value.kind in ("speed", "size")

    def _counts(self, value: Value, hit: Hit) -> bool:
        """A level is a result of a counted thing only beside it: "12M users a day"; a change from further."""
        if value.quantity.word and self.between("noun:audience", value.last, hit.start):
            return False  # "two engineers to returns"
        if value.shape == "level" and self.key(value.first - 1) in self.sets["data_leads"]:
            if self.key(value.first - 1) == "of" and not self.per_day(value):
                return False
            return not value.quantity.word and (self.per_day(value) or self.near("launch_cue", value, 6))
        if value.shape != "level" or value.compared:
            return not value.quantity.word or value.shape == "change" or hit.start <= value.last + 1
        return self._is_level_of(value, hit)

    def _is_level_of(self, value: Value, hit: Hit) -> bool:
        """As in "12M users a day", "Truck rolls avoided: 1,300"; not "Authored 14 technical reports"."""
        if self.key(value.first - 1) in self.sets["authoring"]:
            return False
        if hit.value.id in ("complaints", "fraud_losses", "incidents") and not (
            value.ref or self.per_day(value)
        ):
            return False  # "SQL for 70 reports"
        if hit.end < value.first <= hit.end + 3 and self.key(hit.end) in self.sets["welcome"]:
            return True
        beside = value.last <= hit.start <= value.last + 2 and self.walkable(value.last, hit.start)
        return (beside and not self.near("training_cue", value, 9)) or (value.ref and hit.end <= value.first)

    def _machines(self, value: Value, hit: Hit) -> bool:
        if hit.value.silent:  # cards and workers may be other things, unless they are given back
            return self.released(value, hit) or (value.shape == "change" and value.quantity.noun == "machine")
        if abs(hit.start - value.last) > 3 and abs(value.first - hit.end) > 4 and value.shape == "level":
            return False
        return value.shape == "change" or value.compared or self.released(value, hit)
