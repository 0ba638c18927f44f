"""Facts of longer texts (stories, summaries, written answers): own acts, end states, phrases with their place.

Phrases come from the pack's own `cues`."""

from collections.abc import Iterator, Sequence
from itertools import chain

from bot.rules.facts import Amount, Cue, Fact, Lesson, Phrase
from bot.rules.stories.decisions import Decisions
from bot.rules.stories.ending import Ending
from bot.rules.stories.persons import People
from bot.rules.stories.pieces import HEADING
from bot.rules.stories.sentences import amounts, sections, span_of
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import once


class Narrator(Ending):
    """Reads one longer text; `cues` are the names of the pack's phrases."""

    @once
    def scene(self) -> Decisions:
        return Decisions(self.lexicon, self.tokens, self.hits)

    def all(self, cues: Sequence[str]) -> Iterator[Fact]:
        yield from amounts(self.normal, self.tokens, self.sentences)
        yield Amount((0, len(self.normal.flat)), "numbers", len(self.values))
        yield Amount((0, len(self.normal.flat)), "late_numbers", self._late_numbers())
        yield from sections(self.tokens, self.sentences)
        for at in self.acting:
            act = self._own_act(self.sentences[at])
            assert act is not None  # noqa: S101 # only sentences with an act are listed
            yield Cue(span_of(self.tokens, act, min(act + 2, len(self.tokens))), "first_person_act")
        yield from self._phrases(cues)
        yield from self._pieces(cues)
        yield from chain.from_iterable(self.owed.values())
        yield from self._learned()
        yield from self._context()
        begun = self.sentences[self.acting[0]].first if self.acting else 0
        people = [*People(self.lexicon, self.tokens, self.hits, self.sentences, begun).all()]
        yield from people
        yield from self._ends(
            [fact.span[0] for fact in people if isinstance(fact, Cue) and fact.name == "partner_act"]
        )

    def _pieces(self, cues: Sequence[str]) -> Iterator[Fact]:
        """Packs with headings are asked for more than a story."""
        if not any(name.startswith(HEADING) for name in cues):
            return
        parts = [self._part(at) for at in range(len(self.sentences))]
        yield from self.scene.pieces(self.sentences, parts, cues)
        yield from self.scene.data_sets()
        yield from self.scene.sums()
        yield from self.scene.bounds(self.sentences)
        yield from self.scene.resolves(self.sentences)

    def _phrases(self, cues: Sequence[str]) -> Iterator[Phrase]:
        for at, one in enumerate(self.sentences):
            hollow = self._is_hollow(one)
            for name in cues:
                if hollow and name == "problem":
                    continue
                for hit in self.between(name, one.first, one.last):
                    if name == "problem" and (self._is_part("no_problem", hit) or self._is_capped(hit)):
                        continue
                    first = self.scene.begins(hit.start, one)
                    yield Phrase(span_of(self.tokens, hit.start, hit.end), name, self._part(at), first)

    def _learned(self) -> Iterator[Fact]:
        if self._backfired():
            act = self.sentences[self.acting[0]]
            yield Cue(span_of(self.tokens, act.first, act.last), "fault")
        for one in self.sentences:
            if not self._is_hollow(one):
                yield from self.lessons.faults(one)
            firm = self.lessons.is_firm(one)
            for start in self.taught.get(one.first, ()):
                yield Lesson(span_of(self.tokens, start, one.last), firm)

    def _is_capped(self, hit: Hit) -> bool:
        """As in "an error under 15 %", "less than 5 % error": how small it had to be, no trouble yet."""
        if self.keys[max(hit.start - 4, 0) : hit.start][:2] == ["less", "than"]:
            return True
        after = hit.end + (self.key(hit.end) == "of")
        return self.key(after) in ("under", "below") or self.keys[hit.end : hit.end + 2] == ["at", "most"]

    def _is_part(self, name: str, hit: Hit) -> bool:
        """The problem of "problem solver" is none, nor is that of "with nobody noticing it"."""
        near = self.between(name, hit.start - 3, hit.start + 1)
        return any(one.start <= hit.start and hit.end <= one.end for one in near)
