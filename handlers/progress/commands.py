"""Progress: orchestration only."""

from bot.context import Context
from bot.core.card import Button
from bot.core.command import command, press
from bot.core.reply import Reply
from handlers.checklist import cards as checklist_cards
from handlers.checklist import records as checklist
from handlers.progress import cards, store
from handlers.progress.calls import ByTopic, Progress


@command("What you practised, how often, what never")
async def progress(ctx: Context, args: Progress) -> Reply:
    found = await store.gather(ctx.unit, ctx.member.id, ctx.today)
    return Reply(body=cards.overview(found, _topics(ctx), await _done(ctx)))


@press()
async def by_topic(ctx: Context, args: ByTopic) -> Reply:
    found = await store.gather(ctx.unit, ctx.member.id, ctx.today)
    return Reply(body=cards.by_topic(found, _topics(ctx), args.page))


def _topics(ctx: Context) -> list[str]:
    return [q.topic for q in ctx.content.questions.values()]


async def _done(ctx: Context) -> Button | None:
    """The button that ticks off the task of today's list whose doing this card is."""
    rows = (await checklist.read_day(ctx)).rows
    mine = [(n, r) for n, r in enumerate(rows, 1) if r.task.call and r.task.call.path == Progress.path]
    return next((checklist_cards.done_button(row, n) for n, row in mine if not row.done), None)
