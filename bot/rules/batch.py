"""Many texts at once: lines in, judged one by one in their order; a line that cannot be read stops nothing.

Text: one item a line, its number is its id. JSON Lines: an object a line with `id` (text or a whole number)
and `text`; what else it holds is left alone. Blank lines are skipped.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from bot.rules.engine import Critic
from bot.rules.errors import Refused
from bot.rules.report import Report, as_json, as_text

LONGEST = 1_000_000
"""Bytes of a line; more is refused before it is read as anything."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text to judge. `line` counts from 1."""

    line: int
    id: str | int
    text: str


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be judged, and why: a sentence for whoever wrote it."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and what the rules say of it."""

    item: Item
    report: Report

    def json(self) -> str:
        """One line of JSON, without its line break."""
        row: dict[str, Any] = as_json(self.report, str(self.item.id), self.item.text)
        return json.dumps(row | {"id": self.item.id}, ensure_ascii=False)

    def text(self) -> str:
        """Lines for a terminal, which no control character in a text can steer."""
        shown = as_text(self.report, self.item.text)
        return "".join(char if char.isprintable() or char == "\n" else " " for char in shown)


def packs() -> tuple[str, ...]:
    """The names of the packs that are installed."""
    return tuple(sorted(path.stem for path in Path(str(resources.files("content"))).glob("rules/*.yaml")))


def kinds(critic: Critic) -> tuple[str, ...]:
    """The kinds of text that the critic's pack has rules for."""
    return tuple(dict.fromkeys(kind for one in critic.rules for kind in one.rule.kinds))


def is_json_lines(name: str, start: bytes) -> bool:
    """Whether a file is JSON Lines: its name ends in .jsonl, or its first character is {."""
    return name.endswith(".jsonl") or start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def judged(critic: Critic, kind: str, lines: Iterable[bytes], name: str = "") -> Iterator[Judged | Bad]:
    """Every item of `lines` (a file called `name`, as bytes) judged as a `kind`, in the order of the lines."""
    as_objects: bool | None = None
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        if as_objects is None:
            as_objects = is_json_lines(name, raw)
        item = _item(number, raw, as_objects=as_objects)
        yield item if isinstance(item, Bad) else _judge(critic, kind, item)


def _judge(critic: Critic, kind: str, item: Item) -> Judged | Bad:
    try:
        return Judged(item, critic.critique(item.text, kind))
    except Refused as error:
        return Bad(item.line, str(error))


def _item(number: int, raw: bytes, *, as_objects: bool) -> Item | Bad:
    if len(raw) > LONGEST:
        return Bad(number, f"has {len(raw):,} bytes, {LONGEST:,} at most. Put one item on a line.")
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return Bad(number, f"byte {error.start + 1} is not UTF-8. Save the file as UTF-8.")
    return _object(number, text) if as_objects else Item(number, str(number), text)


def _object(number: int, text: str) -> Item | Bad:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        return Bad(number, f'is not JSON{where}. Write one object a line: {{"id": "1", "text": "..."}}.')
    if not isinstance(row, dict):
        return Bad(number, 'is no object. Write it as {"id": "1", "text": "..."}.')
    return _fields(number, row)


def _fields(number: int, row: dict[str, Any]) -> Item | Bad:
    name, text = row.get("id"), row.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return Bad(number, "'id' must be a text or a whole number: add it or mend it.")
    if not isinstance(text, str):
        return Bad(number, "'text' must be a text: add it or mend it.")
    if _broken(text) or _broken(str(name)):
        return Bad(number, "half of a surrogate pair stands alone (\\ud800 to \\udfff): remove it.")
    return Item(number, name, text)


def _broken(text: str) -> bool:
    """Whether a text holds what no file can: half of a pair that JSON's escapes let through."""
    return any("\ud800" <= char <= "\udfff" for char in text)
