"""What a number is compared with: another one, a former state, a limit, what somebody manages."""

from collections.abc import Sequence

from bot.rules.lex import NUMBER, WORD, Token
from bot.rules.lexicon import Hits, Lexicon
from bot.rules.scene import Scene

UNITS = frozenset(["%", "percent", "ms", "s", "points"])
ENDED = frozenset([",", ";", ".", "and", "but", ")", ""])


class Yardsticks(Scene):
    """Says where a phrase is a reference."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.others = self.now = self.where = True

    def _is_of_other(self, at: int) -> bool:
        if self._is_of_people(at):
            return True
        if not self.others:
            return False
        for back in range(at - 1, max(at - 7, -1), -1):
            token = self.tokens[back]
            if token.key in self.sets["others"]:
                return True
            if token.key in self.sets["others_lead"] or token.kind == NUMBER or token.key in ",;.(":
                return False
        return False

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
        if self.where and verb.key not in self.lexicon.function and "where" in self.keys[max(at - 8, 0) : at]:
            return True
        if verb.key == "was" and self.key(at - 2) == "it":
            return any(one.kind == NUMBER for one in self.tokens[: at - 2])
        past = self.now and (
            verb.key in self.sets["past_needs"] or self.key(at - 2) in self.sets["past_needs"]
        )
        return past and any(self.key(to) == "now" and self.same_sentence(at, to) for to in range(at, at + 16))

    def _is_of_yardstick(self, at: int) -> bool:
        """As in "7 ms, budget 10", "the card has 6", "well under the 20 that the loop leaves"."""
        lead, before = self.key(at - 1), self.key(at - 2)
        if lead in self.sets["yardsticks"]:
            return True
        if before in self.sets["yardsticks"]:
            return self.tokens[at - 1].kind == WORD
        return lead in ("the", "our") and before in self.sets["inside"]

    def _is_persons_clause(self, at: int) -> bool:
        """As in "generates a report in 40 s; a doctor dictates for 6 minutes"."""
        before = self.keys[max(at - 7, 1) : at]
        if ";" not in before and "." not in before:
            return False
        start = next(to for to in range(at - 1, 0, -1) if self.keys[to] in (";", "."))
        if not any(one.kind == NUMBER for one in self.tokens[:start]):
            return False
        lead = start + 1 + (self.key(start + 1) in ("a", "an", "the", "one"))
        return any(hit.end < at for hit in self.between("noun:role", lead, lead + 1))

    def _is_of_people(self, at: int) -> bool:
        """As in "inspectors found 71 by eye"."""
        verb = self.key(at - 1)
        if self._is_persons_clause(at):
            return True
        known = verb in self.sets["reached"] or verb in self.sets["past_needs"]
        if not known and verb not in ("found", "caught", "find", "get", "spent"):
            return False
        return any(hit.end == at - 1 for hit in self.between("noun:role", at - 4, at - 1))
