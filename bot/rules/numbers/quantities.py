"""Numbers of a text, in digits and in words. What is no result (versions, years, sizes of teams) is no quantity."""

from bot.rules.facts import Quantity
from bot.rules.numbers.units import Units
from bot.rules.words.lex import NUMBER, WORD, Num
from bot.rules.words.lexicon import Hit

HUNDRED = 100
FAR, BEFORE = 8, 3  # tokens
MOST = 80
"""Numbers that are read of one text: who writes more of them writes a table."""
LEAST_LINES = 144
"""Of a picture: "144p" is one, "14p" are pence."""
PARTICLES = frozenset(["up", "out", "off", "down"])
AGAINST = frozenset(["where", "what", "place", "instead", "rather", "not"])
"""What a number of machines is told by beside another: "in place of", "and not on"."""
SHIFTED = frozenset(["earlier", "sooner", "faster", "quicker", "shorter"])


class Reader(Units):
    """Reads the quantities of one text; `index` maps a token to the phrase that begins there."""

    def all(self) -> list[Quantity]:
        found: list[Quantity] = []
        last = 0
        for at in self._candidates():
            if at >= last and len(found) < MOST and (quantity := self._at(at)) is not None:
                last = quantity.last
                if not self._is_used(quantity):
                    found.append(quantity)
        return found

    def _candidates(self) -> list[int]:
        """The tokens that a quantity can begin with: numbers, words for them, the "a" of "a week"."""
        spoken = {at for index in self.parts.values() for at in index}
        spoken.update([at - 1 for at in self.units if self.key(at - 1) in ("a", "an")])
        return [at for at, token in enumerate(self.tokens) if token.num is not None or at in spoken]

    def _is_used(self, quantity: Quantity) -> bool:
        """As in "on 256 H100s": what it ran on is no result, unless "instead of" and the like follows."""
        ran = quantity.noun == "machine" and self.key(quantity.first - 1) in ("on", "with")
        if not ran or quantity.dim == "percent" or self.key(quantity.first + 1) in self.sets["fewer"]:
            return False  # "with 4 fewer replicas"
        after = self.keys[quantity.last : quantity.last + 4]
        if "less" in after or "fewer" in after:
            return False  # "got by with three cache nodes less"
        return self.sets["certain"].isdisjoint(after) and not self._is_set_against(quantity)

    def _is_set_against(self, quantity: Quantity) -> bool:
        """As in "with one GPU in place of three", "on one server of ours and no longer on four", "with 60 replicas
        to 22"."""
        after = self.keys[quantity.last : quantity.last + 4]
        if not (AGAINST.isdisjoint(after) and self.sets["recalled"].isdisjoint(after)):
            return True
        no = next((at for at in range(quantity.last, quantity.last + FAR) if self.key(at) == "longer"), 0)
        if no and self.key(no - 1) == "no" and self._is_number(no + 1 + (self.key(no + 1) in ("on", "with"))):
            return True
        if "before" in after and self.key(quantity.last + after.index("before") + 1) in ("on", "with"):
            return True
        if self._is_once_another(quantity.last):
            return True
        return "to" in after and self._is_number(quantity.last + after.index("to") + 1)

    def _is_once_another(self, start: int) -> bool:
        """As in "on 4 cache nodes; 6 before", "on two T4s (seven earlier)"."""
        pause = next((at for at in range(start, start + FAR) if self.key(at) in (",", ";", "(")), 0)
        then = self.sets["recalled"] | {"before"}
        if self.key(pause + 1) in then:  # "on 5 brokers now; before it had eight"
            return pause > 0 and any(self._is_number(at) for at in range(pause + 2, pause + 2 + BEFORE))
        return pause > 0 and self._is_number(pause + 1) and self.key(pause + 2) in then

    def _is_number(self, at: int) -> bool:
        return at in self.parts["number"] or (at < len(self.tokens) and self.tokens[at].kind == NUMBER)

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
        led = self.key(at - 1) in ("for", "of", "the", "all") and self.key(at).endswith("ed")
        adjective = led  # "the network for doubled sheets"
        if adjective:
            return None
        if (hit := self.parts["factor"].get(at)) is not None:
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

    def _fraction(self, at: int, hit: Hit) -> Quantity | None:
        """A third, a quarter of an hour; but "two incidents a quarter", "$4k a quarter"."""
        lead = self.key(at - 1)
        if self.key(at) == "every":
            return None  # "every third day"
        told = at - 1 in self.ends or self.tokens[at - 1].kind == NUMBER or lead in self.lexicon.magnitudes
        often = lead in self.sets["welcome"] or lead in ("once", "twice", "times")
        if self.key(at + 1) == "quarter" and (told or often) and self.key(hit.end) != "of":
            return None  # "900 visits avoided a quarter", not "costs a quarter of the price"
        span = self.units.get(hit.end + 2)
        if self.key(hit.end) == "of" and self.key(hit.end + 1) in ("a", "an") and span is not None:
            return self._with(at, span.end, hit.value, span.value, "")
        noun = self._noun(hit.end)
        return self._build(at, hit.end, 100.0 * hit.value, "percent", noun=noun, word=True)

    def _is_article(self, quantity: Quantity) -> bool:
        """The one of "on one CPU", "in one model", "to set one up" counts nothing."""
        machine, before = quantity.noun == "machine", self.key(quantity.first - 1)
        if quantity.value != 1 or self.key(quantity.last) in PARTICLES:
            return quantity.value == 1
        if machine and self._is_set_against(quantity):
            return False
        if before in ("the", "this", "that", "which") and self.key(quantity.first - 2) != "so":
            return not machine
        led = self.key(quantity.first - 2) in self.sets["articles"]
        if led and machine and self.key(quantity.first - 3) in ("on", "with"):
            return True  # "on the mill's one GPU"
        if led or before in self.sets["kinds_of_one"]:
            return quantity.dim == "plain" and quantity.noun in ("", "other")  # "as was the old one"
        plain = quantity.dim == "plain" and quantity.noun in ("machine", "technical")
        return plain and before in self.sets["one_before"]

    def _one(self, at: int) -> Quantity | None:
        """As in "from a week to a day", "nearly a point", "struck a day earlier"."""
        unit = self.units.get(at + 1)
        paced = self.key(at - 1) == "in" and any(self.tokens[to].kind == NUMBER for to in range(at - 3, at))
        if unit is None or paced or unit.value.dim not in ("span", "time", "point"):
            return None  # "14 hours in a day"
        if self.key(at + 1) == "second":
            return None  # "to a second labelling agency"
        half = self.keys[unit.end : unit.end + 3] == ["and", "a", "half"]  # "a day and a half"
        if not half and self.key(at - 1) not in self.sets["one_after"] and self.key(unit.end) not in SHIFTED:
            return None
        return self._with(at, unit.end + 3 * half, 1.0 + half / 2, unit.value, "")

    def _number(self, at: int, num: Num) -> Quantity | None:
        value = num.value
        scale, rest = self._magnitude(at, num)
        if rest in ("th", "st", "nd", "rd"):
            return None
        after = at + 1 + self._is_and_more(at + 1)
        if not scale and not num.suffix and after < len(self.tokens) and self._spoken(after):
            scale, after = self.lexicon.magnitudes[self.tokens[after].key], after + 1
        if self._is_thousands(at, num):
            value, scale = value * 1000, scale or 1
        if num.currency:
            return self._build(at, self._per(after), value * (scale or 1), "money", sign=num.sign)
        lines = rest == "p" and value >= LEAST_LINES
        if rest and (rest not in self.lexicon.units or lines or num.raw_suffix in ("D", "C", "G")):
            return None  # "1080p", "a 3D scan"
        if num.suffix == "b" and not (self._counts_something(after) or self._is_paced(after)):
            return self._build(at, after, value * 1e9, "params", magnitude=True, sign=num.sign)
        return self._unit(at, after, value * (scale or 1), rest, num.sign, magnitude=bool(scale))

    def _is_thousands(self, at: int, num: Num) -> bool:
        """As in "21.000 documents"."""
        whole = self.tokens[at].key.endswith(".000")
        return whole and not (num.suffix or num.currency or num.sign) and self._counts_something(at + 1)

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
        if not suffix:
            return 0, ""
        length = suffix == "mm" and not num.currency
        minutes = suffix == num.raw_suffix == "m" and not (num.currency or self._counts_something(at + 1))
        minutes = minutes and not self._is_beside_coin(at)
        if suffix not in self.lexicon.magnitudes or length or minutes:
            return 0, suffix
        return self.lexicon.magnitudes[suffix], ""

    def _is_beside_coin(self, at: int) -> bool:
        """As in "9m dollars", "RM 120m": no minutes."""
        unit = self.lexicon.units.get(self.key(at - 1)) if at else None
        led = unit is not None and unit.dim == "money" and len(self.key(at - 1)) > 1
        coin = self.units.get(at + 1)
        return led or (coin is not None and coin.value.dim == "money" and coin.value.scale >= 1)

    def _is_paced(self, at: int) -> bool:
        """As in "2.1B fares an hour"."""
        spoken, pace = self.key(at + 1) in ("a", "an", "per", "/", "every", "each"), self.key(at + 2)
        return spoken and (pace in self.lexicon.per_second or pace in self.sets["rates"])
