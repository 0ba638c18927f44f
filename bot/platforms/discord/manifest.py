"""What the application is at Discord: rights, the link that invites it, and its description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlencode

import discord

from bot.platforms.discord.deliver import REFUSED
from bot.platforms.discord.options import DiscordOptions, intents, point_library
from bot.platforms.discord.permissions import permissions
from bot.platforms.port import Unready

SCOPES: Final = ("bot", "applications.commands")
DESCRIPTION: Final = (
    "A study group's mate for Applied AI and ML engineer interviews: a checklist that fits your days, "
    "quizzes, resume critique by rules you can read, and mock interviews in pairs."
)
"""At most 400 characters."""
TAGS: Final = ("study group", "interviews", "machine learning", "mock interviews", "productivity")
"""At most five of 20 characters."""


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
