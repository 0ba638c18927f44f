"""Many texts at once: lines in, judged one by one in their order; a line that cannot be read stops nothing.

JSON Lines: one object per line with `id` (text or a whole number) and `text`; what else it holds is left alone. Blank
lines are skipped. An item may hold `projects` (a list of {"title", "bullets"}) instead of a text: then the whole set
is judged, whatever kind of text the others are.

Stories, projects and answers have packs of their own: a critic whose pack has no rules of its own for a kind
hands it on to that pack.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.rules import sets
from bot.rules.engine import Critic, load_critic
from bot.rules.pack import Pack, load, read_lines
from bot.rules.report import Refused, Report, as_json
from bot.rules.sets import Project, SetReport
from content.document import Document

OWN_PACKS: Mapping[str, str] = MappingProxyType(
    {"story": "star", "project": "project", "answer": "tradeoff-answer"}
)
"""The pack that judges a kind of text where the chosen one has no verdict for it."""
MOST = 50
"""Projects of a set; more are refused."""
EXAMPLE = '{"id": "1", "text": "..."}'
"""A line as it should be."""
RTF = b"{\\rtf"
"""How a rich text begins, which isn't JSON."""
_RESUME = re.compile(rb'\{\s*(?:$|"(?:\$schema|basics|work|meta)"\s*:)')
"""How a JSON Resume begins."""
SURROGATE = "half of a surrogate pair stands alone (\\ud800 to \\udfff): remove it."
LONGEST = 1_000_000
"""Bytes of a line; more is refused before it is read as anything."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text to judge, or a set of projects. `line` counts from 1."""

    line: int
    id: str | int
    text: str
    projects: tuple[Project, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be judged, and why: a sentence for its author."""

    line: int
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True, slots=True)
class Judged:
    """An item and what the rules say of it."""

    item: Item
    report: Report | SetReport

    def json(self) -> str:
        """One line of JSON, without its line break."""
        return json.dumps(self.row(), ensure_ascii=False)

    def row(self) -> dict[str, Any]:
        """The object of that line; its id is the item's own."""
        if isinstance(self.report, SetReport):
            row = sets.as_json(self.report, "", self.item.projects or ())
        else:
            row = as_json(self.report, "", self.item.text)
        return row | {"id": self.item.id}


def packs() -> tuple[str, ...]:
    """The names of the packs that are installed."""
    return tuple(sorted(path.stem for path in _content().glob("rules/*.yaml")))


def pack_of(name: str) -> Pack:
    """The rules of an installed pack, without the lexicon that applies them."""
    return load(_file(name))


def pack_lines(name: str) -> Document:
    """The file of an installed pack, with the line of everything in it."""
    return read_lines(_file(name))


def _file(name: str) -> Path:
    return _content() / "rules" / f"{name}.yaml"


def _content() -> Path:
    return Path(str(resources.files("content")))


def kinds(critic: Critic) -> tuple[str, ...]:
    """The kinds of text that can be judged: those of the critic's pack, and those with a pack of their own."""
    own = [kind for kind in critic.pack.kinds() if kind != "set"]
    return tuple(dict.fromkeys((*own, *OWN_PACKS)))


def critic_for(critic: Critic, kind: str) -> Critic:
    """The critic itself, or one with the pack of this kind of text, under the installed content."""
    if kind not in OWN_PACKS or (critic.pack.verdicts and kind in critic.pack.kinds()):
        return critic
    return load_critic(_content(), OWN_PACKS[kind])


def is_json_lines(name: str, start: bytes) -> bool:
    """Whether a file is JSON Lines: its name ends in .jsonl; or, called anything but .json, its first line
    `start` begins an object that isn't a JSON Resume."""
    if name.endswith((".jsonl", ".json")):
        return name.endswith(".jsonl")
    first = start.removeprefix(b"\xef\xbb\xbf").strip()
    return first.startswith(b"{") and not first.startswith(RTF) and not _RESUME.match(first)


def judge_lines(critic: Critic, kind: str, lines: Iterable[bytes]) -> Iterator[Judged | Bad]:
    """Every item of JSON Lines judged as a `kind`, in the order of the lines."""
    chosen = critic_for(critic, kind)
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        item = _item(number, raw)
        if isinstance(item, Bad):
            yield item
        else:
            yield _judge(critic_for(critic, "project") if item.projects is not None else chosen, kind, item)


def _judge(critic: Critic, kind: str, item: Item) -> Judged | Bad:
    try:
        if item.projects is not None:
            return Judged(item, sets.judge(critic, item.projects))
        return Judged(item, critic.critique(item.text, kind))
    except Refused as error:
        return Bad(item.line, str(error))


def _item(number: int, raw: bytes) -> Item | Bad:
    if len(raw) > LONGEST:
        return Bad(number, f"has {len(raw):,} bytes, {LONGEST:,} at most. Put one item on a line.")
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return Bad(number, f"byte {error.start + 1} isn't UTF-8. Save the file as UTF-8.")
    return _object(number, text)


def _object(number: int, text: str) -> Item | Bad:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        return Bad(number, f"isn't JSON{where}. Write one object per line: {EXAMPLE}.")
    if not isinstance(row, dict):
        return Bad(number, f"isn't an object. Write it as {EXAMPLE}.")
    name = row.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        return Bad(number, "'id' must be a text or a whole number: add it or fix it.")
    if "projects" in row and "text" not in row:
        return _set(number, name, row["projects"])
    return _fields(number, name, row)


def _set(number: int, name: str | int, rows: Any) -> Item | Bad:
    if not isinstance(rows, list) or len(rows) > MOST:
        return Bad(number, f"'projects' must be a list of at most {MOST} projects: fix it.")
    projects = tuple(one for row in rows if (one := _project(row)) is not None)
    if len(projects) < len(rows):
        return Bad(number, 'a project is written as {"title": "...", "bullets": ["...", "..."]}: fix it.')
    if any(_broken(part) for one in projects for part in (one.title, *one.bullets)) or _broken(str(name)):
        return Bad(number, SURROGATE)
    return Item(number, name, "", projects)


def _project(row: Any) -> Project | None:
    if not isinstance(row, dict):
        return None
    title, bullets = row.get("title", ""), row.get("bullets")
    if not isinstance(title, str) or not isinstance(bullets, list):
        return None
    return Project(title, tuple(bullets)) if all(isinstance(one, str) for one in bullets) else None


def _fields(number: int, name: str | int, row: dict[str, Any]) -> Item | Bad:
    text = row.get("text")
    if not isinstance(text, str):
        return Bad(number, "'text' must be a text: add it or fix it.")
    if _broken(text) or _broken(str(name)):
        return Bad(number, SURROGATE)
    return Item(number, name, text)


def _broken(text: str) -> bool:
    """Whether a text holds what no file can: half of a pair that JSON's escapes let through."""
    return any("\ud800" <= char <= "\udfff" for char in text)
