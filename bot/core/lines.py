"""Texts of ours in lines of a card."""

import textwrap

from bot.core.card import LINE_LENGTH


def wrapped(text: str) -> tuple[str, ...]:
    """The text in lines; only a word that is longer than a line is broken."""
    return tuple(textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False))


def cut(text: str, longest: int = LINE_LENGTH) -> str:
    """The text on one line of at most `longest` characters, cut between words, with an ellipsis where it was."""
    one_line = " ".join(text.split())
    if len(one_line) <= longest:
        return one_line
    head = one_line[:longest]
    return (head.rpartition(" ")[0] or head[:-1])[: longest - 1].rstrip() + "…"


def fitted(text: str, most: int) -> list[str]:
    """The text in at most `most` lines, the last one cut."""
    lines = wrapped(text)
    return list(lines) if len(lines) <= most else [*lines[: most - 1], cut(" ".join(lines[most - 1 :]))]
