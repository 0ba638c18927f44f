"""Forms as Slack modals, all pages in one, and what comes back from them.

A modal has no response URL of its own: what its answer needs travels in `private_metadata` (`Kept`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.core.card import Ask, Form
from bot.core.values import Frozen
from bot.platforms.slack.escape import plain_text
from bot.platforms.slack.render import INPUT, LABEL, TITLE, check_view

CALLBACK = "form"
_ID = re.compile(r"[CG][A-Z0-9]{7,20}")
SHORT = 150
"""A text field that holds more has several lines."""


class Kept(Frozen):
    """What the modal carries: whose form it is, and where its answer goes.

    `long` names the fields whose text is longer than Slack can show: left empty they stay as they are.
    """

    payload: str
    path: str
    hook: str = ""
    """The response URL of the command or button that asked for the form."""
    channel: str = ""
    message: str = ""
    """The `ts` of the card that was pressed, if it was in a DM."""
    alone: bool = False
    """Whether that card is the caller's alone, so that the answer may take its place."""
    long: tuple[str, ...] = ()


def view(form: Form, kept: Kept) -> dict[str, Any]:
    """The modal of a form.

    Raises:
        ValueError: the form breaks one of Slack's limits.
    """
    long = tuple(ask.name for ask in form.asks if len(ask.value) > INPUT)
    return check_view(
        {
            "type": "modal",
            "callback_id": CALLBACK,
            "title": plain_text(_title(form.title)),
            "submit": plain_text("Send"),
            "close": plain_text("Cancel"),
            "private_metadata": kept.model_copy(update={"long": long}).model_dump_json(exclude_defaults=True),
            "blocks": list(_blocks(form)),
        }
    )


def _title(title: str) -> str:
    """Slack shows few characters; the whole title then stands above the fields."""
    return title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…"


def _blocks(form: Form) -> Iterator[dict[str, Any]]:
    if len(form.title) > TITLE:
        yield _say(form.title)
    if form.note:
        yield _say(form.note)
    for ask in form.asks:
        if ask.problem:
            yield _say(f"{ask.label}: {ask.problem}")
        yield _input(ask)


def _say(text: str) -> dict[str, Any]:
    return {"type": "section", "text": plain_text(text)}


def _input(ask: Ask) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "type": "input",
        "block_id": ask.name,
        "label": plain_text(ask.label or ask.name),
        "element": _element(ask) | {"action_id": ask.name},
        "optional": not ask.required or len(ask.value) > INPUT,
    }
    hint = _hint(ask)
    return shape | ({"hint": plain_text(hint)} if hint else {})


def _hint(ask: Ask) -> str:
    if len(ask.value) > INPUT:
        long = f"What you typed has {len(ask.value):,} characters, more than Slack shows here."
        return f"{long} Leave this empty to keep it."
    if ask.kind.choices or ask.kind.wire in ("attachment", "channel") or not ask.kind.example:
        return ""
    return f"For example {ask.kind.example}"


def _element(ask: Ask) -> dict[str, Any]:
    if ask.kind.choices:
        return _select(ask)
    if ask.kind.wire == "attachment":
        return {"type": "file_input", "max_files": 1}
    if ask.kind.wire == "channel":
        return _channel(ask)
    most = max(1, min(ask.kind.longest, INPUT))
    shape: dict[str, Any] = {"type": "plain_text_input", "max_length": most, "multiline": most > SHORT}
    if ask.value and len(ask.value) <= INPUT:
        # what was typed elsewhere may be longer than the field takes: shown all the same, and refused in words
        shape |= {"initial_value": ask.value, "max_length": max(most, len(ask.value))}
    return shape


def _channel(ask: Ask) -> dict[str, Any]:
    """Slack's own list of channels. What was typed and is no channel's id can't stand in it."""
    shape: dict[str, Any] = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    chosen = ask.value if _ID.fullmatch(ask.value) else ""
    return shape | ({"initial_conversation": chosen} if chosen else {"default_to_current_conversation": True})


def _select(ask: Ask) -> dict[str, Any]:
    options = [_option(choice) for choice in ask.kind.choices]
    chosen = next((o for o in options if o["value"] == ask.value), None)
    shape: dict[str, Any] = {"type": "static_select", "options": options}
    return shape | ({"initial_option": chosen} if chosen else {})


def _option(choice: str) -> dict[str, Any]:
    return {"text": plain_text(choice), "value": choice[:LABEL]}


def kept_in(view: Mapping[str, Any]) -> Kept | None:
    """What a modal carries; None when this version did not write it."""
    try:
        return Kept.model_validate_json(view.get("private_metadata") or "")
    except ValidationError:
        return None


def values_in(view: Mapping[str, Any], long: tuple[str, ...]) -> dict[str, str]:
    """What was filled in, by field; one that was too long to be shown stands only if it was written anew."""
    values = {
        name: _value(inside) for name, inside in view["state"]["values"].items() if not _is_file(inside)
    }
    return {name: value for name, value in values.items() if value or name not in long}


def file_in(view: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The file that was handed over with the form, as Slack describes it."""
    elements = (e for inside in view["state"]["values"].values() for e in inside.values())
    return next((file for e in elements for file in e.get("files") or ()), None)


def _is_file(inside: Mapping[str, Any]) -> bool:
    return any(element.get("type") == "file_input" for element in inside.values())


def _value(inside: Mapping[str, Any]) -> str:
    element: Mapping[str, Any] = next(iter(inside.values()), {})
    option = element.get("selected_option")
    return str(
        option["value"] if option else element.get("value") or element.get("selected_conversation") or ""
    )
