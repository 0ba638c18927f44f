"""The rights that the bot asks a server for, and channels: which one is meant, whose it is, and what keeps the bot
from posting in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import aiohttp
import discord

from bot.core.errors import Refusal
from bot.core.values import ChannelId, SpaceId, name_in, space_of
from bot.platforms.discord.error_mapping import UNREACHABLE, Unreadable, readable
from bot.platforms.discord.render import CHANNEL_TYPES, VOICE_TYPES
from bot.platforms.port import Busy

UNKNOWN: Final = (
    "I post in this server's text channels only. Pick one from the list that Discord shows for `channel`."
)
AMBIGUOUS: Final = (
    "More than one channel here has that name. Pick it from the list that Discord shows for `channel`."
)
FOREIGN: Final = (
    "That channel belongs to another server, so I posted nothing. Choose one of this server: Set up."
)
SILENT: Final = "Discord isn't telling me which channels there are. Try again in a minute."
WHO_ORGANIZES: Final = (
    "Discord isn't telling me who organizes this group, so nothing was done. Try again in a minute."
)


TROUBLE: Final = (discord.DiscordException, aiohttp.ClientError, OSError, Busy, Unreadable)
"""What keeps Discord from saying something."""


class Right(NamedTuple):
    """One permission, as Discord's settings call it, and what does not work without it."""

    bit: int
    name: str
    needed_for: str


PERMISSIONS: Final = (
    Right(1 << 10, "View Channel", "posting in the group's channel"),
    Right(1 << 11, "Send Messages", "posting in the group's channel"),
    Right(1 << 15, "Attach Files", "pictures and files in the channel and in mock threads"),
    Right(1 << 16, "Read Message History", "not sending twice what was interrupted"),
    Right(
        1 << 35,
        "Create Public Threads",
        "threads under the question of the day; mocks where private ones aren't allowed",
    ),
    Right(1 << 36, "Create Private Threads", "a private thread for each mock"),
    Right(1 << 38, "Send Messages in Threads", "speaking in a mock's thread"),
)
"""The least that all features need; commands, buttons, forms and DMs need none."""
ROOMS: Final = (
    Right(1 << 4, "Manage Channels", "a voice channel for each mock, which only its people see"),
    Right(1 << 20, "Connect", "a voice channel for each mock, which only its people see"),
    Right(1 << 44, "Create Events", "a date in the server's calendar for each mock and committee night"),
)
"""What is asked for only on request: without these people call each other where they were introduced."""
POSTING: Final = PERMISSIONS[:4]
"""What a channel itself has to allow, so that the group can be told things in it."""
ADMINISTRATOR: Final = 1 << 3


class Foreign(Exception):
    """The channel belongs to another server than its address says."""


class Channels:
    """Asks by REST, so that it works for whichever process holds the connection."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._own: set[ChannelId] = set()

    async def find(self, guild: int, named: str) -> int:
        """The id of a server's channel, by `#name` or by its id.

        Raises:
            ValueError: the server has no such channel; in words.
        """
        try:
            with readable():
                listed = await self._client.http.get_all_guild_channels(guild)
                named_so = [c for c in listed if named in (str(c["id"]), f"#{c['name']}")]
        except TROUBLE:
            raise ValueError(SILENT) from None
        # a voice channel is meant where no text channel has that name
        found = [c for c in named_so if c["type"] in CHANNEL_TYPES] or [
            c for c in named_so if c["type"] in VOICE_TYPES
        ]
        if len(found) != 1:
            raise ValueError(AMBIGUOUS if found else UNKNOWN)
        return int(found[0]["id"])

    async def check_owner(self, channel: ChannelId) -> None:
        """Before anything is posted: a channel never moves, so each is asked about once.

        Raises:
            Foreign: it belongs to another server.
        """
        if channel in self._own:
            return
        cached = self._client.get_channel(int(name_in(channel)))
        guild = getattr(getattr(cached, "guild", None), "id", None) or (await self._get(channel)).get(
            "guild_id"
        )
        if str(guild) != str(guild_of(channel)):
            raise Foreign(channel)
        self._own.add(channel)

    async def problem(self, channel: ChannelId) -> str | None:
        """Why nothing can be posted there, with what to do; "": something can; None: Discord doesn't say."""
        guild, user = guild_of(channel), self._client.user
        me = user.id if user else self._client.application_id or 0
        try:
            with readable():
                await self.check_owner(channel)
                shown = await self._get(channel)
                roles = await self._client.http.get_roles(guild)
                mine = {str(guild), *map(str, (await self._client.http.get_member(guild, me))["roles"])}
                held = [role for role in roles if str(role["id"]) in mine]
                rules = shown.get("permission_overwrites") or ()
                granted = rights(held, rules, guild=guild, mine=mine, me=me)
        except Foreign:
            return FOREIGN
        except discord.HTTPException as error:
            return UNREACHABLE.get(error.code)
        except (discord.DiscordException, OSError, Unreadable):
            return None
        if not (lacking := missing(granted, POSTING)):
            return ""
        names = ", ".join(right.name for right in lacking)
        fix = f"the channel's settings > Permissions > add my role, allow {names}."
        return f"I'm not allowed to post there. Fix: {fix}"

    async def may_manage(self, space: SpaceId, user: int) -> bool:
        """Whether somebody may manage a server, as they do who organize its group.

        Raises:
            Refusal: Discord doesn't say.
        """
        guild = int(name_in(ChannelId(space)))
        if (known := self._client.get_guild(guild)) is None:
            return False
        try:
            with readable():
                member = await self._client.http.get_member(guild, user)
                held = {guild, *map(int, member["roles"])}
        except discord.NotFound:
            return False
        except TROUBLE:
            raise Refusal(WHO_ORGANIZES) from None
        granted = [role.permissions for role in known.roles if role.id in held]
        return user == known.owner_id or any(p.manage_guild or p.administrator for p in granted)

    async def _get(self, channel: ChannelId) -> Mapping[str, Any]:
        return await self._client.http.get_channel(int(name_in(channel)))


def guild_of(channel: ChannelId) -> int:
    return int(name_in(ChannelId(space_of(channel))))


def rights(
    held: Iterable[Mapping[str, Any]],
    overwrites: Iterable[Mapping[str, Any]],
    *,
    guild: int,
    mine: set[str],
    me: int,
) -> int:
    """The permissions of somebody in a channel, as Discord computes them: the roles, then what the channel says of
    everyone, of the roles, of the member."""
    granted = 0
    for role in held:
        granted |= int(role["permissions"])
    if granted & ADMINISTRATOR:
        return ~0
    rules = {str(rule["id"]): (int(rule["deny"]), int(rule["allow"])) for rule in overwrites}
    everyone = rules.get(str(guild), (0, 0))
    deny = allow = 0
    for name in mine - {str(guild)}:
        deny, allow = deny | rules.get(name, (0, 0))[0], allow | rules.get(name, (0, 0))[1]
    for one in (everyone, (deny, allow), rules.get(str(me), (0, 0))):
        granted = granted & ~one[0] | one[1]
    return granted if granted & PERMISSIONS[0].bit else 0  # who can't view a channel can do nothing there


def permissions(*, rooms: bool = False) -> int:
    """The number that an invite link carries; `rooms`: with what voice channels and dates need."""
    return sum(right.bit for right in (*PERMISSIONS, *(ROOMS if rooms else ())))


def missing(granted: int, wanted: Sequence[Right] = PERMISSIONS) -> list[Right]:
    """What of these rights isn't granted."""
    return [] if granted & ADMINISTRATOR else [right for right in wanted if not granted & right.bit]
