"""The command tree at Discord: sent only when what is registered there differs from what this program declares."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from discord.http import HTTPClient

from bot.core.registry import Registry
from bot.core.shapes import discord_commands
from bot.platforms.discord.inbound import CRITIQUE

_ASKED: Final = (
    "type",
    "name",
    "description",
    "options",
    "choices",
    "value",
    "required",
    "autocomplete",
    "channel_types",
    "max_length",
    "min_length",
    "min_value",
    "max_value",
    "contexts",
    "integration_types",
    "default_member_permissions",
)
"""The fields that we set; Discord adds ids, versions and translations."""


def tree(registry: Registry, word: str) -> list[dict[str, Any]]:
    """All commands: both roots, and the one in a message's context menu."""
    menu = {"type": 3, "name": CRITIQUE, "contexts": [0, 1], "integration_types": [0]}
    return [*discord_commands(registry, word), menu]


async def sync(http: HTTPClient, application: int, wanted: list[dict[str, Any]]) -> bool:
    """Sends the tree if it differs from the registered one; answers whether it did."""
    if not differing(await http.get_global_commands(application), wanted):
        return False
    await http.bulk_upsert_global_commands(application, wanted)
    return True


def differing(registered: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of commands that are registered otherwise than wanted, not registered, or registered in vain.

    The order of the roots means nothing, that of what is inside does.
    """
    there, ours = _by_name(registered), _by_name(wanted)
    return sorted(key[1] for key in there.keys() | ours.keys() if there.get(key) != ours.get(key))


def _by_name(tree: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], dict[str, Any]]:
    return {(command.get("type", 1), command["name"]): _bare(command) for command in tree}


def _bare(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Only what we set, and of that only what says something: a missing `required` is a false one."""
    return {
        k: _bare_value(k, v) for k in _ASKED if (v := shape.get(k)) not in (None, "", []) and v is not False
    }


def _bare_value(name: str, value: Any) -> Any:
    if name in ("options", "choices"):
        return [_bare(inner) for inner in value]
    if name in ("channel_types", "contexts", "integration_types"):
        return sorted(value)
    # a limit of 1 comes back as 1.0, permissions as text or as a number
    return float(value) if isinstance(value, int | float) else str(value)
