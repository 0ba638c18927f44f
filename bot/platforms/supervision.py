"""Supervision: a platform that falls is started again, later and later, and harms no other."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.core.faults import log_bug
from bot.platforms.port import Platform, Unready

FIRST, LONGEST = 1.0, 300.0
"""Seconds until a platform is started again: doubled each time, until it was connected once more."""
UNREACHED = "cannot be reached. Is this machine online?"
Say = Callable[[str], None]
Sleep = Callable[[float], Awaitable[None]]
log = structlog.get_logger("loopmate")


async def supervise(platform: Platform, say: Say, sleep: Sleep = asyncio.sleep) -> None:
    """Runs a platform until it is canceled, or until only a person can help it on; that is said in words."""
    wait, falls = FIRST, 0

    def ready(words: str) -> None:
        nonlocal wait
        wait = FIRST
        say(words)

    while True:
        what = "lost."
        try:
            await platform.run(ready)
            log.warning("platform ended", platform=platform.name)
        except Unready as error:
            log.warning("platform unready", platform=platform.name)
            say(f"{platform.name.capitalize()}: not started. {error}")
            return
        except OSError as error:
            what = UNREACHED
            log.warning("platform unreachable", platform=platform.name, error=type(error).__name__)
        except Exception as error:  # whatever it is, the others go on
            falls += 1
            log_bug(error, f"{platform.name}-{falls}", platform=platform.name)
        say(f"{platform.name.capitalize()}: {what} Trying again in {wait:.0f} s.")
        await sleep(wait)
        wait = min(2 * wait, LONGEST)
