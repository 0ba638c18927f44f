"""What the application is at Discord: rights, the link that invites it, and its description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import discord

from bot.platforms.discord.deliver import REFUSED
from bot.platforms.discord.options import DiscordOptions, intents, point_library
from bot.platforms.port import Unready

SCOPES: Final = ("bot", "applications.commands")
DESCRIPTION: Final = (
    "A study group's mate for Applied AI and ML engineer interviews: a checklist that fits your days, "
    "quizzes, resume critique by rules you can read, and mock interviews in pairs."
)
"""At most 400 characters."""
TAGS: Final = ("study group", "interviews", "machine learning", "mock interviews", "productivity")
"""At most five of 20 characters."""


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
        "threads under the question of the day; mocks where private ones are not allowed",
    ),
    Right(1 << 36, "Create Private Threads", "a private thread for each mock"),
    Right(1 << 38, "Send Messages in Threads", "speaking in a mock's thread"),
)
"""The least that all features need; commands, buttons, forms and DMs need none."""
ADMINISTRATOR: Final = 1 << 3


def permissions() -> int:
    """The number that an invite link carries."""
    return sum(right.bit for right in PERMISSIONS)


def missing(granted: int) -> list[Right]:
    """What of our rights a server does not grant."""
    return [] if granted & ADMINISTRATOR else [right for right in PERMISSIONS if not granted & right.bit]


def invite_link(application: str) -> str:
    """What an organiser opens to add the bot to a server; also again, to mend missing rights."""
    query = {"client_id": application, "permissions": permissions(), "scope": " ".join(SCOPES)}
    return "https://discord.com/oauth2/authorize?" + urlencode(query)


def settings() -> dict[str, Any]:
    """The body of `PATCH /applications/@me`."""
    return {
        "description": DESCRIPTION,
        "tags": list(TAGS),
        "install_params": {"scopes": list(SCOPES), "permissions": str(permissions())},
    }


async def apply(options: DiscordOptions) -> str:
    """Sets the application's description, tags and install parameters; answers its invite link.

    Raises:
        Unready: Discord refuses the token.
    """
    async with logged_in(options) as client:
        await client.http.edit_application_info(reason=None, payload=settings())
        return invite_link(str(client.application_id))


@asynccontextmanager
async def logged_in(options: DiscordOptions) -> AsyncIterator[discord.Client]:
    """A client that can ask and does not connect.

    Raises:
        Unready: Discord refuses the token.
    """
    point_library(options)
    async with discord.Client(intents=intents()) as client:
        try:
            await client.login(options.token)
        except discord.LoginFailure as error:
            raise Unready(REFUSED) from error
        yield client
