"""A text taken apart by what its clauses are evidence of: accuracy, efficiency, cost, business or an outcome."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.rules.clauses import Sentence
from bot.rules.facts import FAMILIES, Fact, Measure, Mention, Span
from bot.rules.words.lexicon import Lexicon

_STRONG = re.compile(r"[;:—\n]|[.!?](?=\s)")
_JOINTS = re.compile(r"[,;]| and | but | while | yet ")
_LEADS = re.compile(r"(?:and|but|so that|so|while|yet|which|that|now)\s+", re.IGNORECASE)
Facts = Mapping[str, Sequence[Fact]]


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
    """Without those that stand in another one."""
    return [one for one in clauses if not any(one in other for other in clauses if other != one)]


def _numbers(sentence: Sentence, facts: Facts) -> Iterator[tuple[str, Span]]:
    """The clause of each result, cut off from those of the results before and behind it."""
    measures = sorted(
        (one for one in facts.get("measure", ()) if isinstance(one, Measure)), key=lambda one: one.span
    )
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
    names = [
        fact.span
        for fact in facts.get("metric_mention", ())
        if isinstance(fact, Mention) and fact.metric == one.metric
    ]
    before = [name for name in names if name[1] <= one.span[0]]
    if before:
        return before[-1][0], one.span[1]
    return one.span[0], max([one.span[1], *(end for _, end in names[:1])])


def _joint(sentence: Sentence, after: int, before: int) -> int | None:
    """Where two results are joined: the last comma or "and" between them."""
    found = [*_JOINTS.finditer(sentence.flat, after, max(after, before))]
    return found[-1].start() if found else None


def _clause_start(sentence: Sentence, at: int) -> int:
    """Behind the last colon, semicolon or full stop, or behind a comma that an act or the result itself follows."""
    strong = [found.end() for found in _STRONG.finditer(sentence.flat, sentence.start, at)]
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
    """The clause of each, where its first word stands."""
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
