"""Checks of questions and templates: one right answer, told apart from all others, in a clear unit.

And of the bank as a whole: nothing gives an answer away or is asked twice, everything has a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from itertools import combinations, islice, product
from typing import Any

from content.document import ContentError
from content.finder import Placed
from content.formula import FUNCTIONS, SLOT, FormulaError, as_decimal, evaluate, fill_slots, write_number
from content.models import Fact, Source
from content.quiz import Choice, Numeric, Ordering, ground_refs
from content.templates import NAME, SHOWN, Template, fill, holds, settle, substitute
from content.units import find_unit, names_of

ALIKE = 0.6
"""Stems that share this part of their word triples are the same question."""
SEEDS = 4
"""Seeds of each template that are tried; the tests try hundreds."""
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
WORD = re.compile(r"[a-z0-9.]+")
MEASURED = re.compile(rf"({NUMBER.pattern})\s*([a-z]+)\b")

BARE = re.compile(r"(right|correct|yes|wrong|not right|no|false|true)[.!: ]*", re.IGNORECASE)

UNCLEAR = frozenset({"m", "M", "k", "K", "b", "B", "G", "Gb", "Mb", "Kb", "bps"})
"""Units that are read in two ways."""


def check(questions: Sequence[Placed[Any]], templates: Sequence[Placed[Any]]) -> Iterator[ContentError]:
    """Everything wrong with them."""
    for one in questions:
        match one.item:
            case Choice(options=options):
                yield from _same(one, [option.text for option in options], "options")
                for at, option in enumerate(options):
                    if BARE.fullmatch(option.why):
                        text = (
                            f"option {option.key} has no explanation: say why it is right, or why it tempts"
                        )
                        yield one.error(text, "options", at, "why")
            case Ordering(items=items):
                yield from _same(one, [item.text for item in items], "items")
            case Numeric() as item:
                yield from _keys(one, item)
    for one in (*questions, *templates):
        if one.item.kind == "numeric":
            yield from _units(one)
    asked = ((one, WORD.findall(one.item.asks.casefold())) for one in (*questions, *templates))
    yield from refuse_alike(asked, 3, ALIKE, "asks nearly what {} asks", "stem")
    known = {one.key: one for one in questions}
    for one in templates:
        if other := known.get(one.key):  # both are remembered by their ids
            yield one.error(f"a question has this id ({other.file}:{other.line}): rename the template", "id")
        unknown = list(_unknown_names(one))
        yield from unknown
        for seed in range(1, SEEDS + 1) if not unknown else ():
            try:
                one.item.item(seed)
            except ValueError as wrong:
                # without pydantic's own lines around the sentence
                lines = [line for line in str(wrong).splitlines() if "Value error, " in line]
                text = lines[0].partition("Value error, ")[2].partition(" [type=")[0] if lines else str(wrong)
                yield one.error(f"seed {seed} gives no question: {text.splitlines()[0]}")
                break


def _unknown_names(one: Placed[Template]) -> Iterator[ContentError]:
    """Names in its formulas and texts that are neither drawn nor let nor functions."""
    known = FUNCTIONS.union(*(draw.names for draw in one.item.draws), (let.name for let in one.item.lets))
    for place, text in _strings(one.item.model_dump(by_alias=True)):
        is_formula = place[0] == "where" or place[-1] in ("formula", "is", "right")
        formulas = [text] if is_formula else [slot[1] for slot in SLOT.finditer(text)]
        for name in (*SHOWN.findall(text), *(name for part in formulas for name in NAME.findall(part))):
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"did you mean {near[0]}?" if near else "draw it, or let it be something"
                yield one.error(f"'{name}' has no value here: {hint}", *place)


def _strings(value: object, *place: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """All texts within a dumped model, each with its place."""
    if isinstance(value, str):
        yield place, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, tuple) else ()
    for key, one in inner:
        yield from _strings(one, *place, key)


def _same(one: Placed[Any], texts: list[str], field: str) -> Iterator[ContentError]:
    """No two options or items say the same, least of all a right and a wrong one."""
    for (at, first), (later, second) in combinations(enumerate(texts), 2):
        if _said(first) == _said(second):
            a, b = "abcdef"[at], "abcdef"[later]
            yield one.error(f"{field} {a} and {b} say the same: change {b}", field, later)


def _said(text: str) -> str:
    """The text without case, spaces and ways of writing a number: "$1,000.0" and "$1000" are the same, and so are
    "1 s" and "1,000 ms"."""

    def in_plain_unit(match: re.Match[str]) -> str:
        unit = find_unit(match[2])
        value = Decimal(match[1].replace(",", "")) * unit.factor
        return f"{value:f} {unit.dimension}" if unit.known else match[0]

    sized = MEASURED.sub(in_plain_unit, text.casefold())
    plain = NUMBER.sub(lambda match: f"{Decimal(match[0].replace(',', '')).normalize():f}", sized)
    return "".join(plain.replace("−", "-").split()).rstrip(".")


def _keys(one: Placed[Any], item: Numeric) -> Iterator[ContentError]:
    """A slip is outside the key's tolerance; the key as shown is inside, and what the explanation arrives at."""
    key = Decimal(write_number(item.value, item.write).replace(",", ""))
    if not item.accepts(key):
        yield one.error("the key as it's shown would be refused: show more decimals", "write")
    told = {Decimal(n.replace(",", "")) for n in NUMBER.findall(" ".join([item.explanation, *item.steps]))}
    ways = {abs(key).scaleb(power) for power in (0, -2, 2, 3, 6, 9)}  # 1% and 0.01, 2 thousand and 2,000
    if item.steps and not ways & told:
        text = f"neither the explanation nor a step says {item.shown}: correct them, or the formula"
        yield one.error(text, "formula")
    for at, slip in enumerate(item.slips):
        if item.accepts(as_decimal(slip.value)):
            yield one.error("this slip would be accepted as right: change it or the tolerance", "slips", at)
        if slip.value in [earlier.value for earlier in item.slips[:at]]:
            text = "an earlier slip has this value, so this one is never shown: merge them"
            yield one.error(text, "slips", at)


