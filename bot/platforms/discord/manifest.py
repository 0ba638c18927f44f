"""What the application is at Discord: rights, the link that invites it, and its description."""

import base64
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import discord

from bot.platforms.discord.channels import permissions
from bot.platforms.discord.client import logged_in
from bot.platforms.discord.error_mapping import in_its_words
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
    """Sets the application's description and tags, and a public one's install link; answers its id.

    Raises:
        Unready: Discord refuses the token or the page, or can't be reached; in words.
    """
    try:
        async with logged_in(options) as client:
            public = (await client.application_info()).bot_public
            await client.http.edit_application_info(reason=None, payload=settings(public=public))
            return str(client.application_id)
    except discord.HTTPException as error:
        raise Unready(_refusal(error)) from error
    except (OSError, aiohttp.ClientError) as error:
        raise Unready(
            "Discord can't be reached, so nothing was changed. Fix: check the network, and LOOPMATE_DISCORD_API_URL "
            "if it's set."
        ) from error


def _refusal(error: discord.HTTPException) -> str:
    """Why Discord didn't take something, in its own words, and what to do."""
    if error.status >= 500 or error.status == 429:
        return f"Discord has trouble of its own just now ({error.status}). Fix: try again in some minutes."
    fix = (
        "give the token of the application itself, or have its owner do this"
        if error.status == 403
        else "run the newest version; if it's that, report Discord's words"
    )
    return f'Discord refused it ({error.status}): "{in_its_words(error)}". Fix: {fix}.'
