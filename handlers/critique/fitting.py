"""Pure: lines of a card into pages."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, and the rule that they are about, if any."""

    rule: str
    lines: tuple[str, ...]


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
