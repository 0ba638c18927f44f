"""Forms as Slack modals, all pages in one, and what comes back from them.

A modal has no response URL of its own: what its answer needs travels in `private_metadata` (`Kept`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from pydantic import ValidationError

from bot.core.card import Ask, Form
from bot.core.kinds import NONE, Wire, pick, picked
from bot.core.values import Frozen
from bot.platforms.slack.render import LABEL, plain_text

CALLBACK = "form"
_ID = re.compile(r"[CG][A-Z0-9]{7,20}")
_TEXT = "plain_text_input"
_CLEARED = "~"
"""Ends the id of the field in which a date is taken away."""
_VALUES: Final = ("value", "selected_date", "selected_time", "selected_conversation")
FEW: Final = 5
"""Choices that are shown as radio buttons."""
TITLE: Final = 24
INPUT: Final = 3_000
"""Characters that a text field can hold."""
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
    thread: str = ""
    message: str = ""
    """The `ts` of the card that was pressed, if it was in a DM."""
    alone: bool = False
    """Whether that card is the caller's alone, and a reload takes it."""
    long: tuple[str, ...] = ()


def view(form: Form, kept: Kept) -> dict[str, Any]:
    """The modal of a form, which has too few fields and words to break a limit of Slack's."""
    long = tuple(ask.name for ask in form.asks if len(ask.value) > INPUT)
    carried = kept.model_copy(update={"long": long}).model_dump_json(exclude_defaults=True)
    # Slack shows few characters of a title; the whole of it then comes above the fields
    cut = form.title[: TITLE - 1].rstrip() + "…"
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain_text(form.title if len(form.title) <= TITLE else cut),
        "submit": plain_text("Send"),
        "close": plain_text("Cancel"),
        "private_metadata": carried,
        "blocks": list(_blocks(form)),
    }


def _blocks(form: Form) -> Iterator[dict[str, Any]]:
    if len(form.title) > TITLE:
        yield _say(form.title)
    if form.note:
        yield _say(form.note)
    for ask in form.asks:
        if ask.problem:
            yield _say(f"{ask.label}: {ask.problem}")
        yield _input(ask)
        if ask.kind.clears and ask.value:
            yield _clearing(ask)


def _say(text: str) -> dict[str, Any]:
    return {"type": "section", "text": plain_text(text)}


def _input(ask: Ask) -> dict[str, Any]:
    picker = _PICKERS.get(ask.kind.wire)
    # what was typed elsewhere and isn't in a picker's list is text, so that it can be corrected
    native = picker(ask) if picker else None
    element = native or _text(ask)
    shape: dict[str, Any] = {
        "type": "input",
        "block_id": ask.name,
        "label": plain_text((ask.picker_label if native else ask.label) or ask.name),
        "element": element | {"action_id": ask.name},
        "optional": not ask.required or len(ask.value) > INPUT,
    }
    hint = f"For example {ask.kind.example}" if ask.kind.example else ""
    if len(ask.value) > INPUT:
        hint = f"What you typed has {len(ask.value):,} characters, more than Slack shows here. Leave this empty to "
        hint += "keep it."
    return shape | ({"hint": plain_text(hint)} if hint and element["type"] == _TEXT else {})


def _clearing(ask: Ask) -> dict[str, Any]:
    """Below a date that can be taken away: Slack's pickers can't be emptied."""
    return {
        "type": "input",
        "block_id": f"{ask.name}{_CLEARED}",
        "label": plain_text(f"Remove: {ask.label or ask.name}"),
        "element": {
            "type": "checkboxes",
            "action_id": f"{ask.name}{_CLEARED}",
            "options": [_option(ask, NONE)],
        },
        "optional": True,
    }


# a field's element, by what its value is: a picker of Slack's own, else text


def _text(ask: Ask) -> dict[str, Any]:
    most = max(1, min(ask.kind.longest, INPUT))
    shape: dict[str, Any] = {"type": _TEXT, "max_length": most, "multiline": most > SHORT}
    if ask.value and len(ask.value) <= INPUT:
        # what was typed elsewhere may be longer than the field takes: shown all the same, and refused in words
        shape |= {"initial_value": ask.value, "max_length": max(most, len(ask.value))}
    return shape


