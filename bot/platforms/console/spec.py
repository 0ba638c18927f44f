"""The terminal, which `loopmate console` opens: it has no token, so `loopmate run` leaves it out."""

from bot.core.reply import PlatformWords
from bot.platforms.spec import PlatformSpec
from bot.settings import Settings


class ConsoleSpec(PlatformSpec[Settings]):
    """The people of one terminal."""

    name = "console"
    words = PlatformWords(title="Terminal")
    rank = 0
    settings = Settings


SPEC = ConsoleSpec()
