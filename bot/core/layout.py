"""The layout of a card: its headline, pages of a list, its lines on a phone, and its plain words."""

import datetime as dt
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.card import (
    Block,
    Button,
    Buttons,
    Card,
    File,
    Instant,
    Line,
    Link,
    Part,
    Person,
    Picture,
    Quoted,
    Strong,
    Text,
    Typed,
    Write,
    plain,
)
from bot.core.command import Args
from bot.core.registry import write_command
from bot.core.wall_time import local

HEADLINE = 120
"""Characters of a headline; a longer first sentence is drawn as any other."""
_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[^a-z\s])")
_COLON = re.compile(r"(?<=:) (?=\S)")
_RECKONED = 20
"""Characters of a part that each platform writes its own way."""


def lay_out(card: Card) -> Card:
    """The card as a platform draws it: with whole lines, and the headline by itself."""
    first, *others = join_lines(card).blocks or (None,)
    if isinstance(first, Text) and first.role == "body":
        head, rest = split_headline(first.line)
        parts = (Text(line=head, role="headline"), Text(line=rest, continued=bool(head)))
        return Card(blocks=(*(part for part in parts if part.line), *others))
    return Card(blocks=tuple(filter(None, (first, *others))))


def join_lines(card: Card) -> Card:
    """The card with cut lines as the paragraphs that they were: a platform breaks them where it has to."""
    blocks: list[Block] = []
    for block in map(_unquote, card.blocks):
        last = blocks[-1] if blocks else None
        if isinstance(block, Text) and block.continued and isinstance(last, Text):
            blocks[-1] = Text(line=(*last.line, " ", *block.line), role=last.role)
        else:
            blocks.append(block)
    return Card(blocks=tuple(blocks))


def _unquote(block: Block) -> Block:
    """Leaves out the quotation marks of what was typed where it is in a quote of its own."""
    if not isinstance(block, Text) or block.role != "quote":
        return block
    bare = tuple(part.text if isinstance(part, Quoted) else part for part in block.line)
    return block.copy_with(line=bare)


def split_headline(line: Line) -> tuple[Line, Line]:
    """A line's first sentence and the rest, or what comes before a colon where that sentence is too long for a
    headline; without a first where there is neither."""
    return _split(line, _SENTENCE_END) or _split(line, _COLON) or ((), line)


def _split(line: Line, pattern: re.Pattern[str]) -> tuple[Line, Line] | None:
    length = 0
    for at, part in enumerate(line):
        text = part if isinstance(part, str) else ""
        ends = pattern.finditer(text)
        end = next((m for m in ends if not text[: m.start() - 1].isdigit()), None)  # `1. ` ends no sentence
        length += end.start() if end else len(text) or len(getattr(part, "text", "")) or _RECKONED
        if length > HEADLINE or "\n" in (text or getattr(part, "text", "")):
            return None
        if end is not None:
            rest = (text[end.end() :], *line[at + 1 :])
            return (*line[:at], text[: end.start()]), tuple(p for p in rest if p != "")
    return line, ()


LINES = 6
"""Lines of a card on a phone; what else there is to say waits behind [More]."""
PHONE = 48
"""Characters of a line at 360 pixels."""


def reckon(part: Part) -> str:
    """A part about as long as a platform writes it."""
    return part if isinstance(part, str) else getattr(part, "text", "") or "x" * _RECKONED


def count_lines(card: Card, write: Write = reckon) -> int:
    """The lines of a card on a phone, without its buttons; a link shows its label, pictures and files have boxes of
    their own."""
    lines = 0
    for block in lay_out(card).blocks:
        match block:
            case Buttons() | Picture() | File():
                texts: list[str] = []
            case Link(label=label):
                texts = [label]
            case _:
                texts = [line for text in plain(Card(blocks=(block,)), write) for line in text.split("\n")]
        lines += sum(_rows(text) for text in texts)
    return lines


def _rows(text: str) -> int:
    """How many rows a line takes; most fit into one, and breaking them would be most of a list's work."""
    return len(textwrap.wrap(text, PHONE)) if len(text) > PHONE else bool(text.strip())


# pages

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list's `rows`. `start`: the number of the first, from 1; `number` of `total`: the page, from 1."""

    shown: Sequence[T]
    start: int
    number: int
    total: int
    rows: int

    @property
    def more(self) -> bool:
        return self.number < self.total

    def next_button(self, call: Args, spoken: str) -> Button | None:
        """[More], which asks for the page that follows with the call's other arguments; None on the last."""
        following = call.copy_with(page=self.number + 1)
        return following.button("More", spoken=spoken) if self.more else None

    @property
    def numbered(self) -> list[tuple[int, T]]:
        """The rows with their numbers in the whole list."""
        return list(enumerate(self.shown, self.start))


def page_of(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """A page of `size` rows, counted from 1; a page beyond the end is the last one."""
    total = max(1, -(-len(rows) // size))
    number = min(number, total)
    start = (number - 1) * size
    return Page(rows[start : start + size], start + 1, number, total, len(rows))


# in plain words: for terminals, notifications and screen readers


@dataclass(frozen=True, slots=True)
class Look:
    """The reader's zone and time, and the root word that commands begin with here."""

    zone: str
    now: dt.datetime
    word: str = "prep"


def write_part(part: Part, look: Look) -> str:
    """A part of a line, moments in the reader's zone."""
    match part:
        case str():
            return part
        case Instant(at=at, style=style):
            return _moment(at, style, look)
        case Person(name=text) | Strong(text=text):
            return text
        case Typed(call=call):
            return write_command(call, look.word)
        case Quoted(text=text):
            return f'"{text}"'


def _moment(at: dt.datetime, style: str, look: Look) -> str:
    there, now = local(at, look.zone), local(look.now, look.zone)
    time, year = f"{there:%H:%M}", f" {there.year}" if there.year != now.year else ""
    day = f"{there:%a} {there.day} {there:%b}{year}"
    return {"relative": f"at {time}", "time": time, "day": day}.get(style, f"{day}, {time} ({look.zone})")
