"""Facts of longer texts (stories, summaries, written answers): what each sentence tells, learned (of a story a
situation, a task, an act, a result, who else took part; of an answer a decision, a limit, a check); and phrases with
their place."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from bot.rules.facts import HEADING, OF_ANSWERS, OF_SUMMARIES, Cue, EndState, Fact, Span, Value
from bot.rules.model.weights import LinearModel, Rows, Tables
from bot.rules.stories.pieces import pieces
from bot.rules.stories.sentences import Sentence, amounts, sections, sentences
from bot.rules.words.scene import Reading
from bot.rules.words.tokens import IDENT, NUMBER, WORD, span_of

CUE_OF = {
    "situation": "context",
    "task": "duty",
    "action": "first_person_act",
    "partner": "partner_act",
}
"""The facts that aren't named as the head that finds them."""
HEADS = ("situation", "task", "action", "result", "quantified", "partner", "person", "lesson", "fault")
"""What a sentence of a story or a summary may tell."""
TOLD_HEADS: Mapping[str, tuple[str, ...]] = {"answer": OF_ANSWERS, "project": OF_SUMMARIES}
"""What a sentence of a written answer or a summary may tell."""
FIGURES = ("quantified", "told_accuracy", "told_speed", "told_cost")
"""What can't be told without a number."""
ROLES = ("noun:role", "other_role", "other_people", "noun:audience")
HIT_KINDS = (
    *ROLES, "direction", "comparative", "target", "before", "after", "weak", "action", "noun:scope",
    "noun:technical", "noun:machine", "noun:release", "noun:domain", "hype", "soft_hype", "team_claim",
    "problem", "no_problem", "goal", "ending", "stranded", "pending", "mistake", "practice", "hollow",
)  # fmt: skip
"""The phrases that are features: of the lexicon, and of a pack that has such cues."""
OPENS = frozenset([".", ":", "!", "?", '"', "\n"])
SELF = frozenset(["i", "i've", "i'd", "i'm", "my", "me"])
EDGE = "^"
LONG = 4  # letters


class Narrator:
    """Reads one longer text."""

    def __init__(self, reading: Reading, scorers: Sequence[LinearModel]) -> None:
        self.normal, self.scene, self.values = reading
        self.tokens = reading.tokens
        self.sentences = sentences(self.tokens, halves=scorers[0].heads == OF_ANSWERS)
        self.reader = SentenceReader(reading)
        self.scores = self._scores(scorers)

    def _scores(self, scorers: Sequence[LinearModel]) -> list[dict[str, float]]:
        """By sentence and head."""
        scores: list[dict[str, float]] = [{} for _ in self.sentences]
        for scorer in scorers:
            rows = self.reader.rows(self.sentences, scorer.tables, whole=scorer.heads != HEADS)
            for told, some in zip(scores, rows, strict=True):
                told.update(zip(scorer.heads, scorer.score(some), strict=True))
        refused = max([0.0, *(told.get("refusal", 0.0) for told in scores)])
        for told in scores:
            if "decision" in told:
                told["decision"] -= refused  # who says that they won't choose has proposed nothing
        return scores

    def all(self, cues: Sequence[str]) -> Iterator[Fact]:
        """All facts; `cues` are the names of the pack's phrases."""
        yield from amounts(self.normal, self.tokens)
        yield from sections(self.tokens, self.sentences)
        for one, told in zip(self.sentences, self.scores, strict=True):
            yield from self._told(one, told)
        if any(name.startswith(HEADING) for name in cues):  # such packs are asked for more than a story
            yield from pieces(self.scene, self.sentences, cues)

    def _told(self, one: Sentence, told: Mapping[str, float]) -> Iterator[Fact]:
        span = span_of(self.tokens, one.first, one.last)
        counted = self.reader.has_number(one)
        said = [head for head, score in told.items() if score > 0 and (counted or head not in FIGURES)]
        for head in said:
            if head not in ("result", "quantified"):
                where = self._somebody(one) if head in ("partner", "person") else span
                yield Cue(where, CUE_OF.get(head, head))
        quantified = "quantified" in said
        if quantified or "result" in said:
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


