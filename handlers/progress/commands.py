"""Progress: orchestration only."""

import asyncio
import datetime as dt

from bot.context import Context
from bot.core.card import Button
from bot.core.command import command, press
from bot.core.ids import MemberId
from bot.core.reply import Reply
from bot.store.store import Unit
from handlers.checklist import cards as checklist_cards
from handlers.checklist import records as checklist
from handlers.checklist.model import Checklist
from handlers.checklist.records import CHECKLISTS
from handlers.critique import records as critique
from handlers.mocks import store as mocks
from handlers.progress import cards, model
from handlers.progress.calls import ByTopic, Progress
from handlers.progress.model import Practice
from handlers.quiz import records as quiz
from handlers.tradeoff import records as tradeoff


async def gather(unit: Unit, member: MemberId, today: dt.date) -> Practice:
    """What a member practiced, up to now; `today` is their local day."""
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


@command("What you practised, how often, what never")
async def progress(ctx: Context, args: Progress) -> Reply:
    found = await gather(ctx.unit, ctx.member.id, ctx.today)
    return Reply(body=cards.overview(found, _topics(ctx), await _done(ctx)))


@press()
async def by_topic(ctx: Context, args: ByTopic) -> Reply:
    found = await gather(ctx.unit, ctx.member.id, ctx.today)
    return Reply(body=cards.by_topic(found, _topics(ctx), args.page))


def _topics(ctx: Context) -> list[str]:
    return [q.topic for q in ctx.content.questions.values()]


async def _done(ctx: Context) -> Button | None:
    """The button that ticks off the task of today's list whose doing this card is."""
    rows = (await checklist.read_day(ctx)).rows
    mine = [(n, r) for n, r in enumerate(rows, 1) if r.task.call and r.task.call.path == Progress.path]
    return next((checklist_cards.done_button(row, n) for n, row in mine if not row.done), None)
