"""What can be set for Discord, and what its platform is given of it."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from bot.settings import ADDRESS, NO_TOKEN, About, Settings, Token

API = "https://discord.com/api/v10"
GATEWAY = "wss://gateway.discord.gg/"


class DiscordSettings(Settings):
    """The token of an application, and where Discord is."""

    family = "DISCORD_"
    mistaken: ClassVar = {
        r"[\w-]{20,}\.[\w-]{6}\.[\w-]{20,}": "the shape of Discord's bot token, which belongs in DISCORD_TOKEN",
        r"Bot .*": "a token with the word Bot before it: leave that word out",
        r"\d{15,20}": "an id, not a secret",
        r"[0-9a-fA-F]{64}": "the shape of Discord's public key, which the bot doesn't use",
    }

    discord_token: Annotated[
        SecretStr,
        Token(r"[\w-]+(\.[\w-]+){2}", "is one word with two dots in it"),
        About(
            "Discord: lets the bot connect. One word with two dots in it.",
            "discord.com/developers/applications > your application > Bot > Reset Token",
        ),
    ] = Field(NO_TOKEN, validation_alias="DISCORD_TOKEN", description="Discord's bot token")
    discord_api_url: Annotated[str, About("A proxy or a test server instead of Discord's API.")] = Field(
        "", repr=False, pattern=ADDRESS, description="an address such as https://discord.com/api/v10"
    )
    discord_gateway_url: Annotated[str, About("A proxy or a test server instead of Discord's gateway.")] = (
        Field(
            "",
            repr=False,
            pattern=r"^(wss?://\S+)?$",
            description="an address such as wss://gateway.discord.gg",
        )
    )


@dataclass(frozen=True, slots=True)
class DiscordOptions:
    """`token` is the bot's; addresses that are empty are Discord's own.

    - beat: seconds between two looks at the gateway's lease
    - patience: seconds that an interaction waits for its answer before the bot says that it is thinking
    - suggesting: seconds that suggestions may take while somebody types; after three Discord gives up
    - burst: messages to one channel at once; after them one a second
    - stopping: seconds that what was asked before the end has to be answered
    """

    token: str = field(repr=False)
    api_url: str = ""
    gateway_url: str = ""
    beat: float = 5.0
    patience: float = 1.5
    suggesting: float = 1.0
    burst: int = 5
    stopping: float = 10.0

    @classmethod
    def of(cls, settings: DiscordSettings) -> "DiscordOptions":
        return cls(
            token=settings.discord_token.get_secret_value(),
            api_url=settings.discord_api_url,
            gateway_url=settings.discord_gateway_url,
        )
