"""All that the doctor looks at, in the order in which an organizer meets it."""

import asyncio
from collections.abc import Iterable
from typing import Any

from bot.app import registry
from bot.core.finding import Finding, has_failed
from bot.doctor import clock
from bot.doctor.installation import examine_backups, examine_key, examine_settings, examine_storage
from bot.platforms.spec import PlatformSpec, specs, specs_for
from bot.settings import BadSettings, Settings

_AFTER_KEY = [Finding(area="Storage", state="skipped", found="not looked at: the key comes first")], None


async def examine(settings: Settings | BadSettings, environment: Iterable[str]) -> list[Finding]:
    """Looks at everything; `environment` are the names that are set in it."""
    if isinstance(settings, BadSettings):
        return _unreadable(settings)
    looking = [asyncio.create_task(_examine_platform(spec, settings)) for spec in specs_for(settings)]
    key = examine_key(settings)
    storage, redis_ahead = _AFTER_KEY if has_failed(key) else await examine_storage(settings)
    connected = [one for look in looking for one in await look]
    clocks = {"Redis": redis_ahead, **await _clocks(settings)}
    return [
        *examine_settings(environment),
        *connected,
        *storage,
        *examine_key(settings),  # once more: an empty store got one now
        *examine_backups(settings.backup_dir),
        clock.judge_clocks(clocks),
    ]


async def _examine_platform(spec: PlatformSpec[Any], settings: Settings) -> list[Finding]:
    found = await asyncio.gather(spec.examine(settings), spec.examine_commands(settings, registry()))
    return [one for part in found for one in part]


def _unreadable(error: BadSettings) -> list[Finding]:
    found, _, fix = str(error).rstrip(".").rpartition(". ")
    fix = fix.replace("Fix it", "correct it")
    first = Finding(area="Settings", state="failed", found=found, fix=fix)
    after = "not looked at: the settings come first"
    titles = [spec.title for spec in specs() if spec.settings is not Settings]
    areas = [*titles, "Storage", "Key", "Backups", "Clock"]
    return [first, *(Finding(area=area, state="skipped", found=after) for area in areas)]


async def _clocks(settings: Settings) -> dict[str, float | None]:
    """Whose clock is how far ahead, of the platforms that have tokens."""
    urls = {spec.title: spec.clock(settings) for spec in specs_for(settings) if spec.is_set_up(settings)}
    asked = {title: url for title, url in urls.items() if url}
    return dict(zip(asked, await asyncio.gather(*map(clock.measure_ahead, asked.values())), strict=True))
