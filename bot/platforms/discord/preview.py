"""Discord's messages and modals, read back: what a member sees of them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from bot.core.card import Form
from bot.core.stock_cards import reopen_card
from bot.core.wall_time import local
from bot.platforms.discord import render
from bot.platforms.discord.modal import modal
from bot.platforms.discord.render import ZERO_WIDTH, Attachment, Message, message
from bot.platforms.scenes import (
    Anchor,
    Bullets,
    Download,
    Exhibit,
    Field,
    Image,
    Node,
    Para,
    Press,
    Row,
    Scene,
    Words,
)

Json = Mapping[str, Any]
_STYLES: Mapping[int, Any] = {1: "main", 2: "plain", 4: "danger"}
_INLINE = re.compile(
    r"\\([^0-9A-Za-z\s])|<t:(\d+):([tDFR])>|\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)"
    r"|\*\*((?:\\.|[^\\])+?)\*\*|`([^`]+)`",
    re.DOTALL,
)
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)")
_LISTED = re.compile(r"(?:(-)|(\d+)\.) (.*)")


def raw(shown: Exhibit) -> dict[str, Any]:
    """What the renderer makes of a card (the body of a message) or of a form.

    A form is its modals, a page each; one with problems also the card that takes its place after a modal.
    """
    made, modals = _made(shown)
    body = made.body() if made else {}
    if not modals:
        return body
    return ({"instead": body} if made else {}) | {"modals": modals}


def scenes(shown: Exhibit, pictures: Mapping[str, bytes]) -> tuple[Scene, ...]:
    """The message, or each page of the form; `pictures` are the drawn charts by their alt text."""
    made, modals = _made(shown)
    messages: tuple[Scene, ...] = ()
    if made:
        files = {f"attachment://{f.name}": f for f in made.files}
        zone, where = shown.answer.zone, "Only you can see this" if shown.is_private else ""
        nodes = (node for part in made.parts for node in _part(part, files, pictures, zone))
        messages = (Scene(tuple(nodes), where=where),)
    pages = (Scene(tuple(map(_component, m["components"])), title=m["title"], send="Submit") for m in modals)
    return (*messages, *pages)


def _made(shown: Exhibit) -> tuple[Message | None, list[Json]]:
    """The message, and the pages of a form: a modal can't answer a modal, so a card says what's wrong in it."""
    body, payloads = shown.answer.body, shown.answer.payloads
    if not isinstance(body, Form):
        return message(body, payloads, shown.word), []
    forms = (body.model_copy(update={"page": page}) for page in range(1, len(body.pages) + 1))
    instead = message(reopen_card(body), payloads[1:2], shown.word) if body.problems else None
    return instead, [modal(form, payloads[0]) for form in forms]


def _part(
    part: Json, files: Mapping[str, Attachment], pictures: Mapping[str, bytes], zone: str
) -> Iterator[Node]:
    match part["type"]:
        case render.TEXT:
            yield from _content(part["content"], zone)
        case render.GALLERY:
            alts = [item["description"] for item in part["items"]]
            yield from (Image(alt, pictures.get(alt, b"")) for alt in alts)
        case render.FILE:
            yield Download(files[part["file"]["url"]].name)  # what it is stands below it, in words
        case _:
            yield Row(tuple(Press(b["label"], "", _STYLES[b["style"]]) for b in part["components"]))


def _content(content: str, zone: str) -> Iterator[Node]:
    plain, *fenced = re.split(r"(?:^|\n)```\n(.*?)\n```(?:\n|$)", content, flags=re.DOTALL)
    yield from _lines(plain, zone)
    for block, after in zip(fenced[::2], fenced[1::2], strict=True):
        yield Para(block.replace(ZERO_WIDTH, ""), "code")
        yield from _lines(after, zone)


def _lines(content: str, zone: str) -> Iterator[Node]:
    for kind, lines in groupby(content.split("\n") if content else (), _kind):
        found = list(lines)
        if kind == "link":
            yield from (Anchor(said(m[1], zone), m[2]) for m in map(_LINK.fullmatch, found) if m)
        elif kind in ("bullets", "numbers"):
            listed = [m for m in map(_LISTED.fullmatch, found) if m]
            start = int(listed[0][2]) if kind == "numbers" else None
            yield Bullets(tuple(said(m[3], zone) for m in listed), start)
        else:
            yield Para(said("\n".join(line.removeprefix(_LEADS.get(kind, "")) for line in found), zone), kind)


_LEADS: Mapping[Any, str] = {"headline": "### ", "small": "-# ", "quote": "> "}


def _kind(line: str) -> Any:
    if listed := _LISTED.fullmatch(line):
        return "bullets" if listed[1] else "numbers"
    lead = next((kind for kind, lead in _LEADS.items() if line.startswith(lead)), "body")
    return "link" if _LINK.fullmatch(line) else lead


def said(text: str, zone: str) -> Words:
    """Markdown as it is shown: without backslashes, moments in the reader's zone."""
    runs, at = list[tuple[str, str]](), 0
    for found in _INLINE.finditer(text):
        runs += [(text[at : found.start()], ""), _inline(found, zone)]
        at = found.end()
    return Words.of(*((run.replace(ZERO_WIDTH, ""), how) for run, how in [*runs, (text[at:], "")] if run))


def _inline(found: re.Match[str], zone: str) -> tuple[str, str]:
    if found[1]:
        return found[1], ""
    if found[2]:
        return _moment(int(found[2]), found[3], zone), ""
    if found[4]:
        return said(found[4], zone), ""
    return (said(found[6], zone), "bold") if found[6] else (found[7], "code")


def _moment(unix: int, style: str, zone: str) -> str:
    there = local(dt.datetime.fromtimestamp(unix, dt.UTC), zone)
    if style in ("t", "R"):  # what counts down there stands still here
        return f"{there:%H:%M}"
    day = f"{there.day} {there:%B} {there.year}"
    return day if style == "D" else f"{there:%A}, {day} at {there:%H:%M}"


def _component(made: Json) -> Node:
    if "component" not in made:
        return Para(said(made["content"], "UTC"))
    inside = made["component"]
    options = inside.get("options", ())
    chosen = ", ".join(o["label"] for o in options if o.get("default"))
    return Field(
        label=made["label"],
        value=inside.get("value", chosen),
        hint=made.get("description", ""),
        example=inside.get("placeholder", ""),
        required=inside.get("required", False),
        options=tuple(o["label"] for o in options),
        long=inside.get("style") == 2,
        file=inside["type"] == 19,
    )
