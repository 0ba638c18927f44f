"""Numbers with their units. What is no result (versions, years, sizes of teams) does not become a quantity."""

from bot.rules.facts import Quantity
from bot.rules.numbers.counted import Counted
from bot.rules.words.lex import NUMBER, PUNCT, WORD, Num, Token
from bot.rules.words.lexicon import Hit
from bot.rules.words.schema import Unit

PER_MINUTE = 60  # seconds
HUNDRED = 100
INHUMAN = 10  # a second
MOST = 80
"""Numbers that are read of one text: who writes more of them writes a table."""
LEAST_LINES = 144
"""Of a picture: "144p" is one, "14p" are pence."""
PARTICLES = frozenset(["up", "out", "off", "down"])
LEADING = frozenset(["time", "bytes", "money"])
HEADS = frozenset([",", ";", ".", "(", ":", "|", "\n"])
LED = 7  # tokens
AGAINST = frozenset(["where", "what", "place", "instead", "rather", "not"])
"""What a number of machines is told by beside another: "in place of", "and not on"."""
MANY_POINTS = 5000
"""More of them are data, no gain."""
SHIFTED = frozenset(["earlier", "sooner", "faster", "quicker", "shorter"])


class Reader(Counted):
    """Reads the quantities of one text; `index` maps a token to the phrase that begins there."""

    def all(self) -> list[Quantity]:
        found: list[Quantity] = []
        last = 0
        for at in self._candidates():
            if at < last:
                continue
            if len(found) == MOST:
                break
            quantity = self._at(at)
            if quantity is not None:
                last = quantity.last
                if not self._is_used(quantity):
                    found.append(quantity)
        return found

    def _candidates(self) -> list[int]:
        """The tokens that a quantity can begin with."""
        spoken = {at for index in self.parts.values() for at in index}
        return [
            at
            for at, token in enumerate(self.tokens)
            if token.num is not None or at in spoken or token.key in ("a", "an")
        ]

    def _is_used(self, quantity: Quantity) -> bool:
        """As in "on 256 H100s": what it ran on is no result, unless "instead of" and the like follows."""
        if (
            quantity.noun != "machine"
            or quantity.dim == "percent"
            or self.key(quantity.first - 1) not in ("on", "with")
        ):
            return False
        if self.key(quantity.first + 1) in self.sets["fewer"]:
            return False  # "with 4 fewer replicas"
        after = self.keys[quantity.last : quantity.last + 4]
        return self.sets["certain"].isdisjoint(after) and not self._is_set_against(quantity)

    def _is_set_against(self, quantity: Quantity) -> bool:
        """As in "with one GPU in place of three", "on 2 pods and not on 9", "with 60 replicas to 22"."""
        after = self.keys[quantity.last : quantity.last + 4]
        if not (AGAINST.isdisjoint(after) and self.sets["recalled"].isdisjoint(after)):
            return True
        if "before" in after and self.key(quantity.last + after.index("before") + 1) in ("on", "with"):
            return True
        at = quantity.last + after.index("to") + 1 if "to" in after else len(self.tokens)
        return at < len(self.tokens) and self.tokens[at].kind == NUMBER

    def _at(self, at: int) -> Quantity | None:
        token = self.tokens[at]
        if (ratio := self.ratio(at)) is not None:
            return ratio
        if token.num is not None:
            return None if self._is_no_result(at, token.num) else self._number(at, token.num)
        if token.kind != WORD:
            return None
        return self._words(at)

    def _words(self, at: int) -> Quantity | None:
        """Halved, a third, four (servers)."""
        if (hit := self.parts["factor"].get(at)) is not None and not self._is_interval(hit):
            return self._build(at, hit.end, float(hit.value), "factor", word=True)
        if (hit := self.parts["fraction"].get(at)) is not None:
            return self._fraction(at, hit)
        if self.key(at) in ("a", "an") and (one := self._one(at)) is not None:
            return one
        if (hit := self.parts["number"].get(at)) is None or self.key(at - 1) in ("per", "/"):
            return None
        end, count = self._tens(hit)
        quantity = self._unit(at, end, count, "", "")
        return None if quantity is None or self._is_article(quantity) else quantity._replace(word=True)

    def _tens(self, hit: Hit) -> tuple[int, float]:
        """Past the two of "twenty-two"."""
        ones = self.parts["number"].get(hit.end)
        if ones is not None and hit.value < HUNDRED <= ones.value and not ones.value % HUNDRED:
            return ones.end, float(hit.value * ones.value)  # "two hundred"
        if ones is None or not (20 <= hit.value < 100 and hit.value % 10 == 0 and 0 < ones.value < 10):
            return hit.end, float(hit.value)
        return ones.end, float(hit.value + ones.value)

    def _is_interval(self, hit: Hit) -> bool:
        """As in "by half-hour"."""
        return (
            self.key(hit.end - 1) == "half"
            and hit.end in self.units
            and self.tokens[hit.end - 1].end + 1 == (self.tokens[hit.end].start)
        )

    def _fraction(self, at: int, hit: Hit) -> Quantity | None:
        """A third, a quarter of an hour; but "two incidents a quarter", "$4k a quarter"."""
        told = (
            at - 1 in self.ends
            or self.tokens[at - 1].kind == NUMBER
            or self.key(at - 1) in self.lexicon.magnitudes
            or self.key(at - 1) in self.sets["welcome"]
            or self.key(at - 1) in ("once", "twice", "times")
        )
        if self.key(at + 1) == "quarter" and told:
            return None  # "900 visits avoided a quarter"
        span = self.units.get(hit.end + 2)
        if self.key(hit.end) == "of" and self.key(hit.end + 1) in ("a", "an") and span is not None:
            return self._with(at, span.end, hit.value, span.value, "")
        noun = self._share(hit.end)
        return self._build(at, hit.end, 100.0 * hit.value, "percent", noun=noun, word=True)

    def _is_article(self, quantity: Quantity) -> bool:
        """The one of "on one CPU", "in one model", "to set one up" counts nothing."""
        if quantity.value == 1 and self.key(quantity.last) in PARTICLES:
            return True
        if quantity.noun == "machine" and self._is_set_against(quantity):
            return False
        if quantity.value == 1 and self.key(quantity.first - 1) in ("the", "this", "that", "which"):
            return quantity.noun != "machine"
        held = quantity.noun == "machine" and self.key(quantity.first - 3) in ("on", "with")
        if quantity.value == 1 and held and self.key(quantity.first - 2) in self.sets["articles"]:
            return True  # "on the mill's one GPU"
        kept = self.key(quantity.first - 1) in self.sets["kinds_of_one"]
        if quantity.value == 1 and (kept or self.key(quantity.first - 2) in self.sets["articles"]):
            return quantity.dim == "plain" and not quantity.noun  # "as was the old one", "(old one 71)"
        one = quantity.value == 1 and quantity.dim == "plain" and quantity.noun in ("machine", "technical")
        return one and self.key(quantity.first - 1) in self.sets["one_before"]

    def _one(self, at: int) -> Quantity | None:
        """As in "from a week to a day", "nearly a point", "struck a day earlier"."""
        unit = self.units.get(at + 1)
        if unit is None or unit.value.dim not in ("span", "time", "point"):
            return None
        if self.key(at - 1) not in self.sets["one_after"] and self.key(unit.end) not in SHIFTED:
            return None
        half = self.keys[unit.end : unit.end + 3] == ["and", "a", "half"]  # "a day and a half"
        return self._with(at, unit.end + 3 * half, 1.0 + half / 2, unit.value, "")

    def _number(self, at: int, num: Num) -> Quantity | None:
        value, suffix = num.value, num.suffix
        scale, rest = self._magnitude(at, num)
        if rest in ("th", "st", "nd", "rd"):
            return None
        after = at + 1 + self._is_and_more(at + 1)
        if not scale and not num.suffix and after < len(self.tokens) and self._spoken(after):
            scale, after = self.lexicon.magnitudes[self.tokens[after].key], after + 1
        if self._is_thousands(at, num):
            value, scale = value * 1000, scale or 1
        if num.currency:
            return self._money(at, after, value * (scale or 1), num)
        if rest and (
            rest not in self.lexicon.units or _is_resolution(value, rest) or num.raw_suffix in ("D", "C", "G")
        ):
            return None  # "1080p", "a 3D scan"
        if suffix == "b" and not (self._counts_something(after) or self._is_paced(after)):
            return self._build(at, after, value * 1e9, "params", magnitude=True, sign=num.sign)
        return self._unit(at, after, value * (scale or 1), rest, num.sign, magnitude=bool(scale))

    def _is_thousands(self, at: int, num: Num) -> bool:
        """As in "21.000 documents"."""
        plain = not (num.suffix or num.currency or num.sign) and self.tokens[at].key.endswith(".000")
        return plain and self._counts_something(at + 1)

    def _is_and_more(self, at: int) -> bool:
        """As in "60+ people"."""
        glued = self.key(at) == "+" and self.tokens[at].start == self.tokens[at - 1].end
        return glued and at + 1 < len(self.tokens) and self.tokens[at + 1].kind == WORD

    def _spoken(self, at: int) -> bool:
        """A magnitude in words: "12 million". Single letters must be glued to the number."""
        key = self.tokens[at].key
        return len(key) > 1 and key != "mm" and key in self.lexicon.magnitudes

    def _magnitude(self, at: int, num: Num) -> tuple[int, str]:
        """The factor that the glued letters stand for, and the letters that are left (a unit)."""
        suffix = num.suffix
        if suffix not in self.lexicon.magnitudes:
            return 0, suffix
        if suffix == "mm" and not num.currency:
            return 0, suffix
        minutes = suffix == "m" and num.raw_suffix == "m" and not num.currency
        if minutes and not self._counts_something(at + 1):
            return 0, suffix
        return self.lexicon.magnitudes[suffix], ""

    def _is_paced(self, at: int) -> bool:
        """As in "2.1B fares an hour"."""
        spoken = self.key(at + 1) in ("a", "an", "per", "/", "every", "each")
        return spoken and (
            self.key(at + 2) in self.lexicon.per_second or self.key(at + 2) in self.sets["rates"]
        )

    def _money(self, at: int, after: int, value: float, num: Num) -> Quantity:
        return self._build(at, self._per(after), value, "money", sign=num.sign)

    def _per(self, at: int) -> int:
        """Past "/month", "per 1k requests", "a month": what follows belongs to the same quantity."""
        if at >= len(self.tokens) or self.tokens[at].key not in self.sets["per"]:
            return at
        end = at + 1
        if end < len(self.tokens) and self.tokens[end].kind == NUMBER:
            end += 1
        if end < len(self.tokens) and self.tokens[end].key in self.lexicon.magnitudes:
            end += 1
        return (
            min(end + 1, len(self.tokens))
            if end < len(self.tokens) and self.tokens[end].kind != PUNCT
            else end
        )

    def _unit(
        self, at: int, after: int, value: float, glued: str, sign: str, magnitude: bool = False
    ) -> Quantity | None:
        if glued:
            return self._with(at, self._compound(after), value, self.lexicon.units[glued], sign)
        if (
            after < len(self.tokens)
            and self.tokens[after].key == "-"
            and self.tokens[after].start == self.tokens[after - 1].end
        ):
            return self._hyphened(at, after, value, sign)
        here = self._skip_comparing(after)
        speed = self._speed(at, after, value, sign)
        if speed is not None:
            return speed
        end, unit = self._own_unit(at, here, after)
        if unit is not None:
            money = unit.dim == "money" and end == after and self.key(at - 1) in self.lexicon.units
            return self._with(at - money, end, value, unit, sign)
        dim = (
            "factor" if self._multiplies(at) else "money" if self._is_paid(at, after, magnitude) else "plain"
        )
        return self._build(at, after, value, dim, sign=sign, noun=self._noun(after), magnitude=magnitude)

    def _own_unit(self, at: int, here: int, after: int) -> tuple[int, Unit | None]:
        """Where the unit ends, and the unit: behind the number or before it."""
        if after < len(self.tokens) and self.tokens[after].raw == "W":
            return after + 1, self.lexicon.units["w"]
        if (
            after < len(self.tokens)
            and self.tokens[after].raw == "X"
            and self.key(after + 1).startswith("ray")
        ):
            return after, None  # "3,000 X-rays"
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
        """The unit before its number: "ms 85 -> 31", "s/cycle 7.9", "PHP 2.10", "% success of grasps 91.5"."""
        lead = at - 1 - (self.key(at - 1) == ":")
        per = self.tokens[lead].kind == WORD and self.key(lead - 1) in ("/", "per")
        lead -= 2 * per  # past what it is per
        unit = self.lexicon.units.get(self.key(lead)) if lead >= 0 else None
        if unit is None or unit.dim not in LEADING:
            return self._led_share(at)
        if (not per or self.key(lead) == "p") and (len(self.key(lead)) == 1 or self.key(lead) == "won"):
            return None  # the p of "P/R 0.88" is no pence
        heads = lead == 0 or self.key(lead - 1) in HEADS or unit.dim == "money"
        return unit if heads and self.tokens[lead - 1].kind != NUMBER else None

    def _led_share(self, at: int) -> Unit | None:
        for lead in range(at - 1, max(at - LED, -1), -1):
            if self.key(lead) == "%":
                heads = lead == 0 or self.key(lead - 1) in HEADS
                return self.lexicon.units["%"] if heads and lead < at - 1 else None
            if self.tokens[lead].kind != WORD:
                return None
        return None

    def _is_paid(self, at: int, after: int, magnitude: bool) -> bool:
        """As in "the feed cost 40k a year": money without its coin."""
        paid = self.key(at - 1) in self.sets["spending"] or (
            self.key(at - 1) == "us" and self.key(at - 2) in self.sets["spending"]
        )
        paced = self.key(after) in ("a", "per", "/") and self.key(after + 1) in self.sets["rates"]
        return paid and magnitude and paced

    def _multiplies(self, at: int) -> bool:
        """As in "by a factor of roughly 2.4"."""
        at -= 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        divided = self.key(at) == "by" and self.key(at - 1) in ("divided", "multiplied")
        return divided or (self.key(at) == "of" and self.key(at - 1) == "factor")

    def _compound(self, after: int) -> int:
        """Past the minutes of "5 h 20" and the seconds of "2 min 30 s"."""
        if after >= len(self.tokens) or self.tokens[after].num is None or self.tokens[after - 1].key == ",":
            return after
        if self.tokens[after].raw.endswith("%"):
            return after
        unit = self.lexicon.units.get(self.tokens[after - 1].key) or self.lexicon.units.get(
            _suffix(self.tokens[after - 1])
        )
        if unit is None or unit.dim != "span":
            return after
        own = self.units.get(after + 1)
        if own is not None and own.value.dim not in ("span", "time"):
            return after  # "at 12 months 2.9 %"
        return own.end if own is not None and own.value.dim in ("span", "time") else after + 1

    def _means_unit(self, hit: Hit, after: int) -> bool:
        """As in "12 h" is a span; "300 fewer days" too, but "5 more points" stays one word away; CT is a scan."""
        if self.tokens[hit.start].raw in ("CT", "G") or (
            hit.start > after and self.key(hit.start - 1) == "the"
        ):
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
        if dim == "factor" and self._is_hardware(after):
            return self._build(at, after, value, "plain", noun="gpu")
        if dim == "factor" and self.key(after - 1) == "times" and self._is_often(after):
            return self._build(at, after, value, "plain", noun="audience")
        end = after if dim in ("percent", "point", "factor") else self._per(after)
        noun = self._share(after) if dim == "percent" else ""
        return self._build(at, end, value * scale, dim, sign=sign, noun=noun, scale=scale)

    def _is_often(self, after: int) -> bool:
        """As in "downloaded 40k times per month"."""
        if self.key(after) in ("instead", "rather") or self.key(after + 1) in self.sets["occasions"]:
            return True  # "visits a field 2 times instead of 3", "3 times an evening"
        per = self.key(after) in self.sets["per"] or self.key(after) in ("a", "every", "each", "daily")
        return per and bool({self.key(after), self.key(after + 1)} & self.sets["rates"])

    def _is_hardware(self, after: int) -> bool:
        """As in "8x A100": a count of cards, not a factor."""
        if after >= len(self.tokens):
            return False
        return self.tokens[after].key in self.lexicon.accelerators or after in self.nouns["machine"]

    def _speed(self, at: int, after: int, value: float, sign: str) -> Quantity | None:
        """As in "55 tok/s", "14 pages a second", "5.6k sentences per second"."""
        if (hit := self.units.get(after)) is not None and hit.value.dim == "money":
            return None  # "1.1 cents per minute"
        for slash in range(after, min(after + 3, len(self.tokens) - 1)):
            token = self.tokens[slash]
            if token.key in self.sets["per"] or token.key in ("a", "an", "every", "each"):
                seconds = self.lexicon.per_second.get(self.tokens[slash + 1].key)
                if seconds == 1 or (
                    seconds and slash > after and self._is_of_program(slash - 1, value, seconds)
                ):
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


def _is_resolution(value: float, unit: str) -> bool:
    """As in "1080p": pictures, not pence."""
    return unit == "p" and value >= LEAST_LINES


def _suffix(token: Token) -> str:
    return token.num.suffix if token.num is not None else ""
