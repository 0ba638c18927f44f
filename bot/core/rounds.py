"""The five interview rounds: their ids, what they're called, and how one is read from what somebody typed."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.text import echo, either

ROUND_NAMES: Final[Mapping[str, str]] = {
    "coding_algorithms": "algorithms",
    "coding_ml": "ML coding",
    "system_design": "system design",
    "inference": "inference",
    "behavioural": "behavioral",
}
"""Id -> name, within a sentence."""
ROUNDS: Final = tuple(ROUND_NAMES)
ANY: Final = "any"


def round_name(which: str) -> str:
    """What a round is called within a sentence; what has no other name, such as coding, by its own."""
    return "any round" if which == ANY else ROUND_NAMES.get(which, which)


def round_title(which: str) -> str:
    """The same at the beginning of a line."""
    name = round_name(which)
    return name[0].upper() + name[1:]


def find_round(text: str, options: Sequence[str] = ROUNDS) -> str:
    """A round by its id, its name, or the beginning of one of its words: `system-design`, `ML coding`, `ml`.
    Raises ValueError: in words for the member."""
    word = " ".join(text.casefold().replace("-", " ").replace("_", " ").split())
    spoken = {one: (one.replace("_", " "), ROUND_NAMES.get(one, one).casefold()) for one in options}
    found = [one for one, ways in spoken.items() if word in ways] or [
        one for one, ways in spoken.items() if word and any(f" {word}" in f" {way}" for way in ways)
    ]
    if len(found) == 1:
        return found[0]
    said = "can mean more than one" if found else "isn't a round"
    named = either([ROUND_NAMES.get(one, one) for one in found or options])
    raise ValueError(f"{echo(text)} {said}. Write {named}.")
