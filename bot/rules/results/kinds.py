"""Which numbers a metric takes: by their unit, by what they count, and by how a share is told."""

from collections.abc import Mapping

from bot.rules.facts import Value
from bot.rules.results.barred import COMPUTED
from bot.rules.results.distance import Distance
from bot.rules.words.lex import WORD
from bot.rules.words.lexicon import Hit

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
NO_PERCENT = frozenset(["time", "speed", "money", "hours"])
LISTED, BILLED = 6, 4  # tokens
SOMEBODY = frozenset(
    ["active_users", "customers", "subscribers", "traffic", "demand", "trips", "posts", "leads", "pages"]
)
"""Who is counted has no duration."""
BYTES = frozenset(
    ["memory", "peak_memory", "kv_cache", "disk_size", "heap", "image_size", "binary_size", "model_size"]
)
LONGEST = 10 * 86400.0  # seconds
OF_WORKS = frozenset(["hardware", "energy", "electricity_bill"])
SIZED = frozenset(["time", "speed", "money", "hours", "size"])
SIZES = frozenset(["size", "time", "speed", "hours"])
SOON = 1.0  # nobody works in less than a second


class Kinds(Distance):
    """Holds a number against the kind of a metric."""

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
        )

    def _share(self, value: Value, hit: Hit) -> bool:
        """No latency goes "from 2 % to 1 %"; "30 % fewer posts" is about posts."""
        noun, kind = value.quantity.noun, hit.value.kind
        if kind in SIZES and value.shape == "level" and noun in ("audience", "scope") and not value.compared:
            return False  # "a new battery is fitted for 8 of 10 members"
        if self._is_share_of_another(value, hit):
            return False
        apart = (
            value.shape == "level" and hit.start > value.last and not self.same_clause(value.last, hit.start)
        )
        taken = kind == "money" and value.shape == "change" and self._is_of_takings(value)
        if kind in NO_PERCENT and (value.shape == "change" or apart) and not taken:
            return False  # "99 % right, at a licence that we had"
        if value.compared and noun in ("audience", "scope", "other", "technical"):
            return bool(value.first <= hit.start <= value.last + 4) or hit.end == value.first
        picky = kind in ("score", "error") and noun in ("technical", "audience", "scope")
        return not (picky and value.compared and hit.start < value.last)

    def _is_share_of_another(self, value: Value, hit: Hit) -> bool:
        """As in "a third of traffic never reaches a model", "was using 28 % of the GPUs and now it is 74 %", "1 in 11
        emails before, 1 in 90 now"."""
        noun, kind, changed = value.quantity.noun, hit.value.kind, value.shape == "change"
        if hit.value.id == "traffic" and value.quantity.word and not changed:
            return self.key(value.first - 1) not in ("to", "on", "for")
        if kind == "machines" and changed:
            low, high = min(hit.start, value.last), max(hit.start, value.first)
            return noun == "machine" or not self.same_clause(low, high)
        inside = changed and value.first + 1 < hit.start < value.last
        if kind == "count" and inside and self.key(value.first + 1) == "in":
            return True
        parts = kind in SIZED and "of" in self.keys[value.first + 1 : value.last - 1]
        return parts and not (value.quantity.word or changed)  # "finds 12 of 20 at line speed"

    def _is_of_takings(self, value: Value) -> bool:
        """As in "cloud spend from 11 % to 4 % of revenue": a bill that is told as a part of what comes in."""
        of = "of" in self.keys[value.first : value.last + 1]
        return of and not self.sets["takings"].isdisjoint(self.keys[value.first : value.last + LISTED])

    def _number(self, value: Value, hit: Hit) -> bool:
        """Plain numbers are picky: a count of things is no score, a count of cards is no saving."""
        quantity, kind = value.quantity, hit.value.kind
        if value.compared and quantity.noun in ("audience", "scope", "other"):
            return bool(value.first <= hit.start <= value.last + 4)
        if quantity.dim != "plain":
            return self._dimensioned(value, hit)
        if kind in ("money", "hours"):  # said without its unit
            # "complaints about estimated bills from 900 to 400" are no money
            told_of = kind == "money" and any(
                self.same_clause(one.start, hit.start)
                for one in self.between("metric", hit.start - BILLED, hit.start - 1)
            )
            of_it = (
                hit.end < value.first
                and self.key(hit.end).endswith("s")
                and self.key(hit.end) not in self.lexicon.function
                and not self.between("metric", hit.end, hit.end + 1)
            )
            # the latter: "licence breaches grew from 30 to 210"
            aside = hit.end + 1 == value.first and self.key(hit.end) == ","  # "down went the bill, 3k to 1k"
            named = (kind == "hours" and not hit.value.silent) or (
                hit.end <= value.first and (aside or self.same_clause(hit.start, value.first)) and not of_it
            )
            return named and not told_of and value.shape == "change" and not quantity.noun
        if kind == "machines":
            return quantity.noun not in ("audience", "scope") and self._machines(value, hit)
        if kind in ("count", "revenue", "human"):
            # "on par with the manual product (0.81 vs 0.82)"
            score = kind == "human" and abs(quantity.value) < 1
            return not score and self._counts(value, hit)
        return self._scores(value, hit)

    def _dimensioned(self, value: Value, hit: Hit) -> bool:
        quantity, kind = value.quantity, hit.value.kind
        if self._is_of_other_dimension(value, hit):
            return False
        if kind == "time" and value.shape == "level" and quantity.value > LONGEST:
            return False  # "700 hours of audio"
        lead = self.key(value.first - 1)
        period = lead in self.sets["periods"] or lead in self.sets["data_leads"]
        if kind == "count" and quantity.dim == "span" and value.shape == "level" and period:
            return False  # "2,000 calls over 2 weeks"
        if kind == "hours" and quantity.dim == "time" and quantity.value <= SOON:
            return False  # "95 ms for a sweep"
        if kind == "count" and quantity.dim in ("money", "amount"):
            return self._is_worth(value, hit)
        return not (kind == "human" and quantity.dim == "time" and quantity.value < SOON)

    def _is_of_other_dimension(self, value: Value, hit: Hit) -> bool:
        """As in "€5,400 a month less, count error 7 %", "meter readings, a job of six hours"."""
        dim = value.quantity.dim
        if dim in ("span", "time") and (hit.value.id in SOMEBODY or hit.value.id == "localisation_error"):
            return True
        return hit.value.kind == "error" and dim == "money" and self.per_day(value)

    def _is_worth(self, value: Value, hit: Hit) -> bool:
        """As in "chargebacks down £3.4m": money beside a counted thing is that thing's."""
        near = value.shape != "change" and hit.start - value.last <= 2 and value.first - hit.end <= 4
        between = range(min(hit.start, value.first), max(hit.start, value.first))
        linked = any(self.key(at) in ("with", "on", "for", "at", "while") for at in between)
        return near and not linked and self.same_clause(hit.start, value.first)

    def _scores(self, value: Value, hit: Hit) -> bool:
        quantity = value.quantity
        counted = quantity.noun and value.shape == "level" and hit.end <= value.first
        if counted and self.key(value.first - 1) in self.sets["data_leads"]:
            return False  # "success rate 71 % over 400 replayed incidents"
        paced = self.key(value.last) in self.sets["per"] and self.per_day(value) and value.shape == "change"
        counts = paced and hit.value.kind in ("score", "error")  # "MAPE 24 -> 15, empty ATMs 9 -> 2 per week"
        if counts or (quantity.word and value.shape != "change") or self._is_of_things(value, hit):
            return False
        whole = quantity.value >= 1 and quantity.value == int(quantity.value)  # nobody counts 4.1 voices
        told = value.shape == "change" and hit.end == value.first  # "MAE 640 against 910 of the actuaries"
        if whole and not told and quantity.noun in ("audience", "scope", "machine", "technical", "other"):
            return value.first <= hit.start <= value.last
        packages = hit.value.kind == "size" and quantity.noun == "metric"
        if (packages or hit.value.id in BYTES) and value.shape == "level" and not quantity.magnitude:
            return False  # "Maintained 99 packages", "32 GB RAM and a 2 TOPS chip"
        return not quantity.magnitude or hit.value.kind in ("speed", "size")

    def _is_of_things(self, value: Value, hit: Hit) -> bool:
        """As in "2 patents on voice conversion": a whole number of something else."""
        whole = value.shape == "level" and value.quantity.value >= 1 and not value.quantity.value % 1
        named = hit.start > value.last and self.tokens[value.last].kind == WORD
        return (
            whole and named and hit.value.kind == "rate" and self.key(value.last) not in self.lexicon.function
        )

    def _counts(self, value: Value, hit: Hit) -> bool:
        """A level is a result of a counted thing only beside it: "12M users a day"; a change from further."""
        if value.quantity.word and self.between("noun:audience", value.last, hit.start):
            return False  # "two engineers to returns"
        if self._is_score(value, hit) and (not self.between("metric", value.last, value.last + 1)):
            return False
        lead = self.key(value.first - 1 - (self.key(value.first - 1) in self.sets["roughly"]))
        if value.shape == "level" and lead in self.sets["data_leads"]:
            reached = self.per_day(value) or (lead != "of" and self.near("launch_cue", value, 6))
            return not value.quantity.word and reached
        if value.shape != "level" or value.compared:
            return not value.quantity.word or value.shape == "change" or hit.start <= value.last + 1
        return self._is_level_of(value, hit)

    def _is_score(self, value: Value, hit: Hit) -> bool:
        """As in "precision at the top 100 alerts: 0.61": no count is less than one, unless per something."""
        ends = [end for end in (value.before, value.after) if end is not None]
        small = value.quantity.dim == "plain" and bool(ends) and all(0 < end < 1 for end in ends)
        between = self.keys[min(hit.start, value.first) : max(hit.end, value.last)]
        return small and self.sets["per"].isdisjoint(between)

    def _is_level_of(self, value: Value, hit: Hit) -> bool:
        """As in "12M users a day", "Truck rolls avoided: 1,300"."""
        # "sat in for six night shifts"
        spent = hit.value.kind == "human" and self.key(value.first - 1) == "for"
        if spent or self.is_told_to(value):
            return False
        unwanted = hit.value.good == "down" and hit.value.kind in ("count", "revenue")
        if unwanted and not (value.ref or self.per_day(value) or self._is_handled(value, hit)):
            return False  # "SQL for 70 reports", "a bake-off on 250 calls", "14 pages"
        near = value.first <= hit.end + 3 or self.key(value.first - 1) == ":"
        if hit.end < value.first and near and self.key(hit.end) in self.sets["welcome"]:
            return True
        few = value.quantity.word and self.key(value.first - 1) in self.sets["determiners"]
        few = few or not self.sets["rounds"].isdisjoint(self.keys[value.last : value.last + 4])
        beside = (
            value.last <= hit.start <= value.last + 2 and self.walkable(value.last, hit.start) and not few
        )
        return (beside and not self.near("training_cue", value, 9)) or (value.ref and hit.end <= value.first)

    def _is_handled(self, value: Value, hit: Hit) -> bool:
        """As in "answers 900 calls", "400 complaints resolved"."""
        acts = self.sets["completing"], self.sets["welcome"], self.sets["fought"]
        near = [self.key(at) for at in (*range(value.first - 3, value.first), hit.end, hit.end + 1)]
        return not all(words.isdisjoint(near) for words in acts) or self.released(value, hit)

    def _computes(self, first: int, end: int) -> bool:
        """Whether "cards", "boxes" and "workers" are those of a computer."""
        if self._is_of_computing(first, end - 1):
            return True
        if any(one.quantity.dim in ("time", "bytes", "speed", "hours") for one in self.values):
            return True
        doubtful = self.sets["maybe_machines"]
        return any(self.key(hit.end - 1) not in doubtful for hit in self.found("noun:machine"))

    def _is_of_computing(self, low: int, high: int) -> bool:
        """Whether the words name what computes, or is computed: "GPU", "scan charges", "object store"."""
        if not self.sets["computing"].isdisjoint(self.keys[low:high]):
            return True
        for kind in COMPUTED:
            if any(self.key(hit.start) not in self.sets["rates"] for hit in self.between(kind, low, high)):
                return True  # not the week of "300 a week"
        named = self.between("metric", low, high)
        return any(
            hit.value.family in ("cost", "efficiency") and hit.value.id not in OF_WORKS for hit in named
        )

    def _machines(self, value: Value, hit: Hit) -> bool:
        if hit.value.silent:  # cards and workers may be other things, unless they are given back
            counted = value.quantity.noun == "machine"
            return self.released(value, hit) or (value.shape == "change" and counted)
        if abs(hit.start - value.last) > 3 and abs(value.first - hit.end) > 4 and value.shape == "level":
            return False
        if value.shape == "level" and value.quantity.magnitude and value.quantity.noun == "technical":
            return False  # "two shards process 4M rows"
        once = self.keys[max(value.first - 3, 0) : value.first]
        replaced = "used" in once and "to" in once  # "used to block 16 GPUs; now it is 2"
        return value.shape == "change" or value.compared or replaced or self.released(value, hit)
