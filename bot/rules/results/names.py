"""Results about something that no lexicon lists: what moved is named all the same."""

from bot.rules.facts import Value
from bot.rules.numbers.singles import STILL
from bot.rules.results.durations import Durations
from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.scene import once

NOUN, MOVING, PER, FOLLOWING, DIAL = 7, 4, 6, 3, 5  # tokens
OF_PLANS = ("computing", "dials", "bench")
CONFUSED = frozenset(["confusion", "confusions", "misreadings", "hallucinations"])
"""As in "confusions between lamb and mutton from 12 % to 4 %"."""
EACH = frozenset(["each", "every", "per", "a", "an"])
PERSONS = frozenset(["us", "me", "it", "them", "this", "that"])
MISTAKES = (
    "tion",
    "tions",
    "reads",
    "hits",
    "labels",
    "matches",
    "ognised",
    "ognized",
    "ified",
    "dicted",
    "cribed",
    "heard",
)


def _is_mistaken(key: str) -> bool:
    """As in "misidentification", "misreads"; a mission is none."""
    return key.startswith("mis") and key.endswith(MISTAKES) and not key.startswith(("miss", "misc"))


class Names(Durations):
    """Finds the words for what a number is about. Words of the trade and vague ones ("cut the model by 12 %") name
    nothing that was measured."""

    @once
    def acts(self) -> frozenset[int]:
        return frozenset(hit.start for hit in self.found("action") if not self._describes(hit.start))

    @once
    def moves(self) -> frozenset[int]:
        """The tokens of words that say that something went up or down."""
        moves = [hit for hit in self.found("direction") if hit.value not in STILL]
        told = (hit for hit in moves if not self._describes(hit.start))
        return frozenset(at for hit in told for at in range(hit.start, hit.end))

    def _describes(self, at: int) -> bool:
        """As in "Rejected girders are down to 84", "Lost parcels fell": no act, but which of them are told of."""
        opens = at == 0 or self.key(at - 1) in self.sets["clause_breaks"]
        if not opens or not self.key(at).endswith(("ed", "st")):
            return False
        near = range(at + 1, min(at + NOUN, len(self.tokens)))
        end = next((to for to in near if self.key(to) in self.sets["fell_or_rose"]), at)
        return end > at + 1 and all(self.names_thing(to) for to in range(at + 1, end))

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

    def names_goods(self, at: int) -> bool:
        """As in "torn fillings", "mattresses sold"; not "synthetic clips", "spot instances", "dead neurons"."""
        end = at
        while end < at + PER and self.names_thing(end) and end not in self.moves:
            end += 1
        kinds = ("noun:technical", "noun:machine", "noun:tool", "noun:domain", "metric")
        words = frozenset(self.keys[at:end])
        set_up = any(not self.sets[name].isdisjoint(words) for name in OF_PLANS)
        made = self.key(at).endswith(("ic", "al", "ing")) or self.key(at) in self.sets["plain_adjectives"]
        several = end - at > 1 and any(key.endswith("s") for key in words)
        return several and not (set_up or made or self.any_of(kinds, at, end))

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

    def is_dial(self, at: int) -> bool:
        """As in "the number of input features": something that was set."""
        return not self.sets["dials"].isdisjoint(self.keys[at : at + DIAL])

    def counts_things(self, value: Value) -> bool:
        """As in "from 6 to 14 objectives", "from 4k to 64k": a count or a size, no result."""
        quantity = value.quantity
        if value.shape != "change":
            return quantity.word or bool(quantity.noun)
        ends = (value.before or 0, value.after or 0)
        named = bool(quantity.noun) or self._is_thing(value.last)
        return quantity.magnitude or (named and all(end >= 2 and end == int(end) for end in ends))

    def _is_thing(self, at: int) -> bool:
        return (
            0 <= at < len(self.tokens)
            and self.tokens[at].kind == WORD
            and self.key(at) not in self.lexicon.function
        )

    def names_thing(self, at: int) -> bool:
        return self._is_thing(at)

    def _subject(self, value: Value) -> str:
        """The family of what moved, where it is named before the number: "aborted commands dropped from 9 % to 5 %",
        "Cut wrong turns by 40 %", "Doors opened on the first try: 88 % to 97 %"; not "plans by RL: 71 to 84"."""
        end = self._before_moving(value.first)
        paced = any(self.key(at) in self.sets["rates"] for at in range(value.first, value.last + 2))
        paced = (
            paced and value.shape == "change"
        ) or value.compared  # "Cases, 90 a week to 20", "Bins, 31 % fewer"
        # "Pump failures, 12 -> 3"
        paced = paced or (value.shape == "change" and self.clause_start(end - 1) == 0 and 0 not in self.acts)
        end -= self.key(end - 1) == "," and paced
        end -= 2 * (self.key(end - 1) in self.sets["rates"] and self.key(end - 2) in EACH)
        end -= self.key(end - 1) == "off"  # "feed written off each month"
        return self._ending(self._before_period(end))

    def _before_period(self, end: int) -> int:
        """Past the "after 60 days" of "Unpaid invoices after 60 days: 14 %"."""
        dated = end >= 2 and self.tokens[end - 2].kind == NUMBER and self.key(end - 3) in self.sets["periods"]
        return end - 3 if end > 3 and dated and self.between("unit", end - 1, end) else end

    def _ending(self, end: int) -> str:
        """The family of the words that end there."""
        start = end
        while start > max(end - NOUN, 0) and self._is_of_noun(start - 1):
            start -= 1
        while start < end and not self._is_thing(start):
            start += 1
        method = end - start < 2 and self._is_acronym(start) and self.key(start - 1) in self.sets["means"]
        lead = start - 1 - (self.key(start - 1) in self.sets["articles"])
        heads = (hit for kind in ("noun:domain", "vague") for hit in self.between(kind, lead - 2, lead))
        if self.key(lead) in ("of", "for") and any(hit.end == lead for hit in heads):
            return ""  # "the forecast of empty containers", "the net for doubled sheets"
        if method or self.key(end - 1) in PERSONS:
            return ""
        return self._family_of(start, end) or self._told_of(end)

    def _told_of(self, at: int) -> str:
        """The family of what heads a clause and is told of: "Ulcers that got to stage 3: 19 to 8"."""
        low = self.clause_start(at)
        low = self.clause_start(low - 1) if self.key(low - 1) == "that" else low
        end = low
        while end < at and self._is_of_noun(end):
            end += 1
        return self._family_of(low, end) if self.key(end) in ("that", "which", "who", "using") else ""

    def _before_moving(self, at: int) -> int:
        """Past the words of moving that lead to the number: "was cut from", "went up by"."""
        low = at - MOVING
        while at > max(low, 0):
            key = self.key(at - 1)
            if key == ")":  # "stomps (games over in 10 min) from 18 % to 11 %"
                opened = next(
                    (here for here in range(at - 2, max(at - 12, -1), -1) if self.key(here) == "("), 0
                )
                return opened or at
            if key in ("on", "of") and at - 2 in self.moves:
                at -= 2
                continue
            if not (at - 1 in self.moves or key in self.sets["moving"] or key in self.sets["auxiliaries"]):
                break
            at -= 1
        return at

    def _is_of_noun(self, at: int) -> bool:
        # "calves lost in the first week"
        turning = at in self.moves and self.key(at + 1) not in ("in", "at", "on")
        if self.tokens[at].kind != WORD or turning:
            return False
        return at not in self.acts and self.key(at) not in self.sets["noun_ends"]

    def _family_of(self, start: int, end: int) -> str:
        """By its head: nothing can be told of a model or of "quality", a part of the program is efficiency."""
        if start >= end or self.between("vague", start, end) or self.key(start) == "loss":
            return ""  # the latter: "loss spikes"
        heads = [at for at in range(start, end) if self.key(at + 1) == "of" or at == end - 1]
        if any(self.key(at) in self.sets["score_heads"] for at in heads) or any(
            self._is_false(at) or _is_mistaken(self.key(at)) or self._is_done_wrongly(at)
            for at in range(start, end)
        ):
            return "accuracy"
        of = next((at for at in range(start + 1, end) if self.key(at) == "of"), end)
        end = of if of - start > 1 else end  # "directional hit share of the price model"
        ends = (end, *(at for at in range(start, end) if self.key(at) in ("for", "of")))  # "engine for pumps"
        head = next((hit for hit in self.between("noun:domain", start, end) if hit.end in ends), None)
        if any(hit.end == end for hit in self.between("noun:tool", start, end)):
            return ""
        known = head is not None or self.key(end - 1) in self.lexicon.function
        alone = end - start == 1 and self.key(start).endswith(("er", "or"))  # "Filter went from 94 to 98"
        known = known or (alone and self.key(start) in self.sets["program_things"])
        return "" if known else self._family_of_words(start, end)

    def _is_done_wrongly(self, at: int) -> bool:
        """As in "Keys read wrongly: 4 % -> 2 %"."""
        return self.key(at) in self.sets["mistaking"] and self.key(at).endswith("ly")

    def _family_of_words(self, start: int, end: int) -> str:
        technical = self.between("noun:technical", start, end)
        per = next((at for at in range(start, end) if self.key(at) == "per"), end)
        if per < end and self._is_computed(start, per):
            return ""  # "tokens per claim"
        plain = [
            at
            for at in range(start, end)
            if self._is_thing(at)
            and self.key(at) not in self.sets["plain_adjectives"]
            and not any(hit.start <= at < hit.end for hit in technical)
        ]
        if plain:
            named = self.key(end - 2) in ("from", "by", "at", "of", "to") and end - start > 2
            return "accuracy" if self._is_acronym(end - 1) and not named else "business"  # "returns from OEM"
        return ""

    def _is_computed(self, start: int, end: int) -> bool:
        """Every word of it is one of computing: "prompt tokens"."""
        return start < end and self.sets["computing"].issuperset(self.keys[start:end])

    def _is_acronym(self, at: int) -> bool:
        """Scores go by acronyms: "TER", "HR@10"."""
        name = self.tokens[at].raw.partition("@")[0]
        return name.isupper() and 1 < len(name) < 7
