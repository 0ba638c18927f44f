"""Bytes into a resume, whatever kind of file they are. Runs in the child process."""

import re
import zipfile
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from bot.reading import bullets, json_resume, latex, pdf, plain, word
from bot.reading.bullets import Bullet, FileLimits, Resume, Row, Unreadable

Shape = Literal["bullets", "passages"]
"""What a document is read for: the bullets of a resume, or the stories and summaries between its headings."""
OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "It's an old .doc, or a .docx with a password. Save it as .docx without one, or as PDF.",
    ),
    *(
        (start, "It's a picture. Send the PDF or the text that it was made of.")
        for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
    ),
    (b"{\\rtf", "It's RTF. Save it as .docx, PDF or plain text."),
    (b"<!doctype html", "It's a web page. Save it as PDF or as plain text."),
    (b"<html", "It's a web page. Save it as PDF or as plain text."),
)
"""How files begin that are not read, and what is said of them."""


def parse(
    name: str, data: bytes, limits: FileLimits, progress: pdf.Progress, shape: Shape = "bullets"
) -> Resume:
    """The bullets or passages of a file; what it is, its first bytes say, not its name.
    Raises Unreadable: in words. What else is raised means that the file is broken."""
    if not data.strip():
        raise Unreadable("It's empty. Send the file again, with its text in it.")
    start = data[:64].lstrip().lower()
    for begins, why in OTHERS:
        if data.startswith(begins) or start.startswith(begins):
            raise Unreadable(why)
    if b"%PDF-" in data[:1024]:
        return resume(pdf.rows(data, limits, progress), limits, shape)
    if data.startswith(b"PK"):
        try:
            return resume(word.rows(data, limits), limits, shape)
        except zipfile.BadZipFile:
            raise Unreadable("It's a broken zip file. Save the document again, or as a PDF.") from None
    if (ending := PurePath(name).suffix.casefold()) in (".pdf", ".docx"):
        raise Unreadable(
            f"It's called {ending}, but I can't open it as one: it's broken or something else. Save it again."
        )
    text = plain.decode(data, limits)
    if ending == ".json" or re.match(r"\s*\{\s*\"", text):
        return resume(_pick_items(json_resume.rows(text, limits), shape), limits, shape)
    if latex.is_latex(name, text):
        return resume(_pick_items(latex.rows(text, limits), shape), limits, shape)
    return resume(plain.rows(text, limits), limits, shape, each_line=True)


def _pick_items(rows: list[Row], shape: Shape) -> list[Row]:
    """The items of a document that says which they are; all of its rows where it has none, or for passages."""
    items = [row for row in rows if row.marked or row.continued]
    return items if items and shape == "bullets" else rows


def resume(rows: list[Row], limits: FileLimits, shape: Shape, *, each_line: bool = False) -> Resume:
    """The bullets or passages of a document's rows; `each_line`: without marks every line is a bullet."""
    is_long = shape == "passages"
    found = bullets.find_passages(rows) if is_long else bullets.find_bullets(rows, each_line=each_line)
    found = [_clean(one) for one in found]
    kept = [one for one in found if any(map(str.isalnum, one.text))]
    if not kept:
        raise Unreadable("It holds no words that I could judge. Send the resume itself, as text.")
    return Resume(bullets=tuple(kept[: limits.bullets]), cut=len(kept) > limits.bullets)


def _clean(one: Bullet) -> Bullet:
    """Control characters become blanks, so that offsets stay."""
    return replace(one, text="".join(c if c.isprintable() or c == "\n" else " " for c in one.text))
