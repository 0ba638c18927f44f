"""Two quantities that say one thing: from 22 to 15 ms, 0.86 vs 0.84, 71 % (71 % before)."""

from collections.abc import Sequence

from bot.rules.facts import Quantity, Shape, Value
from bot.rules.numbers.between import WINDOW, Between
from bot.rules.words.lex import WORD
from bot.rules.words.scene import STOPS

DURATIONS = frozenset(["time", "span"])
RECALL = 14
THOUSAND = 1e3
LATER, DATED, SPAN = 24, 4, 7
WHOLE = 100
"""Per cent: more than that is a count."""
COUNTED = frozenset(["plain", "bytes", "params", "time"])
HELD = frozenset(["plain", "percent", "time", "span", "amount"])
MOST = 60
"""How many times one end is the other, at most."""
SOFT = frozenset([";", "—"])


class Pairs(Between):
    """Ties two neighbouring quantities. Every loop looks at most WINDOW tokens away."""

    def merge_ranges(self, quantities: Sequence[Quantity]) -> list[Quantity]:
        """The quantities with each range as one: "9-12 ms"."""
        found: list[Quantity] = []
        for quantity in quantities:
            if found and self._is_range(found[-1], quantity):
                found[-1] = _merged(found[-1], quantity)
            else:
                found.append(quantity)
        return found

    def _is_range(self, a: Quantity, b: Quantity) -> bool:
        glued = b.first - a.last == 1 and self.key(a.last) == "-" and _comparable(a, b)
        return glued and self.tokens[a.last].start == self.tokens[a.last - 1].end

    def take(self, ahead: Sequence[Quantity]) -> Value | None:
        """The first two of `ahead` as one value, or None: then the first stands alone. "18 % (from 11 to 9 %)" is
        18 % alone, for the second begins a pair of its own; "to 45 ms from 60, p99 to 4 s" are 45 and 60."""
        if len(ahead) < 2:
            return None
        if len(ahead) == 3 and self._points(ahead[1], ahead[2]) and not self._points(ahead[0], ahead[1]):
            return None  # "of the 30B run 31 % → 44 %"
        ends = self.key(ahead[0].first - 1) == "to" and ahead[0].last == ahead[1].first - 1
        if len(ahead) == 3 and not ends and self.key(ahead[1].first - 1) in self.sets["from"]:
            own = self._pair(ahead[1], ahead[2])
            if own is not None and self._is_forward(ahead[1], ahead[2], []):
                return None
        return self._pair(ahead[0], ahead[1])

    def _points(self, a: Quantity, b: Quantity) -> bool:
        """An arrow stands between them, and nothing else."""
        return self.key(a.last) == "->" and a.last + 1 == b.first

    def _pair(self, a: Quantity, b: Quantity) -> Value | None:
        if not 0 < b.first - a.last <= LATER or self._are_apart(a, b):
            return None
        if not (_comparable(a, b) or self._are_factors(a, b)):
            return None
        link = ""
        if self._spoken(a, b):
            link = self._apart(a, b) if self._broken(a.last, b.first) else self._near(a, b)
        link = link or self._held_apart(a, b)
        if not link:
            return None
        if link == "target":
            return self._value(a, b, "level", None, None, ref=True)
        old, new = (a, b) if link == "forward" else (b, a)
        return self._change(a, b, old, new)

    def _near(self, a: Quantity, b: Quantity) -> str:
        """The link within a sentence."""
        far = b.first - a.last
        if dated := self._dated(a, b):
            return dated
        if self.keys[b.first - 2 : b.first] == ["one", "of"] and self.key(b.first - 3) in self.sets["former"]:
            return "backward"  # "45 million parameters for the former one of 340 million"
        share = a.dim == b.dim == "percent" and not (a.word or b.word) and self.key(b.first - 1) == "from"
        if (far <= RECALL or share) and self._recalled(a, b):
            return "backward"
        if WINDOW < far <= RECALL and self._weighed(a, b):
            return "backward"
        if far > WINDOW:
            return "backward" if far <= RECALL and self._elsewhere(b, self.keys[a.last : b.first]) else ""
        return self._link(a, b)

    def _weighed(self, a: Quantity, b: Quantity) -> bool:
        """As in "180 g of food per pupil a week, compared to 310 g"."""
        at = b.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        alike = a.dim == b.dim or (b.dim == "plain" and not b.noun)
        return self.weighs(at) and alike and not self._metric_between(a.last, b.first)

    def _dated(self, a: Quantity, b: Quantity) -> str:
        """As in "38 in 2022, 9 in 2024", "one in three in May, one in fourteen in October", "two fines in 2021, four
        in 2022", "410 in September, 3,600 by Easter"."""
        if self.key(b.last) not in ("in", "by"):
            return ""
        at = next((at for at in range(a.last, a.last + DATED) if not self._is_plain(at)), a.last)
        at = a.last if b.noun else at
        tagged = self.key(at) == "in" and b.first - at <= DATED
        if tagged and {self.key(at + 1), self.key(b.last + 1)} <= self.sets["months"]:
            return "forward" if self.key(b.first - 1) in (",", ";", "and", "but") else ""
        if not tagged or not (self.is_year(at + 1) and self.is_year(b.last + 1)):
            return ""
        return "forward" if self.key(at + 1) < self.key(b.last + 1) else "backward"

    def _apart(self, a: Quantity, b: Quantity) -> str:
        """The link over the end of a sentence."""
        return "backward" if self._earlier(a, b) else ""

    def _held_apart(self, a: Quantity, b: Quantity) -> str:
        """The link by the tense of each, at most over a semicolon."""
        stops = STOPS.intersection(self.keys[a.last : b.first])
        other = {a.noun, b.noun} - {"", "other"} and a.noun != b.noun and b.noun
        between = self.between("metric", a.last, b.first)
        another = any(hit.value.kind != "machines" or a.dim == "plain" for hit in between)
        if a.dim not in HELD or other or not stops <= SOFT or another:
            return ""
        compared = b.last in self.starts("comparative") or "-" in self.keys[a.first : a.last + 1]
        elsewhere = ";" in stops and self.key(b.last) in ("on", "with", "for")  # "it was 0.9 s on the server"
        return self.told_apart(a, b) if _of_one_size(a, b) and not (compared or elsewhere) else ""

    def _are_apart(self, a: Quantity, b: Quantity) -> bool:
        """As in "2.4bn transactions from 11 source systems", "0.38 after 120k steps"."""
        steps = b.dim == "training" or self.key(b.last) in self.sets["training_steps"]
        people = a.noun == "audience" and a.dim == b.dim == "plain" and not b.noun
        scored = people and 0 < b.value < 1 <= a.value  # "agreement between two inspectors was 0.66"
        if scored or (steps and self.key(b.first - 1) in ("after", "in", "within")):
            return True
        spoken = b.word and b.dim == "plain" and not (a.word or a.value == int(a.value))
        sized = a.magnitude and a.dim == "plain" and b.dim in DURATIONS  # "the 7B run took 26 hours"
        if spoken or sized:
            return True  # the former: "recall 0.94 as before, three nodes less"
        # "two inspectors agreed, it was 0.66"
        few = a.word and a.value > 1 > b.value > 0 and b.dim == "plain"
        if a.noun and (few or (a.dim != b.dim and self.key(b.first - 1) == "from")):
            return True  # "of 600 models from a day to an hour"
        if b.dim in DURATIONS and self.key(a.first + 1) == "-" and self.key(b.first - 2) == "after":
            return True  # "our 10-day model after a one-year check"
        if a.dim == "plain" and b.dim in DURATIONS and self.key(b.first - 1) in self.sets["periods"]:
            return True  # "200 experiments over 6 months"
        return b.dim == "plain" and a.dim in COUNTED and self._count_different_things(a, b)

    def _count_different_things(self, a: Quantity, b: Quantity) -> bool:
        """As in "2.4bn transactions from 11 source systems", "3 nurses over two winters", "310 clinics, sorted into
        14 themes"; not "12 teams, up from 3 squads"."""
        at = b.first - 1
        if self.key(at) == "leaving":
            return True
        if (
            a.noun == b.noun == "machine"
            or self.key(at) not in self.sets["no_comparing"]
            or self.key(at - 1) in ("up", "down", "turned")
        ):
            return False
        apart = a.dim != "plain" or self.key(at) in ("across", "with", "over")
        named = [apart or self._is_plain(a.last), self._is_plain(b.last)]
        ends = range(b.last, min(b.last + 3, len(self.tokens)))
        return (
            all(named)
            and self.sets["rates"].isdisjoint(self.keys[b.last : b.last + 2])
            and not any(
                self.key(here) in self.keys[a.last : b.first] for here in ends if self._is_plain(here)
            )
        )

    def _is_plain(self, at: int) -> bool:
        """A word that names something."""
        here = at < len(self.tokens) and self.tokens[at].kind == WORD
        return here and self.key(at) not in self.lexicon.function

    def _are_factors(self, a: Quantity, b: Quantity) -> bool:
        """As in "40x real time -> 110x"; "2x and 3x" are two results."""
        if not a.dim == b.dim == "factor" or a.word or b.word:
            return False
        return "->" in self.keys[a.last : b.first] or self.key(b.first - 1) in ("was", "from")

    def _spoken(self, a: Quantity, b: Quantity) -> bool:
        """Numbers in words are a pair only if they count something ("two servers where there were nine"), or stand
        for each other ("twelve instead of twenty", "seven, formerly twelve")."""
        if not (a.word and a.dim == "plain") or self.key(a.last) in ("instead", "rather"):
            return True
        alone = self._is_plain(a.last) and not self._is_plain(b.last) and self.key(b.first - 1) != "to"
        # "nine jobs a day, up from seven"
        if b.word and (alone or self.key(b.first - 1) in self.sets["recalled"]):
            return True
        return bool(a.noun) or self.key(a.first - 1) in self.sets["from"] or self.key(a.first - 1) == ":"

    def _change(self, a: Quantity, b: Quantity, old: Quantity, new: Quantity) -> Value:
        unit = a if b.dim == "plain" else b
        before, after = self._scaled(old, unit), self._scaled(new, unit)
        direction = (after > before) - (after < before)
        change = self._value(a, b, "change", before, after, direction=direction, ref=True)
        return change._replace(first=self._led_from(a, b)) if old is a else change

    def _led_from(self, a: Quantity, b: Quantity) -> int:
        """Where "from 6.2 s", "went from 6.2 s", "fell 6.2 → 4.1 s" begin: what stands before is what the numbers of
        "6.2 → 4.1 s" would follow."""
        start = a.first - (self.key(a.first - 1) == "from")
        if start == a.first and "->" not in self.keys[a.last : b.first]:
            return start
        moved = start - (self.key(start - 1) in ("up", "down"))
        return moved - 1 if self.key(moved - 1) in self.sets["going"] else start

    def _scaled(self, quantity: Quantity, unit: Quantity) -> float:
        """A bare number next to one with a unit is in that unit: "22 to 15 ms", "41 to 17 thousand shekels"; not
        "$4k to 900"."""
        if quantity.dim == unit.dim or quantity.dim != "plain":
            return quantity.value
        scale = unit.scale
        if unit.dim == "money" and not quantity.magnitude and quantity.value < THOUSAND:
            told = next((num for token in self.tokens[unit.first : unit.last] if (num := token.num)), None)
            part = unit.value / (told.value or 1) if told is not None else 1
            same = part >= THOUSAND and (quantity.first < unit.first or quantity.value < unit.value / part)
            scale = part if same else scale
        return quantity.value * scale

    def _value(
        self,
        a: Quantity,
        b: Quantity,
        shape: Shape,
        before: float | None,
        after: float | None,
        direction: int = 0,
        ref: bool = False,
    ) -> Value:
        unit = a if b.dim == "plain" and (a.dim != "plain" or a.noun) else b
        if a.dim == b.dim == "percent" and not b.noun:
            unit = a
        return Value((a.span[0], b.span[1]), a.first, b.last, unit, shape, before, after, direction, 0, ref)

    def _broken(self, start: int, end: int) -> bool:
        return not STOPS.isdisjoint(self.keys[start:end])


