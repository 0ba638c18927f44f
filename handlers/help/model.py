"""Pure: which commands go on which page, in the order in which a newcomer needs them."""

from collections.abc import Sequence

from pydantic import ValidationError

from bot.core.card import Card
from bot.core.command import Command

PAGE = 5
FIRST = (
    "start",
    "today",
    "done",
    "plan",
    "quiz",
    "bullet",
    "tradeoff",
    "mock.join",
    "ask",
    "settings",
    "privacy.show",
)
"""What is listed first; the rest follows by name."""


def ordered(commands: Sequence[Command]) -> list[Command]:
    """Commands in the order of need."""
    rank = {path: place for place, path in enumerate(FIRST)}
    return sorted(commands, key=lambda c: (rank.get(c.path, len(FIRST)), c.path))


def page_of(commands: Sequence[Command], page: int) -> tuple[list[Command], bool]:
    """The commands of a page counted from 1, and whether there are more."""
    start = (page - 1) * PAGE
    return list(commands[start : start + PAGE]), start + PAGE < len(commands)


def find(commands: Sequence[Command], topic: str) -> Command | None:
    """The command that a topic names: by its words, or by how they begin."""
    words = topic.casefold().replace(".", " ").split()
    wanted = " ".join(words)
    exact = next((c for c in commands if " ".join(c.words) == wanted), None)
    return exact or next((c for c in commands if " ".join(c.words).startswith(wanted)), None)


def rest_of(text: str) -> Card | None:
    """The card that a [More] carries; None if it is none."""
    try:
        return Card.model_validate_json(text)
    except ValidationError:
        return None
