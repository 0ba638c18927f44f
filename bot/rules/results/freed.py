"""Machines that are needed no longer: closed, given back, never bought, or shared where each had its own."""

from bot.rules.facts import Value
from bot.rules.results.capacity import Capacity
from bot.rules.words.lex import IDENT, NUMBER, PUNCT

NAMED, GOING, LED, BACK, SHARED, ASIDE = 6, 9, 4, 5, 9, 3  # tokens
US = frozenset(["us", "me", "by", "a", "an"])
"""After which it was given to those who tell it, or is itself given something."""
TAKEN = frozenset(["off", "out", "away"])
OWN = frozenset(["each", "every", "own", "apiece"])
OVER = frozenset(["longer", "anymore", "more"])
COMPUTERS = ("noun:machine", "noun:tool")
JOB = frozenset(["job", "jobs", "work", "load", "workload", "duty"])
STANDING = frozenset(["on", "running", "billed", "paid", "used", "there", "part"])
PUT_BY = frozenset(["with", "by", "for", "into", "to", "onto"])
FAVOUR = frozenset(["favor", "favour"])


class Freed(Capacity):
    """Reads counts of machines by where they went."""

    def is_freed(self, value: Value) -> bool:
        """As in "two of the three servers were closed", "handed 11 A100s back", "eleven cards were not bought"."""
        if value.quantity.dim == "hours" and value.shape == "level":
            return self._go_away(value.last)
        if value.quantity.dim == "money" and value.shape != "change":
            return self._is_paid_no_longer(value) or self._is_unspent(value)
        part = value.quantity.dim == "percent" or (value.quantity.dim == "factor" and value.quantity.word)
        fewer = value.shape == "change" and value.direction < 0
        counted = part or value.quantity.dim == "plain"
        if self._runs_on_fewer(value):
            return True
        end = self._end_of_machines(value) if counted and (fewer or value.shape != "change") else 0
        if not end or fewer:  # "one Jetson instead of three"
            return end > 0 and self._are_in_use(value, end)
        if part:
            told = self.key(end) in self.sets["been"] or self.key(end) in self.sets["going_to"]
            led = not self.names_thing(end) and self._are_led_away(value, end)  # "retired 40 of 64 nodes"
            # not "half of the GPU memory is free"
            return led or self._few_remain(value, end) or (told and self._go_away(end))
        left = self._are_fewer(value, end) or self._few_remain(value, end) or self._do_work_of_more(end)
        left = left or self._are_replaced(value, end) or self._are_needed_no_longer(value.first)
        return left or self._are_led_away(value, end) or self._go_away(end) or self._are_shared(end)

    def _are_in_use(self, value: Value, end: int) -> bool:
        """Machines that do the work, none of a training."""
        named = value.quantity.noun == "machine" or self.key(end) in self.sets["doing_work"]
        around = self.keys[max(value.first - GOING, 0) : end + GOING]
        return named and self.sets["training_words"].isdisjoint(around)

    def _runs_on_fewer(self, value: Value) -> bool:
        """As in "once 7 hours on 30 workers, finishes in 65 minutes on 8": no other machines are told of."""
        bare = value.quantity.dim == "plain" and value.shape == "level" and not value.quantity.noun
        if not bare or self.key(value.first - 1) != "on" or self.key(value.last) == "of":
            return False
        return any(
            one.quantity.noun == "machine" and self.key(one.first - 1) in ("on", "with")
            for one in self.values
            if one.first < value.first and one.quantity.value > value.quantity.value
        )

    def _are_fewer(self, value: Value, end: int) -> bool:
        """As in "two nodes fewer", "3 GPUs less"."""
        near = self.keys[max(value.first - GOING, 0) : end + GOING]
        told = value.compared and value.direction < 0 and self.key(end - 1) not in self.sets["maybe_machines"]
        return (told or self.key(end) in self.sets["fewer"]) and self.sets["training_words"].isdisjoint(near)

    def _few_remain(self, value: Value, end: int) -> bool:
        """As in "of the twelve nodes only five remain", "retired scripts spread over 6 servers in favour of one"."""
        if not FAVOUR.isdisjoint(self.keys[end : end + ASIDE]):
            spread = self.key(value.first - 1) in ("over", "on", "across")
            return spread and self.key(0) in self.sets["gives_up"]
        if self.key(value.first - 1) in ("only", "just") and self.key(end) == "still":
            # "only 23 of 40 workers still run at night"
            part = "of" in self.keys[value.first : value.last + 1]
            return part and not self.sets["left_over"].isdisjoint(self.keys[end : end + ASIDE])
        led = "of" in self.keys[max(value.first - 2, 0) : value.first]
        return (
            led
            and self._is_counted(end + (self.key(end) in ("only", "just")))
            and not self.sets["left_over"].isdisjoint(self.keys[end : end + BACK])
        )

    def _are_replaced(self, value: Value, end: int) -> bool:
        """As in "replaced 6 servers with 4", "swapped six T4s for two L4s": by fewer."""
        if self.key(end + (self.key(end) == "now")) in ("replaced", "replace"):  # "ten GPU boxes replaced 40"
            more = next((one for one in self.values if end < one.first <= end + ASIDE), None)
            return (
                more is not None
                and more.quantity.dim == "plain"
                and more.quantity.value > value.quantity.value
            )
        told = not self.sets["put_for"].isdisjoint(self.keys[max(value.first - ASIDE, 0) : value.first])
        if not told or self.key(end) not in PUT_BY:
            return False
        if self.key(end + 1) in ("one", "a", "an") or self.key(end + 1) in self.sets["single"]:
            machines = self.between("noun:machine", end + 2, end + 2 + ASIDE)
            return value.quantity.value > 1 and (bool(machines) or not self.names_thing(end + 2))
        other = next((one for one in self.values if one.first in (end + 1, end + 2)), None)
        if other is None or other.quantity.noun not in ("", "machine"):
            return False
        return other.quantity.dim == "plain" and 0 < other.quantity.value < value.quantity.value

    def _are_needed_no_longer(self, first: int) -> bool:
        """As in "no longer needs five of its A100s", "stopped renting three servers"."""
        lead = self.keys[max(first - ASIDE, 0) : first]
        at = next((first - back for back in (1, 2) if self.key(first - back) in self.sets["using_up"]), 0)
        return (
            at > 0
            and len(lead) > 1
            and (
                self.keys[at - 2 : at] == ["no", "longer"]
                or self.key(at - 1) in ("stopped", "stop", "stops", "quit")
            )
        )

    def _do_work_of_more(self, end: int) -> bool:
        """As in "2 GPUs do the job of 6", "one A10G is doing what three were doing"; not "the work of two clerks"."""
        near = range(end, min(end + LED, len(self.tokens)))
        at = next((at for at in near if self.keys[at] in self.sets["doing_work"]), len(self.tokens))
        rest = (to for to in range(at + 1, min(at + GOING, len(self.tokens) - 1)))
        job = (
            to
            for to in rest
            if self.keys[to] == "what" or (self.keys[to] == "of" and self.keys[to - 1] in JOB)
        )
        to = next(job, 0)
        to += 1 + (self.key(to) == "what" and not self._is_counted(to + 1))
        after = self.key(to + 1)
        plain = after in self.lexicon.function or after in self.sets["doing_work"] or not after.isalpha()
        led = at < to and self.same_clause(at, to) and self._is_counted(to)
        return led and (plain or to + 1 in self.starts("noun:machine"))

    def _is_counted(self, at: int) -> bool:
        return any(value.first == at for value in self.values) or (
            at < len(self.tokens) and self.tokens[at].kind == NUMBER
        )

    def _is_paid_no_longer(self, value: Value) -> bool:
        """As in "we no longer rent the £1,900-a-month box", "£1,150 a month not paid to Azure any more"."""
        lead, after = max(value.first - GOING, 0), value.last + GOING + BACK
        machines = self.between("noun:machine", value.first - NAMED, value.last + NAMED)
        end = value.last + (self.key(value.last) == ")")
        if machines and value.shape == "level" and self._go_away(max(machines[-1].end, end)):
            return True  # "$1.9M/yr of reserved instances released", "the GPU server (€640/month) given back"
        if self._is_paying_stopped(lead, value.first):
            return True
        near = (*self.keys[lead : value.first], *self.keys[value.last : after])
        if self.sets["not_done"].isdisjoint(near) or self.sets["paying_for"].isdisjoint(near):
            return False
        over = OVER.intersection(near) and value.shape == "level"
        return bool(over) and self.any_of(COMPUTERS, lead, after)

    def _is_paying_stopped(self, low: int, high: int) -> bool:
        """As in "we stopped paying Bedrock 9k a year"; "stopped paying by error 310k" is told of people's work."""
        at = next((at for at in range(low, high - 1) if self.keys[at] in ("stopped", "stop", "quit")), -1)
        if at < 0 or self.keys[at + 1] not in ("paying", "renting", "leasing"):
            return False
        computing = not self.sets["computing"].isdisjoint(self.keys[at + 2 : high])
        return computing or self.any_of((*COMPUTERS, "noun:domain"), at + 2, high)

    def _is_unspent(self, value: Value) -> bool:
        """As in "avoided a $90k reservation of H100s", "made a $120k order of GPUs unnecessary"."""
        near = range(value.last, value.last + NAMED)
        end = next((at + 1 for at in near if self._is_hardware(at)), 0)
        before = self.keys[max(value.first - LED, 0) : value.first]
        after = self.keys[end : end + LED]
        lost = self.sets["run_out"] | (self.sets["avoiding"] - {"from", "instead"})
        return end > 0 and self.same_clause(value.last, end) and not lost.isdisjoint((*before, *after))

    def _is_hardware(self, at: int) -> bool:
        machines = any(hit.value.kind == "machines" for hit in self.between("metric", at, at + 1))
        return machines or bool(self.between("noun:machine", at, at + 1))

    def _end_of_machines(self, value: Value) -> int:
        """Behind the machines that are counted, or 0: "7 | of 10 build servers |", "three | A10 cards |"."""
        at, machines = value.quantity.last, self.starts("noun:machine")
        while at < min(value.last + NAMED, len(self.tokens)):
            if at in machines or self.key(at).endswith("xlarge"):
                break
            plain = self.tokens[at].kind != PUNCT and self.key(at) not in self.lexicon.function
            if not (plain or self.key(at) in self.sets["of_theirs"]):
                return 0
            at += 1
        hit, end = machines.get(at), at + self.key(at).endswith("xlarge")
        while hit is not None:
            end = hit.end
            hit = machines.get(end) or machines.get(end + self._is_version(end))  # "TPU v4 chips"
        doubtful = self.key(end - 1) in self.sets["maybe_machines"]
        return 0 if end == at or (doubtful and not self._computes(value.first, end)) else end

    def _is_version(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].kind == IDENT

    def _go_away(self, end: int) -> bool:
        """As in "are turned off", "given to the archive", "need not be ordered", "went to the speech team"."""
        end += ASIDE * (self.key(end) == "(" and self.key(end + ASIDE - 1) == ")")
        for at in range(end, min(end + GOING, len(self.tokens))):
            key = self.keys[at]
            if self.tokens[at].kind in (PUNCT, NUMBER) or (key in self.sets["joins"] and at > end):
                return False
            if key in self.sets["not_done"] or key.endswith("n't"):
                return self._is_left(at)
            halted = key == "stopped" and (self.key(at - 1) in self.sets["been"] or self._is_last(at))
            if key in self.sets["given_up"] or halted:
                return (key, self.key(at + 1)) != ("closed", "to") and US.isdisjoint(
                    self.keys[at + 1 : at + 3]
                )
            if key in self.sets["going_to"]:
                return self._is_for_others(at)
        return False

    def _is_left(self, at: int) -> bool:
        """As in "need not be ordered", "are no longer on the bill"."""
        if self.keys[at : at + 2] == ["no", "longer"] and self.key(at + 2) in STANDING:
            return True
        return not self.sets["unbought"].isdisjoint(self.keys[at + 1 : at + BACK])

    def _is_for_others(self, at: int) -> bool:
        """As in "went back", "went to the speech team", "went to the research cluster"."""
        if self.key(at + 1) in ("away", "back", "home"):
            return True
        if self.key(at) == "went" and self.between("noun:machine", at + 2, at + BACK):
            return True
        near = self.keys[at + 1 : at + BACK]
        groups = self.sets["groups_of_people"]
        return any(key in groups or key in ("others", "another", "other") for key in near)

    def _is_last(self, at: int) -> bool:
        """The last word of its clause: "Since the rewrite 11 of 30 workers stopped."."""
        return at + 1 >= len(self.tokens) or self.tokens[at + 1].kind == PUNCT

    def _are_led_away(self, value: Value, end: int) -> bool:
        """As in "sold eight of the workstations", "took 7 of 10 servers out", "without ordering three more"."""
        at = value.first - 1
        while self.key(at) in self.sets["about"] or self.key(at) in self.sets["articles"]:
            at -= 1
        passive = self.key(at - 1) in self.sets["been"]
        if self.key(at) in self.sets["gives_up"] and not passive:
            return True
        after = self.keys[end : end + LED]
        if self.key(at) in self.sets["hands_over"] and not passive and US.isdisjoint(after):
            leads = TAKEN if self.key(at).startswith("t") else self.sets["out_of_hands"]
            return not leads.isdisjoint(after) and OWN.isdisjoint(after)
        lead = self.keys[max(value.first - LED, 0) : value.first]
        if self.sets["buying"].isdisjoint(lead):
            return False
        before = self.keys[max(value.first - 2 * LED, 0) : value.first]
        ended = self.sets["run_out"].intersection((*before, *self.keys[end : end + LED]))
        return bool(ended) or not self.sets["avoiding"].isdisjoint(before)

    def is_per_coin(self, value: Value) -> bool:
        """As in "pages per euro from 260 to 900", "900 pages per dollar instead of 260"."""
        if self.sets["per"].isdisjoint(self.said):
            return False
        end = self._before_moving(value.first - (self.key(value.first - 1) == ":"))
        many = (
            value.quantity.dim == "factor"
            and value.direction >= 0
            and "as" in self.keys[value.first : value.last + 1]
        )
        places = (end - 2, *(at for at in range(value.first + 1, value.last + 2 + ASIDE * many)))
        return (value.shape == "change" or many) and any(
            self.key(at) in self.sets["per"]
            and any(unit.value.dim == "money" for unit in self.between("unit", at + 1, at + 2))
            for at in places
        )

    def _are_shared(self, end: int) -> bool:
        """As in "6 GPUs do the work where earlier each tenant had an own card"."""
        near = range(end, min(end + SHARED, len(self.tokens)))
        at = next((at for at in near if self.keys[at] in self.sets["formerly_apart"]), 0)
        return at > 0 and not OWN.isdisjoint(self.keys[at : at + BACK])
