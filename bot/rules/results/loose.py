"""Results whose metric or unit cannot be told: nothing is named that the number could be of."""

from bot.rules.facts import LooseNumber, Value
from bot.rules.results.distance import LOOSE
from bot.rules.results.gains import Gains, relative
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import once

COUNTED = frozenset(["technical", "machine", "audience", "scope", "metric"])
ROUNDED = 0.1
TINY, NEAR_GRADE, OPENED = 4, 3, 4  # tokens
MORE = frozenset(["more", "fewer", "less", "extra", "additional"])
LEAST_SCORE, DECIMALS, SETTING, LIMITING = 0.1, 2, 7, 6
NEAR = 4.0
"""How many times one of two numbers that compare is the other, at most."""


class Loose(Gains):
    """Tells a number of nothing from one of something."""

    @once
    def names_metric(self) -> bool:
        """The text tells of some metric; not the price of "price model"."""
        return any(not (hit.value.silent or self.names_a_model(hit)) for hit in self.metrics)

    def says_only_better(self, value: Value) -> bool:
        """As in "2x more powerful", "19 % stronger than v1", "45 percent improvement over Flask", "better by 9 %"."""
        at, key = value.last, self.key(value.last)
        if value.quantity.dim not in ("percent", "factor", "point") or value.shape == "change":
            return False
        if self.key(value.first - 1) == "by" and self.key(value.first - 2) in self.sets["only_better"]:
            return value.quantity.dim == "percent" and not self.metrics
        for to in (at, at + 1):  # "10x developer productivity"
            if value.quantity.dim == "factor" and self.between("vague", to, to + 1):
                return not self.metrics
        if key in self.sets["improvements"]:
            inside = self.key(at + 1) in ("in", "of", "to")
            return self.is_no_thing(at + 2) if inside else not self.names_thing(at + 1)
        if key in ("more", "as") and self.key(at + 1) in self.sets["vague_adjectives"]:
            return self.is_no_thing(at + 2)
        return key in self.sets["only_better"] and self.is_no_thing(at + 1)

    def is_of_improved(self, value: Value) -> bool:
        """As in "Improved the targeting from 70 to 88", "data quality improved to 98": what is made better is no
        quantity, unless a list says so."""
        alone = value.quantity.dim == "plain" and not value.quantity.noun and not value.compared
        if not alone or self.per_day(value) or (value.shape == "level" and self.key(value.first - 1) != "to"):
            return False
        low = self.clause_start(value.first)
        if not self.sets["count_names"].isdisjoint(self.keys[low : value.first]):
            return False
        return any(hit.value == "better" for hit in self.between("direction", low, value.first))

    def is_no_thing(self, at: int) -> bool:
        """Nothing that could be measured: "in comparison", "results"."""
        vague = self.key(at) in self.sets["no_thing"] or bool(self.between("vague", at, at + 1))
        return vague or not self.names_thing(at)

    def loose(self, value: Value) -> LooseNumber | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE or quantity.noun in COUNTED:
            return None
        if self._is_no_statistic(value) or self.is_part_of_plan(value) or self._says_what(value):
            return None
        part = (
            quantity.word
            and value.last < len(self.tokens)
            and "of" in self.keys[value.first : value.last + 1]
        )
        if part and (self.tokens[value.last].kind == NUMBER or self.key(value.last) in ("them", "those")):
            return None  # "half of the 6 cents allowed", "and not for half of them"
        if quantity.dim == "plain" and self.counts_things(value):
            return None
        reach = (
            3 if quantity.dim == "factor" and self.key(value.last) not in self.sets["compared_with"] else 1
        )
        if self.between("noun:role", value.last, value.last + reach):
            return None  # "twice the nurses"; not "3x over the consultant's"
        told = quantity.dim in ("factor", "percent") and self._explained(value)
        return None if told else LooseNumber(value.span)

    def _says_what(self, value: Value) -> bool:
        """As in "by 17 milliwatts", "tenfold more training data", "Attended it 2 times"."""
        at, dim = value.last, value.quantity.dim
        if value.compared:
            return self.key(at) in MORE and self.names_thing(at + 1) and not self.says_only_better(value)
        if dim == "factor":
            return self.key(at - 1) == "times" and not (value.direction or value.good)
        return dim == "plain" and value.shape == "delta" and not self.is_no_thing(at)

    def _is_no_statistic(self, value: Value) -> bool:
        """A level that nothing says to be reached, a limit, or a comparison that says its unit ("4 % longer")."""
        if value.shape == "level" and not self._is_reached(value):
            return True
        reach = 2 if value.shape == "change" else LIMITING  # "limit agreed with research was -10 %"
        if not self.sets["limits"].isdisjoint(self.keys[max(value.first - reach, 0) : value.first]):
            return True
        told = value.compared and self.key(value.last) in self.sets["told_by_unit"]
        if not self.sets["grades"].isdisjoint(self.keys[max(value.first - NEAR_GRADE, 0) : value.first]):
            return True
        return told or self.within_limit(value.first)

    def _is_reached(self, value: Value) -> bool:
        """As in "Got 92% on the test set", "Achieved 0.89", "99% quality", or the whole text is "Reward 1450.": a
        result, of what is not said."""
        quantity = value.quantity
        if len(self.tokens) <= TINY:
            return not (quantity.noun or quantity.word)
        if self._is_left_alone(value) and (
            self._is_led_to(value) or self._has_twin(value) or self._is_bare_score(value)
        ):
            return True
        # "performance of the matcher rose to 88"
        vague = self.key(value.first - 1) == "to" and self.between(
            "vague", self.clause_start(value.first), value.first
        )
        if (vague or self.is_of_improved(value)) and self._is_left_alone(value):
            return True
        if quantity.dim == "percent" and self.between("vague", value.last, value.last + 1):
            return True
        share = quantity.dim == "percent" or (quantity.dim == "plain" and 0 < quantity.value < 1)
        if not share or quantity.word or quantity.noun:
            return False
        return any(self.key(at) in self.sets["reached"] for at in (value.first - 1, value.first - 2))

    def _is_left_alone(self, value: Value) -> bool:
        """Nothing that it could count follows: "ours 5.9, deployed", "stood at 88 and", "0.62 (2021)"."""
        quantity = value.quantity
        if quantity.word or quantity.noun or quantity.magnitude or quantity.dim not in ("plain", "percent"):
            return False
        after = value.last + (self.key(value.last) in self.sets["test_sides"])  # "0.713 public"
        return not self.names_thing(after) and self.key(after) not in (
            "of",
            "-",
            "/",
            "x",
            "*",
            "+",
        )

    def _is_bare_score(self, value: Value) -> bool:
        """As in "0.713 public, 0.702 private", "values of 0.88 in Lyon": no other number has two decimals below one
        unless it was set ("a threshold of 0.85")."""
        fine = value.quantity.dim == "plain" and LEAST_SCORE < value.quantity.value < 1
        if not fine or len(self.tokens[value.first].raw.partition(".")[2]) < DECIMALS:
            return False
        lead = frozenset(self.keys[max(value.first - SETTING, 0) : value.last + 2])
        settings = (self.sets["dials"], self.sets["limits"], self.sets["settings"])
        return not self.names_metric and all(lead.isdisjoint(words) for words in settings)

    def _is_led_to(self, value: Value) -> bool:
        """As in "our damage model stood at 88", "Uplift: 3.4 %", "a win of 7", "Saved around 300 per shipment"."""
        at = value.first - 1
        while self.key(at) in self.sets["leads_on"]:
            at -= 1
        if self.key(at) not in self.sets["reached_at"]:
            return False
        share = value.quantity.dim == "percent"
        if (
            share
            and self.key(at) in ("stood", "stands", "sits", "sat", "landed", "ended")
            and self._ending(at)
        ):
            return False  # "wrongful removals stood at 7.6 %"
        alone = at in self.acts or not self.names_thing(at + 1)
        return alone and not self.between("metric", at - 2, value.first)

    def _has_twin(self, value: Value) -> bool:
        """As in "Vendor model 7.2, ours 5.9", "Before: 1,450. After: 520.", "0.62 (2021), 0.66 (2022)"."""
        if value.quantity.dim != "plain" or self.sets["twins"].isdisjoint(self.said) or self.names_metric:
            return False
        for other in self.values:
            alike = other.shape == "level" and other.quantity.dim == value.quantity.dim and other is not value
            if (
                alike
                and self._is_left_alone(other)
                and _is_near(other, value)
                and self._tells_whose(value, other)
            ):
                return True
        return False

    def _tells_whose(self, value: Value, other: Value) -> bool:
        """Right before or behind both it is said whose they are, or when."""
        twins = self.sets["twins"]
        ends = [self.key(one.last) for one in (value, other)]
        leads = [self.keys[max(one.first - 4, 0) : one.first] for one in (value, other)]
        return all(end in twins or not twins.isdisjoint(lead) for end, lead in zip(ends, leads, strict=True))

    def _explained(self, value: Value) -> bool:
        """As in "2x from 40 FPS to 80 FPS", "Doubled replies to adverts, 0.9 % to 1.8 %": another value says what was
        multiplied, or by how much it fell ("Improved the quality by 12 %, MAPE 9 to 8")."""
        later = [one for one in self.values if one.first > value.last]
        if later and value.shape == "delta" and self._is_cut_of_parts(value):
            return True
        if value.quantity.dim == "percent":
            said = value.quantity.value / 100
            return any(abs(abs(relative(one) or 0.0) - said) < ROUNDED * said for one in later)
        return any(_is_multiple(one, value.quantity.value) for one in later)

    def _is_cut_of_parts(self, value: Value) -> bool:
        """As in "Cut the prompts by two thirds, $0.12 to $0.05 a letter": what was done, and then what came of it."""
        low = self.sentence_start(value.first)
        cut = any(hit.value == "down" for hit in self.between("direction", low, low + 1))
        return cut and any(
            hit.end - low <= OPENED for hit in self.between("noun:technical", low, value.first)
        )


def _is_near(one: Value, other: Value) -> bool:
    low, high = sorted((one.quantity.value, other.quantity.value))
    return 0 < high <= NEAR * low and one.quantity.value != other.quantity.value


def _is_multiple(value: Value, factor: float) -> bool:
    """Whether a change is by that factor, as near as rounding allows."""
    if value.shape != "change" or not (value.before and factor) or value.after is None:
        return False
    return factor > 0 and abs(value.after / value.before / factor - 1) < ROUNDED
