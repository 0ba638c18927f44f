"""Clauses of a sentence: where words may be added without breaking a phrase, and what each is evidence of (accuracy,
efficiency, cost, business or an outcome)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from bot.rules.facts import FAMILIES, Measure, Span
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.tokens import normalize

_WORD = re.compile(r"[^\W_][\w'/&+-]*")
_FIRST = re.compile(r"[^\W_]|[$€£¥₹~+#@<{\"'(]|-(?=\d)")
_UNBROKEN = re.compile(r"(?:[^\s,;:.!?()—]|[,;:.!?](?=\S))*(?: ?± ?[\d.,]*\d)?")
"""What hangs on a number: "/query", ".0"."""
_NEXT = re.compile(r"\s+([^\W\d_][\w'/&+-]*)")
_LAST = re.compile(r"\s+[^\W\d_]\w*ed(?=[,;.]|\s*$)")  # "1,150 requests/s sustained,"
_RATE = re.compile(r"\s+(?:per|an?|each|every)\s+[^\W\d_][\w-]*")
_SHARE = re.compile(r"\s+of\s+(?:(?:the|all|its|our|their|an?)\s+)?([^\W\d_][\w'/&+-]*)")
"""What a share is of: "43% of inquiries"."""
_WITHIN = "_'/&+-"
"""What a word may hold besides letters and digits."""
_MARKS = re.compile(r"[(),;—\n]|[.!?](?=\s|$)")
_STRONG = re.compile(r"[;:—\n]|[.!?](?=\s)| [–-] ")
_CLOSING = " \n.!?…;:,"
_ENDS = re.compile(r"[;:—\n]|[.!?](?=\s)")
_JOINTS = re.compile(r"[,;]| and | but | while | yet ")
_LEADS = re.compile(r"(?:and|but|so that|so|while|yet|which|that|now)\s+", re.IGNORECASE)
Facts = Mapping[str, Sequence[Any]]
PHRASE = 5
"""Words of a noun and what describes it, at most."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text as typed, and as the rules read it: `flat` is as long, its list marks and tags are blanks."""

    text: str
    flat: str
    lexicon: Lexicon

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> "Sentence":
        return cls(text, normalize(text).flat, lexicon)

    @property
    def start(self) -> int:
        """Where the author's words begin."""
        found = _FIRST.search(self.flat)
        return found.start() if found else len(self.flat)

    @property
    def end(self) -> int:
        """Where something may be added to the whole text: before the last period."""
        return len(self.flat.rstrip(_CLOSING))

    def words(self) -> Iterator[str]:
        """All words in lower case."""
        return (found.group().casefold() for found in _WORD.finditer(self.flat))

    def word_before(self, at: int) -> str:
        """The word that ends before a place, in lower case; empty if there is none."""
        found = _WORD.match(self.flat, self.start_of_word_before(at), at)
        return found.group().casefold() if found else ""

    def word_start(self, at: int) -> int:
        """Where the next word begins, at a place or after it."""
        found = _WORD.search(self.flat, at)
        return found.start() if found else at

    def start_of_word_before(self, at: int) -> int:
        """Where it begins; the start of the text if there is none."""
        flat, first = self.flat, self.start
        while at > first and not flat[at - 1].isalnum():
            at -= 1
        while at > first and (flat[at - 1].isalnum() or flat[at - 1] in _WITHIN):
            at -= 1
        return at

    def word_after(self, at: int) -> str:
        """The word that begins after a place, in lower case; empty if something else does."""
        found = _WORD.match(self.flat, at + len(self.flat[at:]) - len(self.flat[at:].lstrip()))
        return found.group().casefold() if found else ""

    def is_bracketed(self, at: int) -> bool:
        return self.flat.count("(", 0, at) > self.flat.count(")", 0, at)

    def clause_end(self, at: int) -> int:
        """Where the clause ends to which the number before `at` belongs: at a comma right after it, else before a
        semicolon, a period, or a comma with another clause after it ("saving $8k"). The commas of a list and what
        stands in brackets end nothing."""
        if self.flat[at : at + 1] == ",":
            return at
        depth = 0
        for found in _MARKS.finditer(self.flat, at, self.end):
            mark, place = found.group(), found.start()
            if mark in "()":
                depth = max(depth + (1 if mark == "(" else -1), 0)
            elif not depth and self._is_boundary(mark, place):
                return len(self.flat[:place].rstrip())
        return self.end

    def is_one_clause(self) -> bool:
        """Whether no clause follows the first one but another act of the author ("; wrote the guide")."""
        flat, last = self.flat, self.start
        for found in _STRONG.finditer(flat, self.start, self.end):
            if not self.is_bracketed(found.start()):
                last = found.end()
        opens = self.word_after(last)
        acts = self.lexicon.sets["result_acts"] | self.lexicon.sets["building"]
        if last > self.start and not (opens in acts or opens.endswith("ed")):
            return False
        words = (found.group().casefold() for found in _WORD.finditer(flat, last, self.end))
        return self.lexicon.sets["subordinators"].isdisjoint(words)

    def _is_boundary(self, mark: str, at: int) -> bool:
        if mark != ",":
            return True
        after, sets = self.word_after(at + 1), self.lexicon.sets  # "saving", but not "banking"
        return after in sets["clause_starts"] or (after.endswith("ing") and after not in sets["work_nouns"])

    def phrase_end(self, span: Span, nouns: Sequence[Span]) -> int:
        """Where the noun ends that a number belongs to ("82% self-service resolution rate"), PHRASE words on at most;
        `nouns` are known to be whole."""
        at = self._word_end(span[1])
        share = _SHARE.match(self.flat, at)
        if share and not self._is_stop(share.group(1).casefold(), share.start(1)):
            at = self._word_end(share.end())
        if rate := _RATE.match(self.flat, at):
            return rate.end()
        for _ in range(PHRASE):
            found = _NEXT.match(self.flat, at)
            if found is None or self._is_stop(found.group(1).casefold(), at):
                break
            named = [end for start, end in nouns if start <= found.start(1) < end]
            at = self._word_end(max([found.end(), *named]))
        return at

    def _word_end(self, at: int) -> int:
        """The place after what belongs to a word or a number."""
        hanging = _UNBROKEN.match(self.flat, at)
        return hanging.end() if hanging else at

    def _is_stop(self, word: str, at: int) -> bool:
        if word in self.lexicon.function or word in self.lexicon.sets["phrase_ends"]:
            return True
        return word.endswith(("ing", "ed")) and not _LAST.match(self.flat, at)


