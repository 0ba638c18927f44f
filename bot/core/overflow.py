"""Overflow: what a card keeps behind [More], details and what is too long for one message. Nothing is cut.

The measure is the tightest of the platforms, as they write it: messages of 2,000 characters where markdown doubles,
and sections of 3,000 where `&` is written `&amp;`.
"""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from bot.core.card import (
    Block,
    Button,
    Buttons,
    Card,
    File,
    Form,
    Instant,
    Item,
    Items,
    Line,
    Link,
    Pairs,
    Part,
    Person,
    Picture,
    Quoted,
    Strong,
    Text,
    Typed,
)
from bot.core.values import Call

ROOM = 1_900
"""What a card may weigh."""
BUTTONS = 24
"""Buttons, of the 25 that a message holds; one is left for what a dispatcher or a platform adds."""
MORE = "more"
"""The path of the press that shows the rest."""
_INSTANT = 60
_HEAVY = dict.fromkeys("&<>", 5) | dict.fromkeys("*_~`|\\#-[]()@:.+", 2)
_DOUBLED = "".join(c for c, weight in _HEAVY.items() if weight == 2).encode()
_ESCAPED = "".join(c for c, weight in _HEAVY.items() if weight == 5).encode()
_LONG = 300
"""A line that weighs less is never cut in two."""


def fit_body(body: Card | Form) -> Card | Form:
    """A form as it is; of a card what fits, with [More] for the rest of it where there is a rest."""
    if isinstance(body, Form):
        return body
    shown, rest = fit(body)
    if rest is None:
        return shown
    label = "More text" if any(b.label == "More" for b in shown.buttons) else "More"
    return shown.with_button(Button(label=label, spoken=_spoken(rest), call=_more(rest)))


def fit(card: Card) -> tuple[Card, Card | None]:
    """The card as far as it fits, and the rest with its details. Buttons, files, pictures and links stay on the
    first."""
    if sum(map(_weigh, card.blocks)) <= ROOM and len(card.buttons) <= BUTTONS:
        return Card(blocks=card.blocks), Card(blocks=card.details) if card.details else None
    room = ROOM - sum(_weigh(b) for b in card.blocks if isinstance(b, Link))
    shown: list[Block] = []
    rest: list[Block] = []
    over: list[Block] = []
    for block in _few_buttons(card.blocks, over):
        if isinstance(block, (Buttons, File, Picture, Link)):
            shown.append(block)
            continue
        for row in _rows(block):
            head, tail = (None, row) if rest else _cut_row(row, room)
            room -= _weigh(head) if head is not None else 0
            shown += [head] if head is not None else []
            rest += [tail] if tail is not None else []
    lead = (Text(line=("The rest of it:",)), *_join_rows(rest), *over) if rest or over else ()
    after = (*lead, *card.details)
    return Card(blocks=tuple(_join_rows(shown))), Card(blocks=after) if after else None


def unfold(card: Card) -> Card:
    """The card with its details on it, before the buttons at its end: for where nothing can be kept for a press."""
    end = len(card.blocks)
    while end and isinstance(card.blocks[end - 1], Buttons):
        end -= 1
    return Card(blocks=(*card.blocks[:end], *card.details, *card.blocks[end:]))


def weight(text: str) -> int:
    """What a text weighs, escaped as the heavier of the platforms escapes it."""
    if text.isascii():  # most are, and looking at each character is most of what fitting costs
        raw = text.encode()
        light, mild = len(raw.translate(None, _DOUBLED)), len(raw.translate(None, _ESCAPED))
        return 6 * len(raw) - light - 4 * mild
    return sum(_HEAVY.get(c, 1 if ord(c) < 0x10000 else 2) for c in text)


def _more(rest: Card) -> Call:
    """What somebody typed is kept as such; the rest of our own words is kept as long as any button works."""
    said = any(isinstance(part, (Quoted, Person)) for part in _parts(rest.blocks))
    name = "quoted" if said else "card"
    return Call(path=MORE, values={name: rest.model_dump_json()}, private=frozenset({"quoted"}))


def _spoken(rest: Card) -> str:
    """What a screen reader says for [More]: what it's more about, where no member typed that."""
    first = rest.blocks[0]
    about = first.line[0] if isinstance(first, Text) and first.line else ""
    return f"More: {about.rstrip('.:')}" if isinstance(about, str) and about else ""


def rest_of(text: str) -> Card | None:
    """The card that a [More] carries; None for another button."""
    try:
        return Card.model_validate_json(text)
    except ValidationError:
        return None


