"""The kinds of argument there are: how each is read from text, written as text, and shown by a platform.

A kind's `read` raises ValueError with a sentence of our own: what was wrong, and an example that works.
"""

import datetime as dt
import re
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from bot.core import dates, rounds, wall_time, zones
from bot.core.text import echo, either
from bot.core.values import Frozen, Private

Wire = Literal[
    "string",
    "integer",
    "number",
    "attachment",
    "channel",
    "voice",
    "person",
    "date",
    "time",
    "choice",
    "several",
]
"""What a value is to a platform, which has a field or a picker of its own for each of these (or takes a text)."""
Names = Literal["", "channel", "person", "member", "account", "group"]


def _write_spaced(word: str) -> str:
    return word.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Kind:
    """`read` turns what a member typed into a value, `write` turns a value into what a member could type."""

    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    example: str = ""
    wire: Wire = "string"
    choices: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    """Words of which any number can be given at once, with commas between them."""
    label: Callable[[str], str] = _write_spaced
    """What one of these words is called where it's picked."""
    minimum: int | None = None
    maximum: int | None = None
    longest: int = 100
    """Characters; a longer text is refused before it is read."""
    none: bool = False
    """Whether None is a value of this kind, and not the absence of one."""
    clears: bool = False
    """Whether a form may clear it: not every platform's picker can be emptied."""
    settle: Callable[[str, dt.date], str] | None = None
    """What a text means on a given day, in a form that `read` reads on any day: friday is 2027-03-05."""
    names: Names = ""
    """What a text of this kind is the id of. It's looked up in the caller's own space before a handler sees it."""

    def chosen(self, text: str) -> tuple[str, ...]:
        """Which of its words a text names; none where it can't be read."""
        if not self.several:
            return tuple(c for c in self.choices if c == text.strip().casefold())
        if not text.strip():
            return ()
        try:
            named, each = set(self.read(text)), {word: set(self.read(word)) for word in self.several}
            return tuple(word for word, one in each.items() if (one <= named if one else not named))
        except ValueError:
            return ()

    def parse(self, text: str) -> Any:
        """The value of `text`. Raises ValueError: in words for the member."""
        if len(text) > self.longest:
            raise ValueError(f"That is {len(text):,} characters; {self.longest:,} is the most I take here.")
        return self.read(text)


class Upload(Frozen):
    """A file that a member handed over: in memory only, at most 10 MB, never stored."""

    name: str
    data: bytes

    def __repr__(self) -> str:
        return f"Upload({len(self.data)} bytes)"


UPLOAD_LIMIT = 10_000_000
NONE = "none"
_TWO_WAYS = re.compile(r"\+?(-?[1-9][0-9]{0,2}),([0-9]{3})")


@dataclass(frozen=True, slots=True)
class Rest:
    """Marks the argument that takes the rest of a typed command as it is.

    `sentence`: in a DM the whole may be a sentence that only begins with the command's word, as "quiz me on rag"."""

    sentence: bool = False


@dataclass(frozen=True, slots=True)
class Suggest:
    """Names the async, read-only function that proposes values while a member types."""

    source: Callable[..., Any]


def id_kind(what: Names) -> Kind:
    """The id of a member, an account or a group, as buttons carry it."""
    return Kind(what, _clean, names=what)


def text(longest: int = 4_000) -> Kind:
    """Any text without control characters (line breaks stay)."""
    return Kind("text", _clean, example="", longest=longest)


def number(least: int | None, most: int | None) -> Kind:
    return Kind("number", _whole(least, most), wire="integer", minimum=least, maximum=most, longest=40)


def decimal(least: Decimal | None, most: Decimal | None) -> Kind:
    """A number with a point or a comma, at most 12 digits; 1,000 could be one or a thousand, and is asked back."""
    return Kind("decimal", _decimal(least, most), write=write_decimal, example="0.5", longest=40)


def choice(*options: str) -> Kind:
    return Kind("choice", _one_of(options), example=options[0], wire="choice", choices=options)


def _round_kind(*options: str) -> Kind:
    """One of these interview rounds, as one types or picks it."""
    return replace(
        choice(*options),
        read=lambda text: rounds.find_round(text, options),
        example="inference",
        label=lambda word: rounds.ROUND_NAMES.get(word, word),
    )


