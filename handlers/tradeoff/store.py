"""When a member last weighed a trade-off, so that the checklist can tell that it was done; and what they saved."""

import datetime as dt

from bot.core.ids import MemberId
from bot.core.values import Frozen, Private
from bot.store.repo import KEY, Repo
from bot.store.unit import Unit

MOST_SAVED = 20


class Practice(Frozen):
    """The last local day, and how often in all."""

    last: dt.date
    times: int = 1


class SavedCase(Frozen):
    """A case on request: all that was typed, encrypted. `values` are the fields that are no text of the member's."""

    name: Private[str]
    options: Private[str]
    weights: Private[str] | None = None
    limits: Private[str] | None = None
    values: dict[str, str] = {}
    at: dt.datetime


PRACTICE = Repo("tradeoff", Practice, owned_by=KEY)
CASES = Repo("tradeoff.cases", SavedCase, owned_by=KEY)
"""By the member's id, a stroke, and an id of its own."""


async def note(unit: Unit, member: MemberId, day: dt.date) -> None:
    """One more trade-off was weighed on this local day."""
    known = await PRACTICE.get(unit, member)
    PRACTICE.put(unit, member, Practice(last=day, times=known.times + 1 if known else 1))


async def practised(unit: Unit, member: MemberId) -> set[tuple[dt.date, str]]:
    """The paths of the commands of this capability that the member used, each with the local day."""
    known = await PRACTICE.get(unit, member)
    return {(known.last, "tradeoff")} if known else set()


async def saved(unit: Unit, member: MemberId) -> dict[str, SavedCase]:
    """A member's saved cases by their own ids, the latest first."""
    mine = {k.partition("/")[2]: c for k, c in (await CASES.all(unit)).items() if k.startswith(f"{member}/")}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].at, reverse=True))
