"""Cards as Slack messages: a header, rich text, fields, small print and buttons, with plain words for
notifications and screen readers. Pictures and files are sent apart.

What a member typed is shown as it stands, and never pings, links or formats. Slack has three kinds of text.
`plain_text` and the elements of rich text are shown as they stand. `mrkdwn` knows moments and bold words, but `*`,
`_`, `~`, a backtick, `>` and `:name:` mean something in it, and cannot be escaped: only `&`, `<` and `>` can. So
small print and fields, which rich text can't make, are mrkdwn when nothing in them would come alive; else they are
plain, and their moments are written in the reader's zone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.core import card as cards
from bot.core.card import Button, Card, Instant, Line, Part, join
from bot.core.layout import Look, join_lines, lay_out, write_part
from bot.core.reply import Answer

Surface = Literal["message", "home"]
Block = Mapping[str, Any]

BLOCKS: Final[Mapping[Surface, int]] = {"message": 50, "home": 100}
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
HEADER = 150
ACTIONS = 25
LABEL = 75
TOTAL = 13_000
"""Characters of all blocks together; with more Slack says msg_blocks_too_long, which is not documented."""


_STYLES = {"main": "primary", "danger": "danger"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `text` is what a notification and a screen reader say, never empty."""

    text: str
    blocks: list[dict[str, Any]]

    @property
    def bare(self) -> "Message | None":
        """The same without its buttons; None where it has none."""
        kept = [block for block in self.blocks if block["type"] != "actions"]
        return Message(self.text, kept) if kept and len(kept) < len(self.blocks) else None

    @property
    def flow(self) -> str:
        """What its buttons say that it's a card of; "": nothing."""
        rows = (block["elements"] for block in self.blocks if block["type"] == "actions")
        return next((flow_of(row[0].get("action_id") or "") for row in rows), "")


def shown(message: Mapping[str, Any]) -> Message:
    """A message as Slack hands it back."""
    return Message(str(message.get("text") or "Loopmate"), list(message.get("blocks") or ()))


def render(answer: Answer, look: Look, surface: Surface = "message") -> Message:
    """A card as Slack shows it.

    Raises:
        ValueError: the card breaks one of Slack's limits.
    """
    if not isinstance(answer.body, Card):
        raise TypeError("a form is shown by modal.view")
    payloads, body = iter(answer.payloads), lay_out(answer.body)
    blocks = [b for block in body.blocks for b in _block(block, look, payloads)]
    for place, block in enumerate(blocks):
        for n, button in enumerate(block["elements"] if block["type"] == "actions" else ()):
            # no other of the message has this id, which says what flow it's a card of
            button["action_id"] = f"{answer.flow or NO_FLOW}-{place}-{n}"
    said = "\n".join(cards.plain(join_lines(answer.body), lambda part: write_part(part, look)))
    words = said if said.strip() else ", ".join(button.label for button in answer.body.buttons)
    _check(blocks, surface)
    return Message(text=escape(words) or "Loopmate", blocks=blocks)


NO_FLOW = "press"


def flow_of(action_id: str) -> str:
    """The flow of the card whose button has this id; "": none."""
    flow = action_id.rsplit("-", 2)[0]
    return flow if flow != NO_FLOW else ""


def _block(block: cards.Block, look: Look, payloads: Iterator[str]) -> Iterator[dict[str, Any]]:
    match block:
        case cards.Text(line=line) if not any(write_part(part, look).strip() for part in line):
            return  # Slack refuses what shows nothing
        case cards.Text(role="headline", line=line):
            yield _headline(line, look)
        case cards.Text(role="small", line=line):
            yield {"type": "context", "elements": [_text(line, look)]}
        case cards.Text(role=role, line=line):
            yield _rich(_words(line, look), _SHAPES.get(role, "rich_text_section"))
        case cards.Pairs(rows=((name, line),)):  # a field by itself has half of the width
            yield _rich(_words((cards.Strong(text=f"{name}: "), *line), look))
        case cards.Pairs(rows=rows):
            fields = _chunks([_field(name, line, look) for name, line in rows], FIELDS)
            yield from ({"type": "section", "fields": chunk} for chunk in fields)
        case cards.Items() as entries:
            yield _list(entries, look)
        case cards.Buttons(buttons=buttons):
            elements = _chunks([_button(b, next(payloads)) for b in buttons], ACTIONS)
            yield from ({"type": "actions", "elements": chunk} for chunk in elements)
        case cards.Picture():
            return
        case cards.File(name=name, about=about):
            yield _rich(_words((f"File {name}: {about}",), look))
        case cards.Link(label=label, url=url):
            yield _rich(_link(label, url, look))


