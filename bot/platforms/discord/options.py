"""What the Discord platform is told from outside, and the one place where the library learns other addresses."""

from dataclasses import dataclass, field

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.settings import Settings

API = "https://discord.com/api/v10"
GATEWAY = "wss://gateway.discord.gg/"


@dataclass(frozen=True, slots=True)
class DiscordOptions:
    """`token` is the bot's; addresses that are empty are Discord's own.

    - beat: seconds between two looks at the gateway's lease
    - patience: seconds that an interaction waits for its answer before the bot says that it is thinking
    - burst: messages to one channel at once; after them one a second
    """

    token: str = field(repr=False)
    api_url: str = ""
    gateway_url: str = ""
    beat: float = 5.0
    patience: float = 1.5
    burst: int = 5

    @classmethod
    def of(cls, settings: Settings) -> "DiscordOptions":
        """What the settings say of Discord."""
        return cls(
            token=settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )


def point_library(options: DiscordOptions) -> None:
    """Sends all of discord.py's requests to the API and the gateway that the options name.

    The library keeps both addresses on its classes: one process speaks to one Discord.
    """
    Route.BASE = (options.api_url or API).rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway_url or GATEWAY)


def intents() -> discord.Intents:
    """Servers, and messages in DMs: neither is privileged."""
    return discord.Intents(guilds=True, dm_messages=True)
