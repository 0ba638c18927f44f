"""A part of a whole said in two numbers: 6 of 100, one in eleven, 4 of 5 lawyers, 1/4 of the price."""

from bot.rules.facts import Quantity
from bot.rules.numbers.scene import NumberScene
from bot.rules.words.lex import PUNCT, WORD

ROUND = frozenset([10, 20, 25, 50, 100, 1000, 10_000])
LINKS = frozenset(["in", "of", "out", "/"])
DETERMINERS = frozenset(["every", "each", "the", "our", "all", "its"])
FULL = 100
FEW, SPOKEN = 3, 12
"""People that a share is of at least: "two of three lawyers"."""
NAMED = 5  # tokens
PARTS = 100
"""The finest part in digits: "1/20 of the cost"."""


def read_ratio(scene: NumberScene, at: int) -> Quantity | None:
    """The share that begins at `at`, as one quantity in per cent, if one does."""
    part, link = _plain(scene, at), scene.key(at + 1)
    if part is None:
        return None
    if link not in LINKS:
        return _one_in(scene, at) if part == 1 else None
    return _part(scene, at, part) if link == "/" else _of_whole(scene, at, part, link)


def _of_whole(scene: NumberScene, at: int, part: float, link: str) -> Quantity | None:
    """One in eleven, 6 of 100, 94 out of 100, 9 of the 12 teams, nine in a hundred."""
    other = at + 3 if link == "out" else at + 2
    other += scene.key(other) in DETERMINERS
    whole, end = _plain(scene, other), other + 1
    if scene.key(other) == "a" and (hit := scene.parts["number"].get(other)) is not None:
        whole, end = float(hit.value), hit.end
    if whole is None or not _is_share(scene, at, part, whole, link, end):
        return None
    return _shared(scene, at, end, part / whole)


def _one_in(scene: NumberScene, at: int) -> Quantity | None:
    """As in "one suggested caption in eight;", "1 call in 5 needs a human"."""
    link = next((here for here in range(at + 2, at + NAMED) if scene.key(here) == "in"), 0)
    if (
        not link
        or any(scene.tokens[here].kind != WORD for here in range(at + 1, link))
        or scene.key(link - 1) in ("and", "not", "but", "or")  # "in 1 day and not in 4"
    ):
        return None
    whole = _plain(scene, link + 1)
    ends = (
        link + 2 >= len(scene.tokens)
        or scene.tokens[link + 2].kind == PUNCT
        or scene.key(link + 2) in scene.sets["after_ratios"]
    )
    if whole is None or not (FEW <= whole <= FULL and ends):
        return None
    return _shared(scene, at, link + 2, 1 / whole)


def _part(scene: NumberScene, at: int, part: float) -> Quantity | None:
    """As in "at 1/4 of the price", "in 1/3 of the time"."""
    whole = _plain(scene, at + 2)
    if whole is None or scene.key(at + 3) not in ("of", "the") or not 1 <= part < whole <= PARTS:
        return None
    return _shared(scene, at, at + 3, part / whole, word=True)


def _shared(scene: NumberScene, first: int, last: int, share: float, *, word: bool = False) -> Quantity:
    span = (scene.tokens[first].start, scene.tokens[last - 1].end)
    return Quantity(span, first, last, 100 * share, "percent", word=word)


def _is_share(scene: NumberScene, at: int, part: float, whole: float, link: str, after: int) -> bool:
    machines = scene.nouns["machine"]
    measured = after in scene.units and link != "out"  # "one out of five crates" counts them
    counted = after in machines or after + 1 in machines or after in scene.nouns["scope"] or measured
    if counted or not 0 <= part < whole <= 100_000 or 1980 <= whole <= 2049:
        return False
    if link == "in":
        spoken = scene.tokens[at].num is None and whole <= SPOKEN  # "two in three drafts"
        return part == 1 or whole in ROUND or spoken
    named = after < len(scene.tokens) and scene.tokens[after].kind == WORD
    out = link == "out" and named and not part % 1  # "3 out of 10 pallets"; "graded 3.6 out of 5"
    again = part == 1 and scene.key(at - 1) in ("was", "were", "from")  # "1 of 25, it was 1 of 9"
    return whole >= 10 or (whole >= FEW and (out or again))


def _plain(scene: NumberScene, at: int) -> float | None:
    """A number without sign or unit, in digits or as a word."""
    if at >= len(scene.tokens):
        return None
    num = scene.tokens[at].num
    if num is None:
        hit = scene.parts["number"].get(at)
        return float(hit.value) if hit is not None and hit.end == at + 1 else None
    return None if num.sign or num.suffix or num.currency else num.value
