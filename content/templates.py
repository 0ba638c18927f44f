"""Templates: questions with blanks. A seed fills the blanks, always in the same way.

A template draws values, computes others from them, and writes both into the texts and formulas of a question:

    draws:  - {name: rate, from: 50, to: 900, step: 50}
            - {name: time, of: [0.05, 0.1, 0.25]}
            - {name: card bandwidth, rows: [[H100, 3350], [A100, 2039]]}
    lets:   - {name: busy, is: rate*time}
    where:  [busy >= 5]
    stem:   "{rate} requests per second stay {= 1000*time} ms each. How many are there at once?"

`{rate}` writes the value as it was drawn, `{= formula | spec}` a computed one (content/formula.py). A drawing is
thrown away and repeated when a condition of `where` fails, when the key leaves `sane`, or when two answers would
look alike. The drawing hashes (id, version, seed), so it is the same on every platform and in every version of
Python; a change of a template raises its version.
"""

from __future__ import annotations

import operator
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, model_validator

from content.formula import (
    FUNCTIONS,
    MAX_DIGITS,
    SLOT,
    FormulaError,
    Number,
    as_decimal,
    evaluate,
    with_unit,
    write_number,
)
from content.models import AsText, Key, Model, Ref, Round
from content.quiz import Asked, Choice, ClaimId, Numeric, Tolerance, margin_of

MAX_OPTIONS = 10_000
MAX_TRIES = 400
NAME = re.compile(r"\b[a-z][a-z0-9]*\b")
SHOWN = re.compile(r"\{([a-z][a-z0-9]*)\}")
CONDITION = re.compile(r"([^<>=!]+)(<=|>=|!=|<|>|=)([^<>=!]+)")
COMPARISONS = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "!=": operator.ne,
}
Text = Annotated[str, Field(min_length=3, max_length=900)]
Exact = Annotated[Decimal, AsText]
Shown = Annotated[str, AsText]
Values = Mapping[str, str]
"""Name -> the value as it is written in a formula or a text."""


class TemplateError(ValueError):
    """Why a template gives no question, as a sentence for its author."""


class Chance:
    """A stream of numbers that only its name decides, everywhere and forever: SHA-256 of the name and a counter. The
    standard library promises as much for `random.random` alone, not for drawing from a range."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._at = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1. It's drawn from 256 bits, so none is likelier than another."""
        self._at += 1
        drawn = sha256(f"{self._name}/{self._at}".encode()).digest()
        return int.from_bytes(drawn, "big") % limit


class Draw(Model):
    """What one drawing gives: a number from a range, one of a few values, or a row of several values."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*( [a-z][a-z0-9]*){0,4}$")]
    low: Exact | None = Field(None, alias="from")
    to: Exact | None = None
    step: Annotated[Exact, Field(gt=0)] | None = None
    of: tuple[Shown, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Draw:
        spans = [self.low, self.to, self.step].count(None)
        if [spans < 3, bool(self.of), bool(self.rows)].count(True) != 1 or spans in (1, 2):
            raise ValueError(
                f"{self.name} needs from, to and step, or `of`, or `rows`: write one of the three"
            )
        if any(len(row) != len(self.names) for row in (*self.rows, *((one,) for one in self.of))):
            raise ValueError(f"'{self.name}' needs a value for each of its names: complete the rows")
        if not 2 <= self.count <= MAX_OPTIONS:
            raise ValueError(
                f"{self.name} has {self.count} values, it needs 2 to {MAX_OPTIONS:,}: change them"
            )
        return self

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.name.split())

    @cached_property
    def count(self) -> int:
        """How many values there are to draw from."""
        if self.low is None or self.to is None or self.step is None:
            return len(self.of) or len(self.rows)
        return int((self.to - self.low) / self.step) + 1

    def value(self, at: int) -> tuple[str, ...]:
        """The values behind the names, for the number `at` from 0."""
        if self.low is not None and self.step is not None:
            return (f"{(self.low + at * self.step).normalize():f}",)
        return self.rows[at] if self.rows else (self.of[at],)


class Let(Model):
    """A value that is computed from drawn ones, and from those let before it."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*$")]
    formula: str = Field(alias="is")


