"""Pure: the search over facts, claims and rounds, and what a note rests on.

Ranking is BM25 (Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.2) with k1 = 0.6 and
b = 0.3, since in notes of a few lines a second mention or a few more words say little, and the inverse document
frequency ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative. What a note defines ("A percentile is ...")
weighs like a title of its own. What people type when they want a note (content/note_questions) is searched with it
at a weight of its own, and who types just that gets this note first. A note is a hit only if its words carry enough
of the question's weight: one common word out of many doesn't make an answer, one rare word does.
"""

import difflib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from bot.core.member import LastUses
from bot.store.repo import KEY, Repo
from content.finder import Content
from content.models import Claim, Fact, InterviewRound, Source
from content.quiz import name_topic
from content.search_terms import stem, words

Note = Fact | Claim | InterviewRound
K1, B = 0.6, 0.3
COVERED, ENOUGH = 0.2, 3.2
"""A hit covers this share of the question's weight, or so much of it: a word in 12 notes of 330."""
LONGEST = 64
"""Different words of a question that are looked at."""
GUESSES = 4
"""Unknown words of a question for which a known one of similar spelling is looked for."""
ALIKE = 0.85
HITS = 12
TITLE = 3
"""So many times more does a note count the words of what it defines."""
QUESTION = 0.4
"""What a word of a note's questions counts against one of its text, when each is looked up with itself left out:
62.2% then find their note first and 81.6% among three; at 0 it is 59.9% and 76.3%. From 0.3 to 0.5 little differs."""
FIT = 2.65
"""From here on a note answers the question: its score times its share of the highest score that any note could have.
Chosen by ten-fold cross-validation between questions of notes, each left out of the index, that still find their note
first, and questions that no note answers (docs/quality.md)."""
_PERCENTILE = re.compile(r"p\d\d(\.\d+)?")
_DEFINES = re.compile(
    r"(?:an? |the )?(.{3,18}?)(?: of .{1,20}?)? (?:is|are|counts|means|takes) ", re.IGNORECASE
)
_SHORT_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "ttft": "time to first token",
        "tpot": "time per output token",
        "itl": "time between tokens",
        "qps": "queries a second",
        "rps": "requests a second",
        "tps": "tokens a second",
        "kd": "distillation",
        "ab": "experiment",
        "llm": "language model",
    }
)


@dataclass(frozen=True, slots=True)
class Index:
    """Stem -> note id -> how often, counted by weight; the note that a set of stems (joined) asks for; all words as
    they are spelled; the length of each note, and their mean."""

    postings: Mapping[str, Mapping[str, float]]
    asked: Mapping[str, str]
    spelt: frozenset[str]
    lengths: Mapping[str, int]
    mean: float

    def weight(self, term: str) -> float:
        """Its inverse document frequency; that of a word in no note is the highest."""
        found = len(self.postings.get(term, ()))
        return math.log(1 + (len(self.lengths) - found + 0.5) / (found + 0.5))

    def score(self, term: str, note: str) -> float:
        """What one term adds to the score of a note."""
        often = self.postings[term].get(note, 0)
        length = 1 - B + B * self.lengths[note] / self.mean
        return self.weight(term) * often * (K1 + 1) / (often + K1 * length)


def index(texts: Mapping[str, str], questions: Mapping[str, Sequence[str]] = MappingProxyType({})) -> Index:
    """The index of texts by id, and of the questions that people put for them."""
    spelt = {key: words(text) for key, text in texts.items()}
    lengths = {key: len(found) for key, found in spelt.items()}
    postings: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for key, found in spelt.items():
        for term in map(stem, found):
            postings[term][key] += 1
        defined = _DEFINES.match(texts[key])
        for term in set(map(stem, words(defined[1]))) if defined else ():
            postings[term][key] += TITLE
    asked: dict[str, str] = {}
    for key, question in ((key, question) for key, some in questions.items() for question in some):
        typed = _longer_words(question)
        spelt[key] += typed
        stems = set(map(stem, typed))
        asked[_join(stems)] = key
        for term in stems:
            postings[term][key] += QUESTION
    every = frozenset(word for found in spelt.values() for word in found)
    return Index(dict(postings), asked, every, lengths, sum(lengths.values()) / max(len(lengths), 1) or 1.0)


def _join(stems: Collection[str]) -> str:
    """A set of stems as a key that takes a fifth of its memory."""
    return " ".join(sorted(set(stems)))


@lru_cache(maxsize=4)
def index_of(content: Content) -> Index:
    """The index of all notes, made once."""
    return index(
        {key: text_of(note) for key, note in notes(content).items()},
        {one.note: one.questions for one in content.note_questions.values()},
    )


