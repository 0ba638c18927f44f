"""What the words between two numbers say: which is the older, which the target, and that they are no pair."""

from collections.abc import Mapping

from bot.rules.facts import Quantity
from bot.rules.numbers.tenses import Tenses
from bot.rules.words.lex import NUMBER
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import STOPS, once

WINDOW = 8
SHORT = 8
INSTEAD = frozenset(["instead", "rather"])
COMPARED = frozenset(["compared", "opposed"])
NOW = frozenset(["now", "today"])
THERE = frozenset(["where", "whereas"])
LASTING = frozenset(["for", "in"])
NAMED = 4  # tokens
TAIL = 3  # tokens
COUNTED = frozenset(["machine", "audience", "scope", "technical"])
"""Tokens between two numbers: at most, and where the words say that the second is the older one."""


class Between(Tenses):
    """Reads the words between two neighbouring quantities."""

    @once
    def directions(self) -> frozenset[int]:
        return frozenset(hit.start for hit in self.found("direction") if hit.value != "neither")

    @once
    def links(self) -> dict[str, Mapping[int, Hit]]:
        return {kind: self.starts(kind) for kind in ("forward", "backward", "before", "after", "target")}

    @once
    def then_ends(self) -> dict[int, int]:
        """Where phrases of more than one word for then begin, by their ends: "in the past", "back then"."""
        return {hit.end: hit.start for hit in self.found("before") if hit.end > hit.start + 1}

    @once
    def inner(self) -> frozenset[int]:
        """Tokens within a longer link: the "to" of "as opposed to" leads nowhere."""
        return frozenset(at for hit in self.found("backward") for at in range(hit.start + 1, hit.end))

    def _link(self, a: Quantity, b: Quantity) -> str:
        keys = self.keys[a.last : b.first]
        if "->" in keys:
            return "forward"
        if self._elsewhere(b, keys):
            return "backward"
        spaced = keys == ["a"]  # "from 420 MB for 90 MB"
        if (spaced) or self._is_forward(a, b, keys):
            return "forward"
        return "backward" if self._said_before(a, b) else self._backward(a, b, keys)

    def _recalled(self, a: Quantity, b: Quantity) -> bool:
        """As in "1 in 9 invoices needs a human now, formerly 1 in 3", "..., it was 19 in 1,000"."""
        at = b.first - 1
        while self.key(at) in self.sets["about"] or self.key(at) in self.sets["pronouns_of_people"]:
            at -= 1
        if (then := self.then_ends.get(at + 1)) is not None:
            at = then  # "takes 12 minutes, in the past 2 hours"
        elif self.key(at) in ("on", "with") and self.key(at - 1) in ("before", *self.sets["recalled"]):
            at -= 1  # "runs on 2 nodes, before on 7"
        elif self.key(at) in ("was", "were") and self.key(at - 1) in self.sets["recalling"]:
            at -= 1
            at -= self.key(at - 1) in self.sets["recalled"]
        elif self.key(at) == "from":
            at -= 1
        elif self._is_of_another(at, a.last):
            return not self._metric_between(at + 1, b.first)
        elif self.key(at) in self.sets["needing"]:
            at -= self.key(at - 1) in self.sets["recalling"]
        elif self.key(at) not in self.sets["recalled"]:
            return False
        at -= self.key(at - 1) == "and"
        return self.key(at - 1) in (",", "(")

    def _earlier(self, a: Quantity, b: Quantity) -> bool:
        """As in "320 listings per shift; it was 190", "in 90 s; at the desk it used to take six minutes", "in 2
        minutes; before, 35"."""
        at = b.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        reach = range(at, max(at - SHORT, a.last - 1), -1)
        stop = next((here for here in reach if self.key(here) in STOPS), -1)
        told = self.key(at) in self.sets["waited_then"]
        return told and not self._metric_between(stop, b.first)

    def _is_of_another(self, at: int, start: int) -> bool:
        """As in ", old system needed 2 hours", "(the vendor took 9 s)"."""
        stop = next(
            (here for here in range(at - 1, max(at - 6, start - 1), -1) if self.key(here) in (",", "(")), -1
        )
        told = self.key(at) in self.sets["told_there"] or self.key(stop + 1) in self.sets["side_leads"]
        return told and not self.sets["others"].isdisjoint(self.keys[stop:at])

    def _elsewhere(self, b: Quantity, keys: list[str]) -> bool:
        """As in "3 cards where the vendor needed 11", "41 files a day where it used to be 29"."""
        if THERE.isdisjoint(keys):
            return False
        at = b.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        if self.key(at) in THERE:
            return self.key(b.last) in self.sets["told_there"]
        at -= self.key(at) in LASTING
        # "where they searched for two hours"
        return self.key(at) in self.sets["told_there"]

    def _is_forward(self, a: Quantity, b: Quantity, keys: list[str]) -> bool:
        hit = next(
            (hit for at in range(b.first - 3, b.first) if (hit := self.links["forward"].get(at))), None
        )
        inside = hit is not None and hit.start in self.inner
        if hit is None or inside or hit.start < a.last or not self._only_about(hit.end, b.first):
            told = self._then_and_now(a, b) or self._only_now(a, b)
            return len(keys) <= WINDOW and told
        if self._leads_on(a, hit.start) or self.key(hit.start) in ("became", "becomes", "become"):
            return True
        if (
            hit.start == self._past_rate(a.last)
            or self.key(a.first - 1) in self.sets["from"]
            or self.key(a.first - 2) in self.sets["from"]
        ):
            return True
        if self._then_and_now(a, b) or self._only_now(a, b) or self.key(a.first - 1) in ("was", "were"):
            return True
        return a.dim == b.dim and a.dim != "plain" and not self._metric_between(hit.end, b.first)

    def _past_rate(self, at: int) -> int:
        """Past the "a month" of "310 a month down to 150"."""
        paced = self.key(at) in ("a", "an", "per", "each", "/") and self.key(at + 1) in self.sets["rates"]
        return at + 2 * paced

    def _leads_on(self, a: Quantity, at: int) -> bool:
        """As in "4,100 GPU hours down to 900"."""
        start = self._past_rate(a.last)
        led = start < at <= start + NAMED and at - 1 in self.directions and self.key(at - 1) in ("down", "up")
        return led and self.key(a.first - 1) not in self.sets["by"]

    def _then_and_now(self, a: Quantity, b: Quantity) -> bool:
        """As in "0.84 before, now 0.89" or "before 0.84, 0.89 after"."""
        if not (self._inside(a, b, "before") or self._is_old(a)):
            return False
        return self._inside(a, b, "after") or self._tagged(b.last, "after")

    def _only_now(self, a: Quantity, b: Quantity) -> bool:
        """As in "Credits: 310 a month, 120 after the change", "Halts: nine in the year before, 6 with the model"."""
        at = b.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        at -= self.key(at) in NOW
        spoken = not NOW.isdisjoint(self.keys[at + 1 : b.first])  # "Stops of the press: 9 per week, now 4"
        listed = self.key(a.first - 1) == ":" and self.key(at) in (",", ";", "and") and a.dim == b.dim
        if not listed or b.noun in COUNTED:
            return False
        then, now = self.keys[a.last : at], self.keys[b.last : b.last + TAIL]
        return spoken or not (
            self.sets["then_marks"].isdisjoint(then) and self.sets["now_marks"].isdisjoint(now)
        )

    def _only_about(self, start: int, end: int) -> bool:
        return all(
            self.tokens[at].key in self.sets["about"]
            or self.tokens[at].key in "(:"
            or self.key(at) in self.sets["inside"]
            for at in range(start, end)
        )

    def _inside(self, a: Quantity, b: Quantity, kind: str) -> bool:
        return any(at in self.links[kind] for at in range(a.last, b.first))

    def _backward(self, a: Quantity, b: Quantity, keys: list[str]) -> str:
        between = range(a.last, b.first)
        hit = next((self.links["backward"][at] for at in between if at in self.links["backward"]), None)
        if hit is not None and self.key(hit.end - 1) in ("was", "were") and self.key(hit.end) == ",":
            return ""  # "24 % it was, 15 % it is"
        if hit is None:
            return "backward" if _alike(a, b) and self._is_remark(a, b, keys) else ""
        alike = a.dim == b.dim or (a.dim == "money" and b.dim == "plain" and not b.noun and b.value >= 1)
        versus = alike and a.dim in ("percent", "money") and self.weighs(hit.end - 1)
        if self._metric_between(hit.end if versus else a.last + 2, b.first):
            return ""
        near = b.first - hit.end <= (1 if self.tokens[hit.start].key in self.sets["near_links"] else 5)
        near = near and (self.key(hit.start) != "and" or b.first == hit.end)
        # "25 minutes to write one up instead of 50"
        bare = b.dim == "plain" and not b.noun and a.dim in ("span", "time")
        far = bare and self.key(hit.start) in INSTEAD
        far = far or (alike and self.weighs(hit.end - 1))
        if not near or hit.start - a.last > (WINDOW if far else 4):
            return ""
        if self._is_old(a):
            return "forward"
        return "target" if self._is_target(hit.end, b) else "backward"

    def weighs(self, at: int) -> bool:
        """As in "against", "instead of", "compared to": what follows is the older one, from afar as well."""
        of = self.key(at) in ("of", "than", "to", "with")
        told = self.sets["weighing_against"]
        return self.key(at - 1) in told | COMPARED if of else self.key(at) in told

    def _said_before(self, a: Quantity, b: Quantity) -> bool:
        """As in "3 EUR a page and before was 11"."""
        told = self.key(b.first - 1) in self.sets["told_before"]
        return told and self._inside(a, b, "before") and not self._is_old(a)

    def _is_remark(self, a: Quantity, b: Quantity, keys: list[str]) -> bool:
        """As in "0.89 (baseline 0.84)" or "71 % (71 % before)"."""
        if keys[:1] in (["("], [","], ["and"]) and len(keys) <= 3 and self._inside(a, b, "before"):
            return True
        if ":" in keys:
            return False  # "by 100 answers: 14 before, 6 now"
        apart = a.dim != b.dim and self._metric_between(a.last, b.first)  # "bill -61k, recall 0.90 as before"
        parts = min(a.last - a.first, b.last - b.first) > 2 and a.dim == b.dim == "percent"
        far = parts and len(keys) <= WINDOW and not self._metric_between(a.last, b.first)
        return (len(keys) <= 4 or far) and not apart and self._tagged(b.last, "before")

    def _metric_between(self, start: int, end: int) -> bool:
        return bool(self.between("metric", start, end))

    def _tagged(self, at: int, kind: str) -> bool:
        """Right after `at`, or one word later, the text says "before" (or "after")."""
        for here in (at, at + 1, at + 2):
            if here >= len(self.tokens) or self.tokens[here].kind == NUMBER:
                return False
            if here in self.links[kind]:
                return not self.key(here + 1).endswith("ing")  # "watched 4 shifts before writing any code"
            if self.tokens[here].key in (",", ";", ")", "."):
                return False
        return False

    def _is_old(self, a: Quantity) -> bool:
        """The first number is called the old one: "baseline 0.84 vs 0.86", "0.84 before vs 0.86"; not the 0.8 of
        "against 0.87 before, 0.8 s instead of 5"."""
        ended = self.key(a.first - 1) == ","
        before = not ended and any(at in self.links["before"] for at in range(max(a.first - 2, 0), a.first))
        return before or a.last in self.links["before"]

    def _is_target(self, start: int, b: Quantity) -> bool:
        around = [*range(start, b.first), b.last]
        return any(at in self.links["target"] for at in around)


def _alike(a: Quantity, b: Quantity) -> bool:
    """In one unit, which the second need not repeat: "72 Hz, 45 before"."""
    return a.dim == b.dim or (b.dim == "plain" and not b.noun and not b.word)
