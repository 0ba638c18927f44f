"""When a member last weighed a trade-off, for the checklist; and the cases that they saved."""

import datetime as dt

from pydantic import ConfigDict

from bot.core.member import Activity
from bot.core.values import Frozen, MemberId, Private
from bot.store.repo import KEY, Repo
from bot.store.store import Unit

MOST_SAVED = 20


class Practice(Activity):
    """The last local day. Earlier versions stored how often in all, too."""

    model_config = ConfigDict(extra="ignore")
    last: dt.date | None = None

    def uses(self) -> set[tuple[dt.date, str]]:
        return {(self.last, "tradeoff")} if self.last is not None else set()

    def with_use(self, spec: str, day: dt.date) -> "Practice":  # noqa: ARG002 - there is but one
        return Practice(last=day)


class SavedCase(Frozen):
    """A case on request: all that was typed, encrypted. `values` are the fields that aren't the member's text."""

    name: Private[str]
    options: Private[str]
    weights: Private[str] | None = None
    limits: Private[str] | None = None
    values: dict[str, str] = {}
    at: dt.datetime


PRACTICE = Repo("tradeoff", Practice, owned_by=KEY)
CASES = Repo("tradeoff.cases", SavedCase, owned_by=KEY)
"""By the member's id, a stroke, and an id of its own."""


async def saved_cases(unit: Unit, member: MemberId) -> dict[str, SavedCase]:
    """A member's saved cases by their own ids, the latest first."""
    mine = {k.partition("/")[2]: c for k, c in (await CASES.all(unit)).items() if k.startswith(f"{member}/")}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].at, reverse=True))
