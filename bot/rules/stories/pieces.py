"""Structure of summaries and answers: pieces under headings."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.rules.facts import HEADING, Piece
from bot.rules.stories.sentences import Sentence
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import NUMBER, WORD, span_of

MARKS = frozenset([":", ".", "\n", "-", "—", "("])
WRAPS = frozenset(["#", "[", ">", "•", "-", ")"])
BREAKS = frozenset([".", "!", "?", "\n"])
SEVERAL = 3  # headings
NOTHING = frozenset(["yes", "no", "none", "ok", "tbd", "todo", "n", "a"])
"""What says nothing under a heading: "Limit: yes", "Cost: n/a"."""


def pieces(scene: Scene, sentences: Sequence[Sentence], cues: Sequence[str]) -> Iterator[Piece]:
    """Sentences by the heading that they come under."""
    headings = _headings(scene, [name for name in cues if name.startswith(HEADING)])
    for one in sentences:
        cuts = [at for at in range(one.first + 1, one.last - 1) if scene.key(at) == ";"]
        for first, last in pairwise([one.first, *cuts, one.last]):
            found = (one for one in reversed(headings) if one[0] <= first < one[2])
            _, end, _, name = next(found, (0, 0, 0, ""))
            told = scene.tokens[max(first, end) : last]
            empty = not any(token.kind == NUMBER for token in told)
            empty = empty and NOTHING.issuperset(token.key for token in told if token.kind == WORD)
            yield Piece(span_of(scene.tokens, first, last), "" if empty else name)


def _headings(scene: Scene, names: Sequence[str]) -> list[tuple[int, int, int, str]]:
    """Where each begins, where its words end, and where it ends to hold: at the next one if it stands alone, else at
    the end of its line; of its sentence where a text has one or two such marks only."""
    found: list[tuple[int, int, str, bool]] = []
    for name in names:
        for hit in scene.found(name):
            begins = hit.start == 0 or scene.key(hit.start - 1) in BREAKS | WRAPS
            if begins and (scene.key(hit.end) in MARKS or hit.end == len(scene.tokens)):
                whole = scene.key(hit.end) in (".", "\n") or scene.key(hit.end + 1) == "\n"
                found.append((hit.start, hit.end, name.removeprefix(HEADING), whole))
    found.sort()
    held = []
    for at, (start, end, name, whole) in enumerate(found):
        to = found[at + 1][0] if at + 1 < len(found) else len(scene.tokens)
        if not whole:
            ends = frozenset(["\n"]) if len(found) >= SEVERAL else BREAKS
            to = next((here for here in range(end, to) if scene.key(here) in ends), to)
        held.append((start, end, to, name))
    return held
