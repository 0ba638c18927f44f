"""What a platform shows, read back from the JSON it would be sent: scene.html draws it, the transcript says it."""

import datetime as dt
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from bot.core.card import Role
from bot.core.reply import Answer
from bot.platforms.local import Location


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A card or form that is shown: when, where, under which root word. `saved` says of each file of the card where
    it went."""

    at: dt.datetime
    place: Location
    answer: Answer
    word: str = "prep"
    edited: bool = False
    saved: tuple[str, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether it's in a channel, and one person alone sees it."""
        return self.place.account is not None and self.place.channel is not None


class Words(str):
    """A text of `runs`, each with how it's written: "", "bold" or "code"."""

    runs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, *runs: tuple[str, str]) -> "Words":
        words = cls("".join(text for text, _ in runs))
        words.runs = runs
        return words


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; line breaks in it are kept."""

    text: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Facts:
    """Named values, two side by side where there's room."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list that the platform shows as one; numbered from `start`, or not at all."""

    items: tuple[str, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of ours."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button; `spoken` is what a screen reader calls it."""

    label: str
    spoken: str = ""
    style: Literal["plain", "main", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Row:
    """Buttons side by side."""

    buttons: tuple[Press, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, and the words that stand for it."""

    alt: str
    data: bytes = b""

    @property
    def source(self) -> str:
        """Its address, which holds all of it."""
        return f"data:image/png;base64,{b64encode(self.data).decode()}"


@dataclass(frozen=True, slots=True)
class Download:
    """A file."""

    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form with its value."""

    label: str
    value: str = ""
    hint: str = ""
    example: str = ""
    """What it shows while it is empty."""
    required: bool = False
    options: tuple[str, ...] = ()
    """Of a menu; empty for a text field."""
    long: bool = False
    """Whether it has several lines."""
    file: bool = False


Node = Para | Facts | Bullets | Anchor | Row | Image | Download | Field


@dataclass(frozen=True, slots=True)
class Scene:
    """One message, or one page of a form (which has a title and a button that sends it)."""

    nodes: tuple[Node, ...]
    where: str = ""
    """Whom the platform says that it is for."""
    title: str = ""
    send: str = ""
    apart: tuple[Node, ...] = ()
    """What travels in a message of its own."""

    @property
    def is_form(self) -> bool:
        return bool(self.title)


class Preview(Protocol):
    """Reads back what a platform would be sent; a module of the platform's folder. `look.css` beside it says how a
    card looks there: every rule begins with the platform's name as a class."""

    def raw(self, shown: Exhibit) -> dict[str, Any]:
        """What the renderer makes of a card or a form."""
        ...

    def scenes(self, shown: Exhibit, pictures: Mapping[str, bytes]) -> tuple[Scene, ...]:
        """What a member sees of it; `pictures` are the drawn charts by their alt text."""
        ...
