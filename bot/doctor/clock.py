"""Whether the clock is right, by those of Redis and of the platforms."""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

import aiohttp

from bot.core.finding import Finding

GOOD, BAD = 2.0, 60.0
"""Seconds that nobody notices (Date headers have whole ones), and from which reminders are plainly wrong."""
_PATIENCE = aiohttp.ClientTimeout(total=5)
NETWORK_TIME = "let it follow network time (timedatectl set-ntp true)"


async def measure_ahead(url: str) -> float | None:
    """By how many seconds the clock behind `url` is ahead of this machine's; None: it cannot be asked."""
    before = time.time()
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE, trust_env=True) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            said = answer.headers.get("Date", "")
        return parsedate_to_datetime(said).timestamp() + 0.5 - (before + time.time()) / 2
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


def judge_clocks(clocks: Mapping[str, float | None]) -> Finding:
    """What the clocks of others say about ours: whose -> seconds ahead of this machine's, or unknown."""
    known = {whose: seconds for whose, seconds in clocks.items() if seconds is not None}
    if not known:
        return Finding(
            area="Clock", state="skipped", found="this machine's; there is no other one to compare it with"
        )
    whose, seconds = max(known.items(), key=lambda one: abs(one[1]))
    if abs(seconds) <= GOOD:
        return Finding(
            area="Clock", state="ready", found=f"right to {GOOD:.0f} s, says {' and '.join(known)}"
        )
    way = "behind" if seconds > 0 else "ahead of"
    return Finding(
        area="Clock",
        state="failed" if abs(seconds) >= BAD else "warning",
        found=f"{abs(seconds):,.0f} s {way} {whose}",
        fix=NETWORK_TIME,
    )
