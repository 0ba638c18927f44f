"""What Slack refuses: the limits of messages, modals and the Home, and of the blocks and elements that the bot uses.

Slack's own models know the most; what they let pass stands here. Any other block or element is refused as unknown.
"""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

ALL_TEXT = 13_000
MESSAGE_BLOCKS, VIEW_BLOCKS, VIEW_BYTES = 50, 100, 250_000
TEXT, FIELD = 3_000, 2_000
KNOWN = {
    *("modal", "home", "section", "header", "context", "actions", "input", "plain_text", "mrkdwn"),
    *("rich_text", "rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"),
    *("text", "date", "link", "button", "plain_text_input", "file_input", "users_select", "checkboxes"),
    *("static_select", "multi_static_select", "conversations_select", "datepicker", "timepicker"),
    "radio_buttons",
}
PLAIN = ("title", "submit", "close", "label", "hint", "placeholder")
ITEMS = {
    "section": ("fields", 10),
    "context": ("elements", 10),
    "actions": ("elements", 25),
    **dict.fromkeys((kind for kind in KNOWN if kind.startswith("rich_text_")), ("elements", 1_000)),
    **dict.fromkeys(("static_select", "multi_static_select"), ("options", 100)),
    **dict.fromkeys(("checkboxes", "radio_buttons"), ("options", 10)),
}
"""Lists that may not be empty, and how much is in them at most."""


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
    total = sum(len(one["text"]) for one in _nodes(blocks) if isinstance(one.get("text"), str))
    if total > ALL_TEXT:
        raise Refused("msg_blocks_too_long", f"{total} characters in all blocks, at most {ALL_TEXT}")


def check_view(view: Json, kind: str) -> None:
    """Raises Refused for a view that Slack would not show as a `kind`: modal or home."""
    try:
        _must(view.get("type") == kind, "/view/type", f"must be {kind}")
        _check_blocks(view["blocks"], VIEW_BLOCKS)
        _as_slack_reads(view, "/view")
        _check_node(view, "/view")
        inputs = any(block["type"] == "input" for block in view["blocks"])
        for name in ("title", *(("submit",) if inputs else ())) if kind == "modal" else ():
            _must(name in view, f"/view/{name}", "missing required field")
    except Refused as wrong:
        raise Refused("invalid_arguments", wrong.why) from wrong
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large", f"over {VIEW_BYTES} bytes")


def _check_blocks(blocks: list[Json], most: int) -> None:
    _must(1 <= len(blocks) <= most, "/blocks", f"must have 1 to {most} items, has {len(blocks)}")
    for place, block in enumerate(blocks):
        path = f"/blocks/{place}"
        for one in _nodes(block):
            _check_node(one, path)
        _as_slack_reads(block, path)
    for name in ("block_id", "action_id"):
        seen: set[str] = set()
        for found in (one[name] for one in _nodes(blocks) if name in one):
            _must(found not in seen, "/blocks", f"{name} {found!r} already exists for another element")
            seen.add(found)


def _as_slack_reads(one: Json, path: str) -> None:
    """Slack's own model of a block or a view keeps its limits, and leaves nothing of it out."""
    try:
        model = View(**one) if path == "/view" else Block.parse(one)
        read = model.to_dict() if model else {}
    except (SlackObjectFormationError, TypeError) as wrong:
        raise Refused("invalid_blocks", f"[ERROR] {wrong} [json-pointer:{path}]") from wrong
    lost = next((name for name, value in one.items() if name not in read or read[name] != value), "")
    _must(not lost, path, f"invalid or unknown, or null: {lost}")


def _check_node(one: Json, path: str) -> None:
    kind, words = one.get("type"), one.get("text")
    _must(kind in KNOWN or kind is None, path, f"unknown block or element {kind!r}")
    if kind in ("mrkdwn", "plain_text", "text"):
        _must(bool(words if kind == "text" else str(words).strip()), path, "must be more than 0 characters")
        _must(len(str(words)) <= TEXT, path, f"must be less than {TEXT + 1} characters")
    if kind in ITEMS and ITEMS[kind][0] in one:
        name, most = ITEMS[kind]
        _must(1 <= len(one[name]) <= most, path, f"{name} must have 1 to {most} items, has {len(one[name])}")
    plain = [
        one[name] for name in (*PLAIN, *(["text"] if kind in ("header", "button") else [])) if name in one
    ]
    _must(all(named["type"] == "plain_text" for named in plain), path, "must be plain_text")
    match kind:
        case "section":
            _must(all(len(f["text"]) <= FIELD for f in one.get("fields", ())), path, "a field is too long")
        case "actions":
            _must(all(e["type"] == "button" for e in one["elements"]), path, "only buttons can stand here")
        case "input":
            _must(one["element"]["type"] != "button", path, "a button cannot stand here")
        case "plain_text_input":
            longest = one.get("max_length", TEXT)
            _must(1 <= longest <= TEXT, path, "lengths must lie within 1 to 3000")
            _must(len(one.get("initial_value", "")) <= longest, path, f"must be less than {longest + 1}")
    if options := one.get("options"):
        values = [option["value"] for option in options]
        _must(len(set(values)) == len(values), path, "two options have the same value")
        chosen = one.get("initial_options", [one["initial_option"]] if "initial_option" in one else [])
        _must(all(option in options for option in chosen), path, "what is chosen is none of the options")


def _must(holds: bool, path: str, why: str) -> None:
    if not holds:
        raise Refused("invalid_blocks", f"[ERROR] {why} [json-pointer:{path}]")


def _nodes(tree: Any) -> Iterator[Json]:
    """Every object in it, itself included."""
    if isinstance(tree, list):
        for one in tree:
            yield from _nodes(one)
    elif isinstance(tree, dict):
        yield tree
        for one in tree.values():
            yield from _nodes(one)
