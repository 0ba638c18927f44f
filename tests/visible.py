"""What a person can see of a text, by Unicode's own categories: the oracle for what all platforms show."""

import unicodedata

TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn around the order of what follows them."""


def visible(text: str) -> str:
    """No control characters, no halves of pairs, no marks of direction, and one kind of line break."""
    for other in ("\r\n", "\r", "\u2028", "\u2029", "\v", "\f", "\x85"):
        text = text.replace(other, "\n")
    kept = (
        c for c in text if (c not in TURNS and unicodedata.category(c) not in ("Cc", "Cs")) or c in "\n\t"
    )
    return "".join(kept)
