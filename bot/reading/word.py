"""Word documents into rows; sizes and ratios are looked at before anything is unpacked."""

import io
import re
import zipfile
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from bot.reading.limits import Limits
from bot.reading.resume import Row, Unreadable

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document as DocumentType
    from docx.text.paragraph import Paragraph

MAIN = "word/document.xml"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels")
_DEEPEST = 20
"""Tables inside tables."""
_SMALL = 1_000_000
"""Bytes: what is smaller may be packed as tightly as it likes."""


def rows(data: bytes, limits: Limits) -> list[Row]:
    """The paragraphs of a document in their order, those in tables too; `line` counts paragraphs.

    Raises:
        Unreadable: it is no Word document, has a password, or asks for too much.
    """
    _checked(data, limits)
    import docx  # noqa: PLC0415 - half a second, and only here

    document = docx.Document(io.BytesIO(data))
    lists = {style.style_id for style in document.styles if "List" in (style.name or "")}
    found: list[Row] = []
    for n, paragraph in enumerate(_paragraphs(document, 0), 1):
        if n > limits.lines:
            raise Unreadable(f"It has more than {limits.lines:,} paragraphs. Send the resume alone.")
        found += [*_lines(paragraph, n, lists), Row(text="", line=n)]
    return found


def _lines(paragraph: "Paragraph", n: int, lists: Set[str]) -> list[Row]:
    marked = _in_list(paragraph, lists)
    texts = paragraph.text.split("\n")
    return [Row(text=text, line=n, marked=marked and not at) for at, text in enumerate(texts)]


def _checked(data: bytes, limits: Limits) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > limits.parts:
            raise Unreadable(
                f"It holds {len(parts):,} parts; a document of Word has fewer than {limits.parts:,}."
            )
        if any(part.flag_bits & 1 for part in parts):
            raise Unreadable("It has a password. Save it without one, or as a PDF.")
        if MAIN not in {part.filename for part in parts}:
            raise Unreadable("It is a zip file, but no Word document. Send a PDF, .docx, .md or .txt.")
        _check_sizes(parts, limits)
        for part in parts:
            if part.filename.endswith(_XML) and _DECLARES.search(archive.read(part).replace(b"\0", b"")):
                raise Unreadable(
                    "It declares entities, as no document of Word does. Save it again from Word."
                )


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if (total := sum(part.file_size for part in parts)) > limits.unpacked:
        raise Unreadable(
            f"It would unpack to {total / 1e6:,.0f} MB; {limits.unpacked / 1e6:,.0f} MB is the most I unpack."
        )
    for part in parts:
        if part.filename.endswith(_XML) and part.file_size > limits.xml:
            raise Unreadable(
                f"A part of it has more than {limits.xml / 1e6:,.0f} MB of XML. Send the resume alone."
            )
        if part.file_size > _SMALL and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise Unreadable(f"A part of it is packed more than {limits.ratio} times, as no document is.")


def _paragraphs(inside: "DocumentType | BlockItemContainer", depth: int) -> "Iterator[Paragraph]":
    from docx.table import Table  # noqa: PLC0415 - as above

    if depth > _DEEPEST:
        raise Unreadable(f"It has tables inside tables, more than {_DEEPEST} deep.")
    for block in inside.iter_inner_content():
        if not isinstance(block, Table):
            yield block
            continue
        seen = set()
        for cell in (cell for row in block.rows for cell in row.cells):
            if cell._tc not in seen:  # a merged cell is named once for each place that it covers
                seen.add(cell._tc)
                yield from _paragraphs(cell, depth + 1)


def _in_list(paragraph: "Paragraph", lists: Set[str]) -> bool:
    """Whether Word draws a mark before it: numbered by itself, or by one of the styles of `lists`."""
    properties = paragraph._p.pPr
    return (properties is not None and properties.numPr is not None) or paragraph._p.style in lists
