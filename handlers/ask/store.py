"""Which of these commands a member used last on which day; what was asked is never kept."""

import datetime as dt

from bot.core.ids import MemberId
from bot.core.values import Frozen
from bot.store.repo import KEY, Repo
from bot.store.unit import Unit


class Practice(Frozen):
    """A command as it would be typed (`to-ask round=inference`) -> the last local day."""

    last: dict[str, dt.date] = {}


PRACTICE = Repo("ask-practice", Practice, owned_by=KEY)


async def note(unit: Unit, member: MemberId, spec: str, day: dt.date) -> None:
    """The member used a command on this local day."""
    known = await PRACTICE.get(unit, member) or Practice()
    if known.last.get(spec) != day:
        PRACTICE.put(unit, member, Practice(last=known.last | {spec: day}))


async def practised(unit: Unit, member: MemberId) -> set[tuple[dt.date, str]]:
    """The commands of this capability that the member used, each with the local day."""
    known = await PRACTICE.get(unit, member)
    return {(last, spec) for spec, last in known.last.items()} if known else set()
