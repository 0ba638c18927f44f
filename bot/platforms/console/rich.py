"""The same cards on a terminal: a panel a message, told apart by its title and its colour.

Everything is put into `rich.text.Text`, which shows markup and never obeys it.
"""

from collections.abc import Iterator
from itertools import count
from typing import TextIO

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.core.ids import AccountId
from bot.platforms.console.memory import Place
from bot.platforms.console.render import INDENT, Message, Row, clean, heading, rows, stamp

_BORDERS = 4
"""Columns of a panel that hold no text."""
_GAP = "  "
_INDEX, _UP, _DOWN, _INSERT, _SAVE, _RESTORE = "\x1bD", "\x1b[{}A", "\x1b[{}B", "\x1b[{}L", "\x1b7", "\x1b8"


class RichPage:
    """A page on a terminal. With `you`, buttons that this person sees have numbers, and forms are asked."""

    def __init__(self, out: TextIO, you: AccountId | None = None) -> None:
        self._out = out
        self._you = you
        self._prompt = ""
        self._console = Console(file=out, markup=False, highlight=False, emoji=False)

    def show(self, message: Message) -> None:
        numbers = self._numbers(message.place)
        width = self._console.width - _BORDERS
        shown = rows(message, brief=self._you is not None)
        lines = [line for row in shown for line in _lines(row, numbers, width)]
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
        if not self._prompt:
            self._console.print(what)
            return
        with self._console.capture() as captured:
            self._console.print(what)
        self._write(self._above(captured.get()))

    def _above(self, text: str) -> str:
        """`text` put in above the line of the prompt, on which half a line may have been typed.

        The terminal holds what was typed until Enter, so it cannot be written anew: its line is moved down.
        A text as high as the screen comes below it instead, and a new prompt after that.
        """
        high = text.count("\n")
        if high >= self._console.height or self._console.is_dumb_terminal:
            return f"\n{text}{self._prompt}"
        room = _INDEX * high + _UP.format(high)
        return f"{room}{_SAVE}{_INSERT.format(high)}\r{text}{_RESTORE}{_DOWN.format(high)}"

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def _colour(place: Place) -> str:
    if not place.private:
        return "green"
    return "magenta" if place.channel else "blue"


def _lines(row: Row, numbers: "count[int] | None", width: int) -> Iterator[Text]:
    """A row as lines; a line of buttons is broken between two of them."""
    if not row.labels:
        yield Text(row.text.replace("\n", f"\n{INDENT}"))
        return
    line = Text()
    for button in (_button(label, numbers) for label in row.labels):
        if line and line.cell_len + len(_GAP) + button.cell_len > width:
            yield line
            line = Text()
        line = Text(_GAP).join([line, button]) if line else button
    yield line


def _button(label: str, numbers: "count[int] | None") -> Text:
    lead = f"{next(numbers)} " if numbers is not None else ""
    return Text.assemble(lead, (f"[{label}]", "bold cyan"))
