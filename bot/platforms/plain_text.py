"""Parts of a card's lines in plain words: for terminals, notifications and screen readers."""

import datetime as dt
from dataclasses import dataclass

from bot.core.call import Call
from bot.core.card import Instant, Part, Person, Quoted, Strong, Typed
from bot.core.registry import root_word
from bot.core.when import local


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads it when, and the root word that commands begin with here."""

    zone: str
    now: dt.datetime
    word: str = "prep"


def write_part(part: Part, look: Look) -> str:
    """A part of a line, moments in the reader's zone."""
    match part:
        case str():
            return part
        case Instant(at=at, style=style):
            return _moment(at, style, look)
        case Person(name=name):
            return name
        case Typed(call=call):
            return write_command(call, look.word)
        case Quoted(text=text):
            return f'"{text}"'
        case Strong(text=text):
            return text


def _moment(at: dt.datetime, style: str, look: Look) -> str:
    there, now = local(at, look.zone), local(look.now, look.zone)
    day = f"{there:%a} {there.day} {there:%b}" + (f" {there.year}" if there.year != now.year else "")
    match style:
        case "relative":
            return f"at {there:%H:%M}"
        case "time":
            return f"{there:%H:%M}"
        case "day":
            return day
        case _:
            return f"{day}, {there:%H:%M} ({look.zone})"


def command_words(call: Call, word: str) -> str:
    """The root and the words of a Call: `/prep-admin connect`."""
    path = call.path.split(".")
    admin = path[0] == "admin"
    return " ".join([f"/{root_word('admin' if admin else 'prep', word)}", *path[int(admin) :]])


def write_command(call: Call, word: str) -> str:
    """A Call as one would type it: `/prep quiz topic="feature stores"`."""
    values = (f"{name}={_argument(value)}" for name, value in call.values.items())
    return " ".join([command_words(call, word), *values])


def _argument(value: str) -> str:
    if value and not any(c.isspace() or c in '"\\' for c in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
