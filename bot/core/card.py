"""Cards and forms: documents of a few blocks. A platform draws them; nothing here knows how.

A line is a tuple of parts. Text is always inert: what looks like a mention, a link or markup in it is shown,
never obeyed; what can't be seen is taken out. Instants, names and commands are parts of their own, because each
platform writes them its way.

A card's first sentence says what happened, or what to do: platforms draw it as a headline (layout.py).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from bot.core.kinds import Kind
from bot.core.text import Continued, Shown, strip_hidden, wrap_lines
from bot.core.values import Call, Frozen

LABEL = 24
"""Characters of a button's label: more wouldn't fit beside another one on a phone."""


class Instant(Frozen):
    """A moment, shown in each reader's own zone: `time` 08:00, `day` Tue 24 Nov, `full` both; `relative`: in 40
    minutes, where a platform keeps counting, else the time."""

    kind: Literal["instant"] = "instant"
    at: dt.datetime
    style: Literal["time", "day", "full", "relative"] = "full"


class Person(Frozen):
    """Somebody's display name; it never pings."""

    kind: Literal["person"] = "person"
    name: Shown


def _strip_call(call: Call) -> Call:
    """A Call to be read, not to be made."""
    return call.copy_with(values={name: strip_hidden(v) for name, v in call.values.items()})


class Typed(Frozen):
    """A command as one would type it here: the root word is the platform's business."""

    kind: Literal["typed"] = "typed"
    call: Annotated[Call, AfterValidator(_strip_call)]


class Quoted(Frozen):
    """What a member typed, said back."""

    kind: Literal["quoted"] = "quoted"
    text: Shown


class Strong(Frozen):
    kind: Literal["strong"] = "strong"
    text: Shown


Part = Shown | Annotated[Instant | Person | Typed | Quoted | Strong, Field(discriminator="kind")]
Line = tuple[Part, ...]


def line(*parts: Part | Line) -> Line:
    """The parts as one line; lines inside are spliced in."""
    return tuple(one for part in parts for one in (part if isinstance(part, tuple) else (part,)))


def join_parts(parts: Sequence[Part | Line], between: str = ", ", last: str = "") -> Line:
    """The parts as one line, with `between` between them; `last`: what's before the last one, where that differs."""
    joined: Line = ()
    for number, part in enumerate(parts, 1):
        glue = last or between if number == len(parts) else between
        joined = line(joined, glue, part) if joined else line(part)
    return joined


def some_of(parts: Sequence[Part], most: int) -> Line:
    """`a, b and 3 more`: the first `most` parts, and the number of the others."""
    more = len(parts) - most
    return line(join_parts(parts[:most]), *([f" and {more} more"] if more > 0 else []))


Role = Literal["body", "headline", "quote", "code", "small"]
"""What a paragraph is: what somebody said, what to type, or the small print."""


class Text(Frozen):
    """A paragraph of one line; `continued`: it belongs to the one before it."""

    kind: Literal["text"] = "text"
    line: Line
    continued: bool = False
    role: Role = "body"


class Pairs(Frozen):
    """Named values, one a line: `Time zone: Europe/Berlin`."""

    kind: Literal["pairs"] = "pairs"
    rows: tuple[tuple[Shown, Line], ...]


class Item(Frozen):
    """An entry of a list; its mark is a word (`Done`, `Not done`), never a color or an emoji alone."""

    line: Line
    mark: Shown = ""


class Items(Frozen):
    """A list, numbered where members refer to its entries by number."""

    kind: Literal["items"] = "items"
    items: tuple[Item, ...]
    numbered: bool = False
    start: int = 1
    """The number of the first."""


Style = Literal["plain", "main", "danger"]


class Button(Frozen):
    """A label and the Call that a press makes. `spoken` is what a screen reader says, if not the label."""

    label: Shown = Field(min_length=1, max_length=75)
    call: Call
    spoken: Shown = ""
    style: Style = "plain"


class Buttons(Frozen):
    kind: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...]


class Point(Frozen):
    """One labeled point; `style` counts through the colors and shapes."""

    x: float
    y: float
    label: Shown
    style: int = Field(0, ge=0, le=4)


