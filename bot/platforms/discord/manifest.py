"""The application at Discord: its description, the link that invites it, and its commands."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import discord
from discord.http import HTTPClient

from bot.core.command import Command, Parameter
from bot.core.kinds import Wire
from bot.core.registry import ROOTS, Registry, group_about, root_word
from bot.platforms.discord.channels import permissions
from bot.platforms.discord.client import logged_in
from bot.platforms.discord.error_mapping import in_its_words
from bot.platforms.discord.inbound import CRITIQUE
from bot.platforms.discord.render import CHANNEL_TYPES, VOICE_TYPES
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Unready

SCOPES: Final = ("bot", "applications.commands")
DESCRIPTION: Final = (
    "A study group's mate for Applied AI and ML engineer interviews: a checklist that fits your days, "
    "quizzes, resume critique by rules you can read, and mock interviews in pairs."
)
"""At most 400 characters."""
TAGS: Final = ("study group", "interviews", "machine learning", "mock interviews", "productivity")
"""At most five of 20 characters."""


def invite_link(application: str, *, rooms: bool = False) -> str:
    """What an organizer opens to add the bot to a server, or to fix missing rights; `rooms`: with those for voice
    channels and dates of mocks."""
    query = {"client_id": application, "permissions": permissions(rooms=rooms), "scope": " ".join(SCOPES)}
    return "https://discord.com/oauth2/authorize?" + urlencode(query)


def settings(*, public: bool) -> dict[str, Any]:
    """The body of `PATCH /applications/@me`. Discord refuses an install link for a bot that isn't public."""
    page: dict[str, Any] = {"description": DESCRIPTION, "tags": list(TAGS)}
    install = {"scopes": list(SCOPES), "permissions": str(permissions())}
    alone = {"scopes": ["applications.commands"], "permissions": "0"}
    by = {"0": install, "1": alone}
    kinds = {kind: {"oauth2_install_params": params} if public else {} for kind, params in by.items()}
    return page | {"integration_types_config": kinds} | ({"install_params": install} if public else {})


async def invitation(options: DiscordOptions, *, apply: bool = False, rooms: bool = False) -> list[str]:
    """The link that invites the bot, in lines; with `apply` the application's own page is set first.

    Raises:
        Unready: Discord refuses the token or the page, or can't be reached; in words.
    """
    if apply:
        known = await set_page(options)
        return ["The application's description and tags are set.", invite_link(known, rooms=rooms)]
    if (named := application_of(options.token)) is not None:
        return [invite_link(named, rooms=rooms)]
    async with logged_in(options) as client:
        return [invite_link(str(client.application_id), rooms=rooms)]


