"""Saying back what somebody typed, in an error: short, on one line, inert."""

from collections.abc import Sequence

_LONGEST = 40


def echo(text: str) -> str:
    """`text` in quotes: no control characters, at most 40 characters, an ellipsis where it was cut."""
    return f"'{inert(text)}'"


def inert(text: str, longest: int = _LONGEST) -> str:
    """`text` on one line, without control characters, cut with an ellipsis."""
    shown = " ".join("".join(c if c.isprintable() else " " for c in text[:400]).split())
    return f"{shown[: longest - 1]}…" if len(shown) > longest else shown


def either(options: Sequence[str]) -> str:
    """`a, b or c`."""
    return options[0] if len(options) == 1 else ", ".join(options[:-1]) + " or " + options[-1]
