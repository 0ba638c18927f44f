"""Pure: which commands belong together, and which go on which page."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from bot.core.card import Card
from bot.core.command import Command

PAGE = 5
_TITLES = {
    "checklist": "Your list",
    "progress": "Your list",
    "quiz": "Practice",
    "critique": "Practice",
    "tradeoff": "Practice",
    "stories": "Practice",
    "mocks": "Mock interviews",
    "session": "Mock interviews",
    "ask": "Interview process",
    "member": "You and your data",
    "help": "You and your data",
}
"""Capability -> its topic, in the order in which a newcomer needs them."""
_ADMIN_TITLES = {
    "admin": "The group",
    "help": "The group",
    "channel": "The channel",
    "mocks": "Pairing",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """Commands that belong together."""

    title: str
    commands: tuple[Command, ...]


def topics(commands: Sequence[Command]) -> tuple[Topic, ...]:
    """The commands by topic. A capability that no topic is known for is one of its own."""
    titles = _ADMIN_TITLES if any(c.root == "admin" for c in commands) else _TITLES
    found: dict[str, list[Command]] = {title: [] for title in titles.values()}
    for one in commands:
        folder = one.args.__module__.split(".")[-2:][0]
        found.setdefault(titles.get(folder, folder.capitalize()), []).append(one)
    return tuple(Topic(title, tuple(inside)) for title, inside in found.items() if inside)


def page_of(commands: Sequence[Command], page: int) -> tuple[list[Command], bool]:
    """The commands of a page counted from 1, and whether there are more."""
    start = (page - 1) * PAGE
    return list(commands[start : start + PAGE]), start + PAGE < len(commands)


def find(commands: Sequence[Command], asked: str) -> Command | Topic | None:
    """What is asked about: a command by its words, a topic by its title, or a command by how its words begin."""
    wanted = " ".join(asked.casefold().replace(".", " ").split())
    exact = next((c for c in commands if " ".join(c.words) == wanted), None)
    titled = next((t for t in topics(commands) if t.title.casefold() == wanted), None)
    return exact or titled or next((c for c in commands if " ".join(c.words).startswith(wanted)), None)


def rest_of(text: str) -> Card | None:
    """The card that a [More] carries; None if it is none."""
    try:
        return Card.model_validate_json(text)
    except ValidationError:
        return None
