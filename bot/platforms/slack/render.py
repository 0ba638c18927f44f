"""Cards as Slack messages: a header, rich text, fields, small print and buttons, and beside them the plain words for
notifications and screen readers. Pictures and files are sent apart (files.py).

What somebody typed stands in `plain_text` or in elements of rich text, where nothing comes alive; fields and small
print are mrkdwn only where nothing in them would (escape.py)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.core import card as cards
from bot.core.card import Button, Card, Instant, Line, Part, join
from bot.core.layout import join_lines, lay_out
from bot.core.reply import Answer
from bot.platforms.plain_text import Look, write_part
from bot.platforms.slack.escape import (
    FORMATS,
    break_entities,
    escape,
    field_of,
    pack,
    plain_text,
    quote_url,
    text_of,
)

Surface = Literal["message", "modal", "home"]
Block = Mapping[str, Any]

BLOCKS: Final[Mapping[Surface, int]] = {"message": 50, "modal": 100, "home": 100}
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
HEADER = 150
ACTIONS = 25
LABEL = 75
VALUE = 2_000
NAME = 255
"""Of an `action_id` or a `block_id`."""
TITLE = 24
"""Of a modal's title and its two buttons."""
METADATA = 3_000
INPUT = 3_000
"""Characters that a text field can hold."""
INPUT_LABEL = 2_000
PLACEHOLDER = 150
OPTIONS = 100
TOTAL = 13_000
"""Characters of all blocks together; with more Slack says msg_blocks_too_long, which is not documented."""


def check_blocks(blocks: Sequence[Block], surface: Surface = "message") -> list[dict[str, Any]]:
    """The blocks.

    Raises:
        ValueError: names the limit that is broken.
    """
    problems = list(_problems(blocks, surface))
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))
    return [dict(block) for block in blocks]


def check_view(view: dict[str, Any]) -> dict[str, Any]:
    """The modal or Home.

    Raises:
        ValueError: names the limit that is broken.
    """
    surface: Surface = "home" if view["type"] == "home" else "modal"
    problems = list(_problems(view["blocks"], surface))
    if surface == "modal":
        problems += _modal_problems(view)
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))
    return view


def _modal_problems(view: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "submit", "close"):
        yield from _text(name, view.get(name), TITLE)
    if len(view.get("private_metadata", "")) > METADATA:
        yield f"private_metadata has {len(view['private_metadata'])} characters, {METADATA} at most"


def _problems(blocks: Sequence[Block], surface: Surface) -> Iterator[str]:
    if not 1 <= len(blocks) <= BLOCKS[surface]:
        yield f"{len(blocks)} blocks, 1 to {BLOCKS[surface]}"
    for block in blocks:
        yield from _CHECKS[block["type"]](block)
    names = Counter(e["action_id"] for b in blocks for e in _elements(b) if "action_id" in e)
    yield from (f"action_id {name} stands there {n} times" for name, n in names.items() if n > 1)
    total = sum(len(text) for block in blocks for text in _texts(block))
    if total > TOTAL:
        yield f"{total} characters in all, {TOTAL} at most"


def _check_section(block: Block) -> Iterator[str]:
    if "text" in block:
        yield from _text("a section", block["text"], SECTION)
    fields = block.get("fields", ())
    if len(fields) > FIELDS or ("text" not in block and not fields):
        yield f"{len(fields)} fields, 1 to {FIELDS}"
    for field in fields:
        yield from _text("a field", field, FIELD)


def _check_actions(block: Block) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= ACTIONS:
        yield f"{len(block['elements'])} buttons in a row, 1 to {ACTIONS}"
    for element in block["elements"]:
        yield from _text("a button", element["text"], LABEL)
        yield from _length("a button's value", element["value"], VALUE)
        yield from _length("an action_id", element["action_id"], NAME)
        yield from _length("an accessibility_label", element.get("accessibility_label", "-"), LABEL)


