"""Pure: which commands belong together, and which go on which page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError

from bot.core.card import Card
from bot.core.command import Command
from content.finder import Content
from content.models import HelpAnswer
from handlers.ask.model import Index, index, search

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
    "member": "The group",
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


def find(commands: Sequence[Command], asked: str) -> Command | Topic | None:
    """What is named: a command by its words, a topic by its title, or the commands of a group by their first word."""
    wanted = " ".join(asked.casefold().replace(".", " ").split())
    exact = next((c for c in commands if " ".join(c.words) == wanted), None)
    titled = next((t for t in topics(commands) if t.title.casefold() == wanted), None)
    group = tuple(c for c in commands if len(c.words) > 1 and c.words[0] == wanted)
    return exact or titled or (Topic(wanted.capitalize(), group) if group else None)


def begun(commands: Sequence[Command], asked: str) -> Command | None:
    """The command whose words begin with what was asked."""
    wanted = " ".join(asked.casefold().split())
    return next((c for c in commands if " ".join(c.words).startswith(wanted)), None)


@lru_cache(maxsize=4)
def index_of(content: Content) -> Index:
    """The index of all answers; what is asked for by words of its own counts as often as its title."""
    return index({key: f"{a.title} {a.asks} {a.title} {a.text}" for key, a in content.help.items()})


def find_answer(content: Content, asked: str) -> HelpAnswer | None:
    """The answer that fits a question best, if any shares enough words with it."""
    found = search(index_of(content), asked)
    return content.help[found[0]] if found else None


def rest_of(text: str) -> Card | None:
    """The card that a [More] carries; None if it is none."""
    try:
        return Card.model_validate_json(text)
    except ValidationError:
        return None
