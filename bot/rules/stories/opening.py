"""What is told before the first own act, or as what came of it: the situation."""

from collections.abc import Iterator

from bot.rules.facts import Context
from bot.rules.stories.course import Course
from bot.rules.stories.sentences import Sentence, span_of


class Opening(Course):
    """Finds a context, about something else than the writer."""

    def _context(self) -> Iterator[Context]:
        if self._went_wrong():
            yield Context(span_of(self.tokens, self.sentences[0].first, self.sentences[0].last))
        for one in self._after_first_act():
            if self.key(one.first) not in self.sets["own_openers"]:
                yield Context(span_of(self.tokens, one.first, one.last))
        for one in self._before_acting():
            if not (self._is_hollow(one) or self._is_own_part(one)) and self._is_told(one):
                yield Context(span_of(self.tokens, one.first, one.last), self._opens_with_people(one))

    def _is_own_part(self, one: Sentence) -> bool:
        """About the writer, or an act of the team."""
        own = self.key(one.first) in self.sets["own_openers"] or self._has("goal", one)
        own = own and not (self._observes(one) or self._is_of_others(one))
        own = (own or self._is_of_teller(one)) and not self._goes_over(one)
        return own or (self.key(one.first) == "we" and self._is_done(one.first + 1))

    def _after_first_act(self) -> list[Sentence]:
        """What came of an act that stands in front, "I updated all arms. Two of them grabbed the wrong box", or why
        it was done: "I rewrote the parser. Until then drivers were coming back"."""
        half = self.sentences[1 : len(self.sentences) // 2 + 1]
        return [one for one in half if self._is_told_after(one)]

    def _is_told_after(self, one: Sentence) -> bool:
        """As in "Until then ...", "Before it, clerks copied each answer by hand"."""
        pair = self.keys[one.first : one.first + 2]
        if " ".join(pair) in self.sets["told_after"]:
            return True
        earlier = pair[0] in self.sets["told_earlier"] and "i" not in self.keys[one.first : one.last]
        return earlier and (self._has("problem", one) or self._is_told(one))

    def _went_wrong(self) -> bool:
        """As in "I shipped a ranker on a Friday and orders fell 9 %": the act is the problem."""
        if not self.acting or self.acting[0] > 1:
            return False
        one = self.sentences[self.acting[0]]
        act = self._own_act(one)
        if act is not None and any(
            not {"and", "but", "which", "that", "because"}.isdisjoint(self.keys[act : hit.start])
            for hit in self.between("problem", act, one.last)
        ):
            return True
        end = span_of(self.tokens, self.sentences[0].first, self.sentences[0].last)[1]
        return any(one.good < 0 and one.span[0] < end for one in self.measures)

    def _backfired(self) -> bool:
        """As in "I translated the letters with it. A family got the wrong one": an own act, then the trouble."""
        if not self.acting or self.acting[0] > 1 or any(self._has("problem", one) for one in self.opening):
            return False
        first = self.acting[0] + 1
        if self.key(self.sentences[first - 1].first + 1) == "took":  # "I took over the parser"
            return False
        last = self.acting[1] if len(self.acting) > 1 else first + 2
        return self._went_wrong() or any(
            self._has("problem", one)
            for one in self.sentences[first : min(last, first + 2, len(self.sentences) - 1)]
        )

    def _before_acting(self) -> list[Sentence]:
        """Without any act the first half, if it is about something and not about the teller."""
        if self.acting:
            return self.sentences[: self.acting[0]]
        half = self.sentences[: (len(self.sentences) + 1) // 2]
        return [one for one in half if self._is_lacking(one)] if self.praises else half
