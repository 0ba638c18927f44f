"""The rights that the bot asks a server for, and which of them are missing."""

from collections.abc import Sequence
from typing import Final, NamedTuple


class Right(NamedTuple):
    """One permission, as Discord's settings call it, and what does not work without it."""

    bit: int
    name: str
    needed_for: str


PERMISSIONS: Final = (
    Right(1 << 10, "View Channel", "posting in the group's channel"),
    Right(1 << 11, "Send Messages", "posting in the group's channel"),
    Right(1 << 15, "Attach Files", "pictures and files in the channel and in mock threads"),
    Right(1 << 16, "Read Message History", "not sending twice what was interrupted"),
    Right(
        1 << 35,
        "Create Public Threads",
        "threads under the question of the day; mocks where private ones are not allowed",
    ),
    Right(1 << 36, "Create Private Threads", "a private thread for each mock"),
    Right(1 << 38, "Send Messages in Threads", "speaking in a mock's thread"),
)
"""The least that all features need; commands, buttons, forms and DMs need none."""
ROOMS: Final = (
    Right(1 << 4, "Manage Channels", "a voice channel for each mock, which only its people see"),
    Right(1 << 20, "Connect", "a voice channel for each mock, which only its people see"),
    Right(1 << 44, "Create Events", "a date in the server's calendar for each mock and committee night"),
)
"""What is asked for only on request: without these people call each other where they were introduced."""
POSTING: Final = PERMISSIONS[:4]
"""What a channel itself has to allow, so that the group can be told things in it."""
CHANNEL_TYPES: Final = [0, 5]
"""Channels in which a group can be told things: text channels, and those for announcements."""
VOICE_TYPES: Final = [2]
ADMINISTRATOR: Final = 1 << 3


def permissions(*, rooms: bool = False) -> int:
    """The number that an invite link carries; `rooms`: with what voice channels and dates need."""
    return sum(right.bit for right in (*PERMISSIONS, *(ROOMS if rooms else ())))


def missing(granted: int, wanted: Sequence[Right] = PERMISSIONS) -> list[Right]:
    """What of these rights isn't granted."""
    return [] if granted & ADMINISTRATOR else [right for right in wanted if not granted & right.bit]
