"""Cards as Discord messages: a container of markdown, pictures, files and rows of buttons. Pure; forms: modal.py.

No embed: a picture there has no words for who cannot see it.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from bot.core import card as cards
from bot.core.card import Block, Button, Card, Line, Part, join
from bot.core.layout import lay_out
from bot.core.registry import command_words
from bot.core.text import strip_hidden
from bot.core.values import Call

CONTENT = 4_000
"""Characters of all texts of a message together."""
COMPONENTS = 40
"""In a message, those inside of others too."""
BUTTON_ROW, TEXT, GALLERY, FILE, CONTAINER = 1, 10, 12, 13, 17
"""Kinds of components."""
ROWS = 5
"""Rows of buttons that stay where the card has them; more of them are filled up, at its end."""
IN_ROW = 5
LABEL = 80
CUSTOM_ID = 100
FILES = 10
FILE_BYTES = 10_000_000
"""What a bot may attach to one message where nobody has paid for more."""
EPHEMERAL = 1 << 6
NO_PREVIEWS = 1 << 2
SILENT = 1 << 12
IN_COMPONENTS = 1 << 15
"""The message is all components; once set, it stays."""
CHANNEL_TYPES: Final = [0, 5]
"""Channels in which a group can be told things: text channels, and those for announcements."""
VOICE_TYPES: Final = [2]
NOBODY: Mapping[str, Any] = {"parse": []}
"""Allowed mentions: without this field everything in a text would ping."""
_STYLES = {"main": 1, "plain": 2, "danger": 4}
_INSTANTS = {"time": "t", "day": "D", "full": "F", "relative": "R"}
NO_IDS: Final[Mapping[str, str]] = {}
ZERO_WIDTH = "\u200b"
_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\*_~`|<>#-[]():"} | {"@": f"@{ZERO_WIDTH}"})
_INVITE = re.compile(r"(discord(?:app)?)\.(?=\w)", re.IGNORECASE)
"""`discord.gg/x` becomes an invitation without any `https://`."""
_LIST = re.compile(r"^([ \t]*)(?:(\d+)\.|(\+))(?=\s)", re.MULTILINE)
_FILE_NAME = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, or a chart that is drawn when it is sent; `about` is what stands for it in words."""

    name: str
    about: str
    source: bytes | cards.Chart


@dataclass(frozen=True, slots=True)
class Message:
    """What a card is on Discord: a container of texts, pictures, files and rows of buttons, in their order."""

    parts: tuple[Mapping[str, Any], ...]
    files: tuple[Attachment, ...] = ()
    flow: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(part["content"] for part in self.parts if part["type"] == TEXT)

    @property
    def bare(self) -> "Message | None":
        """The same without its buttons; None where it has none, or holds files, which an edit would have to bring."""
        kept = tuple(part for part in self.parts if part["type"] != BUTTON_ROW)
        files = any(part["type"] in (GALLERY, FILE) for part in kept)
        return Message(kept, (), self.flow) if kept and len(kept) < len(self.parts) and not files else None

    @property
    def in_words(self) -> "Message":
        """The same with words in place of its pictures, which are charts."""
        parts = [_in_words(part) if part["type"] == GALLERY else part for part in self.parts]
        files = [file for file in self.files if isinstance(file.source, bytes)]
        return Message(tuple(parts), tuple(files), self.flow)

    def body(self, flags: int = 0) -> dict[str, Any]:
        """The JSON of a message; `attachments` names the files that travel with it, in their order."""
        return {
            "components": [
                {"type": CONTAINER, "components": list(self.parts)}
                | ({"id": id_of(self.flow)} if self.flow else {})
            ],
            "flags": flags | IN_COMPONENTS | NO_PREVIEWS,
            "allowed_mentions": dict(NOBODY),
            "attachments": [
                {"id": n, "filename": f.name, "description": f.about} for n, f in enumerate(self.files)
            ],
        }

    def change(self) -> dict[str, Any]:
        """The JSON of an edit; a message that an earlier version wrote in plain text loses that text."""
        return self.body() | {"content": None, "embeds": []}


def id_of(flow: str) -> int:
    """The id of a container, which says what flow it's a card of; Discord itself counts from 1."""
    return zlib.crc32(flow.encode()) % (1 << 30) + 1_000


def shown(components: Iterable[Mapping[str, Any]], flow: str) -> Message | None:
    """A card of that flow as Discord hands it back; None for any other message."""
    card = next(iter(components), {})
    if card.get("type") != CONTAINER or card.get("id") != id_of(flow):
        return None
    kept = ("type", "content", "components")
    return Message(
        tuple({n: v for n, v in part.items() if n in kept} for part in card["components"]), (), flow
    )


