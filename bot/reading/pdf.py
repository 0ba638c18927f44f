"""PDF into rows, page by page, as it is laid out on paper."""

import io
from collections.abc import Callable

from bot.reading.bullets import FileLimits, Row, Unreadable
from bot.reading.plain import order_columns

LETTERS = 20
"""A page with fewer letters is a picture of a page."""
Progress = Callable[[int, int], None]


def rows(data: bytes, limits: FileLimits, progress: Progress) -> list[Row]:
    """The lines of all pages; `progress` hears how many pages are read, and how many there are.
    Raises Unreadable: a password, no text, or too many pages."""
    from pypdf import PdfReader  # noqa: PLC0415 - half a second, and only here
    from pypdf.errors import LimitReachedError  # noqa: PLC0415 - as above

    found: list[Row] = []
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It has a password. Save it without one.")
        if (count := len(reader.pages)) > limits.pages:
            raise Unreadable(f"It has {count:,} pages; I read {limits.pages} at most. Send the resume alone.")
        for number in range(count):
            lines = reader.pages[number].extract_text(extraction_mode="layout").splitlines()
            found += [*order_columns(lines, len(found) + 1), Row(text="", line=len(found) + len(lines) + 1)]
            if len(found) > limits.lines:
                raise Unreadable(f"It has more than {limits.lines:,} lines. Send the resume alone.")
            progress(number + 1, count)
    except LimitReachedError as error:
        raise Unreadable(
            f"It asks for more than any resume does, so I stopped. Save it again. {error}"
        ) from error
    if not count:
        raise Unreadable("It has no pages. Save it again, or as .docx.")
    letters = sum(sum(map(str.isalpha, row.text)) for row in found)
    if letters < LETTERS * count and letters < 10 * LETTERS:
        raise Unreadable(
            "It holds pictures of pages and no text, as a scan does. Export it again from where it was written."
        )
    return found
