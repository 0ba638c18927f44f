"""Slack's limits for messages, modals and the Home, those included that its SDK does not check.

Source: docs.slack.dev, reference of blocks, elements and views; that of all text together was measured.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal

Surface = Literal["message", "modal", "home"]
Block = Mapping[str, Any]

BLOCKS: Final[Mapping[Surface, int]] = {"message": 50, "modal": 100, "home": 100}
SECTION = 3_000
FIELD = 2_000
FIELDS = 10
ACTIONS = 25
LABEL = 75
VALUE = 2_000
NAME = 255
"""Of an `action_id` or a `block_id`."""
TITLE = 24
"""Of a modal's title and its two buttons."""
METADATA = 3_000
INPUT = 3_000
"""Characters that a text field can hold."""
INPUT_LABEL = 2_000
PLACEHOLDER = 150
OPTIONS = 100
TOTAL = 13_000
"""Characters of all blocks together; with more Slack says msg_blocks_too_long, which is not documented."""


def checked(blocks: Sequence[Block], surface: Surface = "message") -> list[dict[str, Any]]:
    """The blocks.

    Raises:
        ValueError: names the limit that is broken.
    """
    problems = list(_problems(blocks, surface))
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))
    return [dict(block) for block in blocks]


def checked_view(view: dict[str, Any]) -> dict[str, Any]:
    """The modal or Home.

    Raises:
        ValueError: names the limit that is broken.
    """
    surface: Surface = "home" if view["type"] == "home" else "modal"
    problems = list(_problems(view["blocks"], surface))
    if surface == "modal":
        problems += _modal_problems(view)
    if problems:
        raise ValueError(f"Slack would refuse this {surface}: " + "; ".join(problems))
    return view


def _modal_problems(view: Mapping[str, Any]) -> Iterator[str]:
    for name in ("title", "submit", "close"):
        yield from _text(name, view.get(name), TITLE)
    if len(view.get("private_metadata", "")) > METADATA:
        yield f"private_metadata has {len(view['private_metadata'])} characters, {METADATA} at most"


def _problems(blocks: Sequence[Block], surface: Surface) -> Iterator[str]:
    if not 1 <= len(blocks) <= BLOCKS[surface]:
        yield f"{len(blocks)} blocks, 1 to {BLOCKS[surface]}"
    for block in blocks:
        yield from _CHECKS[block["type"]](block)
    names = Counter(e["action_id"] for b in blocks for e in _elements(b) if "action_id" in e)
    yield from (f"action_id {name} stands there {n} times" for name, n in names.items() if n > 1)
    total = sum(len(text) for block in blocks for text in _texts(block))
    if total > TOTAL:
        yield f"{total} characters in all, {TOTAL} at most"


def _section(block: Block) -> Iterator[str]:
    if "text" in block:
        yield from _text("a section", block["text"], SECTION)
    fields = block.get("fields", ())
    if len(fields) > FIELDS or ("text" not in block and not fields):
        yield f"{len(fields)} fields, 1 to {FIELDS}"
    for field in fields:
        yield from _text("a field", field, FIELD)


def _actions(block: Block) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= ACTIONS:
        yield f"{len(block['elements'])} buttons in a row, 1 to {ACTIONS}"
    for element in block["elements"]:
        yield from _text("a button", element["text"], LABEL)
        yield from _length("a button's value", element["value"], VALUE)
        yield from _length("an action_id", element["action_id"], NAME)
        yield from _length("an accessibility_label", element.get("accessibility_label", "-"), LABEL)


def _input(block: Block) -> Iterator[str]:
    element = block["element"]
    yield from _text("a label", block["label"], INPUT_LABEL)
    yield from _length("a block_id", block["block_id"], NAME)
    if "hint" in block:
        yield from _text("a hint", block["hint"], INPUT_LABEL)
    if "placeholder" in element:
        yield from _text("a placeholder", element["placeholder"], PLACEHOLDER)
    if len(element.get("initial_value", "")) > element.get("max_length", INPUT):
        yield f"{len(element['initial_value'])} characters in a field of {element.get('max_length', INPUT)}"
    options = element.get("options", ())
    if element["type"] == "static_select" and not 1 <= len(options) <= OPTIONS:
        yield f"{len(options)} options, 1 to {OPTIONS}"
    for option in options:
        yield from _text("an option", option["text"], LABEL)
        yield from _length("an option's value", option["value"], LABEL)


_CHECKS: Final = {"section": _section, "actions": _actions, "input": _input}


def _text(what: str, text: Block | None, most: int) -> Iterator[str]:
    yield from _length(what, text["text"] if text else "", most)


def _length(what: str, text: str, most: int) -> Iterator[str]:
    if not text.strip():
        yield f"{what} without text"
    elif len(text) > most:
        yield f"{what} of {len(text)} characters, {most} at most"


def _elements(block: Block) -> Iterable[Block]:
    return block["elements"] if "elements" in block else filter(None, (block.get("element"),))


def _texts(block: Any) -> Iterator[str]:
    """Every text of a block, wherever it stands in it."""
    if isinstance(block, Mapping):
        if isinstance(text := block.get("text"), str):
            yield text
        for inside in block.values():
            yield from _texts(inside)
    elif isinstance(block, (list, tuple)):
        for inside in block:
            yield from _texts(inside)
