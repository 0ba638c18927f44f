"""What a request to Discord must not be: Discord's own limits, and what this house forbids beside them. Pure.

Both test Discords ask here. Most limits are checked by simcord; what it lets pass stands here, as Discord's
documentation gives it (2025).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from simcord.components import (
    ComponentValidationError,
    validate_message_state,
    validate_modal,
    walk_components,
)

NONCE = 25
TEXT = 4_000
"""Characters of a text field."""
COMMAND = 8_000
"""Characters of a root command: its names, descriptions and choice values, all levels together."""
CHOICES = 25
PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp")
REPLY, UPDATE, SUGGESTIONS, MODAL = 4, 7, 8, 9
"""Callback types."""
SUBMITTED = 5
"""The interaction type of a submitted modal."""
IN_COMPONENTS = 1 << 15
"""The flag of a message that is all components."""


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
    content, flags = body.get("content") or "", body.get("flags", 0)
    parts, embeds = body.get("components") or [], body.get("embeds") or []
    try:
        validate_message_state(parts, flags=flags, content=body.get("content"), embeds=embeds)
    except ComponentValidationError as error:
        yield Problem(str(error))
    if flags & IN_COMPONENTS:
        yield from _unseen_files(body)
    if content or flags & IN_COMPONENTS:
        yield from _pings(body.get("allowed_mentions"))
    if any("image" in embed or "thumbnail" in embed for embed in embeds):
        yield Problem(
            "a picture in an embed has no alternative text: attach it with a description", refused=False
        )
    for one in body.get("attachments") or []:
        if str(one.get("filename", "")).lower().endswith(PICTURES) and not one.get("description"):
            yield Problem(f"the picture {one['filename']} has no description", refused=False)
        if len(one.get("description") or "") > 1_024:
            yield Problem(f"the description of {one['filename']} has more than 1,024 characters")
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


def _unseen_files(body: Mapping[str, Any]) -> Iterator[Problem]:
    inside = list(walk_components(body.get("components") or []))
    names = {str(one.get("filename")) for one in body.get("attachments") or []}
    shown = {
        url.removeprefix("attachment://")
        for one in inside
        for media in [one.get("file"), *(item["media"] for item in one.get("items") or [])]
        if media and (url := media["url"])
    }
    if names != shown:
        yield Problem(f"files that nothing shows, or that are not there: {sorted(names ^ shown)}")


def modal_problems(modal: Mapping[str, Any]) -> Iterator[Problem]:
    """A form that is opened."""
    try:
        validate_modal(modal)
    except ComponentValidationError as error:
        yield Problem(str(error))
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
        if (size := characters(command)) > COMMAND:
            yield Problem(f"command {command.get('name')} has {size:,} characters, at most {COMMAND:,}")


def characters(node: Mapping[str, Any]) -> int:
    """Of names, descriptions and choice values, all levels together."""
    own = (
        len(str(node.get("name", "")))
        + len(str(node.get("description", "")))
        + len(str(node.get("value", "")))
    )
    return own + sum(characters(inner) for key in ("options", "choices") for inner in node.get(key) or [])
