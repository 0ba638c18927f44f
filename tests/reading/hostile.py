"""Files as nobody should send them, and the limit at which each one stops: `python -m tests.reading.hostile` reads
each in a process of its own and prints a table. They are made here: none lies in the repository."""

import gzip
import io
import struct
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from bot.reading import sandbox
from bot.reading.bullets import FileLimits, Unreadable
from tests.reading import papers

MEGA = 1_000_000


@dataclass(frozen=True, slots=True)
class Hostile:
    """`says` is part of the sentence with which reading ends; `heavy` ones are dangerous outside of a child."""

    what: str
    name: str
    make: Callable[[], bytes]
    says: str
    heavy: bool = False


def zeros(size: int) -> bytes:
    return b"0" * size


# zip files


def overlapping(copies: int, size: int) -> bytes:
    """One packed part that a directory lists many times."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", zeros(size))
        first = archive.filelist[0]
        archive.filelist.extend([first] * (copies - 1))
    return out.getvalue()


def lying(size: int, claimed: int) -> bytes:
    """A part that says it is smaller than it is."""
    data = bytearray(papers.document_with(zeros(size)))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.rfind(sign)
        struct.pack_into("<I", data, place + at, claimed)
    return bytes(data)


def locked_zip() -> bytes:
    """The flag of a password on every part."""
    data = bytearray(papers.word(("Normal", "Hello")))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(sign, place + 4)
    return bytes(data)


def laughs(encoding: str = "utf-8") -> bytes:
    """Entities that are ten of the one before, nine times."""
    rows = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [{"".join(rows)}]><d>&a9;</d>'
    return text.encode(encoding)


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def body(inside: str) -> bytes:
    return papers.document_with(WORD.format(inside).encode())


def tables(depth: int) -> bytes:
    cell = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
    return body(cell * depth + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * depth)


def many_parts(count: int) -> bytes:
    return papers.zipped(**{f"part{n}": b"x" for n in range(count)}, word__document_dot_xml=b"<d/>")


def matryoshka() -> bytes:
    inner = papers.zipped(zeros=zeros(MEGA))
    for _ in range(5):
        inner = papers.zipped(**{f"a{n}": inner for n in range(10)})
    return inner


# PDF


def flate(data: bytes, times: int = 1) -> bytes:
    """A page whose content is packed as often."""
    for _ in range(times):
        data = zlib.compress(data, 9)
    return papers.pdf_of([data], more=b"/Filter [" + b"/FlateDecode " * times + b"]")


def objects(*bodies: bytes) -> bytes:
    return papers.numbered(bodies)


def page_with(content: bytes, more: bytes = b"") -> bytes:
    return papers.pdf_of([content], more=more)


def form_loop() -> bytes:
    """A form that draws itself."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        b"/Resources << /XObject << /F 5 0 R >> >> /Contents 4 0 R >>",
        b"<< /Length 5 >>\nstream\n/F Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>\n"
        b"stream\n/F Do\nendstream",
    )


def tree_loop() -> bytes:
    """Pages that are their own child."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"
    )


def deep_tree(depth: int) -> bytes:
    nodes = [
        f"<< /Type /Pages /Kids [{n + 3} 0 R] /Count 1 /Parent {n + 1} 0 R >>".encode() for n in range(depth)
    ]
    return objects(b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page /MediaBox [0 0 9 9] >>")


def reference_loop() -> bytes:
    """A length that is a reference to itself."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"4 0 R",
    )


def previous_loop() -> bytes:
    """A table of places that names itself as the one before."""
    data = TEXT
    start = data.rindex(b"startxref\n") + 10
    place = data[start:].split(b"\n")[0]
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev " + place)


def far_away(x: int) -> bytes:
    return page_with(b"BT /F1 10 Tf 0 700 Td (Cut p95 latency) Tj %d 0 Td (by caching) Tj ET" % x)


def shows(count: int) -> bytes:
    return b"BT /F1 10 Tf 72 700 Td " + b"(a) Tj 0 -1 Td\n" * count + b"ET"


def slow(pages: int) -> bytes:
    """The same page many times, each of which takes a second or two."""
    data = zlib.compress(shows(90_000))
    return papers.pdf_of([data], kids=" ".join(["3 0 R"] * pages), more=b"/Filter /FlateDecode")


