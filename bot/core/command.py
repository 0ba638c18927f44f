"""Commands, presses, messages and works: handlers declared as data, each with the Args that it takes. Importing a
declaration registers nothing.

- a *command* is typed or chosen; the command tree, the help and the documents list it
- a *press* is a Call that members only ever make with a button
- a *message* is read-only and builds a card for its addressee when it is sent
- a *work* commits its changes and its own acknowledgement in one script

Args say once, as a pydantic model, what a command can be asked:

    class Quiz(Args, path="quiz"):
        topic: Annotated[str | None, Suggest(topics)] = Field(None, description="What to drill")
        count: int = Field(5, ge=1, le=10, description="How many questions")

From it come text parsing, forms, the platforms' options and hints, and the positional order of buttons.
"""

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, ClassVar, Literal, Self, TypedDict, Unpack, get_origin, get_type_hints

from pydantic import ConfigDict
from pydantic.fields import FieldInfo

from bot.core import kinds
from bot.core.card import PAGE, PAGES, Button, Style
from bot.core.errors import BadArguments, DeclarationError
from bot.core.kinds import Kind, Rest, Suggest, Upload
from bot.core.reply import Hold, Redirect, Reply, Root, Skip
from bot.core.text import Ambiguous
from bot.core.values import Call, Frozen, Private

ABOUT = 50
"""Characters of a description: with more, a full root would pass the tightest platform's 8,000."""
_WORD = re.compile(r"[a-z][a-z0-9-]{0,31}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,31}")
ANY_DAY = dt.date(2027, 1, 1)
"""The day on which texts are checked whose reader isn't known yet."""


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
    @cache
    def parameters(cls) -> tuple[Parameter, ...]:
        return tuple(_parameter(cls, name, field) for name, field in cls.model_fields.items())

    @classmethod
    @cache
    def private_names(cls) -> frozenset[str]:
        """Those of the arguments that members type in confidence."""
        return frozenset(p.name for p in cls.parameters() if p.private)

    def call(self, *, ask: bool = False) -> Call:
        """This request as a Call; values that equal their default are left out."""
        values: dict[str, str] = {}
        for parameter in self.parameters():
            value = getattr(self, parameter.name)
            chosen = parameter.kind.none and parameter.name in self.model_fields_set
            if (chosen or value != parameter.default) and not isinstance(value, Upload):
                values[parameter.name] = parameter.write(value)
        return Call(path=self.path, values=values, ask=ask, private=self.private_names())

    def button(self, label: str, *, spoken: str = "", style: Style = "plain", ask: bool = False) -> Button:
        """A button that makes this request; `ask` opens its form first."""
        return Button(label=label, call=self.call(ask=ask), spoken=spoken, style=style)

    @classmethod
    def of(cls, values: Mapping[str, str], upload: Upload | None = None) -> Self:
        """The arguments that `values` spell.
        Raises BadArguments: naming each field that is missing or cannot be read."""
        read, problems, choices = cls._read(dict.fromkeys(cls.model_fields, "") | dict(values))
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
        cls, values: Mapping[str, str], today: dt.date | None = None
    ) -> tuple[dict[str, Any], dict[str, str], dict[str, Mapping[str, str]]]:
        """The given values that can be read, what is wrong with the others, and what these can mean where that is
        known; files come in elsewhere."""
        read: dict[str, Any] = {}
        problems: dict[str, str] = {}
        choices: dict[str, Mapping[str, str]] = {}
        for parameter in cls.parameters():
            typed = values.get(parameter.name)
            if typed is None or parameter.kind is kinds.ATTACHMENT:
                continue
            if typed.strip():
                try:
                    read[parameter.name] = parameter.read(typed, today)
                except ValueError as error:
                    problems[parameter.name] = str(error)
                    if isinstance(error, Ambiguous):
                        choices[parameter.name] = error.choices
            elif parameter.required:
                problems[parameter.name] = _missing(parameter)
        return read, problems, choices


def _missing(parameter: Parameter) -> str:
    example = f" For example {parameter.name}={parameter.kind.example}." if parameter.kind.example else ""
    return f"This is still empty: {parameter.about}.{example}"


