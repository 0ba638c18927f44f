"""The author's own sentence with blanks where something is missing. Every word stays where it is, but for the weak
words that a text opens with; every digit is in the text as typed."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.rules.clauses import Sentence
from bot.rules.extract import Extract
from bot.rules.facts import Span
from bot.rules.report import Blank, Suggestion
from bot.rules.words.lexicon import Lexicon
from bot.rules.words.tokens import untagged

QUESTIONS: Mapping[Blank, str] = {
    "metric": "Which metric is that?",
    "result": "Which number shows what it changed?",
    "unseen": "How good is the model on data it hasn't seen?",
    "baseline": "Compared with what?",
    "reason": "Why is that fine?",
    "resources": "What did it do to latency, memory or cost?",
    "outcome": "What changed for users or the business?",
    "verb": "What did you do yourself?",
    "part": "What did you do yourself?",
    "use": "What did you build with these, and what changed?",
}
JOB = "What did you build or measure there, and what changed?"
TESTS = "How well did it work, and what did you test it on?"
QUALITY = "How well does it work, and what did it change?"
CHANGE = "What did it change, and by how much?"
BASELINE = "vs. {baseline}"
ACT = "{what you did}"
PART = "; my part: {what you did}"
UNSEEN = "; held-out {metric} {from} → {to}"
RESULT = "; {metric} {value} (vs. {baseline})"
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
TITLE = 6
"""Tokens within which a text that opens with a job names it."""
HELP = ("helped", "helping", "help", "helps", "assisted", "assisting", "assist", "assists")
WORK = ("framework", "trick", "metric_mention")
"""Facts that tell of technical work."""
ACTS = ("own_act", "action_verb", "weak_opener")


class Edit(NamedTuple):
    """The characters from `start` to `end` (not included) become `text`."""

    start: int
    end: int
    text: str


def suggest(text: str, known: Extract, asked: Sequence[tuple[Blank, Span]], lexicon: Lexicon) -> Suggestion:
    """The text with the blanks that are `asked` for, each with the place that its finding points at."""
    if not asked:
        return Suggestion()
    draft = Draft(text, known, lexicon)
    if not draft.is_open():
        return Suggestion(question=draft.question(dict(asked)))
    edits = draft.edits(dict(reversed(asked)))
    if edits:
        return Suggestion(line=_applied(draft.sentence, edits))
    placeless = [blank for blank, _ in asked if blank not in ("resources", "outcome")]
    return Suggestion(question=QUESTIONS[placeless[0]]) if placeless else Suggestion()


def _applied(sentence: Sentence, edits: Sequence[Edit]) -> str:
    parts, at = [], sentence.start
    for edit in sorted(edits, key=lambda edit: edit.start):
        parts += [sentence.text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return " ".join(untagged("".join([*parts, sentence.text[at:]])).split())


class Draft:
    """Finds the place of each blank in one text."""

    def __init__(self, text: str, known: Extract, lexicon: Lexicon) -> None:
        self.sentence = Sentence.read(text, lexicon)
        self.known = known
        self.facts = facts = known.facts
        self.lexicon = lexicon
        self.words = frozenset(self.sentence.words())
        self.measures = known.measures
        self.nouns = [one.span for one in facts.get("metric_mention", ())]

    def is_open(self) -> bool:
        """Whether there is an act or a number to which something could be added: a degree, an award or a job title is
        no such text."""
        sets, facts = self.lexicon.sets, self.facts
        if self._first() in sets["credential_acts"] or self._is_title():
            return False
        if self.measures or facts.get("loose_number"):
            return True
        return self._opens_with_act() and self.words.isdisjoint(sets["credentials"])

    def _first(self) -> str:
        return self.sentence.word_after(self.sentence.start)

    def _opens_with_act(self) -> bool:
        return any(self.facts.get(name) for name in ACTS) or self._first() in self.lexicon.sets["open_acts"]

    def question(self, asked: Collection[Blank]) -> str:
        """What is asked of a text that nothing could be added to; nothing where it tells of no work on a system, a
        model or data, as an award or a course does."""
        if "use" in asked:
            return QUESTIONS["use"]
        sets, hits = self.lexicon.sets, self.known.reading.hits
        acts = any(self.facts.get(name) for name in ACTS) or bool(hits.get("weak") or hits.get("action"))
        system = not self.words.isdisjoint(sets["answering"] | sets["models"])
        if self._is_learning() or (not acts and not self.words.isdisjoint(sets["credential_acts"])):
            built = acts or not self.words.isdisjoint(sets["building"])
            return TESTS if system and built else ""
        if "part" in asked or "verb" in asked:
            return QUESTIONS["part"]
        named = system or any(self.facts.get(name) for name in WORK)
        if self._is_job():
            return JOB if named or acts else ""
        technical = bool(hits.get("noun:technical")) and self.words.isdisjoint(sets["events"])
        return self._question_about_work(asked, system=system) if named or technical else ""

    def _question_about_work(self, asked: Collection[Blank], *, system: bool) -> str:
        if "outcome" not in asked:
            return QUESTIONS["result"]
        return QUALITY if system else CHANGE

    def _is_learning(self) -> bool:
        """As a degree, an award, a talk or a project of a course: nobody used it."""
        sets = self.lexicon.sets
        learning = not self.words.isdisjoint(sets["credentials"] | sets["schooling"])
        return learning or self._first() in sets["credential_acts"]

    def _is_job(self) -> bool:
        return any(hit.start < TITLE for hit in self.known.reading.hits.get("noun:role", ()))

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
            found.append(self._last(PART))
        found += self._result(asked)
        if "resources" in asked:
            found += self._resources()
        if "outcome" in asked and not self._is_learning():
            found.append(self._outcome("result" in asked, PART in [edit.text for edit in found]))
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
            yield self._last(PART)
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
            yield from self._beside(span, BASELINE)

    def _beside(self, span: Span, words: str) -> Iterator[Edit]:
        """In brackets after a number and its noun; a baseline without them where there are some already."""
        sentence = self.sentence
        at = sentence.phrase_end(span, self.nouns)
        if sentence.is_bracketed(at):
            yield Edit(at, at, f" {words}")
        elif words == BASELINE and sentence.flat[at:].lstrip().startswith("("):
            closed = sentence.flat.find(")", at) + 1 or sentence.end
            yield Edit(closed, closed, f" {words}")
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
            yield self._last(UNSEEN)
        elif "result" in asked and (self._builds() or self._is_learning()):
            yield self._last(RESULT)
        elif "result" in asked and "outcome" not in asked:
            yield self._last("; {a number that shows it}")

    def _resources(self) -> Iterator[Edit]:
        """A latency after the clause about accuracy, if a service answered somebody before as well."""
        accuracies = [one for one in self.measures if one.family == "accuracy"]
        if any(one.ref or one.good for one in accuracies) and self._answers():
            at = self.sentence.clause_end(accuracies[-1].span[1])
            yield Edit(at, at, ("; " if at == self.sentence.end else ", ") + "latency {before} → {after} ms")

    def _outcome(self, needs_number: bool, has_part: bool) -> Edit:
        """Hung on the author's act or part; where the text ends with another clause, a clause of its own."""
        hangs = has_part or (self._opens_with_act() and self.sentence.is_one_clause())
        if needs_number and not self._builds():
            what = "{what changed, with a number}"
        else:
            what = "{what changed}" if hangs else "{what changed for whom}"
        return self._last((", so that " if hangs else "; result: ") + what)

    def _builds(self) -> bool:
        """Whether the text is about a model or a service that was built, so that a metric of it is known."""
        sets = self.lexicon.sets
        named = not self.words.isdisjoint(sets["answering"] | sets["models"])
        built = not self.words.isdisjoint(sets["building"])
        return named and built and self.words.isdisjoint(sets["studies"])

    def _answers(self) -> bool:
        """Whether the text is about a service that answers somebody, not about a study or a batch."""
        sets = self.lexicon.sets
        return not self.words.isdisjoint(sets["answering"]) and self.words.isdisjoint(sets["studies"])
