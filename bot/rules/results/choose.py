"""Which metric a value is about: the nearest that fits, by tokens and breaks between them."""

from collections.abc import Mapping

from bot.rules.facts import Value
from bot.rules.results.barred import COMPUTED, WIDE
from bot.rules.results.distance import REACH, Distance
from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import within

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
PAID = frozenset(["money", "machines"])
QUIET = 4.6  # a verb such as "shrank" gives way to a metric by its name
LISTED, BILLED, NAMED, LEADS = 6, 4, 5, 3  # tokens
SOMEBODY = frozenset(
    ["active_users", "customers", "subscribers", "traffic", "demand", "trips", "posts", "leads", "pages"]
)
"""Who is counted has no duration."""
BYTES = frozenset(
    ["memory", "peak_memory", "kv_cache", "disk_size", "heap", "image_size", "binary_size", "model_size"]
)
LONGEST = 10 * 86400.0  # seconds
BREAKS = frozenset([",", ".", ";", ":"])
GOODS = frozenset(["board", "boards", "blade", "blades", "chip", "chips"])
BOXES = frozenset(["box", "boxes"])
OF_WORKS = frozenset(["hardware", "energy", "electricity_bill"])
SIZED = frozenset(["time", "speed", "money", "hours", "size"])
SIZES = frozenset(["size", "time", "speed", "hours"])
SCORED = frozenset(["score", "rate", "error"])
TIMED = frozenset(["shorter", "longer", "sooner", "quicker", "earlier"])
SOON = 1.0  # nobody works in less than a second
LEADING = frozenset([":", "=", "of", "at", "from"])
ROUNDED = 0.15
"""How far a gain may lie from what explains it, as a share of it."""


