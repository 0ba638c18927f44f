"""The unit of a number: glued to it, behind it or before it, and what it is per."""

from bot.rules.facts import Quantity
from bot.rules.numbers.counted import Counted
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.lexicon import Hit
from bot.rules.words.schema import Unit

PER_MINUTE = 60  # seconds
INHUMAN = 10  # a second
LEADING = frozenset(["time", "bytes", "money"])
HEADS = frozenset([",", ";", ".", "(", ":", "|", "\n"])
MANY_POINTS = 5000
"""More of them are data, no gain."""


class Units(Counted):
    """Makes a quantity of a number whose place and value are known."""

    def _per(self, at: int) -> int:
        """Past "/month", "per 1k requests", "a month": what follows belongs to the same quantity."""
        if self.key(at) not in self.sets["per"]:
            return at
        end = at + 1
        end += end < len(self.tokens) and self.tokens[end].kind == NUMBER
        end += self.key(end) in self.lexicon.magnitudes
        named = self.key(end) not in ("instead", "rather")  # "$0.8 per million rather than $3.1"
        return end + (end < len(self.tokens) and self.tokens[end].kind != PUNCT and named)

    def _unit(
        self, at: int, after: int, value: float, glued: str, sign: str, magnitude: bool = False
    ) -> Quantity | None:
        if glued:
            own = self.lexicon.units[glued]
            speed = self._speed(at, after, value, sign) if own.dim == "bytes" else None  # "31GB/s"
            return speed or self._with(at, self._compound(after), value, own, sign)
        if self.key(after) == "-" and self.tokens[after].start == self.tokens[after - 1].end:
            return self._hyphened(at, after, value, sign)
        if (speed := self._speed(at, after, value, sign)) is not None:
            return speed
        end, unit = self._own_unit(at, after)
        if unit is not None:
            money = unit.dim == "money" and end == after and self.key(at - 1) in self.lexicon.units
            return self._with(at - money, end, value, unit, sign)
        paid = magnitude and self._is_paid(at, after)
        dim = "factor" if self._multiplies(at) else "money" if paid else "plain"
        return self._build(at, after, value, dim, sign=sign, noun=self._noun(after), magnitude=magnitude)

    def _own_unit(self, at: int, after: int) -> tuple[int, Unit | None]:
        """Where the unit ends, and the unit: behind the number or before it."""
        raw = self.tokens[after].raw if after < len(self.tokens) else ""
        if raw in ("W", "us"):  # not the "us" of "three of us"
            return after + 1, self.lexicon.units[raw.lower()]
        if raw == "X" and self.key(after + 1).startswith("ray"):
            return after, None  # "3,000 X-rays"
        here = self._skip_comparing(after)
        hit = self.units.get(here) or self._coin_of_a_country(here)
        if hit is not None and self._means_unit(hit, after):
            return self._compound(hit.end), hit.value
        return after, self._led(at)

    def _coin_of_a_country(self, at: int) -> Hit | None:
        """As in "12 Kenyan shillings", "3 Swiss centimes"."""
        hit = self.units.get(at + 1)
        if hit is None or hit.value.dim != "money" or not self.tokens[at].raw[:1].isupper():
            return None
        return hit if self.tokens[at].kind == WORD else None

    def _led(self, at: int) -> Unit | None:
        """The unit before its number: "ms 85 -> 31", "s/cycle from 7.9", "PHP 2.10"."""
        lead = at - 1 - (self.key(at - 1) in (":", "from"))
        lead -= self.key(lead) in self.sets["going"]
        words = (back for back in (1, 2) if lead > back and self.key(lead - back) in ("/", "per"))
        per = next(words, 0) if self.tokens[lead].kind == WORD else 0
        lead -= per + (per > 0)  # past what it is per: "EUR per million tokens 1.20"
        unit = self.lexicon.units.get(self.key(lead)) if lead >= 0 else None
        if unit is None or unit.dim not in LEADING:
            return None
        if (not per or self.key(lead) == "p") and (len(self.key(lead)) == 1 or self.key(lead) == "won"):
            return None  # the p of "P/R 0.88" is no pence
        heads = lead == 0 or self.key(lead - 1) in HEADS or unit.dim == "money"
        return unit if heads and (lead == 0 or self.tokens[lead - 1].kind != NUMBER) else None

    def _is_paid(self, at: int, after: int) -> bool:
        """As in "the feed cost 40k a year": money without its coin."""
        paid = self.key(at - 1 - (self.key(at - 1) == "us")) in self.sets["spending"]
        return paid and self.key(after) in ("a", "per", "/") and self.key(after + 1) in self.sets["rates"]

    def _multiplies(self, at: int) -> bool:
        """As in "by a factor of roughly 2.4"."""
        at -= 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        divided = self.key(at) == "by" and self.key(at - 1) in ("divided", "multiplied")
        return divided or (self.key(at) == "of" and self.key(at - 1) == "factor")

    def _compound(self, after: int) -> int:
        """Past the minutes of "5 h 20" and the seconds of "2 min 30 s"."""
        num = self.tokens[after].num if after < len(self.tokens) else None
        if num is None or num.suffix == "%":
            return after
        lead, units = self.tokens[after - 1], self.lexicon.units
        unit = units.get(lead.key) or units.get(lead.num.suffix if lead.num is not None else "")
        if unit is None or unit.dim != "span":
            return after
        own = self.units.get(after + 1)
        if own is not None and own.value.dim not in ("span", "time"):
            return after  # "at 12 months 2.9 %"
        return own.end if own is not None else after + 1

    def _means_unit(self, hit: Hit, after: int) -> bool:
        """As in "12 h" is a span; "300 fewer days" too, but "5 more points" stays one word away; CT is a scan."""
        latter = hit.start > after and self.key(hit.start - 1) == "the"
        if self.key(hit.start) == "times" and (
            self.key(hit.end) == "a" or self.key(hit.end) in self.sets["per"]
        ):
            return self.key(hit.end + 1) not in self.sets["rates"]  # "stops 3 times per shift" is a count
        if self.tokens[hit.start].raw in ("CT", "G") or latter:
            return False  # the latter: "1,150 against 420 the year before"
        if self.key(hit.start) == "night" and self.key(hit.start - 1) not in ("one", "single", "a", "half"):
            return False  # "3 night nurses"
        return hit.start == after or hit.value.dim in ("hours", "span", "bytes", "point", "money", "speed")

    def _hyphened(self, at: int, dash: int, value: float, sign: str) -> Quantity | None:
        """A 30-day run has a span, an 8-bit model has no result."""
        hit = self.units.get(dash + 1)
        if hit is not None and hit.value.dim in ("span", "time", "factor", "percent", "point", "bytes"):
            return self._with(at, hit.end, value, hit.value, sign)
        if dash + 1 < len(self.tokens) and self.tokens[dash + 1].kind == NUMBER:
            return self._build(at, dash, value, "plain", sign=sign)
        return None

    def _with(self, at: int, after: int, value: float, unit: Unit, sign: str) -> Quantity:
        dim, scale = unit.dim, unit.scale
        if dim == "point" and value > MANY_POINTS:
            return self._build(at, after, value, "plain", noun="technical", magnitude=True)
        if dim == "factor" and self.key(after) in ("cross", "cv"):
            return self._build(at, after, value, "plain", noun="technical")  # "5-fold cross validation"
        if dim == "factor" and (
            self.key(after) in self.lexicon.accelerators or after in self.nouns["machine"]
        ):
            return self._build(at, after, value, "plain", noun="gpu")  # "8x A100"
        end = after if dim in ("percent", "point", "factor") else self._per(after)
        noun = self._noun(after) if dim == "percent" else ""
        return self._build(at, end, value * scale, dim, sign=sign, noun=noun, scale=scale)

    def _speed(self, at: int, after: int, value: float, sign: str) -> Quantity | None:
        """As in "55 tok/s", "14 pages a second", "5.6k sentences per second"."""
        if (hit := self.units.get(after)) is not None and hit.value.dim == "money":
            return None  # "1.1 cents per minute"
        for slash in range(after, min(after + 3, len(self.tokens) - 1)):
            token = self.tokens[slash]
            if token.key in self.sets["per"] or token.key in ("a", "an", "every", "each"):
                seconds = self.lexicon.per_second.get(self.key(slash + 1))
                named = seconds and slash > after and self._is_of_program(slash - 1, value, seconds)
                if seconds and (seconds == 1 or named):
                    return self._build(at, slash + 2, value / seconds, "speed", sign=sign, scale=1 / seconds)
                return None
            if token.kind != WORD or token.key in self.lexicon.function:
                return None
        return None

    def _is_of_program(self, at: int, value: float, seconds: int) -> bool:
        """Things of a program at any pace; others where no person keeps up ("95 parts a minute")."""
        if at in self.nouns["technical"]:
            return True
        people = any(at in self.nouns[kind] for kind in ("audience", "scope")) or at in self.ends
        return (seconds == PER_MINUTE or value >= INHUMAN * seconds) and not people

    def _build(
        self,
        first: int,
        last: int,
        value: float,
        dim: str,
        *,
        sign: str = "",
        noun: str = "",
        magnitude: bool = False,
        word: bool = False,
        scale: float = 1.0,
    ) -> Quantity:
        span = (self.tokens[first].start, self.tokens[last - 1].end)
        return Quantity(span, first, last, value, dim, sign, noun, magnitude, word, scale)
