"""Word documents into rows; sizes and ratios are looked at before anything is unpacked."""

import io
import re
import zipfile
from collections.abc import Iterator, Set
from xml.etree.ElementTree import Element, fromstring

from bot.reading.bullets import FileLimits, Row, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SPACES = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
"""Elements that are a character of a paragraph."""
MAIN, STYLES = "word/document.xml", "word/styles.xml"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels")
_SMALL = 1_000_000
"""Bytes: what is smaller may be packed as tightly as it likes."""


def rows(data: bytes, limits: FileLimits) -> list[Row]:
    """The paragraphs of a document in their order, those in tables, text boxes and fields too; `line` counts them.

    Raises:
        Unreadable: it isn't a Word document, has a password, or asks for too much.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        _check(archive, limits)
        body = fromstring(archive.read(MAIN))  # noqa: S314 - what declares entities was refused
        lists = _lists(fromstring(archive.read(STYLES))) if STYLES in archive.namelist() else frozenset()  # noqa: S314
    found: list[Row] = []
    for n, paragraph in enumerate(_paragraphs(body), 1):
        if n > limits.lines:
            raise Unreadable(f"It has more than {limits.lines:,} paragraphs. Send the resume alone.")
        found += [*_lines(paragraph, n, lists), Row(text="", line=n)]
    return found


def _paragraphs(within: Element) -> Iterator[Element]:
    """All paragraphs; what is there twice, for programs that know no text boxes, is taken once."""
    for node in within:
        if node.tag == f"{W}p":
            yield node
        if node.tag != FALLBACK:
            yield from _paragraphs(node)


def _lines(paragraph: Element, n: int, lists: Set[str]) -> list[Row]:
    marked = _in_list(paragraph, lists)
    texts = "".join(_pieces(paragraph)).split("\n")
    return [Row(text=text, line=n, marked=marked and not at) for at, text in enumerate(texts)]


def _pieces(within: Element) -> Iterator[str]:
    """The text of a paragraph without that of the text boxes in it, which are paragraphs of their own."""
    for node in within:
        if node.tag == f"{W}t":
            yield node.text or ""
        elif node.tag in SPACES:
            yield SPACES[node.tag]
        elif node.tag not in (f"{W}p", f"{W}pPr"):
            yield from _pieces(node)


def _in_list(paragraph: Element, lists: Set[str]) -> bool:
    """Whether Word draws a mark before it: numbered by itself, or by one of the styles of `lists`."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return False
    style = properties.find(f"{W}pStyle")
    named = style is not None and style.get(f"{W}val") in lists
    return named or properties.find(f"{W}numPr") is not None


def _lists(styles: Element) -> Set[str]:
    """The ids of the styles that draw a mark: numbered ones, and Word's own lists by their names."""
    found = set()
    for style in styles.iter(f"{W}style"):
        name = style.find(f"{W}name")
        named = "" if name is None else name.get(f"{W}val", "").casefold()
        if next(style.iter(f"{W}numPr"), None) is not None or named.startswith(
            ("list bullet", "list number")
        ):
            found.add(style.get(f"{W}styleId", ""))
    return found


def _check(archive: zipfile.ZipFile, limits: FileLimits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise Unreadable(
            f"It holds {len(parts):,} parts; a document of Word has fewer than {limits.parts:,}. "
            "Save it again, or as a PDF."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("It has a password. Save it without one, or as a PDF.")
    if MAIN not in {part.filename for part in parts}:
        raise Unreadable("It's a zip file, but not a Word document. Send a PDF, .docx, .md or .txt.")
    _check_sizes(parts, limits)
    for part in parts:
        if part.filename.endswith(_XML) and _DECLARES.search(archive.read(part).replace(b"\0", b"")):
            raise Unreadable("It declares entities, as no document of Word does. Save it again from Word.")


def _check_sizes(parts: list[zipfile.ZipInfo], limits: FileLimits) -> None:
    if (total := sum(part.file_size for part in parts)) > limits.unpack:
        raise Unreadable(
            f"It would unpack to {total / 1e6:,.0f} MB; {limits.unpack / 1e6:,.0f} MB is the most I unpack. "
            "Save it without its pictures."
        )
    for part in parts:
        if part.filename.endswith(_XML) and part.file_size > limits.xml:
            raise Unreadable(
                f"A part of it has more than {limits.xml / 1e6:,.0f} MB of XML. Send the resume alone."
            )
        if part.file_size > _SMALL and part.file_size > limits.ratio * max(part.compress_size, 1):
            raise Unreadable(
                f"A part of it is packed more than {limits.ratio} times, as no document is. Save it again."
            )
