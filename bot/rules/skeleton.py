"""The author's own sentence with blanks where something is missing. Every word stays where it is, but for the weak
words that a text opens with; every digit stands in the text as typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.rules.clauses import Sentence
from bot.rules.facts import Fact, Measure, Span
from bot.rules.report import Blank, Suggestion
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.text import untagged

QUESTIONS: Mapping[Blank, str] = {
    "metric": "Which metric is that?",
    "result": "What did you measure, before and after?",
    "unseen": "How good is the model on data it hasn't seen?",
    "baseline": "Compared with what?",
    "reason": "Why is that fine?",
    "resources": "What did it do to latency, memory or cost?",
    "outcome": "What changed for users or the business?",
    "verb": "What did you do yourself?",
    "part": "What did you do yourself?",
    "use": "What did you build with these, and what changed?",
}
NO_ACT = "What did you build or measure there, and what changed?"
ACT = "{what you did}"
RESULT = "{metric} {from} → {to}"
_TO = re.compile(
    r"\bto (?:(?:about|around|over|above|under|below|nearly|almost|roughly|approximately) |~ ?)?$"
)
_APART = re.compile(r" ?:? [~≈]?$")
LINKS = ("with", "in", "on", "for", "at", "of", "to")
_TITLE = re.compile(r"(?:lead|head|chair|mentor) (?:of|for|at)\b", re.IGNORECASE)
_LINK = re.compile(r"\s+(?:out )?(?:with|in|on|for|at|of)\b")
NAMED = 3
"""Numbers that are asked for their names."""
EVENT = 5
"""Words within which an event is named."""
HELP = ("helped", "helping", "help", "helps")
Facts = Mapping[str, Sequence[Fact]]


class Edit(NamedTuple):
    """The characters from `start` to `end` (not included) become `text`."""

    start: int
    end: int
    text: str


def suggest(text: str, facts: Facts, asked: Sequence[tuple[Blank, Span]], lexicon: Lexicon) -> Suggestion:
    """The text with the blanks that are `asked` for, each with the place that its finding points at."""
    if not asked:
        return Suggestion()
    draft = Draft(text, facts, lexicon)
    if not draft.is_open():
        return Suggestion(question=draft.question(dict(asked)))
    edits = draft.edits(dict(reversed(asked)))
    if not edits:
        return Suggestion(question=QUESTIONS[asked[0][0]])
    return Suggestion(line=_applied(draft.sentence, edits))


def _applied(sentence: Sentence, edits: Sequence[Edit]) -> str:
    parts, at = [], sentence.start
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [sentence.text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return " ".join(untagged("".join([*parts, sentence.text[at:]])).split())


class Draft:
    """Finds the place of each blank in one text."""

    def __init__(self, text: str, facts: Facts, lexicon: Lexicon) -> None:
        self.sentence = Sentence.read(text, lexicon)
        self.facts = facts
        self.lexicon = lexicon
        self.words = frozenset(self.sentence.words())
        self.measures = [one for one in facts.get("measure", ()) if isinstance(one, Measure)]
        self.nouns = [one.span for one in facts.get("metric_mention", ())]

    def is_open(self) -> bool:
        """Whether there is an act or a number to which something could be added: a degree, an award or a job title is
        no such text."""
        sets, facts = self.lexicon.sets, self.facts
        if self._first() in sets["credential_acts"] or self._is_title():
            return False
        if self.measures or facts.get("loose_number"):
            return True
        acts = any(facts.get(name) for name in ("own_act", "action_verb", "weak_opener"))
        return (acts or self._first() in sets["open_acts"]) and self.words.isdisjoint(sets["credentials"])

    def _first(self) -> str:
        return self.sentence.word_after(self.sentence.start)

    def question(self, asked: Mapping[Blank, Span]) -> str:
        """What is asked of a text that nothing could be added to."""
        if "use" in asked:
            return QUESTIONS["use"]
        sets = self.lexicon.sets
        built = not self.words.isdisjoint(sets["building"] | sets["answering"])
        learned = not self.words.isdisjoint(sets["credentials"] | sets["schooling"])
        return QUESTIONS["result"] if built and not learned else NO_ACT

    def _is_title(self) -> bool:
        """As in "Lead of the platform team"."""
        return bool(_TITLE.match(self.sentence.flat, self.sentence.start))

    def edits(self, asked: Mapping[Blank, Span]) -> list[Edit]:
        """The blanks that have a place, in the order in which they follow one another where they share it."""
        found: list[Edit] = []
        if "verb" in asked:
            found += self._verb(asked["verb"])
        if "metric" in asked:
            found += self._names()
        if "baseline" in asked:
            found += self._baseline(asked["baseline"])
        if "reason" in asked:
            found.append(self._reason(asked["reason"]))
        if "part" in asked and "verb" not in asked:
            found.append(self._last("; my part: {what you did}"))
        found += self._result(asked)
        if "resources" in asked:
            found.append(self._resources())
        if "outcome" in asked:
            found.append(self._outcome(asked))
        return found

    # the first words

    def _verb(self, span: Span) -> Iterator[Edit]:
        """Instead of "Responsible for" or "Helped": a verb before a noun, else what was done "to reduce" or "for
        moving", or "to help" whom. Part of a team, or of an event, is asked for the author's own part."""
        sentence, sets = self.sentence, self.lexicon.sets
        start, end = span
        before, opener = sentence.word_before(start), sentence.flat[start:end].casefold().split()
        if before in sets["forms_of_be"]:
            start = sentence.start_of_word_before(start)
        link = _LINK.match(sentence.flat, end)
        end = link.end() if link else end
        after, lead = sentence.word_after(end), sentence.word_before(end)
        linked = lead in LINKS
        again = linked and f" and {lead} " in sentence.flat[end:]
        if after == "to":
            yield Edit(start, end, ACT)
        elif not linked and after in sets["plain_acts"]:
            yield Edit(start, end, f"{ACT} to")
        elif not linked and opener[-1] in HELP:
            yield Edit(start, end, f"{ACT} to help")
        elif self._is_membership(opener, end) or (again and lead == "of"):
            yield self._last("; my part: {what you did}")
        elif again:
            yield Edit(start, end, f"{ACT} {lead}")
        elif linked and after.endswith("ing") and after not in sets["work_nouns"]:
            yield Edit(start, end, f"{ACT} for")
        else:
            yield Edit(start, end, "{verb}")

    def _is_membership(self, opener: Sequence[str], at: int) -> bool:
        if not self.lexicon.sets["weak_nouns"].isdisjoint(opener):
            return True
        near = self.sentence.flat[at : self.sentence.clause_end(at)].casefold().split(",")[0].split()[:EVENT]
        return not self.lexicon.sets["events"].isdisjoint(near)

    # beside a number

    def _names(self) -> Iterator[Edit]:
        """The name of each number that has none, as far as a line can hold them."""
        for one in self.facts.get("loose_number", ())[:NAMED]:
            yield from self._beside(one.span, "{metric}")

    def _baseline(self, span: Span) -> Iterator[Edit]:
        flat, start = self.sentence.flat, span[0]
        lead = _TO.search(flat, self.sentence.start, start)
        if lead and self.sentence.word_before(lead.start()) not in self.lexicon.sets["no_start_before"]:
            yield Edit(lead.start(), lead.start(), "from {from} ")
        elif any(end < start and _APART.fullmatch(flat, end, start) for _, end in self.nouns):
            yield Edit(start, start, "{from} → ")
        else:
            yield from self._beside(span, "vs. {baseline}")

    def _beside(self, span: Span, words: str) -> Iterator[Edit]:
        """In brackets behind a number and its noun; without them where there are some already."""
        sentence = self.sentence
        at = sentence.phrase_end(span, self.nouns)
        if at is None:
            return
        if sentence.is_bracketed(at):
            yield Edit(at, at, f" {words}")
        elif sentence.flat[at:].lstrip().startswith("("):
            closed = sentence.flat.find(")", at)
            if closed > 0:
                yield Edit(closed + 1, closed + 1, f" {words}")
        else:
            yield Edit(at, at, f" ({words})")

    # at the end of a clause, or of all

    def _reason(self, span: Span) -> Edit:
        at = self.sentence.clause_end(span[1])
        bracketed = self.sentence.is_bracketed(at)
        return Edit(at, at, ", acceptable because {why}" if bracketed else " (acceptable because {why})")

    def _last(self, words: str) -> Edit:
        return Edit(self.sentence.end, self.sentence.end, words)

    def _result(self, asked: Mapping[Blank, Span]) -> Iterator[Edit]:
        if "unseen" in asked:
            yield self._last(f"; held-out {RESULT}")
        elif "result" in asked and self._builds():
            yield self._last(f"; {RESULT}")
        elif "result" in asked and "outcome" not in asked:
            yield self._last("; {a number that shows it}")

    def _resources(self) -> Edit:
        """Behind the last accuracy: a latency only where a model or a service answers somebody."""
        last = [one for one in self.measures if one.family == "accuracy"][-1:] or self.measures[-1:]
        at = self.sentence.clause_end(last[0].span[1]) if last else self.sentence.end
        asked = "latency {before} → {after} ms" if self._answers() else "{time or cost} {before} → {after}"
        return Edit(at, at, f"; {asked}" if at == self.sentence.end else f", {asked}")

    def _outcome(self, asked: Mapping[Blank, Span]) -> Edit:
        counted = "result" in asked and not self._builds()
        return self._last(
            ", so that {what changed, with a number}" if counted else ", so that {what changed}"
        )

    def _builds(self) -> bool:
        """Whether the text is about a model or a service that was built, so that a metric of it is known."""
        return self._answers() and not self.words.isdisjoint(self.lexicon.sets["building"])

    def _answers(self) -> bool:
        """Whether the text is about a model or a service that answers somebody, not about a study or a batch."""
        sets = self.lexicon.sets
        return not self.words.isdisjoint(sets["answering"]) and self.words.isdisjoint(sets["studies"])
