"""The same cards on a terminal: a panel a message, told apart by its title and its colour.

Everything is put into `rich.text.Text`, which shows markup and never obeys it.
"""

from itertools import count
from typing import TextIO

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.core.ids import AccountId
from bot.platforms.console.memory import Place
from bot.platforms.console.render import INDENT, Message, Row, clean, heading, rows, stamp

_ERASE_LINE = "\r\x1b[K"


class RichPage:
    """A page on a terminal. With `you`, buttons that this person sees have numbers, and forms are asked."""

    def __init__(self, out: TextIO, you: AccountId | None = None) -> None:
        self._out = out
        self._you = you
        self._prompt = ""
        self._console = Console(file=out, markup=False, highlight=False, emoji=False)

    def show(self, message: Message) -> None:
        numbers = self._numbers(message.place)
        lines = [_line(row, numbers) for row in rows(message, brief=self._you is not None)]
        if lines:
            lines[0].stylize("bold")
        title = Text(f"{stamp(message.at)} {heading(message)}")
        self._print(
            Panel(
                Text("\n").join(lines), title=title, title_align="left", border_style=_colour(message.place)
            )
        )

    def note(self, text: str) -> None:
        self._print(Text(clean(text)))

    def ask(self, prompt: str) -> None:
        self._prompt = clean(prompt)
        self._write(self._prompt)

    def answered(self) -> None:
        self._prompt = ""

    def _numbers(self, place: Place) -> "count[int] | None":
        return count(1) if self._you is not None and place.open_to(self._you) else None

    def _print(self, what: Panel | Text) -> None:
        if self._prompt:
            self._write(_ERASE_LINE)
        self._console.print(what)
        self._write(self._prompt)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def _colour(place: Place) -> str:
    if not place.private:
        return "green"
    return "magenta" if place.channel else "blue"


def _line(row: Row, numbers: "count[int] | None") -> Text:
    if not row.labels:
        return Text(row.text.replace("\n", f"\n{INDENT}"))
    return Text("  ").join(_button(label, numbers) for label in row.labels)


def _button(label: str, numbers: "count[int] | None") -> Text:
    lead = f"{next(numbers)} " if numbers is not None else ""
    return Text.assemble(lead, (f"[{label}]", "bold cyan"))
