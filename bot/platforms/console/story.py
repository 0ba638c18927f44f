"""Console stories: one step per line, told apart here and acted on elsewhere.

    alice: /prep start zone=Europe/Berlin      a command in #general
    alice (DM): done 1                         text in a DM
    alice: [Start #2]                          presses the second newest button of that label
    alice: {days=weekdays; note="x; y"}        fills the open form
    @advance 24h                               runs everything that falls due, in order
    @as-of 2026-11-24T08:00Z                   sets the clock

Other lines in a channel are speech; blank lines and lines that begin with `#` aren't steps.
"""

import asyncio
import codecs
import datetime as dt
import io
import os
import re
import stat
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from bot.core.errors import LoopmateError
from bot.core.reply import Root
from bot.core.text import echo
from bot.core.wall_time import YEARS
from bot.platforms.local import split_root

INSTANT = "2026-11-24T08:00Z"
"""The example in sentences about instants, and the instant at which a simulation begins."""
_NAME = r"[\w-]{1,40}"
PERSON = re.compile(rf"(?P<name>{_NAME})\s*(?P<dm>\(DM\))?\s*:(?P<text>.*)", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"\[\s*(?P<label>[^\s].*?)(?:\s+#(?P<nth>[1-9][0-9]{0,2}))?\s*\]")
_FIELD = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]{0,31})\s*=\s*")
_QUOTED = re.compile(r'"((?:\\"|[^"])*)"\s*(?:;|$)')
_ADVANCE = re.compile(r"([0-9]{1,5})([mhd])")
_CALLED = frozenset({"", "loopmate", "@loopmate"})
"""What calls the bot in a DM without asking for anything."""
_UNITS = {"m": dt.timedelta(minutes=1), "h": dt.timedelta(hours=1), "d": dt.timedelta(days=1)}


class StoryError(LoopmateError):
    """A step that cannot be understood or done: our own sentence, without the number of its line."""

    def at(self, line: int) -> str:
        """The sentence as it is printed: `line 7: ...`."""
        return f"line {line}: {self}"


@dataclass(frozen=True, slots=True)
class SaysCommand:
    """`name` types a command: after a root word, or without one (`root` is None) in a DM."""

    name: str
    direct: bool
    root: Root | None
    text: str
    shown: str
    """As it was typed."""


