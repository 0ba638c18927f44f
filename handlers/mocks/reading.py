"""Members and history of a file for a dry run: read as people write them, refused in words that name the place."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import pairwise
from typing import Any, Final

from bot.core.text import echo, either
from bot.core.zones import find_zone
from handlers.mocks.model import Window, parse_windows
from handlers.mocks.policy import LOOP, NEVER, Part, Policy

_WEEK: Final = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_TOP: Final = ("week", "policy", "members", "history")
_POLICY: Final = ("repeat", "min_minutes", "quota", "roles")
_MEMBER: Final = ("id", "zone", "windows", "wants", "offers", "level", "avoid", "since_bye", "focus", "name")
_ROLES: Final = {"alternate": "alternate", "alternating": "alternate", "both": "both", "any": "any"}
_CODING: Final = ("coding_algorithms", "coding_ml")
_LEAST, _MOST = 15, 240
_SHOWN = 20
"""Problems that are told; the rest as a number."""


class BadFile(ValueError):
    """What is wrong with the file, a line each."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the file has it; `wants` and `offers` are None for any round."""

    id: str
    zone: str
    windows: tuple[Window, ...]
    wants: frozenset[str] | None
    offers: frozenset[str] | None
    level: int
    focus: Mapping[str, float]
    avoids: frozenset[str]
    waited: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who has met in which week; the round and who answered, if the file says so."""

    monday: dt.date
    members: tuple[str, ...]
    round: str = ""
    parts: Mapping[str, Part] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dry:
    """All of a file; `notes` say what was left out or counts once."""

    monday: dt.date
    policy: Policy
    people: tuple[Person, ...]
    history: tuple[Meeting, ...]
    notes: tuple[str, ...]


def iso_week(monday: dt.date) -> str:
    """2026-W49."""
    year, number, _ = monday.isocalendar()
    return f"{year}-W{number:02}"


def read(text: str | bytes) -> Dry:
    """The file.

    Raises:
        BadFile: with every problem, each with its field and its member.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"line {error.lineno}, column {error.colno}: this is no JSON: {error.msg}.") from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise BadFile("This is no JSON in UTF-8.") from error
    if not isinstance(data, dict):
        raise BadFile('The file holds one object: {"week": "2026-W49", "members": [...]}.')
    reader = _Reader()
    found = reader.all(data)
    if reader.problems:
        more = len(reader.problems) - _SHOWN
        raise BadFile("\n".join([*reader.problems[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]))
    return found


class _Reader:
    """Reads on after a problem, so that all are told at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.notes: list[str] = []

    def all(self, data: Mapping[str, Any]) -> Dry:
        self._strange("the file", data, _TOP)
        monday = self._week("week", data.get("week"))
        policy = self._policy(data.get("policy"))
        rows = self._list("members", data.get("members", None))
        people = [p for n, row in enumerate(rows) if (p := self._member(f"members[{n}]", row))]
        self._doubled(people)
        known = {p.id for p in people}
        for person in people:
            self._avoided(person, known)
        rows = self._list("history", data.get("history") or [])
        found = [self._meeting(f"history[{n}]", row, known, monday) for n, row in enumerate(rows)]
        history = tuple(m for m in found if m)
        return Dry(monday, policy, tuple(people), history, tuple(self.notes))

    def _wrong(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}")

    def _strange(self, where: str, row: Mapping[str, Any], known: Sequence[str]) -> None:
        for name in row:
            if name not in known:
                near = get_close_matches(str(name), known, 1)
                hint = f" Did you mean {near[0]}?" if near else ""
                self.notes.append(
                    f"{where}: {echo(str(name))} is no field of mine and changes nothing.{hint}"
                )

    def _list(self, where: str, value: object) -> list[Any]:
        if isinstance(value, list):
            return value
        self._wrong(where, "write a list." if value is not None else "is missing. Write a list.")
        return []

    def _week(self, where: str, value: object) -> dt.date:
        found = _WEEK.fullmatch(value.strip()) if isinstance(value, str) else None
        if found:
            try:
                return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
            except ValueError:
                self._wrong(where, f"{echo(str(value))} is no week of that year.")
                return dt.date(2026, 11, 30)
        said = "is missing." if value is None else f"{echo(str(value))} is no week."
        self._wrong(where, f"{said} Write an ISO week such as 2026-W49.")
        return dt.date(2026, 11, 30)

    # the policy

    def _policy(self, value: object) -> Policy:
        if value is None:
            return Policy(quota=LOOP)
        if not isinstance(value, dict):
            self._wrong("policy", 'write an object such as {"repeat": "decay"}.')
            return Policy(quota=LOOP)
        self._strange("policy", value, _POLICY)
        repeat = value.get("repeat", "decay")
        if repeat not in ("decay", "never"):
            self._wrong(
                "policy.repeat", f"{echo(str(repeat))} is not one of the choices. Write decay or never."
            )
            repeat = "decay"
        return Policy(
            repeat=repeat,
            min_minutes=self._whole("policy.min_minutes", value.get("min_minutes", 45), _LEAST, _MOST, 45),
            quota=self._quota(value.get("quota")),
            roles=self._roles(value.get("roles", "alternate")),
        )

    def _roles(self, value: object) -> Any:
        if isinstance(value, str) and value in _ROLES:
            return _ROLES[value]
        if value is None or isinstance(value, bool):
            return "alternate" if value else "any"
        self._wrong(
            "policy.roles",
            f"{echo(str(value))} is not one of the choices. Write {either(['alternate', 'both', 'any'])}.",
        )
        return "alternate"

    def _quota(self, value: object) -> Mapping[str, int]:
        if value is None or value is True:
            return LOOP
        if value is False:
            return dict.fromkeys(LOOP, 0)
        if not isinstance(value, dict):
            self._wrong("policy.quota", 'write an object such as {"coding": 2, "inference": 1}.')
            return LOOP
        found = dict.fromkeys(LOOP, 0)
        for name, number in value.items():
            which = self._round("policy.quota", name)
            if which:
                found[which] += self._whole(f"policy.quota.{which}", number, 0, 99, 1)
        return found

    # a member

    def _member(self, where: str, row: object) -> Person | None:
        if not isinstance(row, dict):
            self._wrong(where, "write an object with id, zone and windows.")
            return None
        who = row.get("id")
        if not isinstance(who, str) or not who.strip():
            self._wrong(f"{where}.id", "is missing." if who is None else "write a text that is not empty.")
            who = f"#{where}"
        where = f"{where} ({echo(who)[1:-1]})"
        self._strange(where, row, _MEMBER)
        return Person(
            id=who,
            zone=self._zone(f"{where}.zone", row.get("zone")),
            windows=self._windows(f"{where}.windows", row.get("windows", [])),
            wants=self._rounds(f"{where}.wants", row.get("wants")),
            offers=self._rounds(f"{where}.offers", row.get("offers")),
            level=self._whole(f"{where}.level", row.get("level", 3), 1, 5, 3),
            focus=self._focus(f"{where}.focus", row.get("focus")),
            avoids=frozenset(self._names(f"{where}.avoid", row.get("avoid"))) - {who},
            waited=self._waited(f"{where}.since_bye", row.get("since_bye")),
        )

    def _zone(self, where: str, value: object) -> str:
        if not isinstance(value, str):
            said = "is missing." if value is None else "write a text."
            self._wrong(where, f"{said} Write a time zone such as Europe/Berlin.")
            return "UTC"
        try:
            return find_zone(value)
        except ValueError as error:
            self._wrong(where, str(error))
            return "UTC"

    def _windows(self, where: str, value: object) -> tuple[Window, ...]:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list):
            self._wrong(where, 'write a list such as ["mon 18:00-20:30", "sat 10:00-13:00"].')
            return ()
        found: list[Window] = []
        for n, text in enumerate(texts):
            found += self._window(f"{where}[{n}]", text)
        if _overlap(found):
            self.notes.append(f"{where}: some of these hours overlap, and count once.")
        return tuple(found)

    def _window(self, where: str, text: object) -> tuple[Window, ...]:
        if not isinstance(text, str):
            self._wrong(where, "write a text such as mon 18:00-20:30.")
            return ()
        try:
            return parse_windows(text, shortest=_LEAST)
        except ValueError as error:
            self._wrong(where, str(error))
            return ()

    def _rounds(self, where: str, value: object) -> frozenset[str] | None:
        if value is None:
            return None
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list):
            self._wrong(where, f"write a list of rounds: {', '.join(LOOP)}.")
            return None
        return frozenset(r for name in names if (r := self._round(where, name)))

    def _round(self, where: str, name: object) -> str:
        which = "coding" if name in _CODING else name
        if isinstance(which, str) and which in LOOP:
            return which
        near = get_close_matches(str(name), LOOP, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        self._wrong(where, f"{echo(str(name))} is no round.{hint} Write {either(list(LOOP))}.")
        return ""

    def _focus(self, where: str, value: object) -> dict[str, float]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(where, 'write an object such as {"inference": 0.5}.')
            return {}
        return {
            r: float(w)
            for name, w in value.items()
            if isinstance(w, (int, float)) and (r := self._round(where, name))
        }

    def _names(self, where: str, value: object) -> list[str]:
        if value is None:
            return []
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        self._wrong(where, "write a list of ids.")
        return []

    def _waited(self, where: str, value: object) -> int:
        return NEVER if value is None else self._whole(where, value, 0, 100_000, NEVER)

    def _whole(self, where: str, value: object, least: int, most: int, instead: int) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._wrong(where, f"{echo(str(value))} is no whole number from {least} to {most:,}.")
        return instead

    # what holds between them

    def _doubled(self, people: Sequence[Person]) -> None:
        seen: dict[str, int] = {}
        for n, person in enumerate(people):
            if person.id in seen:
                self._wrong(
                    f"members[{n}].id", f"{echo(person.id)} is the id of members[{seen[person.id]}] already."
                )
            seen.setdefault(person.id, n)

    def _avoided(self, person: Person, known: set[str]) -> None:
        gone = len(person.avoids - known)
        if gone:
            self.notes.append(
                f"{echo(person.id)}.avoid: {gone} of {len(person.avoids)} are not in this file and change nothing."
            )

    def _meeting(self, where: str, row: object, known: set[str], monday: dt.date) -> Meeting | None:
        if not isinstance(row, dict):
            self._wrong(where, 'write an object such as {"week": "2026-W48", "members": ["a", "b"]}.')
            return None
        week = self._week(f"{where}.week", row.get("week"))
        if week > monday:
            self._wrong(
                f"{where}.week", f"{iso_week(week)} comes after {iso_week(monday)}, the week to pair."
            )
        who = self._names(f"{where}.members", row.get("members"))
        if len(who) < 2:
            self._wrong(f"{where}.members", "write the ids of two or three.")
        for name in who:
            if name not in known:
                self.notes.append(
                    f"{where}.members: {echo(name)} is not in this file; that meeting is kept for the others."
                )
        parts = row.get("roles")
        return Meeting(
            week,
            tuple(who),
            str(row.get("round") or ""),
            {m: p for m, p in parts.items() if p in ("candidate", "interviewer")}
            if isinstance(parts, dict)
            else {},
        )


def _overlap(windows: Sequence[Window]) -> bool:
    spans = sorted((w.day, *w.minutes) for w in windows)
    return any(a[0] == b[0] and b[1] < a[2] for a, b in pairwise(spans))
