"""Slack's blocks, read back: what a member sees of a message or a modal."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.core.card import Form, Picture, Role
from bot.core.layout import Look
from bot.core.wall_time import local
from bot.platforms.scenes import (
    Anchor,
    Bullets,
    Download,
    Exhibit,
    Facts,
    Field,
    Image,
    Node,
    Para,
    Press,
    Row,
    Scene,
    Words,
)
from bot.platforms.slack.modal import Kept, view
from bot.platforms.slack.render import render, unescape

Json = Mapping[str, Any]
Moment = Callable[[int, str], str]
"""Writes an instant, in seconds since 1970, by a template of Slack's."""
_DATE = re.compile(r"<!date\^(\d+)\^([^|>]*)\|([^>]*)>")
_BOLD = re.compile(r"^\*(.+?)\*$", re.MULTILINE)
_STYLES = {"primary": "main", "danger": "danger"}


def raw(shown: Exhibit) -> dict[str, Any]:
    """What the renderer makes of a card or form: `text` and `blocks`, or a modal's view."""
    answer = shown.answer
    if isinstance(answer.body, Form):
        return {"view": view(answer.body, Kept(payload=answer.payloads[0], path=answer.body.call.path))}
    made = render(answer, Look(answer.zone, shown.at, shown.word))
    return {"text": made.text, "blocks": made.blocks}


def scenes(shown: Exhibit, pictures: Mapping[str, bytes]) -> tuple[Scene, ...]:
    """The message or modal as a member sees it; `pictures` are the drawn charts by their alt text."""
    made, moment = raw(shown), _moment(shown.at, shown.answer.zone)
    modal = made.get("view")
    nodes = tuple(n for block in (modal or made)["blocks"] for n in _block(block, moment))
    if modal:
        return (Scene(nodes, title=modal["title"]["text"], send=modal["submit"]["text"]),)
    # pictures and files, which Slack takes as uploads only
    apart = tuple(
        Image(one.alt, pictures.get(one.alt, b""))
        if isinstance(one, Picture)
        else Download(one.name, one.about)
        for one in shown.answer.body.attachments
    )
    return (Scene(nodes, "Only visible to you" if shown.is_private else "", apart=apart),)


def _block(block: Json, moment: Moment) -> Iterator[Node]:
    match block["type"]:
        case "header":
            yield Para(block["text"]["text"], "headline")
        case "section" if "text" in block:
            yield Para(_said(block["text"], moment))
        case "section":
            named = (_said(text, moment).partition("\n") for text in block["fields"])
            yield Facts(tuple((name, value) for name, _, value in named))
        case "context":
            yield from (Para(_said(text, moment), "small") for text in block["elements"])
        case "rich_text":
            yield from (_rich(element, moment) for element in block["elements"])
        case "actions":
            yield Row(tuple(_button(e) for e in block["elements"]))
        case "input":
            yield _field(block)
        case other:
            raise ValueError(f"the gallery can't read Slack's block {other!r}: add it here")


def _said(text: Json, moment: Moment) -> str:
    if text["type"] == "plain_text":
        return str(text["text"])
    dated = _DATE.sub(lambda m: moment(int(m[1]), m[2]), text["text"])
    return unescape(_BOLD.sub(r"\1", dated))


def _rich(element: Json, moment: Moment) -> Node:
    inside = element["elements"]
    if element["type"] == "rich_text_list":
        start = element.get("offset", 0) + 1 if element["style"] == "ordered" else None
        return Bullets(tuple(_words(item["elements"], moment) for item in inside), start)
    if inside[0]["type"] == "link":
        return Anchor(inside[0]["text"], inside[0]["url"])
    words = _words(inside, moment)
    roles: Mapping[str, Role] = {"rich_text_quote": "quote", "rich_text_preformatted": "code"}
    return Para(words, roles.get(element["type"], "body"))


def _words(elements: list[Json], moment: Moment) -> Words:
    return Words.of(*((_word(one, moment), next(iter(one.get("style", ())), "")) for one in elements))


def _word(one: Json, moment: Moment) -> str:
    return moment(one["timestamp"], one["format"]) if one["type"] == "date" else str(one["text"])


def _button(element: Json) -> Press:
    label = element["text"]["text"]
    style: Any = _STYLES.get(element.get("style", ""), "plain")
    return Press(label, element.get("accessibility_label", ""), style)


def _field(block: Json) -> Field:
    element = block["element"]
    chosen = [*filter(None, [element.get("initial_option")]), *element.get("initial_options", ())]
    typed = (element.get(f"initial_{kind}") for kind in ("value", "date", "time"))
    return Field(
        label=block["label"]["text"],
        value=next(filter(None, typed), ", ".join(o["text"]["text"] for o in chosen)),
        hint=block.get("hint", {}).get("text", ""),
        required=not block.get("optional", False),
        options=tuple(o["text"]["text"] for o in element.get("options", ())),
        long=element.get("multiline", False),
        file=element["type"] == "file_input",
    )


def _moment(now: dt.datetime, zone: str) -> Moment:
    """How Slack writes instants for a reader in `zone` who looks at `now`."""
    today = local(now, zone).date()

    def write(unix: int, template: str) -> str:
        there = local(dt.datetime.fromtimestamp(unix, dt.UTC), zone)
        near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((there.date() - today).days)
        day = near or f"{there:%b} {there.day}, {there.year}"
        return template.replace("{date_short_pretty}", day).replace("{time}", f"{there:%H:%M}")

    return write
