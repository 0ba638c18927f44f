"""Pure: the longer texts of a document, such as stories and summaries: parted by headings and by lines of dashes."""

import re
from collections.abc import Iterator, Sequence

from bot.reading.resume import Bullet, Place, Row

_PARTS = re.compile(r"\s*(?:#{1,6}\s|[-*_=–—]{3,}\s*$)")


def find(rows: Sequence[Row]) -> list[Bullet]:
    """The texts between headings; the whole document where it has none. Lines stay lines."""
    return [_joined(part) for part in _parted(rows) if part]


def _parted(rows: Sequence[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        if _PARTS.match(row.text):
            yield part
            part = []
        elif row.text.strip():
            part.append(row)
    yield part


def _joined(rows: Sequence[Row]) -> Bullet:
    text, places = "", []
    for row in rows:
        start = len(row.text) - len(row.text.lstrip())
        text += "\n" if text else ""
        places.append(Place(at=len(text), line=row.line, column=row.column + start))
        text += row.text.strip()
    return Bullet(text=text, places=tuple(places))