def _parameter(args: type[Args], name: str, field: FieldInfo) -> Parameter:
    bare, marks = kinds.unwrap(field.annotation, field.metadata)
    try:
        kind = kinds.kind_of(bare, marks)
    except ValueError as error:
        raise DeclarationError(f"{args.__name__}.{name}: {error}") from None
    return Parameter(
        name=name,
        about=field.description or "",
        kind=kind,
        required=field.is_required(),
        default=None if field.is_required() else field.get_default(call_default_factory=True),
        rest=any(isinstance(m, Rest) for m in marks),
        sentence=any(isinstance(m, Rest) and m.sentence for m in marks),
        private=(get_origin(bare) or bare) is Private,
        suggest=next((m for m in marks if isinstance(m, Suggest)), None),
    )


# commands


class Access(IntEnum):
    ANYONE = 0
    MEMBER = 1
    ORGANISER = 2


ANYONE, MEMBER, ORGANISER = Access
FORM_TITLE = 24
"""Characters of a form's title: what the tightest platform shows of one."""
Opens = Literal["missing", "bare", "asked"]
Declared = Literal["command", "press", "message", "work"]
Run = Callable[[Any, Any], Awaitable[Reply | Redirect]]
Tell = Callable[[Any, Any], Awaitable[Reply | Skip | Hold]]
Do = Callable[[Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """One handler and all that is declared about it."""

    kind: Declared
    args: type[Args]
    run: Callable[[Any, Any], Awaitable[Any]]
    about: str = ""
    access: Access = MEMBER
    form: tuple[str, ...] = ()
    opens: Opens | None = None
    title: str = ""
    flow: str = ""
    """What its cards go on with, such as a quiz: one of a flow's cards is live in a DM, the newest."""
    heavy: bool = False
    silent: bool = False
    """A message that makes no sound where the platform can."""
    exempt: bool = False
    """An answer to a quiz or a poll: never refused by the group's limit."""
    urgent: bool = False
    """A message that neither a pause nor quiet hours hold back."""
    daily: bool = False
    """A message of its day: on a day of silence it is left out, where others wait for the day after."""
    neutral: str = ""
    """Of a message: its first line to who wants neutral previews, which is all that a locked screen shows."""
    drains: bool = False
    """Done even when memory is full: it frees some."""
    lapses: bool = False
    """Work that is of no use after its entry has expired: it is acknowledged then, and left undone."""
    guest: bool = False
    """Open to people outside of any group, for whom nothing is kept from one Call to the next."""
    example: str = ""
    """Its arguments as one would type them."""
    files: str = ""
    """The ending of files that it takes when one is sent without a word; `*` for all that no other takes."""

    @property
    def path(self) -> str:
        return self.args.path

    @property
    def root(self) -> Root:
        return "admin" if self.path.startswith("admin.") else "prep"

    @property
    def refers(self) -> bool:
        """Whether a value of its Calls names somebody or something, or depends on the caller's day."""
        return any(one.kind.names or one.kind.settle for one in self.parameters)

    @property
    def words(self) -> tuple[str, ...]:
        """The words after the root: `("mock", "hours")`."""
        return tuple(self.path.removeprefix("admin.").split("."))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.args.parameters()

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)

    def opens_form(self, call: Call) -> bool:
        """Whether its form opens before it runs: a required field is missing, or it was called bare."""
        if not self.form or self.opens == "asked":
            return False
        if self.opens == "bare":
            return not call.values
        asked = (p.name for p in self.parameters if p.required and p.name in self.form)
        return any(not call.values.get(name, "").strip() for name in asked)

    def flow_of(self, reply: Reply) -> str:
        """What a card goes on with: a quiz, or one of several mocks."""
        return "" if reply.apart or not self.flow else f"{self.flow}.{reply.about}".rstrip(".")


class _PressOptions(TypedDict, total=False):
    access: Access
    form: tuple[str, ...]
    opens: Opens | None
    title: str
    flow: str
    heavy: bool
    drains: bool
    exempt: bool
    guest: bool


class _CommandOptions(_PressOptions, total=False):
    example: str
    files: str


def command(about: str, **options: Unpack[_CommandOptions]) -> Callable[[Run], Command]:
    """Declares a command; its path is that of its Args class. `Command` says what the options mean.

    `form` names the fields that are asked for when one that is required is absent (`opens="missing"`, the
    default where a form is declared), on a bare call (`opens="bare"`), or only when a button or a refused
    value asks for it (`opens="asked"`).

    Raises:
        DeclarationError: a limit of some platform is broken.
    """
    return _declare("command", **{"about": about, "title": about, **options})


def press(**options: Unpack[_PressOptions]) -> Callable[[Run], Command]:
    return _declare("press", **options)


def message(
    *, urgent: bool = False, silent: bool = False, daily: bool = False, flow: str = "", neutral: str = ""
) -> Callable[[Tell], Command]:
    """Declares a message; people cannot call it."""
    return _declare("message", urgent=urgent, silent=silent, daily=daily, flow=flow, neutral=neutral)


def work(*, drains: bool = False, lapses: bool = False) -> Callable[[Do], Command]:
    """Declares work that an entry does; people cannot call it. It may run more than once, and commits once.

    Work that `lapses` tells people something at its time. Other work is done however late it is.
    """
    return _declare("work", drains=drains, lapses=lapses)


def _declare(kind: Declared, **options: Any) -> Callable[[Callable[[Any, Any], Awaitable[Any]]], Command]:
    options["opens"] = options.get("opens") or ("missing" if options.get("form") else None)

    def declare(run: Callable[[Any, Any], Awaitable[Any]]) -> Command:
        declared = Command(kind=kind, args=_args_of(run), run=run, **options)
        problems = [*_path_problems(declared), *_parameter_problems(declared), *_form_problems(declared)]
        if problems:
            raise DeclarationError(f"{declared.path}: " + "; ".join(problems))
        return declared

    return declare


def _args_of(run: Callable[..., Any]) -> type[Args]:
    args = get_type_hints(run).get("args")
    if not (isinstance(args, type) and issubclass(args, Args) and args.path):
        raise DeclarationError(f"{run.__name__}: annotate `args` with an Args class that names its path")
    return args


def _path_problems(declared: Command) -> list[str]:
    strange = (word for word in declared.path.split(".") if not _WORD.fullmatch(word))
    problems = [f"'{word}' isn't a word that platforms accept" for word in strange]
    if declared.kind == "command":
        if not 1 <= len(declared.words) <= 2:
            problems.append("a command is one word, or a group and a word")
        if not 1 <= len(declared.about) <= ABOUT:
            problems.append(f"the description has {len(declared.about)} characters, {ABOUT} at most")
    return problems


def _parameter_problems(declared: Command) -> list[str]:
    problems = []
    if len(declared.parameters) > 25:
        problems.append("more than 25 arguments")
    if sum(p.rest for p in declared.parameters) > 1:
        problems.append("two arguments take the rest of the text")
    for parameter in declared.parameters:
        if not _FIELD.fullmatch(parameter.name):
            problems.append(f"'{parameter.name}' isn't a name that platforms accept")
        if len(parameter.kind.choices) > 25 or any(len(c) > 75 for c in parameter.kind.choices):
            problems.append(f"{parameter.name}: at most 25 choices of 75 characters")
        if declared.kind == "command" and not 1 <= len(parameter.about) <= ABOUT:
            problems.append(f"{parameter.name}: a description of 1 to {ABOUT} characters")
    return problems


def _form_problems(declared: Command) -> list[str]:
    names = {p.name for p in declared.parameters}
    problems = [f"the form asks for '{n}', which isn't an argument" for n in declared.form if n not in names]
    if len(declared.form) > PAGE * PAGES:
        problems.append(f"a form has at most {PAGE * PAGES} fields")
    if declared.form and len(declared.title) > FORM_TITLE:
        problems.append(f"a form's title has at most {FORM_TITLE} characters")
    if declared.form and not declared.title:
        problems.append("a form needs a title")
    return problems