def _clean(text: str) -> str:
    spaced = (" " if c.isspace() and c not in "\n\t" else c for c in text)
    return "".join(c for c in spaced if c in "\n\t" or c.isprintable()).strip()


def _whole(least: int | None, most: int | None) -> Callable[[str], int]:
    def read(text: str) -> int:
        bare = text.strip().removeprefix("+")
        if not bare.removeprefix("-").isdecimal() or len(bare) > 9 or not bare.isascii():
            raise ValueError(f"{echo(text)} isn't a whole number{_range(least, most)}.")
        value = int(bare)
        if (least is not None and value < least) or (most is not None and value > most):
            raise ValueError(f"{value} is out of range. Write a whole number{_range(least, most)}.")
        return value

    return read


def _range(least: Any, most: Any) -> str:
    if least is not None:
        return f", {least} or more" if most is None else f" from {least} to {most}"
    return f", {most} or less" if most is not None else ""


def _decimal(least: Decimal | None, most: Decimal | None) -> Callable[[str], Decimal]:
    def read(text: str) -> Decimal:
        if two := _TWO_WAYS.fullmatch(text.strip()):
            one, thousand = f"{two[1]}.{two[2]}", two[1] + two[2]
            raise ValueError(f"{echo(text)} can be read in two ways. Write {one} or {thousand}.")
        bare = text.strip().removeprefix("+").replace(",", ".")
        whole, _, part = bare.removeprefix("-").partition(".")
        digits = whole + part
        if not (digits.isdecimal() and digits.isascii() and len(digits) <= 12):
            raise ValueError(f"{echo(text)} isn't a number. Write one such as 0.5 or 400.")
        value = Decimal(bare)
        if (least is not None and value < least) or (most is not None and value > most):
            raise ValueError(f"{bare} is out of range. Write a number{_range(least, most)}.")
        return value

    return read


