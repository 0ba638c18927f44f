"""How well plain words are read, on lines by other hands: `python -m tests.handlers.dm.intents` writes the page."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from content.finder import load
from handlers.dm.intents import INTENTS, load_intents
from tools.intents import LINES
from tools.model.samples import jsonl_rows

PAGE = Path(__file__).parents[3] / "docs" / "intents.md"
TEST = LINES / "test.jsonl"
NEWER = TEST.with_stem("newer")
PAGE_TEXT = """# How well plain words are understood

For developers. What somebody types that isn't a command, an answer to the open question, or a number from the list is
read by a linear model over words, pieces of words, phrases of the critique's lexicon and the shape of the text
(`handlers/dm/intents.py`); its labels are in `tests/handlers/dm/lines`. Where the first of two intents leads by too little,
by cross-validation, the member gets a button for each.

Of {lines} lines by other hands than wrote the training's, {right} are read right ({share}). {sure} are read surely, {sure_right} of
them right; the right intent is among the first two in {either}. {new} of the lines, short ones apart that anybody would type the
same, are in no line that was taught: of these {new_right} are read right. Of {newer.lines} newer lines, never taught, {newer.right} are
read right; {newer.sure} surely, {newer.sure_right} of them right. That flatters: their two authors wrote part of the training's lines, some
for what was misread.
Rows are what was meant, columns what was read, for the first {lines}.

| | {heads} |
|---|{marks}
{rows}
"""  # noqa: E501 - lines of the page


class Figures(NamedTuple):
    """Lines: how many, how many read right, how many surely, how many of these right; how many are
    `new`, in no line that was taught, and right; and each pair's count."""

    lines: int
    right: int
    sure: int
    sure_right: int
    either: int
    new: int
    new_right: int
    pairs: Mapping[tuple[str, str], int]


def measure(path: Path = TEST) -> Figures:
    reader = load_intents(load().root)
    taught = {_bare(row["text"]) for name in ("train", "more") for row in jsonl_rows(TEST.with_stem(name))}
    rows = jsonl_rows(path)
    read = [(row["intent"], reader.read(row["text"])) for row in rows]
    new = [so for row, so in zip(rows, read, strict=True) if _bare(row["text"]) not in taught]
    return Figures(
        len(read),
        sum(meant == wish.intent for meant, wish in read),
        sum(wish.sure for _, wish in read),
        sum(wish.sure and meant == wish.intent for meant, wish in read),
        sum(meant in (wish.intent, wish.second) for meant, wish in read),
        len(new),
        sum(meant == wish.intent for meant, wish in new),
        Counter((meant, wish.intent) for meant, wish in read),
    )


def _bare(text: str) -> str:
    return text.casefold().strip().rstrip(".!?")


def page_of(found: Figures, newer: Figures) -> str:
    rows = [
        f"| {meant} | {' | '.join(str(found.pairs.get((meant, read), '')) or '' for read in INTENTS)} |"
        for meant in INTENTS
    ]
    return PAGE_TEXT.format(
        **found._asdict(),
        newer=newer,
        share=f"{found.right / found.lines:.1%}",
        heads=" | ".join(INTENTS),
        marks="--:|" * len(INTENTS),
        rows="\n".join(rows),
    )


if __name__ == "__main__":
    PAGE.write_text(page_of(measure(), measure(NEWER)), "utf-8")
