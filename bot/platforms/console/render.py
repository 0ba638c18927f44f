"""Cards and forms as plain text, for people and programs.

    @2026-11-24T08:00Z bot > alice (only you)
      Welcome. What time is it for you now?
      [08:00 UTC] [Another time zone]

The instant of a header is UTC; those inside a card are in its reader's zone, and a full one names the zone.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Protocol, TextIO

from rich.console import Console
from rich.panel import Panel
from rich.text import Text as Styled

from bot.core.card import Ask, Buttons, Card, File, Form, Role, Text, join, plain
from bot.core.layout import Look, split_headline, write_part
from bot.core.text import strip_hidden
from bot.core.values import AccountId, name_in
from bot.platforms.console.story import write_value
from bot.platforms.scenes import Exhibit

INDENT = "  "


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a message; one of buttons holds their labels, and no text."""

    text: str = ""
    labels: tuple[str, ...] = ()
    head: int = 0
    """How many characters of it are the card's headline."""
    role: Role = "body"

    @property
    def plain(self) -> str:
        return " ".join(f"[{label}]" for label in self.labels) or self.text


class Page(Protocol):
    def show(self, message: Exhibit) -> None: ...

    def note(self, text: str) -> None:
        """Prints a line that is not the bot's: an echo, or what went wrong with a step."""
        ...


class PlainPage:
    """A page of plain text, flushed after each message; `brief` leaves out the fields of a form."""

    def __init__(self, out: TextIO, *, brief: bool = False) -> None:
        self._out = out
        self._brief = brief

    def show(self, message: Exhibit) -> None:
        self._print(render(message, brief=self._brief))

    def note(self, text: str) -> None:
        self._print(clean(text).replace("\n", " ") + "\n")

    def _print(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def render(message: Exhibit, *, brief: bool = False) -> str:
    """A message as text that ends in a line break; `brief` leaves out the fields of a form."""
    lines = [f"{stamp(message.at)} {heading(message)}"]
    for row in rows(message, brief=brief):
        first, *more = row.plain.split("\n")
        lines += [INDENT + first, *(INDENT * 2 + text for text in more)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def stamp(at: dt.datetime) -> str:
    """`@2026-11-24T08:00Z`; with seconds only if they are not 0."""
    return f"@{at:%Y-%m-%dT%H:%M}{f':{at:%S}' if at.second else ''}Z"


def heading(message: Exhibit) -> str:
    """Who speaks where: `bot > alice (DM)`, `bot > alice (only you)`, `bot > #general`, `bot > a, b (group)`."""
    place = message.place
    if place.account is not None:
        where = f"{name_in(place.account)} ({'only you' if place.channel else 'DM'})"
    elif place.names:
        where = f"{', '.join(place.names)} (group)"
    else:
        where = "#" + name_in(place.channel).removeprefix("#") if place.channel else "nobody"
    return f"bot > {where}{' (edited)' if message.edited else ''}"


def rows(message: Exhibit, *, brief: bool = False) -> Iterator[Row]:
    """The lines under the heading; texts are clean, and may hold line breaks."""
    card = message.answer.body
    if isinstance(card, Form):
        title, *fields = map(clean, _form_lines(card, message, brief=brief))
        yield Row(title, head=len(title))
        yield from map(Row, fields)
        return
    saved = iter(message.saved)
    look = Look(message.answer.zone, message.at, message.word)
    for number, block in enumerate(card.blocks):
        if isinstance(block, Buttons):
            yield Row(labels=tuple(one_line(button.label) for button in block.buttons))
            continue
        text = block if isinstance(block, Text) else Text(line=())
        head = split_headline(text.line)[0] if not number and text.role == "body" else ()
        length = len(clean(join(head, lambda part: write_part(part, look))))
        lines = plain(Card(blocks=(block,)), lambda part: write_part(part, look))
        if isinstance(block, File):
            lines = [f"File {block.name}, {size(len(block.data))}: {block.about}{next(saved, '')}"]
        yield from (Row(clean(said), head=length, role=text.role) for said in lines)


def _form_lines(form: Form, message: Exhibit, *, brief: bool) -> Iterator[str]:
    yield f"Form: {form.title}"
    if form.note:
        yield form.note
    if brief:
        return
    for number, page in enumerate(form.pages, 1):
        if len(form.pages) > 1:
            yield f"Page {number} of {len(form.pages)}"
        for ask in page:
            hints = [ask.label, "required" if ask.required else "", hint(ask)]
            yield f"{ask.name} = {write_value(ask.value)} ({'; '.join(h for h in hints if h)})"
            if ask.problem:
                yield f"Problem with {ask.name}: {ask.problem}"
    if message.place.account is not None:
        name, field = name_in(message.place.account), form.asks[0].name
        yield f"To send it: {name}: {{{field}=...}}, with the fields to change, or {name}: {{}}"


def hint(ask: Ask) -> str:
    """What a field takes, in a few words: its choices, else an example."""
    if ask.kind.choices:
        return "one of " + ", ".join(map(ask.kind.label, ask.kind.choices))
    if ask.kind.several:
        return "any of " + ", ".join(map(ask.kind.label, ask.kind.several))
    if ask.kind.wire == "attachment":
        return "a file, as @PATH"
    return f"such as {ask.kind.example}" if ask.kind.example else ""


def clean(text: str) -> str:
    """Text that a terminal can only show: no control characters, nothing that turns the line around."""
    return strip_hidden(text).replace("\t", " ")


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


_GAP = "  "


class RichPage:
    """A page on a terminal. With `you`, buttons that this person sees have numbers, and forms are asked."""

    def __init__(self, out: TextIO, you: AccountId | None = None) -> None:
        self._you = you
        self._console = Console(file=out, markup=False, highlight=False, emoji=False)

    def show(self, message: Exhibit) -> None:
        place, you = message.place, self._you
        numbers = count(1) if you is not None and place.is_open_to(you) else None
        width = self._console.width - 4  # the borders
        lines = [line for row in rows(message, brief=you is not None) for line in _lines(row, numbers, width)]
        title = Styled(f"{stamp(message.at)} {heading(message)}")
        if title.cell_len > width - 2:  # who sees it matters more than when
            title = Styled(heading(message))
        color = "green" if place.account is None else "magenta" if place.channel else "blue"
        self._console.print(
            Panel(Styled("\n").join(lines), title=title, title_align="left", border_style=color)
        )

    def note(self, text: str) -> None:
        self._console.print(Styled(clean(text)))


def _lines(row: Row, numbers: "count[int] | None", width: int) -> Iterator[Styled]:
    """A row as lines; a line of buttons is broken between two of them."""
    if not row.labels:
        said = Styled(row.text.replace("\n", f"\n{INDENT}"), style="dim" if row.role == "small" else "")
        said.stylize("bold", 0, row.head)
        yield said
        return
    line = Styled()
    for label in row.labels:
        lead = f"{next(numbers)} " if numbers is not None else ""
        button = Styled.assemble(lead, (f"[{label}]", "bold cyan"))
        if line and line.cell_len + len(_GAP) + button.cell_len > width:
            yield line
            line = Styled()
        line = Styled(_GAP).join([line, button]) if line else button
    yield line


def size(count: int) -> str:
    """A number of bytes in words: `512 bytes`, `12 kB`, `1.5 MB`."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{round(count / 1_000)} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"
