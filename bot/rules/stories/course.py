"""The course of a longer text: its sentences, where the writer acts, owes and learns, and the part that each is of.

A phrase stands in the `opening` (before the first own act), the `acting` or the `closing` part; labelled sections say
their part themselves."""

from collections.abc import Mapping, Sequence

from bot.rules.facts import Fact, Measure, Value
from bot.rules.stories.duties import Duties
from bot.rules.stories.lessons import Lessons
from bot.rules.stories.outlook import Outlook
from bot.rules.stories.sentences import Sentence, sentences
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import once
from bot.rules.words.text import Normal

OPENING, ACTING, CLOSING = "opening", "acting", "closing"
PARTS = {"situation": OPENING, "task": OPENING, "action": ACTING, "result": CLOSING, "lesson": CLOSING}


class Course(Outlook):
    """Tells the parts of a text."""

    def __init__(
        self,
        lexicon: Lexicon,
        normal: Normal,
        tokens: Sequence[Token],
        hits: Hits,
        values: Sequence[Value],
        measures: Sequence[Measure],
    ) -> None:
        super().__init__(lexicon, normal, tokens, hits)
        self.values, self.opening = values, ()
        self.measures = [fact for fact in measures if not fact.training]
        self.sentences = sentences(tokens)
        self.lessons = Lessons(lexicon, tokens, hits)
        self.acting = self._acted()
        if not self.praises and 2 * len(self.acting) < len(self.sentences):
            self.present = True  # "I collect", "I add"
            now = self._acted()
            self.present = len(now) >= 2 * len(self.acting) + 1
            self.acting = now if self.present else self.acting
        self.opening = self.sentences[: self.acting[0]] if self.acting else ()

    @once
    def praises(self) -> bool:
        """A text of praise: a third of its sentences is, and no number says anything."""
        hollow = sum(self._is_hollow(one) for one in self.sentences)
        return hollow > 1 and 3 * hollow >= len(self.sentences) and not self.measures

    def _acted(self) -> list[int]:
        return [at for at, one in enumerate(self.sentences) if self._own_act(one) is not None]

    def _part(self, at: int) -> str:
        """Which part of the text its sentence number `at` is."""
        label = self.sentences[at].label
        if label:
            return PARTS[label]
        if not self.acting:
            return OPENING if 2 * at < len(self.sentences) else CLOSING
        if at < self.acting[0]:
            return OPENING
        return CLOSING if at > self.acting[0] and 2 * at >= len(self.sentences) - 1 else ACTING

    @once
    def owed(self) -> Mapping[int, Sequence[Fact]]:
        """The duties by the first token of their sentence, where it holds any."""
        reader = Duties(self.lexicon, self.tokens, self.hits)
        last = self.acting[-1] if self.acting else len(self.sentences)
        found = {
            one.first: [*reader.within(one, early=at <= last)]
            for at, one in enumerate(self.sentences)
            if not self._is_hollow(one)
        }
        return {first: duties for first, duties in found.items() if duties}

    @once
    def taught(self) -> Mapping[int, Sequence[int]]:
        """Where a lesson begins, by the first token of its sentence."""
        return {
            one.first: [*self.lessons.lessons(one, closing=self._part(at) == CLOSING, present=self.present)]
            for at, one in enumerate(self.sentences)
            if not self._is_hollow(one)
        }

    def _is_counted(self, one: Sentence) -> bool:
        return any(one.first <= value.first < one.last and self._is_number(value) for value in self.values)

    def _is_number(self, value: Value) -> bool:
        """Three releases, not the nine of "aisle nine"."""
        quantity = value.quantity
        if quantity.word and quantity.dim == "plain" and quantity.value == 1 and value.shape == "level":
            return False
        if not quantity.word or quantity.dim != "plain" or quantity.noun or value.shape == "change":
            return True
        after = self.key(value.last)
        return after.isalpha() and after not in self.lexicon.function
