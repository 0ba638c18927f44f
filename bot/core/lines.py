"""Texts of ours in lines of a card."""

import textwrap

from bot.core.card import LINE_LENGTH, Continued

_ENDS = (".?!", ";:", ",")
"""Where a line may end, best first: a sentence, a clause, an item."""


def wrapped(text: str) -> tuple[str, ...]:
    """The text in as few lines as hold it, each ended where the text pauses if that costs no line more.

    Only a word that is longer than a line is broken.
    """
    first, *rest = _lines(text) or ("",)
    return (first, *map(Continued, rest)) if first else ()


def _lines(text: str) -> tuple[str, ...]:
    greedy = textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False)
    if len(greedy) < 2:
        return tuple(greedy)
    words = " ".join(greedy)
    for ends in _ENDS:
        for at in range(LINE_LENGTH, LINE_LENGTH // 3, -1):
            if words[at : at + 1] == " " and words[at - 1] in ends:
                rest = _lines(words[at + 1 :])
                if len(rest) < len(greedy):
                    return (words[:at], *rest)
    return (greedy[0], *_lines(words[len(greedy[0]) :].lstrip()))


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
    return (
        list(lines)
        if len(lines) <= most
        else [*lines[: most - 1], Continued(cut(" ".join(lines[most - 1 :])))]
    )
