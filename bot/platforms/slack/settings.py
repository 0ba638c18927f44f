"""What can be set for Slack, and what its platform is given of it."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import Field, SecretStr

from bot.settings import ADDRESS, NO_TOKEN, About, Settings, Token

API = "https://slack.com/api/"


class SlackSettings(Settings):
    """The tokens of an app, and where its Web API is."""

    family = "SLACK_"
    mistaken: ClassVar = {
        r"xoxb-.*": "Slack's bot token, which belongs in SLACK_BOT_TOKEN",
        r"xapp-.*": "Slack's app-level token, which belongs in SLACK_APP_TOKEN",
        r"xoxp-.*": "a Slack user token, which the bot doesn't use",
        r"xoxe.*": "one of Slack's tokens that expire, which the bot doesn't use",
        r"[0-9a-fA-F]{32}": "the shape of Slack's client secret (SLACK_CLIENT_SECRET), or of its signing secret, "
        "which belongs in SLACK_SIGNING_SECRET",
        r"\d+\.\d+": "the shape of Slack's client ID, which belongs in SLACK_CLIENT_ID",
    }

    slack_bot_token: Annotated[
        SecretStr,
        Token(r"xoxb-[\w.-]+", "begins with xoxb-"),
        About(
            "Slack: lets the bot speak in your workspace. It begins with xoxb-.",
            "api.slack.com/apps > your app > OAuth & Permissions > Bot User OAuth Token",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_BOT_TOKEN", description="Slack's bot token")
    slack_app_token: Annotated[
        SecretStr,
        Token(r"xapp-[\w.-]+", "begins with xapp-"),
        About(
            "Slack: opens the connection of Socket Mode, so that no public address is needed. It begins with xapp-.",
            "api.slack.com/apps > your app > Basic Information > App-Level Tokens, with the scope connections:write",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_APP_TOKEN", description="Slack's app-level token")
    slack_signing_secret: Annotated[
        SecretStr,
        Token(r"[\w-]+", "is 32 digits and letters a to f"),
        About(
            "Slack without Socket Mode: proves that a request comes from Slack. Needs LOOPMATE_HTTP_PORT, and no "
            "SLACK_APP_TOKEN.",
            "api.slack.com/apps > your app > Basic Information > App Credentials > Signing Secret",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_SIGNING_SECRET", description="Slack's signing secret")
    slack_client_id: Annotated[
        SecretStr,
        Token(r"\d+\.\d+", "is two numbers with a dot"),
        About(
            "Slack in many workspaces: what the app is called when somebody installs it. Needs SLACK_CLIENT_SECRET, "
            "LOOPMATE_PUBLIC_URL and LOOPMATE_HTTP_PORT, and no SLACK_BOT_TOKEN.",
            "api.slack.com/apps > your app > Basic Information > App Credentials > Client ID",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_CLIENT_ID", description="Slack's client ID")
    slack_client_secret: Annotated[
        SecretStr,
        Token(r"[0-9a-fA-F]{32}", "is 32 digits and letters a to f"),
        About(
            "Slack in many workspaces: proves that the bot asks for a workspace's token.",
            "api.slack.com/apps > your app > Basic Information > App Credentials > Client Secret",
        ),
    ] = Field(NO_TOKEN, validation_alias="SLACK_CLIENT_SECRET", description="Slack's client secret")
    public_url: Annotated[
        str,
        About(
            "Slack in many workspaces: the https address that leads to LOOPMATE_HTTP_PORT from outside. People "
            "install the bot at /slack/install there."
        ),
    ] = Field("", pattern=r"^(https://\S+)?$", description="an address such as https://loopmate.example.com")
    slack_api_url: Annotated[str, About("A proxy or a test server instead of Slack's Web API.")] = Field(
        "", repr=False, pattern=ADDRESS, description="an address such as https://slack.com/api/"
    )


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """With an `app_token` it is Socket Mode; else requests arrive at the bot's own server, signed with
    `signing_secret`. With a `client_id` the app is installed by OAuth, in any number of workspaces, at `public_url`.
    """

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    public_url: str = ""
    http_port: int = 0
    api_url: str = ""

    @classmethod
    def of(cls, settings: SlackSettings) -> "SlackOptions":
        return cls(
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            client_id=settings.slack_client_id.get_secret_value(),
            client_secret=settings.slack_client_secret.get_secret_value(),
            public_url=settings.public_url.rstrip("/"),
            http_port=settings.http_port,
            api_url=settings.slack_api_url,
        )

    @property
    def base_url(self) -> str:
        """The Web API's address, as the SDK wants it."""
        return (self.api_url or API).rstrip("/") + "/"
