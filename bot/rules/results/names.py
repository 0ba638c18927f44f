"""Results about something that no lexicon lists: what moved is named all the same."""

from bot.rules.facts import Value
from bot.rules.results.things import MOVING, NOUN, PER, Things

FOLLOWING = 3  # tokens
CONFUSED = frozenset(["confusion", "confusions", "misreadings", "hallucinations"])
"""As in "confusions between lamb and mutton from 12 % to 4 %"."""


class Names(Things):
    """Finds the words for what a number is about. Words of the trade and vague ones ("cut the model by 12 %") name
    nothing that was measured."""

    def named(self, value: Value) -> str:
        """The family of what is named though not listed, empty if nothing is: "cut spoiled food by 12 %"."""
        if value.quantity.dim == "plain" and self.key(value.first - 1) in self.sets["reached"]:
            return ""  # "Scored 0.88 on the suite, up from 0.79"
        if value.shape == "delta" and self._is_of_people(value):
            return "business"
        if value.compared and not self.names_thing(value.last + 1) and self._is_less_or_more(value):
            return self._subject(value)  # "scrapped coils 40 fewer a year", "salt use 22 % lower"
        if value.shape == "level" and value.quantity.dim == "percent" and self.key(value.first - 1) == "at":
            return self._kept(value)
        return "" if value.good or value.compared or not value.direction else self._moved(value)

    def _kept(self, value: Value) -> str:
        """As in "undeliverables flat at 0.7 %"."""
        flat = next(
            (hit for hit in self.between("direction", value.first - 3, value.first) if hit.value == "flat"),
            None,
        )
        low = self.clause_start(value.first)
        return self._ending(flat.start) if flat is not None and 0 < flat.start - low <= NOUN // 2 else ""

    def _is_less_or_more(self, value: Value) -> bool:
        after = self.key(value.last)
        said = after in self.sets["fewer"] or after in self.sets["more"]
        return said and value.quantity.dim in ("plain", "percent")

    def _moved(self, value: Value) -> str:
        """The family of what went up or down."""
        if self._is_number_of(value):
            return "business"
        if value.quantity.dim == "factor" and value.last - value.first > 1:
            return self._following(value.last) or self._subject(value)
        if value.quantity.dim == "factor" and self.clause_start(value.first) == value.first:
            fell = value.direction < 0 and self.names_goods(value.last)
            return "business" if fell else ""  # "Halved torn fillings"
        several = value.quantity.dim == "factor" and self.key(value.first - 1).endswith("s")
        if (
            several
            and self.clause_start(value.first) not in self.acts
            and (told := self._ending(value.first))
        ):
            return told  # "Land book rejections halved"
        return self._rate(value) or self._moved_by(value) or self._told(value)

    def _following(self, start: int) -> str:
        """The family of what a factor is of: "half as many wrong redactions", "half the impostor accounts"."""
        end = start
        while (
            end < min(start + FOLLOWING, len(self.tokens)) and self._is_thing(end) and end not in self.moves
        ):
            end += 1
        return self._family_of(start, end)

    def _told(self, value: Value) -> str:
        percent = value.quantity.dim == "percent" or (
            value.quantity.dim == "point" and value.shape != "level"
        )
        if percent and value.quantity.noun == "machine" and value.shape == "change":
            return "efficiency"
        if self.is_part_of_plan(value):
            return ""
        low = self.clause_start(value.first)
        # "raised the values of the net for doubled sheets from 70 to 90"
        bare = not (value.quantity.noun or self.names_thing(value.last)) and self.between(
            "vague", low, value.first
        )
        if not percent and (bare or not self._is_countable(value)):
            return self._score(value)
        confused = not CONFUSED.isdisjoint(self.keys[max(value.first - 2 * NOUN, 0) : value.first])
        family = "accuracy" if confused else self._subject(value)
        family = family or ("accuracy" if self._is_untrue(value.first) else "")
        lead = self.between("noun:domain", low, value.first)
        near = self.keys[value.first : value.last + 3]
        paced = "per" in near or not self.sets["rates"].isdisjoint(near) or self.by_people(value, 8)
        of_program = value.quantity.noun == "technical" and (lead or not (percent or paced))
        return ("efficiency" if percent else "") if of_program and family == "business" else family

    def is_part_of_plan(self, value: Value) -> bool:
        """As in "spot share of training 12 % -> 58 %", "window length 30 -> 120": what was done, in no family."""
        if value.quantity.dim == "plain":
            dials = self.sets[
                "dials" if value.quantity.value > 1 else "settings"
            ]  # "temperature from 0.7 to 0.2"
            return self.key(self._before_moving(value.first) - 1) in dials
        low = max(self.clause_start(value.first), value.first - NOUN)
        return value.quantity.dim == "percent" and any(
            self.key(at) in self.sets["shares_of_plan"]
            and not self._is_share_of_work(at)
            and not (value.direction < 0 and self.names_goods(at + 2))
            for at in range(low, value.first)
        )

    def _is_share_of_work(self, at: int) -> bool:
        """As in "share of resolved chats", "share of slots filled"; not "fraction of tokens masked"."""
        own = self.any_of(("noun:technical", "noun:machine", "noun:tool"), at - 1, at)
        lead = self.key(at - 1)
        own = own or lead in self.sets["computing"] or lead in self.sets["plain_adjectives"]
        own = own or lead.endswith(("ic", "al", "ing"))  # "synthetic share", "padding share"
        end = next((to for to in range(at + 1, at + 4) if self.key(to) not in self.sets["moving"]), at + 1)
        told = self.key(end)[:1].isdigit()
        if told and self.names_thing(at - 1) and not own:
            return True  # "rewash share 8 % -> 5 %"; not "spot share 12 % -> 58 %"
        if self.key(at + 1) != "of" or self.between("noun:audience", at + 2, at + 5):
            return self.key(at + 1) == "of"
        if self.key(at + 2) in self.sets["taken_up"]:
            return True
        done = any(
            self.key(to).endswith("ed") or self.key(to) in self.sets["taken_up"]
            for to in (at + 2, at + 3, at + 4)
        )
        return done and not self.between("noun:technical", at + 2, at + 5)

    def _is_per_something(self, at: int) -> bool:
        """As in "per 100 km", "appeals/day"; not "kayak/canoe"."""
        return self.key(at) == "per" or (self.key(at) == "/" and self.key(at + 1) in self.sets["rates"])

    def _moved_by(self, value: Value) -> str:
        """As in "stand changes are reduced by 22 per day", "meal wastage is lower by 0.9 per 100 guests"."""
        low = max(self.clause_start(value.first), value.first - NOUN)
        paced = not self.sets["per"].isdisjoint(self.keys[low : value.last + 1]) or self.per_day(value)
        at = value.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        by = self.key(at) in self.sets["by"] and value.shape == "delta" and paced
        return self._subject(value) if by and value.quantity.dim == "plain" else ""

    def _rate(self, value: Value) -> str:
        """The family of a number per something: "emergency stops per 100 km 3.5 -> 1.2", "in 97 % of trials"."""
        if value.shape != "change":
            return ""
        end = self._before_moving(value.first)
        at = next((at for at in range(end - 1, max(end - PER, 0), -1) if self._is_per_something(at)), None)
        if at is None or not self.same_sentence(at, value.first) or "," in self.keys[at : value.first]:
            return ""
        if (
            self.between("noun:machine", at + 1, at + 2)
            and self.key(at + 1) not in self.sets["maybe_machines"]
        ):
            return "efficiency"  # "brochures per GPU hour"; not "reshuffles per box"
        start = at
        while start > max(at - NOUN, 0) and self._is_of_noun(start - 1):
            start -= 1
        return self._family_of(start, at)

    def _is_of_people(self, value: Value) -> bool:
        """As in "players talk twice as long", "dialler hours down 1,900 a month"."""
        if value.quantity.word and value.quantity.dim != "point" and self.by_people(value, 8):
            return True
        return bool(value.direction) and self._are_hours(value)

    def _are_hours(self, value: Value) -> bool:
        """Hours of nothing of the program are somebody's."""
        at = self._before_moving(value.first) - 1
        plain = value.quantity.dim == "plain" and self.key(at) in ("hours", "shifts")
        return plain and not self.any_of(("noun:machine", "noun:technical"), at - 1, at)

    def multiple(self, value: Value) -> str:
        """As in "serve 2.1x the users", "1.4x the requests"."""
        if value.quantity.dim != "factor" or (value.quantity.word and value.last - value.first == 1):
            return ""
        on_machine = self.key(value.last) == "on" and self.between(
            "noun:machine", value.last + 1, value.last + 4
        )
        # "3x the writes per second"
        paced = "per" in self.keys[value.last : value.last + MOVING] and any(
            key in self.lexicon.per_second for key in self.keys[value.last : value.last + MOVING + 1]
        )
        if on_machine or paced or self._is_of_speed(value):
            return "efficiency"
        if self.key(value.last) not in ("the", "as"):
            return ""
        if self.any_of(("noun:audience", "noun:role"), value.last, value.last + 4):
            return "business"
        things = self.between("noun:technical", value.last, value.last + 4)
        if any(self.key(one.end) in self.sets["taken_up"] for one in things):
            return "business"  # "2.2x as many comments published"
        return "efficiency" if things and things[0].start < value.last + 3 else ""

    def _is_of_speed(self, value: Value) -> bool:
        """As in "1.7x req/s", "1.2x fwd", "40x real time", "1.34x over torch.compile"."""
        at = value.last
        if self.key(at) in self.sets["passes"] or self._is_of_real_time(value) or self._is_over_tool(at):
            return True
        return any(hit.value.dim == "speed" for hit in self.between("unit", at, at + 1))

    def _is_over_tool(self, at: int) -> bool:
        """As in "1.34x over torch.compile"."""
        if self.key(at) not in ("over", "vs", "versus", "than", "against"):
            return False
        return bool(self.between("noun:tool", at + 1, at + 3)) or self.key(at + 1) in self.sets["versioned"]

    def _is_of_real_time(self, value: Value) -> bool:
        """As in "40x real time", "ran 12 times faster than real time", "40x real time -> 110x"."""
        return any(
            self.key(at) == "real" and self.key(at + 1) == "time"
            for at in range(value.first + 1, value.last + 3)
        )

    def _is_untrue(self, at: int) -> bool:
        """As in "Confusion of cancel and pause halved"."""
        lead = range(at - 1, max(at - 1 - 2 * NOUN, -1), -1)
        return any(self._is_false(here) and self.same_sentence(here, at) for here in lead)

    def _score(self, value: Value) -> str:
        """A change between 0 and 1 of something that is named is a score of it."""
        within = value.shape == "change" and max(value.before or 0, value.after or 0) <= 1
        return "accuracy" if within and self._subject(value) else ""

    def _is_countable(self, value: Value, paced: bool = False) -> bool:
        if value.quantity.dim != "plain" or value.shape != "change" or value.quantity.magnitude:
            return False
        ends = (value.before or 0, value.after or 0)
        whole = paced or self._is_per_something(value.last) or all(end == int(end) for end in ends)
        return whole and min(ends) >= 0 and max(ends) > 1

    def _is_number_of(self, value: Value) -> bool:
        """As in "doubled the number of districts that report"."""
        counted = any(self.key(at) in ("number", "share") for at in range(value.last - 1, value.last + 3))
        if value.quantity.dim != "factor" or not value.quantity.word or not counted:
            return False
        return not self.is_dial(value.last)
