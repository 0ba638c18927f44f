"""Structure of summaries and answers: pieces under headings; and sums, numbers that follow from two others
("5,000 x 0.60 = 3,000")."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from bot.rules.facts import HEADING, Cue, Piece
from bot.rules.stories.sentences import Sentence
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import NUMBER, WORD, span_of

MARKS = frozenset([":", ".", "\n", "-", "—", "("])
WRAPS = frozenset(["#", "[", ">", "•", "-", ")"])
BREAKS = frozenset([".", "!", "?", "\n"])
SEVERAL = 3  # headings
NOTHING = frozenset(["yes", "no", "none", "ok", "tbd", "todo", "n", "a"])
"""What says nothing under a heading: "Limit: yes", "Cost: n/a"."""
FAR, BACK = 3, 6  # tokens
COUNTS = {
    word: float(n)
    for n, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2
    )
}
TIMES = frozenset(["x", "/", "+", "-", "÷", "times", "minus", "plus", "over", "by", "at"])
WINDOW = 5  # numbers before a result
NEXT = 24  # tokens
LEAST = 30
CLOSE = 0.006
TENS = (1.0, 100.0, 1000.0, 1e6, 0.01, 0.001, 1e-6)
TURNS = (7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 365.0, 3600.0)
"""Days, months, hours ... that a sum takes for granted."""


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


class Figure(NamedTuple):
    at: int
    value: float
    prefixed: bool


def sums(scene: Scene) -> Iterator[Cue]:
    """Numbers that follow from two others near them."""
    figures = [*_figures(scene)]
    for n, one in enumerate(figures):
        before = figures[max(n - WINDOW, 0) : n]
        if _is_sum(scene, one, before):
            yield Cue(span_of(scene.tokens, one.at, one.at + 1), "sum")


def _figures(scene: Scene) -> Iterator[Figure]:
    for at, token in enumerate(scene.tokens):
        if token.kind == NUMBER and token.num is not None and token.num.value:
            suffix = token.num.suffix or scene.key(at + 1)
            yield Figure(at, token.num.value, suffix in scene.sets["scaled_units"])
        elif token.key in COUNTS and scene.key(at + 1) not in ("of", "or"):
            yield Figure(at, COUNTS[token.key], scene.key(at + 1) in scene.sets["scaled_units"])


def _is_sum(scene: Scene, one: Figure, before: Sequence[Figure]) -> bool:
    lead = scene.keys[max(one.at - FAR, 0) : one.at]
    if one.value in [two.value for two in before] or scene.sets["reckoned"].isdisjoint(lead):
        return False
    if before and one.value > LEAST and any(_is_near(one.value, before[-1].value * turn) for turn in TURNS):
        return True
    return any(_follows(scene, one, *pair) for pair in combinations(before, 2))


def _follows(scene: Scene, one: Figure, left: Figure, right: Figure) -> bool:
    a, b, c = left.value, right.value, one.value
    exact = len(f"{c:g}".replace(".", "").strip("0")) > 1
    between = scene.keys[left.at + 1 : right.at]
    signed = not TIMES.isdisjoint(between) and len(between) <= BACK
    if not (exact or signed or (left.at + NEXT > one.at and {a, b}.isdisjoint(COUNTS.values()))):
        return False
    tens = TENS if one.prefixed or left.prefixed or right.prefixed else TENS[:1]
    if any(_is_near(c * ten, done) for done in (a * b, a / b, b / a) for ten in tens):
        return True
    return c > 1 and any(_is_near(c, done) for done in (a + b, abs(a - b)))


def _is_near(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE * max(abs(a), abs(b))
