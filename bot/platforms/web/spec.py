"""The page in a browser, which `loopmate console` serves. Anyone with its address can be anybody, so `loopmate run`
leaves it out."""

from bot.core.reply import PlatformWords
from bot.platforms.spec import PlatformSpec
from bot.settings import Settings


class WebSpec(PlatformSpec[Settings]):
    """The people of one page."""

    name = "web"
    words = PlatformWords(title="Browser")
    rank = 1
    settings = Settings


SPEC = WebSpec()
