"""Cards as Slack messages: sections, fields and buttons, and beside them the plain words for notifications and
screen readers. Pictures and files are named here, and sent apart (files.py)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.core import card as cards
from bot.core.card import Button, Card, Item, Line
from bot.core.reply import Answer
from bot.platforms.plain_text import Look, write_part
from bot.platforms.slack.limits import ACTIONS, FIELDS, LABEL, Surface, checked
from bot.platforms.slack.text import escape, link, localised, packed, plain_text, text_of

_STYLES = {"main": "primary", "danger": "danger"}


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: `text` is what a notification and a screen reader say, never empty."""

    text: str
    blocks: list[dict[str, Any]]


def render(answer: Answer, look: Look, surface: Surface = "message") -> Message:
    """A card as Slack shows it.

    Raises:
        ValueError: the card breaks one of Slack's limits.
    """
    if not isinstance(answer.body, Card):
        raise TypeError("a form is shown by modal.view")
    payloads, body = iter(answer.payloads), answer.body.whole
    blocks = [b for block in body.blocks for b in _block(block, look, payloads)]
    numbered = [_numbered(block, n) for n, block in enumerate(blocks)]
    return Message(text=words(body, look), blocks=checked(numbered, surface))


def words(card: Card, look: Look) -> str:
    """The card in plain words, moments in the reader's zone."""
    said = "\n".join(cards.plain(card, lambda part: write_part(part, look)))
    return escape(said) if said.strip() else escape(", ".join(b.label for b in card.buttons)) or "Loopmate"


def _numbered(block: dict[str, Any], place: int) -> dict[str, Any]:
    """A row of buttons with ids that no other of the message has."""
    if block["type"] != "actions":
        return block
    elements = [e | {"action_id": f"press-{place}-{n}"} for n, e in enumerate(block["elements"])]
    return block | {"elements": elements}


def _block(block: cards.Block, look: Look, payloads: Iterator[str]) -> Iterator[dict[str, Any]]:
    match block:
        case cards.Text(line=line):
            yield from _sections([line], look)
        case cards.Pairs(rows=rows):
            yield from _fields([(f"{name}: ", *line) for name, line in rows], look)
        case cards.Items(items=items, numbered=numbered, start=start):
            yield from _sections(_items(items, start if numbered else None), look)
        case cards.Buttons(buttons=buttons):
            yield from _actions(buttons, payloads)
        case cards.Picture(alt=alt):
            yield from _sections([(f"Picture: {alt}",)], look)
        case cards.File(name=name, about=about):
            yield from _sections([(f"File {name}: {about}",)], look)
        case cards.Link(label=label, url=url):
            yield {"type": "section", "text": link(label, url)}
        case cards.Progress(done=done, total=total, what=what):
            yield from _sections([(f"{done} of {total} {what}",)], look)


def _items(items: Iterable[Item], start: int | None) -> Iterator[Line]:
    for place, item in enumerate(items):
        lead = "- " if start is None else f"{start + place}. "
        yield (lead + (f"{item.mark}: " if item.mark else ""), *item.line)


def _sections(lines: Iterable[Line], look: Look) -> Iterator[dict[str, Any]]:
    """Lines that follow each other, those with moments for each reader apart from those that are plain."""
    kept = (line for line in lines if _says(line, look))
    for _, run in groupby(kept, lambda line: localised((line,), look)):
        yield {"type": "section", "text": text_of(run, look), "expand": True}


def _fields(lines: Iterable[Line], look: Look) -> Iterator[dict[str, Any]]:
    fields = [text_of([line], look) for line in lines]
    for chunk in _chunks(fields, FIELDS):
        yield {"type": "section", "fields": chunk}


def _says(line: Line, look: Look) -> bool:
    """Slack refuses a section that shows nothing."""
    return any(write_part(part, look).strip() for part in line)


def _actions(buttons: Sequence[Button], payloads: Iterator[str]) -> Iterator[dict[str, Any]]:
    for chunk in _chunks(buttons, ACTIONS):
        yield {"type": "actions", "elements": [_button(b, next(payloads)) for b in chunk]}


def _button(button: Button, payload: str) -> dict[str, Any]:
    shape: dict[str, Any] = {"type": "button", "text": plain_text(button.label), "value": packed(payload)}
    if button.style in _STYLES:
        shape["style"] = _STYLES[button.style]
    if button.spoken.strip() and button.spoken != button.label:
        shape["accessibility_label"] = _shortened(button.spoken)
    return shape


def _shortened(spoken: str) -> str:
    """A screen reader says the rest of it from the card itself."""
    return spoken if len(spoken) <= LABEL else spoken[: LABEL - 1] + "…"


def _chunks(things: Sequence[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(things), size):
        yield list(things[start : start + size])
