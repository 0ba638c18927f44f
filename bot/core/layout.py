"""The headline of a card: its first sentence, which platforms draw by itself."""

import re

from bot.core.card import Block, Card, Line, Part, Quoted, Text

HEADLINE = 120
"""Characters of a headline; a longer first sentence is drawn as any other."""
_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[^a-z\s])")
_RECKONED = 20
"""Characters of a part that each platform writes its own way."""


def lay_out(card: Card) -> Card:
    """The card as a platform draws it: with whole lines, and the headline by itself."""
    first, *others = join_lines(card).blocks or (None,)
    if isinstance(first, Text) and first.role == "body":
        head, rest = split_headline(first.line)
        parts = (Text(line=head, role="headline"), Text(line=rest, continued=bool(head)))
        return Card(blocks=(*(part for part in parts if part.line), *others))
    return Card(blocks=tuple(filter(None, (first, *others))))


def join_lines(card: Card) -> Card:
    """The card with cut lines as the paragraphs that they were: a platform breaks them where it has to."""
    blocks: list[Block] = []
    for block in card.blocks:
        last = blocks[-1] if blocks else None
        if isinstance(block, Text) and block.continued and isinstance(last, Text):
            blocks[-1] = Text(line=(*last.line, " ", *block.line), role=last.role)
        elif isinstance(block, Text) and block.role == "quote":
            blocks.append(Text(line=tuple(map(_unquote, block.line)), role="quote"))
        else:
            blocks.append(block)
    return Card(blocks=tuple(blocks))


def _unquote(part: Part) -> Part:
    """What was typed stands in a quote of its own without quotation marks."""
    return part.text if isinstance(part, Quoted) else part


def split_headline(line: Line) -> tuple[Line, Line]:
    """A line's first sentence and the rest; without a first where that sentence is too long for a headline."""
    length = 0
    for at, part in enumerate(line):
        text = part if isinstance(part, str) else ""
        if "\n" in (text or getattr(part, "text", "")):
            return (), line
        ends = _SENTENCE_END.finditer(text)
        end = next((m for m in ends if not text[: m.start() - 1].isdigit()), None)  # `1. ` ends none
        length += end.start() if end else len(text) or len(getattr(part, "text", "")) or _RECKONED
        if length > HEADLINE:
            return (), line
        if end is not None:
            rest = (text[end.end() :], *line[at + 1 :])
            return (*line[:at], text[: end.start()]), tuple(p for p in rest if p != "")
    return line, ()