@dataclass(frozen=True, slots=True)
class Speech:
    """`name` talks in the channel; the bot doesn't read it."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Presses:
    """`name` presses the nth newest button of this label, counted from 1."""

    name: str
    label: str
    nth: int = 1

    @property
    def shown(self) -> str:
        return f"[{self.label}{f' #{self.nth}' if self.nth > 1 else ''}]"


@dataclass(frozen=True, slots=True)
class Fills:
    """`name` submits the open form with these fields changed."""

    name: str
    values: tuple[tuple[str, str], ...]
    shown: str


@dataclass(frozen=True, slots=True)
class Advance:
    """Time goes by, and what falls due on the way is done."""

    delta: dt.timedelta


@dataclass(frozen=True, slots=True)
class AsOf:
    """The clock is set to an instant (UTC)."""

    instant: dt.datetime


Step = SaysCommand | Speech | Presses | Fills | Advance | AsOf


def parse_line(line: str, word: str = "prep") -> Step | None:
    """The step that a line spells, or None for a blank line or a comment; `word` is the root word.

    Raises:
        StoryError: it spells none.
    """
    text = line.strip().strip("\ufeff")
    if not text or text.startswith("#"):
        return None
    if text.startswith("@"):
        return _clock_step(text)
    person = PERSON.fullmatch(text)
    if person is None:
        raise StoryError(
            f"{echo(text)} doesn't say who types it. Write NAME: text, or NAME (DM): text for a DM; "
            "a name is letters, digits, -, and _."
        )
    return _person_step(person["name"], person["dm"] is not None, person["text"].strip(), word)


def _person_step(name: str, direct: bool, text: str, word: str) -> Step:
    if label := _LABEL.fullmatch(text):
        return Presses(name, label["label"], int(label["nth"] or 1))
    if text.startswith("{") and text.endswith("}"):
        return Fills(name, _fields(text[1:-1]), text)
    root, rest = split_root(text, word)
    if root is not None:
        return SaysCommand(name, direct, root, rest, text)
    if not direct:
        return Speech(name, text)
    if text.casefold() in _CALLED:
        return SaysCommand(name, direct, "prep", "", text)
    return SaysCommand(name, direct, None, text, text)


def _fields(text: str) -> tuple[tuple[str, str], ...]:
    """The fields between braces: they end at `;`, and double quotes take everything."""
    values: dict[str, str] = {}
    while text := text.strip():
        match = _FIELD.match(text)
        if match is None:
            raise StoryError(
                f"{echo(text)} isn't a field of a form. Write {{name=value; other=value}}, "
                'and a value that holds a semicolon as name="x; y".'
            )
        name, text = match[1].casefold().replace("-", "_"), text[match.end() :]
        if quoted := _QUOTED.match(text):
            values[name], text = quoted[1].replace('\\"', '"'), text[quoted.end() :]
        else:
            value, _, text = text.partition(";")
            values[name] = value.strip()
    return tuple(values.items())


def write_fields(values: dict[str, str]) -> str:
    """Values as one would type them between braces; `parse_line` reads them back."""
    return "{" + "; ".join(f"{name}={write_value(value)}" for name, value in values.items()) + "}"


def write_value(value: str) -> str:
    """One value, in double quotes where it would be cut, changed or overlooked without."""
    if value and value == value.strip() and ";" not in value and not value.startswith('"'):
        return value
    return '"' + value.replace('"', '\\"') + '"'


def _clock_step(text: str) -> Step:
    name, _, rest = text.partition(" ")
    rest = rest.strip()
    match name.casefold():
        case "@advance":
            if (match := _ADVANCE.fullmatch(rest.casefold())) is None:
                raise StoryError(
                    f"{echo(rest)} isn't a time to wait. Write @advance 90m, @advance 24h or @advance 3d."
                )
            return Advance(int(match[1]) * _UNITS[match[2]])
        case "@as-of":
            try:
                instant = dt.datetime.fromisoformat(rest)
            except ValueError:
                raise StoryError(f"{echo(rest)} isn't an instant. Write @as-of {INSTANT}.") from None
            if instant.tzinfo is None:
                says = "names no time zone. Write it in UTC, with a Z:"
                raise StoryError(f"{echo(rest)} {says} @as-of {INSTANT}.")
            return AsOf(in_range(instant))
        case _:
            raise StoryError(
                f"I don't know {echo(name)}. Write @advance 90m (or 24h, 3d) or @as-of {INSTANT}."
            )


def in_range(instant: dt.datetime) -> dt.datetime:
    """The instant in UTC.

    Raises:
        StoryError: its year is none that the calendar of the bot knows.
    """
    if not YEARS[0] < instant.year < YEARS[-1]:
        raise StoryError(f"The clock goes from {YEARS[1]} to {YEARS[-2]} only. Write @as-of {INSTANT}.")
    return instant.astimezone(dt.UTC)


# where lines come from: a story, a pipe, or somebody who types without a screen to edit on


def read_lines(source: AsyncIterator[str] | Iterable[str]) -> AsyncIterator[str]:
    """The lines of a story or a terminal, in order; of a pipe or a terminal without blocking the event loop."""
    if isinstance(source, AsyncIterator):
        return source
    try:
        descriptor: int = source.fileno()  # type: ignore[attr-defined] # lists have none, and land below
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return _read_given(source)
    may_wait = stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
    return _read_arriving(descriptor) if may_wait else _read_given(source)


async def _read_given(source: Iterable[str]) -> AsyncIterator[str]:
    if isinstance(source, io.TextIOWrapper):  # a file is read as a pipe is, whatever the machine's encoding
        source.reconfigure(encoding="utf-8", errors="replace")
    for line in source:
        yield line


async def _read_arriving(descriptor: int) -> AsyncIterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pending = ""
    while chunk := await _chunk(descriptor):
        *whole, pending = (pending + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield line
    if pending := pending + decoder.decode(b"", final=True):
        yield pending


async def _chunk(descriptor: int) -> bytes:
    """What there is to read; nothing at the end of input, or when a terminal hangs up."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # /dev/null and its like are always ready, and cannot be waited for
        ready.set()
    try:
        await ready.wait()
        return os.read(descriptor, 65_536)
    except OSError:
        return b""
    finally:
        loop.remove_reader(descriptor)
