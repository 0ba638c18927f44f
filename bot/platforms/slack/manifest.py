"""The app at Slack: its addresses, the scopes that it asks for and why, and its manifest.

Source: docs.slack.dev, reference of the app manifest, version 2.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from bot.core.command import Command
from bot.core.finding import State
from bot.core.registry import ROOTS, Registry, root_word

PATH: Final = "/slack/events"
"""The path for everything: events, commands and interactivity."""
INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"
CRITIQUE: Final = "critique"
"""The callback id of the message shortcut."""
NAME: Final = "Loopmate"
ABOUT: Final = "Practice for interviews with your study group, 15 minutes a day"


def manifest(
    registry: Registry, word: str, *, history: bool = True, url: str = "", oauth: str = ""
) -> dict[str, Any]:
    """The manifest. `url` is the bot's own address (https://host) in HTTP mode, empty in Socket Mode; `oauth` the one
    at which other workspaces install the app, whose tokens expire then and are renewed."""
    address = url.rstrip("/") + PATH if url else ""
    scopes = [scope.name for scope in SCOPES if history or not scope.name.endswith(":history")]
    config: dict[str, Any] = {"scopes": {"bot": scopes}}
    if oauth:
        config["redirect_urls"] = [oauth.rstrip("/") + REDIRECT]
    request = {"request_url": address} if address else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": ABOUT, "background_color": "#0072b2"},
        "features": _features(registry, word, history, address),
        "oauth_config": config,
        "settings": {
            "event_subscriptions": request
            | {"bot_events": [event for event in EVENTS if history or event != "message.im"]},
            "interactivity": {"is_enabled": True} | request,
            "socket_mode_enabled": not url,
            "org_deploy_enabled": bool(oauth),
            "token_rotation_enabled": bool(oauth),
        },
    }


def _features(registry: Registry, word: str, history: bool, address: str) -> dict[str, Any]:
    more = {"url": address} if address else {}
    shortcut = {
        "name": "Critique with Loopmate",
        "type": "message",
        "callback_id": CRITIQUE,
        "description": "Rules, one by one, for a bullet that you wrote",
    }
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": not history,
        },
        "bot_user": {"display_name": NAME, "always_online": False},
        "shortcuts": [shortcut],
        "slash_commands": [command | more for command in slack_commands(registry, word)],
    }


def slack_commands(registry: Registry, word: str) -> list[dict[str, Any]]:
    """The `slash_commands` of a Slack manifest; in Socket Mode they need no URL."""
    return [
        {
            "command": f"/{root_word(root, word)}",
            "description": about,
            "usage_hint": _usage_hint(registry.commands(root)),
            "should_escape": False,
        }
        for root, about in ROOTS.items()
        if registry.commands(root)
    ]


def _usage_hint(commands: Iterable[Command]) -> str:
    """The words under a root, as many as a hint holds."""
    hint = ""
    for words in (" ".join(c.words) for c in commands):
        longer = f"{hint} | {words}" if hint else words
        if len(longer) > 1_000:
            break
        hint = longer
    return hint


def manifest_link(made: dict[str, Any]) -> str:
    """The address that opens Slack's form for a new app, filled in."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return f"https://api.slack.com/apps?new_app=1&manifest_json={quote(text, safe='')}"


# scopes and events: as few as will do


@dataclass(frozen=True, slots=True)
class Scope:
    """`needed_for` completes the sentence "Without it there is no ...", `{word}` is the root word of the commands."""

    name: str
    needed_for: str
    lack: State = "warning"
    """What it is to be without it: failed where nothing is left, skipped where all that worked before still does."""


SCOPES: Final = (
    Scope("commands", "/{word} and no /{word}-admin, nor the shortcut Critique with Loopmate", lack="failed"),
    Scope("chat:write", "message in a DM, in the group's channel or for a mock", lack="failed"),
    Scope(
        "app_mentions:read",
        "answer to @Loopmate in a channel, where only who asked would see it",
        lack="skipped",
    ),
    Scope(
        "im:write",
        "picture and no file as a DM for what is asked in a channel, and no looking up whether the first DM to "
        "somebody arrived",
    ),
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
    Scope(
        "mpim:history",
        "looking up whether an interrupted message arrived in a group DM, and no closing of older cards there "
        "after a restart",
    ),
    Scope("channels:history", "looking up whether an interrupted message arrived in the group's channel"),
    Scope(
        "groups:history",
        "looking up whether an interrupted message arrived in the group's channel, where that is private",
    ),
)
EVENTS: Final = (
    "app_home_opened",
    "app_mention",
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
"""Events that Slack sends without being asked."""


def missing(granted: Iterable[str]) -> list[Scope]:
    """The scopes that aren't granted, in the order of the list."""
    have = set(granted)
    return [scope for scope in SCOPES if scope.name not in have]


def without(scope: Scope, word: str) -> str:
    return f"Without the scope {scope.name} there's no {scope.needed_for.format(word=word)}."


def purpose(name: str, word: str) -> str:
    """The sentence for a scope that an answer of Slack's names as missing."""
    found = next((scope for scope in SCOPES if scope.name in name.split(",")), None)
    return without(found, word) if found else f"Slack hasn't given me the scope {name}."
