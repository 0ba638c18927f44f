"""Nothing is kept here: the counts come from the records of the capabilities below."""

import asyncio
import datetime as dt

from bot.core.ids import MemberId
from bot.store.store import Unit
from handlers.checklist.model import Checklist
from handlers.checklist.records import CHECKLISTS
from handlers.critique import records as critique
from handlers.mocks import store as mocks
from handlers.progress import model
from handlers.progress.model import Practice
from handlers.quiz import records as quiz
from handlers.tradeoff import records as tradeoff


async def gather(unit: Unit, member: MemberId, today: dt.date) -> Practice:
    """What a member practised, up to now; `today` is their local day."""
    record, learner, weighed, bullets, met = await asyncio.gather(
        CHECKLISTS.get(unit, member),
        quiz.learner(unit, member),
        tradeoff.PRACTICE.get(unit, member),
        critique.PRACTICE.get(unit, member),
        mocks.mocks_of(unit, member),
    )
    return model.practice(
        record or Checklist(),
        learner,
        met.values(),
        tradeoffs=weighed.times if weighed else 0,
        bullets=bullets.times if bullets else 0,
        today=today,
        now=unit.now,
    )
