"""Bytes into a resume, whatever kind of file they are. Runs in the child process."""

import zipfile
from pathlib import PurePath

from bot.reading import bullets, pdf, plain, word
from bot.reading.language import mostly_foreign
from bot.reading.limits import Limits
from bot.reading.resume import Bullet, Resume, Row, Unreadable

OLD_WORD = b"\xd0\xcf\x11\xe0"
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
EMPTY = "It is empty."


def parse(name: str, data: bytes, limits: Limits, progress: pdf.Progress) -> Resume:
    """The bullets of a file; what it is, its first bytes say, not its name.

    Raises:
        Unreadable: in words. What else is raised means that the file is broken.
    """
    if not data.strip():
        raise Unreadable(EMPTY)
    if data.startswith(OLD_WORD):
        raise Unreadable(
            "It is an old .doc, or a .docx with a password. Save it as .docx without one, or as PDF."
        )
    if data.startswith(PICTURES):
        raise Unreadable("It is a picture. Send the PDF or the text that it was made of.")
    if b"%PDF-" in data[:1024]:
        rows, pages = pdf.rows(data, limits, progress)
        return resume(rows, limits, pages=pages, each_line=False)
    if data.startswith(b"PK"):
        return resume(_word(data, limits), limits, each_line=False)
    if (ending := PurePath(name).suffix.casefold()) in (".pdf", ".docx"):
        raise Unreadable(f"It is called {ending}, but it is none: it is broken, or something else.")
    return resume(plain.rows(data, limits), limits, each_line=True)


def _word(data: bytes, limits: Limits) -> list[Row]:
    try:
        return word.rows(data, limits)
    except zipfile.BadZipFile:
        raise Unreadable("It is a broken zip file. Save the document again, or as a PDF.") from None


def resume(rows: list[Row], limits: Limits, *, each_line: bool, pages: int = 1) -> Resume:
    """The bullets of a document's rows."""
    found = [_cleaned(one) for one in bullets.find(rows, each_line=each_line)]
    kept = [one for one in found if any(map(str.isalnum, one.text))]
    if not kept:
        raise Unreadable("It holds no words that I could read as a bullet.")
    return Resume(
        bullets=tuple(kept[: limits.bullets]),
        lines=rows[-1].line if rows else 0,
        pages=pages,
        foreign=mostly_foreign([one.text for one in kept]),
        cut=len(kept) > limits.bullets,
    )


def _cleaned(one: Bullet) -> Bullet:
    """Control characters become blanks, so that offsets stay."""
    return one.model_copy(update={"text": "".join(c if c.isprintable() else " " for c in one.text)})
