"""The rules of time zones as this machine has them: by name, by the name a zone had or got, and which edition."""

import functools
import hashlib
import importlib.resources
import zoneinfo
from contextlib import suppress
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.text import echo

RENAMED: Final = (
    ("America/Godthab", "America/Nuuk"),
    ("Asia/Rangoon", "Asia/Yangon"),
    ("Asia/Calcutta", "Asia/Kolkata"),
    ("Asia/Katmandu", "Asia/Kathmandu"),
    ("Asia/Saigon", "Asia/Ho_Chi_Minh"),
    ("Atlantic/Faeroe", "Atlantic/Faroe"),
    ("Europe/Kiev", "Europe/Kyiv"),
    ("Pacific/Enderbury", "Pacific/Kanton"),
    ("Pacific/Ponape", "Pacific/Pohnpei"),
    ("Pacific/Truk", "Pacific/Chuuk"),
    ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ("America/Indianapolis", "America/Indiana/Indianapolis"),
    ("US/Alaska", "America/Anchorage"),
    ("US/Central", "America/Chicago"),
    ("US/Eastern", "America/New_York"),
    ("US/Hawaii", "Pacific/Honolulu"),
    ("US/Mountain", "America/Denver"),
    ("US/Pacific", "America/Los_Angeles"),
)
"""Old name, new name: a machine may know one of them only (an old edition, or one without the old names)."""


@functools.lru_cache(maxsize=1024)  # zoneinfo's own cache keeps eight zones, then reads files again
def find_rules(zone: str) -> ZoneInfo | None:
    """The rules of a zone, also under the name that it had or got; None: this machine has none of this name."""
    for name in (zone, *(one for pair in RENAMED if zone in pair for one in pair if one != zone)):
        with suppress(KeyError, ValueError, OSError):
            return ZoneInfo(name)
    return None


def zone_info(zone: str) -> ZoneInfo:
    """The rules of an IANA zone; a ValueError in words when there is none of this name, nor was."""
    if (found := find_rules(zone)) is None:
        raise ValueError(f"{echo(zone)} is not a time zone. Write a name such as Europe/Berlin.")
    return found


def clocks(zone: str) -> ZoneInfo:
    """The rules by which stored clocks are read: UTC for a zone that this machine does not know anymore.

    Whose zone has vanished still gets answers, and cards say so; nothing can be planned by it (`Wall` refuses).
    """
    return find_rules(zone) or zone_info("UTC")


def check_zone(zone: str) -> str:
    if zone == "localtime":
        raise ValueError("'localtime' is another zone on every machine. Write a name such as Europe/Berlin.")
    zone_info(zone)
    return zone


def is_known(zone: str) -> bool:
    """Whether this machine has the rules of a zone: one that was stored may have been taken out since."""
    return find_rules(zone) is not None


@functools.cache
def edition() -> str:
    """A digest of all rules that this machine has: it changes with them, whatever they call their version.

    Reads about a megabyte, once in a process's life, in some ten milliseconds.
    """
    digest = hashlib.sha256()
    for zone in sorted(zoneinfo.available_timezones()):
        digest.update(zone.encode())
        digest.update(_rules(zone))
    return digest.hexdigest()[:16]


def _rules(zone: str) -> bytes:
    """The file that zoneinfo reads for a zone: the system's, else the one of the tzdata package."""
    for folder in zoneinfo.TZPATH:
        if (file := Path(folder) / zone).is_file():
            return file.read_bytes()
    return importlib.resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
