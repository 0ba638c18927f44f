"""Pure: long texts into the lines of a card, cut or wrapped between words, and lines into pages."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.card import LINE_LENGTH


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, and the rule that they are about, if any."""

    rule: str
    lines: tuple[str, ...]


def cut(text: str, longest: int = LINE_LENGTH) -> str:
    """`text` on one line of at most `longest` characters, cut between words, with an ellipsis where it was."""
    one_line = " ".join(text.split())
    if len(one_line) <= longest:
        return one_line
    head = one_line[:longest]
    return (head.rpartition(" ")[0] or head[:-1])[: longest - 1].rstrip() + "…"


def wrapped(text: str) -> tuple[str, ...]:
    """`text` in lines; only a word that is longer than a line is broken."""
    return tuple(textwrap.wrap(text, LINE_LENGTH, break_on_hyphens=False))


def fitted(text: str, most: int) -> list[str]:
    """`text` in at most `most` lines, the last one cut."""
    lines = wrapped(text)
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], cut(" ".join(lines[most - 1 :]))]


def pages(blocks: Sequence[Block], room: int) -> list[list[Block]]:
    """The blocks on pages of `room` lines; one is divided only where it is longer than a page."""
    found: list[list[Block]] = []
    left = 0
    for block in (part for whole in blocks for part in _parts(whole, room)):
        if len(block.lines) > left:
            found.append([])
            left = room
        found[-1].append(block)
        left -= len(block.lines)
    return found


def _parts(block: Block, room: int) -> list[Block]:
    starts = range(0, len(block.lines), room)
    return [Block(block.rule, block.lines[start : start + room]) for start in starts]
