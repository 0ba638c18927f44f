"""What Slack refuses: the limits of messages, modals and the Home, and of the blocks and elements that the bot uses.

Any other block or element is refused as unknown, so a new one needs its limits here first.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

ALL_TEXT = 13_000
MESSAGE_BLOCKS, VIEW_BLOCKS, VIEW_BYTES = 50, 100, 250_000


class Refused(Exception):
    """`error` as Slack names it, and where it is wrong."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(f"{error}: {why}")
        self.error, self.why = error, why


def check_message(text: str, blocks: list[Json]) -> None:
    """Raises Refused for what Slack would not post; blocks without a text beside them are our own rule."""
    if not blocks and not text.strip():
        raise Refused("no_text", "neither text nor blocks")
    if not blocks:
        return
    if not text.strip():
        raise Refused("invalid_blocks", "text beside blocks is empty: the notification would say nothing")
    _check_blocks(blocks, MESSAGE_BLOCKS)
    total = sum(len(words) for words in _values(blocks, "text"))
    if total > ALL_TEXT:
        raise Refused("msg_blocks_too_long", f"{total} characters in all blocks, at most {ALL_TEXT}")


def check_view(view: Json, kind: str) -> None:
    """Raises Refused for a view that Slack would not show as a `kind`: modal or home."""
    try:
        _check_view(view, kind)
    except Refused as wrong:
        raise Refused("invalid_arguments", wrong.why) from wrong
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large", f"over {VIEW_BYTES} bytes")


def _check_view(view: Json, kind: str) -> None:
    home = kind == "home"
    _keys(view, "/view", f"type blocks private_metadata callback_id {'' if home else 'title submit close'}")
    _must(view.get("type") == kind, "/view/type", f"must be {kind}")
    _plain(view, "title", "/view", 24, needed=not home)
    _plain(view, "submit", "/view", 24)
    _plain(view, "close", "/view", 24)
    _string(view, "private_metadata", "/view", 3000)
    _string(view, "callback_id", "/view", 255)
    _must(isinstance(view.get("blocks"), list), "/view/blocks", "must be a list")
    _check_blocks(view["blocks"], VIEW_BLOCKS)
    inputs = any(block["type"] == "input" for block in view["blocks"])
    _must(home or not inputs or "submit" in view, "/view/submit", "is required where an input stands")


def _check_blocks(blocks: list[Json], most: int) -> None:
    _must(1 <= len(blocks) <= most, "/blocks", f"must have 1 to {most} items, has {len(blocks)}")
    for place, block in enumerate(blocks):
        path = f"/blocks/{place}"
        _must(isinstance(block, dict) and block.get("type") in _BLOCKS, path, f"unknown block {block!r:.60}")
        keys, check = _BLOCKS[block["type"]]
        _keys(block, path, f"type block_id {keys}")
        _string(block, "block_id", path, 255)
        check(block, path)
    for name in ("block_id", "action_id"):
        seen: set[str] = set()
        for found in _values(blocks, name):
            _must(found not in seen, "/blocks", f"{name} {found!r} already exists for another element")
            seen.add(found)


def _section(block: Json, path: str) -> None:
    _must("text" in block or "fields" in block, path, "a section needs text or fields")
    if "text" in block:
        _text(block["text"], f"{path}/text", 3000)
    if "fields" in block:
        for place, one in enumerate(_items(block, "fields", path, 10)):
            _text(one, f"{path}/fields/{place}", 2000)


def _header(block: Json, path: str) -> None:
    _plain(block, "text", path, 150, needed=True)


def _context(block: Json, path: str) -> None:
    for place, one in enumerate(_items(block, "elements", path, 10)):
        _text(one, f"{path}/elements/{place}", 3000)


def _actions(block: Json, path: str) -> None:
    for place, one in enumerate(_items(block, "elements", path, 25)):
        _element(one, f"{path}/elements/{place}", {"button"})


def _input(block: Json, path: str) -> None:
    _plain(block, "label", path, 2000, needed=True)
    _plain(block, "hint", path, 2000)
    _must(isinstance(block.get("element"), dict), f"{path}/element", "an input needs an element")
    _element(block["element"], f"{path}/element", set(_ELEMENTS) - {"button"})


def _rich(block: Json, path: str) -> None:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    for one in block.get("elements", ()):
        _must(one.get("type") in kinds, path, f"unknown element {one.get('type')!r}")
        _must(bool(one.get("elements")), path, f"{one['type']} is empty")
        for word in one["elements"]:
            empty = word.get("type") == "text" and not word.get("text")
            _must(not empty, path, "a text in rich_text is empty")


