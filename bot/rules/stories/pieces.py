"""Structure of summaries and answers: pieces, headings, data sets, bounds; sums, numbers that follow from
two others ("5,000 x 0.60 = 3,000"); and what the writer of an answer would do."""

from collections.abc import Container, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from bot.rules.facts import Bound, Cue, Piece, Resolve
from bot.rules.stories.sentences import Sentence, span_of
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import NUMBER, PUNCT

HEADING = "heading_"
PEOPLE = ("noun:role", "noun:audience")
PEOPLE_REACH = 16  # tokens
MARKS = frozenset([":", ".", "\n", "-", "—", "("])
WRAPS = frozenset(["#", "[", ">", "•", "-", ")"])
BREAKS = frozenset([".", "!", "?", "\n"])
OPENS = frozenset([",", ":", ";", "—", "-", "\n", "(", "."])
RATES = frozenset(
    ["per", "each", "every", "daily", "weekly", "monthly", "nightly", "/", "yearly", "annually"]
)
SEVERAL = 3  # headings
FAR, BACK = 3, 6  # tokens
COUNTS = {
    word: float(n)
    for n, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2
    )
}
LARGE = frozenset(["hundred", "thousand", "million", "billion", "dozen", "third", "quarter"])
TIMES = frozenset(["x", "/", "+", "-", "÷", "times", "minus", "plus", "over", "by", "at"])
WINDOW = 5  # numbers before a result
NEXT = 24  # tokens
LEAST = 30
CLOSE, ROUND = 0.006, 0.025
TENS = (1.0, 100.0, 1000.0, 1e6, 0.01, 0.001, 1e-6)
TURNS = (7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 365.0, 3600.0)
"""Days, months, hours ... that a sum takes for granted."""
WOULD = frozenset(["i'd", "we'd", "i'll", "we'll", "let's"])
SELF = frozenset(["i", "we"])
MODAL = frozenset(
    ["would", "will", "should", "shall", "must", "can", "cannot", "can't", "could", "'d", "might"]
)
NEGATIONS = frozenset(["don't", "never"])
SUBJECTS = frozenset(["i", "we", "it", "the", "this", "that", "a", "there"])
AFTER = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "can", "will", "would", "looks", "seems", "depends"]
)
CONCLUDING = frozenset(["so", "therefore", "hence", "thus", "then", "there"])
YES = frozenset(["yes", "no", "nope", "yep", "neither", "not", "never", "both"])
NOT = frozenset(
    ["not", "cannot", "can't", "don't", "wouldn't", "won't", "couldn't", "nor", "never", "hardly"]
)
AHEAD, LONGEST = 5, 9  # tokens


