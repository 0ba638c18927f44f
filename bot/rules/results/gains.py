"""Whether a number got better or worse: which way is good for what it tells of, and what is only noise."""

from bot.rules.facts import Value
from bot.rules.results.names import Names
from bot.rules.words.lexicon import Hit
from bot.rules.words.schema import Metric

CLEAR = {"accuracy": 0.012, "business": 0.012}
CLEAR_AGAINST = {1: 0.03, -1: 0.06}
"""Between two systems, for a gain and for a loss."""
SMALL = 0.3  # per cent or points
NAMED_APART = 8  # tokens
SCALING = 9  # tokens
SHARE_REACH, GAP_REACH = 8, 12  # tokens
POINT, FIFTIETH = 1.25, 0.02
EITHER = ("cases_done", "traffic")
"""Of which fewer may be wanted."""


class Gains(Names):
    """Tells better from worse."""

    def good(self, value: Value, polarity: int, family: str = "") -> int:
        if value.good:
            return value.good
        good = value.direction * polarity
        return good if self._is_clear(value, family, good) else 0

    def _is_clear(self, value: Value, family: str, good: int) -> bool:
        """Noise is neither better nor worse; between two systems more of it is noise than over time."""
        share = relative(value)
        if value.shape == "change":
            if share is None:
                return True
            if any(self.key(at) in self.sets["against"] for at in range(value.first, value.last)):
                return abs(share) > CLEAR_AGAINST.get(good, 0.0)
            # "but AUC drops from 0.803"
            told = "but" in self.keys[max(value.first - NAMED_APART, 0) : value.first]
            point = family == "accuracy" and not told and _is_a_point(value)
            return abs(share) > CLEAR.get(family, 0.05) and not point
        small = value.quantity.dim in ("percent", "point") and not value.quantity.word
        return not (small and abs(value.quantity.value) <= SMALL)

    def is_unsure(self, value: Value, metric: Metric) -> bool:
        """Too little to call it worse: of what is counted, a part more or fewer ("treats two times more complaints",
        "home visits down by a fifth"), a rate of something sold, a speed without its unit."""
        dim = value.quantity.dim
        if metric.id in ("speedup", "throughput") or (value.shape == "level" and metric.family == "accuracy"):
            return dim == "plain"
        if metric.kind == "revenue":
            return dim in ("percent", "amount") and value.shape == "change"
        if metric.kind != "count" or value.shape != "delta" or dim == "point":
            return False
        if dim == "percent" and metric.good == "up" and not value.quantity.word:
            return metric.id in EITHER
        doubled = dim == "factor" and value.quantity.word and not value.compared  # "complaints doubled"
        return not (doubled or dim == "percent") or metric.good != "down"

    def is_more_of_bad(self, value: Value) -> bool:
        """As in "parcels delivered late 2.1 -> 3.4 %", "wrong merges rose from 12 to 30"."""
        if value.direction <= 0 or value.shape == "level" or value.compared:
            return False
        if self._is_refused(value):
            return True
        low = max(self.clause_start(value.first), value.first - SHARE_REACH)
        keys = self.keys[low : value.first]
        caught = any(key in self.sets["fought"] or key in self.sets["welcome"] for key in keys)
        # "70 wrongly blocked pictures a day, it was 20"
        told = (*keys, *self.keys[value.first + 1 : min(value.first + 4, value.last)])
        return not caught and not self.sets["plainly_bad"].isdisjoint(told)

    def polarity(self, value: Value, hit: Hit) -> int:
        """More tickets are worse, more tickets closed are better; fewer missed orders are better. Of "challenges for
        customers" the customers say nothing of better or worse."""
        plain = self._plain_polarity(value, hit)
        found = self._polarity(value, hit) if plain is None else plain
        if (hit.value.kind in ("score", "rate") and self._is_of_gap(value)) or self._is_refused(value):
            return -1
        counted = hit.value.family == "business" and found >= 0 and hit.value.kind in ("count", "revenue")
        return -1 if counted and hit.end <= value.first and self.is_more_of_bad(value) else found

    def _is_refused(self, value: Value) -> bool:
        """As in "vets now reject 19 % of letters, up from 8 %": people want none of it."""
        refused = value.shape == "change" and self.key(value.first - 1) in self.sets["refusals"]
        return refused and value.quantity.dim == "percent" and self.by_people(value, SHARE_REACH)

    def _is_of_gap(self, value: Value) -> bool:
        """As in "the skill gap widened from 90 to 160 Elo", "sim-to-real gap in success 4 to 15 points"."""
        if value.shape == "level" or self.sets["gaps"].isdisjoint(self.said):
            return False
        at, low = value.first, max(value.first - GAP_REACH, 0)
        while at > low and self.key(at - 1) not in (",", ";", ".", ":"):
            at -= 1
        return not self.sets["gaps"].isdisjoint(self.keys[at : value.first])

    def _plain_polarity(self, value: Value, hit: Hit) -> int | None:
        """What one word beside the metric says."""
        metric: Metric = hit.value
        if self._is_share_of(value, hit) or (metric.id == "speedup" and value.quantity.dim == "plain"):
            return 0  # the latter: "speed up of poses, ms 85 to 31"
        lead = self.key(hit.start - 1)
        unwanted = metric.kind in ("score", "rate") and lead in self.sets["mistaken"]
        refused = (
            metric.family == "business"
            and metric.kind in ("revenue", "count")
            and lead in self.sets["fallen_through"]
        )
        return -1 if unwanted or refused else None

    def _polarity(self, value: Value, hit: Hit) -> int:
        metric: Metric = hit.value
        if self._is_welcome(hit):
            return 1
        if metric.family == "business" and metric.kind in ("count", "revenue") and metric.polarity > 0:
            return self._upward(hit)
        if not (metric.kind == "count" and metric.good == "down"):
            return metric.polarity
        around = (*range(value.first - 3, value.first), value.last + 2, value.last + 3)
        manifold = value.quantity.dim == "factor" and value.last > value.first + 1  # "twice as many"
        if not (value.compared or manifold or value.first <= hit.start < value.last):
            return metric.polarity
        done = any(self.key(at) in self.sets["completing"] for at in around)
        return int(value.direction > 0) if done else -1

    def _is_share_of(self, value: Value, hit: Hit) -> bool:
        """As in "covers 100 % of calls, 2 % before", "books 1 in 3 calls": how far it reaches, not how many there
        are."""
        if value.quantity.dim != "percent" or value.shape == "delta":
            return False
        if hit.value.family == "business" and value.first < hit.start < value.last:
            return True  # "two in three drafts go out with light edits, up from one in four"
        if hit.value.kind != "count":
            return False
        between = range(value.first, hit.start)
        return 0 < len(between) < SHARE_REACH and any(self.key(at) in ("of", "in") for at in between)

    def _upward(self, hit: Hit) -> int:
        low = max(self.clause_start(hit.start), hit.start - 3, 0)
        lead = self.keys[low : hit.start]
        if self.key(hit.start) != "sold" and self._is_of_a_kind(hit.start - 1):
            return 0  # not "tonnes sold"
        return 0 if any(key in self.sets["measured_on"] or key in ("of", "to", "by") for key in lead) else 1

    def _is_of_a_kind(self, at: int) -> bool:
        """As in "empty-run bookings -7 %", "double bookings", "panic sales": fewer of them may be wanted; not "weekly
        bookings", "hotel bookings"."""
        if (
            not self.names_thing(at)
            or self.key(at) in self.sets["plain_adjectives"]
            or self.key(at).endswith("ly")
        ):
            return False
        known = (
            "noun:audience",
            "noun:scope",
            "noun:role",
            "noun:domain",
            "noun:tool",
            "metric",
            "direction",
        )
        return not self.any_of(known, at, at + 1)

    def _is_welcome(self, hit: Hit) -> bool:
        """As in "alarms answered", "biopsies avoided", "hours between failures"."""
        metric: Metric = hit.value
        if metric.polarity >= 0 or metric.family not in ("business", "accuracy"):
            return False
        lead = self.key(hit.start - 1)
        near = self.keys[max(hit.start - 6, 0) : hit.start]
        if not self.sets["fought"].isdisjoint(near):
            return any(self._is_fought(at, hit) for at in range(hit.start - len(near), hit.start))
        # not "errors found by audit"
        met = self.key(hit.end) in self.sets["welcome"] and (
            self.key(hit.end + 1) != "by" or self.key(hit.end) == "won"
        )
        return lead == "between" or met

    def _is_fought(self, at: int, hit: Hit) -> bool:
        """As in "catching 60k more fraud a month"; "prevented 4m of losses" says by itself that it fell."""
        known = self.key(at) in self.sets["fought"] and not self.between("direction", at, at + 1)
        return known and self.same_clause(at, hit.start) and ":" not in self.keys[at : hit.start]

    def is_offline(self, hit: Hit) -> bool:
        """Spent before anything runs, as in "the cost of a training run"."""
        low = max(hit.start - 5, self.clause_start(hit.start))
        subject = (at for at in range(low, hit.start) if self.same_clause(at, hit.start))
        words = (self.key(at) for at in (*subject, *range(hit.start, hit.end + 5)))
        return hit.value.offline or any(word in self.sets["training_words"] for word in words)

    def wanted(self, value: Value) -> int:
        """Shorter is better, but not "battery 5 d to 9 d"; "every 7 weeks instead of every 5 days" is neither."""
        if 0 < min(value.before or 1, value.after or 1) < 1:
            return -1  # "time on the battery board went from 300 ms to 1.4 s"
        lead = range(value.first - 1, max(value.first - NAMED_APART - 1, -1), -1)
        words = self.sets["better_longer"]
        lasting = (
            at for at in lead if self.key(at) in words or f"{self.key(at)} {self.key(at + 1)}" in words
        )
        return 1 if any(self.same_clause(at, value.first) for at in lasting) else -1

    def is_scaled(self, value: Value) -> bool:
        """As in "Scaled pretraining from 8 to 64 GPUs": what was done, not what came of it."""
        lead = range(value.first - 1, max(value.first - SCALING, -1), -1)
        return any(self.key(at) in self.sets["scaling"] and self.same_clause(at, value.first) for at in lead)


def _is_a_point(value: Value) -> bool:
    """As in "mAP 0.52 to 0.51": a point of a score, less than a fiftieth of it."""
    before, after = abs(value.before or 0.0), abs(value.after or 0.0)
    points = abs(after - before) * (100 if max(before, after) <= 1 else 1)
    return points < POINT and abs(after - before) < FIFTIETH * before


def relative(value: Value) -> float | None:
    """The change relative to where it began, as a share: 22 to 28 is 0.27; None where it cannot be told."""
    if value.shape != "change" or not value.before or value.after is None:
        return None
    return (value.after - value.before) / abs(value.before)