def _check_input(block: Block) -> Iterator[str]:
    element = block["element"]
    yield from _text("a label", block["label"], INPUT_LABEL)
    yield from _length("a block_id", block["block_id"], NAME)
    if "hint" in block:
        yield from _text("a hint", block["hint"], INPUT_LABEL)
    if "placeholder" in element:
        yield from _text("a placeholder", element["placeholder"], PLACEHOLDER)
    if len(element.get("initial_value", "")) > element.get("max_length", INPUT):
        yield f"{len(element['initial_value'])} characters in a field of {element.get('max_length', INPUT)}"
    options = element.get("options", ())
    if element["type"] == "static_select" and not 1 <= len(options) <= OPTIONS:
        yield f"{len(options)} options, 1 to {OPTIONS}"
    for option in options:
        yield from _text("an option", option["text"], LABEL)
        yield from _length("an option's value", option["value"], LABEL)


def _check_header(block: Block) -> Iterator[str]:
    yield from _text("a headline", block["text"], HEADER)


def _check_context(block: Block) -> Iterator[str]:
    for element in block["elements"]:
        yield from _text("small print", element, SECTION)


def _check_rich_text(block: Block) -> Iterator[str]:
    if not all(element["elements"] for element in block["elements"]):
        yield "rich text without text"


_CHECKS: Final = {
    "header": _check_header,
    "section": _check_section,
    "rich_text": _check_rich_text,
    "context": _check_context,
    "divider": lambda _: (),
    "actions": _check_actions,
    "input": _check_input,
}


def _text(what: str, text: Block | None, most: int) -> Iterator[str]:
    yield from _length(what, text["text"] if text else "", most)


def _length(what: str, text: str, most: int) -> Iterator[str]:
    if not text.strip():
        yield f"{what} without text"
    elif len(text) > most:
        yield f"{what} of {len(text)} characters, {most} at most"


def _elements(block: Block) -> Iterable[Block]:
    return block["elements"] if "elements" in block else filter(None, (block.get("element"),))


def _texts(block: Any) -> Iterator[str]:
    """Every text of a block, wherever it stands in it."""
    if isinstance(block, Mapping):
        if isinstance(text := block.get("text"), str):
            yield text
        for inside in block.values():
            yield from _texts(inside)
    elif isinstance(block, (list, tuple)):
        for inside in block:
            yield from _texts(inside)


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


def render(answer: Answer, look: Look, surface: Surface = "message") -> Message:
    """A card as Slack shows it.

    Raises:
        ValueError: the card breaks one of Slack's limits.
    """
    if not isinstance(answer.body, Card):
        raise TypeError("a form is shown by modal.view")
    payloads, body = iter(answer.payloads), lay_out(answer.body)
    blocks = [b for block in body.blocks for b in _block(block, look, payloads)]
    numbered = [_number(block, f"{answer.flow or NO_FLOW}-{n}") for n, block in enumerate(blocks)]
    return Message(text=plain_words(answer.body, look), blocks=check_blocks(numbered, surface))


def plain_words(card: Card, look: Look) -> str:
    """The card in plain words, moments in the reader's zone."""
    said = "\n".join(cards.plain(join_lines(card), lambda part: write_part(part, look)))
    return escape(said) if said.strip() else escape(", ".join(b.label for b in card.buttons)) or "Loopmate"


NO_FLOW = "press"


def flow_of(action_id: str) -> str:
    """The flow of the card whose button has this id; "": none."""
    flow = action_id.rsplit("-", 2)[0]
    return flow if flow != NO_FLOW else ""


def _number(block: dict[str, Any], place: str) -> dict[str, Any]:
    """A row of buttons with ids that no other of the message has, and that say what flow it's a card of."""
    if block["type"] != "actions":
        return block
    elements = [e | {"action_id": f"{place}-{n}"} for n, e in enumerate(block["elements"])]
    return block | {"elements": elements}