def _moment(kind: str, form: str, ask: Ask) -> dict[str, Any] | None:
    if not ask.value:
        return {"type": f"{kind}picker"}
    fits = re.fullmatch(form, ask.value)
    return {"type": f"{kind}picker", f"initial_{kind}": ask.value} if fits else None


def _person(ask: Ask) -> dict[str, Any] | None:
    who = picked(ask.value)
    if ask.value and who is None:
        return None
    return {"type": "users_select"} | ({"initial_user": who} if who else {})


def _channel(ask: Ask) -> dict[str, Any]:
    """Slack's own list of channels. What was typed and isn't a channel's id can't be shown in it."""
    shape: dict[str, Any] = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    chosen = ask.value if _ID.fullmatch(ask.value) else ""
    return shape | ({"initial_conversation": chosen} if chosen else {"default_to_current_conversation": True})


def _choice(ask: Ask) -> dict[str, Any]:
    """A few choices are all in sight, unless nothing may be chosen: a radio button can't be let go of."""
    few = len(ask.kind.choices) <= FEW and (ask.required or bool(ask.kind.chosen(ask.value)))
    shape = {
        "type": "radio_buttons" if few else "static_select",
        "options": [_option(ask, choice) for choice in ask.kind.choices],
    }
    chosen = [_option(ask, choice) for choice in ask.kind.chosen(ask.value)]
    return shape | ({"initial_option": chosen[0]} if chosen else {})


def _several(ask: Ask) -> dict[str, Any] | None:
    chosen = [_option(ask, choice) for choice in ask.kind.chosen(ask.value)]
    if ask.value and not chosen:
        return None
    shape = {"type": "multi_static_select", "options": [_option(ask, word) for word in ask.kind.several]}
    return shape | ({"initial_options": chosen} if chosen else {})


def _option(ask: Ask, choice: str) -> dict[str, Any]:
    return {"text": plain_text(ask.kind.label(choice)), "value": choice[:LABEL]}


_PICKERS: Final[Mapping[Wire, Callable[[Ask], dict[str, Any] | None]]] = {
    "date": partial(_moment, "date", r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": partial(_moment, "time", r"[0-9]{2}:[0-9]{2}"),
    "person": _person,
    "channel": _channel,
    "choice": _choice,
    "several": _several,
    "attachment": lambda _: {"type": "file_input", "max_files": 1},
}


# what comes back


def kept_in(view: Mapping[str, Any]) -> Kept | None:
    """What a modal carries; None when this version did not write it."""
    try:
        return Kept.model_validate_json(view.get("private_metadata") or "")
    except ValidationError:
        return None


def values_in(view: Mapping[str, Any], long: tuple[str, ...]) -> dict[str, str]:
    """What was filled in, by field; one that was too long to be shown counts only if it was written again."""
    inside: Mapping[str, Mapping[str, Any]] = view["state"]["values"]
    elements: dict[str, Mapping[str, Any]] = {name: next(iter(e.values()), {}) for name, e in inside.items()}
    values = {name: _value(e) for name, e in elements.items() if e.get("type") != "file_input"}
    cleared = {name.removesuffix(_CLEARED): v for name, v in values.items() if name.endswith(_CLEARED) and v}
    given = {name: value for name, value in values.items() if not name.endswith(_CLEARED)} | cleared
    return {name: value for name, value in given.items() if value or name not in long}


def file_in(view: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The file that was handed over with the form, as Slack describes it."""
    elements = (e for inside in view["state"]["values"].values() for e in inside.values())
    return next((file for e in elements for file in e.get("files") or ()), None)


def _value(element: Mapping[str, Any]) -> str:
    """An element's value as one would type it; each kind of element names its own."""
    if who := element.get("selected_user"):
        return pick(who)
    options = element.get("selected_options") or [element.get("selected_option")]
    if chosen := [str(option["value"]) for option in options if option]:
        return ",".join(chosen)
    return str(next((element[name] for name in _VALUES if element.get(name)), ""))
