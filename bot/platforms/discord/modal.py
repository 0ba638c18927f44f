"""Forms as Discord modals, one page of five at a time, and what comes back from them. Pure.

A modal's custom_id is `k|payload`: the page that it shows, 0 when that is all of them. A value that is too long
for a text field doesn't fit in it; its field's id then ends in `~`, and left empty it stays what it was.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bot.core.card import Ask, Form
from bot.core.kinds import Wire, pick, picked
from bot.platforms.discord.render import CHANNEL_TYPES, VOICE_TYPES, escape, label

TITLE = 45
LABEL = 45
ABOUT = 100
VALUE = 4_000
CUSTOM_ID = 100
IN_MODAL = 5
_LONG = 150
"""Characters from which a text gets a field of several lines."""
_KEPT = "~"
_TEXT_DISPLAY, _LABEL, _TEXT, _SELECT, _PERSON, _CHANNEL, _UPLOAD = 10, 18, 4, 3, 5, 8, 19
_RADIO, _CHECKBOXES = 21, 22
FEW: Final = 5
"""Choices that are shown as radio buttons."""


def modal(form: Form, payload: str) -> dict[str, Any]:
    """The JSON of the form's page `form.page`.

    Raises:
        ValueError: a limit of Discord's is broken.
    """
    asks = form.pages[form.page - 1]
    custom_id = f"{form.page if len(form.pages) > 1 else 0}|{payload}"
    if len(custom_id) > CUSTOM_ID:
        raise ValueError(f"{len(custom_id)} characters of custom_id, {CUSTOM_ID} at most")
    fields = [_label_field(ask) for ask in asks]
    # what was wrong, where it does not fit below a label; it's cut there
    problems = (ask.problem for ask in asks if len(label(ask.problem)) > ABOUT)
    said = "\n".join(text for text in (form.note, *problems) if text)
    note = [{"type": _TEXT_DISPLAY, "content": escape(said)}] if said else []
    title, count = label(form.title), len(form.pages)
    numbered = f"{title} ({form.page} of {count})" if count > 1 else title
    return {
        "title": numbered if len(numbered) <= TITLE else title,
        "custom_id": custom_id,
        "components": (note + fields) if len(fields) < IN_MODAL else fields,
    }


def _label_field(ask: Ask) -> dict[str, Any]:
    """The field under its label; a label that is too long is shown in full below, under the field's own name. It's
    text, too, where what was typed elsewhere is something that no picker can show, to be corrected."""
    make = _PICKERS.get(ask.kind.wire)
    picker = make(ask) if make else None
    text = label(ask.picker_label if picker else ask.label) or ask.name
    fits = len(text) <= LABEL
    about = _about(ask, "" if fits else text)
    shape: dict[str, Any] = {
        "type": _LABEL,
        "label": text if fits else ask.name.replace("_", " ").capitalize(),
        "component": picker or _text(ask),
    }
    return shape | ({"description": about} if about else {})


def _about(ask: Ask, long_label: str) -> str:
    """What fits below a label, the most important first: what was wrong, the whole label, an example."""
    hint = f"Such as {ask.kind.example}" if ask.kind.example and ask.kind.wire not in _PICKERS else ""
    kept = (
        f"What is kept has {len(ask.value):,} characters; leave this empty to keep it"
        if _is_kept(ask)
        else ""
    )
    about, problem = "", label(ask.problem)
    problem = problem if len(problem) <= ABOUT else problem[: ABOUT - 1].rstrip() + "…"
    for text in (problem, kept, long_label, hint):
        longer = f"{about.rstrip('.')}. {text}" if about and text else about or text
        about = longer if len(longer) <= ABOUT else about
    return about


def _is_kept(ask: Ask) -> bool:
    return len(ask.value) > VALUE


def _file(ask: Ask) -> dict[str, Any]:
    return {"type": _UPLOAD, "custom_id": ask.name, "max_values": 1} | _how_many(ask)


def _channel(ask: Ask) -> dict[str, Any]:
    """Discord's own list of channels. What was typed and isn't a channel's id can't be shown in it."""
    types = VOICE_TYPES if ask.kind.wire == "voice" else CHANNEL_TYPES
    shape: dict[str, Any] = {"type": _CHANNEL, "custom_id": ask.name, "channel_types": types}
    chosen = [{"id": ask.value, "type": "channel"}] if ask.value.isdecimal() else []
    return shape | ({"default_values": chosen} if chosen else {}) | _how_many(ask)


def _person(ask: Ask) -> dict[str, Any] | None:
    who = picked(ask.value)
    if ask.value and who is None:
        return None
    shape: dict[str, Any] = {"type": _PERSON, "custom_id": ask.name} | _how_many(ask)
    return shape | ({"default_values": [{"id": who, "type": "user"}]} if who else {})


def _choice(ask: Ask) -> dict[str, Any]:
    """A few choices are all in sight, unless nothing may be chosen: a radio button can't be let go of."""
    shape = {"custom_id": ask.name, "options": _options(ask, ask.kind.choices)}
    if 1 < len(ask.kind.choices) <= FEW and (ask.required or ask.kind.chosen(ask.value)):
        return shape | {"type": _RADIO, "required": ask.required}
    return shape | {"type": _SELECT} | _how_many(ask)


