"""When a member last weighed a trade-off, so that the checklist can tell that it was done."""

import datetime as dt

from bot.core.frozen import Frozen
from bot.core.ids import MemberId
from bot.store.repo import KEY, Repo
from bot.store.unit import Unit


class Practice(Frozen):
    """The last local day, and how often in all."""

    last: dt.date
    times: int = 1


PRACTICE = Repo("tradeoff", Practice, owned_by=KEY)


async def note(unit: Unit, member: MemberId, day: dt.date) -> None:
    """One more trade-off was weighed on this local day."""
    known = await PRACTICE.get(unit, member)
    PRACTICE.put(unit, member, Practice(last=day, times=known.times + 1 if known else 1))


async def practised(unit: Unit, member: MemberId, day: dt.date) -> set[str]:
    """The paths of the commands of this capability that the member used on a local day."""
    known = await PRACTICE.get(unit, member)
    return {"tradeoff"} if known and known.last == day else set()
