"""One record a member: the quiz that is open, what is remembered of each question, and the counts."""

import datetime as dt

from bot.core.ids import MemberId
from bot.store.repo import KEY, Repo
from bot.store.unit import Unit
from handlers.quiz.model import Learner

LEARNERS = Repo("quiz", Learner, owned_by=KEY)
WRONG = "quiz.wrong/"
"""Begins the names of the group's counts of questions called wrong; the question's id follows."""


async def learner(unit: Unit, member: MemberId) -> Learner:
    """What is known of a member's quizzes; empty before the first."""
    return await LEARNERS.get(unit, member) or Learner()


def keep(unit: Unit, member: MemberId, value: Learner) -> None:
    LEARNERS.put(unit, member, value)


async def called_wrong(unit: Unit) -> dict[str, int]:
    """Question id -> how many members called it wrong."""
    counts = await unit.counts()
    return {name.removeprefix(WRONG): n for name, n in counts.items() if name.startswith(WRONG)}


async def practised(unit: Unit, member: MemberId, day: dt.date) -> set[str]:
    """What the member finished on a local day, as it would be typed: `quiz topic=latency mode=mixed`.

    `topic=all mode=review` stands there when nothing was due any more.
    """
    known = await learner(unit, member)
    return set(known.practised) if known.practised_on == day else set()
