"""Progress: orchestration only."""

import asyncio
import dataclasses
import datetime as dt

from bot.context import Context
from bot.core.command import command, press, work
from bot.core.reply import Reply, Skip
from bot.core.values import MemberId
from bot.core.wall_time import DAY, local_date
from bot.store import members
from content.mocks import scales
from content.models import Round
from handlers.checklist import records as checklist
from handlers.checklist.model import Checklist
from handlers.checklist.records import CHECKLISTS
from handlers.feedback import model as feedback
from handlers.feedback.model import FEEDBACK
from handlers.mocks import records as mocks
from handlers.practice import PRACTICE, STREAKS, Look, private_message
from handlers.progress import calls, cards, model
from handlers.progress.model import Overview, Proof
from handlers.quiz import course
from handlers.quiz import records as quiz
from handlers.session.model import sessions_of
from handlers.stories.records import PORTFOLIOS

WINS = frozenset(["quiz", "bullet", "story", "tradeoff"])
"""What makes a first day one: a task may be told, and a mock has its own milestone."""


async def _gather(ctx: Context) -> Overview:
    unit, me = ctx.unit, ctx.member.id
    day = await checklist.read_day(ctx)
    kept = CHECKLISTS.get(unit, me), quiz.learner(unit, me), PRACTICE.get_or_new(unit, me)
    record, learner, log = await asyncio.gather(*kept)
    bank, _ = await quiz.bank(unit, ctx.content)
    due = len(course.list_due(learner, bank.on(None), ctx.today))
    known, tasks = record or Checklist(), ctx.content.tasks
    own = tuple(t for t in known.ticks if t.task not in tasks or not tasks[t.task].daily)
    joined = local_date(ctx.member.joined, ctx.member.zone)
    streak = day.full_streak if ctx.member.streak else None
    mine = known.copy_with(ticks=own)
    return model.overview(mine, log, learner, streak=streak, due=due, today=ctx.today, joined=joined)


@command("What got better, what is due, and what you did")
async def progress(ctx: Context, args: calls.Progress) -> Reply:
    await checklist.tick_off(ctx, args.path)
    return Reply(body=cards.overview(await _gather(ctx)))


@press()
async def by_topic(ctx: Context, args: calls.ByTopic) -> Reply:
    topics = [q.topic for q in ctx.content.questions.values()]
    return Reply(body=cards.by_topic(await _gather(ctx), topics, args.page))


@press()
async def show_rounds(ctx: Context, args: calls.Rounds) -> Reply:
    unit, me = ctx.unit, ctx.member.id
    learner, kept = await quiz.learner(unit, me), await PORTFOLIOS.get_or_new(unit, me)
    mine, given = await sessions_of(unit, me), (await FEEDBACK.all(unit)).values()
    answered = {key: one for key, one in mine.items() if one.candidate == me and not one.alone}
    found = []
    for which in Round:
        last, session = next(((k, s) for k, s in answered.items() if s.round == which), ("", None))
        on_it = [one for one in given if one.session == last]
        marks: list[int] = []
        if session is not None and feedback.opens(session, len(on_it), ctx.now):
            about_me = (one for one in on_it if one.about == me and not one.own)
            marks = [level for one in about_me for level in one.levels.values() if level]
        own = [one for one in ctx.content.criteria.values() if one.round == which]
        topics = [t for s in scales(own, ctx.content.rounds[which.value], "candidate") for t in s.topics]
        things = kept.stories if which is Round.BEHAVIOURAL else kept.projects
        proof = Proof(
            round=which,
            skill=model.strongest(learner.tallies, topics),
            shown_by=things[0].title.value if things and which is not Round.CODING_ALGORITHMS else "",
            marks=tuple(marks),
            mock=session.begun.date() if session and session.begun else None,
        )
        found.append(proof)
    return Reply(body=cards.rounds(found))


# milestones


@work()
async def look_for_milestones(ctx: Context, args: Look) -> None:
    """Each milestone is told once; a streak that began before it was looked at is not congratulated late."""
    member = await members.MEMBERS.get(ctx.unit, MemberId(args.member))
    if member is None:
        return
    day = await checklist.open_day(dataclasses.replace(ctx, joined=member))
    held = [m for m in (await mocks.mocks_of(ctx.unit, member.id)).values() if m.state in ("met", "running")]
    done = [s for s in (await sessions_of(ctx.unit, member.id)).values() if not s.alone]
    reached = model.milestones(
        day.full_streak.days,
        day.active,
        day.date,
        mocks=len(held),
        rounds=len({s.round for s in done}),
        strong=args.strong,
        first=local_date(member.joined, member.zone) == day.date
        and not WINS.isdisjoint(day.log.days.get(day.date, ())),
    )
    new = [name for name in reached if name not in day.log.milestones]
    if new:
        log = day.log.copy_with(milestones=(*day.log.milestones, *new))
        PRACTICE.put(ctx.unit, member.id, log)
    stale = {f"streak-{n}" for n in STREAKS if n != day.full_streak.days or not member.streak}
    stale |= {"mock"} if len(held) > 1 else set()
    stale |= {"streak-14"} if "fortnight" in new else set()  # its picture shows the 14 days
    for name in new:
        if name not in stale:
            # feedback comes first
            at = ctx.now + dt.timedelta(hours=3) if name in ("mock", "rounds") else None
            ctx.tell(member.id, calls.Milestone(name=name), name, at=at, within=DAY)


@private_message()
async def celebrate(ctx: Context, args: calls.Milestone) -> Reply | Skip:
    if args.name == "day-1":
        return Reply(body=cards.first_day(next(iter(await checklist.coming(ctx, ctx.member)), None)))
    seated = await mocks.SEATS.get(ctx.unit, ctx.member.id) is not None
    return Reply(body=cards.milestone(args.name, await _gather(ctx), seated=seated))
