"""Commands, presses, messages and works: handlers declared as data. Importing a declaration registers nothing.

- a *command* is typed or chosen; it stands in the tree, the help and the README
- a *press* is a Call that members only ever make with a button
- a *message* is read-only and builds a card for its addressee when it is sent
- a *work* commits its changes and its own acknowledgement in one script
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal, get_type_hints

from bot.core.args import Args, Parameter
from bot.core.card import PAGE, PAGES
from bot.core.errors import DeclarationError
from bot.core.reply import Hold, Reply, Root, Skip, Visible

ABOUT = 50
"""Characters of a description: with more, a full root would pass Discord's 8,000."""
_WORD = re.compile(r"[a-z][a-z0-9-]{0,31}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,31}")


class Access(IntEnum):
    """Who may make a Call."""

    ANYONE = 0
    MEMBER = 1
    ORGANISER = 2


ANYONE, MEMBER, ORGANISER = Access
FORM_TITLE = 24
"""Characters of a form's title: what Slack shows of one."""
Opens = Literal["missing", "bare", "asked"]
Run = Callable[[Any, Any], Awaitable[Reply]]
Tell = Callable[[Any, Any], Awaitable[Reply | Skip | Hold]]
Do = Callable[[Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """One handler and all that is declared about it."""

    kind: Literal["command", "press", "message", "work"]
    args: type[Args]
    run: Callable[[Any, Any], Awaitable[Any]]
    about: str = ""
    access: Access = MEMBER
    visible: Visible = "caller"
    form: tuple[str, ...] = ()
    opens: Opens | None = None
    title: str = ""
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


def command(
    about: str,
    *,
    access: Access = MEMBER,
    visible: Visible = "caller",
    form: tuple[str, ...] = (),
    opens: Opens | None = None,
    title: str = "",
    heavy: bool = False,
    drains: bool = False,
    example: str = "",
    files: str = "",
) -> Callable[[Run], Command]:
    """Declares a command; its path is that of its Args class.

    `form` names the fields that are asked for when one that is required is absent (`opens="missing"`, the
    default where a form is declared), on a bare call (`opens="bare"`), or only when a button or a refused
    value asks for it (`opens="asked"`).

    Raises:
        DeclarationError: a limit of some platform is broken.
    """

    def declare(run: Run) -> Command:
        return _checked(
            Command(
                kind="command",
                args=_args_of(run),
                run=run,
                about=about,
                access=access,
                visible=visible,
                form=form,
                opens=opens or ("missing" if form else None),
                title=title or about,
                heavy=heavy,
                drains=drains,
                example=example,
                files=files,
            )
        )

    return declare


def press(
    *,
    access: Access = MEMBER,
    form: tuple[str, ...] = (),
    opens: Opens | None = None,
    title: str = "",
    heavy: bool = False,
    exempt: bool = False,
    drains: bool = False,
) -> Callable[[Run], Command]:
    """Declares a Call that only buttons make."""

    def declare(run: Run) -> Command:
        return _checked(
            Command(
                kind="press",
                args=_args_of(run),
                run=run,
                access=access,
                form=form,
                opens=opens or ("missing" if form else None),
                title=title,
                heavy=heavy,
                exempt=exempt,
                drains=drains,
            )
        )

    return declare


def message(*, urgent: bool = False, silent: bool = False, daily: bool = False) -> Callable[[Tell], Command]:
    """Declares a message; people cannot call it."""

    def declare(run: Tell) -> Command:
        return _checked(
            Command(kind="message", args=_args_of(run), run=run, urgent=urgent, silent=silent, daily=daily)
        )

    return declare


def work(*, drains: bool = False, lapses: bool = False) -> Callable[[Do], Command]:
    """Declares work that an entry does; people cannot call it. It may run more than once, and commits once.

    Work that `lapses` tells people something at its time. Other work is done however late it is.
    """

    def declare(run: Do) -> Command:
        return _checked(Command(kind="work", args=_args_of(run), run=run, drains=drains, lapses=lapses))

    return declare


def _args_of(run: Callable[..., Any]) -> type[Args]:
    args = get_type_hints(run).get("args")
    if not (isinstance(args, type) and issubclass(args, Args) and args.path):
        raise DeclarationError(f"{run.__name__}: annotate `args` with an Args class that names its path")
    return args


def _checked(declared: Command) -> Command:
    problems = [*_path_problems(declared), *_parameter_problems(declared), *_form_problems(declared)]
    if problems:
        raise DeclarationError(f"{declared.path}: " + "; ".join(problems))
    return declared


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
