"""The terminal, which `loopmate console` opens: it has no token, so `loopmate run` leaves it out."""

from typing import TYPE_CHECKING

from bot.core.reply import PlatformWords
from bot.platforms.spec import PlatformSpec
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.platforms.port import Platform, PlatformServices


class ConsoleSpec(PlatformSpec[Settings]):
    """The people of one terminal."""

    name = "console"
    words = PlatformWords(title="Terminal")
    rank = 0
    settings = Settings

    def is_set_up(self, settings: Settings) -> bool:  # noqa: ARG002 - nothing is needed
        return False

    def build(self, settings: Settings, services: "PlatformServices") -> "Platform":  # noqa: ARG002
        from bot.platforms.console.adapter import ConsolePlatform

        return ConsolePlatform()


SPEC = ConsoleSpec()
