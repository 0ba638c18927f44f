"""A folder of nightly backups: how its files are named, which are kept, and how old the newest is."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

DAYS, WEEKS = 7, 4
"""What is kept: each of the last seven backups, and the newest of each of the last four weeks."""
_NAME = re.compile(r"loopmate-(\d{4}-\d{2}-\d{2})\.gz")


def file_of(folder: Path, day: dt.date) -> Path:
    """The backup of a day, in UTC."""
    return folder / f"loopmate-{day:%Y-%m-%d}.gz"


def days_in(folder: Path) -> list[dt.date]:
    """The days that have a backup, oldest first; other files don't count. Raises OSError."""
    return sorted(
        dt.date.fromisoformat(found[1]) for file in folder.iterdir() if (found := _NAME.fullmatch(file.name))
    )


def superfluous(days: Iterable[dt.date]) -> list[dt.date]:
    """The days whose backups may go."""
    newest = sorted(days, reverse=True)
    of_week = {day.isocalendar()[:2]: day for day in reversed(newest)}
    weekly = sorted(of_week.values(), reverse=True)[:WEEKS]
    return [day for day in newest[DAYS:] if day not in weekly]


def age_of_newest(folder: Path, now: dt.datetime) -> tuple[Path, dt.timedelta] | None:
    """The newest backup by its name, and how long ago it was finished; None where there is none. Raises OSError."""
    days = days_in(folder)
    if not days:
        return None
    file = file_of(folder, days[-1])
    return file, now - dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)


def age_in_words(age: dt.timedelta) -> str:
    """Rounded down: `5 hours`, `3 days`."""
    hours = max(0, int(age.total_seconds() // 3600))
    count, unit = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{count} {unit}{'' if count == 1 else 's'}"
