"""The page in a browser, which `loopmate console` serves beside the terminal: whoever has its address can be anybody,
so `loopmate run` leaves it out."""

from typing import TYPE_CHECKING

from bot.core.reply import PlatformWords
from bot.platforms.spec import PlatformSpec
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.platforms.port import Platform, PlatformServices


class WebSpec(PlatformSpec[Settings]):
    """The people of one page."""

    name = "web"
    words = PlatformWords(title="Browser")
    rank = 1
    settings = Settings

    def is_set_up(self, settings: Settings) -> bool:  # noqa: ARG002 - nothing is needed
        return False

    def build(self, settings: Settings, services: "PlatformServices") -> "Platform":  # noqa: ARG002
        from bot.platforms.web.adapter import WebPlatform

        return WebPlatform(services)


SPEC = WebSpec()