class Slope(Frozen):
    """A straight line through a point, across the whole plot; the title says what it means."""

    x: float
    y: float
    rise: float
    """Of `y` for one more of `x`."""


class Chart(Frozen):
    """Points on two named axes, and vertical limits (`x`, label).

    `shaded`: on which side of the first limit the plot is hatched, as not allowed. `slopes` are dotted.
    `bars` draws each point as a bar from 0 to its `x`, the first on top, its label above it; `y` counts for nothing.
    `calendar` draws each point as a cell in column `x` and row `y` from above, its label like `Mon 23: quiz, mock`.
    """

    kind: Literal["scatter", "bars", "calendar"] = "scatter"
    title: Shown
    x: Shown
    y: Shown
    points: tuple[Point, ...]
    limits: tuple[tuple[float, Shown], ...] = ()
    shaded: Literal["", "left", "right"] = ""
    slopes: tuple[Slope, ...] = ()


class Picture(Frozen):
    """A chart, drawn when it is sent, and the words that stand for it."""

    kind: Literal["picture"] = "picture"
    chart: Chart
    alt: Shown = Field(min_length=1, max_length=1_000)


class File(Frozen):
    """A file; the handler that makes the card makes its bytes, so they are never stored."""

    kind: Literal["file"] = "file"
    name: Shown
    about: Shown
    data: bytes = Field(repr=False)


class Link(Frozen):
    """A link of ours; nothing that a member typed becomes one."""

    kind: Literal["link"] = "link"
    label: Shown
    url: Shown


Block = Annotated[Text | Pairs | Items | Buttons | Picture | File | Link, Field(discriminator="kind")]


class Card(Frozen):
    """The first line says what happened or what to do.

    `details` wait behind [More], as a card of their own; no platform sees them (overflow.fit_body).
    """

    blocks: tuple[Block, ...]
    details: tuple[Block, ...] = ()

    @property
    def buttons(self) -> tuple[Button, ...]:
        return tuple(b for block in self.blocks if isinstance(block, Buttons) for b in block.buttons)

    @property
    def attachments(self) -> "tuple[Picture | File, ...]":
        """Its pictures and files, which some platforms send apart from the words."""
        return tuple(block for block in self.blocks if isinstance(block, (Picture, File)))

    def plus(self, *blocks: Block | None) -> "Card":
        """This card with more blocks at its end."""
        return self._with((*self.blocks, *(b for b in blocks if b is not None)))

    def without(self, *blocks: "Block | str | Line") -> "Card":
        """This card without these blocks."""
        left = [_block(block) for block in blocks]
        return self._with(block for block in self.blocks if block not in left)

    def with_button(self, button: Button) -> "Card":
        """This card with one more button, in the last row of buttons if there is one."""
        if self.blocks and isinstance(last := self.blocks[-1], Buttons):
            return self._with((*self.blocks[:-1], Buttons(buttons=(*last.buttons, button))))
        return self.plus(Buttons(buttons=(button,)))

    def _with(self, blocks: Iterable[Block]) -> "Card":
        return Card(blocks=tuple(blocks), details=self.details)


def card(first: Block | str | Line, *blocks: Block | str | Line | Card | None) -> Card:
    """A card from its first line and what follows: texts and lines become paragraphs, `details(...)` wait behind
    [More], None is left out."""
    given = [b for b in (first, *blocks) if b is not None]
    return Card(
        blocks=tuple(_block(b) for b in given if not isinstance(b, Card)),
        details=tuple(block for b in given if isinstance(b, Card) for block in b.blocks),
    )


def details(first: str | Line, *blocks: Block | str | Line | None) -> Card:
    """What few need: it waits behind [More], where its first line is the headline."""
    return card(first, *blocks)


def _block(block: Block | str | Line) -> Block:
    return _text(block) if isinstance(block, (str, tuple)) else block


def _text(*parts: Part | Line, role: Role = "body") -> Text:
    """A paragraph; one that begins with what is continued goes on with the one before it."""
    made = line(*parts)
    return Text(line=made, role=role, continued=isinstance(made[0] if made else None, Continued))


