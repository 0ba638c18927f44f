"""Args: what a command can be asked, declared once as a pydantic model.

    class Quiz(Args, path="quiz"):
        topic: Annotated[str | None, Suggest(topics)] = Field(None, description="What to drill")
        count: int = Field(5, ge=1, le=10, description="How many questions")

From it come text parsing, forms, the platforms' options and hints, and the positional order of buttons.
"""

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from pydantic import ConfigDict
from pydantic.fields import FieldInfo

from bot.core import kinds
from bot.core.card import Button, Style
from bot.core.errors import Ambiguous, BadArguments, DeclarationError
from bot.core.kinds import Kind, Rest, Suggest, Upload
from bot.core.values import Call, Frozen, Private

ANY_DAY = dt.date(2027, 1, 1)
"""The day on which texts are checked whose reader isn't known yet."""
_UNREAD = ("gt", "lt", "min_length", "multiple_of", "pattern")
"""Limits that pydantic would check in its own words, where only `ge`, `le` and `max_length` have ours."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a command, taken from its field."""

    name: str
    about: str
    kind: Kind
    required: bool
    default: Any
    rest: bool
    sentence: bool
    private: bool
    suggest: Suggest | None

    def read(self, text: str, today: dt.date | None = None) -> Any:
        """The value of a text; on a `today` also of one that means something only then."""
        value = self.kind.parse(self.settle(text, today) if today else text)
        return Private(value) if self.private else value

    def settle(self, text: str, today: dt.date) -> str:
        """A text that any day reads alike."""
        return self.kind.settle(text, today) if self.kind.settle and text.strip() else text

    def write(self, value: Any) -> str:
        return self.kind.write(value.value if isinstance(value, Private) else value)


class Args(Frozen):
    """A command's arguments; the subclass names the command's dotted path."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    path: ClassVar[str] = ""

    def __init_subclass__(cls, path: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.path = path

    @classmethod
    def parameters(cls) -> tuple[Parameter, ...]:
        """The arguments in their declared order, which is also a button's."""
        return _parameters(cls)

    def call(self, *, ask: bool = False) -> Call:
        """This request as a Call; values that equal their default are left out."""
        values: dict[str, str] = {}
        for parameter in self.parameters():
            value = getattr(self, parameter.name)
            given = value != parameter.default or (
                parameter.kind.none and parameter.name in self.model_fields_set
            )
            if given and not isinstance(value, Upload):
                values[parameter.name] = parameter.write(value)
        return Call(path=self.path, values=values, ask=ask, private=_private_names(type(self)))

    def button(self, label: str, *, spoken: str = "", style: Style = "plain", ask: bool = False) -> Button:
        """A button that makes this request; `ask` opens its form first."""
        return Button(label=label, call=self.call(ask=ask), spoken=spoken, style=style)

    @classmethod
    def of(cls, values: Mapping[str, str], upload: Upload | None = None) -> Self:
        """The arguments that `values` spell.

        Raises:
            BadArguments: naming each field that is missing or cannot be read.
        """
        choices: dict[str, Mapping[str, str]] = {}
        read, problems = cls._read(dict.fromkeys(cls.model_fields, "") | dict(values), choices=choices)
        for parameter in cls.parameters():
            if parameter.kind is not kinds.ATTACHMENT:
                continue
            if upload is None and parameter.required:
                problems[parameter.name] = _missing(parameter)
            read[parameter.name] = upload
        if problems:
            raise BadArguments(problems, choices=choices)
        return cls.model_validate(read)

    @classmethod
    def problems(cls, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with each of the given values, missing ones included; values not given are not judged."""
        return cls._read(values, ANY_DAY)[1]

    @classmethod
    def _read(
        cls,
        values: Mapping[str, str],
        today: dt.date | None = None,
        choices: dict[str, Mapping[str, str]] | None = None,
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """The given values that can be read, and what is wrong with the others; files are handed over elsewhere.

        `choices` takes what the others can mean, where that is known."""
        read: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for parameter in cls.parameters():
            typed = values.get(parameter.name)
            if typed is None or parameter.kind is kinds.ATTACHMENT:
                continue
            if typed.strip():
                try:
                    read[parameter.name] = parameter.read(typed, today)
                except ValueError as error:
                    problems[parameter.name] = str(error)
                    if choices is not None and isinstance(error, Ambiguous):
                        choices[parameter.name] = error.choices
            elif parameter.required:
                problems[parameter.name] = _missing(parameter)
        return read, problems


def _missing(parameter: Parameter) -> str:
    example = f" For example {parameter.name}={parameter.kind.example}." if parameter.kind.example else ""
    return f"This is still empty: {parameter.about}.{example}"


@cache
def _private_names(args: type[Args]) -> frozenset[str]:
    return frozenset(p.name for p in args.parameters() if p.private)


@cache
def _parameters(args: type[Args]) -> tuple[Parameter, ...]:
    return tuple(_parameter(args, name, field) for name, field in args.model_fields.items())


def _parameter(args: type[Args], name: str, field: FieldInfo) -> Parameter:
    bare, marks = _bare(field.annotation, list(field.metadata))
    private = get_origin(bare) is Private or bare is Private
    if unread := [mark for mark in _UNREAD if _limit(marks, mark) is not None]:
        raise DeclarationError(f"{args.__name__}.{name}: no kind of argument checks {', '.join(unread)}")
    kind = next((m for m in marks if isinstance(m, Kind)), None) or _kind_of(bare, private)
    if kind is None:
        raise DeclarationError(f"{args.__name__}.{name}: no kind of argument reads {field.annotation!r}")
    return Parameter(
        name=name,
        about=field.description or "",
        kind=kinds.with_limits(kind, _limit(marks, "ge"), _limit(marks, "le"), _limit(marks, "max_length")),
        required=field.is_required(),
        default=None if field.is_required() else field.get_default(call_default_factory=True),
        rest=any(isinstance(m, Rest) for m in marks),
        sentence=any(isinstance(m, Rest) and m.sentence for m in marks),
        private=private,
        suggest=next((m for m in marks if isinstance(m, Suggest)), None),
    )


def _bare(annotation: Any, marks: list[Any]) -> tuple[Any, list[Any]]:
    """The type inside Annotated and `| None`, with the marks found on the way."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _bare(inner, marks + more)
    if get_origin(annotation) in (Union, types.UnionType):
        inside = [a for a in get_args(annotation) if a is not type(None)]
        return _bare(inside[0], marks) if len(inside) == 1 else (annotation, marks)
    return annotation, marks


def _kind_of(bare: Any, private: bool) -> Kind | None:
    if private:
        return kinds.text()
    if get_origin(bare) is Literal:
        return kinds.choice(*get_args(bare))
    return kinds.kind_of_type(bare)


def _limit(marks: list[Any], name: str) -> Any:
    return next((getattr(m, name) for m in marks if hasattr(m, name)), None)