class Mistake(Model):
    """A number that a known mistake gives, and the mistake."""

    formula: str
    why: Text


class Candidate(Model):
    """An option that is right when a condition holds; `why` is shown when it is wrong, `because` when right."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    right: str
    why: Text
    because: Text = "Right."


class Template(Model):
    """A question with blanks. Kind numeric asks for the number, pick offers it among the mistakes, single and
    multiple offer options of which conditions decide."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=28)]
    version: Annotated[int, Field(ge=1, le=99)]
    topic: Key
    round: Round
    difficulty: Annotated[int, Field(ge=1, le=3)]
    kind: Literal["numeric", "pick", "single", "multiple"]
    draws: Annotated[tuple[Draw, ...], Field(min_length=1, max_length=8)]
    lets: tuple[Let, ...] = ()
    where: tuple[str, ...] = ()
    stem: Text
    explanation: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    sources: Annotated[tuple[Ref, ...], Field(min_length=1)]
    disputes: tuple[ClaimId, ...] = ()
    formula: str = ""
    unit: Annotated[str, Field(max_length=40)] = ""
    is_measure: bool = False
    write: Annotated[str, Field(pattern=r"^,?\.[0-9]e?$")] = ".0"
    tolerance: Tolerance = "1 %"
    sane: tuple[Exact, Exact] | None = None
    slips: Annotated[tuple[Mistake, ...], Field(max_length=4)] = ()
    options: Annotated[tuple[Candidate, ...], Field(max_length=6)] = ()

    @model_validator(mode="after")
    def _complete(self) -> Template:
        if self.number:
            missing = [name for name in ("formula", "unit", "sane", "slips") if not getattr(self, name)]
            if missing or self.options:
                raise ValueError(
                    f"kind {self.kind} needs formula, unit, sane and slips, and no options: see {missing}"
                )
        elif len(self.options) < 3 or self.formula or self.slips:
            raise ValueError(f"kind {self.kind} needs three options or more, and no formula or slips")
        if self.kind == "pick" and len(self.slips) < 2:
            raise ValueError("kind pick needs two slips or more: they are its wrong options")
        named = [name for draw in self.draws for name in draw.names] + [let.name for let in self.lets]
        if twice := next((name for name in named if named.count(name) > 1 or name in FUNCTIONS), ""):
            raise ValueError(f"'{twice}' is named twice or is a function: rename it")
        return self

    @property
    def number(self) -> bool:
        """Whether a formula gives the key."""
        return self.kind in ("numeric", "pick")

    @property
    def asks(self) -> str:
        return self.stem

    def item(self, seed: int) -> Choice | Numeric:
        """The question that the seed gives, the same one forever. Raises TemplateError."""
        return self.draw(seed)[1]

    def draw(self, seed: int) -> tuple[Values, Choice | Numeric]:
        """The drawn values and the question. Raises TemplateError."""
        chance, misfits = Chance(f"{self.id}/{self.version}/{seed}"), Counter[str]()
        for _ in range(MAX_TRIES):
            values: dict[str, str] = {}
            for draw in self.draws:
                values |= zip(draw.names, draw.value(chance.below(draw.count)), strict=True)
            drawn = dict(values)
            for let in self.lets:
                values[let.name] = settle(substitute(let.formula, values))
            if (broken := next((one for one in self.where if not holds(one, values)), None)) is not None:
                misfits[f"'{broken}' doesn't hold"] += 1
                continue
            made = self._numeric(values) if self.number else self._chosen(values)
            if not isinstance(made, str):
                return drawn, made
            misfits[made] += 1
        ((why, count),) = misfits.most_common(1)
        raise TemplateError(
            f"of {MAX_TRIES} draws none gives a question, {count} because {why}: change the ranges, or what fails"
        )

    # making the question, or saying why these values give none

    def _numeric(self, values: Values) -> Choice | Numeric | str:
        try:
            key = evaluate(substitute(self.formula, values))
            slips = [evaluate(substitute(slip.formula, values)) for slip in self.slips]
        except FormulaError as error:
            return str(error)
        if wrong_key := self._key_problem(key, slips):
            return wrong_key
        whys = [fill(slip.why, values) for slip in self.slips]
        if self.kind == "pick":  # the key among the slips, from the least to the greatest
            numbers = sorted(
                [(key, "Right."), *zip(slips, whys, strict=True)], key=lambda n: as_decimal(n[0])
            )
            options = [
                (with_unit(write_number(n, self.write), self.unit, is_measure=self.is_measure), why, n is key)
                for n, why in numbers
            ]
            return self._choice(values, options, "single")
        alike = {name: getattr(self, name) for name in ("kind", "unit", "is_measure", "write", "tolerance")}
        wrong = [
            {"formula": substitute(slip.formula, values), "why": why}
            for slip, why in zip(self.slips, whys, strict=True)
        ]
        own = {"formula": substitute(self.formula, values), "slips": wrong}
        return Numeric.model_validate(self._common(values) | alike | own)

    def _key_problem(self, key: Number, slips: list[Number]) -> str:
        """Why the key won't do; empty if it's sane, shown closely enough, and like no slip, nor two slips alike."""
        low, high = self.sane or (Decimal(0), Decimal(0))
        shown = [write_number(value, self.write) for value in (key, *slips)]
        if not low <= as_decimal(key) <= high:
            return f"the key isn't between {low} and {high} (`sane`)"
        if len(set(shown)) < len(shown):
            return "two answers look alike"
        margin = margin_of(self.tolerance, key)
        if abs(Decimal(shown[0].replace(",", "")) - as_decimal(key)) > margin:
            return "the key as it's shown would be refused"
        near = any(abs(as_decimal(slip) - as_decimal(key)) <= 2 * margin for slip in slips)
        return "a slip is as good as right" if near else ""

    def _common(self, values: Values) -> dict[str, object]:
        given = {name: getattr(self, name) for name in Asked.model_fields}
        texts = {name: fill(given[name], values) for name in ("stem", "explanation")}
        return given | texts | {"steps": [fill(step, values) for step in self.steps]}

    def _chosen(self, values: Values) -> Choice | str:
        options = []
        for option in self.options:
            right = holds(option.right, values)
            why = fill(option.because if right else option.why, values)
            options.append((fill(option.text, values), why, right))
        rights = sum(right for _, _, right in options)
        if len({text for text, _, _ in options}) < len(options):
            return "two options look alike"
        if rights == 0 or (self.kind == "single" and rights != 1):
            return f"{rights} options are right"
        return self._choice(values, options, "multiple" if self.kind == "multiple" else "single")

    def _choice(self, values: Values, options: list[tuple[str, str, bool]], kind: str) -> Choice:
        keyed = list(zip("abcdef", options, strict=False))
        return Choice.model_validate(
            {
                **self._common(values),
                "kind": kind,
                "options": [{"key": k, "text": text, "why": why} for k, (text, why, _) in keyed],
                "answer": [k for k, (_, _, right) in keyed if right],
            }
        )


