"""Members' text in Discord's markdown: shown as it was typed, never obeyed. Pure.

A backslash before a punctuation mark makes the client show the mark and nothing else (its rule:
`\\\\([^0-9A-Za-z\\s])`), which takes care of formatting, masked links, `scheme://`, emoji and quotes. Mentions are
looked for in the raw text, backslashes and all: only a character between `@` and the word undoes them, and
U+200B is one that nobody sees.
"""

import re
import unicodedata

ZERO_WIDTH = "\u200b"
_ESCAPED = {c: f"\\{c}" for c in "\\*_~`|<>#-[]():"} | {"@": f"@{ZERO_WIDTH}"}
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f\x85]")
_INVITE = re.compile(r"(discord(?:app)?)\.(?=\w)", re.IGNORECASE)
"""`discord.gg/x` becomes an invitation without any `https://`."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that would turn around the order of what follows them."""
_LIST = re.compile(r"^([ \t]*)(?:(\d+)\.|(\+))(?=\s)", re.MULTILINE)


def inert(text: str) -> str:
    """The text as markdown that shows it. It loses control characters and bidirectional marks alone."""
    breaks = _BREAKS.sub("\n", text)
    shown = "".join(_ESCAPED.get(c, c) for c in breaks if not _hidden(c))
    return _INVITE.sub(r"\1\\.", shown)


def without_lists(line: str) -> str:
    """Escaped text without what begins a list (`1. `, `+ `); lines of ours begin theirs themselves."""
    return _LIST.sub(lambda m: f"{m[1]}{m[2]}\\." if m[2] else f"{m[1]}\\+", line)


def label(text: str) -> str:
    """Text for a place without markdown, on one line: a button, a field's name."""
    return " ".join("".join(c for c in _BREAKS.sub("\n", text) if not _hidden(c)).split())


def _hidden(char: str) -> bool:
    return char in _BIDI or (char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs"))
