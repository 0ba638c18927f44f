"""Slack's markup read as a person sees it, and what in it is alive: mentions, links, dates."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_TOKEN = re.compile(r"<([^<>\n]*)>")
_BARE = re.compile(r"\b(?:https?://|www\.)[^\s<>|]+")
_MARK = re.compile(r"(?<![\w*_~`])([*_~`])(?=\S)((?:(?!\1)[^\n])+?)(?<=\S)\1(?![\w*_~`])")
_QUOTE = re.compile(r"^(?:&gt;|>)+ ?", re.MULTILINE)
_EMOJI = re.compile(r":[a-z0-9_+'-]+:")
_FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)


def live(mrkdwn: str, verbatim: bool = False) -> list[str]:
    """What in a text would ping, link or be rewritten, in its order; bare addresses too unless `verbatim`."""
    found = [(m.start(), m[0]) for m in _TOKEN.finditer(mrkdwn) if m[1]]
    if not verbatim:
        outside = _TOKEN.sub(lambda m: " " * len(m[0]), mrkdwn)
        found += [(m.start(), m[0]) for m in _BARE.finditer(outside)]
    return [token for _, token in sorted(found)]


def live_blocks(blocks: list[Json]) -> list[str]:
    """What is alive in all texts of a message; `:name:` too, where Slack would draw it."""
    return [token for one in _nodes(blocks) for token in _alive(one)]


def _alive(node: Json) -> list[str]:
    kind = node.get("type")
    if kind == "mrkdwn":
        return live(node["text"], bool(node.get("verbatim"))) + _EMOJI.findall(_TOKEN.sub(" ", node["text"]))
    if kind == "plain_text":
        return _EMOJI.findall(node["text"]) if node.get("emoji", True) else []
    if kind in ("user", "channel", "usergroup", "broadcast", "date", "link"):
        known = ("user_id", "channel_id", "usergroup_id", "range", "timestamp", "url")
        return [str(next(node[name] for name in known if name in node))]
    return []


def _nodes(tree: Any) -> Iterator[Json]:
    if isinstance(tree, list):
        for one in tree:
            yield from _nodes(one)
    elif isinstance(tree, dict):
        yield tree
        for one in tree.values():
            yield from _nodes(one)


def plain(mrkdwn: str) -> str:
    """A mrkdwn text as it is read: dates as 2026-11-24T08:00Z, marks taken off, unescaped."""
    kept: list[str] = []

    def keep(text: str) -> str:
        kept.append(text)
        return f"\0{len(kept) - 1}\0"

    fenced = _FENCE.sub(lambda m: keep(m[1]), mrkdwn)
    fenced = _QUOTE.sub("", fenced)
    shown = _unmarked(_TOKEN.sub(lambda m: keep(_token(m[1])), fenced))
    return unescape(re.sub("\0(\\d+)\0", lambda m: kept[int(m[1])], shown))


def _unmarked(text: str) -> str:
    while (shorter := _MARK.sub(r"\2", text)) != text:
        text = shorter
    return text


def _token(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return instant(int(target.split("^")[1]))
    if target[:1] in ("@", "#"):
        return target[:1] + (label or target[1:])
    if target.startswith("!"):
        return f"@{label or target[1:]}"
    return label or target


def instant(unix: int) -> str:
    """A moment in UTC; seconds only if there are any."""
    at = dt.datetime.fromtimestamp(unix, dt.UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ" if at.second else "%Y-%m-%dT%H:%MZ")


def unescape(text: str) -> str:
    """The three characters that Slack escapes, as they were typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


EMOJI = {"👍🏽": ":+1::skin-tone-4:", "👍": ":+1:", "💯": ":100:"}
"""What people type -> how Slack writes it in a text."""
_WRITTEN = re.compile("|".join(map(re.escape, EMOJI.values())))


