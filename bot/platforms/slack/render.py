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
from bot.core.layout import Look, join_lines, lay_out, write_part
from bot.core.reply import Answer
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
INPUT_LABEL = 2_000
OPTIONS = 100
TOTAL = 13_000
"""Characters of all blocks together; with more Slack says msg_blocks_too_long, which is not documented."""


def check_blocks(
    blocks: Sequence[Block], surface: Surface = "message", more: Iterable[tuple[str, str, int]] = ()
) -> list[dict[str, Any]]:
    """The blocks. `more` are texts beside them: what each is, its words, and how many characters it may have.

    Raises:
        ValueError: names the limits that are broken.
    """
    problems = []
    for what, text, most in [*more, *(limited for block in blocks for limited in _limited(block))]:
        if not text.strip():
            problems.append(f"{what} without text")
        elif len(text) > most:
            problems.append(f"{what} of {len(text)} characters, {most} at most")
    if not 1 <= len(blocks) <= BLOCKS[surface]:
        problems.append(f"{len(blocks)} blocks, 1 to {BLOCKS[surface]}")
    names = Counter(e["action_id"] for b in blocks for e in _elements(b) if "action_id" in e)
    problems += [f"action_id {name} stands there {n} times" for name, n in names.items() if n > 1]
    counts = [len(e["options"]) for b in blocks for e in _elements(b) if "options" in e]
    problems += [f"{count} options, 1 to {OPTIONS}" for count in counts if not 1 <= count <= OPTIONS]
    if not all(e["elements"] for b in blocks if b["type"] == "rich_text" for e in b["elements"]):
        problems.append("rich text without text")
    total = sum(len(text) for block in blocks for text in _texts(block))
    if total > TOTAL:
        problems.append(f"{total} characters in all, {TOTAL} at most")
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))
    return [dict(block) for block in blocks]


def _limited(block: Block) -> Iterator[tuple[str, str, int]]:
    """The texts of a block that may be too long or empty; the rest is cut or split where it's made."""
    match block["type"]:
        case "section":
            texts = [block["text"]] if "text" in block else []
            yield from (("a section", text["text"], SECTION) for text in texts)
            yield from (("a field", field["text"], FIELD) for field in block.get("fields", ()))
        case "context":
            yield from (("small print", text["text"], SECTION) for text in block["elements"])
        case "actions":
            for button in block["elements"]:
                yield "a button", button["text"]["text"], LABEL
                yield "a button's value", button["value"], VALUE
                yield "an action_id", button["action_id"], NAME
        case "input":
            yield "a label", block["label"]["text"], INPUT_LABEL
            yield "a block_id", block["block_id"], NAME
            options = block["element"].get("options", ())
            yield from (("an option", option["text"]["text"], LABEL) for option in options)


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
        case cards.Text(line=line) if not any(write_part(part, look).strip() for part in line):
            return  # Slack refuses what shows nothing
        case cards.Text(role="headline", line=line):
            yield _headline(line, look)
        case cards.Text(role="small", line=line):
            yield {"type": "context", "elements": [text_of(line, look)]}
        case cards.Text(role=role, line=line):
            yield from [{"type": "divider"}] if role == "section" else ()
            yield _rich(_words(line, look, bold=role == "section"), _SHAPES.get(role, "rich_text_section"))
        case cards.Pairs(rows=rows):
            fields = _chunks([field_of(name, line, look) for name, line in rows], FIELDS)
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
        case cards.Progress(done=done, total=total, what=what):
            yield _rich(_words((f"{done} of {total} {what}",), look))


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
    return _rich(sections, "rich_text_list", style="ordered" if entries.numbered else "bullet", **begins)


def _link(label: str, url: str, look: Look) -> list[dict[str, Any]]:
    """A link of ours; an address that is none is shown in full."""
    if not url.startswith(("https://", "http://")):
        return _words((f"{label}: {url}",), look)
    return [{"type": "link", "url": quote_url(url), "text": break_entities(label or url)}]


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
