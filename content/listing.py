"""Listings of content: counts, every item as plain data that explains itself, the bank for Anki."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from pydantic import BaseModel

from content.finder import PARTS, Content, load, read_items
from content.formula import Number, as_decimal
from content.models import Claim, Task
from content.quiz import Asked, Choice, Numeric, Option, Ordering, Question, Scenario, family, ground_refs
from content.templates import Chance, Template

DEFINED = re.compile(
    r"(?:An? |The )?([\w'-]+(?: [\w'-]+){0,2})(?: \(([^)]{3,40})\))? is (?:an?|the|[a-z-]+ing) "
)
"""The beginning of a note that explains a term."""


def stats(root: Path | None = None) -> dict[str, dict[str, int]]:
    """Counts by part, of questions by topic, kind, difficulty, round and source, and of facts that are asked about.

    Raises:
        ContentError: the content cannot be read.
    """
    content = load(root)
    questions = content.questions.values()
    asked = {ref for one in (*questions, *content.templates.values()) for ref in one.sources}
    taught = [key for key in content.facts if key[0] in "MOD"]  # metrics, optimization, decisions
    return {
        "parts": {name: len(read_items(content.root, part)) for name, part in PARTS.items()},
        "questions by family": _counted(family(one.topic) for one in questions),
        "questions by topic": _counted(one.topic for one in questions),
        "questions by kind": _counted(one.kind for one in questions),
        "questions by difficulty": _counted(str(one.difficulty) for one in questions),
        "questions by round": _counted(one.round for one in questions),
        "questions by source": _counted(ref for one in questions for ref in one.sources),
        "templates by topic": _counted(one.topic for one in content.templates.values()),
        "templates by kind": _counted(one.kind for one in content.templates.values()),
        "questions that have, in %": _shares(content),
        "facts to ask about": _counted(key[0] for key in taught),
        "facts asked about": _counted(key[0] for key in taught if key in asked),
        "facts not asked about": _counted(key for key in taught if key not in asked),
        "claims by verdict": _counted(one.verdict for one in content.claims.values()),
        "task minutes": {
            "once": sum(task.minutes for task in content.tasks.values() if not task.recurring),
            "recurring": sum(task.minutes for task in content.tasks.values() if task.recurring),
        },
    }


def _shares(content: Content) -> dict[str, int]:
    """Of all questions, those that lead to a page, have worked steps, and use a term that a note explains, in %."""
    asked = content.questions.values()
    # `RAG` and `retrieval-augmented generation` of "RAG (...) is a model that"
    defined = [match for fact in content.facts.values() if (match := DEFINED.match(fact.text))]
    known = {term for match in defined for term in match.groups() if term and len(term) > 2}
    terms = [re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE) for term in known]
    having = {
        "link": sum(any(_pages(ref, content) for ref in one.sources) for one in asked),
        "steps": sum(bool(one.steps) for one in asked),
        "term": sum(any(term.search(f"{one.asks} {one.explanation}") for term in terms) for one in asked),
    }
    return {name: round(100 * count / max(len(asked), 1)) for name, count in having.items()}


def _pages(ref: str, content: Content) -> list[str]:
    """Addresses behind a source, or behind those of a fact."""
    refs = ground_refs([ref], content.facts)
    return [url for key in refs if key in content.sources for url in content.sources[key].urls]


def _counted(names: Iterable[str]) -> dict[str, int]:
    return {str(name): count for name, count in sorted(Counter(names).items())}


def dump(part: str, root: Path | None = None) -> Iterator[dict[str, object]]:
    """Every item of `part` as a plain dict, with its file and line.

    A question holds what its answer is judged by: each option with whether it is right, a number's value and the
    range that is accepted, an order as it is right; and what its sources say. A template holds an example.

    Raises:
        ContentError: the content cannot be read.
        KeyError: there is no such part.
    """
    content = load(root)
    for one in read_items(content.root, PARTS[part]):
        yield {**_plain(one.item, content), "file": one.file, "line": one.line}


def _plain(item: BaseModel, content: Content) -> dict[str, object]:
    match item:
        case Template():
            drawn, example = item.draw(1)
            shown = {"seed": 1, "drawn": dict(drawn), "question": _question(example)}
            return {**item.model_dump(mode="json"), "example": shown, **_grounds(item.sources, content)}
        case Asked():
            return {**_question(item), **_grounds(item.sources, content)}
        case Task():
            return {**item.model_dump(mode="json"), "minutes": item.minutes}
        case Claim():
            return {**item.model_dump(mode="json"), "flagged": item.flagged}
        case _:
            return item.model_dump(mode="json")


def _question(item: Asked) -> dict[str, object]:
    plain = {**item.model_dump(mode="json"), "family": family(item.topic)}
    right: list[str] = []  # in words: the right options, the number, the order, or what a text must say
    match item:
        case Choice():
            right = [option.text for option in item.options if option.key in item.answer]
            plain["options"] = [{**one, "correct": one["key"] in item.answer} for one in plain["options"]]
        case Numeric():
            key, right = as_decimal(item.value), [item.shown]
            accepted = [_short(key - item.margin), _short(key + item.margin)]
            slips = [
                {**one, "value": _short(slip.value)}
                for one, slip in zip(plain["slips"], item.slips, strict=True)
            ]
            plain |= {"value": str(key), "shown": item.shown, "accepted": accepted, "slips": slips}
        case Ordering():
            right = [rung.text for rung in item.items]
            plain["items"] = [{"place": at, **one} for at, one in enumerate(plain["items"], 1)]
        case Scenario():
            right = [point.says for point in item.points]
    return {**plain, "right": right}


def links(content: Content) -> Iterator[str]:
    """A line for each page that content rests on: its address, the source, and the day on which it was read."""
    for source in content.sources.values():
        for url in source.urls:
            yield "\t".join((url, source.id, source.checked or "unchecked"))


def _short(value: Number) -> str:
    """Ten digits of a number."""
    return f"{float(as_decimal(value)):.10g}"


def _grounds(refs: Iterable[str], content: Content) -> dict[str, object]:
    """What each source says: a fact or claim with its text, a page with title and addresses."""
    return {"grounds": [{"ref": ref, **_ground(ref, content)} for ref in refs]}


def _ground(ref: str, content: Content) -> Mapping[str, object]:
    if ref in content.facts:
        fact = content.facts[ref]
        return {"text": fact.text, "basis": fact.basis, "urls": _pages(ref, content)}
    if ref in content.claims:
        return {"text": content.claims[ref].claim, "verdict": str(content.claims[ref].verdict)}
    if ref in content.sources:
        return {"text": content.sources[ref].title, "urls": list(content.sources[ref].urls)}
    return {"text": f"line {ref[1:]} of the article"}


# for authors: a question as members will meet it, with its key, its reasons and its worked solution


def preview(content: Content, name: str, seed: int = 1) -> list[str]:
    """The lines of question or template `name`; the seed fills a template.

    Raises:
        KeyError: nothing has this id, with the nearest beginning.
        TemplateError, ValueError: the template gives no question for this seed.
        ContentError: the content cannot be read.
    """
    if name in content.questions:
        return list(_question_lines(content.questions[name]))
    if name not in content.templates:
        known = sorted([*content.questions, *content.templates])
        near = [one for one in known if one.startswith(name[:4])] or known
        raise KeyError(f"Nothing is called {name[:40]!r}. Use an id such as {', '.join(near[:3])}")
    template = content.templates[name]
    drawn, item = template.draw(seed)
    values = ", ".join(f"{key} {value}" for key, value in drawn.items())
    return [f"Template {name}, version {template.version}, seed {seed}: {values}", *_question_lines(item)]


def _question_lines(item: Question) -> Iterator[str]:
    yield f"{item.id}: {item.kind}, {item.topic}, {item.round}, difficulty {item.difficulty}"
    yield item.stem
    match item:
        case Choice():
            if item.sentence:
                yield f"Sentence: {item.sentence}"
            for option in item.options:
                mark = "right" if option.key in item.answer else "wrong"
                yield f"  {option.key.upper()} ({mark}): {option.text}. {option.why}"
        case Numeric():
            yield f"  Key: {item.shown}, give or take {item.margin.normalize():f}"
            yield from (f"  Slip: {float(slip.value):g}. {slip.why}" for slip in item.slips)
        case Ordering():
            yield from (f"  {number}: {rung.text}. {rung.why}" for number, rung in enumerate(item.items, 1))
        case Scenario():
            yield "  A good answer says:"
            yield from (f"  - {point.says}" for point in item.points)
    yield f"Explanation: {item.explanation}"
    yield from (f"Step {number}: {step}" for number, step in enumerate(item.steps, 1))
    yield f"Sources: {', '.join(item.sources)}"


# for Anki: the bank as text that it imports, a note a question

HEADER = ("#separator:tab", "#html:true", "#guid column:1", "#notetype:Basic", "#tags column:4")


def anki_notes(content: Content) -> Iterator[str]:
    """The lines of the file: its header, then id, front, back and tags of each question, with tabs between.

    The header calls our id the guid, so that a later import changes the notes that are there and adds none, also when
    a question's text was corrected (docs.ankiweb.net/importing/text-files.html, "File Headers" and "Duplicates and
    Updating"). The note type is Basic, which every collection has. Templates are left out: their numbers change.
    """
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
    yield f"Sources: {'; '.join(dict.fromkeys(_works(one, content)))}"


def _shuffled(one: Choice) -> list[tuple[str, Option]]:
    """The options under new letters, the same in every export: authors like to put the right answer second."""
    options = sorted(one.options, key=lambda option: Chance(f"anki/{one.id}/{option.key}").below(2**64))
    return list(zip("ABCDEF", options, strict=False))


def _works(one: Question, content: Content) -> Iterator[str]:
    """What the question rests on, in words that need nothing else: works with addresses, or a claim."""
    for ref in ground_refs(one.sources, content.facts):
        if source := content.sources.get(ref):
            yield " ".join((source.title, *source.urls[:1]))
        elif claim := content.claims.get(ref):
            yield f"“{claim.claim}” ({claim.verdict})"
        elif ref.startswith("L"):
            yield "an article on these interviews, whose claims this question examines"