def emoji_blocks(text: str) -> list[Json]:
    """The blocks of a text as Slack hands it on, as far as they say more than the text: its emoji, in a list."""
    characters = {written: character for character, written in EMOJI.items()}
    shown: list[Json] = []
    for written in _WRITTEN.findall(text):
        name, _, tone = written.strip(":").partition("::skin-tone-")
        code = "-".join(f"{ord(character):x}" for character in characters[written])
        shown.append(
            {"type": "emoji", "name": name, "unicode": code} | ({"skin_tone": int(tone)} if tone else {})
        )
    section = {"type": "rich_text_section", "elements": shown}
    listed = {"type": "rich_text_list", "style": "bullet", "elements": [section]}
    return [{"type": "rich_text", "elements": [listed]}]


def escape(text: str) -> str:
    """What a person typed as Slack hands it on: the three characters, addresses as links, emoji by name."""
    for character, written in EMOJI.items():
        text = text.replace(character, written)
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BARE.sub(lambda m: f"<{m[0]}>" if m[0].startswith("http") else f"<http://{m[0]}|{m[0]}>", safe)


@dataclass
class Page:
    """Blocks as they are read, in their order."""

    lines: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    payloads: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


def read(blocks: list[Json]) -> Page:
    """What a person reads in a message or a view."""
    page = Page()
    for block in blocks:
        _read(block, page)
    return page


def goes_on(headline: Json, words: str) -> bool:
    """Whether the first of the plain words says more than the headline: the rest of its line is drawn below it."""
    elements = [word for one in headline.get("elements", ()) for word in one.get("elements", ())]
    if headline["type"] == "header":
        drawn = headline["text"]["text"]
    elif headline["type"] == "rich_text" and all("bold" in word.get("style", {}) for word in elements):
        drawn = "".join(word.get("text") or word["fallback"] for word in elements)
    else:
        return False
    return plain(words).split("\n")[0] != plain(escape(drawn))


def _read(block: Json, page: Page) -> None:
    match block["type"]:
        case "section":
            page.lines += _lines(block["text"]) if "text" in block else []
            named = ("\n".join(_lines(one)).partition("\n") for one in block.get("fields", ()))
            said = (f"{name}: {value}" if value else name for name, _, value in named)
            page.lines += [line for text in said for line in text.split("\n")]
        case "header":
            page.lines += _lines(block["text"])
        case "context" | "actions":
            _elements(block["elements"], page)
        case "input":
            element = block["element"]
            page.fields[element.get("action_id") or block["block_id"]] = initial(element)
        case "rich_text":
            page.lines += [line for one in block["elements"] for line in _rich(one)]


def _lines(text: Json) -> list[str]:
    words: str = text["text"]
    return (plain(words) if text["type"] == "mrkdwn" else words).split("\n")


def _elements(elements: list[Json], page: Page) -> None:
    for one in elements:
        match one["type"]:
            case "button":
                page.labels.append(one["text"]["text"])
                page.payloads.append(one.get("value", ""))
            case "mrkdwn" | "plain_text":
                page.lines += _lines(one)


def _rich(one: Json) -> list[str]:
    if one["type"] == "rich_text_list":
        first = one.get("offset", 0) + 1 if one["style"] == "ordered" else None
        marks = ("- " if first is None else f"{first + n}. " for n, _ in enumerate(one["elements"]))
        items = ("\n".join(_rich(item)) for item in one["elements"])
        return "\n".join(mark + item for mark, item in zip(marks, items, strict=True)).split("\n")
    return "".join(_word(word) for word in one["elements"]).split("\n")


def _word(word: Json) -> str:
    match word["type"]:
        case "date":
            return instant(int(word["timestamp"]))
        case "link":
            return str(word.get("text") or word["url"])
    return str(word.get("text", ""))


def initial(element: Json) -> str:
    """What stands in an input before anybody typed."""
    for name in ("value", "date", "time", "user", "conversation"):
        if f"initial_{name}" in element:
            return str(element[f"initial_{name}"])
    if "initial_option" in element:
        return str(element["initial_option"]["value"])
    return ",".join(str(option["value"]) for option in element.get("initial_options", ()))
