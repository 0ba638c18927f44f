"""Plain text and Markdown into rows."""

from collections.abc import Sequence
from dataclasses import replace

from bot.reading import latex
from bot.reading.bullets import FileLimits, Row, Unreadable

_MARKS = (b"\xff\xfe", b"\xfe\xff")
GUTTER = 2
"""Blank columns side by side that can part a page."""
BOTH = 4
"""Lines with text on both sides that a page of two columns has at least."""
WIDEST, LONGEST = 300, 2_000
"""Columns and lines of a page that may be parted; what is larger isn't a page."""
CROSSING = 5
"""One line in so many may cross the gutter, and two always: a name, a heading."""


def rows(text: str, limits: FileLimits) -> list[Row]:
    """The lines of a text, two columns put in order, and the LaTeX in them as it prints.
    Raises Unreadable: it has too many."""
    lines = text.expandtabs(4).splitlines()
    if len(lines) > limits.lines:
        raise Unreadable(f"It has {len(lines):,} lines; I read {limits.lines:,} at most. Send a part of it.")
    return [replace(row, text=latex.read_line(row.text)) for row in order_columns(lines, 1)]


def decode(data: bytes, limits: FileLimits) -> str:
    """The characters of a text file. Raises Unreadable: it isn't text, or too much of it."""
    encoding = "utf-16" if data.startswith(_MARKS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"Byte {error.start + 1} isn't {encoding.removesuffix('-sig').upper()}, so this isn't text that "
            "I can read. Save it as UTF-8, PDF or .docx."
        ) from None
    if "\x00" in text:
        raise Unreadable("It holds bytes that no text has. Save it as UTF-8, PDF or .docx.")
    if len(text) > limits.text:
        raise Unreadable(
            f"It has {len(text):,} characters; I read {limits.text:,} at most. Send a part of it."
        )
    return text


# a page of two columns, as lines of fixed width, into the order in which a person reads it


def order_columns(lines: Sequence[str], first: int) -> list[Row]:
    """The rows of a page whose first line has the number `first`: left column first, between full-width lines."""
    at = _gutter(lines)
    if at is None:
        return [Row(text=text, line=first + n) for n, text in enumerate(lines)]
    rows: list[Row] = []
    left: list[Row] = []
    right: list[Row] = []
    for n, text in enumerate(lines):
        if text[at : at + GUTTER].strip():
            rows += [*left, *_part(left, right), *right, _blank(first + n)]
            left, right = [], []
            rows.append(Row(text=text, line=first + n))
            continue
        left.append(Row(text=text[:at].rstrip(), line=first + n))
        right.append(Row(text=text[at:], line=first + n, column=at + 1))
    return [*rows, *left, *_part(left, right), *right]


def _part(left: Sequence[Row], right: Sequence[Row]) -> list[Row]:
    """An empty row, so that the last bullet of a column does not go on in the next."""
    return [_blank(right[0].line)] if left and right else []


def _blank(line: int) -> Row:
    return Row(text="", line=line)


def _gutter(lines: Sequence[str]) -> int | None:
    """The column at which the page is parted, if it is."""
    written = [text for text in lines if text.strip()]
    width = max((len(text.rstrip()) for text in written), default=0)
    if width > WIDEST or len(lines) > LONGEST:
        return None
    best: tuple[int, int, int] | None = None
    for at in range(width // 5, width * 4 // 5):
        reach = [text for text in written if len(text.rstrip()) > at]
        free = [text for text in reach if not text[at : at + GUTTER].strip()]
        both = sum(1 for text in free if text[:at].strip() and text[at:].strip())
        starts = sum(1 for text in free if text[at + GUTTER : at + GUTTER + 1].strip())
        crossing = len(reach) - len(free)
        if both < max(BOTH, len(written) // 4) or crossing > max(2, len(reach) // CROSSING):
            continue
        best = max(best or (-len(lines), 0, 0), (-crossing, starts, at))
    return best[2] if best else None
