"""What Slack is asked for, and why: each scope with what does not work without it. The least set there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scope:
    """`needed_for` completes the sentence "Without it there is no ...", `{word}` is the root word of the commands."""

    name: str
    needed_for: str
    essential: bool = False
    """Without it there's nothing left."""


SCOPES: Final = (
    Scope(
        "commands", "/{word} and no /{word}-admin, nor the shortcut Critique with Loopmate", essential=True
    ),
    Scope("chat:write", "message in a DM, in the group's channel or for a mock", essential=True),
    Scope("im:write", "DM that I begin: reminders, pictures, results of mocks"),
    Scope("mpim:write", "group DM in which the partners of a mock meet"),
    Scope(
        "users:read",
        "telling who may use /{word}-admin, nor who has left the workspace, nor anybody's name and time zone",
    ),
    Scope("files:write", "picture and no file: trade-off pictures, the export of what is kept"),
    Scope("files:read", "reading of files that a member sends in the DM"),
    Scope(
        "channels:read",
        "word that the group's channel was archived or deleted, or that the bot was removed from it",
    ),
    Scope(
        "groups:read",
        "use of a private channel: no finding it, and no word that it was archived or that the bot was removed",
    ),
    Scope(
        "im:history",
        "reading of what members write or send in the DM (today for /{word} today, a file), no looking up "
        "whether an interrupted DM arrived, and no closing of older cards after a restart",
    ),
    Scope("mpim:history", "looking up whether an interrupted message arrived in a group DM"),
    Scope("channels:history", "looking up whether an interrupted message arrived in the group's channel"),
    Scope(
        "groups:history",
        "looking up whether an interrupted message arrived in the group's channel, where that is private",
    ),
)
EVENTS: Final = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "message.im",
    "tokens_revoked",
    "user_change",
)
"""What Slack tells without being asked."""


def wanted(*, history: bool = True) -> tuple[Scope, ...]:
    """The scopes to ask for."""
    return tuple(scope for scope in SCOPES if history or not scope.name.endswith(":history"))


def events(*, history: bool = True) -> tuple[str, ...]:
    """The events to subscribe to."""
    return tuple(event for event in EVENTS if history or event != "message.im")


def missing(granted: Iterable[str]) -> list[Scope]:
    """What is not granted, in the order of the list."""
    have = set(granted)
    return [scope for scope in SCOPES if scope.name not in have]


def without(scope: Scope, word: str) -> str:
    """What does not work without a scope, in one sentence."""
    return f"Without the scope {scope.name} there is no {scope.needed_for.format(word=word)}."


def purpose(name: str, word: str) -> str:
    """The sentence for a scope that an answer of Slack's names as missing."""
    found = next((scope for scope in SCOPES if scope.name in name.split(",")), None)
    return without(found, word) if found else f"Slack has not given me the scope {name}."
