"""The file of a dry run: members and history as people write them. What can't be used is named by file, line, field
and member."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.core.text import echo, either
from bot.core.zones import find_zone
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Window, parse_windows
from bot.pairing.policy import LOOP, NEVER, Part, Policy

Path = tuple[str | int, ...]
"""Where something is in the file: `("members", 2, "zone")`."""
_WEEK: Final = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_HALVES: Final = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_CODING: Final = ("coding_algorithms", "coding_ml")
_SHORTEST: Final = 15
_SHOWN: Final = 20
"""Problems that are told; the rest as a number."""


class BadFile(ValueError):
    """What is wrong with the file, a line each."""


def _read_week(value: object) -> dt.date:
    found = _WEEK.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{echo(str(value))} isn't a week. Write an ISO week such as 2026-W49.")
    try:
        return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError as error:
        raise ValueError(f"{echo(str(value))} isn't a week of that year.") from error


def _round_of(name: str) -> str:
    which = "coding" if name in _CODING else name
    if which in LOOP:
        return which
    near = get_close_matches(name, LOOP, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise ValueError(f"{echo(name)} isn't a round.{hint} Write {either(list(LOOP))}.")


def _read_rounds(value: object) -> frozenset[str] | None:
    names = [value] if isinstance(value, str) else value
    if names is None or (isinstance(names, list) and all(isinstance(name, str) for name in names)):
        return None if names is None else frozenset(map(_round_of, names))
    raise ValueError(f"write a list of rounds: {', '.join(LOOP)}.")


def _read_focus(value: object) -> object:
    if not isinstance(value, dict):
        return {} if value is None else value
    return {_round_of(name): float(weak) for name, weak in value.items() if isinstance(weak, (int, float))}


def _by_round(value: dict[str, int]) -> dict[str, int]:
    found = dict.fromkeys(LOOP, 0)
    for name, number in value.items():
        found[_round_of(name)] += number
    return found


def _read_quota(value: object) -> object:
    if value is None or isinstance(value, bool):
        return dict.fromkeys(LOOP, 0) if value is False else LOOP
    return value


def _read_roles(value: object) -> object:
    if value is None or isinstance(value, bool):
        return "alternate" if value else "any"
    return "alternate" if value == "alternating" else value


def _read_parts(value: object) -> dict[str, Part]:
    parts = value.items() if isinstance(value, dict) else ()
    return {who: part for who, part in parts if part in ("candidate", "interviewer")}


def _read_hours(value: object) -> object:
    return parse_windows(value, _SHORTEST) if isinstance(value, str) else value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Week = Annotated[dt.date, BeforeValidator(_read_week)]
Rounds = Annotated[frozenset[str] | None, BeforeValidator(_read_rounds)]
Hours = Annotated[tuple[Window, ...], BeforeValidator(_read_hours)]
Count = Annotated[int, Field(strict=True, ge=0, le=99)]
EXPECTED: Final = {
    "": 'an object such as {"week": "2026-W49", "members": [...]}',
    "week": "an ISO week such as 2026-W49",
    "policy": 'an object such as {"repeat": "decay"}',
    "policy.repeat": "decay or never",
    "policy.min_minutes": "a whole number from 15 to 240",
    "policy.quota": 'an object such as {"coding": 2, "inference": 1}, with numbers from 0 to 99',
    "policy.roles": "alternate, both or any",
    "members": "a list of objects with id, zone and windows",
    "members.id": "a text that isn't empty",
    "members.zone": "a time zone such as Europe/Berlin",
    "members.windows": 'a list such as ["mon 18:00-20:30", "sat 10:00-13:00"]',
    "members.level": "a whole number from 1 to 5",
    "members.avoid": "a list of ids",
    "members.since_bye": "a whole number from 0 to 100,000",
    "members.focus": 'an object such as {"inference": 0.5}',
    "history": 'a list of objects such as {"week": "2026-W48", "members": ["a", "b"]}',
    "history.week": "an ISO week such as 2026-W49",
    "history.members": "the ids of two or three",
}
"""What a field takes, as errors say it."""


class _Row(BaseModel):
    """Fields that nobody declared are named and change nothing."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Rules(_Row):
    repeat: Literal["decay", "never"] = "decay"
    min_minutes: int = Field(BLOCK_MINUTES, strict=True, ge=_SHORTEST, le=240)
    quota: Annotated[dict[str, Count], BeforeValidator(_read_quota), AfterValidator(_by_round)] = dict(LOOP)
    roles: Annotated[Literal["alternate", "both", "any"], BeforeValidator(_read_roles)] = "alternate"


class Member(_Row):
    """Somebody who is in; `wants` and `offers` are None for any round."""

    id: str = Field(pattern=r"\S")
    zone: Annotated[str, AfterValidator(find_zone)]
    windows: Annotated[list[Hours], BeforeValidator(_as_list)] = []
    wants: Rounds = None
    offers: Rounds = None
    level: int = Field(3, strict=True, ge=1, le=5)
    avoid: list[str] | None = None
    since_bye: int | None = Field(None, strict=True, ge=0, le=100_000)
    focus: Annotated[dict[str, float], BeforeValidator(_read_focus)] = {}
    name: object = None

    @property
    def hours(self) -> tuple[Window, ...]:
        return tuple(window for windows in self.windows for window in windows)

    @property
    def avoids(self) -> frozenset[str]:
        return frozenset(self.avoid or ()) - {self.id}

    @property
    def waited(self) -> int:
        return NEVER if self.since_bye is None else self.since_bye