@dataclass(frozen=True, slots=True)
class Commands:
    """The root word, and Discord's ids of the commands that are registered."""

    word: str
    ids: Mapping[str, str]

    def write(self, call: Call) -> str:
        """A mention that fills the command in when it's pressed; it can't hold values, so with them it's what one
        types, as code: `/prep-admin connect code:K7QX-29`."""
        words = command_words(call, self.word)
        name = words.removeprefix("/")
        if name in self.ids and not call.values:
            return f"</{name}:{self.ids[name]}>"
        text = " ".join([words, *(f"{name}:{value}" for name, value in call.values.items())])
        return f"`{text}`" if _IN_CODE.fullmatch(text) else escape(text)


def message(
    card: Card, payloads: Iterable[str], word: str, ids: Mapping[str, str] = NO_IDS, flow: str = ""
) -> Message:
    """The card; `payloads` are its buttons' texts in their order, `word` is the root word of commands, `ids` are
    Discord's of those that are registered, by `prep mock join`.

    Raises:
        ValueError: a limit of Discord's is broken, which bot.core.layout should have seen to.
    """
    card = lay_out(card)
    made = _parts(card, _unique(payloads, len(card.buttons)), Commands(word, ids))
    files = tuple(f for n, block in enumerate(card.blocks, 1) if (f := _file(block, n)) is not None)
    sent = Message(tuple(made), files, flow)
    if (length := sum(map(len, sent.texts))) > CONTENT:
        raise ValueError(f"{length} characters of text, {CONTENT} at most")
    if not sent.parts:
        raise ValueError("a message needs content or a file")
    if (count := _count(sent.parts)) > COMPONENTS:
        raise ValueError(f"{count} components, {COMPONENTS} at most")
    if len(sent.files) > FILES:
        raise ValueError(f"{len(sent.files)} files, {FILES} at most")
    return sent


def _count(parts: Iterable[Mapping[str, Any]]) -> int:
    """All components, with those in rows and the container itself."""
    return 1 + sum(1 + len(part.get("components", ())) for part in parts)


