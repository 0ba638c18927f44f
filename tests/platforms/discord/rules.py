"""What a request to Discord must not be: Discord's own limits, and what this house forbids beside them. Pure.

Both test Discords ask here. Limits as Discord's documentation gives them (2025); what is counted: see each rule.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from simcord.components import ComponentValidationError, validate_message_state, walk_components

CONTENT = 2_000
IN_COMPONENTS = 1 << 15
"""The flag of a message that is all components: no content, and texts of so many characters together."""
PARTS, WORDS = 40, 4_000
NONCE = 25
CUSTOM_ID = 100
ROWS, IN_A_ROW = 5, 5
BUTTON_LABEL = 80
IN_A_MODAL = 5
MODAL_TITLE = 45
TEXT = 4_000
"""Characters of a text field."""
COMMAND = 8_000
"""Characters of a root command: its names, descriptions and choice values, all levels together."""
CHOICES = 25
PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
REPLY, DEFER, UPDATE, SUGGESTIONS, MODAL = 4, 5, 7, 8, 9
"""Callback types; 6 defers an update and carries nothing."""
SUBMITTED = 5
"""The interaction type of a submitted modal."""
_ROW, _BUTTON, _LINK, _CONTAINER = 1, 2, 5, 17


@dataclass(frozen=True)
class Problem:
    """`refused`: Discord answers 400. Otherwise Discord would take it, and members would be worse off."""

    why: str
    refused: bool = True


def problems(method: str, path: str, body: object, *, answers: int | None = None) -> list[Problem]:
    """What is wrong with one request to the API, `path` without `/api/v10`; `answers` is the type of the
    interaction that a callback answers."""
    if method == "PUT" and path.endswith("/commands") and isinstance(body, list):
        return list(command_problems(body))
    if not isinstance(body, Mapping):
        return []
    if path.endswith("/callback"):
        return list(_callback(body, answers))
    if method in ("POST", "PATCH") and _carries_a_message(path):
        return list(message_problems(body))
    return []


def _carries_a_message(path: str) -> bool:
    """`/channels/1/messages[/2]`, `/webhooks/1/token[/messages/...]`."""
    first, *rest = path.strip("/").split("/")
    if first == "webhooks":
        return len(rest) in (2, 4)
    return first == "channels" and rest[1:2] == ["messages"] and len(rest) in (2, 3)


def _callback(body: Mapping[str, Any], answers: int | None) -> Iterator[Problem]:
    kind, data = body.get("type"), body.get("data") or {}
    if kind == MODAL:
        yield from modal_problems(data)
        if answers == SUBMITTED:
            yield Problem("a modal cannot answer a modal: type must be one of 4, 5, 6, 7, 10, 12")
    if kind in (REPLY, UPDATE):
        yield from message_problems(data)
    if kind == SUGGESTIONS:
        yield from _suggestions(data.get("choices") or [])


def _suggestions(choices: list[Mapping[str, Any]]) -> Iterator[Problem]:
    if len(choices) > CHOICES:
        yield Problem(f"{len(choices)} choices, at most {CHOICES}")
    for choice in choices:
        if not 1 <= len(choice["name"]) <= 100 or not 1 <= len(str(choice["value"])) <= 100:
            yield Problem(f"a choice's name and value have 1 to 100 characters: {choice['name'][:30]!r}")


def message_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """A message that is sent or edited."""
    if body.get("flags", 0) & IN_COMPONENTS:
        yield from _parts_problems(body)
    content = body.get("content") or ""
    if len(content) > CONTENT:
        yield Problem(f"content has {len(content)} characters, at most {CONTENT}")
    if content or body.get("flags", 0) & IN_COMPONENTS:
        yield from _pings(body.get("allowed_mentions"))
    yield from _components(body.get("components") or [])
    if any("image" in embed or "thumbnail" in embed for embed in body.get("embeds") or []):
        yield Problem(
            "a picture in an embed has no alternative text: attach it with a description", refused=False
        )
    yield from _attachments(body.get("attachments") or [])
    if len(str(body.get("nonce") or "")) > NONCE:
        yield Problem(f"nonce has at most {NONCE} characters")


def _pings(allowed: Mapping[str, Any] | None) -> Iterator[Problem]:
    if allowed is None:
        yield Problem("without allowed_mentions everything in the text pings", refused=False)
        return
    if allowed.get("parse"):
        yield Problem(f"allowed_mentions lets {', '.join(allowed['parse'])} be pinged", refused=False)
    if allowed.get("users") or allowed.get("roles"):
        yield Problem("allowed_mentions names somebody whom no test expects to be pinged", refused=False)


def _attachments(attachments: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    for one in attachments:
        name = str(one.get("filename", ""))
        if name.lower().endswith(PICTURES) and not one.get("description"):
            yield Problem(f"the picture {name} has no description", refused=False)
        if len(one.get("description") or "") > 1_024:
            yield Problem(f"the description of {name} has more than 1,024 characters")


def _parts_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        validate_message_state(
            body.get("components") or [],
            flags=body["flags"],
            content=body.get("content"),
            embeds=body.get("embeds") or [],
        )
    except ComponentValidationError as error:
        yield Problem(str(error))
    inside = list(walk_components(body.get("components") or []))
    if (words := sum(len(one.get("content") or "") for one in inside)) > WORDS:
        yield Problem(f"{words} characters in all texts, at most {WORDS}")
    names = {str(one.get("filename")) for one in body.get("attachments") or []}
    shown = {
        url.removeprefix("attachment://")
        for one in inside
        for media in [one.get("file"), *(item["media"] for item in one.get("items") or [])]
        if media and (url := media["url"])
    }
    if names != shown:
        yield Problem(f"files that nothing shows, or that are not there: {sorted(names ^ shown)}")


def _components(rows: list[Mapping[str, Any]]) -> Iterator[Problem]:
    if any(row.get("type") == _CONTAINER for row in rows):
        rows = [one for row in rows for one in row["components"] if one.get("type") == _ROW]
    elif len(rows) > ROWS:
        yield Problem(f"{len(rows)} rows of components, at most {ROWS}")
    inside = [c for row in rows if row.get("type") == _ROW for c in row.get("components") or []]
    if any(len(row.get("components") or []) > IN_A_ROW for row in rows):
        yield Problem(f"a row has at most {IN_A_ROW} buttons")
    for one in inside:
        if one.get("type") == _BUTTON and len(one.get("label") or "") > BUTTON_LABEL:
            yield Problem(f"a button's label has at most {BUTTON_LABEL} characters: {one['label'][:30]!r}")
    ids = [str(one.get("custom_id", "")) for one in inside if one.get("style") != _LINK]
    yield from _custom_ids(ids)


def _custom_ids(ids: list[str]) -> Iterator[Problem]:
    if any(not 1 <= len(i) <= CUSTOM_ID for i in ids):
        yield Problem(f"a custom_id has 1 to {CUSTOM_ID} characters")
    for one in sorted({i for i in ids if ids.count(i) > 1}):
        yield Problem(f"custom_id {one!r} is used {ids.count(one)} times")


def modal_problems(modal: Mapping[str, Any]) -> Iterator[Problem]:
    """A form that is opened."""
    parts = modal.get("components") or []
    if not 1 <= len(parts) <= IN_A_MODAL:
        yield Problem(f"a modal has 1 to {IN_A_MODAL} components, not {len(parts)}")
    if not 1 <= len(modal.get("title") or "") <= MODAL_TITLE:
        yield Problem(f"a modal's title has 1 to {MODAL_TITLE} characters")
    yield from _custom_ids([str(modal.get("custom_id", ""))])
    yield from _custom_ids([str(c.get("custom_id", "")) for c in controls(modal)])
    for one in controls(modal):
        standing, longest = str(one.get("value") or ""), int(one.get("max_length") or TEXT)
        if len(standing) > longest:
            yield Problem(
                f"{one.get('custom_id')} holds {len(standing)} characters, its field takes {longest}"
            )


def controls(modal: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What can be filled in, without the labels and rows around it."""
    inner: list[dict[str, Any]] = []
    for part in modal.get("components") or []:
        inner += part.get("components") or ([part["component"]] if "component" in part else [])
    return inner


def command_problems(commands: Iterable[Mapping[str, Any]]) -> Iterator[Problem]:
    """A bulk upsert. Counted as documented: names, descriptions and choice values of a command and its options."""
    for command in commands:
        if (size := _size(command)) > COMMAND:
            yield Problem(f"command {command.get('name')} has {size:,} characters, at most {COMMAND:,}")


def _size(node: Mapping[str, Any]) -> int:
    own = (
        len(str(node.get("name", "")))
        + len(str(node.get("description", "")))
        + len(str(node.get("value", "")))
    )
    return own + sum(_size(inner) for key in ("options", "choices") for inner in node.get(key) or [])
