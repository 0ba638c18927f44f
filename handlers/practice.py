"""Practice: what each member did on which day: quizzes, trade-offs, bullets, stories, mocks, the question of the day.

The log is kept for a bit more than a year. Tasks have theirs: the checklist's ticks.
"""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Literal

from pydantic import Field

from bot.context import Context
from bot.core.command import Args, message
from bot.core.member import Member
from bot.core.values import Frozen
from bot.core.wall_time import DAY, local_date, monday_of
from bot.store.repo import KEY, Repo

Kind = Literal["quiz", "day", "tradeoff", "bullet", "story", "mock"]
"""`day`: the question of the day."""
ANSWER = 2
"""Minutes of a quiz answer, with what is read about it."""
MINUTES: Mapping[Kind, int] = {"quiz": 0, "day": 1, "tradeoff": 10, "bullet": 5, "story": 14, "mock": 45}
"""What one takes, as the checklist's tasks say; of quizzes each answer counts."""
private_message = partial(message, neutral="News about your study session.")
"""A message about mocks, sessions and milestones: who wants that has nothing of it on a locked screen."""
STREAKS = (3, 7, 14, 30)
"""Days of a streak that are celebrated."""
KEPT = 400 * DAY
ANSWERS = "answers/"
"""Begins the names of the group's counts of answers by week; its Monday follows."""


class Practice(Frozen):
    """Local day -> what was practiced on it; and the milestones that were celebrated, each once."""

    days: dict[dt.date, tuple[Kind, ...]] = {}
    milestones: tuple[str, ...] = ()

    def celebrates(self, streak: int) -> bool:
        """Whether a streak of so many days is about to be celebrated."""
        return streak in STREAKS and f"streak-{streak}" not in self.milestones

    def with_kind(self, kind: Kind, day: dt.date) -> "Practice":
        """The log with something practiced on a day."""
        kinds = dict.fromkeys([*self.days.get(day, ()), kind])
        kept = {d: k for d, k in self.days.items() if day - d <= KEPT}
        return self.copy_with(days={**kept, day: tuple(kinds)})


class Look(Args, path="practice.look"):
    """Looks whether a member has reached a milestone; `strong`: a bullet was just called so."""

    member: str = Field(max_length=40)
    strong: bool = Field(False)


PRACTICE = Repo("practice", Practice, owned_by=KEY)


async def note_practice(
    ctx: Context, kind: Kind, *, whose: Member | None = None, strong: bool = False
) -> None:
    """Something was practiced now, by the caller or `whose`; `strong`: a bullet with nothing left to fix."""
    member = whose or ctx.member
    day, known = local_date(ctx.now, member.zone), await PRACTICE.get_or_new(ctx.unit, member.id)
    if kind in ("quiz", "day"):
        ctx.unit.add(f"{ANSWERS}{monday_of(day)}")
    fresh = known.with_kind(kind, day)
    if fresh != known:
        PRACTICE.put(ctx.unit, member.id, fresh)
    first_strong = strong and "bullet" not in known.milestones
    if day not in known.days or kind == "mock" or first_strong:
        look_for_milestones(ctx, member, kind, strong=first_strong)


def look_for_milestones(ctx: Context, member: Member, what: str, *, strong: bool = False) -> None:
    """Has it looked at whether a milestone is reached: once a day for each kind of practice."""
    day = local_date(ctx.now, member.zone)
    look = Look(member=member.id, strong=strong)
    ctx.do(look, f"{day}", what, f"{strong}", about=member.id)
