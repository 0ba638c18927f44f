"""Texts of ours in lines of a card."""

import textwrap

from bot.core.card import LINE_LENGTH


def wrapped(text: str) -> list[str]:
    """The text in lines; only a word that is longer than a line is broken."""
    return textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False)


def cut(text: str, longest: int = LINE_LENGTH) -> str:
    """The text on one line of at most `longest` characters, cut between words, with an ellipsis where it was."""
    one_line = " ".join(text.split())
    if len(one_line) <= longest:
        return one_line
    head = one_line[:longest]
    return (head.rpartition(" ")[0] or head[:-1])[: longest - 1].rstrip() + "…"
