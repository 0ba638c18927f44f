"""Pure: the bullets of a document's lines, by their marks, with the lines that they are wrapped over."""

import re
from collections.abc import Iterator, Sequence

from bot.reading.resume import Bullet, Place, Row

MARK = re.compile(
    r"\s*(?:[•‣●○◦▪▫■□–—*+\-·∙►▶➢➤✓✔❖⁃\uf0a7\uf0b7]{1,2}|o(?=\s+[A-Z])|\(?\d{1,2}[.)]|\(?[a-z][.)])(?:\s+|$)"
)
_RULE = re.compile(r"\s*[-*_=–—·.]{3,}\s*$")
_SENTENCE_ENDS = (".", "!", "?", ";")
MARKED_SHARE = 5
"""One line in so many has a mark where marks mean anything."""
WORDS = 4
"""Words of a line that may be a bullet without a mark, in a document that knows no marks."""
LONG = 0.7
"""A line that fills this share of the widest one may go on in the next without being indented."""


class _Open:
    """A bullet that may go on; `indent` is the column of its mark."""

    def __init__(self, indent: int) -> None:
        self.indent = indent
        self.text = ""
        self.places: list[Place] = []
        self.last = 0

    def add(self, row: Row, start: int) -> None:
        piece = row.text[start:].rstrip()
        if not piece:
            return
        if self.text and not (self.text.endswith("-") and piece[0].islower() and self.text[-2:-1].isalpha()):
            self.text += " "
        self.places.append(Place(at=len(self.text), line=row.line, column=row.column + start))
        self.text += piece
        self.last = len(row.text.rstrip())


def find(rows: Sequence[Row], *, each_line: bool) -> list[Bullet]:
    """The marked bullets of `rows`; where there are no marks, every line (`each_line`) or every paragraph."""
    marked = [row for row in rows if row.marked or _mark_end(row)]
    written = sum(1 for row in rows if row.text.strip())
    if MARKED_SHARE * len(marked) < written or not marked:
        return list(_lines(rows) if each_line else _paragraphs(rows))
    return list(_bullets(rows))


def _mark_end(row: Row) -> int:
    """Where the text after a mark begins; 0: there is no mark."""
    if _RULE.match(row.text):
        return 0
    found = MARK.match(row.text)
    return found.end() if found else 0


def _bullets(rows: Sequence[Row]) -> Iterator[Bullet]:
    widest = max((len(row.text.rstrip()) for row in rows), default=0)
    current: _Open | None = None
    for row in rows:
        start = _mark_end(row)
        if start or row.marked:
            yield from _closed(current)
            current = _Open(row.column + _indent(row))
            current.add(row, start or _indent(row))
        elif current is not None and _goes_on(current, row, widest):
            current.add(row, _indent(row))
        else:
            yield from _closed(current)
            current = None
    yield from _closed(current)


def _closed(one: _Open | None) -> Iterator[Bullet]:
    if one is not None and one.text:
        yield Bullet(text=one.text, places=tuple(one.places))


def _indent(row: Row) -> int:
    return len(row.text) - len(row.text.lstrip())


def _goes_on(one: _Open, row: Row, widest: int) -> bool:
    bare = row.text.strip()
    if not bare or bare.startswith("#") or _RULE.match(row.text):
        return False
    if not one.text or row.column + _indent(row) > one.indent:
        return True
    if one.last < LONG * widest or (len(bare) < 50 and bare.isupper()):
        return False
    return not bare[0].isupper() or not one.text.endswith(_SENTENCE_ENDS)


def _lines(rows: Sequence[Row]) -> Iterator[Bullet]:
    for row in rows:
        if row.text.strip():
            one = _Open(0)
            one.add(row, _mark_end(row) or _indent(row))
            yield from _closed(one)


def _paragraphs(rows: Sequence[Row]) -> Iterator[Bullet]:
    """Lines of several words; one that begins small goes on with the one before."""
    current: _Open | None = None
    for row in rows:
        bare = row.text.strip()
        if current is not None and bare and (bare[0].islower() or bare[0].isdigit()) and current.last > 40:
            current.add(row, _indent(row))
            continue
        yield from _closed(current)
        current = None
        if len(bare.split()) >= WORDS and not bare.isupper():
            current = _Open(0)
            current.add(row, _indent(row))
    yield from _closed(current)
