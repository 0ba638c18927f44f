"""Then or now: when a number held, by the verb beside it and the words of time in its clause."""

from bot.rules.facts import Quantity
from bot.rules.words.lex import NUMBER, PUNCT, WORD
from bot.rules.words.scene import STOPS, Scene, once

REACH = 11  # tokens
OPENERS = {"before": -1, "without": -1, "after": 1, "since": 1, "with": 1, "through": 1, "thanks": 1}
BE = frozenset(["is", "are", "gets", "get", "be", "being"])
SHORTEST = 5  # letters of "ended"


class Tenses(Scene):
    """Reads one clause. Every loop looks at most REACH tokens away."""

    @once
    def times(self) -> dict[int, int]:
        """-1 where words of then begin, 1 where those of now do."""
        times = {}
        for kind, when in (("before", -1), ("after", 1)):
            for hit in self.found(kind):
                if " ".join(self.keys[hit.start : hit.end]) not in self.sets["side_names"]:
                    times[hit.start] = when
        for at, key in enumerate(self.keys):
            if key in ("last", "this") and self.key(at + 1) in self.sets["seasons"]:
                times[at] = -1 if key == "last" else 1
            elif key == "when" and self.key(at + 2) in self.sets["beginning"]:
                times[at] = -1  # "when I began"
            elif key == "last" and not self.key(at + 1).isalpha():
                times[at] = -1  # "11 in the last."
            elif key in ("before", "since") and at not in times:
                times[at] = -1 if key == "before" else 1
        return times

    def told_apart(self, a: Quantity, b: Quantity) -> str:
        """As in "Missed trains, 130 a week when I began, came down to 55", "a reel needed 40 minutes, needs 15"."""
        then, now = self._tense(a), self._tense(b)
        aside = self.key(a.first - 1) == self.key(b.first - 2) == ","  # "Complaints, 60 weekly, are 8 now"
        if not then and now == 1 and aside and self.key(b.first - 1) in BE:
            return "forward"
        if not then and self.key(self._edge(b.first - 1, -1)) == "without":
            return "backward"  # "11 roofs a day with the model; without it 4"
        if then + now or not then:
            return ""
        return "forward" if then < 0 else "backward"

    def _tense(self, one: Quantity) -> int:
        low, high = self._edge(one.first - 1, -1), self._edge(one.last, 1)
        times = {when for at, when in self.times.items() if low <= at < high}
        if len(times) == 1:
            return times.pop()
        return self._verb(low, one.first) or self._told(one.last, high) or self._opened(low)

    def _edge(self, at: int, step: int) -> int:
        """Where the clause ends on that side."""
        for _ in range(REACH):
            if (
                not 0 <= at < len(self.tokens)
                or self.tokens[at].kind == NUMBER
                or self.key(at) in self.sets["side_heads"]
            ):
                break
            if self.tokens[at].kind == PUNCT and self.key(at) not in ("-", "/", "'", "%"):
                break
            at += step
        return at + 1 if step < 0 else at

    def _verb(self, low: int, end: int) -> int:
        """What leads to the number: "which needed 40 minutes", "is delivered in 2 days", "came down to 55"."""
        for at in range(end - 1, low - 1, -1):
            if at in self.starts("direction") and self.key(end - 1) in ("to", "at"):
                return 1
            if (when := self._auxiliary(at)) or not self._is_past(at):
                if when:
                    return when
                continue
            lead = self.keys[max(at - 2, low) : at]
            return 1 if not BE.isdisjoint(lead) else -1
        return 0

    def _auxiliary(self, at: int) -> int:
        key = self.key(at)
        if key == "used" and self.key(at + 1) == "to":
            return -1
        if self.key(at - 1) == "to":
            return 0  # "used to take"
        return -1 if key in self.sets["then_verbs"] else int(key in self.sets["now_verbs"])

    def _is_past(self, at: int) -> bool:
        key = self.key(at)
        made = key.endswith("ed") and len(key) >= SHORTEST and self.tokens[at].kind == WORD
        return made and at not in self.starts("action") and at not in self.starts("direction")

    def _told(self, start: int, high: int) -> int:
        """As in "one in twelve loads used to be refused", "2.1 samples per order was"."""
        return next((when for at in range(start, high) if (when := self._auxiliary(at))), 0)

    def _opened(self, low: int) -> int:
        """By what opens the sentence: "after I made the guide with photos, 0.82"."""
        if self.key(low - 1) != ",":
            return 0
        at = low - 2
        while at >= max(low - 2 - REACH, 0) and self.key(at) not in STOPS and self.tokens[at].kind != NUMBER:
            at -= 1
        opens = at < 0 or self.key(at) in STOPS
        return OPENERS.get(self.key(at + 1), 0) if opens else 0
