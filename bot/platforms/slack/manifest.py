"""The app's manifest for Slack, from the registry, and the link that fills Slack's form with it.

Source: docs.slack.dev, reference of the app manifest, version 2. Slack's own schema accepts misspelt scopes and
events, so they are checked against lists of our own.
"""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from bot.core.command import Command
from bot.core.registry import ROOTS, Registry, root_word
from bot.platforms.slack.connection import PATH
from bot.platforms.slack.inbound import CRITIQUE
from bot.platforms.slack.oauth import REDIRECT
from bot.platforms.slack.permissions import events, wanted

NAME: Final = "Loopmate"
ABOUT: Final = "Practice for interviews with your study group, 15 minutes a day"
SHORTCUT: Final = "Critique with Loopmate"
NAME_LIMIT, ABOUT_LIMIT, COMMAND_LIMIT, HINT_LIMIT, SHORTCUT_LIMIT = 35, 140, 32, 1_000, 24
_SCOPES: Final = (
    "app_mentions:read bookmarks:read bookmarks:write calls:read calls:write channels:history channels:join "
    "channels:manage channels:read chat:write chat:write.customize chat:write.public commands dnd:read emoji:read "
    "files:read files:write groups:history groups:read groups:write im:history im:read im:write incoming-webhook "
    "links:read links:write metadata.message:read mpim:history mpim:read mpim:write pins:read pins:write "
    "reactions:read reactions:write reminders:read reminders:write remote_files:read remote_files:share "
    "remote_files:write team:read usergroups:read usergroups:write users.profile:read users:read users:read.email "
    "users:write"
)
KNOWN_SCOPES: Final = frozenset(_SCOPES.split())
"""Scopes that a bot may have."""
_EVENTS: Final = (
    "app_home_opened app_mention app_uninstalled channel_archive channel_created channel_deleted channel_left "
    "channel_rename channel_unarchive group_archive group_deleted group_left group_rename group_unarchive "
    "member_joined_channel member_left_channel message.channels message.groups message.im message.mpim "
    "team_join team_rename tokens_revoked user_change"
)
KNOWN_EVENTS: Final = frozenset(_EVENTS.split())


def manifest(
    registry: Registry,
    word: str,
    *,
    history: bool = True,
    socket: bool = True,
    url: str = "",
    oauth: str = "",
) -> dict[str, Any]:
    """The manifest. `url` is the bot's own address (https://host), which HTTP mode needs; `oauth` the one at which
    other workspaces install the app, whose tokens expire then and are renewed.

    Raises:
        ValueError: a limit of Slack's is broken, or HTTP mode has no address.
    """
    if not socket and not url.startswith("https://"):
        raise ValueError("In HTTP mode the manifest needs the bot's address, which begins with https://.")
    address = "" if socket else url.rstrip("/") + PATH
    config: dict[str, Any] = {"scopes": {"bot": [scope.name for scope in wanted(history=history)]}}
    if oauth:
        config["redirect_urls"] = [oauth.rstrip("/") + REDIRECT]
    return check_manifest(
        {
            "_metadata": {"major_version": 2, "minor_version": 1},
            "display_information": {"name": NAME, "description": ABOUT, "background_color": "#0072b2"},
            "features": _features(registry, word, history, address),
            "oauth_config": config,
            "settings": _settings(history, socket, address)
            | {"org_deploy_enabled": bool(oauth), "token_rotation_enabled": bool(oauth)},
        }
    )


def _features(registry: Registry, word: str, history: bool, address: str) -> dict[str, Any]:
    more = {"url": address} if address else {}
    shortcut = {
        "name": SHORTCUT,
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
        if len(longer) > HINT_LIMIT:
            break
        hint = longer
    return hint


def _settings(history: bool, socket: bool, address: str) -> dict[str, Any]:
    request = {"request_url": address} if address else {}
    return {
        "event_subscriptions": request | {"bot_events": list(events(history=history))},
        "interactivity": {"is_enabled": True} | request,
        "socket_mode_enabled": socket,
    }


def check_manifest(made: dict[str, Any]) -> dict[str, Any]:
    """The manifest.

    Raises:
        ValueError: names what Slack would refuse, or take and not understand.
    """
    if problems := _problems(made):
        raise ValueError("The Slack manifest is wrong: " + "; ".join(problems))
    return made


def _problems(made: dict[str, Any]) -> list[str]:
    shown, features = made["display_information"], made["features"]
    limits = [
        ("the name", shown["name"], NAME_LIMIT),
        ("the description", shown["description"], ABOUT_LIMIT),
        *((f"the shortcut {s['name']}", s["name"], SHORTCUT_LIMIT) for s in features["shortcuts"]),
        *((c["command"], c["command"], COMMAND_LIMIT) for c in features["slash_commands"]),
        *((f"the hint of {c['command']}", c["usage_hint"], HINT_LIMIT) for c in features["slash_commands"]),
    ]
    problems = [
        f"{what} has {len(text)} characters, {most} at most"
        for what, text, most in limits
        if len(text) > most
    ]
    scopes = set(made["oauth_config"]["scopes"]["bot"]) - KNOWN_SCOPES
    subscribed = set(made["settings"]["event_subscriptions"]["bot_events"]) - KNOWN_EVENTS
    problems += [f"{name} is no scope of a bot" for name in sorted(scopes)]
    return problems + [f"{name} is no event" for name in sorted(subscribed)]


def manifest_link(made: dict[str, Any]) -> str:
    """The address that opens Slack's form for a new app, filled in."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return f"https://api.slack.com/apps?new_app=1&manifest_json={quote(text, safe='')}"