def _parts(blocks: Iterable[Block]) -> Iterator[Part]:
    for block in blocks:
        match block:
            case Text(line=parts):
                yield from parts
            case Pairs(rows=rows):
                yield from (part for _, parts in rows for part in parts)
            case Items(items=entries):
                yield from (part for entry in entries for part in entry.line)
            case _:
                continue


def _few_buttons(blocks: Iterable[Block], rest: list[Block]) -> Iterator[Block]:
    """The blocks with as many buttons as a message holds; the others go to the rest."""
    left = BUTTONS
    for block in blocks:
        if not isinstance(block, Buttons):
            yield block
            continue
        kept, over = block.buttons[:left], block.buttons[left:]
        left -= len(kept)
        if kept:
            yield Buttons(buttons=kept)
        if over:
            rest.append(Buttons(buttons=over))


# weighing


def _weigh(block: Block) -> int:
    match block:
        case Text(line=parts):
            return _weigh_line(parts)
        case Pairs(rows=rows):
            return sum(weight(name) + 8 + _weigh_line(parts) for name, parts in rows)
        case Items(items=entries):
            return sum(weight(entry.mark) + 8 + _weigh_line(entry.line) for entry in entries)
        case Link(label=label, url=url):
            return weight(label) + weight(url) + 8
        case _:
            return 0


def _weigh_line(parts: Line) -> int:
    return sum(map(_weigh_part, parts)) + 2


def _weigh_part(part: Part) -> int:
    match part:
        case str():
            return weight(part)
        case Instant():
            return _INSTANT
        case Person(name=name):
            return weight(name) + 4
        case Quoted(text=text) | Strong(text=text):
            return weight(text) + 4
        case Typed(call=call):
            return 60 + sum(weight(k) + weight(v) + 4 for k, v in call.values.items())


# rows: blocks of one line each, so that a card can be cut between any two


def _rows(block: Block) -> Iterator[Block]:
    match block:
        case Items(items=entries, numbered=numbered, start=start):
            yield from (Items(items=(e,), numbered=numbered, start=start + n) for n, e in enumerate(entries))
        case Pairs(rows=rows):
            yield from (Pairs(rows=(row,)) for row in rows)
        case _:
            yield block


def _join_rows(rows: Iterable[Block]) -> list[Block]:
    """Rows of one list as the list that they were."""
    blocks: list[Block] = []
    for row in rows:
        match blocks[-1] if blocks else None, row:
            case Items() as last, Items() if _continues(last, row):
                blocks[-1] = last.copy_with(items=(*last.items, *row.items))
            case Pairs() as last, Pairs():
                blocks[-1] = Pairs(rows=(*last.rows, *row.rows))
            case _:
                blocks.append(row)
    return blocks


def _continues(last: Items, row: Items) -> bool:
    if last.numbered is not row.numbered:
        return False
    return not row.numbered or last.start + len(last.items) == row.start


def _cut_row(row: Block, room: int) -> tuple[Block | None, Block | None]:
    """A row if it fits into `room`; else, where it is long, as much of its line as fits, and the rest."""
    if _weigh(row) <= room:
        return row, None
    if _weigh(row) < _LONG or room < _LONG:
        return None, row
    match row:
        case Text(line=parts):
            head, tail = _cut_line(parts, room)
            return row.copy_with(line=head), Text(line=tail, role=row.role)
        case Items(items=(entry,)):
            head, tail = _cut_line(entry.line, room - weight(entry.mark) - 8)
            return row.copy_with(items=(Item(line=head, mark=entry.mark),)), Text(line=tail)
        case Pairs(rows=((name, parts),)):
            head, tail = _cut_line(parts, room - weight(name) - 8)
            return Pairs(rows=((name, head),)), Text(line=tail)
        case _:
            return None, row


def _cut_line(parts: Line, room: int) -> tuple[Line, Line]:
    """As many parts as fit, the one that does not fit being cut if it is a text."""
    head: list[Part] = []
    room -= 2
    for at, part in enumerate(parts):
        if _weigh_part(part) <= room:
            head.append(part)
            room -= _weigh_part(part)
            continue
        if not isinstance(part, (str, Quoted)):
            return tuple(head), parts[at:]
        text = part if isinstance(part, str) else part.text
        end = _end(text, room - 4)
        first, second = text[:end], text[end:]
        if isinstance(part, str):
            return (*head, first), (second, *parts[at + 1 :])
        return (*head, Quoted(text=first)), (Quoted(text=second), *parts[at + 1 :])
    return tuple(head), ()


def _end(text: str, room: int) -> int:
    """Where to cut: after the last blank that leaves half the room used, else wherever the room ends."""
    end = at = 0
    for at, char in enumerate(text):
        room -= weight(char)
        if room < 0:
            break
        if char.isspace():
            end = at + 1
    return end if end > at // 2 else at