quote = partial(_text, role="quote")
"""What somebody said or wrote, set apart; what a member typed in it is a `Quoted` part, as anywhere."""
small = partial(_text, role="small")
"""Small print: sources, how to change something, and how long something is kept where that is news."""


def quote_lines(text: str, *, typed: bool = False) -> list[Text]:
    """A longer quote in lines that can be counted; `typed`: a member wrote it."""
    return [
        Text(line=(Quoted(text=row) if typed else row,), role="quote", continued=isinstance(row, Continued))
        for row in wrap_lines(text)
    ]


def pairs(*rows: tuple[str, str | Line] | None) -> Pairs | None:
    """Fields: who, when, where; those that are None are left out, and with none left there is no block."""
    shown = [(name, (value,) if isinstance(value, str) else value) for name, value in filter(None, rows)]
    return Pairs(rows=tuple(shown)) if shown else None


def code(text: str) -> Text:
    """What to type or copy, verbatim."""
    return Text(line=(text,), role="code")


def strong(text: str) -> Strong:
    """The figure or word of a line that stands out; at most one a card, or the title of each item of a list."""
    return Strong(text=text)


def buttons(*row: Button | None) -> Buttons | None:
    """A row of buttons; those that are None are left out, and with none left there is no row."""
    kept = tuple(b for b in row if b is not None)
    return Buttons(buttons=kept) if kept else None


def items(*entries: str | Line | Item, numbered: bool = False, start: int = 1) -> Items | None:
    """A list; with no entries there is none."""
    rows = tuple(entry if isinstance(entry, Item) else Item(line=line(entry)) for entry in entries)
    return Items(items=rows, numbered=numbered, start=start) if rows else None


Write = Callable[[Part], str]
"""How a platform writes one part of a line."""


def plain(card: Card, write: Write) -> list[str]:
    """The card as lines of plain text without its buttons: a terminal, a notification, a screen reader."""
    return [text for block in card.blocks for text in _plain_block(block, write)]


def _plain_block(block: Block, write: Write) -> Iterator[str]:
    match block:
        case Text(line=parts):
            yield join(parts, write)
        case Pairs(rows=rows):
            yield from (f"{name}: {join(parts, write)}" for name, parts in rows)
        case Items(items=entries, numbered=numbered, start=start):
            for number, entry in enumerate(entries, start):
                lead = (f"{number}. " if numbered else "- ") + (f"{entry.mark}: " if entry.mark else "")
                yield lead + join(entry.line, write)
        case Picture(alt=alt):
            yield f"Picture: {alt}"
        case File(name=name, about=about):
            yield f"File {name}: {about}"
        case Link(label=label, url=url):
            yield f"{label}: {url}"
        case Buttons():
            return


def join(parts: Line, write: Write) -> str:
    return "".join(write(part) for part in parts)


class Ask(Frozen):
    model_config = {"arbitrary_types_allowed": True}
    name: str
    label: Shown
    kind: Kind
    value: Shown = ""
    required: bool = False
    problem: Shown = ""

    @property
    def picker_label(self) -> str:
        """The label above a picker: the words to type, after its colon, are there to pick."""
        return self.label.partition(":")[0]


PAGE = 5
"""Fields on a page: the tightest platform's form holds no more."""
PAGES = 3


class Form(Frozen):
    """Questions that complete a Call; `call` holds the values that are not asked."""

    title: Shown = Field(max_length=45)
    call: Call
    asks: tuple[Ask, ...] = Field(min_length=1, max_length=PAGE * PAGES)
    note: Shown = ""
    page: int = 1
    """The page to show first, where pages are shown one by one."""
    attachments: ClassVar[tuple[Picture | File, ...]] = ()
    """None, unlike those of a card."""

    @property
    def pages(self) -> tuple[tuple[Ask, ...], ...]:
        return tuple(self.asks[i : i + PAGE] for i in range(0, len(self.asks), PAGE))

    @property
    def problems(self) -> dict[str, str]:
        return {ask.name: ask.problem for ask in self.asks if ask.problem}