def application_of(token: str) -> str | None:
    """The id of the application, which a Discord token begins with in base64; None where it does not."""
    first = token.partition(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:  # no base64, or no text in it
        return None
    return decoded if decoded.isdecimal() else None


async def set_page(options: DiscordOptions) -> str:
    """Sets the application's description and tags, and a public one's install link; returns its id.

    Raises:
        Unready: Discord refuses the token or the page, or can't be reached; in words.
    """
    try:
        async with logged_in(options) as client:
            public = (await client.application_info()).bot_public
            await client.http.edit_application_info(reason=None, payload=settings(public=public))
            return str(client.application_id)
    except discord.HTTPException as error:
        status = error.status
        if status >= 500 or status == 429:
            raise Unready(
                f"Discord has trouble of its own just now ({status}). Fix: try again in some minutes."
            ) from error
        fix = (
            "give the token of the application itself, or have its owner do this"
            if status == 403
            else "run the newest version; if it's that, report Discord's words"
        )
        raise Unready(f'Discord refused it ({status}): "{in_its_words(error)}". Fix: {fix}.') from error
    except (OSError, aiohttp.ClientError) as error:
        raise Unready(
            "Discord can't be reached, so nothing was changed. Fix: check the network, and LOOPMATE_DISCORD_API_URL "
            "if it's set."
        ) from error


# the command tree, derived from the declarations: sent only when what is registered there differs

MANAGE_SERVER: Final = "32"
"""The permission bit that organizers have; a server may override it, so the bot checks it again."""
_SUBCOMMAND, _GROUP = 1, 2
_GUILD, _BOT_DM, _ELSEWHERE = 0, 1, 2
_INSTALLED_IN_GUILD, _INSTALLED_BY_USER = 0, 1
_TEXT, _CHANNEL = 3, 7
_OPTION_TYPES: Final[dict[Wire, int]] = {
    "integer": 4,
    "number": 10,
    "attachment": 11,
    "channel": _CHANNEL,
    "voice": _CHANNEL,
    "person": 6,
}
"""All others are text."""
_LONGEST_OPTION = 6_000
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


def tree(registry: Registry, word: str, *, for_users: bool = True) -> list[dict[str, Any]]:
    """The body of Discord's bulk upsert: one command a root, its words as subcommands and groups of them, and the one
    in a message's context menu; `for_users`: people can bring them along to servers that haven't invited the bot.

    Every option is optional, else Discord's client would never let a member reach the form that asks for
    what is missing. Source: Discord's documentation of application commands.
    """
    made: list[dict[str, Any]] = []
    for root, about in ROOTS.items():
        if commands := registry.commands(root):
            open_ = for_users and any(command.guest for command in commands)
            shape: dict[str, Any] = {
                "type": 1,
                "name": root_word(root, word),
                "description": about,
                "options": _subcommands(commands),
                "contexts": [_GUILD, _BOT_DM, *([_ELSEWHERE] if open_ else [])],
                "integration_types": [_INSTALLED_IN_GUILD, *([_INSTALLED_BY_USER] if open_ else [])],
            }
            made.append(shape | ({"default_member_permissions": MANAGE_SERVER} if root == "admin" else {}))
    return [*made, {"type": 3, "name": CRITIQUE, "contexts": [0, 1], "integration_types": [0]}]


def _subcommands(commands: Iterable[Command]) -> list[dict[str, Any]]:
    """The words under a root in the order of their paths; a group comes where its first word does."""
    shapes: dict[tuple[str, ...], dict[str, Any]] = {}
    for one in commands:
        if len(one.words) == 1:
            shapes[one.words] = _subcommand(one)
            continue
        name = one.words[0]
        group = {"type": _GROUP, "name": name, "description": group_about(name), "options": []}
        shapes.setdefault((name, "..."), group)["options"].append(_subcommand(one))
    return list(shapes.values())


def _subcommand(declared: Command) -> dict[str, Any]:
    return {
        "type": _SUBCOMMAND,
        "name": declared.words[-1],
        "description": declared.about,
        "options": [_option(p) for p in declared.parameters],
    }


def _option(parameter: Parameter) -> dict[str, Any]:
    kind = parameter.kind
    shape: dict[str, Any] = {
        "type": _OPTION_TYPES.get(kind.wire, _TEXT),
        "name": parameter.name,
        "description": parameter.about,
        "required": False,
    }
    if shape["type"] == _CHANNEL:
        return shape | {"channel_types": VOICE_TYPES if kind.wire == "voice" else CHANNEL_TYPES}
    if kind.choices:
        return shape | {"choices": [{"name": kind.label(c), "value": c} for c in kind.choices]}
    if shape["type"] == _TEXT:
        shape["max_length"] = min(kind.longest, _LONGEST_OPTION)
    limits = {"min_value": kind.minimum, "max_value": kind.maximum}
    shape |= {name: limit for name, limit in limits.items() if limit is not None}
    return shape | ({"autocomplete": True} if parameter.suggest and shape["type"] == _TEXT else {})


async def sync(http: HTTPClient, application: int, wanted: list[dict[str, Any]]) -> dict[str, str]:
    """Sends the tree if it differs from the registered one; returns the commands' ids."""
    known: Sequence[Mapping[str, Any]] = await http.get_global_commands(application)
    if find_differences(known, wanted):
        known = await http.bulk_upsert_global_commands(application, wanted)
    return {name: str(root["id"]) for root in known for name in _names(root)}


def _names(shape: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """What can be mentioned of a command: `prep today`, `prep mock join`."""
    name = f"{above} {shape['name']}".strip()
    below = [o for o in shape.get("options") or () if o["type"] in (_SUBCOMMAND, _GROUP)]
    if not below and shape.get("type", 1) == _SUBCOMMAND:
        yield name
    for one in below:
        yield from _names(one, name)


def find_differences(
    registered: Iterable[Mapping[str, Any]], wanted: Iterable[Mapping[str, Any]]
) -> list[str]:
    """The names of commands that are registered otherwise than wanted, not registered, or registered in vain.

    The order of the roots means nothing, that of what is inside does.
    """
    there, ours = (
        {(command.get("type", 1), command["name"]): _bare(command) for command in commands}
        for commands in (registered, wanted)
    )
    return sorted(key[1] for key in there.keys() | ours.keys() if there.get(key) != ours.get(key))


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
