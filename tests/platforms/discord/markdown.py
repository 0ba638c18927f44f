"""Discord's markdown read back: what a person sees of it, and what in it is alive. Pure.

The patterns are the client's: those of simple-markdown (https://github.com/Khan/perseus) with Discord's changes,
as its message formatting reference and third-party renderers describe them. The client reads from left to right;
at each place the first rule that matches takes its piece, and what no rule takes is text. Two things are not the
client's: mentions are looked for by the server, in the raw text, whatever stands before them; and invitations
need no `https://`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

UNSEEN = "\u200b"
"""Shows as nothing; `read` leaves it out."""


@dataclass(frozen=True)
class Node:
    """One piece of a text: `kind`, the markdown itself, and what stands inside its marks."""

    kind: str
    raw: str
    inner: str = ""


_BLOCKS: Final = (
    ("heading", r" *#{1,3} +(?=\S)"),
    ("subtext", r" *-# +(?=\S)"),
    ("quote", r" *(?:>>> *|> +)"),
    ("list", r" *(?:[-*+]|\d+\.) +(?=\S)"),
)
"""Marks at the beginning of a line, or after another such mark."""
_INLINE: Final = (
    ("emoticon", r"(¯\\_\(ツ\)_/¯)"),
    ("escape", r"\\([^0-9A-Za-z\s])"),
    ("block of code", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```"),
    ("time", r"<t:(-?\d{1,17})(?::[tTdDfFR])?>"),
    ("mention", r"(<@!?\d+>|<@&\d+>|<#\d+>|@everyone|@here)"),
    ("command", r"</([-\w]{1,32}(?: [-\w]{1,32}){0,2}:\d+)>"),
    ("emoji", r"<a?:(\w+):\d+>"),
    ("route", r"<(?:id:\w+(?:-\w+)?|sound:\d+)()>"),
    ("link", r"<((?:https?|steam|discord|mailto|tel|sms)[^: >]*:/?[^ >]+)>"),
    ("link", r"<([^ >]+@[^ >]+\.[^ >]+|\+[\d() -]+)>"),
    ("link", r"((?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])"),
    ("masked link", r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?(?:\([^)]*\)|[^\s\\]|\\.)*?>?\s*\)"),
    ("bold", r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
    ("underline", r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    ("italics", r"_((?:__|\\[\s\S]|[^\\_])+?)_\b"),
    ("italics", r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
    ("strike", r"~~([\s\S]+?)~~(?!_)"),
    ("spoiler", r"\|\|([\s\S]+?)\|\|"),
    ("code", r"(`+)([\s\S]*?[^`])\1(?!`)"),
    ("emoji", r":((?:[a-z][\w+-]*|[+-]1|100|1234|8ball)(?:::skin-tone-\d)?):"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _INLINE)
_MARKS = tuple((kind, re.compile(pattern)) for kind, pattern in _BLOCKS)
_TARGET = re.compile(r"\]\(\s*<?(.*?)>?\s*\)$", re.DOTALL)
_PINGS = re.compile(r"<@[!&]?\d+>|@everyone|@here")
_INVITES = re.compile(r"discord(?:app)?\.(?:gg|me|io|li|com/invite|com/channels|new)/[\w@-]+", re.IGNORECASE)
_NESTED = ("bold", "underline", "italics", "strike", "spoiler", "masked link")
_DEAD = ("text", "escape", "emoticon")


def nodes(content: str, *, begins: bool = True) -> Iterator[Node]:
    """The text in pieces, as the client cuts it; `begins`: marks of a line may stand at the start."""
    at, start = 0, begins
    while at < len(content):
        node = (_mark(content[at:]) if start else None) or _piece(content[at:])
        yield node
        at += len(node.raw)
        start = content[at - 1] == "\n" or (start and node.kind in dict(_BLOCKS))


def _mark(rest: str) -> Node | None:
    for kind, pattern in _MARKS:
        if match := pattern.match(rest):
            return Node(kind, match.group())
    return None


def _piece(rest: str) -> Node:
    for kind, pattern in _COMPILED:
        if match := pattern.match(rest):
            return Node(kind, match.group(), match.group(match.re.groups))
    return Node("text", rest[0], rest[0])


def read(content: str) -> str:
    """What a person sees, as plain text: instants as 2026-11-24T08:00Z, a masked link as `text: address`."""
    return "".join(_read(node) for node in nodes(content)).replace(UNSEEN, "")


def _read(node: Node) -> str:
    match node.kind:
        case "text" | "escape" | "emoticon" | "code" | "block of code":
            return node.inner
        case "time":
            return _instant(node)
        case "command":
            return f"/{node.inner.rpartition(':')[0]}"
        case "masked link":
            return f"{_inside(node)}: {_target(node)}"
        case kind if kind in _NESTED:
            return _inside(node)
    return "" if node.kind in ("heading", "subtext", "quote") else node.raw


def _inside(node: Node) -> str:
    return "".join(_read(inner) for inner in nodes(node.inner, begins=False))


def _instant(node: Node) -> str:
    try:
        return f"{dt.datetime.fromtimestamp(int(node.inner), dt.UTC):%Y-%m-%dT%H:%MZ}"
    except (ValueError, OverflowError, OSError):
        return node.raw


def _target(node: Node) -> str:
    match = _TARGET.search(node.raw)
    return match.group(1) if match else ""


def live(content: str) -> list[str]:
    """All that is more than text, in its order: pings, links, formatting, marks of lines, emoji, instants.

    Marks come as `# `, `> `, `- `; formatting with what stands in it, and then what is alive inside.
    """
    pings = [match.group() for match in _PINGS.finditer(content)]
    invites = [match.group() for match in _INVITES.finditer(content)]
    found = [raw for raw in _live(content, begins=True) if not _PINGS.fullmatch(raw)]
    return [*pings, *found, *(i for i in invites if not any(i in raw for raw in found))]


def _live(content: str, *, begins: bool) -> Iterator[str]:
    for node in nodes(content, begins=begins):
        if node.kind in _DEAD:
            continue
        yield node.raw
        if node.kind in _NESTED:
            yield from _live(node.inner, begins=False)
