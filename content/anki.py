"""The bank as a file that Anki imports: text with a header, tab-separated, a note a question.

The first field is our id, and the header calls it the guid, so that a later import changes the notes that are there
and adds none, also when a question's text was corrected (docs.ankiweb.net/importing/text-files.html, "File Headers"
and "Duplicates and Updating"; tests/content/anki_oracle.py asks Anki itself). The note type is Basic, which every
collection has. Templates are left out: their numbers change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from content.finder import Content
from content.quiz import Choice, Numeric, Option, Ordering, Question, Scenario
from content.templates import Chance

HEADER = ("#separator:tab", "#html:true", "#guid column:1", "#notetype:Basic", "#tags column:4")


def notes(content: Content) -> Iterator[str]:
    """The lines of the file: its header, then id, front, back and tags of each question."""
    yield from HEADER
    for one in content.questions.values():
        tags = f"loopmate {one.topic} {one.round} difficulty-{one.difficulty}"
        yield "\t".join((one.id, _html(_front(one)), _html(_back(one, content)), tags))


def _html(lines: Iterable[str]) -> str:
    """Lines of a field. No tab, line break or quotation mark is left that would end it."""
    return "<br>".join(escape(" ".join(line.split())) for line in lines)


def _front(one: Question) -> Iterator[str]:
    yield one.stem
    match one:
        case Choice():
            if one.sentence:
                yield f"“{one.sentence}”"
            yield from (f"{letter}: {option.text}" for letter, option in _shuffled(one))
        case Ordering():
            yield from (f"- {text}" for text in sorted(rung.text for rung in one.items))
        case Numeric():
            yield f"Give the {one.unit}." if one.is_measure else f"Answer in {one.unit}."
        case Scenario():
            yield "Answer in writing, or aloud."


def _back(one: Question, content: Content) -> Iterator[str]:
    match one:
        case Choice():
            yield ", ".join(letter for letter, option in _shuffled(one) if option.key in one.answer)
            yield one.explanation
            yield from (f"{letter}: {option.why}" for letter, option in _shuffled(one))
        case Ordering():
            yield from (f"{at}. {rung.text}: {rung.why}" for at, rung in enumerate(one.items, 1))
            yield one.explanation
        case Numeric():
            yield one.shown
            yield one.explanation
            yield from one.mistakes
        case Scenario():
            yield one.explanation
            yield from (f"- {point.says}" for point in one.points)
    yield f"Sources: {'; '.join(dict.fromkeys(_named(one, content)))}"


def _shuffled(one: Choice) -> list[tuple[str, Option]]:
    """The options under new letters, the same in every export: authors like to put the right answer second."""
    options = sorted(one.options, key=lambda option: Chance(f"anki/{one.id}/{option.key}").below(2**64))
    return list(zip("ABCDEF", options, strict=False))


def _named(one: Question, content: Content) -> Iterator[str]:
    """What the question rests on, in words that need nothing else: works with addresses, or a claim."""
    refs = [
        r for ref in one.sources for r in (content.facts[ref].sources if ref in content.facts else (ref,))
    ]
    for ref in refs:
        if source := content.sources.get(ref):
            yield " ".join((source.title, *source.urls[:1]))
        elif claim := content.claims.get(ref):
            yield f"“{claim.claim}” ({claim.verdict})"
        elif ref.startswith("L"):
            yield "an article on these interviews, whose claims this question examines"
