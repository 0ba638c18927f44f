"""What Slack refuses: the limits of messages, modals and the Home, and of every block and element in them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.platforms.slack.mrkdwn import live, live_blocks, plain, read

__all__ = ["Refused", "check_message", "check_view", "live", "live_blocks", "plain", "read"]

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
    _check_blocks(blocks, MESSAGE_BLOCKS, _MESSAGE)
    total = sum(len(words) for words in _words(blocks))
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
    _keys(view, "/view", _HOME_KEYS if home else _MODAL_KEYS)
    _must(view.get("type") == kind, "/view/type", f"must be {kind}")
    if not home:
        _plain(view, "title", "/view", 24, needed=True)
        _plain(view, "submit", "/view", 24)
        _plain(view, "close", "/view", 24)
    for name, most in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        _string(view, name, "/view", most)
    blocks = view.get("blocks")
    _must(isinstance(blocks, list), "/view/blocks", "must be a list")
    _check_blocks(view["blocks"], VIEW_BLOCKS, _VIEW)
    inputs = any(block["type"] == "input" for block in view["blocks"])
    _must(home or not inputs or "submit" in view, "/view/submit", "is required where an input stands")


def _check_blocks(blocks: list[Json], most: int, known: dict[str, Callable[[Json, str], None]]) -> None:
    _must(1 <= len(blocks) <= most, "/blocks", f"must have 1 to {most} items, has {len(blocks)}")
    for place, block in enumerate(blocks):
        path = f"/blocks/{place}"
        _must(isinstance(block, dict) and block.get("type") in known, path, f"unknown block {block!r:.60}")
        _string(block, "block_id", path, 255)
        known[block["type"]](block, path)
    _unique(blocks, "block_id")
    _unique(blocks, "action_id")


def _unique(blocks: list[Json], name: str) -> None:
    seen: set[str] = set()
    for found in _values(blocks, name):
        _must(found not in seen, "/blocks", f"{name} {found!r} already exists for another element")
        seen.add(found)


def _section(block: Json, path: str) -> None:
    _keys(block, path, "type block_id text fields accessory expand")
    _must("text" in block or "fields" in block, path, "a section needs text or fields")
    if "text" in block:
        _text(block["text"], f"{path}/text", 3000)
    if "fields" in block:
        _items(block, "fields", path, 1, 10)
        for place, one in enumerate(block["fields"]):
            _text(one, f"{path}/fields/{place}", 2000)
    if "accessory" in block:
        _element(block["accessory"], f"{path}/accessory", _ACCESSORIES)


def _header(block: Json, path: str) -> None:
    _keys(block, path, "type block_id text")
    _plain(block, "text", path, 150, needed=True)


def _context(block: Json, path: str) -> None:
    _keys(block, path, "type block_id elements")
    _items(block, "elements", path, 1, 10)
    for place, one in enumerate(block["elements"]):
        if one.get("type") == "image":
            _element(one, f"{path}/elements/{place}", {"image"})
        else:
            _text(one, f"{path}/elements/{place}", 3000)


def _actions(block: Json, path: str) -> None:
    _keys(block, path, "type block_id elements")
    _items(block, "elements", path, 1, 25)
    for place, one in enumerate(block["elements"]):
        _element(one, f"{path}/elements/{place}", _ACTIONS)


def _divider(block: Json, path: str) -> None:
    _keys(block, path, "type block_id")


def _image(block: Json, path: str) -> None:
    _keys(block, path, "type block_id alt_text image_url slack_file title action_id")
    _must("image_url" in block or "slack_file" in block, path, "an image needs image_url or slack_file")
    _must(bool(str(block.get("alt_text", "")).strip()), f"{path}/alt_text", "an image needs alt_text")
    _string(block, "alt_text", path, 2000)
    _string(block, "image_url", path, 3000)
    if block.get("title"):
        _plain(block, "title", path, 2000)


def _input(block: Json, path: str) -> None:
    _keys(block, path, "type block_id label element hint optional dispatch_action")
    _plain(block, "label", path, 2000, needed=True)
    _plain(block, "hint", path, 2000)
    _must(isinstance(block.get("element"), dict), f"{path}/element", "an input needs an element")
    _element(block["element"], f"{path}/element", _INPUTS)


def _rich(block: Json, path: str) -> None:
    _keys(block, path, "type block_id elements")
    kinds = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    for one in block.get("elements", ()):
        _must(one.get("type") in kinds, path, f"unknown element {one.get('type')!r}")
        _must(bool(one.get("elements")), path, f"{one['type']} is empty")
        for word in one["elements"]:
            empty = word.get("type") == "text" and not word.get("text")
            _must(not empty, path, "a text in rich_text is empty")


def _markdown(block: Json, path: str) -> None:
    _keys(block, path, "type block_id text")
    _must(bool(str(block.get("text", "")).strip()), f"{path}/text", "must be more than 0 characters")
    _string(block, "text", path, 12_000)


def _element(one: Json, path: str, allowed: set[str]) -> None:
    kind = one.get("type")
    _must(kind in allowed, path, f"{kind!r} cannot stand here")
    _keys(one, path, f"type action_id confirm focus_on_load placeholder {_ELEMENT_KEYS[str(kind)]}")
    _string(one, "action_id", path, 255)
    _plain(one, "placeholder", path, 150)
    if "confirm" in one:
        _confirm(one["confirm"], f"{path}/confirm")
    match kind:
        case "button":
            _button(one, path)
        case "plain_text_input" | "number_input" | "email_text_input" | "url_text_input":
            _typed(one, path)
        case "static_select" | "multi_static_select":
            _select(one, path)
        case "overflow" | "checkboxes" | "radio_buttons":
            _few(one, path)
        case "image":
            _image({k: v for k, v in one.items() if k != "type"} | {"type": "image"}, path)


def _button(one: Json, path: str) -> None:
    _plain(one, "text", path, 75, needed=True)
    _string(one, "value", path, 2000)
    _string(one, "url", path, 3000)
    _string(one, "accessibility_label", path, 75)
    _must(one.get("style", "primary") in ("primary", "danger"), f"{path}/style", "primary or danger")


def _typed(one: Json, path: str) -> None:
    if one["type"] == "number_input":
        _must("is_decimal_allowed" in one, path, "a number_input needs is_decimal_allowed")
        return
    _string(one, "initial_value", path, 3000)
    low, high = one.get("min_length", 0), one.get("max_length", 3000)
    _must(0 <= low <= 3000 and 1 <= high <= 3000 and low <= high, path, "lengths must lie within 0 to 3000")
    given = one.get("initial_value")
    _must(given is None or len(given) <= high, f"{path}/initial_value", f"is longer than {high} characters")


def _select(one: Json, path: str) -> None:
    _must(("options" in one) != ("option_groups" in one), path, "options or option_groups, one of them")
    groups = one.get("option_groups", [{"options": one.get("options", [])}])
    _must(1 <= len(groups) <= 100, path, "1 to 100 groups")
    options = [_option(o, path) for group in groups for o in _within(group["options"], 100, path)]
    _initials(one, options, path)


def _few(one: Json, path: str) -> None:
    most = 5 if one["type"] == "overflow" else 10
    _initials(one, [_option(o, path) for o in _within(one.get("options", []), most, path)], path)


def _within(options: list[Json], most: int, path: str) -> list[Json]:
    _must(1 <= len(options) <= most, f"{path}/options", f"must have 1 to {most} items, has {len(options)}")
    values = [option.get("value") for option in options]
    _must(len(set(values)) == len(values), f"{path}/options", "two options have the same value")
    return options


def _option(option: Json, path: str) -> Json:
    _keys(option, path, "text value description url")
    _text(option.get("text"), f"{path}/option/text", 75)
    _must(bool(option.get("value")), f"{path}/option/value", "an option needs a value")
    _string(option, "value", path, 75)
    _plain(option, "description", path, 75)
    return option


def _initials(one: Json, options: list[Json], path: str) -> None:
    given = one.get("initial_options", [one["initial_option"]] if "initial_option" in one else [])
    for initial in given:
        _must(initial in options, f"{path}/initial_option", "is none of the options")


def _confirm(one: Json, path: str) -> None:
    _keys(one, path, "title text confirm deny style")
    for name, most in (("title", 100), ("confirm", 30), ("deny", 30)):
        _plain(one, name, path, most, needed=True)
    _text(one.get("text"), f"{path}/text", 300)


def _text(one: Any, path: str, most: int) -> None:
    _must(
        isinstance(one, dict) and one.get("type") in ("mrkdwn", "plain_text"), path, "must be a text object"
    )
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


def _items(one: Json, name: str, path: str, least: int, most: int) -> None:
    count = len(one.get(name, ()))
    _must(least <= count <= most, f"{path}/{name}", f"must have {least} to {most} items, has {count}")


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


def _words(blocks: list[Json]) -> Iterator[str]:
    return _values(blocks, "text")


_MODAL_KEYS = (
    "type title submit close blocks private_metadata callback_id external_id clear_on_close notify_on_close"
    " submit_disabled"
)
_HOME_KEYS = "type blocks private_metadata callback_id external_id"
_PICKERS = {"static_select", "multi_static_select", "users_select", "conversations_select", "channels_select"}
_PICKERS |= {"datepicker", "timepicker", "datetimepicker", "checkboxes", "radio_buttons"}
_ACTIONS = _PICKERS | {"button", "overflow"}
_ACCESSORIES = _ACTIONS | {"image"}
_INPUTS = _PICKERS | {"plain_text_input", "number_input", "email_text_input", "url_text_input", "file_input"}
_ELEMENT_KEYS = {
    "button": "text value url style accessibility_label",
    "plain_text_input": "initial_value multiline min_length max_length dispatch_action_config",
    "number_input": "is_decimal_allowed initial_value min_value max_value dispatch_action_config",
    "email_text_input": "initial_value dispatch_action_config",
    "url_text_input": "initial_value dispatch_action_config",
    "file_input": "filetypes max_files",
    "static_select": "options option_groups initial_option",
    "multi_static_select": "options option_groups initial_options max_selected_items",
    "users_select": "initial_user",
    "conversations_select": "initial_conversation default_to_current_conversation filter response_url_enabled",
    "channels_select": "initial_channel response_url_enabled",
    "datepicker": "initial_date",
    "timepicker": "initial_time timezone",
    "datetimepicker": "initial_date_time",
    "checkboxes": "options initial_options",
    "radio_buttons": "options initial_option",
    "overflow": "options",
    "image": "image_url slack_file alt_text",
}
_MESSAGE: dict[str, Callable[[Json, str], None]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image,
    "input": _input,
    "rich_text": _rich,
    "markdown": _markdown,
}
_VIEW = {name: check for name, check in _MESSAGE.items() if name != "markdown"}
