"""What is read from a file: its bullets, and where in the file each piece of them stands.

Plain dataclasses: the child that reads a file would wait longer for pydantic than for the file.
"""

from dataclasses import dataclass


class Unreadable(Exception):
    """A file that is not read; the message is a sentence for whoever handed it over, and names the limit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a document. `line` counts from 1 over all pages, `column` is that of its first character.

    `marked`: the document itself says that this is an item of a list; `continued`: that the row before
    goes on here.
    """

    text: str
    line: int
    column: int = 1
    marked: bool = False
    continued: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The character `at` of a bullet's text stands in this line and column of the file, both from 1."""

    at: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bullet without its mark; a text over several lines is joined by blanks."""

    text: str
    places: tuple[Place, ...]

    @property
    def line(self) -> int:
        return self.places[0].line

    def place(self, at: int) -> tuple[int, int]:
        """Line and column of the character `at` of the text."""
        piece = next(p for p in reversed(self.places) if p.at <= max(at, 0))
        return piece.line, piece.column + max(at, 0) - piece.at


@dataclass(frozen=True, slots=True)
class Resume:
    """What was read; `cut`: there were more bullets."""

    bullets: tuple[Bullet, ...]
    lines: int
    pages: int = 1
    cut: bool = False


@dataclass(frozen=True, slots=True)
class FileLimits:
    """`cpu` and `wall` in seconds, `memory`, `size`, `unpack`, `xml` and `text` in bytes or characters."""

    cpu: int = 20
    wall: float = 120
    memory: int = 512 * 1024 * 1024
    size: int = 10_000_000
    pages: int = 200
    parts: int = 1_000
    unpack: int = 50_000_000
    xml: int = 10_000_000
    ratio: int = 100
    text: int = 1_000_000
    lines: int = 20_000
    bullets: int = 20_000
