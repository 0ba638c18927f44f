"""All that the doctor looks at, in the order in which an organiser meets it."""

import asyncio
from collections.abc import Iterable

from bot.doctor import clock, platforms
from bot.doctor.finding import Finding, failed
from bot.doctor.installation import key_found, settings_found, storage_found
from bot.settings import BadSettings, Settings

_AFTER_KEY = [Finding(area="Storage", state="skipped", found="not looked at: the key comes first")], None
_REST = ("Slack", "Discord", "Storage", "Key", "Clock")


async def examine(settings: Settings | BadSettings, environment: Iterable[str]) -> list[Finding]:
    """Looks at everything; `environment` are the names that are set in it."""
    if isinstance(settings, BadSettings):
        return _unreadable(settings)
    slack, discord, commands, key = (
        asyncio.create_task(platforms.slack(settings)),
        asyncio.create_task(platforms.discord(settings)),
        asyncio.create_task(platforms.discord_commands(settings)),
        key_found(settings),
    )
    storage, redis_ahead = _AFTER_KEY if failed(key) else await storage_found(settings)
    clocks = {"Redis": redis_ahead, **await _clocks(settings)}
    return [
        *settings_found(environment),
        *await slack,
        *platforms.whose_command(settings),
        *await discord,
        *await commands,
        *storage,
        *key_found(settings),  # once more: an empty store got one now
        clock.judged(clocks),
    ]


def _unreadable(error: BadSettings) -> list[Finding]:
    found, _, mend = str(error).rstrip(".").rpartition(". ")
    mend = mend.replace("Mend it", "correct it")
    first = Finding(area="Settings", state="failed", found=found, mend=mend)
    after = "not looked at: the settings come first"
    return [first, *(Finding(area=area, state="skipped", found=after) for area in _REST)]


async def _clocks(settings: Settings) -> dict[str, float | None]:
    """Whose clock is how far ahead, of the platforms that have tokens."""
    asked = {}
    if settings.slack_bot_token.get_secret_value():
        asked["Slack"] = settings.slack_api_url or platforms.SLACK
    if settings.discord_token.get_secret_value():
        asked["Discord"] = settings.discord_api_url or platforms.DISCORD
    return dict(zip(asked, await asyncio.gather(*(clock.ahead(url) for url in asked.values())), strict=True))