def _block(block: cards.Block, look: Look, payloads: Iterator[str]) -> Iterator[dict[str, Any]]:
    match block:
        case cards.Text(line=line) if not _says(line, look):
            return  # Slack refuses what shows nothing
        case cards.Text(role="headline", line=line):
            yield _headline(line, look)
        case cards.Text(role="small", line=line):
            yield {"type": "context", "elements": [text_of(line, look)]}
        case cards.Text(role=role, line=line):
            yield from [{"type": "divider"}] if role == "section" else ()
            yield _rich(_SHAPES.get(role, "rich_text_section"), _words(line, look, bold=role == "section"))
        case cards.Pairs(rows=rows):
            yield from _fields(rows, look)
        case cards.Items() as entries:
            yield _list(entries, look)
        case cards.Buttons(buttons=buttons):
            yield from _actions(buttons, payloads)
        case cards.Picture():
            return
        case cards.File(name=name, about=about):
            yield _rich("rich_text_section", _words((f"File {name}: {about}",), look))
        case cards.Link(label=label, url=url):
            yield _rich("rich_text_section", _link(label, url, look))
        case cards.Progress(done=done, total=total, what=what):
            yield _rich("rich_text_section", _words((f"{done} of {total} {what}",), look))


_SHAPES = {"quote": "rich_text_quote", "code": "rich_text_preformatted"}


def _rich(shape: str, elements: Sequence[Block], **more: Any) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": shape, **more, "elements": elements}]}


def _headline(line: Line, look: Look) -> dict[str, Any]:
    """A header holds no moment that each reader sees in their own zone."""
    text = join(line, lambda part: write_part(part, look))
    if len(text) <= HEADER and not any(isinstance(part, Instant) for part in line):
        return {"type": "header", "text": plain_text(text)}
    return _rich("rich_text_section", _words(line, look, bold=True))


def _words(line: Line, look: Look, *, bold: bool = False) -> list[dict[str, Any]]:
    """The parts of a line as elements of rich text; texts of one style are one."""
    words: list[dict[str, Any]] = []
    for word in filter(None, (_word(part, look, bold) for part in line)):
        if (
            words
            and word["type"] == words[-1]["type"] == "text"
            and word.get("style") == words[-1].get("style")
        ):
            words[-1]["text"] += word["text"]
        else:
            words.append(word)
    return words


def _word(part: Part, look: Look, bold: bool) -> dict[str, Any] | None:
    text = write_part(part, look)
    if not text:
        return None
    word: dict[str, Any] = {"type": "text", "text": break_entities(text)}
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
    return _rich("rich_text_list", sections, style="ordered" if entries.numbered else "bullet", **begins)


def _link(label: str, url: str, look: Look) -> list[dict[str, Any]]:
    """A link of ours; an address that is none is shown in full."""
    if not url.startswith(("https://", "http://")):
        return _words((f"{label}: {url}",), look)
    return [{"type": "link", "url": quote_url(url), "text": break_entities(label or url)}]


def _fields(rows: Sequence[tuple[str, Line]], look: Look) -> Iterator[dict[str, Any]]:
    for chunk in _chunks([field_of(name, line, look) for name, line in rows], FIELDS):
        yield {"type": "section", "fields": chunk}


def _says(line: Line, look: Look) -> bool:
    return any(write_part(part, look).strip() for part in line)


def _actions(buttons: Sequence[Button], payloads: Iterator[str]) -> Iterator[dict[str, Any]]:
    for chunk in _chunks(buttons, ACTIONS):
        yield {"type": "actions", "elements": [_button(b, next(payloads)) for b in chunk]}


def _button(button: Button, payload: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "button", "text": plain_text(button.label), "value": pack(payload)}
    if button.style in _STYLES:
        shape["style"] = _STYLES[button.style]
    if button.spoken.strip() and button.spoken != button.label:
        shape["accessibility_label"] = _shorten(button.spoken)
    return shape


def _shorten(spoken: str) -> str:
    """A screen reader says the rest of it from the card itself."""
    return spoken if len(spoken) <= LABEL else spoken[: LABEL - 1] + "…"


def _chunks(things: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(things), size):
        yield list(things[start : start + size])