def _of_one_size(a: Quantity, b: Quantity) -> bool:
    """Two levels of one thing; "0.66" and "2,300" are of two."""
    other = b.value * a.scale if b.dim == "plain" != a.dim else b.value
    low, high = sorted((abs(a.value), abs(other)))
    return high <= MOST * low if low >= 1 or high < 1 else low == 0


def _merged(a: Quantity, b: Quantity) -> Quantity:
    """A range is one quantity: "3-5 h"."""
    unit = a if a.dim != "plain" else b
    return unit._replace(span=(a.span[0], b.span[1]), first=a.first, last=b.last, sign=a.sign)


def _comparable(a: Quantity, b: Quantity) -> bool:
    if {a.dim, b.dim} <= DURATIONS or {a.dim, b.dim} == {"params", "plain"}:
        return True
    if "percent" in (a.dim, b.dim) and a.dim != b.dim and (a.word or b.word):
        return "plain" in (a.dim, b.dim) and min(a.value, b.value) == 0  # "7 of 10 letters; it was zero"
    if a.dim == b.dim:
        return (
            bool(a.sign) == bool(b.sign)
            and a.dim not in ("factor", "point")
            and not (a.word and a.dim == "percent")
        )
    plain, other = (a, b) if a.dim == "plain" else (b, a)
    # "(+80 %), with retrieval over 12,000 pages"; "88% accuracy in answering over 150 questions"
    apart = other.dim == "percent" and (other.sign in ("+", "-") or plain.value > WHOLE)
    if plain.dim != "plain" or apart:
        return False
    if other.dim == "point" and other is b:
        return not (plain.sign or plain.noun or plain.word or other.sign)
    return (
        other.dim not in ("factor", "point")
        and plain.noun in ("", "technical")
        and (not plain.sign or plain is b)
    )
