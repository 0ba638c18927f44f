"""A platform that fails is started again, with a growing delay, and harms no other."""

import asyncio
import ssl
from collections.abc import Callable

import aiohttp

from bot.core.errors import log, log_bug
from bot.platforms.port import Platform, Sleep, Unready

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
"""Seconds until a platform is started again: doubled each time, until it was connected once more."""
OFFLINE = "can't be reached. Is this machine online?"


async def supervise(platform: Platform, say: Callable[[str], None], sleep: Sleep = asyncio.sleep) -> None:
    """Runs a platform until it is canceled, or until only a person can fix it, which it says in words."""
    wait, falls = FIRST_PAUSE, 0

    def ready(words: str) -> None:
        nonlocal wait
        wait = FIRST_PAUSE
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
        except (OSError, aiohttp.ClientError) as error:
            fix = suggest_fix(error)
            what = f"can't be reached. {fix[:1].upper()}{fix[1:]}." if fix else OFFLINE
            log.warning("platform unreachable", platform=platform.name, error=type(error).__name__)
        except Exception as error:  # whatever it is, the others go on
            falls += 1
            log_bug(error, f"{platform.name}-{falls}", platform=platform.name)
        say(f"{platform.name.capitalize()}: {what} Trying again in {wait:.0f} s.")
        await sleep(wait)
        wait = min(2 * wait, LONGEST_PAUSE)


def suggest_fix(error: BaseException) -> str:
    """What to do where a platform wasn't reached and something on this side is in the way; empty where the error
    doesn't say."""
    if isinstance(error, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)):
        return "correct HTTPS_PROXY, or look whether that proxy runs: it lets nothing through"
    if isinstance(error, ssl.CertificateError):
        return (
            "set this machine's clock if it's wrong; if a proxy opens what is sent, name the file of its CA in "
            "SSL_CERT_FILE: the certificate that answers isn't trusted here"
        )
    return ""
