"""What a Slack platform is given: tokens and addresses, as plain values."""

from dataclasses import dataclass, field

from bot.settings import Settings

API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackOptions:
    """With an `app_token` it is Socket Mode; else requests arrive on `http_port`, signed with `signing_secret`.

    `connections` is how many processes are meant to hold a connection with this app token: Slack hands each
    event to one of them, so one more than that is somebody else's. `distributed`: an app installed by OAuth
    may read the history once a minute only, so nothing is looked up in it.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    http_port: int = 0
    http_host: str = "127.0.0.1"
    api_url: str = ""
    mounted: bool = False
    """Whether the requests arrive at the bot's own server, which is there in any case."""
    connections: int = 1
    distributed: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "SlackOptions":
        """What the settings say of Slack."""
        return cls(
            bot_token=settings.slack_bot_token.get_secret_value(),
            app_token=settings.slack_app_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            http_port=settings.http_port,
            http_host=settings.http_host,
            mounted=True,
            api_url=settings.slack_api_url,
        )

    @property
    def base_url(self) -> str:
        """The Web API's address, as the SDK wants it."""
        return (self.api_url or API).rstrip("/") + "/"
