"""Cards as Discord messages: markdown, rows of buttons, files. Pure; forms are in modal.py.

Classic messages: no embed (a picture there has no words for who cannot see it) and no Components V2.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.core import card as cards
from bot.core.call import Call
from bot.core.card import Block, Button, Card, Item, Line, Part, join
from bot.core.headline import set_headline
from bot.platforms.discord.escape import escape, label, without_lists
from bot.platforms.plain_text import command_words

CONTENT = 2_000
ROWS = 5
IN_ROW = 5
LABEL = 80
CUSTOM_ID = 100
FILES = 10
FILE_BYTES = 10_000_000
"""What a bot may attach to one message where nobody has paid for more."""
EPHEMERAL = 1 << 6
NO_PREVIEWS = 1 << 2
SILENT = 1 << 12
NOBODY: Mapping[str, Any] = {"parse": []}
"""Allowed mentions: without this field everything in a text would ping."""
_STYLES = {"main": 1, "plain": 2, "danger": 4}
_INSTANTS = {"time": "t", "day": "D", "full": "F"}
_FILE_NAME = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, or a chart that is drawn when it is sent; `about` is what stands for it in words."""

    name: str
    about: str
    source: bytes | cards.Chart


@dataclass(frozen=True, slots=True)
class Message:
    """What a card is on Discord."""

    content: str
    components: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Attachment, ...] = ()

    def body(self, flags: int = 0) -> dict[str, Any]:
        """The JSON of a message; `attachments` names the files that travel beside it, in their order."""
        return {
            "content": self.content,
            "components": list(self.components),
            "flags": flags | NO_PREVIEWS,
            "allowed_mentions": dict(NOBODY),
            "attachments": [
                {"id": n, "filename": f.name, "description": f.about} for n, f in enumerate(self.files)
            ],
        }


def message(card: Card, payloads: Iterable[str], word: str) -> Message:
    """The card; `payloads` are its buttons' texts in their order, `word` is the root word of commands.

    Raises:
        ValueError: a limit of Discord's is broken, which bot.core.fit should have seen to.
    """
    card = set_headline(card)
    content = "\n".join(text for block in card.blocks for text in _lines(block, word)).strip()
    files = tuple(f for n, block in enumerate(card.blocks, 1) if (f := _file(block, n)) is not None)
    rows = _rows(card, _unique(payloads, len(card.buttons)))
    _check(content, rows, files)
    return Message(content, rows, files)


def _check(content: str, rows: tuple[Any, ...], files: tuple[Attachment, ...]) -> None:
    if len(content) > CONTENT:
        raise ValueError(f"{len(content)} characters of content, {CONTENT} at most")
    if not content and not files:
        raise ValueError("a message needs content or a file")
    if len(rows) > ROWS:
        raise ValueError(f"{len(rows)} rows of buttons, {ROWS} at most")
    if len(files) > FILES:
        raise ValueError(f"{len(files)} files, {FILES} at most")


# text


def _lines(block: Block, word: str) -> Iterator[str]:
    match block:
        case cards.Text(line=parts):
            yield _line(parts, word)
        case cards.Pairs(rows=rows):
            yield from (_line((f"{name}: ", *parts), word) for name, parts in rows)
        case cards.Items(items=entries, numbered=numbered, start=start):
            yield from (
                (f"{start + n}. " if numbered else "- ") + _item(e, word) for n, e in enumerate(entries)
            )
        case cards.Link(label=name, url=url):
            yield f"[{escape(name)}](<{quote(url, safe=_URL)}>)"
        case cards.Progress(done=done, total=total, what=what):
            yield _line((f"{done} of {total} {what}",), word)
        case cards.File(name=name, about=about, data=data):
            yield _line((f"File {name}: {about}{_too_large(data)}",), word)
        case cards.Picture() | cards.Buttons():
            return


_URL = ":/?#[]@!$&'*+,;=%-._~"
"""What stays as it is in a link of ours; brackets and blanks would end it."""


def _item(entry: Item, word: str) -> str:
    return _line((f"{entry.mark}: ", *entry.line) if entry.mark else entry.line, word)


def _line(parts: Line, word: str) -> str:
    return without_lists(join(parts, lambda part: _part(part, word)))


def _part(part: Part, word: str) -> str:
    match part:
        case str():
            return escape(part)
        case cards.Instant(at=at, style=style):
            return f"<t:{int(at.timestamp())}:{_INSTANTS[style]}>"
        case cards.Person(name=name):
            return escape(name)
        case cards.Typed(call=call):
            return escape(write_command(call, word))
        case cards.Quoted(text=text):
            return f'"{escape(text)}"'
        case cards.Strong(text=text):
            return f"**{escape(text)}**"


def write_command(call: Call, word: str) -> str:
    """A Call as Discord shows a typed command: `/prep-admin connect code:K7QX-29`."""
    return " ".join([command_words(call, word), *(f"{name}:{value}" for name, value in call.values.items())])


# files


def _file(block: Block, number: int) -> Attachment | None:
    match block:
        case cards.Picture(chart=chart, alt=alt):
            return Attachment(f"chart-{number}.png", alt, chart)
        case cards.File(name=name, about=about, data=data) if len(data) <= FILE_BYTES:
            return Attachment(_FILE_NAME.sub("_", name)[-100:] or "file", label(about)[:1_024] or name, data)
        case _:
            return None


def _too_large(data: bytes) -> str:
    if len(data) <= FILE_BYTES:
        return ""
    return f". It has {len(data) / 1e6:.0f} MB; Discord takes {FILE_BYTES // 1_000_000}, so it is not here."


# buttons


def _unique(payloads: Iterable[str], count: int) -> list[str]:
    """Custom ids: payloads as they are; the second of two equal ones begins with `2|`."""
    ids: list[str] = []
    for payload in payloads:
        ids.append(next(i for i in _variants(payload) if i not in ids))
    if len(ids) != count:
        raise ValueError(f"{count} buttons and {len(ids)} payloads")
    return ids


def _variants(payload: str) -> Iterator[str]:
    yield payload
    yield from (f"{n}|{payload}" for n in range(2, 10))
    raise ValueError("the same button more than nine times")


def _rows(card: Card, ids: list[str]) -> tuple[Mapping[str, Any], ...]:
    """A block of buttons begins a row of its own, unless there are more rows than a message holds."""
    left = iter(ids)
    blocks = [
        [_button(b, next(left)) for b in x.buttons] for x in card.blocks if isinstance(x, cards.Buttons)
    ]
    rows = [row for block in blocks for row in _by_fives(block)]
    if len(rows) > ROWS:
        rows = list(_by_fives([button for block in blocks for button in block]))
    return tuple({"type": 1, "components": row} for row in rows)


def _by_fives(buttons: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (buttons[i : i + IN_ROW] for i in range(0, len(buttons), IN_ROW))


def _button(button: Button, custom_id: str) -> dict[str, Any]:
    text = label(button.label)
    if not 1 <= len(text) <= LABEL:
        raise ValueError(f"a button's label has 1 to {LABEL} characters")
    if not 1 <= len(custom_id) <= CUSTOM_ID:
        raise ValueError(f"a button's payload has 1 to {CUSTOM_ID} characters")
    return {"type": 2, "style": _STYLES[button.style], "label": text, "custom_id": custom_id}