def _several(ask: Ask) -> dict[str, Any] | None:
    words = ask.kind.several
    if ask.value and not ask.kind.chosen(ask.value):
        return None
    kind = _CHECKBOXES if len(words) <= 10 else _SELECT  # a group holds no more
    shape = {"type": kind, "custom_id": ask.name, "options": _options(ask, words), "max_values": len(words)}
    return shape | _how_many(ask)


def _how_many(ask: Ask) -> dict[str, Any]:
    return {"required": ask.required, "min_values": 1 if ask.required else 0}


def _options(ask: Ask, words: tuple[str, ...]) -> list[dict[str, Any]]:
    chosen = ask.kind.chosen(ask.value)
    return [{"label": ask.kind.label(w), "value": w, "default": w in chosen} for w in words]


_PICKERS: Final[Mapping[Wire, Callable[[Ask], dict[str, Any] | None]]] = {
    "person": _person,
    "channel": _channel,
    "voice": _channel,
    "choice": _choice,
    "several": _several,
    "attachment": _file,
}
"""Fields of Discord's own, by what their value is; dates and times have none."""


def _text(ask: Ask) -> dict[str, Any]:
    kept, longest = _is_kept(ask), max(1, min(VALUE, max(ask.kind.longest, len(ask.value))))
    shape: dict[str, Any] = {
        "type": _TEXT,
        "custom_id": ask.name + (_KEPT if kept else ""),
        "style": 2 if ask.kind.longest > _LONG else 1,
        "required": ask.required and not kept,
        "max_length": longest,
    }
    if ask.value and not kept:
        shape["value"] = ask.value
    if 0 < len(ask.kind.example) <= ABOUT:
        shape["placeholder"] = ask.kind.example
    return shape


# what comes back


def read_custom_id(custom_id: str) -> tuple[int, str]:
    """The page and the payload that a modal's custom_id carries."""
    page, mark, payload = custom_id.partition("|")
    return (int(page), payload) if mark and page.isdecimal() else (0, custom_id)


def read_fields(components: list[Mapping[str, Any]]) -> tuple[dict[str, str], str | None]:
    """The values of a submitted modal by field, and the id of the file that was handed over, if any."""
    values: dict[str, str] = {}
    upload = None
    for field in _fields(components):
        name = str(field["custom_id"])
        given = [str(v) for v in field.get("values") or [field.get("value") or ""] if v]
        if field.get("type") == _UPLOAD:
            upload = next(iter(given), upload)
        elif given or not name.endswith(_KEPT):  # as one would type it
            typed = map(pick, given) if field.get("type") == _PERSON else given
            values[name.removesuffix(_KEPT)] = ",".join(typed)
    return values, upload


def _fields(components: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        inside = component.get("components") or [component.get("component") or {}]
        yield from (field for field in inside if "custom_id" in field)