def write_decimal(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _one_of(options: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        word = text.strip().casefold()
        for one in options:
            if word in (one, _write_spaced(one)):
                return one
        raise ValueError(f"{echo(text)} isn't one of the choices. Write {either(options)}.")

    return read


ROUND = _round_kind(*rounds.ROUNDS)
ANY_ROUND = _round_kind(rounds.ANY, *rounds.ROUNDS)
DATE = Kind(
    "date",
    dates.parse_date,
    write=dt.date.isoformat,
    example="2027-03-01",
    wire="date",
    settle=lambda text, today: (
        text if text.strip().casefold() == NONE else dates.parse_date(text, today).isoformat()
    ),
)
DATE_OR_NONE = replace(
    DATE,
    read=lambda text: None if text.strip().casefold() == NONE else dates.parse_date(text),
    clears=True,
)
TIME = Kind("time", dates.read_time, write=lambda at: f"{at:%H:%M}", example="08:00", wire="time")
ZONE = Kind("zone", zones.find_zone, example="Europe/Berlin")
DAYS = Kind(
    "days",
    dates.parse_days,
    write=dates.write_days,
    example="weekdays",
    wire="several",
    several=("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
)
DAYS_OR_NONE = replace(
    DAYS,
    read=lambda text: () if text.strip().casefold() == NONE else dates.parse_days(text),
    write=lambda days: dates.write_days(days) or NONE,
    several=(*DAYS.several, NONE),
)
QUIET = Kind("quiet hours", dates.parse_quiet, write=dates.write_quiet, example="21:00-07:00", none=True)
SWITCH = Kind(
    "on or off",
    lambda text: _one_of(("on", "off"))(text) == "on",
    write=lambda on: "on" if on else "off",
    example="on",
    wire="choice",
    choices=("on", "off"),
)
ATTACHMENT = Kind("file", _clean, wire="attachment")
_NAME = re.compile(r"#[^\s:/@<>,;#`*\"'\\]+")
_CHANNEL = re.compile(r"(?:<#)?([CG][A-Z0-9]{7,20}|[0-9]{15,20})(?:\|[^<>]{0,80})?>?")
"""A channel as platforms write it when it's picked from their list: `<#C0123ABCD|prep>`, or its bare id."""


def _read_channel(text: str) -> str:
    name = text.strip()
    if found := _CHANNEL.fullmatch(name):
        return found[1]
    # emoji and every script are allowed; the marks by which an address is written or text is marked up are not
    if not name.isprintable() or not _NAME.fullmatch(name):
        raise ValueError("That isn't a channel's name. Write it with its #, such as #prep.")
    return name


CHANNEL = Kind("channel", _read_channel, example="#prep", wire="channel", longest=80, names="channel")

VOICE = replace(CHANNEL, name="voice channel", wire="voice", example="#study-room")
_PERSON = re.compile(r"<@!?([A-Za-z0-9._-]{1,64})(?:\|[^<>]{0,80})?>|@([UW][A-Z0-9]{7,20})")
"""Somebody as platforms write them when they're picked from a list: `<@U0123ABCD>`, in some DMs `@U0123ABCD`."""


def _read_person(text: str) -> str:
    if found := _PERSON.fullmatch(text.strip()):
        return pick(found[1] or found[2])
    return " ".join(_clean(text).split()).removeprefix("@")


def pick(who: str) -> str:
    """An id as the value of a person that was picked: a platform's, and for a handler their MemberId."""
    return f"<@{who}>"


def picked(value: str) -> str | None:
    """The id of somebody who was picked; None for a name that was typed."""
    return value[2:-1] if value.startswith("<@") and value.endswith(">") else None


PERSON = Kind("person", _read_person, wire="person", names="person")

Channel = Annotated[str, CHANNEL]
MemberRef = Annotated[str, id_kind("member")]
AccountRef = Annotated[str, id_kind("account")]
GroupRef = Annotated[str, id_kind("group")]

Zone = Annotated[str, ZONE]
Days = Annotated[tuple[int, ...], DAYS]
DaysOrNone = Annotated[tuple[int, ...], DAYS_OR_NONE]
QuietHours = Annotated[wall_time.Quiet | None, QUIET]

_BY_TYPE: dict[Any, Kind] = {
    str: text(),
    Private: text(),
    int: number(None, None),
    Decimal: decimal(None, None),
    bool: SWITCH,
    dt.date: DATE,
    dt.time: TIME,
    Upload: ATTACHMENT,
}
_RANGES: dict[str, Callable[[Any, Any], Kind]] = {"number": number, "decimal": decimal}
_UNREAD = ("gt", "lt", "min_length", "multiple_of", "pattern")
"""Limits that pydantic would check in its own words, where only `ge`, `le` and `max_length` have ours."""


def unwrap(annotation: Any, marks: Sequence[Any] = ()) -> tuple[Any, tuple[Any, ...]]:
    """The type inside Annotated and `| None`, with the marks found on the way."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return unwrap(inner, (*marks, *more))
    if get_origin(annotation) in (Union, types.UnionType):
        inside = [a for a in get_args(annotation) if a is not type(None)]
        return unwrap(inside[0], marks) if len(inside) == 1 else (annotation, tuple(marks))
    return annotation, tuple(marks)


def kind_of(bare: Any, marks: Sequence[Any]) -> Kind:
    """What an unwrapped type stands for, or a Kind among its marks, with the limits that a pydantic Field states.

    Raises:
        ValueError: nothing here reads the type, or checks one of the limits.
    """

    def limit(name: str) -> Any:
        return next((getattr(m, name) for m in marks if hasattr(m, name)), None)

    if unread := [name for name in _UNREAD if limit(name) is not None]:
        raise ValueError(f"no kind of argument checks {', '.join(unread)}")
    origin = get_origin(bare) or bare
    read = choice(*get_args(bare)) if origin is Literal else _BY_TYPE.get(origin)
    kind = next((m for m in marks if isinstance(m, Kind)), read)
    if kind is None:
        raise ValueError(f"no kind of argument reads {bare!r}")
    least, most, longest = limit("ge"), limit("le"), limit("max_length")
    if kind.name in _RANGES and (least is not None or most is not None):
        return _RANGES[kind.name](least, most)
    return replace(kind, longest=longest) if longest is not None else kind
