"""What a platform shows, read back from the JSON that it would be sent: the page draws it, the transcript says it."""

from dataclasses import dataclass, field
from typing import Literal

Platform = Literal["console", "slack", "discord"]
PLATFORMS: tuple[Platform, ...] = ("console", "slack", "discord")


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; line breaks in it are kept."""

    text: str


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
    """Buttons beside each other."""

    buttons: tuple[Press, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, and the words that stand for it."""

    alt: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Download:
    """A file."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form with what stands in it."""

    label: str
    value: str = ""
    hint: str = ""
    example: str = ""
    """What stands in it while it is empty."""
    required: bool = False
    options: tuple[str, ...] = ()
    """Of a menu; empty for a text field."""
    long: bool = False
    """Whether it has several lines."""
    file: bool = False


Node = Para | Bullets | Anchor | Row | Image | Download | Field


@dataclass(frozen=True, slots=True)
class Scene:
    """One message, or one page of a form (which has a title and a button that sends it)."""

    nodes: tuple[Node, ...]
    where: str = ""
    """Whom the platform says that it is for."""
    title: str = ""
    send: str = ""
    apart: tuple[Node, ...] = field(default=())
    """What travels in a message of its own."""

    @property
    def is_form(self) -> bool:
        return bool(self.title)
