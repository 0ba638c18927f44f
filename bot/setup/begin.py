"""`loopmate init`, from the first word to the last."""

import os
from collections.abc import Collection
from pathlib import Path

from bot.settings import FILE, BadSettings, Settings, read_settings
from bot.setup import wanted
from bot.setup.asking import TerminalIO, Wanted, ask

HELLO = (
    "Loopmate speaks in Slack, in Discord, or in both. For each I say where its tokens come from, ask for them, and "
    "try them at once. Enter alone skips a platform.\n"
    "In some Slack workspaces an admin has to approve a new app; ask first, it may take a day."
)
DONE = (
    "Next: loopmate run starts the bot, and {command} in a channel sets your group up. It works while this machine "
    "is awake; after a sleep it catches up."
)
NOTHING = "Nothing was saved. To try the bot without a token: loopmate console"


def everything(desk: TerminalIO) -> None:
    """Asks for both platforms, and says what comes next. Raises OSError, UnicodeDecodeError for `.env`."""
    desk.say(HELLO)
    settings = _settings(desk)
    both = (wanted.slack(settings), wanted.discord(settings))
    saved = [ask(desk, one, Path(FILE)) for one in both]
    for one in both:
        for name in overruled(one, os.environ):
            desk.say(
                f"{name} stands in the environment as well, and wins there over {FILE}. Take it out there."
            )
    desk.say("\n" + (DONE.format(command=f"/{settings.command}-admin setup") if any(saved) else NOTHING))


def overruled(one: Wanted, environment: Collection[str]) -> list[str]:
    """The names that would be read from the environment instead of the file."""
    return [name for name in one.names if name in environment]


def _settings(desk: TerminalIO) -> Settings:
    """What is set already; a value that cannot be used is perhaps the one to be replaced now."""
    try:
        return read_settings()
    except BadSettings as error:
        desk.say(str(error))
        return Settings.model_construct()