def _element(one: Json, path: str, allowed: set[str]) -> None:
    kind = one.get("type")
    _must(kind in allowed, path, f"{kind!r} cannot stand here")
    _keys(one, path, f"type action_id placeholder {_ELEMENTS[str(kind)]}")
    _string(one, "action_id", path, 255)
    _plain(one, "placeholder", path, 150)
    match kind:
        case "button":
            _plain(one, "text", path, 75, needed=True)
            _string(one, "value", path, 2000)
            _string(one, "accessibility_label", path, 75)
            _must(one.get("style", "primary") in ("primary", "danger"), f"{path}/style", "primary or danger")
        case "plain_text_input":
            _string(one, "initial_value", path, one.get("max_length", 3000))
            _must(1 <= one.get("max_length", 3000) <= 3000, path, "lengths must lie within 1 to 3000")
        case "static_select" | "multi_static_select":
            _options(one, path, 100)
        case "checkboxes" | "radio_buttons":
            _options(one, path, 10)


def _options(one: Json, path: str, most: int) -> None:
    options = _items(one, "options", path, most)
    values = [option.get("value") for option in options]
    _must(len(set(values)) == len(values), f"{path}/options", "two options have the same value")
    for option in options:
        _keys(option, path, "text value")
        _text(option.get("text"), f"{path}/option/text", 75)
        _must(bool(option.get("value")), f"{path}/option/value", "an option needs a value")
        _string(option, "value", path, 75)
    for initial in one.get("initial_options", [one["initial_option"]] if "initial_option" in one else []):
        _must(initial in options, f"{path}/initial_option", "is none of the options")


def _text(one: Any, path: str, most: int) -> None:
    kinds = ("mrkdwn", "plain_text")
    _must(isinstance(one, dict) and one.get("type") in kinds, path, "must be a text object")
    _keys(one, path, "type text verbatim" if one["type"] == "mrkdwn" else "type text emoji")
    words = one.get("text")
    _must(isinstance(words, str) and bool(words.strip()), f"{path}/text", "must be more than 0 characters")
    _must(len(words) <= most, f"{path}/text", f"must be less than {most + 1} characters, has {len(words)}")


def _plain(one: Json, name: str, path: str, most: int, needed: bool = False) -> None:
    if name not in one:
        _must(not needed, f"{path}/{name}", "missing required field")
        return
    _text(one[name], f"{path}/{name}", most)
    _must(one[name]["type"] == "plain_text", f"{path}/{name}", "must be plain_text")


def _string(one: Json, name: str, path: str, most: int) -> None:
    given = one.get(name, "")
    _must(isinstance(given, str), f"{path}/{name}", "must be a string")
    _must(len(given) <= most, f"{path}/{name}", f"must be less than {most + 1} characters, has {len(given)}")


def _items(one: Json, name: str, path: str, most: int) -> list[Json]:
    found: list[Json] = one.get(name, [])
    _must(1 <= len(found) <= most, f"{path}/{name}", f"must have 1 to {most} items, has {len(found)}")
    return found


def _keys(one: Json, path: str, known: str) -> None:
    for name, value in one.items():
        _must(name in known.split(), path, f"invalid additional property: {name}")
        _must(value is not None, f"{path}/{name}", "must not be null")


def _must(holds: bool, path: str, why: str) -> None:
    if not holds:
        raise Refused("invalid_blocks", f"[ERROR] {why} [json-pointer:{path}]")


def _values(tree: Any, name: str) -> Iterator[str]:
    if isinstance(tree, list):
        for one in tree:
            yield from _values(one, name)
    elif isinstance(tree, dict):
        if isinstance(tree.get(name), str):
            yield tree[name]
        for one in tree.values():
            yield from _values(one, name)


_BLOCKS: dict[str, tuple[str, Callable[[Json, str], None]]] = {
    "section": ("text fields", _section),
    "header": ("text", _header),
    "context": ("elements", _context),
    "actions": ("elements", _actions),
    "input": ("label element hint optional", _input),
    "rich_text": ("elements", _rich),
}
"""What may stand in each block, and what is looked at in it."""
_ELEMENTS = {
    "button": "text value style accessibility_label",
    "plain_text_input": "initial_value multiline max_length",
    "file_input": "filetypes max_files",
    "static_select": "options initial_option",
    "multi_static_select": "options initial_options",
    "users_select": "initial_user",
    "conversations_select": "initial_conversation default_to_current_conversation filter",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "checkboxes": "options",
    "radio_buttons": "options initial_option",
}