class Pieces(Scene):
    """`sentences` with the part of the text that each is of."""

    def pieces(
        self, sentences: Sequence[Sentence], parts: Sequence[str], cues: Sequence[str]
    ) -> Iterator[Piece]:
        headings = self._headings([name for name in cues if name.startswith(HEADING)])
        opening = True
        for one, part in zip(sentences, parts, strict=True):
            cuts = [at for at in range(one.first + 1, one.last - 1) if self.key(at) == ";"]
            for first, last in pairwise([one.first, *cuts, one.last]):
                name = next((name for at, to, name in reversed(headings) if at <= first < to), "")
                yield Piece(span_of(self.tokens, first, last), name, part, opening)
                opening = False

    def _headings(self, names: Sequence[str]) -> list[tuple[int, int, str]]:
        """Where each begins and ends to hold: to the next one if it stands alone, else to the end of its line; of its
        sentence where a text has one or two such marks only."""
        found: list[tuple[int, int, str, bool]] = []
        for name in names:
            for hit in self.found(name):
                begins = hit.start == 0 or self.key(hit.start - 1) in BREAKS | WRAPS
                if begins and (self.key(hit.end) in MARKS or hit.end == len(self.tokens)):
                    whole = self.key(hit.end) in (".", "\n") or self.key(hit.end + 1) == "\n"
                    found.append((hit.start, hit.end, name.removeprefix(HEADING), whole))
        found.sort()
        held = []
        for at, (start, end, name, whole) in enumerate(found):
            to = found[at + 1][0] if at + 1 < len(found) else len(self.tokens)
            if not whole:
                ends = frozenset(["\n"]) if len(found) >= SEVERAL else BREAKS
                to = next((here for here in range(end, to) if self.key(here) in ends), to)
            held.append((start, to, name))
        return held

    def begins(self, at: int, one: Sentence) -> bool:
        """Whether a clause begins at a token: "So ship it", "7B it is: keep the old one"."""
        before = at - 1
        while before > one.first and self.key(before) in self.sets["clause_leads"]:
            before -= 1
        return (
            before < one.first
            or self.key(before) in OPENS
            or (before == one.first and self.key(before) in self.sets["clause_leads"])
        )

    def audience_acts(self, sentences: Sequence[Sentence], parts: Sequence[str]) -> Iterator[Cue]:
        """As in "Support agents paste answers from a wiki", "Each month two people search": in the present."""
        for one, part in zip(sentences, parts, strict=True):
            if part == "opening" and any(self._is_acting(hit) for hit in self._people(one)):
                yield Cue(span_of(self.tokens, one.first, one.last), "audience_act")

    def _people(self, one: Sentence) -> Iterator[Hit]:
        """Those that a sentence is about."""
        for kind in PEOPLE:
            for hit in self.between(kind, one.first, min(one.first + PEOPLE_REACH, one.last)):
                after = self.key(hit.end)
                if hit.start < one.first + FAR or after == "who" or after not in self.lexicon.function:
                    yield hit

    def _is_acting(self, hit: Hit) -> bool:
        after = hit.end + (self.key(hit.end) == "who")
        regular = {self.key(hit.end - 1), self.key(hit.end)} & self.sets["regular"]
        return (
            self.key(hit.end - 1).endswith(("s", "men", "people"))
            and self.key(after).isalpha()
            and not regular
        )

    def data_sets(self) -> Iterator[Cue]:
        """As in "41,000 scanned invoices", "two years of line telemetry"; not "9,000 invoices a week"."""
        for hit in self.found("records"):
            start = self._counted(hit.start)
            if start is not None and not self._is_rate(hit.end) and not self._is_rate(start - 1):
                yield Cue(span_of(self.tokens, start, hit.end), "data_set")

    def _counted(self, at: int) -> int | None:
        """The number of a noun, or the span of time before it."""
        for here in range(at - 1, max(at - 1 - BACK, -1), -1):
            token = self.tokens[here]
            if token.kind == PUNCT and token.key not in ("(", ",", "-", "'"):
                return None
            if token.kind == NUMBER or token.key in self.sets["small_numbers"]:
                spans = self.key(here + 1) in self.sets["data_spans"] and self.key(here + 2) == "of"
                small = token.key in self.sets["small_numbers"] or (
                    token.num is not None and token.num.value < 30 and not token.num.suffix
                )
                if spans or not small or self.key(here + 1) in ("million", "billion", "thousand", "hundred"):
                    return here
                return None
        return None

    def _is_rate(self, at: int) -> bool:
        near = [self.key(to) for to in range(at, at + FAR)]
        return near[0] in RATES or (
            near[0] in ("a", "an", "in", "the") and not self.sets["data_periods"].isdisjoint(near[1:2])
        )

    def bounds(self, sentences: Sequence[Sentence]) -> Iterator[Bound]:
        for one in sentences:
            for hit in self.between("side", one.first, one.last):
                near = range(hit.end, min(hit.end + FAR + 1, one.last))
                number = next((at for at in near if self._is_number(at)), None)
                if number is not None and MARKS.isdisjoint(self.keys[hit.end : number]):
                    lead = hit.start
                    while lead > one.first and self.key(lead - 1) in self.sets["bound_leads"]:
                        lead -= 1
                    first = self.begins(lead, one) or self.key(lead - 1) in self.sets["clause_leads"]
                    yield Bound(span_of(self.tokens, hit.start, number + 1), first)

    def _is_number(self, at: int) -> bool:
        return self.tokens[at].kind == NUMBER or self.key(at) in COUNTS or self.key(at) in LARGE


class Figure(NamedTuple):
    at: int
    value: float
    prefixed: bool