def evidence(text: str, facts: Facts, lexicon: Lexicon) -> dict[str, str]:
    """The clauses of each family that has a result, and of `outcome`, in the author's words; several of one joined by
    a semicolon."""
    sentence = Sentence.read(text, lexicon)
    spans = [*_numbers(sentence, facts), *_outcomes(sentence, facts)]
    told: dict[str, dict[str, None]] = {}
    for name, (start, end) in spans:
        told.setdefault(name, {})[_plain(text[start:end])] = None
    return {name: "; ".join(_unrepeated([*clauses])) for name, clauses in told.items()}


def _unrepeated(clauses: Sequence[str]) -> list[str]:
    """Without those that are inside another one."""
    return [one for one in clauses if not any(one in other for other in clauses if other != one)]


def _numbers(sentence: Sentence, facts: Facts) -> Iterator[tuple[str, Span]]:
    """The clause of each result, cut off from those of the results before and after it."""
    measures = sorted(facts.get("measure", ()), key=attrgetter("span"))
    named = [_named(one, facts) for one in measures]
    start = sentence.start
    for at, one in enumerate(measures):
        first, last = named[at]
        end = _clause_end(sentence, last)
        if at + 1 < len(measures):
            end = min(end, _joint(sentence, last, named[at + 1][0]) or end)
        if one.family in FAMILIES:
            yield one.family, (max(start, _clause_start(sentence, first)), end)
        start = (
            max(start, _joint(sentence, last, named[at + 1][0]) or start) if at + 1 < len(measures) else start
        )


def _named(one: Measure, facts: Facts) -> Span:
    """From the name of the metric to the value, whichever comes first; the value alone if no name is near."""
    names = [fact.span for fact in facts.get("metric_mention", ()) if fact.metric == one.metric]
    before = [name for name in names if name[1] <= one.span[0]]
    if before:
        return before[-1][0], one.span[1]
    return one.span[0], max([one.span[1], *(end for _, end in names[:1])])


def _joint(sentence: Sentence, after: int, before: int) -> int | None:
    """Where two results are joined: the last comma or "and" between them."""
    found = [*_JOINTS.finditer(sentence.flat, after, max(after, before))]
    return found[-1].start() if found else None


def _clause_start(sentence: Sentence, at: int) -> int:
    """After the last colon, semicolon or period, or after a comma that an act or the result itself follows."""
    strong = [found.end() for found in _ENDS.finditer(sentence.flat, sentence.start, at)]
    start = strong[-1] if strong else sentence.start
    comma = sentence.flat.rfind(",", start, at)
    if comma >= 0:
        after = sentence.word_after(comma + 1)
        acts = after.endswith(("ed", "ing")) or after in sentence.lexicon.sets["result_acts"]
        if acts or not sentence.flat[comma + 1 : at].strip():
            return comma + 1
    return start


def _clause_end(sentence: Sentence, at: int) -> int:
    """As the sentence says, or at a colon before that."""
    end = sentence.clause_end(at)
    colon = sentence.flat.find(":", at, end)
    return end if colon < 0 else colon


def _outcomes(sentence: Sentence, facts: Facts) -> Iterator[tuple[str, Span]]:
    """The clause of each: where its first word is."""
    for one in facts.get("outcome", ()):
        at = sentence.word_start(one.span[0])
        found = [*_JOINTS.finditer(sentence.flat, sentence.start, at)]
        start = found[-1].start() if found else sentence.start
        yield "outcome", (max(start, _clause_start(sentence, at)), _clause_end(sentence, one.span[1]))


def _plain(clause: str) -> str:
    """Without the marks and the "and" or "so" that joined it to the clause before."""
    said = " ".join(clause.split()).strip(" ,;:.—(")
    while lead := _LEADS.match(said):
        said = said[lead.end() :]
    return said