def notes(content: Content) -> dict[str, Note]:
    """All that can be found, by id."""
    return {**content.facts, **content.claims, **{str(r.key): r for r in content.rounds.values()}}


def text_of(note: Note) -> str:
    """All of a note that is searched but its questions."""
    match note:
        case Fact(topic=topic, text=text, also=also):
            return f"{text} {topic} {also}"
        case Claim(claim=claim, check=check, also=also):
            return f"{claim} {check} {also}"
        case InterviewRound(title=title, about=about, plan=plan):
            return " ".join([f"{title} round is", about, *(s.title for s in plan)])


def search(known: Index, question: str) -> list[str]:
    """Ids of the best notes, best first, at most HITS; equal scores by id."""
    terms = _terms(known, question)
    asked = sum(known.weight(term) for term in terms)
    scores: defaultdict[str, float] = defaultdict(float)
    covered: defaultdict[str, float] = defaultdict(float)
    for term in terms:
        for note in known.postings.get(term, ()):
            scores[note] += known.score(term, note)
            covered[note] += known.weight(term)
    needed = min(COVERED * asked, ENOUGH)
    hits = [note for note in scores if covered[note] >= needed]
    first = known.asked.get(_join(terms))
    return sorted(hits, key=lambda note: (note != first, -scores[note], note))[:HITS]


def fits(known: Index, question: str, note: str) -> bool:
    """Whether a note that was found is likely to answer the question, rather than to share some of its words."""
    terms = _terms(known, question)
    score = sum(known.score(term, note) for term in terms if term in known.postings)
    highest = sum(map(known.weight, terms)) * (K1 + 1)
    return known.asked.get(_join(terms)) == note or score * score >= FIT * highest


def _terms(known: Index, question: str) -> list[str]:
    """The different stems of a question; a misspelt word counts as the nearest that is known."""
    typed = _longer_words(question)[:LONGEST]
    odd = [w for w in typed if stem(w) not in known.postings and w.isalpha() and len(w) >= 4][:GUESSES]
    return list(dict.fromkeys(stem(_nearest(known, w) if w in odd else w) for w in typed))


def _longer_words(question: str) -> list[str]:
    """The different words of a question, each with what it is short for."""
    longer = {
        w: "percentile" if _PERCENTILE.fullmatch(w) else _SHORT_FORMS.get(w, "") for w in words(question)
    }
    return list(dict.fromkeys(w for word, full in longer.items() for w in (word, *words(full))))


def _nearest(known: Index, word: str) -> str:
    """The known word with the same letters in another order (rhlf), or for longer words the most similar."""
    alike = sorted(k for k in known.spelt if k[0] == word[0] and abs(len(k) - len(word)) <= 2)
    turned = [k for k in alike if sorted(k) == sorted(word)]
    similar = difflib.get_close_matches(word, alike, n=1, cutoff=ALIKE) if len(word) >= 5 else []
    return [*turned, *similar, word][0]


_CLAIM = re.compile(r"claim[ =:#]*a?(\d{1,9})[.?!]?")
_FACT = re.compile(r"(?:(?:note|fact)[ =:#]*)?([modtx]\d\d)[.?!]?")


def reference(question: str) -> str | None:
    """The id that a question names instead of asking: `claim 12`, `claim=12`, `M31`. A10 is a GPU, not a claim."""
    typed = " ".join(question[:40].casefold().split())
    if found := _CLAIM.fullmatch(typed):
        return f"A{int(found[1]):02}"
    return found[1].upper() if (found := _FACT.fullmatch(typed)) else None


def topics(content: Content) -> list[str]:
    """All topics, those with most notes first."""
    counts = Counter(fact.topic for fact in content.facts.values())
    return [topic for topic, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def topic_of(content: Content, question: str) -> str | None:
    """The topic that a question names, by its key or as cards do, and nothing else."""
    word = " ".join(question[:40].casefold().split()).strip("?.!")
    named = (t for t in topics(content) if word in (t, t.replace("-", " "), name_topic(t).casefold()))
    return next(named, None)


def sources(content: Content, note: Note) -> list[Source]:
    """The pages that a note rests on, by itself or through the facts that it names."""
    found: dict[str, Source] = {}
    _collect(content, () if isinstance(note, InterviewRound) else note.sources, found, set())
    return list(found.values())


def _collect(content: Content, refs: Iterable[str], found: dict[str, Source], seen: set[str]) -> None:
    for ref in refs:
        if ref in seen:
            continue
        seen.add(ref)
        if ref in content.sources:
            found[ref] = content.sources[ref]
        elif (note := content.facts.get(ref) or content.claims.get(ref)) is not None:
            _collect(content, note.sources, found, seen)


PRACTICE = Repo("ask-practice", LastUses, owned_by=KEY)