def crowded(size: int) -> bytes:
    """As many elements as a small file can hold, and noise that hides how tightly it is packed."""
    noise = Random(1).randbytes(size // 100).hex()
    return body("<w:p/>" * (size // 6) + f"<!--{noise}-->")


def pages(count: int) -> bytes:
    data = papers.content(papers.lines(["hello world"]))
    return papers.pdf_of([data], kids=" ".join(["3 0 R"] * count))


def deep_array(depth: int) -> bytes:
    return page_with(b"[" * depth + b"]" * depth + b" TJ")


def broken_lock() -> bytes:
    data = papers.pdf(papers.lines(["hello"]))
    return data.replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 9 /R 9 >> /ID [<00> <00>]"
    )


def macro_loop() -> bytes:
    """Two macros, each of which is defined by the other."""
    return rb"\newcommand{\a}[1]{\b{#1}}\newcommand{\b}[1]{\a{#1}}\begin{document}\a{Cut p95 latency}\end{document}"


def macro_chain(length: int) -> bytes:
    """Macros that each draw the one before, the first one an item, in the order that takes longest to find out."""
    names = ["".join(chr(97 + int(c)) for c in f"{n:06}") for n in range(length)]
    chain = [
        rf"\newcommand{{\{a}}}[1]{{\{b}{{#1}}}}" for a, b in zip(names, [*names[1:], "item"], strict=True)
    ]
    return "\n".join(chain).encode() + rb"\begin{document}\aaaaaa{Cut p95 latency}\end{document}"


TEXT = papers.pdf(papers.lines(["Cut p95 latency from 90 to 40 ms"]))
DEEP = "deeper than any resume"
READ = "read: "
"""It does no harm, so it is read like any other."""
FILES = (
    Hostile("nothing", "cv.pdf", bytes, "It's empty"),
    Hostile("blanks", "cv.txt", lambda: b" \n\t" * 9_000, "It's empty"),
    Hostile("emoji alone", "cv.md", "🎉 🚀\n".encode, "no words"),
    Hostile("text with NUL bytes", "cv.txt", lambda: b"hello\0world", "bytes that no text has"),
    Hostile("text in Latin-1", "cv.txt", lambda: "Zürich".encode("latin-1"), "Byte 2 isn't UTF-8"),
    Hostile("half a character of UTF-16", "cv.txt", lambda: b"\xff\xfea\0b", "isn't UTF-16"),
    Hostile("50 MB of text", "cv.txt", lambda: b"- Wrote code\n" * 3_850_000, "more than 10 MB", heavy=True),
    Hostile("2 million characters", "cv.txt", lambda: b"- Wrote code\n" * 160_000, "1,000,000 at most"),
    Hostile("one line of 999,999 characters", "cv.txt", lambda: b"a b c" * 199_999, READ),
    Hostile("20,000 wide lines of two columns", "cv.txt", lambda: b"a       b\n" * 19_999, READ),
    Hostile("30,000 lines", "cv.txt", lambda: b"- Wrote code\n" * 30_000, "20,000 at most"),
    Hostile("a web page", "cv.txt", lambda: b"<!DOCTYPE html><script>while(1){}</script>", "a web page"),
    Hostile("RTF", "cv.txt", lambda: rb"{\rtf1 {\object}}", "It's RTF"),
    Hostile("a picture called .pdf", "cv.pdf", lambda: b"\x89PNG\r\n\x1a\n" + zeros(99), "a picture"),
    Hostile("a picture called .docx", "cv.docx", lambda: b"\xff\xd8\xff\xe0" + zeros(99), "a picture"),
    Hostile("a program called .txt", "cv.txt", lambda: b"\x7fELF\x02\x01\x01\0\0", "bytes that no text has"),
    Hostile("text called .pdf", "cv.pdf", lambda: b"hello", "called .pdf, but I can't open it as one"),
    Hostile("text called .docx", "cv.docx", lambda: b"hello", "called .docx, but I can't open it as one"),
    Hostile("a gzip bomb of 30 MB", "cv.txt", lambda: gzip.compress(zeros(30 * MEGA)), "isn't UTF-8"),
    # LaTeX and JSON
    Hostile("braces 100,000 deep", "cv.tex", lambda: b"{" * 100_000, DEEP),
    Hostile("environments 50,000 deep", "cv.tex", lambda: rb"\begin{a}" * 50_000, DEEP),
    Hostile("macros that draw each other", "cv.tex", macro_loop, READ),
    Hostile("20,000 macros, each drawn by the next", "cv.tex", lambda: macro_chain(20_000), READ),
    Hostile("20,000 open definitions", "cv.tex", lambda: rb"\newcommand{\a}{" * 20_000 + b"x", DEEP),
    Hostile(
        "30,000 items",
        "cv.tex",
        lambda: rb"\begin{itemize}" + b"\\item a\n" * 30_000,
        "more than 20,000 lines",
    ),
    Hostile(
        "a file that another includes", "cv.tex", lambda: rb"\begin{document}\input{/etc/passwd}", "no words"
    ),
    Hostile("JSON 100,000 deep", "cv.json", lambda: b"[" * 100_000, DEEP),
    Hostile(
        "a number of a million digits", "cv.json", lambda: b'{"work": ' + b"9" * 999_000 + b"}", "broken"
    ),
    # zip and Word
    Hostile("an old .doc", "cv.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .doc"),
    Hostile("a zip file of anything", "cv.docx", lambda: papers.zipped(a=b"x"), "not a Word document"),
    Hostile("half a zip file", "cv.docx", lambda: papers.word(("Normal", "Hello"))[:900], "broken zip"),
    Hostile("a zip file with a password", "cv.docx", locked_zip, "has a password"),
    Hostile(
        "a zip bomb of 60 MB", "cv.docx", lambda: papers.document_with(zeros(60 * MEGA)), "50 MB is the most"
    ),
    Hostile(
        "a part packed 1,000 times",
        "cv.docx",
        lambda: papers.zipped(a=zeros(30 * MEGA), word__document_dot_xml=b"<d/>"),
        "100 times",
    ),
    Hostile("one part listed 500 times", "cv.docx", lambda: overlapping(500, MEGA), "50 MB is the most"),
    Hostile("a part larger than it says", "cv.docx", lambda: lying(20 * MEGA, 9_000), "broken zip"),
    Hostile("zip files in zip files", "cv.docx", matryoshka, "not a Word document"),
    Hostile("1,500 parts", "cv.docx", lambda: many_parts(1_500), "fewer than 1,000"),
    Hostile("a billion laughs", "cv.docx", lambda: papers.document_with(laughs()), "declares entities"),
    Hostile(
        "a billion laughs in UTF-16",
        "cv.docx",
        lambda: papers.document_with(laughs("utf-16")),
        "declares entities",
    ),
    Hostile(
        "an entity of another file",
        "cv.docx",
        lambda: papers.document_with(b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'),
        "declares entities",
    ),
    Hostile("tables 30 deep", "cv.docx", lambda: tables(30), "no words"),
    Hostile("XML 100,000 deep", "cv.docx", lambda: body("<w:p>" * 100_000), "broken", heavy=True),
    Hostile("7 million paragraphs", "cv.docx", lambda: crowded(45 * MEGA), "10 MB of XML"),
    Hostile("30,000 paragraphs", "cv.docx", lambda: body("<w:p/>" * 30_000), "more than 20,000 paragraphs"),
    # PDF
    Hostile("a PDF with a password", "cv.pdf", lambda: papers.locked(TEXT, "x"), "has a password"),
    Hostile("a password of no known kind", "cv.pdf", broken_lock, "broken"),
    Hostile("a scan", "cv.pdf", lambda: page_with(b"0 0 612 792 re f"), "pictures of pages"),
    Hostile("half a PDF", "cv.pdf", lambda: TEXT[: len(TEXT) // 3], "broken"),
    Hostile("a PDF of noise", "cv.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 99, "broken"),
    Hostile("500 pages", "cv.pdf", lambda: pages(500), "200 at most"),
    Hostile("pages that hold themselves", "cv.pdf", tree_loop, "broken"),
    Hostile("pages 3,000 deep", "cv.pdf", lambda: deep_tree(3_000), "page tree depth"),
    Hostile("a form that draws itself", "cv.pdf", form_loop, "pictures of pages"),
    Hostile("content that is itself", "cv.pdf", reference_loop, "broken"),
    Hostile("a table before itself", "cv.pdf", previous_loop, "pictures of pages"),
    Hostile("two columns 300 km apart", "cv.pdf", lambda: far_away(900_000_000), READ),
    Hostile("arrays 100,000 deep", "cv.pdf", lambda: deep_array(100_000), DEEP, heavy=True),
    Hostile(
        "a packed page of 80 MB", "cv.pdf", lambda: flate(b"q " * 40 * MEGA), "decompressing", heavy=True
    ),
    Hostile(
        "a page packed twice", "cv.pdf", lambda: flate(b"q " * 40 * MEGA, 2), "decompressing", heavy=True
    ),
    Hostile("200 slow pages", "cv.pdf", lambda: slow(200), "seconds of computing", heavy=True),
)


def ending(one: Hostile, data: bytes, limits: FileLimits) -> str:
    """How reading ends, in a process of its own."""
    try:
        found = sandbox.read(one.name, data, limits=limits)
    except Unreadable as error:
        return str(error)
    return f"{READ}{len(found.bullets)} bullets"


def main() -> None:
    """The table, as Markdown."""
    limits = FileLimits()
    sys.stdout.write("| file | size | how reading ends | after |\n|---|---|---|---|\n")
    for one in FILES:
        data, began = one.make(), time.monotonic()
        said = ending(one, data, limits)
        took = time.monotonic() - began
        sys.stdout.write(f"| {one.what} | {len(data):,} bytes | {said} | {took:.1f} s |\n")
        sys.stdout.flush()
    sys.stdout.write(
        f"\n{len(FILES)} files. Limits: {limits.size // MEGA} MB a file, {limits.cpu} s of computing, "
        f"{limits.memory // 1024**2} MB of memory.\n"
    )


if __name__ == "__main__":
    main()
