"""Which metric a value is about: the nearest that fits, by tokens and breaks between them."""

from bot.rules.facts import Value
from bot.rules.results.barred import WIDE
from bot.rules.results.distance import REACH
from bot.rules.results.kinds import APART, BILLED, SIZES, Kinds
from bot.rules.words.lex import NUMBER
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import within

PAID = frozenset(["money", "machines"])
QUIET = 4.6  # a verb such as "shrank" gives way to a metric by its name
NAMED, LEADS = 5, 3  # tokens
BREAKS = frozenset([",", ".", ";", ":"])
GOODS = frozenset(["board", "boards", "blade", "blades", "chip", "chips"])
BOXES = frozenset(["box", "boxes"])
SCORED = frozenset(["score", "rate", "error"])
TIMED = frozenset(["shorter", "longer", "sooner", "quicker", "earlier"])
LEADING = frozenset([":", "=", "of", "at", "from"])
ROUNDED = 0.15
"""How far a gain may lie from what explains it, as a share of it."""


class Chooser(Kinds):
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
        told = told or self.key(hit.end) in self.sets["taken_up"] or self.key(hit.end) in self.sets["waiting"]
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


def _explains(own: Value, gain: Value) -> bool:
    """Whether a change is by that many points or that share of where it began; a level may be where it led to."""
    if own.shape != "change" or own.before is None or own.after is None:
        return True
    moved, said = abs(own.after - own.before), abs(gain.quantity.value)
    shares = (moved, 100 * moved, 100 * moved / (abs(own.before) or 1))
    return any(abs(share - said) <= ROUNDED * said for share in shares)
