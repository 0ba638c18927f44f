"""What `doctor` finds out about Discord, each with its fix."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import aiohttp
import discord

from bot.core.finding import Finding, State, quote_finding
from bot.core.registry import Registry
from bot.core.values import space_id
from bot.platforms.discord.channels import Channels, missing
from bot.platforms.discord.client import logged_in
from bot.platforms.discord.error_mapping import in_its_words
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.manifest import find_differences, invite_link, tree
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Unready
from bot.platforms.spec import ChannelOf
from bot.platforms.supervision import suggest_fix

_finding = partial(quote_finding, "Discord")
UNREACHED: Final = (
    "look whether this machine is online, and at LOOPMATE_DISCORD_API_URL if it's set; discordstatus.com says "
    "whether Discord is"
)
STARTS: Final = "loopmate run registers them when it starts, and quotes Discord if that refuses them"

MISTAKES: Final[tuple[tuple[str, str, str, State], ...]] = (
    (
        "interactions_endpoint_url",
        "an interactions endpoint is set, so no command reaches this bot",
        "discord.com/developers > General Information > Interactions Endpoint URL: empty it",
        "failed",
    ),
    (
        "bot_require_code_grant",
        "the invite link asks for a code grant, which this bot doesn't do",
        "discord.com/developers > Bot > Requires OAuth2 Code Grant: turn it off",
        "failed",
    ),
    (
        "bot_public",
        "Public Bot is on, so anybody who has the bot's link can add it to a server of theirs, and it would run "
        "there on your machine and from your storage",
        "discord.com/developers > Installation > Install Link: None; then Bot > Public Bot: turn it off",
        "warning",
    ),
)
"""What an application may have set that it shouldn't: the library's name for it, what that means, and the fix."""
INTENTS: Final = {
    "Message Content": "message_content",
    "Server Members": "guild_members",
    "Presence": "presence",
}


async def check(options: DiscordOptions) -> list[Finding]:
    """The application, its intents, its servers and the rights in each."""
    try:
        async with logged_in(options) as client:
            return await _findings(client)
    except Unready as error:
        return [_finding("the token is refused", str(error).split("Fix: ", 1)[-1])]
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        silent = f"Discord isn't answering ({type(error).__name__})"
        return [_finding(silent, suggest_fix(error) or UNREACHED)]


async def check_commands(options: DiscordOptions, registry: Registry, word: str) -> list[Finding]:
    """Whether the commands that Discord shows are those of this program."""
    try:
        async with logged_in(options) as client:
            registered = await client.http.get_global_commands(client.application_id or 0)
    except discord.HTTPException as error:
        said = f"commands: Discord says: {in_its_words(error)}"
        return [_finding(said, "run the newest version, and report these words", "warning")]
    except (Unready, discord.DiscordException, aiohttp.ClientError, OSError):
        return []  # what's wrong is said of the token
    if not registered:
        return [_finding("commands: Discord has none yet", STARTS, "warning")]
    # one of both is right: that for servers alone, where the application can't be installed by users
    differences = [find_differences(registered, tree(registry, word, for_users=by)) for by in (True, False)]
    others = ", ".join(differences[0]) if all(differences) else ""
    differ = f"commands: Discord's differ from this version's: {others}"
    return [_finding(differ, STARTS, "warning")] if others else []


async def check_channels(options: DiscordOptions, channel_of: ChannelOf) -> list[Finding]:
    """What keeps the bot from posting in the groups' channels: a channel's own rules count as well."""
    try:
        async with logged_in(options) as client:
            guilds = await client.http.get_guilds(200, with_counts=False)
            known = [(g["name"], await channel_of(space_id(NAME, str(g["id"])))) for g in guilds]
            told = [(name, await Channels(client).problem(channel)) for name, channel in known if channel]
    except (Unready, discord.DiscordException, aiohttp.ClientError, OSError):
        return []  # what's wrong is said of the token
    parted = [(name, (why or "").partition(" Fix: ")) for name, why in told if why]
    return [
        _finding(f'server "{name}", the group\'s channel: {why[0]}', why[2] or why[0], "warning")
        for name, why in parted
    ]


async def _findings(client: discord.Client) -> list[Finding]:
    application = await client.application_info()
    guilds = await client.http.get_guilds(200, with_counts=False)
    link, count = invite_link(str(application.id)), len(guilds)
    flags = application.flags
    on = [
        name
        for name, flag in INTENTS.items()
        if getattr(flags, f"gateway_{flag}") or getattr(flags, f"gateway_{flag}_limited")
    ]
    needless = f"privileged intents are on that nothing needs: {', '.join(on)} (you may turn them off)"
    return [
        _finding(f'application "{application.name}", bot {client.user}'),
        *(
            _finding(found, fix, state)
            for setting, found, fix, state in MISTAKES
            if getattr(application, setting)
        ),
        _finding(needless if on else "no privileged intent, and none is needed"),
        _finding(f"in {count} {'server' if count == 1 else 'servers'}")
        if count
        else _finding("the bot is in no server yet", f"open {link} and choose your server", "warning"),
        *(_rights(dict(guild), link) for guild in guilds),
    ]


def _rights(guild: Mapping[str, Any], link: str) -> Finding:
    lacking = missing(int(guild["permissions"]))
    name = f'server "{guild["name"]}"'
    if not lacking:
        return _finding(f"{name}: all rights")
    missed = "; ".join(f"{right.name} ({right.needed_for})" for right in lacking)
    return _finding(
        f"{name}: without {missed}",
        f"open {link} again, or Server Settings > Roles > the bot's role",
        "warning",
    )