class Sums(Scene):
    """Finds the sums of a text."""

    def all(self) -> Iterator[Cue]:
        """Numbers that follow from two others near them."""
        figures = [*self._figures()]
        for n, one in enumerate(figures):
            before = figures[max(n - WINDOW, 0) : n]
            if self._is_sum(one, before, figures[n + 1 : n + 2]):
                yield Cue(span_of(self.tokens, one.at, one.at + 1), "sum")

    def _figures(self) -> Iterator[Figure]:
        for at, token in enumerate(self.tokens):
            if token.kind == NUMBER and token.num is not None and token.num.value:
                suffix = token.num.suffix or self.key(at + 1)
                yield Figure(at, token.num.value, suffix in self.sets["scaled_units"])
            elif token.key in COUNTS and self.key(at + 1) not in ("of", "or"):
                yield Figure(at, COUNTS[token.key], self.key(at + 1) in self.sets["scaled_units"])

    def _is_sum(self, one: Figure, before: Sequence[Figure], after: Sequence[Figure]) -> bool:
        lead = self.keys[max(one.at - FAR, 0) : one.at]
        if "=" in lead and before:
            return True
        if one.value in [two.value for two in before] or self.sets["reckoned"].isdisjoint(lead):
            return False
        if (
            before
            and one.value > LEAST
            and any(_is_near(one.value, before[-1].value * turn) for turn in TURNS)
        ):
            return True
        if any(self._follows(one, two, at) for two in before for at in after if self.key(at.at - 1) == "at"):
            return True  # "that is $5,600 less at $700 a card"
        return any(self._follows(one, *pair) for pair in combinations(before, 2))

    def _follows(self, one: Figure, left: Figure, right: Figure) -> bool:
        a, b, c = left.value, right.value, one.value
        if min(a, b) in (1.0, 10.0, 100.0, 1000.0) or a == b:
            return False
        exact = len(f"{c:g}".replace(".", "").strip("0")) > 1
        between = self.keys[left.at + 1 : right.at]
        signed = not TIMES.isdisjoint(between) and len(between) <= BACK
        if not (exact or signed or (left.at + NEXT > one.at and {a, b}.isdisjoint(COUNTS.values()))):
            return False
        tens = TENS if one.prefixed or left.prefixed or right.prefixed else TENS[:1]
        close = ROUND if signed and left.at + BACK > right.at else CLOSE
        if any(_is_near(c * ten, done, close) for done in (a * b, a / b, b / a) for ten in tens):
            return True
        return c > 1 and any(_is_near(c, done) for done in (a + b, abs(a - b)))


def _is_of(key: str, *sets: Container[str]) -> bool:
    """Whether a word is in one of these sets."""
    return any(key in words for words in sets)


def _is_near(a: float, b: float, close: float = CLOSE) -> bool:
    return abs(a - b) <= close * max(abs(a), abs(b))


