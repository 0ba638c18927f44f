"""Files as people send them, made by the tests: PDF pages with text at places, Word documents, zip files."""

import io
import zipfile
from collections.abc import Sequence

import docx
from pypdf import PdfReader, PdfWriter

from bot.reading.bullets import FileLimits, Resume
from bot.reading.document import parse

Placed = tuple[int, int, str]
"""x and y in points from the lower left corner, and a text."""
HANGING = 14


def parsed(name: str, data: bytes) -> Resume:
    """What is read of a file, in this process."""
    return parse(name, data, FileLimits(), lambda _page, _pages: None)


def _escaped(text: str) -> bytes:
    plain = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return plain.encode("cp1252", errors="replace")


def content(page: Sequence[Placed]) -> bytes:
    shown = (b"BT /F1 10 Tf %d %d Td (%s) Tj ET" % (x, y, _escaped(text)) for x, y, text in page)
    return b"\n".join(shown)


def pdf_of(streams: Sequence[bytes], kids: str = "", more: bytes = b"") -> bytes:
    """A PDF of pages with these content streams; `kids` may say other pages than there are."""
    pages = [3 + 2 * n for n in range(len(streams))]
    font = 3 + 2 * len(streams)
    listed = kids or " ".join(f"{n} 0 R" for n in pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{listed}] /Count {len(streams)} >>".encode(),
    ]
    for n, stream in zip(pages, streams, strict=True):
        resources = f"/Resources << /Font << /F1 {font} 0 R >> >>"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {resources} /Contents {n + 1} 0 R >>"
        objects += [page.encode(), b"<< /Length %d %s>>\nstream\n%s\nendstream" % (len(stream), more, stream)]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>")
    return numbered(objects)


def numbered(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for n, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (n, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def pdf(*pages: Sequence[Placed]) -> bytes:
    return pdf_of([content(page) for page in pages])


def lines(texts: Sequence[str], x: int = 72, top: int = 720) -> list[Placed]:
    """Texts below each other; a leading blank is a hanging indent."""
    return [
        (x + (HANGING if text.startswith(" ") else 0), top - 14 * n, text.strip())
        for n, text in enumerate(texts)
    ]


def locked(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: tuple[str, str], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word document of (style, text), and perhaps a table after them."""
    document = docx.Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def document_with(xml: bytes) -> bytes:
    """A zip file like a Word document whose main part is `xml`."""
    kinds = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", xml)
    return out.getvalue()
