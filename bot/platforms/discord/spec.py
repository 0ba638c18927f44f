"""All that the program knows of Discord; the library is imported only where it's used."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.core.errors import LoopmateError
from bot.core.finding import Finding, merge_ready
from bot.core.reply import PlatformWords
from bot.platforms.discord.settings import API, DiscordOptions, DiscordSettings
from bot.platforms.spec import GET_TOKEN, ChannelOf, PlatformSpec, Setup

if TYPE_CHECKING:
    from bot.core.registry import Registry
    from bot.platforms.port import Platform, PlatformServices


async def print_invitation(
    settings: DiscordSettings,
    registry: "Registry",  # noqa: ARG001 - Discord is sent the commands at each start
    *,
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Also set the application's description, tags and install link."),
    ] = False,
    rooms: Annotated[
        bool,
        typer.Option("--rooms", help="Ask for permission to create voice channels and events for mocks."),
    ] = False,
) -> list[str]:
    """Print the link that invites the bot to a Discord server, with its permissions."""
    from bot.platforms.discord import manifest

    if not settings.discord_token.get_secret_value():
        raise LoopmateError(
            "DISCORD_TOKEN isn't set: the link names the application that it belongs to. Fix: loopmate init"
        )
    return await manifest.invitation(DiscordOptions.of(settings), apply=apply, rooms=rooms)


class DiscordSpec(PlatformSpec[DiscordSettings]):
    """One bot in any number of servers."""

    name = "discord"
    words = PlatformWords(
        title="Discord",
        call="in a voice channel",
        has_voice=True,
        admins="somebody with Manage Server",
        organizers="Discord shows /prep-admin only to people with Manage Server. To show it to them too: Server "
        "Settings > Integrations > my name.",
    )
    rank = 2
    settings = DiscordSettings
    hosts = ("discord.com",)

    def is_set_up(self, settings: DiscordSettings) -> bool:
        return bool(settings.discord_token.get_secret_value())

    def build(self, settings: DiscordSettings, services: "PlatformServices") -> "Platform":
        from bot.platforms.discord.adapter import DiscordPlatform

        return DiscordPlatform(services, DiscordOptions.of(settings))

    async def examine(self, settings: DiscordSettings) -> list[Finding]:
        if not self.is_set_up(settings):
            return [Finding(area="Discord", state="skipped", found="no token", fix=GET_TOKEN)]
        from bot.platforms.discord import doctor

        return merge_ready("Discord", await doctor.check(DiscordOptions.of(settings)))

    async def examine_commands(self, settings: DiscordSettings, registry: "Registry") -> list[Finding]:
        from bot.platforms.discord import doctor

        return await doctor.check_commands(DiscordOptions.of(settings), registry, settings.command)

    async def examine_channels(self, settings: DiscordSettings, channel_of: ChannelOf) -> list[Finding]:
        from bot.platforms.discord import doctor

        return await doctor.check_channels(DiscordOptions.of(settings), channel_of)

    def clock(self, settings: DiscordSettings) -> str:
        return settings.discord_api_url or API

    def setups(self, settings: DiscordSettings, registry: "Registry") -> tuple[Setup, ...]:  # noqa: ARG002
        """One token; the link that invites the bot comes once it's known."""
        asked = Setup(
            title=self.title,
            clicks=(
                "Open https://discord.com/developers/applications > New Application. Any name; it is what members "
                "see.",
                "On the left: Installation > Install Link > None > Save Changes. Then Bot > Public Bot: off > Save. "
                "Now only you can add the bot to a server.",
                "Still on Bot: Reset Token. Copy it. Leave the three Privileged Gateway Intents off.",
            ),
            tokens=("DISCORD_TOKEN",),
        )
        return (asked,)

    async def next_steps(self, settings: DiscordSettings) -> list[str]:
        from bot.platforms.discord import manifest

        invite = "To bring it to a server, open this link, choose the server, press Authorize:"
        return [invite, *await manifest.invitation(DiscordOptions.of(settings))]

    manifest = staticmethod(print_invitation)


SPEC = DiscordSpec()
