"""Members' text in Discord's markdown: shown as it was typed, never obeyed. Pure.

A backslash before a punctuation mark makes the client show the mark and nothing else (its rule:
`\\\\([^0-9A-Za-z\\s])`), which takes care of formatting, masked links, `scheme://`, emoji and quotes. Mentions are
looked for in the raw text, backslashes and all: only a character between `@` and the word undoes them, and
U+200B is one that nobody sees.
"""

import re

ZERO_WIDTH = "\u200b"
_ESCAPED = {c: f"\\{c}" for c in "\\*_~`|<>#-[]():"} | {"@": f"@{ZERO_WIDTH}"}
_BREAKS = re.compile("\r\n|[\r\u2028\u2029\v\f\x85]")
_INVITE = re.compile(r"(discord(?:app)?)\.(?=\w)", re.IGNORECASE)
"""`discord.gg/x` becomes an invitation without any `https://`."""
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that would turn around the order of what follows them."""
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)))) - {"\n", "\t"}
"""Control characters, and halves of pairs (Unicode's Cc and Cs)."""
_HIDDEN = str.maketrans(dict.fromkeys(_CONTROLS | _BIDI, ""))
_SHOWN = _HIDDEN | str.maketrans(_ESCAPED)
_LIST = re.compile(r"^([ \t]*)(?:(\d+)\.|(\+))(?=\s)", re.MULTILINE)


def inert(text: str) -> str:
    """The text as markdown that shows it. It loses control characters and bidirectional marks alone."""
    return _INVITE.sub(r"\1\\.", _BREAKS.sub("\n", text).translate(_SHOWN))


def without_lists(line: str) -> str:
    """Escaped text without what begins a list (`1. `, `+ `); lines of ours begin theirs themselves."""
    return _LIST.sub(lambda m: f"{m[1]}{m[2]}\\." if m[2] else f"{m[1]}\\+", line)


def label(text: str) -> str:
    """Text for a place without markdown, on one line: a button, a field's name."""
    return " ".join(_BREAKS.sub("\n", text).translate(_HIDDEN).split())
