"""What the application is at Discord: rights, the link that invites it, and its description."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
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


def settings(*, public: bool) -> dict[str, Any]:
    """The body of `PATCH /applications/@me`. Discord refuses an install link for a bot that isn't public."""
    page: dict[str, Any] = {"description": DESCRIPTION, "tags": list(TAGS)}
    install = {"scopes": list(SCOPES), "permissions": str(permissions())}
    return page | ({"install_params": install} if public else {})


async def apply(options: DiscordOptions) -> str:
    """Sets the application's description and tags, and a public one's install link; answers its invite link.

    Raises:
        Unready: Discord refuses the token or the page, or can't be reached; in words.
    """
    try:
        async with logged_in(options) as client:
            public = (await client.application_info()).bot_public
            await client.http.edit_application_info(reason=None, payload=settings(public=public))
            return invite_link(str(client.application_id))
    except discord.HTTPException as error:
        raise Unready(in_words(error)) from error
    except (OSError, aiohttp.ClientError) as error:
        raise Unready(UNREACHED) from error


UNREACHED: Final = (
    "Discord can't be reached, so nothing was changed. Mend: check the network, and LOOPMATE_DISCORD_API_URL if it's "
    "set."
)


def in_words(error: discord.HTTPException) -> str:
    """Why Discord didn't take something, in its own words, and what to do."""
    if error.status >= 500 or error.status == 429:
        return f"Discord has trouble of its own just now ({error.status}). Mend: try again in some minutes."
    said = " ".join(error.text.split())[:300] or f"error {error.code}"
    mend = (
        "give the token of the application itself, or have its owner do this"
        if error.status == 403
        else "run the newest version; if it's that, report Discord's words"
    )
    return f'Discord refused it ({error.status}): "{said}". Mend: {mend}.'


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
