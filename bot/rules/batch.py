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
from typing import Annotated, Any

from pydantic import BaseModel, Field, StrictInt, StrictStr, TypeAdapter, ValidationError

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
LONGEST = 1_000_000
"""Bytes of a line; more is refused before it is read as anything."""


class ProjectRow(BaseModel):
    title: str = ""
    bullets: tuple[str, ...]


FIELDS: Mapping[str, tuple[TypeAdapter[Any], str]] = {
    "id": (TypeAdapter(StrictStr | StrictInt), "a text or a whole number"),
    "text": (TypeAdapter(StrictStr), "a text"),
    "projects": (
        TypeAdapter(Annotated[list[ProjectRow], Field(max_length=MOST)]),
        f'a list of at most {MOST} projects, each as {{"title": "...", "bullets": ["...", "..."]}}',
    ),
}
"""The fields of a line, and what each must be."""


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
        if raw.strip():
            judged: Judged | Bad
            try:
                item = _item(number, raw)
                if item.projects is None:
                    judged = Judged(item, chosen.critique(item.text, kind))
                else:
                    judged = Judged(item, sets.judge(critic_for(critic, "project"), item.projects))
            except Refused as error:
                judged = Bad(number, str(error))
            yield judged


def _item(number: int, raw: bytes) -> Item:
    """Raises Refused with what is wrong with the line."""
    if len(raw) > LONGEST:
        raise Refused(f"has {len(raw):,} bytes, {LONGEST:,} at most. Put one item on a line.")
    try:
        row = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise Refused(f"byte {error.start + 1} isn't UTF-8. Save the file as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        where = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"isn't JSON{where}. Write one object per line: {EXAMPLE}.") from None
    if not isinstance(row, dict):
        raise Refused(f"isn't an object. Write it as {EXAMPLE}.")
    name = _field(row, "id")
    if "projects" not in row or "text" in row:
        return Item(number, name, _field(row, "text"))
    return Item(number, name, "", tuple(Project(one.title, one.bullets) for one in _field(row, "projects")))


def _field(row: Mapping[str, Any], name: str) -> Any:
    shape, said = FIELDS[name]
    try:
        json.dumps(row.get(name), ensure_ascii=False).encode()
        return shape.validate_python(row.get(name))
    except ValidationError:
        raise Refused(f"'{name}' must be {said}: add it or fix it.") from None
    except UnicodeEncodeError:  # what no file can hold: JSON's escapes let it through
        raise Refused("half of a surrogate pair stands alone (\\ud800 to \\udfff): remove it.") from None