_SHAPES = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}


def _rich(elements: Sequence[Block], shape: str = "rich_text_section", **more: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": shape, **more, "elements": elements}]}


def _headline(line: Line, look: Look) -> dict[str, Any]:
    """A header holds no moment that each reader sees in their own zone."""
    text = plain_text(join(line, lambda part: write_part(part, look)))
    if len(text["text"]) <= HEADER and not any(isinstance(part, Instant) for part in line):
        return {"type": "header", "text": text}
    return _rich(_words(line, look, bold=True))


def _words(line: Line, look: Look, *, bold: bool = False) -> list[dict[str, Any]]:
    """The parts of a line as elements of rich text; texts of one style are one."""
    words: list[dict[str, Any]] = []
    for word in filter(None, (_word(part, look, bold) for part in line)):
        last = words[-1] if words else {"type": ""}
        if word["type"] == last["type"] == "text" and word.get("style") == last.get("style"):
            last["text"] += word["text"]
        else:
            words.append(word)
    return words


def _word(part: Part, look: Look, bold: bool) -> dict[str, Any] | None:
    text = write_part(part, look)
    if not text:
        return None
    word: dict[str, Any] = {"type": "text", "text": _break_entities(text)}
    style = {"bold": True} if bold or isinstance(part, cards.Strong) else {}
    if isinstance(part, Instant):
        moment = {"timestamp": int(part.at.timestamp()), "format": FORMATS[part.style], "fallback": text}
        word = {"type": "date", **moment}
    elif isinstance(part, cards.Typed):
        style |= {"code": True}
    return word | {"style": style} if style else word


def _list(entries: cards.Items, look: Look) -> dict[str, Any]:
    sections = [
        {"type": "rich_text_section", "elements": _words(line, look) or _words(("-",), look)}
        for line in (((f"{e.mark}: ", *e.line) if e.mark else e.line) for e in entries.items)
    ]
    begins = {"offset": entries.start - 1} if entries.numbered and entries.start > 1 else {}
    return _rich(sections, "rich_text_list", style="ordered" if entries.numbered else "bullet", **begins)


def _link(label: str, url: str, look: Look) -> list[dict[str, Any]]:
    """A link of ours; what isn't an address is shown in full."""
    if not url.startswith(("https://", "http://")):
        return _words((f"{label}: {url}",), look)
    quoted = "".join(f"%{ord(c):02X}" if c in '|<> "' else c for c in url)  # what would end it
    return [{"type": "link", "url": quoted, "text": _break_entities(label or url)}]


def _button(button: Button, payload: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "button", "text": plain_text(button.label), "value": pack(payload)}
    if button.style in _STYLES:
        shape["style"] = _STYLES[button.style]
    if button.spoken.strip() and button.spoken != button.label:
        # a screen reader says the rest of it from the card itself
        whole = len(button.spoken) <= LABEL
        shape["accessibility_label"] = button.spoken if whole else button.spoken[: LABEL - 1] + "…"
    return shape


def _chunks(things: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(things), size):
        yield list(things[start : start + size])


# text, in and out

_PAIRED = re.compile(r"([*_~`]).*\1", re.DOTALL)
_EMOJI = re.compile(r":[\w+'-]+:")
_QUOTE = re.compile(r"^\s*>", re.MULTILINE)
_INSIDE = re.compile(r"<([^<>]*)>")
FORMATS = {
    "time": "{time}",
    "day": "{date_short_pretty}",
    "full": "{date_short_pretty} {time}",
    "relative": "at {time}",
}
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
_JOINER = "\N{WORD JOINER}"
_PACKED = (("&", "%26"), ("<", "%3C"), (">", "%3E"))


def escape(text: str) -> str:
    """`text` for mrkdwn, where these three characters begin mentions and links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """What a member typed, from what Slack sent of it."""
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def pack(payload: str) -> str:
    """A button's payload without the characters that Slack escapes in what it hands back. In a payload a percent
    sign is written `%25`, so these can be nothing else."""
    for character, code in _PACKED:
        payload = payload.replace(character, code)
    return payload


def unpack(value: str) -> str:
    for character, code in _PACKED:
        value = value.replace(code, character)
    return value


def read_typed(message: Mapping[str, Any]) -> str:
    """A message as it was typed: links, mentions and names of emoji that Slack made of it are as they were."""
    text = str(message.get("text") or "")
    for emoji in (node for node in _nodes(message.get("blocks")) if node.get("type") == "emoji"):
        tone = f":skin-tone-{emoji['skin_tone']}:" if emoji.get("skin_tone") else ""
        if code := emoji.get("unicode"):  # one of the workspace's own has none
            typed = "".join(chr(int(character, 16)) for character in code.split("-"))
            text = text.replace(f":{emoji.get('name')}:{tone}", typed, 1)
    return unescape(_INSIDE.sub(lambda found: _restore(found[1]), text))


def _restore(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("#"):  # of a private channel Slack says the id alone
        return f"#{label}" if label else target[1:]
    return label or (f"@{target[1:]}" if target.startswith("!") else target.removeprefix("mailto:"))


def plain_text(text: str) -> dict[str, Any]:
    """`text` as it stands. Slack reads `:name:` as a picture where `emoji` is on, and needs it on for real ones.

    Slack keeps texts escaped, and reads `&lt;` in one as `<`: a character without width keeps what somebody typed
    from being read so.
    """
    return {"type": "plain_text", "text": _break_entities(text), "emoji": _EMOJI.search(text) is None}


def _break_entities(text: str) -> str:
    """The text with a character without width in what reads like an escape of Slack's."""
    return _ENTITY.sub(f"&{_JOINER}", text)


def _mrkdwn(text: str) -> dict[str, Any]:
    """Escaped text with moments; `verbatim`: nothing else in it becomes a link or a mention."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _text(line: Line, look: Look) -> dict[str, Any]:
    """A line as a text object: with live moments where nothing else in it would come alive."""
    moments = any(isinstance(part, Instant) for part in line)
    if moments and _is_inert(join(line, lambda part: _without_moments(part, look))):
        return _mrkdwn(join(line, lambda part: _with_moments(part, look)))
    return plain_text(join(line, lambda part: write_part(part, look)))


def _field(name: str, line: Line, look: Look) -> dict[str, Any]:
    """A named value: the name in bold above it, where nothing in either would come alive."""
    if (
        name.strip() == name != ""
        and "*" not in name
        and _is_inert(f"{name}\n{join(line, lambda part: _without_moments(part, look))}")
    ):
        return _mrkdwn(f"*{escape(name)}*\n{join(line, lambda part: _with_moments(part, look))}")
    return plain_text(f"{name.strip() or '-'}\n{join(line, lambda part: write_part(part, look))}")


def _is_inert(text: str) -> bool:
    return not (_PAIRED.search(text) or _EMOJI.search(text) or _QUOTE.search(text))


def _without_moments(part: Part, look: Look) -> str:
    return " " if isinstance(part, Instant) else write_part(part, look)


def _with_moments(part: Part, look: Look) -> str:
    text = escape(write_part(part, look))
    if not isinstance(part, Instant):
        return text
    return f"<!date^{int(part.at.timestamp())}^{FORMATS[part.style]}|{text}>"


# limits: of what a card can hold too much of; the rest is cut or split where it's made


def _check(blocks: Sequence[Block], surface: Surface) -> None:
    """Raises ValueError, which names the limits that are broken."""
    fields = (("a field", text, FIELD) for block in blocks for text in block.get("fields", ()))
    contexts = (block for block in blocks if block["type"] == "context")
    prints = (("small print", text, SECTION) for block in contexts for text in block["elements"])
    problems = [
        f"{what} of {len(text['text'])} characters, {most} at most"
        for what, text, most in (*fields, *prints)
        if len(text["text"]) > most
    ]
    if not 1 <= len(blocks) <= BLOCKS[surface]:
        problems.append(f"{len(blocks)} blocks, 1 to {BLOCKS[surface]}")
    total = sum(len(text) for node in _nodes(blocks) if isinstance(text := node.get("text"), str))
    if total > TOTAL:
        problems.append(f"{total} characters in all, {TOTAL} at most")
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Every mapping in blocks, at any depth."""
    if isinstance(tree, Mapping):
        yield tree
        tree = tree.values()
    if isinstance(tree, Iterable) and not isinstance(tree, str):
        for inside in tree:
            yield from _nodes(inside)