def _parts(card: Card, ids: list[str], commands: Commands) -> Iterator[Mapping[str, Any]]:
    """The card's components; lines that follow each other are one text, and the first line is one of its own."""
    left, lines = iter(ids), list[str]()
    in_place = sum(-(-len(b.buttons) // IN_ROW) for b in card.blocks if isinstance(b, cards.Buttons)) <= ROWS
    for number, block in enumerate(card.blocks, 1):
        apart = list(_apart(block, number, left, in_place))
        continued = isinstance(block, cards.Text) and block.continued  # the rest of the headline's own line
        if apart or (number > 1 and lines and lines[0].startswith(_HEADING) and not continued):
            yield from _text(lines)
        yield from apart
        lines += (text for text in _lines(block, commands) if text.strip())
    yield from _text(lines)
    yield from [] if in_place else _rows(card.buttons, left)


def _text(lines: list[str]) -> Iterator[Mapping[str, Any]]:
    if lines:
        yield {"type": TEXT, "content": "\n".join(lines)}
        lines.clear()


def _apart(block: Block, number: int, ids: Iterator[str], in_place: bool) -> Iterator[Mapping[str, Any]]:
    """The components of a block that come above its lines, if any."""
    match block:
        case cards.Buttons(buttons=buttons) if in_place:
            yield from _rows(buttons, ids)
        case cards.Picture() | cards.File():
            if sent := _file(block, number):
                media, is_file = {"url": f"attachment://{sent.name}"}, isinstance(block, cards.File)
                items = [{"media": media, "description": sent.about}]
                yield {"type": FILE, "file": media} if is_file else {"type": GALLERY, "items": items}


def _in_words(gallery: Mapping[str, Any]) -> Mapping[str, Any]:
    (item,) = gallery["items"]
    return {"type": TEXT, "content": escape(f"I couldn't draw this picture. It shows: {item['description']}")}


# text: what members typed is shown as they typed it, never obeyed.
#
# A backslash before a punctuation mark makes the client show the mark and nothing else (its rule:
# `\\([^0-9A-Za-z\s])`), which takes care of formatting, masked links, `scheme://`, emoji and quotes. Mentions are
# looked for in the raw text, backslashes and all: only a character between `@` and the word undoes them, and
# U+200B is one that nobody sees


def escape(text: str) -> str:
    """The text of a card as markdown that shows it."""
    return _INVITE.sub(r"\1\\.", text.translate(_ESCAPED))


def label(text: str) -> str:
    """Text for a place without markdown, on one line: a button, a field's name."""
    return " ".join(strip_hidden(text).split())


def _lines(block: Block, commands: Commands) -> Iterator[str]:
    match block:
        case cards.Text(line=parts, role="code"):
            # a character without width keeps a block of code from ending early, and from naming anybody
            text = "".join(part for part in parts if isinstance(part, str))
            yield f"```\n{re.sub('[`@]', lambda m: m[0] + ZERO_WIDTH, text)}\n```"
        case cards.Text(line=parts, role=role):
            mark, end = _MARKS.get(role, ("", ""))
            lines = _line(parts, commands).split("\n")
            yield "\n".join(f"{mark}{text}{end}" if text.strip() else text for text in lines)
        case cards.Pairs(rows=rows):
            yield from (f"**{escape(name)}\\:** {_line(parts, commands)}" for name, parts in rows)
        case cards.Items(items=entries, numbered=numbered, start=start):
            for number, entry in enumerate(entries, start):
                line = (f"{entry.mark}: ", *entry.line) if entry.mark else entry.line
                yield (f"{number}. " if numbered else "- ") + _line(line, commands)
        case cards.Link(label=name, url=url):
            yield f"[{escape(name)}](<{quote(url, safe=_URL)}>)"
        case cards.File(name=name, about=about, data=data):
            if len(data) <= FILE_BYTES:  # Discord itself shows its name
                yield _line((f"{about[:1].upper()}{about[1:]}.",), commands)
            else:
                size = f"It has {len(data) / 1e6:.0f} MB; Discord takes {FILE_BYTES // 1_000_000}, so it isn't here."
                yield _line((f"File {name}: {about}. {size}",), commands)
        case cards.Picture() | cards.Buttons():
            return


_HEADING = "### "
_MARKS = {"headline": (_HEADING, ""), "quote": ("> ", ""), "small": ("-# ", "")}
"""What comes before and after each line of a paragraph."""


_URL = ":/?#[]@!$&'*+,;=%-._~"
"""What stays as it is in a link of ours; brackets and blanks would end it."""


def _line(parts: Line, commands: Commands) -> str:
    """Without what begins a list (`1. `, `+ `): lines of ours begin theirs themselves."""
    line = join(parts, lambda part: _part(part, commands))
    return _LIST.sub(lambda m: f"{m[1]}{m[2]}\\." if m[2] else f"{m[1]}\\+", line)


def _part(part: Part, commands: Commands) -> str:
    match part:
        case str():
            return escape(part)
        case cards.Instant(at=at, style=style):
            return f"<t:{int(at.timestamp())}:{_INSTANTS[style]}>"
        case cards.Person(name=name):
            return escape(name)
        case cards.Typed(call=call):
            return commands.write(call)
        case cards.Quoted(text=text):
            return f'"{escape(text)}"'
        case cards.Strong(text=text):
            return f"**{escape(text)}**" if text.strip() else text


_IN_CODE = re.compile(r"[\w /:,+=-]+")
"""What means nothing in code, where nothing can be escaped."""


# files


def _file(block: Block, number: int) -> Attachment | None:
    match block:
        case cards.Picture(chart=chart, alt=alt):
            return Attachment(f"chart-{number}.png", alt, chart)
        case cards.File(name=name, about=about, data=data) if len(data) <= FILE_BYTES:
            return Attachment(_FILE_NAME.sub("_", name)[-100:] or "file", label(about)[:1_024] or name, data)
        case _:
            return None


# buttons


def _unique(payloads: Iterable[str], count: int) -> list[str]:
    """Custom ids: payloads as they are; the second of two equal ones begins with `2|`."""
    ids: list[str] = []
    for payload in payloads:
        marked = (payload, *(f"{n}|{payload}" for n in range(2, 10)))
        ids.append(next((one for one in marked if one not in ids), ""))
    if len(ids) != count:
        raise ValueError(f"{count} buttons and {len(ids)} payloads")
    return ids


def _rows(buttons: Iterable[Button], ids: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    made = [_button(button, next(ids)) for button in buttons]
    for start in range(0, len(made), IN_ROW):
        yield {"type": BUTTON_ROW, "components": made[start : start + IN_ROW]}


def _button(button: Button, custom_id: str) -> dict[str, Any]:
    text = label(button.label)
    if not 1 <= len(text) <= LABEL:
        raise ValueError(f"a button's label has 1 to {LABEL} characters")
    if not 1 <= len(custom_id) <= CUSTOM_ID:
        raise ValueError(f"a button's payload has 1 to {CUSTOM_ID} characters")
    return {"type": 2, "style": _STYLES[button.style], "label": text, "custom_id": custom_id}
