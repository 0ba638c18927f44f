"""The app's manifest for Slack, from the registry, and the link that fills Slack's form with it.

Source: docs.slack.dev, reference of the app manifest, version 2.
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
HINT_LIMIT = 1_000


def manifest(
    registry: Registry, word: str, *, history: bool = True, url: str = "", oauth: str = ""
) -> dict[str, Any]:
    """The manifest. `url` is the bot's own address (https://host) in HTTP mode, empty in Socket Mode; `oauth` the one
    at which other workspaces install the app, whose tokens expire then and are renewed."""
    address = url.rstrip("/") + PATH if url else ""
    config: dict[str, Any] = {"scopes": {"bot": [scope.name for scope in wanted(history=history)]}}
    if oauth:
        config["redirect_urls"] = [oauth.rstrip("/") + REDIRECT]
    request = {"request_url": address} if address else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": ABOUT, "background_color": "#0072b2"},
        "features": _features(registry, word, history, address),
        "oauth_config": config,
        "settings": {
            "event_subscriptions": request | {"bot_events": list(events(history=history))},
            "interactivity": {"is_enabled": True} | request,
            "socket_mode_enabled": not url,
            "org_deploy_enabled": bool(oauth),
            "token_rotation_enabled": bool(oauth),
        },
    }


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


def manifest_link(made: dict[str, Any]) -> str:
    """The address that opens Slack's form for a new app, filled in."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return f"https://api.slack.com/apps?new_app=1&manifest_json={quote(text, safe='')}"
