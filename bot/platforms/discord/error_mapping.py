"""What Discord's refusals mean for us. Pure; the codes are those of Discord's documentation of JSON errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
import discord

from bot.platforms.port import Busy, Receipt

ACKNOWLEDGED = 40060
DELETED = 10008
NOBODY: Final = frozenset({10013, 10007, 50278})
"""Unknown user, unknown member, no server shared with them anymore."""
NO_CHANNEL: Final = frozenset({10003, 50001})
"""It isn't there, or isn't this bot's to see."""
REFUSED: Final = (
    "Discord refuses the bot's token. Fix: discord.com/developers > your application > Bot > Reset Token, "
    "put it into DISCORD_TOKEN, start again."
)
UNREACHABLE: Final = {
    50001: "I can't see that channel. Fix: the channel's settings > Permissions > add my role, allow View Channel.",
    50013: "I'm not allowed to write in that channel. Fix: the channel's settings > Permissions > add my role, allow "
    "Send Messages, Send Messages in Threads and Attach Files.",
    10003: "That channel is deleted. Choose another one with the set-up command.",
    50008: "That isn't a text channel, so I can't post in it. Choose another one.",
    50083: "That thread is archived. Open it again, or choose another channel.",
    160005: "That thread is locked. Unlock it, or choose another channel.",
    20016: "That channel is in slow mode, which I can't bypass. Fix: allow my role Bypass Slowmode, or turn it off.",
}
"""A channel that cannot be posted in, in words for the organizer."""
_LATER: Final = {40003: 60.0, 20028: 30.0, 130000: 30.0}
"""Seconds to wait: DMs opened too fast, a channel written to too fast, the API overloaded."""


class Unreadable(ConnectionError):
    """Discord's answer was none that can be read: whether it was done is not known."""


@contextmanager
def readable() -> Iterator[None]:
    """The library's own failures over an answer that isn't JSON, or other JSON, as one error of ours."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(type(error).__name__) from None


def waits(error: Exception) -> float | None:
    """Seconds after which it is worth trying again, where Discord asks for patience."""
    if not isinstance(error, discord.HTTPException):
        return None
    if error.status != 429:
        return _LATER.get(error.code)
    try:  # the library didn't wait for it: it came from in front of the API
        return max(1.0, float(getattr(error.response, "headers", {}).get("Retry-After", 60)))
    except ValueError:
        return 60.0


def wait_for(error: Exception) -> float | None:
    """Seconds after which the same request is worth another try; None: Discord has refused it.

    Raises:
        The error itself, where it is neither.
    """
    if isinstance(error, Busy):
        return error.seconds
    if (seconds := waits(error)) is not None:
        return seconds
    if isinstance(error, discord.HTTPException):
        return 0.0 if error.status >= 500 else None
    if isinstance(error, (Unreadable, aiohttp.ClientError, OSError, TimeoutError)):
        return 0.0
    raise error


def in_its_words(error: Exception) -> str:
    """What Discord says of a refusal, on one line of at most 300 characters; its status where it says nothing."""
    return " ".join(getattr(error, "text", "").split())[:300] or f"error {getattr(error, 'status', 429)}"


def outcome(error: discord.HTTPException, *, direct: bool) -> Receipt | None:
    """What becomes of a message that Discord refused; None when the refusal means nothing to us.

    Raises:
        Busy: Discord asks for patience.
    """
    if (seconds := waits(error)) is not None:
        raise Busy(seconds) from error
    if error.code in NOBODY:
        return Receipt(outcome="gone", why="No longer in the server.")
    if error.code == 50007:
        return Receipt(outcome="closed", why="Takes no direct messages from me.")
    if direct and error.code in NO_CHANNEL:
        return Receipt(outcome="gone", why="No longer reachable.")
    why = UNREACHABLE.get(error.code)
    return Receipt(outcome="closed", why=why) if why else None