def settle(formula: str) -> str:
    """The value of a formula as a short one, where it is exact; else the formula itself."""
    value = evaluate(formula)
    is_short = max(map(len, str(value).split("/"))) <= MAX_DIGITS
    return str(value) if isinstance(value, Fraction) and is_short else formula


def substitute(formula: str, values: Values) -> str:
    """The formula with the values in the places of their names."""
    return NAME.sub(lambda name: f"({values[name[0]]})" if name[0] in values else name[0], formula)


def fill(text: str, values: Values) -> str:
    """The text with drawn values for `{name}`, and with values in its slots, which are filled later."""

    def put_in(slot: re.Match[str]) -> str:
        spec = f" | {slot[2].strip()}" if slot[2] else ""
        return f"{{= {substitute(slot[1].strip(), values)}{spec}}}"

    return SLOT.sub(put_in, SHOWN.sub(lambda name: values.get(name[1], name[0]), text))


def holds(condition: str, values: Values) -> bool:
    """Whether a condition such as `a*b >= 5` is true. Raises TemplateError for what is none."""
    found = CONDITION.fullmatch(condition)
    if found is None:
        raise TemplateError(f"'{condition}' isn't a condition: write for example a*b >= 5")
    left, right = (as_decimal(evaluate(substitute(found[side], values))) for side in (1, 3))
    return bool(COMPARISONS[found[2]](left, right))
