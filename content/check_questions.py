"""What must hold of questions and templates: one right answer, told apart from all others, in a clear unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Any

from content.document import ContentError
from content.finder import Placed
from content.formula import as_decimal, written
from content.quiz import Choice, Numeric, Ordering
from content.templates import Template

ALIKE = 0.6
"""Stems that share this part of their word triples are the same question."""
SEEDS = 4
"""So many seeds of each template are tried; the tests try hundreds."""
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
WORD = re.compile(r"[a-z0-9.]+")
SIZES = {
    **{name: ("s", size) for name, size in (("ns", "1e-9"), ("us", "1e-6"), ("ms", "1e-3"), ("s", "1"))},
    **{
        name: ("s", size)
        for name, size in (("second", "1"), ("minute", "60"), ("hour", "3600"), ("day", "86400"))
    },
    **{name: ("bytes", size) for name, size in (("kb", "1e3"), ("mb", "1e6"), ("gb", "1e9"), ("tb", "1e12"))},
    **{f"{first}ib": ("bytes", str(1024**power)) for power, first in enumerate("kmgt", 1)},
    **{name: ("g", size) for name, size in (("mg", "1e-3"), ("g", "1"), ("kg", "1e3"))},
    **{name: ("", size) for name, size in (("thousand", "1e3"), ("million", "1e6"), ("billion", "1e9"))},
}
"""What a unit measures, and how much of it; in small letters, as texts are compared."""
MEASURED = re.compile(rf"({NUMBER.pattern})\s*({'|'.join(sorted(SIZES, key=len, reverse=True))})s?\b")

BARE = re.compile(r"(right|correct|yes|wrong|not right|no|false|true)[.!: ]*", re.IGNORECASE)

UNCLEAR = frozenset({"m", "M", "k", "K", "b", "B", "G", "Gb", "Mb", "Kb", "bps"})
"""Units that are read in two ways."""
SPELLED = {
    "ns": ("ns", "nanosecond"),
    "ms": ("ms", "millisecond"),
    "s": (" s", "second"),
    "minutes": ("minute",),
    "hours": ("hour",),
    "days": ("day",),
    "KB": ("KB",),
    "MB": ("MB",),
    "GB": ("GB",),
    "TB": ("TB",),
    "KiB": ("KiB",),
    "MiB": ("MiB",),
    "GiB": ("GiB",),
    "%": ("%", "percent", "per cent"),
    "dollars": ("dollar", "$"),
    "cents": ("cent",),
    "thousand": ("thousand", "K"),
    "million": ("million",),
    "billion": ("billion",),
    "g": (" g", "gram"),
    "kg": ("kg", "kilogram"),
}
"""Words of a unit that has larger and smaller relatives, and how a question may spell them."""


def check(questions: Sequence[Placed[Any]], templates: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """Everything wrong with them."""
    for rule in (_choices, _reasons, _orderings, _numbers, _units):
        yield from rule(questions)
    yield from _units([one for one in templates if one.item.kind == "numeric"])
    yield from _stems([*questions, *templates])
    yield from _named(questions, templates)
    yield from _filled(templates)


def _choices(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """No two options say the same, least of all a right and a wrong one."""
    for one in questions:
        if isinstance(one.item, Choice):
            yield from _same(one, [option.text for option in one.item.options], "options")


def _reasons(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """Each option says why, not only whether."""
    for one in questions:
        for at, option in enumerate(one.item.options if isinstance(one.item, Choice) else ()):
            if BARE.fullmatch(option.why):
                text = f"option {option.key} has no explanation: say why it is right, or why it tempts"
                yield one.error(text, "options", at, "why")


def _orderings(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    for one in questions:
        if isinstance(one.item, Ordering):
            yield from _same(one, [item.text for item in one.item.items], "items")


def _same(one: Placed[Any], texts: list[str], field: str) -> Iterator[ContentError]:
    for (at, first), (later, second) in combinations(enumerate(texts), 2):
        if _said(first) == _said(second):
            a, b = "abcdef"[at], "abcdef"[later]
            yield one.error(f"{field} {a} and {b} say the same: change {b}", field, later)


def _said(text: str) -> str:
    """The text without case, spaces and ways of writing a number: "$1,000.0" and "$1000" are the same, and so are
    "1 s" and "1,000 ms"."""
    sized = MEASURED.sub(_sized, text.casefold())
    plain = NUMBER.sub(lambda match: f"{Decimal(match[0].replace(',', '')).normalize():f}", sized)
    return "".join(plain.replace("−", "-").split()).rstrip(".")


def _sized(match: re.Match[str]) -> str:
    """A number and its unit in the plain unit of what is measured."""
    unit, size = SIZES[match[2]]
    return f"{Decimal(match[1].replace(',', '')) * Decimal(size):f} {unit}"


def _numbers(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """A slip lies outside the key's tolerance; the key as shown lies inside."""
    for one in questions:
        item = one.item
        if not isinstance(item, Numeric):
            continue
        if not item.accepts(Decimal(written(item.value, item.write).replace(",", ""))):
            yield one.error("the key as it is shown would be refused: show more decimals", "write")
        for at, slip in enumerate(item.slips):
            if item.accepts(as_decimal(slip.value)):
                yield one.error(
                    "this slip would be accepted as right: change it or the tolerance", "slips", at
                )
            if slip.value in [earlier.value for earlier in item.slips[:at]]:
                yield one.error(
                    "an earlier slip has this value, so this one is never shown: merge them", "slips", at
                )


def _units(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """The question itself says in which unit it is answered."""
    for one in questions:
        if one.item.kind != "numeric":
            continue
        words = one.item.unit.replace("/", " ").split()
        if unclear := next((word for word in words if word in UNCLEAR), None):
            yield one.error(f"the unit '{unclear}' can be read in two ways: write it out", "unit")
        for word in words:
            if not any(form in one.item.stem for form in SPELLED.get(word, ("",))):
                yield one.error(
                    f"the stem does not say that the answer is in {word}: name the unit there", "stem"
                )


def _stems(questions: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """No question is asked twice in other clothes."""
    triples = [(one, _triples(one.item.asks)) for one in questions]
    for (first, a), (second, b) in combinations(triples, 2):
        if len(a & b) >= ALIKE * len(a | b):
            yield second.error(
                f"asks nearly what {first.key} asks ({first.file}:{first.line}): change one", "stem"
            )


def _triples(stem: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(stem.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False)) or frozenset({tuple(words)})


def _named(questions: Iterable[Placed[Any]], templates: Iterable[Placed[Any]]) -> Iterator[ContentError]:
    """Questions and templates are remembered by their ids, so these differ."""
    known = {one.key: one for one in questions}
    for one in templates:
        if one.key in known:
            other = known[one.key]
            yield one.error(f"a question has this id ({other.file}:{other.line}): rename the template", "id")


def _filled(templates: Iterable[Placed[Any]]) -> Iterator[ContentError]:
    """Every template gives questions, and they pass what is asked of written ones."""
    for one in templates:
        template: Template = one.item
        for seed in range(1, SEEDS + 1):
            try:
                template.item(seed)
            except ValueError as wrong:
                yield one.error(f"seed {seed} gives no question: {_first(wrong)}")
                break


def _first(wrong: ValueError) -> str:
    """The sentence of an error, without pydantic's own lines around it."""
    said = [line.strip() for line in str(wrong).splitlines() if "Value error, " in line] or [str(wrong)]
    return said[0].partition("Value error, ")[2].partition(" [type=")[0] or said[0].partition("\n")[0]
