"""How a longer text ends: a result, how things are since, and what is none."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import EndState, Value
from bot.rules.stories.acts import HEAD
from bot.rules.stories.course import CLOSING, OPENING
from bot.rules.stories.opening import Opening
from bot.rules.stories.sentences import PLURAL, Sentence, span_of
from bot.rules.words.scene import once

STOOD = frozenset(["was", "is", "were", "are"])
SINCE = frozenset(["since", "now", "today", "again", "nowadays"])
EVER = SINCE | {"ever"}
PLACES = ("scope", "machine", "audience")


class Ending(Opening):
    """Finds the end states."""

    @once
    def unfinished(self) -> bool:
        """The work itself stayed without an end, not only its second part: what is told beside that is none."""
        return bool(self.found("stranded"))

    def _ends(self, partners: Sequence[int]) -> Iterator[EndState]:
        """`partners` are the places at which somebody else acts: such a sentence is no end by itself."""
        for at, one in enumerate(() if self.praises else self.sentences):
            if self._part(at) == OPENING or (one.label and one.label != "result"):
                if self._leads(at, one):
                    yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))
                continue
            if self._is_open(one) or self._is_hollow(one) or self._is_lesson(one):
                continue
            if one.label == "result" or self._ended(at, one) or self._closes(at, one, partners):
                yield EndState(span_of(self.tokens, one.first, one.last), self._is_counted(one))

    def _leads(self, at: int, one: Sentence) -> bool:
        """The result stands in front: "The error was reduced from 31 cm to 18 cm", then how it came about; or what
        follows says so: "Nobody retypes invoices any more. Two years earlier six people did"."""
        if at or one.label or not self.acting:
            return False
        opening = self.keys[one.first : one.first + 4]
        back = self.keys[self.sentences[1].first : self.sentences[1].first + 4]
        if "ended" in opening or not self.sets["looking_back"].isdisjoint(back):
            told = self._has("ending", one) or self._is_counted(one) or not SINCE.isdisjoint(opening)
            return told and not self._is_open(one)
        start, end = span_of(self.tokens, one.first, one.last)
        firm = (fact for fact in self.measures if fact.good >= 0 and fact.family != "business")
        changes = (start <= fact.span[0] < end and fact.shape == "change" for fact in firm)
        return self.acting[0] > 1 and any(changes)

    def _is_open(self, one: Sentence) -> bool:
        held = self._has("pending", one) or self._has("stranded", one)
        return held or self._looks_ahead(one) or self._is_opinion(one)

    def _is_lesson(self, one: Sentence) -> bool:
        """What changed in the writer's practice is no result, unless one is told before it."""
        starts = [*self.taught.get(one.first, ())]
        if not self.sets["own_rules"].isdisjoint(self.keys[one.first : one.last]):
            starts += [hit.start for hit in self.between("practice", one.first, one.last)]
        if not starts or min(starts) > one.first + HEAD:  # "It was back, and I no longer ..."
            return False
        ends = self.between("ending", one.first, min(starts))
        return all(self.key(hit.start) in EVER for hit in ends)  # "Since then I keep every repo private"

    def _ended(self, at: int, one: Sentence) -> bool:
        if not self.acting and one.first in self.owed:
            return False
        closing = self._part(at) == CLOSING and not self.unfinished
        return (closing and self._has("ending", one)) or any(
            (value.shape == "change" and not self._is_setting(value))
            or (closing and bool(self.acting) and self.key(value.first - 1) in STOOD)  # "the error was 19 %"
            for value in self.values
            if one.first <= value.first < one.last
        )

    def _is_setting(self, value: Value) -> bool:
        """As in "I changed the resolution from 512 to 320": what the teller did, not what came of it."""
        near = self.keys[max(value.first - 6, 0) : value.first]
        return not (self.sets["dials"].isdisjoint(near[-4:]) or self.sets["turning"].isdisjoint(near))

    def _closes(self, at: int, one: Sentence, partners: Sequence[int]) -> bool:
        """After the writer's last act, something is told of something else: "The queue is rarely longer"."""
        if self.unfinished:
            return False
        acts = [act for act in self.acting if not self._is_lesson(self.sentences[act])]
        if self._part(at) != CLOSING or not acts or at <= acts[-1]:
            return self._part(at) == CLOSING and not self.acting and self._has_turned(one)
        start, end = span_of(self.tokens, one.first, one.last)
        if any(start <= partner < end for partner in partners) and not self._is_lasting(one):
            return False
        if self.is_told_now and not self._is_counted(one) and not self.lessons.is_since(one):
            return False
        opener = self.key(one.first)
        counted = self._is_counted(one)  # "$61k."
        if opener in PLURAL and opener != "our":
            return counted or not SINCE.isdisjoint(self.keys[one.first : one.last])
        long = counted or one.last - one.first >= 3 + (opener in ("it", "that", "this"))
        return long and (opener not in self.sets["own_openers"])

    def _has_turned(self, one: Sentence) -> bool:
        """As in "People look it up themselves these days" after what "was" so: an end that nobody brought about."""
        if self._is_own(one) or not self.lessons.is_since(one):
            return False
        return any(self._is_of_past(at) for at in range(self.sentences[0].first, one.first))

    def _is_lasting(self, one: Sentence) -> bool:
        """As in "The tool is right, and the doctor shows it in her lectures": how it is, no help with the work."""
        return not any(self._is_of_past(at) for at in range(one.first, one.last))

    def _late_numbers(self) -> int:
        """Numbers in the last sentence that say how much, not in how many places or on what."""
        last = self.sentences[-1].first if len(self.sentences) > 1 else len(self.tokens)
        return sum(
            value.first >= last and value.quantity.noun not in PLACES and self._is_number(value)
            for value in self.values
        )