class Decisions(Pieces):
    """Reads an answer for its decision."""

    def resolves(self, sentences: Sequence[Sentence]) -> Iterator[Resolve]:
        for n, one in enumerate(sentences):
            if at := self._resolved(one, opens=n == 0):
                yield Resolve(span_of(self.tokens, at - 1, min(at + 1, one.last)), n == 0)

    def _resolved(self, one: Sentence, *, opens: bool) -> int:
        """One past the token at which it is told, or nothing."""
        if opens and (self._is_yes(self._start(one)) or self._is_fragment(one)):
            return one.first + 1
        if self._is_it(one):
            return one.last
        for hit in self.between("choosing", one.first, one.last):
            at = hit.start
            if (self._is_told(at, one) or self._is_own(at)) and not self._is_undone(at, one):
                return at + 1
        return next((at + 1 for at in range(max(one.first - 1, 0), one.last - 2) if self._concludes(at)), 0)

    def _concludes(self, at: int) -> bool:
        """As in "therefore I rerank only twenty", with any verb; not "so I think", "so I would need"."""
        key, sets = self.key(at + 2), self.sets
        return (
            self.key(at) in CONCLUDING
            and self.key(at + 1) == "i"
            and key.isalpha()
            and not key.endswith("ed")
            and not _is_of(key, sets["musing"], sets["being"], sets["modals"], sets["past"])
        )

    def _is_verb(self, key: str) -> bool:
        sets = self.sets
        return key.endswith("'ll") or _is_of(key, sets["being"], sets["modals"], sets["finite"], sets["past"])

    def _is_it(self, one: Sentence) -> bool:
        """As in "Then the night job it is"; not "That is how it is"."""
        return (
            self.keys[one.last - 2 : one.last] == ["it", "is"]
            and self.key(one.last - 3) not in self.sets["how_so"] | self.sets["no_fragment_heads"]
        )

    def _start(self, one: Sentence) -> int:
        """Where the text began, with the "Yes," that `sentences` goes past."""
        at = one.first
        while at > 0 and self.key(at - 1) not in (".", "\n"):
            at -= 1
        return at

    def _is_yes(self, at: int) -> bool:
        """As in "Yes, but only for part", "Not with this p99"; not "Not sure"."""
        if self.key(at) == "both":
            return self.key(at + 1) in OPENS
        return self.key(at) in YES and self.key(at + 1) not in (
            "sure", "easy", "clear", "knowing", "one", "of", "have", "are", "sides", "options", "is", "has",
        )  # fmt: skip

    def _is_told(self, at: int, one: Sentence) -> bool:
        """An imperative: "So keep it", "Don't roll it out"; not "Cache hits are rare", "Let me see"."""
        undone = self.keys[max(at - 2, 0) : at] == ["do", "not"]
        lead = at - (2 if undone else self.key(at - 1) in NEGATIONS)
        if not self.begins(max(lead, one.first), one):
            return False
        if self.key(at + 2) in self.sets["said_now"] and self.tokens[at + 1].kind == NUMBER:
            return False  # "Batch 8 takes 30 ms"
        if self.key(at + 1) in ("me", "us") or (self.key(at + 1) == ":" and self.tokens[at].kind == NUMBER):
            return False
        for to in range(at + 1, min(at + AHEAD, one.last)):
            if self.key(to) in self.sets["joining"]:
                return True
            if self.key(to) in AFTER:
                return False
        return True

    def _is_own(self, at: int) -> bool:
        """As in "I'd rather keep", "we should therefore not ship", "I take INT8"; not "I'd prefer to hear"."""
        if self.key(at + 1) == "to" and self.key(at + 2) in self.sets["asking_to"]:
            return False
        before = at - 1
        while self.key(before) in self.sets["between_will"]:
            before -= 1
        lead = self.key(before)
        if lead in WOULD or (lead in MODAL and self.key(before - 1) in SELF | {"you"}):
            return True
        if lead not in SELF or self.key(at - 1) not in {*SELF, *self.sets["between_will"]}:
            return False
        return (
            self.key(at) in self.sets["resolving"]
            or (lead == "i" and self.key(at) not in self.sets["musing"])
            or (self.key(before - 1) in CONCLUDING and self.key(at) not in self.sets["musing"])
        )

    def _is_undone(self, at: int, one: Sentence) -> bool:
        """As in "I cannot recommend one", "I leave the decision open", "I stay neutral": no choice at all."""
        near = self.keys[max(at - AHEAD, one.first) : at]
        if self.key(at) in self.sets["choosing_verbs"] and not NOT.isdisjoint(near):
            return True
        return not self.sets["undecided"].isdisjoint(self.keys[at + 1 : min(at + AHEAD, one.last)])

    def _is_fragment(self, one: Sentence) -> bool:
        """As in "Reranker on desktop only.", "Self-hosting, once we are above three million": what to take, and no
        verb; not "Own GPU: 1,800 euro", "Good question."."""
        if self.key(one.first) in self.sets["no_fragment_heads"] or self.tokens[one.first].kind == PUNCT:
            return False
        end = next((at for at in range(one.first, one.last) if self.key(at) in OPENS), one.last)
        if end - one.first > LONGEST or any(map(self._is_verb, self.keys[one.first : end])):
            return False
        if not self.sets["said_now"].isdisjoint(self.keys[one.first : end]):
            return False
        inner = self.keys[one.first + 2 : end - 1]
        if self.key(one.first) == "the" and any(key.endswith("s") for key in inner):
            return False  # "The card draws 300 W"
        last, being, modals = min(end + LONGEST, one.last), self.sets["being"], self.sets["modals"]
        counts = self.key(end) == ":" and any(token.kind == NUMBER for token in self.tokens[end:last])
        if counts or self.key(end - 1) in self.sets["no_fragment_ends"]:
            return False
        told = self.key(end) == "," and self.key(end + 1) in SUBJECTS
        return not (told and any(_is_of(key, being, modals) for key in self.keys[end + 2 : last]))
