"""What must hold of the bank as a whole: nothing gives an answer away or is asked twice, everything has a link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice, product
from typing import Any

from content.check_questions import NUMBER
from content.document import ContentError
from content.finder import Placed
from content.formula import FormulaError, as_decimal, evaluate, filled
from content.models import Fact, Source
from content.quiz import Choice, Numeric
from content.templates import Draw, Template, Values, fill, holds, put, settled

LONGEST = Decimal("0.30")
"""The share of questions with one right option in which that option may be the longest."""
ENOUGH = 40
"""Fewer such questions say nothing about a share."""
TRIED = 500
"""Drawings of a template that are held against a written question."""
SEEDS = 20
SHARES = {"%": (Decimal(0), Decimal(100)), **dict.fromkeys(("F1", "AUC", "IoU"), (Decimal(0), Decimal(1)))}
"""Units of shares, and where a share can lie."""


def check(
    questions: Sequence[Placed[Any]],
    templates: Sequence[Placed[Any]],
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
) -> Iterator[ContentError]:
    """Everything wrong with the bank."""
    yield from _longest([one for one in questions if isinstance(one.item, Choice) and one.item.one])
    yield from _drawn([one for one in questions if isinstance(one.item, Numeric)], templates)
    yield from _possible(templates)
    yield from _stepped(questions)
    if sources:
        yield from _linked([*questions, *templates], facts, sources)


def _longest(choices: Sequence[Placed[Choice]]) -> Iterator[ContentError]:
    """Who always takes the longest option isn't right much more often than one in four."""
    telling = [one for one in choices if _excess(one.item) > 0]
    if len(choices) >= ENOUGH and len(telling) > LONGEST * len(choices):
        worst = max(telling, key=lambda one: _excess(one.item))
        share = round(100 * len(telling) / len(choices))
        yield worst.error(
            f"the right option is the longest here, as in {share}% of the bank (at most {100 * LONGEST:.0f}%): "
            "shorten it, or lengthen the others",
            "options",
        )


def _excess(choice: Choice) -> int:
    """By how many characters the right option is longer than all others; zero or less where it isn't."""
    lengths = {option.key: len(option.text) for option in choice.options}
    return lengths[choice.answer[0]] - max(lengths[option.key] for option in choice.wrong)


def _drawn(
    numerics: Sequence[Placed[Numeric]], templates: Sequence[Placed[Template]]
) -> Iterator[ContentError]:
    """No template draws the very numbers and key of a written question of its topic."""
    for one in numerics:
        for template in templates:
            if template.item.topic == one.item.topic and _gives(template.item, one.item):
                yield one.error(
                    f"template {template.key} can draw this question ({template.file}:{template.line}): "
                    "exclude its numbers with `where`, or remove the question",
                    "stem",
                )


def _gives(template: Template, question: Numeric) -> bool:
    """Whether some drawing has the question's key and the same numbers in its text."""
    if not template.number:
        return False
    numbers = _numbers(question.stem)
    chosen = [_candidates(draw, numbers) for draw in template.draws]
    for rows in islice(product(*chosen), TRIED):
        values = dict(pair for row in rows for pair in row)
        try:
            for let in template.lets:
                values[let.name] = settled(put(let.formula, values))
            same = as_decimal(evaluate(put(template.formula, values))) == as_decimal(question.value)
            if (
                same
                and all(holds(one, values) for one in template.where)
                and _stem(template, values) == numbers
            ):
                return True
        except FormulaError:
            continue
    return False


def _candidates(draw: Draw, numbers: list[Decimal]) -> list[list[tuple[str, str]]]:
    """The rows of a draw of which some value stands in a question."""
    known = set(numbers)
    rows = (draw.value(at) for at in range(draw.count))
    return [
        list(zip(draw.names, row, strict=True))
        for row in rows
        if any(set(_numbers(one)) & known for one in row)
    ]


def _stem(template: Template, values: Values) -> list[Decimal]:
    return _numbers(filled(fill(template.stem, values)))


def _numbers(text: str) -> list[Decimal]:
    return sorted(Decimal(found.replace(",", "")).normalize() for found in NUMBER.findall(text))


def _possible(templates: Sequence[Placed[Template]]) -> Iterator[ContentError]:
    """Options that are offered beside a share are shares too: a recall of 143% gives itself away."""
    for one in templates:
        low, high = SHARES.get(one.item.unit, (None, None))
        if one.item.kind != "pick" or low is None or high is None:
            continue
        if one.item.sane is None or one.item.sane[1] > high:
            continue
        for seed in range(SEEDS):
            try:
                item = one.item.item(seed)
            except ValueError:
                break  # check_questions says why
            shown = [_numbers(option.text)[0] for option in item.options] if isinstance(item, Choice) else []
            if off := next((value for value in shown if not low <= value <= high), None):
                yield one.error(
                    f"seed {seed} offers {off} {one.item.unit}, which can't be: change the slips", "slips"
                )
                break


def _stepped(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """Every number has a worked solution; its first step is the hint."""
    for one in questions:
        if isinstance(one.item, Numeric) and len(one.item.steps) < 2:
            yield one.error("has no worked solution: add two steps or more, the first is the hint", "stem")


def _linked(
    asked: Sequence[Placed[Any]], facts: Mapping[str, Fact], sources: Mapping[str, Source]
) -> Iterator[ContentError]:
    """Every question leads to a page, a paper or a book; what examines the article may rest on its lines."""
    for one in asked:
        refs = [ref for first in one.item.sources for ref in (first, *_of(first, facts))]
        if not any(ref in sources and sources[ref].urls for ref in refs) and not one.item.sources[
            0
        ].startswith("L"):
            yield one.error("has no source with a link: cite a page, a paper or a book", "sources")


def _of(ref: str, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    return facts[ref].sources if ref in facts else ()
