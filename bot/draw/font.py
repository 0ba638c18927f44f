"""The font that is shipped: which characters it has, and how wide they are. Read from the file itself."""

import struct
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("DejaVuSans.ttf")
NAME = "DejaVu Sans"
ASCENT, DESCENT = 0.96, 0.24
"""Of the size: how far letters reach above and below the line they stand on, accents included."""


def has(character: str) -> bool:
    return ord(character) in _advances()


def width(words: str, size: float) -> float:
    """How wide one line is, without kerning, which only ever makes it narrower."""
    advances = _advances()
    return size * sum(advances.get(ord(c), 1.0) for c in words)


@cache
def _advances() -> Mapping[int, float]:
    """Code point -> width as a part of the size.

    The tables and their fields are those of the OpenType specification: `cmap` (format 12), `head`, `hhea`, `hmtx`.
    """
    data = FILE.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">8xI", data, at)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">4xH", data)[0], 16)
    }
    (em,) = struct.unpack_from(">18xH", data, tables[b"head"])
    (measured,) = struct.unpack_from(">34xH", data, tables[b"hhea"])
    found: dict[int, float] = {}
    for first, last, glyph in _groups(data, tables[b"cmap"]):
        for code in range(first, last + 1):
            entry = tables[b"hmtx"] + 4 * min(glyph + code - first, measured - 1)
            found[code] = struct.unpack_from(">H", data, entry)[0] / em
    return found


def _groups(data: bytes, cmap: int) -> list[tuple[int, int, int]]:
    """Runs of code points whose glyphs follow each other: first, last, glyph of the first."""
    (count,) = struct.unpack_from(">2xH", data, cmap)
    for at in range(cmap + 4, cmap + 4 + 8 * count, 8):
        table = cmap + struct.unpack_from(">4xI", data, at)[0]
        if struct.unpack_from(">H", data, table)[0] == 12:
            (groups,) = struct.unpack_from(">12xI", data, table)
            return list(struct.iter_unpack(">III", data[table + 16 : table + 16 + 12 * groups]))
    raise ValueError(f"{FILE.name} has no cmap of format 12")
