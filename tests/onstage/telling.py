"""Which story is told where: all on the in-memory stage, and all but the few named here on Slack and Discord too.

In the long run each of them on both; in `make test` those of EVERYWHERE on both, and one in SHARE of the others on
one, half on each: what differs there from card to card, tests/gallery and tests/platforms show of every card.
"""

import os
import zlib
from collections.abc import Mapping
from typing import Final

PLATFORMS: Final = ("console", "slack", "discord")
FULL: Final = "LOOPMATE_FULL"

ACROSS: Final = ("test_connect_story", "test_going_story", "test_relay_story")
"""Modules whose people are on several platforms at once, which only the in-memory stage can hold."""
EVERYWHERE: Final = ("test_week_story", "test_member_story", "test_scripts_story", "test_in_place_story")
"""Modules that are told on both platforms in each run: a group's week, joining and leaving, the shipped scripts, and
what takes the place of an older card."""
SHARE: Final = 9
"""One in so many of the other stories is told on one of the two in each run."""

LONG_WORDS: Final = "nobody can type so much into one message of Discord's"
LONG_FIELD: Final = "a field of Discord's takes no more than its longest text"
UNMARKED: Final = (
    "typed in a DM no form opens at once, and the one behind the button has no mark at its fields"
)
BEHIND: Final = "it looks behind the stage: at single deliveries, or at people of several platforms"
CONSOLE_ONLY: Final[Mapping[str, str]] = {
    "test_a_wrong_date_behind_the_wait_is_named_as_the_date_and_can_be_mended_in_the_form": UNMARKED,
    "test_a_place_that_is_gone_in_the_middle_of_a_mock_leaves_nothing_unsaid": BEHIND,
    "test_five_rounds_with_five_partners_in_a_season": "the seventeen others have accounts on no platform",
    "test_a_channel_that_is_gone_sends_lists_by_dm_and_is_seen_by_the_organiser": BEHIND,
    "test_who_is_gone_is_counted_nowhere_and_stops_nobody": BEHIND,
}
NOT_ON_DISCORD: Final[Mapping[str, str]] = {
    "test_what_is_no_order_or_too_short_or_too_long_is_asked_again_and_not_failed": LONG_FIELD,
    "test_nonsense_is_answered_with_topics_and_never_said_back": LONG_WORDS,
    "test_forget_it_now_deletes_every_draft_at_once_and_from_the_disk_within_the_hour": LONG_WORDS,
    "test_hostile_and_huge_texts_get_words_and_nothing_is_lost": LONG_WORDS,
    "test_an_unknown_topic_is_named_with_ones_that_exist": LONG_WORDS,
}


def told_on(module: str, name: str) -> tuple[str, ...]:
    """The platforms of one story."""
    if module in ACROSS or name in CONSOLE_ONLY:
        return PLATFORMS[:1]
    real: tuple[str, ...] = PLATFORMS[1:2] if name in NOT_ON_DISCORD else PLATFORMS[1:]
    if not os.environ.get(FULL) and module not in EVERYWHERE:
        drawn = zlib.crc32(f"{module}.{name}".encode())
        real = real[drawn % len(real) :][:1] if drawn % SHARE == 0 else real[:0]
    return real if module == "test_scripts_story" else (*PLATFORMS[:1], *real)
