"""Characters that nobody sees: taken out of whatever a card shows, so that all platforms show the same."""

import re
from typing import Annotated

from pydantic import AfterValidator

_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f\x85]")
_TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn around the order of what follows them."""
_CONTROLS = set(map(chr, (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))) - {"\n", "\t"}
"""Control characters, and halves of pairs (Unicode's Cc and Cs)."""
_HIDDEN = str.maketrans(dict.fromkeys([*_CONTROLS, *_TURNS], ""))


def strip_hidden(text: str) -> str:
    """The text without control characters and bidirectional marks; every line break is `\\n`."""
    if text.isascii() and text.isprintable():  # most are
        return text
    return _BREAKS.sub("\n", text).translate(_HIDDEN)


Shown = Annotated[str, AfterValidator(strip_hidden)]
"""Text that somebody reads."""
