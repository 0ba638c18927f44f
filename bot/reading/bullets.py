"""The rows of a document; its bullets by their marks, each with the lines that it is wrapped over and their
places in the file; and its passages.

Plain dataclasses: the child that reads a file would wait longer for pydantic than for the file."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARK = re.compile(
    r"\s*(?:[•‣●○◦▪▫■□–—*+\-·∙►▶➢➤✓✔❖⁃\uf0a7\uf0b7]{1,2}|o(?=\s+[A-Z])|\(?\d{1,2}[.)]|\(?[a-z][.)])(?:\s+|$)"
)
_RULE = re.compile(r"\s*[-*_=–—·.]{3,}\s*$")
_SENTENCE_ENDS = (".", "!", "?", ";")
_GAP = re.compile(r"\S\s{4,}\S")
"""What parts a place of work from its years."""
WORDS = 3
"""Words of a line that may be a bullet without a mark, in a document that knows no marks."""
LONG = 0.7
"""A line that fills this share of the widest one may go on in the next without being indented."""
_PARTS = re.compile(r"\s*(?:#{1,6}\s|[-*_=–—]{3,}\s*$)")


class Unreadable(Exception):
    """A file that is not read; the message is a sentence for the person who sent it, and names the limit."""


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
    """The character `at` of a bullet's text is in this line and column of the file, both from 1."""

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


class _Open:
    """A bullet that may go on; `indent` is the column of its mark."""

    def __init__(self, indent: int) -> None:
        self.indent = indent
        self.text = ""
        self.places: list[Place] = []
        self.last = 0

    @classmethod
    def at(cls, row: Row, start: int) -> "_Open":
        """One that begins in a row, after its mark if it has one (`start`)."""
        one = cls(row.column + _indent(row))
        one.add(row, start or _indent(row))
        return one

    def add(self, row: Row, start: int) -> None:
        piece = row.text[start:].rstrip()
        if not piece:
            return
        if self.text and not (self.text.endswith("-") and piece[0].islower() and self.text[-2:-1].isalpha()):
            self.text += " "
        self.places.append(Place(at=len(self.text), line=row.line, column=row.column + start))
        self.text += piece
        self.last = len(row.text.rstrip())


def find_bullets(rows: Sequence[Row], *, each_line: bool) -> list[Bullet]:
    """The marked bullets of `rows`; where there are no marks, every line (`each_line`) or every paragraph."""
    marked = [row for row in rows if row.marked or _mark_end(row)]
    written = sum(1 for row in rows if row.text.strip())
    if 5 * len(marked) < written or not marked:  # a mark in fewer lines means nothing
        each = (_Open.at(row, _mark_end(row)) for row in rows if row.text.strip())
        return ([] if each_line else _close(_paragraphs(rows))) or _close(each)
    return _close(_bullets(rows))


def _close(opened: Iterable[_Open]) -> list[Bullet]:
    return [Bullet(text=one.text, places=tuple(one.places)) for one in opened if one.text]


def _mark_end(row: Row) -> int:
    """Where the text after a mark begins; 0: there is no mark."""
    if _RULE.match(row.text):
        return 0
    found = MARK.match(row.text)
    return found.end() if found else 0


def _bullets(rows: Sequence[Row]) -> list[_Open]:
    widest = max((len(row.text.rstrip()) for row in rows), default=0)
    opened: list[_Open] = []
    goes_on = False
    for row in rows:
        if (start := _mark_end(row)) or row.marked:
            opened.append(_Open.at(row, start))
            goes_on = True
        elif goes_on := goes_on and (row.continued or _continues(opened[-1], row, widest)):
            opened[-1].add(row, _indent(row))
    return opened


def _indent(row: Row) -> int:
    return len(row.text) - len(row.text.lstrip())


def _continues(one: _Open, row: Row, widest: int) -> bool:
    bare = row.text.strip()
    if not bare or bare.startswith("#") or _RULE.match(row.text):
        return False
    if not one.text or row.column + _indent(row) > one.indent:
        return True
    if one.last < LONG * widest or (len(bare) < 50 and bare.isupper()):
        return False
    return not bare[0].isupper() or not one.text.endswith(_SENTENCE_ENDS)


def _paragraphs(rows: Sequence[Row]) -> list[_Open]:
    """Items of several words, known by their indentation where there is any; marks may be drawn, not written."""
    widest: dict[int, int] = {}
    for row in rows:
        widest[row.column] = max(widest.get(row.column, 0), len(row.text.rstrip()))
    items = _find_indents(rows)
    opened: list[_Open] = []
    goes_on = False
    for row in rows:
        start = _mark_end(row)
        if goes_on and not start and _is_wrapped(opened[-1], row, widest[row.column]):
            opened[-1].add(row, _indent(row))
        else:
            bare = row.text.strip()
            is_item = len(bare.split()) >= WORDS and not bare.isupper() and not _GAP.search(bare)
            if goes_on := bool(start) or (is_item and _place(row) in items):
                opened.append(_Open.at(row, start))
    return opened


def _place(row: Row) -> tuple[int, int]:
    """The column that a row belongs to, and how far it is indented in it."""
    return row.column, _indent(row)


def _find_indents(rows: Sequence[Row]) -> set[tuple[int, int]]:
    """The indentations of items in each column: all but the outermost one, if enough lines are indented."""
    counts = Counter(_place(row) for row in rows if row.text.strip())
    outer: dict[int, int] = {}
    for column, indent in counts:
        outer[column] = min(indent, outer.get(column, indent))
    inner = {place for place in counts if place[1] > outer[place[0]] + 1}
    enough = 4 * sum(counts[place] for place in inner) >= counts.total()
    return inner if enough else set(counts)


def _is_wrapped(one: _Open, row: Row, widest: int) -> bool:
    """Whether a line goes on with the one before: it begins small or with a number, or its first word had no more
    room there."""
    bare = row.text.strip()
    if not bare or row.column + _indent(row) < one.indent:
        return False
    if bare[0].islower() or (bare[0].isdigit() and one.last >= LONG * widest):
        return True
    first = bare.split()[0]
    return one.last + 1 + len(first) > widest and not one.text.endswith(_SENTENCE_ENDS)


# the longer texts of a document, such as stories and summaries: parted by headings and by lines of dashes


def find_passages(rows: Sequence[Row]) -> list[Bullet]:
    """The texts between headings; the whole document where it has none. Lines stay lines."""
    parts: list[list[Row]] = [[]]
    for row in rows:
        if _PARTS.match(row.text):
            parts.append([])
        elif row.text.strip():
            parts[-1].append(row)
    return [_join(part) for part in parts if part]


def _join(rows: Sequence[Row]) -> Bullet:
    text, places = "", []
    for row in rows:
        text += "\n" if text else ""
        places.append(Place(at=len(text), line=row.line, column=row.column + _indent(row)))
        text += row.text.strip()
    return Bullet(text=text, places=tuple(places))
