"""What Slack and Discord want to know of the bot, and the link that takes it there."""

import base64
import json

from bot.app import registry
from bot.platforms.discord import manifest as discord_manifest
from bot.platforms.discord.options import DiscordOptions
from bot.platforms.slack import manifest as slack_manifests
from bot.settings import Settings


def slack_manifest(word: str, *, history: bool, url: str) -> str:
    """The manifest as JSON, to be pasted. `url`: the public address, empty for Socket Mode."""
    return json.dumps(
        slack_manifests.manifest(registry(), word, history=history, socket=not url, url=url), indent=2
    )


def slack_link(word: str, *, history: bool, url: str) -> str:
    """The link that opens Slack's form filled in with the manifest."""
    return slack_manifests.manifest_link(
        slack_manifests.manifest(registry(), word, history=history, socket=not url, url=url)
    )


async def discord(settings: Settings, *, apply: bool) -> list[str]:
    """The link that invites the bot; with `apply` the application's own page is set first.

    Raises:
        Unready: the token is refused.
    """
    options = DiscordOptions.of(settings)
    if apply:
        link = await discord_manifest.apply(options)
        return ["The application's description and tags are set.", link]
    if (known := application_of(options.token)) is not None:
        return [discord_manifest.invite_link(known)]
    async with discord_manifest.logged_in(options) as client:
        return [discord_manifest.invite_link(str(client.application_id))]


def application_of(token: str) -> str | None:
    """The id of the application, which a Discord token begins with in base64; None where it does not."""
    first = token.partition(".")[0]
    try:
        decoded = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except ValueError:  # no base64, or no text in it
        return None
    return decoded if decoded.isdecimal() else None
