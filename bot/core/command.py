"""Commands, presses, messages and works: handlers declared as data. Importing a declaration registers nothing.

- a *command* is typed or chosen; it stands in the tree, the help and the README
- a *press* is a Call that members only ever make with a button
- a *message* is read-only and builds a card for its addressee when it is sent
- a *work* commits its changes and its own acknowledgement in one script
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, TypedDict, Unpack, get_type_hints

from bot.core.args import Args, Parameter
from bot.core.card import LINES, PAGE, PAGES, Ask, Button, Buttons, Card, Form, card
from bot.core.errors import DeclarationError
from bot.core.kinds import picked
from bot.core.member import Member
from bot.core.reply import Hold, Redirect, Reply, Root, Skip, Visible
from bot.core.values import Call

ABOUT = 50
"""Characters of a description: with more, a full root would pass the tightest platform's 8,000."""
_WORD = re.compile(r"[a-z][a-z0-9-]{0,31}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,31}")

KEPT_NOTE = "Nothing you typed is lost: I keep it for 30 minutes, encrypted, then I delete it."


class Access(IntEnum):
    """Who may make a Call."""

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
    visible: Visible = "caller"
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
    def words(self) -> tuple[str, ...]:
        """The words after the root: `("mock", "hours")`."""
        return tuple(self.path.removeprefix("admin.").split("."))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return self.args.parameters()

    def parameter(self, name: str) -> Parameter | None:
        return next((p for p in self.parameters if p.name == name), None)

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
    visible: Visible
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
    """Declares a Call that only buttons make."""
    return _declare("press", **options)


def message(
    *, urgent: bool = False, silent: bool = False, daily: bool = False, flow: str = ""
) -> Callable[[Tell], Command]:
    """Declares a message; people cannot call it."""
    return _declare("message", urgent=urgent, silent=silent, daily=daily, flow=flow)


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
    problems = [
        f"'{word}' is not a word that platforms accept"
        for word in declared.path.split(".")
        if not _WORD.fullmatch(word)
    ]
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
            problems.append(f"'{parameter.name}' is not a name that platforms accept")
        if len(parameter.kind.choices) > 25 or any(len(c) > 75 for c in parameter.kind.choices):
            problems.append(f"{parameter.name}: at most 25 choices of 75 characters")
        if declared.kind == "command" and not 1 <= len(parameter.about) <= ABOUT:
            problems.append(f"{parameter.name}: a description of 1 to {ABOUT} characters")
    return problems


def _form_problems(declared: Command) -> list[str]:
    names = {p.name for p in declared.parameters}
    problems = [f"the form asks for '{n}', which is no argument" for n in declared.form if n not in names]
    if len(declared.form) > PAGE * PAGES:
        problems.append(f"a form has at most {PAGE * PAGES} fields")
    if declared.form and len(declared.title) > FORM_TITLE:
        problems.append(f"a form's title has at most {FORM_TITLE} characters")
    if declared.form and not declared.title:
        problems.append("a form needs a title")
    return problems


# forms: which fields a command asks for, filled in with what is known


def opens_form(command: Command, call: Call) -> bool:
    """Whether the command's form opens before it runs: a required field is missing, or it was called bare."""
    if not command.form or command.opens == "asked":
        return False
    if command.opens == "bare":
        return not call.values
    return any(
        p.required and not call.values.get(p.name, "").strip()
        for p in command.parameters
        if p.name in command.form
    )


def build_form(
    command: Command, call: Call, member: Member | None, problems: Mapping[str, str] | None = None
) -> Form:
    """The command's form: what was typed, also nothing, else what the member has set, else the defaults."""
    call = _without_unknown_picks(command, call, problems or {})
    asks = []
    for name in command.form:
        parameter = command.parameter(name)
        if parameter is None:
            continue
        asks.append(
            Ask(
                name=name,
                label=parameter.about,
                kind=parameter.kind,
                value=call.values[name] if name in call.values else _known_value(command, name, member),
                required=parameter.required,
                problem=(problems or {}).get(name, ""),
            )
        )
    kept = KEPT_NOTE if problems and any(p.private for p in command.parameters) else ""
    blank = call.model_copy(update={"ask": False, "page": 1})
    form = Form(title=command.title, call=blank, asks=tuple(asks), note=kept, page=call.page)
    wrong = (n for n, page in enumerate(form.pages, 1) if any(ask.problem for ask in page))
    return form.model_copy(update={"page": next(wrong, min(call.page, len(form.pages)))})


def _without_unknown_picks(command: Command, call: Call, problems: Mapping[str, str]) -> Call:
    """A picker can't show what it doesn't list: it opens empty, with what's wrong beside it."""
    channels = {p.name for p in command.parameters if p.kind.names == "channel"}
    gone = {k for k, v in call.values.items() if k in problems and (k in channels or picked(v))}
    return call.model_copy(update={"values": {k: v for k, v in call.values.items() if k not in gone}})


def reopen_call(form: Form) -> Call:
    """The Call that opens the form again, with all that stands in it."""
    return form.call.model_copy(update={"ask": True, "page": form.page})


def reopen_card(form: Form) -> Card:
    """What is shown where the form itself cannot be: what is wrong in it, and the button that opens it."""
    if not form.problems:
        return card("Some details are missing.", _opening_row("Open the form", form))
    lines = [f"{'Not done yet. ' if n == 0 else ''}{p}" for n, p in enumerate(form.problems.values())]
    return card(*lines[: LINES - 1], form.note or None, _opening_row("Correct it", form))


def _opening_row(label: str, form: Form) -> Buttons:
    spoken = f"{label}: {form.title}"
    return Buttons(buttons=(Button(label=label, spoken=spoken, call=reopen_call(form), style="main"),))


def next_page_card(form: Form, page: int, call: Call) -> Card:
    """What is shown between two pages; `call` holds all that was filled in so far."""
    more = call.model_copy(update={"ask": True, "page": page + 1})
    said = f"Page {page} of {len(form.pages)} is filled in. Nothing is done before the last."
    return card(said, Buttons(buttons=(Button(label="Next page", call=more, style="main"),)))


def _known_value(command: Command, name: str, member: Member | None) -> str:
    parameter = command.parameter(name)
    if parameter is None:
        return ""
    known = getattr(member, name, None) if member is not None else None
    value = known if known is not None else parameter.default
    return "" if value is None else parameter.write(value)
