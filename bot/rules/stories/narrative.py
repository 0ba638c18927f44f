"""Facts of longer texts (stories, summaries, written answers): what each sentence tells, phrases with their place.

A phrase stands in the `opening` (before the first own act), the `acting` or the `closing` part; labelled sections say
their part themselves."""

from collections.abc import Iterator, Mapping, Sequence

from bot.rules.facts import Amount, Cue, EndState, Fact, Phrase, Span, Value
from bot.rules.model.weights import LinearModel
from bot.rules.stories.decisions import Decisions
from bot.rules.stories.pieces import HEADING, Pieces, Sums
from bot.rules.stories.roles import ROLES, SentenceReader
from bot.rules.stories.sentences import Sentence, amounts, sections, sentences, span_of
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.tokens import Normal, Token

OPENING, ACTING, CLOSING = "opening", "acting", "closing"
PARTS = {"situation": OPENING, "task": OPENING, "action": ACTING, "result": CLOSING, "lesson": CLOSING}
CUE_OF = {
    "situation": "context",
    "task": "duty",
    "action": "first_person_act",
    "partner": "partner_act",
    "person": "person",
    "lesson": "lesson",
    "fault": "fault",
}
"""The facts that say no more than where they are, by the head that finds them."""
PLACES = ("scope", "machine", "audience")


class Narrator:
    """Reads one longer text."""

    def __init__(
        self,
        lexicon: Lexicon,
        normal: Normal,
        tokens: Sequence[Token],
        hits: Hits,
        values: Sequence[Value],
        scorer: LinearModel,
    ) -> None:
        self.normal, self.tokens, self.hits, self.values = normal, tokens, hits, values
        self.scene = Pieces(lexicon, tokens, hits)
        self.sentences = sentences(tokens)
        self.reader = SentenceReader(tokens, hits, values, lexicon)
        self.scores = self._scores(scorer)
        self.acting = [at for at, told in enumerate(self.scores) if told["action"] > 0]

    def _scores(self, scorer: LinearModel) -> list[Mapping[str, float]]:
        """By sentence and head."""
        if not self.sentences:
            return []
        rows = self.reader.rows(self.sentences, scorer.tables)
        return [dict(zip(scorer.heads, scorer.score(some), strict=True)) for some in rows]

    def all(self, cues: Sequence[str]) -> Iterator[Fact]:
        """All facts; `cues` are the names of the pack's phrases."""
        yield from amounts(self.normal, self.tokens)
        yield Amount((0, len(self.normal.flat)), "late_numbers", self._late_numbers())
        yield from sections(self.tokens, self.sentences)
        for one, told in zip(self.sentences, self.scores, strict=True):
            yield from self._told(one, told)
        yield from self._phrases(cues)
        if any(name.startswith(HEADING) for name in cues):  # such packs are asked for more than a story
            yield from self._pieces(cues)

    def _told(self, one: Sentence, told: Mapping[str, float]) -> Iterator[Fact]:
        span = span_of(self.tokens, one.first, one.last)
        for head, name in CUE_OF.items():
            if told[head] > 0:
                yield Cue(self._somebody(one) if head in ("partner", "person") else span, name)
        quantified = told["quantified"] > 0 and self.reader.has_number(one)
        if quantified or told["result"] > 0:
            yield EndState(span, quantified)

    def _somebody(self, one: Sentence) -> Span:
        """Who a sentence names first, by role or name; the sentence if nobody can be pointed at."""
        roles = [hit for kind in ROLES for hit in self.scene.between(kind, one.first, one.last)]
        named = [at for at in range(one.first, one.last) if self.reader.is_name(at, one)]
        if named:
            return span_of(self.tokens, named[0], named[0] + 1)
        if roles:
            first = min(roles, key=lambda hit: hit.start)
            return span_of(self.tokens, first.start, first.end)
        return span_of(self.tokens, one.first, one.last)

    def _pieces(self, cues: Sequence[str]) -> Iterator[Fact]:
        parts = [self._part(at) for at in range(len(self.sentences))]
        yield from self.scene.pieces(self.sentences, parts, cues)
        yield from self.scene.audience_acts(self.sentences, parts)
        yield from self.scene.data_sets()
        yield from Sums(self.scene.lexicon, self.tokens, self.hits).all()
        yield from self.scene.bounds(self.sentences)
        yield from Decisions(self.scene).resolves(self.sentences)

    def _phrases(self, cues: Sequence[str]) -> Iterator[Phrase]:
        for at, one in enumerate(self.sentences):
            for name in cues:
                for hit in self.scene.between(name, one.first, one.last):
                    if self._is_within(f"no_{name}", hit):
                        continue
                    first = self.scene.begins(hit.start, one)
                    yield Phrase(span_of(self.tokens, hit.start, hit.end), name, self._part(at), first)

    def _is_within(self, name: str, hit: Hit) -> bool:
        """The problem of "problem solver" is none, nor is that of "with nobody noticing it"."""
        near = self.scene.between(name, hit.start - 3, hit.start + 1)
        return any(hit.end <= one.end for one in near)

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

    def _late_numbers(self) -> int:
        """Numbers in the last sentence that say how much, not in how many places or on what."""
        last = self.sentences[-1].first if len(self.sentences) > 1 else len(self.tokens)
        return sum(value.first >= last and value.quantity.noun not in PLACES for value in self.values)
