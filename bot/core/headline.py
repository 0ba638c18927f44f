"""The headline of a card: its first sentence, which platforms draw by itself."""

import re

from bot.core.card import Block, Card, Line, Text

HEADLINE = 120
"""Characters of a headline; a longer first sentence is drawn as any other."""
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?![a-z\s])")
_RECKONED = 20
"""Characters of a part that each platform writes its own way."""


def set_headline(card: Card) -> Card:
    """The card as a platform draws it: the headline by itself, cut lines as the paragraphs that they were."""
    blocks: list[Block] = []
    for block in card.blocks:
        last = blocks[-1] if blocks else None
        if isinstance(block, Text) and block.continued and isinstance(last, Text):
            blocks[-1] = Text(line=(*last.line, " ", *block.line), role=last.role)
        else:
            blocks.append(block)
    if blocks and isinstance(first := blocks[0], Text) and first.role == "body":
        head, rest = split_headline(first.line)
        parts = (Text(line=head, role="headline"), Text(line=rest))
        blocks[:1] = [part for part in parts if part.line]
    return Card(blocks=tuple(blocks))


def split_headline(line: Line) -> tuple[Line, Line]:
    """A line's first sentence and the rest; without a first where that sentence is too long for a headline."""
    length = 0
    for at, part in enumerate(line):
        text = part if isinstance(part, str) else ""
        ends = _SENTENCE_END.finditer(text)
        end = next((m for m in ends if not text[: m.start() - 1].isdigit()), None)  # `1. ` ends none
        length += end.start() if end else len(text) or len(getattr(part, "text", "")) or _RECKONED
        if length > HEADLINE:
            return (), line
        if end is not None:
            rest = (text[end.end() :], *line[at + 1 :])
            return (*line[:at], text[: end.start()]), tuple(p for p in rest if p != "")
    return line, ()
