"""Normalisation, one character to one character, so that every span is valid in the text as typed."""

import re
from collections.abc import Container
from itertools import pairwise
from typing import NamedTuple

CAP = 2000
LONG_CAP = 4000
"""Characters that are read of a bullet, and of a longer kind of text: about five minutes of speech."""

_LOOK_ALIKES = {
    " ": "*_`\t\r\v\f\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u200b\u200c\u200d\u202f\u205f\u2060\u3000\ufeff",
    "-": "\u2010\u2011\u2012\u2013\u2043\u2212\ufe63\uff0d",
    "\u2192": "\u21d2\u21a6\u2794\u279c\u279d\u279e\u27a1\u27f6\u27f9\u2b62",
    "'": "\u00b4\u02bc\u2018\u2019\u2032",
    '"': "\u00ab\u00bb\u201c\u201d\u201e",
    "~": "\u223c\u2243\u2248",
    "x": "\u00d7\u2715",
    "\u00b5": "\u03bc",
    "%": "\uff05",
    "/": "\u2044",
    "i": "\u0130",
}
"""Characters by the one that they are read as."""
_TABLE: dict[int, str | int] = {
    **{code: code for code in range(128)},  # what is missing costs an exception each
    **{ord(other): char for char, others in _LOOK_ALIKES.items() for other in others},
    **{0xFF10 + digit: str(digit) for digit in range(10)},
}
_TAG = re.compile(r"<[/!a-zA-Z@#][^<>\n]{0,120}>")
_STYLE = re.compile(
    r"</?[a-zA-Z][^<>@#\n]{0,120}>|(?<!\w)(?:\*{1,3}|_{1,3}|`)(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3}|`)(?!\w)"
)
_MARKS = r"[-•‣●○◦▪■–—+>]{1,3}"
_MARKER = re.compile(
    rf"^ *(?:{_MARKS} +(?={_MARKS} ))*(?:{_MARKS}|\(?\d{{1,2}}[.)]|\(?[a-z][.)])(?= )", re.MULTILINE
)

WRAPPED = 30
"""Characters of a line that had no more room; a shorter one was ended on purpose."""
_CLOSED = (".", "!", "?", "|")
_SHORTENED = (" Mr.", " Ms.", " Mrs.", " Dr.", " Prof.", " vs.", " approx.", " incl.", " e.g.", " i.e.")
_LATER = re.compile(
    r" *(?!\(?\d{1,2}[.)] )(?:[-+.~<>≤≥]?(?:\d|(?:[A-Z]{1,3}[$/]|[$€£¥₹₩₺₱₫₽₴₦₵₸₾₪฿৳]) ?\d)|[(%→=]|-+>|/ )"
)
"""What no sentence and no item of a list begins with."""
_NUMBERED = re.compile(r" *\d{1,2}[.)] ")
_UNIT = re.compile(r" *[A-Z]+[A-Z$\d]")

_DASH = re.compile(r"(?<=[^\W\d]{3}) ( *)-( *) (?=[^\W\d]{3})")
"""Between words: "bot – managers open it"; not "12 - 8"."""


class Normal(NamedTuple):
    """`flat` keeps the case, `low` does not; both are exactly as long as the text as typed."""

    flat: str
    low: str


def normalise(text: str, small: Container[str] = (), *, long: bool = False) -> Normal:
    """Spaces, dashes, quotes, arrows and digits in one form; markup tags and the marks that open the items of
    a list ("- ", "2. ") become blanks of their length, and so does a line break where a sentence only had no more
    room, as in what is pasted from a PDF. `small` are words that no sentence ends with; the lines of a `long` text
    that is written without capitals are sentences."""
    flat = text.translate(_TABLE)
    if "<" in flat:
        flat = _TAG.sub(_blank, flat)
    if "\n" in flat:
        flat = _unwrapped(flat, small, capitals=not long or flat.lstrip()[:1].isupper())
        flat = _MARKER.sub(_blank, flat)
    elif marker := _MARKER.match(flat):
        flat = _blank(marker) + flat[marker.end() :]
    if " - " in flat:
        flat = _DASH.sub(r" \1—\2 ", flat)
    low = flat.lower()
    if len(low) != len(flat):
        low = "".join(_lower(char) for char in flat)
    return Normal(flat, low)


def _unwrapped(flat: str, small: Container[str], *, capitals: bool) -> str:
    lines = flat.split("\n")
    width = max(len(line.rstrip()) for line in lines) if len(lines) > 2 else len(flat)
    parts = lines[:1]
    for above, line in pairwise(lines):
        parts += (" " if _goes_on(above, line, width, small, capitals=capitals) else "\n", line)
    return "".join(parts)


def _goes_on(above: str, line: str, width: int, small: Container[str], *, capitals: bool) -> bool:
    """As in "latency to 22 %,", "in use at" or "the ranking" before "model of the shop"; of several lines also one
    that had no room within `width` for the next word."""
    said, head = above.rstrip(), line.lstrip(" \"'")[:1]
    if len(said) < WRAPPED or not head or (said.endswith(_CLOSED) and not said.endswith(_SHORTENED)):
        return False
    if _LATER.match(line) or _UNIT.match(line):
        return True  # "from 31\nGB"
    if _NUMBERED.match(line) and (
        said.count("(") > said.count(")") or said.rsplit(None, 1)[-1].lower() in small
    ):
        return True  # "(from 31 to\n22)", "instead of\n30."
    if _MARKER.match(line):
        return False
    if said.endswith((",", "-", "→", "->", *_SHORTENED)) or said.rsplit(None, 1)[-1].lower() in small:
        return True
    no_room = len(said) + 1 + len(line.split(None, 1)[0]) > width
    return no_room or (head.islower() and capitals)


def untagged(text: str) -> str:
    """`text` without the marks of bold and the like (<b>, **, `); mentions such as <@U12> stay."""
    return _STYLE.sub("", text)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char