class Meeting(_Row):
    """Who has met in which week; the round and who answered, if the file says so."""

    week: Week
    members: list[str] = Field(min_length=2)
    round: Annotated[str, BeforeValidator(lambda value: str(value or ""))] = ""
    roles: Annotated[dict[str, Part], BeforeValidator(_read_parts)] = {}


class PairFile(_Row):
    week: Week
    policy: Rules | None = None
    members: list[Member]
    history: list[Meeting] | None = None

    @property
    def rules(self) -> Policy:
        chosen = self.policy or Rules()
        return Policy(chosen.repeat, chosen.min_minutes, chosen.quota, chosen.roles)

    @property
    def notes(self) -> Iterator[str]:
        """What was left out or counts once."""
        yield from _strangers("the file", self)
        yield from _strangers("policy", self.policy) if self.policy else ()
        known = {member.id for member in self.members}
        for n, member in enumerate(self.members):
            where = f"members[{n}] ({echo(member.id)[1:-1]})"
            yield from _strangers(where, member)
            spans = sorted((w.day, *w.minutes) for w in member.hours)
            if any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(spans)):
                yield f"{where}.windows: some of these hours overlap, and count once."
            if gone := len(member.avoids - known):
                yield f"{where}.avoid: {gone} of {len(member.avoids)} aren't in this file and change nothing."
        for n, meeting in enumerate(self.history or ()):
            for name in (m for m in meeting.members if m not in known):
                yield f"history[{n}].members: {echo(name)} isn't in this file; the meeting counts for the others."


def _strangers(where: str, row: _Row) -> Iterator[str]:
    for name in row.model_extra or ():
        near = get_close_matches(name, type(row).model_fields, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        yield f"{where}: I don't know the field {echo(name)}, so it changes nothing.{hint}"


def read(data: bytes, file: str) -> PairFile:
    """What the file says; `file` is what errors call it.

    Raises:
        BadFile: with every problem, each with its line, its field and its member.
    """
    try:
        text = data.decode()
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(
            f"{file}:{error.lineno}: this isn't JSON: {error.msg} (column {error.colno})."
        ) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BadFile(f"{file}: this isn't JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise BadFile(f"{file}:1: The file holds one object. Write {EXPECTED['']}.")
    try:
        found = PairFile.model_validate(value)
        problems = list(_contradictions(found))
    except ValidationError as error:
        problems = [_problem(one) for one in error.errors()]
    if not problems:
        return found
    root = _nodes(text)
    told = [
        f"{file}{_line(root, path)}: {_write_path(path, value)}: {said}" for path, said in problems[:_SHOWN]
    ]
    more = len(problems) - _SHOWN
    raise BadFile("\n".join([*told, *([f"and {more} more"] if more > 0 else [])]))


def _contradictions(found: PairFile) -> Iterator[tuple[Path, str]]:
    first: dict[str, int] = {}
    for n, member in enumerate(found.members):
        if first.setdefault(member.id, n) != n:
            yield ("members", n, "id"), f"{echo(member.id)} is the id of members[{first[member.id]}] already."
    for n, meeting in enumerate(found.history or ()):
        if meeting.week > found.week:
            said = f"{meeting.week:%G-W%V} comes after {found.week:%G-W%V}, the week to pair."
            yield ("history", n, "week"), said


def _problem(error: Mapping[str, Any]) -> tuple[Path, str]:
    """Where it is, and what is wrong in words: a reader's own, or what the field takes."""
    path = tuple(step for step in error["loc"] if step != "[key]")
    if error["type"] == "value_error":
        return path, str(error["ctx"]["error"])
    said = "is missing." if error["type"] == "missing" else f"{echo(str(error['input']))} doesn't fit."
    names = [step for step in path if isinstance(step, str)]  # the field's, else of the nearest one above it
    expected = next(EXPECTED[key] for n in (2, 1, 0) if (key := ".".join(names[:n])) in EXPECTED)
    return path, f"{said} Write {expected}."


def _write_path(path: Path, value: Mapping[str, Any]) -> str:
    said = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    if path[0] == "members" and len(path) > 2 and isinstance(who := value["members"][path[1]].get("id"), str):
        said[1] += f" ({echo(who)[1:-1]})" if path[2] != "id" else ""
    return "".join(said).removeprefix(".")


def _nodes(text: str) -> yaml.Node | None:
    """The same text with its lines: JSON is YAML, but for halves of characters."""
    try:
        return yaml.compose(_HALVES.sub("?", text), Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None


def _line(node: yaml.Node | None, path: Path) -> str:
    """`:12`, of what is at the path or the nearest thing above it."""
    line = ""
    for step in (None, *path):
        if isinstance(node, yaml.MappingNode) and step is not None:
            node = next((inner for key, inner in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        if node is None:
            break
        line = f":{node.start_mark.line + 1}"
    return line
