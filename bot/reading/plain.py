"""Plain text and Markdown into rows."""

from bot.reading.columns import in_order
from bot.reading.limits import Limits
from bot.reading.resume import Row, Unreadable

_MARKS = (b"\xff\xfe", b"\xfe\xff")


def rows(text: str, limits: Limits) -> list[Row]:
    """The lines of a text, two columns put in order.

    Raises:
        Unreadable: it has too many.
    """
    lines = text.expandtabs(4).splitlines()
    if len(lines) > limits.lines:
        raise Unreadable(f"It has {len(lines):,} lines; I read {limits.lines:,} at most. Send a part of it.")
    return in_order(lines, 1)


def decoded(data: bytes, limits: Limits) -> str:
    """The characters of a text file.

    Raises:
        Unreadable: it is no text, or too much of it.
    """
    encoding = "utf-16" if data.startswith(_MARKS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"Byte {error.start + 1} is not {encoding.removesuffix('-sig').upper()}, so this is no text that "
            "I can read. Save it as UTF-8, PDF or .docx."
        ) from None
    if "\x00" in text:
        raise Unreadable("It holds bytes that no text has. Save it as UTF-8, PDF or .docx.")
    if len(text) > limits.text:
        raise Unreadable(
            f"It has {len(text):,} characters; I read {limits.text:,} at most. Send a part of it."
        )
    return text