class SentenceReader:
    """Makes the rows of a text's sentences."""

    def __init__(self, reading: Reading) -> None:
        lexicon, self.tokens, hits = reading.scene.lexicon, reading.tokens, reading.hits
        self.hits, self.sets, self.function = hits, lexicon.sets, lexicon.function
        self.values = {value.first: value for value in reading.values}
        self.codes: list[list[str]] = [[] for _ in self.tokens]
        for kind in HIT_KINDS:
            for hit in hits.get(kind, ()):
                self.codes[hit.start].append(f"D{hit.value}" if kind == "direction" else kind)
        for hit in hits.get("metric", ()):
            self.codes[hit.start].append(f"M{hit.value.family}")

    def rows(self, sentences: Sequence[Sentence], tables: Tables, *, whole: bool) -> list[Rows]:
        """The rows of each sentence: its words, how they are built, where it is among the others; and the words of
        all, if the `whole` text counts."""
        own = [not SELF.isdisjoint(self.hits.words[one.first : one.last]) for one in sentences]
        words = {word for one in sentences for word in self.hits.words[one.first : one.last]} if whole else ()
        found, around = [], [*map(tables["text"], sorted(words))]
        for at, one in enumerate(sentences):
            features = {*self._words(one), *_place(at, own)}
            before = self.hits.words[sentences[at - 1].first] if at else EDGE
            after = self.hits.words[sentences[at + 1].first] if at + 1 < len(sentences) else EDGE
            features |= {("label", one.label), ("before", before), ("after", after)}
            found.append([tables[template](key) for template, key in sorted(features)] + around)
        return found

    def _words(self, one: Sentence) -> Iterator[tuple[str, str]]:
        words, builds = [EDGE], [EDGE]
        at = one.first
        while at < one.last:
            value = self.values.get(at)
            for code in self.codes[at]:
                yield "hit", code
            if value is not None:
                yield "value", f"{value.quantity.dim}:{value.shape}"
                yield "value", value.shape
                words.append("<n>")
                builds.append(f"<{value.shape}>")
                at = max(value.last, at + 1)
                continue
            shape = self._shape(at, one)
            words.append(shape or self.hits.words[at])
            builds.append(self._build(at, shape))
            if shape:
                yield "word", self.hits.words[at]
            at += 1
        yield from (("word", word) for word in words)
        yield from (("pair", f"{a} {b}") for a, b in pairwise([*words, EDGE]))
        yield from (("builds", f"{a} {b}") for a, b in pairwise([*builds, EDGE]))
        yield from (("three", " ".join(some)) for some in zip(builds, builds[1:], builds[2:], strict=False))
        yield from ((f"first{far}", word) for far, word in enumerate(words[1:5]))
        yield from ((f"built{far}", build) for far, build in enumerate(builds[1:5]))
        yield "opening", " ".join(words[1:3])
        yield "built", " ".join(builds[1:4])
        yield "length", str(min((one.last - one.first) // 4, 6))

    def _shape(self, at: int, one: Sentence) -> str:
        """What kind of name a word is by its letters: nothing for other words, or where a sentence begins with it."""
        token = self.tokens[at]
        raw = token.raw
        if token.kind in (NUMBER, IDENT):
            return "<n>" if token.kind == NUMBER else "<id>"
        if token.kind != WORD or not raw[:1].isupper() or raw == "I" or raw.startswith("I'"):
            return ""
        if at == one.first or self.hits.words[at - 1] in OPENS:
            return "<First>" if self._is_unknown(at) else ""
        if raw.isupper() and len(raw) > 1:
            return "<ACRONYM>"
        return "<Name>" if raw[1:].islower() or len(raw) == 1 else "<CamelCase>"

    def has_number(self, one: Sentence) -> bool:
        """Whether something is counted in a sentence: three releases, not "the last one" nor "aisle nine"."""
        return any(one.first <= at < one.last and self._counts(value) for at, value in self.values.items())

    def _counts(self, value: Value) -> bool:
        quantity = value.quantity
        if not quantity.word or quantity.dim != "plain" or value.shape == "change":
            return True
        after = self.hits.key(value.last)
        counted = bool(quantity.noun) or (after.isalpha() and after not in self.function)
        return counted and quantity.value != 1

    def is_name(self, at: int, one: Sentence) -> bool:
        """Whether a word is written as the name of somebody is."""
        return self._shape(at, one) in ("<Name>", "<First>")

    def _is_unknown(self, at: int) -> bool:
        """A word that no list has, and no verb or adverb by its ending: perhaps a name."""
        key = self.hits.words[at]
        known = key in self.function or key in self.sets["past"] or key in self.sets["finite"]
        return key.isalpha() and not (known or self.codes[at] or key.endswith(("ed", "ing", "ly")))

    def _build(self, at: int, shape: str) -> str:
        """A word by what it is made of: small words stand for themselves."""
        role = next((code for code in self.codes[at] if code in ROLES), "")
        if role or shape:
            return role or shape
        key = self.hits.words[at]
        if key in self.sets["past"] or (key.endswith("ed") and len(key) > LONG):
            return "<past>"
        if key in self.sets["finite"]:
            return "<finite>"
        if len(key) <= LONG:
            return key
        return next((f"<{ending}>" for ending in ("ing", "ly", "s") if key.endswith(ending)), "<word>")


def _place(at: int, own: Sequence[bool]) -> Iterator[tuple[str, str]]:
    """The position of a sentence; `own` are those in which the writer speaks of themselves."""
    count = len(own)
    yield "from start", str(min(at, 3))
    yield "to end", str(min(count - 1 - at, 3))
    yield "third", str(3 * at // count)
    yield "count", str(min(count, 9))
    before, after = any(own[:at]), any(own[at + 1 :])
    yield "own", f"{before} {own[at]} {after}"
    yield "own before", str(before)
    yield "own after", str(after)
    yield "own here", str(own[at])
