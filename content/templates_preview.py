"""For authors: a question as members will meet it, with its key, its reasons and its worked solution."""

from __future__ import annotations

from collections.abc import Iterator

from content.finder import Content
from content.quiz import Choice, Numeric, Ordering, Question, Scenario


def preview(content: Content, name: str, seed: int = 1) -> list[str]:
    """The lines of question or template `name`; the seed fills a template.

    Raises:
        KeyError: nothing has this id, with the nearest beginning.
        TemplateError, ValueError: the template gives no question for this seed.
        ContentError: the content cannot be read.
    """
    if name in content.questions:
        return list(_lines(content.questions[name]))
    if name not in content.templates:
        raise KeyError(_unknown(name, [*content.questions, *content.templates]))
    template = content.templates[name]
    drawn, item = template.made(seed)
    values = ", ".join(f"{key} {value}" for key, value in drawn.items())
    return [f"Template {name}, version {template.version}, seed {seed}: {values}", *_lines(item)]


def _unknown(name: str, known: list[str]) -> str:
    near = [one for one in sorted(known) if one.startswith(name[:4])][:3]
    return f"nothing is called {name[:40]!r}: use an id such as {', '.join(near or sorted(known)[:3])}"


def _lines(item: Question) -> Iterator[str]:
    yield f"{item.id}: {item.kind}, {item.topic}, {item.round}, difficulty {item.difficulty}"
    yield item.stem
    yield from _answers(item)
    yield f"Explanation: {item.explanation}"
    yield from (f"Step {number}: {step}" for number, step in enumerate(item.steps, 1))
    yield f"Sources: {', '.join(item.sources)}"


def _answers(item: Question) -> Iterator[str]:
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
