"""Asking: orchestration only. A question is searched for and forgotten."""

import datetime as dt
import re

from bot.context import Context
from bot.core.card import Card
from bot.core.command import command, message, press
from bot.core.errors import BadArguments, blame_field
from bot.core.reply import Redirect, Reply
from bot.core.values import Call
from bot.core.wall_time import DAY, local, out_of_quiet
from content.models import Ask as Question
from content.models import TimelineStage
from content.search_terms import words
from handlers.ask import calls, cards, model, wait_cards, waits

_ASK_ME = re.compile(r"me (?:\w+ ){0,3}(?:questions?|something|anything|one)\W*", re.IGNORECASE)
"""After "ask": who says so wants to be asked, as the button of the first DM offers."""


@command(
    "Facts with their sources, and what is doubtful",
    form=("question",),
    title="Ask the notes",
    example="what is p99?",
    guest=True,
)
async def ask(ctx: Context, args: calls.Ask) -> Reply | Redirect:
    question = args.question.value
    if _ASK_ME.fullmatch(question):
        return Redirect(call=Call(path="quiz", values={"count": "1"}))
    await ctx.note_use(model.PRACTICE, calls.Ask.path)
    key = model.reference(question)
    if key is not None and (key in ctx.content.facts or key.startswith("A")):
        return _one(ctx, key)
    if (topic := model.topic_of(ctx.content, question)) is not None:
        return _topic(ctx, topic, 1)
    known = model.index_of(ctx.content)
    hits = model.search(known, question)
    if not hits:
        return Reply(body=_nothing(ctx, question))
    show = cards.search_result if model.fits(known, question, hits[0]) else cards.nearest_notes
    return Reply(body=show(ctx.content, hits))


def _nothing(ctx: Context, question: str) -> Card:
    return cards.no_result(words(question), model.topics(ctx.content), len(ctx.content.claims))


def _one(ctx: Context, key: str, page: int = 1) -> Reply:
    """A note by its id, or that there is none."""
    found = model.notes(ctx.content).get(key)
    if found is not None:
        return Reply(body=cards.note(ctx.content, found, page))
    if key.startswith("A"):
        return Reply(body=cards.no_claim(key[1:].lstrip("0") or "0", len(ctx.content.claims)))
    return Reply(body=cards.no_note(key))


def _topic(ctx: Context, topic: str, page: int) -> Reply:
    ids = [fact.id for fact in ctx.content.facts.values() if fact.topic == topic]
    if not ids:
        return Reply(body=_nothing(ctx, topic))
    return Reply(body=cards.topic_page(ctx.content, topic, ids, page))


@press(guest=True)
async def show_note(ctx: Context, args: calls.ShowNote) -> Reply:
    return _one(ctx, args.id, args.page)


@press(guest=True)
async def more_notes(ctx: Context, args: calls.MoreNotes) -> Reply:
    known = model.notes(ctx.content)
    ids = [key for key in args.ids.split(".") if key in known]
    if not ids:
        return Reply(body=_nothing(ctx, args.ids))
    return Reply(body=cards.more_notes(ctx.content, ids, args.total))


@press(guest=True)
async def topic(ctx: Context, args: calls.Topic) -> Reply:
    return _topic(ctx, args.topic, args.page)


# waits


@command(
    "When to expect an answer, in business days",
    form=("stage", "date"),
    opens="asked",
    title="When to expect an answer",
    example="date=2026-12-17 onsite-to-update",
)
async def timeline(ctx: Context, args: calls.Timeline) -> Reply:
    await ctx.note_use(model.PRACTICE, calls.Timeline.path)
    typed, date = args.stage or "", args.date
    stages = ctx.content.timeline
    found = waits.find(stages, typed)
    if typed and not found:
        typed, date = _apart(typed, date, ctx.today)
        found = waits.find(stages, typed)
    if date is not None and waits.too_far(date, ctx.today):
        raise BadArguments({"date": wait_cards.too_far(date, waits.YEARS)})
    if not typed:
        return Reply(body=wait_cards.choose(list(stages.values()), 1, date))
    if not found:
        raise BadArguments({"stage": wait_cards.no_stage(typed, waits.nearest(stages, typed))})
    if len(found) > 1:
        return Reply(body=wait_cards.which([stages[key] for key in found], typed, date))
    stage = stages[found[0]]
    if date is None:
        return Reply(body=wait_cards.need_date(stage))
    wait = waits.wait(stage, date, (await ctx.the_group()).country)
    return Reply(body=wait_cards.window(ctx.content, wait, waits.other_figure(stages, stage), ctx.today))


def _apart(typed: str, date: dt.date | None, today: dt.date) -> tuple[str, dt.date | None]:
    """The wait and the date in a text that holds both; a date that is known already stays."""
    if date is not None:
        return typed.partition("date=")[0].strip(), date
    with blame_field("date", ValueError):
        return waits.split(typed, today)


@press()
async def all_waits(ctx: Context, args: calls.Waits) -> Reply:
    stages = list(ctx.content.timeline.values())
    return Reply(body=wait_cards.choose(stages, args.page, args.date))


@press()
async def remind_me(ctx: Context, args: calls.RemindMe) -> Reply:
    stage = _stage(ctx, args.stage)
    if waits.too_far(args.date, ctx.today):
        raise BadArguments({"": wait_cards.too_far(args.date, waits.YEARS)})
    found = waits.wait(stage, args.date, (await ctx.the_group()).country)
    at = ctx.member.note_at(found.write)
    if at <= ctx.now:
        return Reply(body=wait_cards.past_day(found.write))
    over = calls.WaitOver(stage=stage.key, date=args.date)
    ctx.tell(ctx.member.id, over, stage.key, args.date.isoformat(), at=at, within=DAY)
    comes = local(out_of_quiet(at, ctx.member.zone, ctx.member.quiet), ctx.member.zone)
    return Reply(body=wait_cards.reminder_receipt(comes))


def _stage(ctx: Context, key: str) -> TimelineStage:
    if key not in ctx.content.timeline:
        raise BadArguments({"": wait_cards.no_stage(key, waits.nearest(ctx.content.timeline, key))})
    return ctx.content.timeline[key]


@message(neutral="Your reminder for today.")
async def wait_over(ctx: Context, args: calls.WaitOver) -> Reply:
    found = waits.wait(_stage(ctx, args.stage), args.date, (await ctx.the_group()).country)
    return Reply(body=wait_cards.wait_end(found))


# questions for one's interviewers


@command(
    "Questions to ask your interviewers",
    form=("round",),
    opens="asked",
    title="Questions to ask",
    example="inference",
)
async def to_ask(ctx: Context, args: calls.ToAsk) -> Reply:
    spec = f"{calls.ToAsk.path} round={args.round}" if args.round else calls.ToAsk.path
    await ctx.note_use(model.PRACTICE, spec)
    return Reply(body=cards.to_ask(_asks(ctx, args.round), args.round, 1))


def _asks(ctx: Context, kind: str | None) -> list[Question]:
    return [ask for ask in ctx.content.asks.values() if kind is None or kind in ask.rounds]


@press()
async def more_to_ask(ctx: Context, args: calls.MoreToAsk) -> Reply:
    return Reply(body=cards.to_ask(_asks(ctx, args.round), args.round, args.page))


@press()
async def why_ask(ctx: Context, args: calls.WhyAsk) -> Reply:
    return Reply(body=cards.why_ask(_asks(ctx, args.round), args.round, args.page))
