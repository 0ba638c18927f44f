"""What a number is compared with: another one, a former state, a limit, what somebody manages."""

from collections.abc import Iterator

from bot.rules.facts import Cue, Reference, Span
from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.scene import Scene, once

PARTS = frozenset(["half", "third", "quarter"])

UNITS = frozenset(["%", "percent", "ms", "s", "points"])
WINDOWS = frozenset(["previous", "prior", "preceding", "ros"])
"""As in "from the previous 30 s of speech", "ROS 2"."""
ENDED = frozenset([",", ";", ".", "and", "but", ")", ""])


class Yardsticks(Scene):
    """Says where a phrase is a reference."""

    def _span(self, start: int, end: int) -> Span:
        return self.tokens[start].start, self.tokens[end - 1].end

    def references(self) -> Iterator[Cue]:
        """As in "the stock detector managed 9", "20 were needed": a number of another system, or of a demand."""
        numbers = [at for at, one in enumerate(self.tokens) if one.kind == NUMBER or one.key in PARTS]
        numbers = [at for at in numbers if not (self._is_clock(at) or self.is_year(at))]
        if len(numbers) < 2:
            return
        required = self.sets["required"]
        demanded = not required.isdisjoint(self.said)
        for at in numbers:
            needed = demanded and not required.isdisjoint(self.keys[at + 1 : at + 3])
            other = self._is_of_other(at) or self._is_of_former(at)
            if needed or other or self._is_of_then(at) or self._is_of_yardstick(at):
                yield Reference(self._span(at, at + 1))

    def _is_clock(self, at: int) -> bool:
        """As in "before 16:00", "by 7 am"."""
        ends = (at + 2 if self.key(at + 1) == ":" else at, at - 2 if self.key(at - 1) == ":" else at)
        timed = any(to != at and self.tokens[to].kind == NUMBER for to in ends if to < len(self.tokens))
        return timed or self.key(at + 1) in ("am", "pm", "o'clock")

    @once
    def others(self) -> bool:
        return not self.sets["others"].isdisjoint(self.said)

    def _is_of_other(self, at: int) -> bool:
        if not self.others:
            return False
        for back in range(at - 1, max(at - 7, -1), -1):
            token = self.tokens[back]
            if token.key in self.sets["others"]:
                return not (back == at - 1 and token.key in WINDOWS)
            if token.key in self.sets["others_lead"] or token.kind == NUMBER or token.key in ",;.(":
                return False
        return False

    def _is_of_former(self, at: int) -> bool:
        """As in "and 79 % under the previous rules", "31 % with the old form"."""
        to = at + 1 + (self.key(at + 1) in UNITS)
        named = self.key(to) in ("under", "with", "by") and self.key(to + 1) in self.sets["articles"]
        former = named and self.key(to + 2) in self.sets["former"]
        return former and any(one.kind == NUMBER for one in self.tokens[:at])

    def _is_of_then(self, at: int) -> bool:
        """As in "it took 6 minutes and now it takes 50 seconds", "0.68 before, 0.77 once it was fixed", "where RAFT
        manages 6", "0.11 by call, with an agent it was 2.40"."""
        to = at + 1 + (self.key(at + 1) in UNITS)
        if self.key(to) in self.sets["earlier"] and self.key(to + 1) in ENDED:
            return True
        lead = at - 1
        while self.key(lead) in self.sets["about"]:
            lead -= 1
        verb = self.tokens[max(lead, 0)]
        if verb.kind != WORD:
            return False
        if (verb.key == "was" and self.key(lead - 1) == "it") or self.key(lead - 1) == "had":
            return any(one.kind == NUMBER for one in self.tokens[:lead])  # "random visits had found 12"
        needs = self.sets["past_needs"]
        past = "now" in self.said and (verb.key in needs or self.key(at - 2) in needs)
        return past and any(self.key(to) == "now" and self.same_sentence(at, to) for to in range(at, at + 16))

    def _is_of_yardstick(self, at: int) -> bool:
        """As in "7 ms, budget 10", "the card has 6", "well under the 20 that the loop leaves"."""
        lead, before = self.key(at - 1), self.key(at - 2)
        if lead in self.sets["yardsticks"]:
            return True
        if before in self.sets["yardsticks"]:
            return self.tokens[at - 1].kind == WORD and lead not in self.sets["reached"]
        return lead in ("the", "our") and before in self.sets["inside"]