def _units(one: Placed[Any]) -> Iterator[ContentError]:
    """The question itself says in which unit it is answered."""
    words = one.item.unit.replace("/", " ").split()
    if unclear := next((word for word in words if word in UNCLEAR), None):
        yield one.error(f"the unit '{unclear}' can be read in two ways: write it out", "unit")
    for word in words:
        names, stem = names_of(word), one.item.stem.casefold()
        if names and not any(re.search(rf"(?<![a-z'’]){re.escape(name)}(?![a-z])", stem) for name in names):
            text = f"the stem doesn't say that the answer is in {word}: name the unit there"
            yield one.error(text, "stem")


def refuse_alike(
    texts: Iterable[tuple[Placed[Any], list[str]]], run: int, share: float, said: str, field: str
) -> Iterator[ContentError]:
    """Each text that shares this part of its runs of so many words with an earlier one, whose key `said` holds."""
    runs = [
        (one, set(zip(*(words[at:] for at in range(run)), strict=False)) or {tuple(words)})
        for one, words in texts
    ]
    for (first, a), (second, b) in combinations(runs, 2):
        if len(a & b) >= share * len(a | b):
            text = f"{said.format(first.key)} ({first.file}:{first.line}): change one"
            yield second.error(text, field)


# the bank as a whole

LONGEST = Decimal("0.30")
"""The share of questions with one right option in which that option may be the longest."""
ENOUGH = 40
"""Fewer such questions say nothing about a share."""
TRIED = 500
"""Drawings of a template that are compared with a written question."""
DRAWN_SEEDS = 20
"""Questions of a template that are checked for impossible options."""
SHARES = {"%": (Decimal(0), Decimal(100)), **dict.fromkeys(("F1", "AUC", "IoU"), (Decimal(0), Decimal(1)))}
"""Units of shares, and the range of a share."""


def check_bank(
    questions: Sequence[Placed[Any]],
    templates: Sequence[Placed[Any]],
    facts: Mapping[str, Fact],
    sources: Mapping[str, Source],
) -> Iterator[ContentError]:
    """Everything wrong with the bank."""
    yield from _longest([one for one in questions if isinstance(one.item, Choice) and one.item.one])
    for one in questions:
        if not isinstance(one.item, Numeric):
            continue
        if len(one.item.steps) < 2:
            yield one.error("has no worked solution: add two steps or more, the first is the hint", "stem")
        for template in templates:
            if template.item.topic == one.item.topic and _gives(template.item, one.item):
                yield one.error(
                    f"template {template.key} can draw this question ({template.file}:{template.line}): "
                    "exclude its numbers with `where`, or remove the question",
                    "stem",
                )
    yield from _possible(templates)
    # what examines the article may rest on its lines
    for one in (*questions, *templates) if sources else ():
        found = [sources[ref] for ref in ground_refs(one.item.sources, facts) if ref in sources]
        if not any(source.urls for source in found) and not one.item.sources[0].startswith("L"):
            yield one.error("has no source with a link: cite a page, a paper or a book", "sources")


def _longest(choices: Sequence[Placed[Choice]]) -> Iterator[ContentError]:
    """Always taking the longest option isn't right much more often than one time in four."""
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


def _gives(template: Template, question: Numeric) -> bool:
    """Whether some drawing has the question's key and the same numbers in its text."""
    if not template.number:
        return False
    numbers = _numbers(question.stem)
    chosen = [  # of each draw the rows of which some value is in the question
        [
            list(zip(draw.names, row, strict=True))
            for row in map(draw.value, range(draw.count))
            if any(set(_numbers(one)) & set(numbers) for one in row)
        ]
        for draw in template.draws
    ]
    for rows in islice(product(*chosen), TRIED):
        values = dict(pair for row in rows for pair in row)
        try:
            for let in template.lets:
                values[let.name] = settle(substitute(let.formula, values))
            same = as_decimal(evaluate(substitute(template.formula, values))) == as_decimal(question.value)
            fits = same and all(holds(one, values) for one in template.where)
            if fits and _numbers(fill_slots(fill(template.stem, values))) == numbers:
                return True
        except FormulaError:
            continue
    return False


def _numbers(text: str) -> list[Decimal]:
    return sorted(Decimal(found.replace(",", "")).normalize() for found in NUMBER.findall(text))


def _possible(templates: Sequence[Placed[Template]]) -> Iterator[ContentError]:
    """Options offered next to a share are shares too: a recall of 143% gives itself away."""
    for one in templates:
        low, high = SHARES.get(one.item.unit, (None, None))
        if one.item.kind != "pick" or low is None or high is None:
            continue
        if one.item.sane is None or one.item.sane[1] > high:
            continue
        for seed in range(DRAWN_SEEDS):
            try:
                item = one.item.item(seed)
            except ValueError:
                break  # `check` says why
            shown = [_numbers(option.text)[0] for option in item.options] if isinstance(item, Choice) else []
            if off := next((value for value in shown if not low <= value <= high), None):
                text = f"seed {seed} offers {off} {one.item.unit}, which can't be: change the slips"
                yield one.error(text, "slips")
                break
