"""`loopmate repair`: what an organizer chooses to do about a store that the bot refuses."""

import shutil
from typing import Literal

from bot.app import register_of
from bot.core.errors import StoreRefused
from bot.settings import Settings
from bot.store import repair as files
from bot.store.connect import Say
from bot.store.data_dir import Register
from bot.store.server import Embedded

Choice = files.Remedy | Literal["accept-store", "remove-copies"]


async def repair(settings: Settings, choice: Choice, say: Say) -> None:
    """Does what was chosen, and says what was done.

    Raises:
        StoreRefused: it can't be done; nothing was changed.
    """
    register = register_of(settings)
    match choice:
        case "remove-copies":  # the bot may go on running
            for copy in (found := files.copies(settings.data)):
                shutil.rmtree(copy)
                say(f"Deleted {copy}.")
            if not found:
                say(f"There are no copies in {settings.data}.")
        case "accept-store":
            _accept(register)
            say(f"Whatever store is in {register.place} at the next start is taken for this bot's.")
        case _:
            await _repair(settings, choice, say)
            if choice == "start-empty":
                _accept(register)


def _accept(register: Register) -> None:
    try:
        register.drop()
    except OSError as error:
        raise StoreRefused(
            f"{register.file} can't be written: {error.strerror}. Fix: let this user write it, then try again."
        ) from error


async def _repair(settings: Settings, remedy: files.Remedy, say: Say) -> None:
    if settings.redis_url:
        if remedy == "start-empty":
            say("The next start takes that server as it is.")
            return
        raise StoreRefused(
            "LOOPMATE_REDIS_URL names a server of your own, so its files aren't the bot's to repair. Fix: repair "
            "them with that server's own tools (valkey-check-aof, redis-check-aof)."
        )
    if remedy != "start-empty" and not settings.data.is_dir():
        raise StoreRefused(
            f"There is no folder {settings.data}, so nothing was repaired. Fix: name the store's folder with --data, "
            "as loopmate doctor shows it; if it's gone for good, loopmate repair start-empty."
        )
    said: list[str] = []

    def note(line: str) -> None:
        said.append(line)
        say(line)

    server = await Embedded.open(settings.data, say=note, remedy=remedy)
    await server.close()
    if not said:
        say(f"Nothing is damaged in {settings.data}; nothing was changed.")