class Chooser(Distance):
    """Picks the nearest metric that a number can belong to."""

    def metric(self, value: Value) -> Hit | None:
        """The phrase of the metric, or None if none is near enough or a vague word is nearer."""
        best, cost = None, min(REACH, self._vague(value))
        for hit in within(self.metrics, value.first - WIDE, value.last + WIDE):
            quiet = hit.value.silent and hit.value.kind != "money"
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
        )

    def _fits(self, value: Value, hit: Hit) -> bool:
        late = hit.start >= value.last
        if (
            late
            and value.quantity.dim == "plain"
            and (hit.value.kind in APART or (hit.value.id == "speedup" and not value.compared))
        ) or (hit.value.id == "battery" and value.quantity.dim == "plain"):
            return False  # "training time down by 6 since the move to a faster disk", "17 batteries returned"
        beats = hit.value.id == "win_rate" and self.key(hit.start).startswith("beat")
        if beats and (value.quantity.dim == "point" or self.key(value.first - 1) == "by"):
            return False  # "beats the old model by 6 points": of what?
        if not self._is_of_kind(value, hit.value.kind) or self._is_barred(value, hit):
            return False
        near = hit.value.kind in PAID and self._is_only_near(value, hit)
        if near or self._is_of_others(value, hit) or self._is_of_goods(value, hit):
            return False
        if self._taken(value, hit) or self._is_afterthought(value, hit):
            return False
        return self._share(value, hit) if value.quantity.dim == "percent" else self._number(value, hit)

    def _is_of_goods(self, value: Value, hit: Hit) -> bool:
        """As in "60 refrigerated containers less", "rejected boxes from 4.2 to 1.6 %"."""
        key, lead = self.key(hit.start), self.key(hit.start - 1)
        told = key in BOXES or (lead.isalpha() and lead not in self.lexicon.function)
        told = told or self.key(hit.end) in self.sets["taken_up"] | self.sets["waiting"]
        if hit.value.kind != "machines" or hit.end > hit.start + 1:
            return False
        if not told or key not in (self.sets["packed"] | GOODS):
            return False
        low, high = min(hit.start, value.first), max(hit.end, value.last) + BILLED
        low = self.clause_start(low)  # "Serving runs on 3 boxes instead of 9"
        after = self.sets["computing"].isdisjoint(self.keys[hit.end : high])
        return after and not (self._computes(low, hit.start) or self.between("noun:machine", hit.end, high))

    def _is_only_near(self, value: Value, hit: Hit) -> bool:
        """The machines of "alerts on 32 servers down 71 %", the pace of "48k USD per month", the bills of "flags
        invoices over $4k"."""
        if hit.value.kind == "money":
            paced = value.first < hit.start < value.last and self.key(hit.end) in self.sets["rates"]
            limit = hit.end == value.first - 1 and self.key(hit.end) in ("over", "above", "exceeding")
            return paced or (limit and value.shape == "level" and self.key(hit.end - 1).endswith("s"))
        if hit.value.kind != "machines":
            return False
        if hit.end > value.first:
            return self._is_where_less(value, hit)
        if "times" in self.keys[value.first : value.last]:
            return True  # "servers crash 3 times a month instead of 14"
        return value.quantity.noun != "machine" and self._is_site(value, hit)

    def _is_site(self, value: Value, hit: Hit) -> bool:
        """As in "outages per month on the hosts 9 -> 2", "CPU load of each instance 80 % -> 45 %"; not "52 ms on half
        the instances (18 down to 9)"."""
        leads = range(hit.start - 1, max(hit.start - NAMED, 0), -1)
        at = next((at for at in leads if self.key(at) in self.sets["sites"]), 0)
        if not at or (self.key(at - 1) in self.lexicon.units and self.tokens[at - 2].kind == NUMBER):
            return False
        head = at - 1 - (self.key(at - 1) == "of")
        head -= 2 * (self.key(head) in self.sets["rates"])
        return self.names_place(head) and self.same_clause(at, value.first)

    def _is_where_less(self, value: Value, hit: Hit) -> bool:
        """The number of the servers themselves: "alerts on 32 servers down 71 %"."""
        led = self.key(value.first - 1) in self.sets["sites"] and self.names_place(value.first - 2)
        near = range(hit.end, hit.end + LEADS)
        return (
            led
            and value.shape == "level"
            and any(one.first in near and one.shape == "delta" for one in self.values)
        )

    def _is_of_others(self, value: Value, hit: Hit) -> bool:
        """As in "at 22 FPS, and crews inspect twice as many poles", "a wait 30 % shorter" (no Elo)."""
        many = "many" in (self.key(value.last - 1), self.key(value.last + 1)) and hit.end <= value.first
        many = many and value.quantity.word and value.quantity.dim == "factor"
        if many and hit.value.kind in SIZES | SCORED:
            return True
        return value.compared and hit.value.kind in SCORED and self.key(value.last) in TIMED

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

    def _is_afterthought(self, value: Value, hit: Hit) -> bool:
        """The sessions of "1.9 s to 0.4 s, winning back sessions": who is counted later has no duration."""
        if hit.start <= value.last or value.compared:
            return False
        bare = value.shape == "change" and value.quantity.dim == "plain" and not value.quantity.noun
        if bare and hit.value.kind in ("count", "size", "machines", "rate"):
            return self.key(value.last) in self.sets["afterthoughts"]  # "from 71 to 84, customers are happy"
        lasting = hit.value.kind == "count" and value.quantity.dim in ("time", "span")
        return lasting and hit.start > value.last + 1

    def _taken(self, value: Value, hit: Hit) -> bool:
        """A metric further right that has a number of its own belongs to that one."""
        if self.comparing and any(
            at in self.comparing and at != value.last and BREAKS.isdisjoint(self.keys[at : hit.start])
            for at in (hit.start, hit.start - 1, hit.start - 2)
        ):
            return True
        if hit.start == value.last + 1 and self.key(value.last) in (",", "and", "but", "("):
            return self._has_own_number(value, hit)
        told = self.key(hit.start - 1) in ("in", "of") and self.key(value.last) in self.sets["claim_nouns"]
        if hit.start <= value.last + 1 or (told and hit.start == value.last + 2):
            return False  # the latter: "a 5x gain in throughput, 40 -> 80 QPS"
        counted = hit.value.kind == "count" and hit.start in self.ended and hit.start != value.last
        if counted or self._is_of_next_clause(value, hit):
            return True  # the impressions of "by four points in a test with 30k impressions"
        if self.held.get(hit.start, value.first) > value.first:
            return True  # the fps of "3.5 -> 1.2, still 30 fps"
        return hit.end in self.begins or hit.end + 1 in self.begins

    def _has_own_number(self, value: Value, hit: Hit) -> bool:
        """As in "battery 9 % -> 14 %, mIoU .72 -> .77", "Backlog of keys fell from 420 to 42 (F1 0.81 -> 0.88)"; not
        "+7 points (F1 0.81 -> 0.88)"."""
        if self.key(value.last) != "(":
            return hit.end in self.begins
        at = hit.end + (self.key(hit.end) in LEADING)
        own = next((one for one in self.values if one.first == at), None)
        return own is not None and not (value.shape == "delta" and _explains(own, value))

    def _is_of_next_clause(self, value: Value, hit: Hit) -> bool:
        """As in "runs down 17 %, stroke recall down from 94 to 89 %"."""
        later = self.key(value.last) == "," and value.shape == "delta" and not value.compared
        own = later and not self.begins.isdisjoint(range(hit.end, hit.end + 4))
        return own and self.same_clause(value.last + 1, hit.end)

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


def _explains(own: Value, gain: Value) -> bool:
    """Whether a change is by that many points or that share of where it began; a level may be where it led to."""
    if own.shape != "change" or own.before is None or own.after is None:
        return True
    moved, said = abs(own.after - own.before), abs(gain.quantity.value)
    shares = (moved, 100 * moved, 100 * moved / (abs(own.before) or 1))
    return any(abs(share - said) <= ROUNDED * said for share in shares)
