"""Members' text in Discord's markdown: shown as it was typed, never obeyed. Pure.

A backslash before a punctuation mark makes the client show the mark and nothing else (its rule:
`\\\\([^0-9A-Za-z\\s])`), which takes care of formatting, masked links, `scheme://`, emoji and quotes. Mentions are
looked for in the raw text, backslashes and all: only a character between `@` and the word undoes them, and
U+200B is one that nobody sees.
"""

import re

from bot.core.text import strip_hidden

ZERO_WIDTH = "\u200b"
_ESCAPED = str.maketrans({c: f"\\{c}" for c in "\\*_~`|<>#-[]():"} | {"@": f"@{ZERO_WIDTH}"})
_INVITE = re.compile(r"(discord(?:app)?)\.(?=\w)", re.IGNORECASE)
"""`discord.gg/x` becomes an invitation without any `https://`."""
_LIST = re.compile(r"^([ \t]*)(?:(\d+)\.|(\+))(?=\s)", re.MULTILINE)


def escape(text: str) -> str:
    """The text of a card as markdown that shows it."""
    return _INVITE.sub(r"\1\\.", text.translate(_ESCAPED))


def without_lists(line: str) -> str:
    """Escaped text without what begins a list (`1. `, `+ `); lines of ours begin theirs themselves."""
    return _LIST.sub(lambda m: f"{m[1]}{m[2]}\\." if m[2] else f"{m[1]}\\+", line)


def label(text: str) -> str:
    """Text for a place without markdown, on one line: a button, a field's name."""
    return " ".join(strip_hidden(text).split())
