"""Pure: how lists follow what a member does with them: what nobody touches gives way, and unused minutes go."""

import datetime as dt
from typing import Literal

from bot.core.when import DAY
from handlers.checklist.model import Checklist, Tasks, rows

SWAPPED, ASKED_ABOUT = 2, 3
"""After so many lists on which nothing of a task was done others take its place, or it is asked about."""
SWAP_FOR, REST_FOR = 4 * DAY, 14 * DAY
FEW_LISTS = 3
"""So many lists have to be used little before they get shorter."""
SHORTEST = 5


def rolled(tasks: Tasks, record: Checklist) -> Checklist:
    """The record as the day after its list begins: what nobody touched gives way, and minutes used are noted."""
    day = record.day
    if day is None:
        return record
    known = [row for row in rows(tasks, record) if not row.task.daily]
    touched = {t.task for t in record.ticks if t.day >= day and not t.told}
    left = list(dict.fromkeys(r.task.key for r in known if not r.done and r.task.key not in touched))
    skips = {key: n for key, n in record.skips.items() if key not in touched}
    skips |= {key: skips.get(key, 0) + 1 for key in left}
    rested = {key: until for key, until in record.rested.items() if until > day}
    rested |= {key: day + SWAP_FOR for key in left if skips[key] == SWAPPED}
    tired = [key for key in left if skips[key] >= ASKED_ABOUT]
    rested |= dict.fromkeys(tired, day + REST_FOR)
    done = sum(r.minutes for r in known if r.done)
    used = record.minutes if known and all(r.done for r in known) else done
    return record.copy_with(
        skips={key: n for key, n in skips.items() if key not in tired},
        rested=rested,
        small=tuple(dict.fromkeys([*record.small, *(k for k in left if skips[k] == SWAPPED)])),
        asked=next(iter(tired), ""),
        used=(*record.used, used)[-FEW_LISTS:],
    )


def pace(record: Checklist, minutes: int) -> int:
    """Minutes of the next list: the member's own, or fewer when the last lists were used for half of it at most."""
    most = max(record.used, default=minutes)
    if len(record.used) < FEW_LISTS or 2 * most > minutes or record.minutes not in (0, minutes):
        return minutes
    return max(SHORTEST, -(-most // SHORTEST) * SHORTEST)


def resting(record: Checklist, day: dt.date) -> frozenset[str]:
    """Tasks that stand on no list of `day`."""
    return frozenset(key for key, until in record.rested.items() if until > day)


Resize = Literal["small", "never", "later", "back"]


def resized(record: Checklist, key: str, how: Resize, day: dt.date) -> Checklist:
    """What a member answered about a task: smaller, never, later this week, or as it was."""
    rested = {k: until for k, until in record.rested.items() if k != key}
    small = tuple(k for k in record.small if k != key)
    match how:
        case "small":
            small = (*small, key)
        case "never":
            rested[key] = dt.date.max
        case "later":
            rested[key] = day + SWAP_FOR
    skips = {k: n for k, n in record.skips.items() if k != key}
    asked = "" if record.asked == key else record.asked
    return record.copy_with(rested=rested, small=small, skips=skips, asked=asked)
