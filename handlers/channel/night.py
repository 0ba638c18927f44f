"""Committee night: opened, voted on, closed, counted, told, and its sentences deleted a week later."""

import datetime as dt

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.entry import To
from bot.core.member import Group
from bot.core.reply import Reply, Skip
from bot.core.wall_time import WEEK, next_instant
from content.mocks import Case
from handlers.channel import calls, model, night_cards
from handlers.channel.channels import OPEN_FOR, tell_all, week_thread
from handlers.channel.model import BALLOTS, NIGHTS, PLANS, THE_PLAN, Ballot, Night, Plan

KEPT = WEEK
"""How long a sentence is kept after the close."""


async def open_night(ctx: Context, group: Group, name: str) -> bool:
    """Opens a night, unless there was one that day or no case is left; returns whether it did."""
    if await NIGHTS.get(ctx.unit, name) is not None:
        return False
    before = sorted((await NIGHTS.all(ctx.unit)).values(), key=lambda n: n.opened)
    case = model.next_case(ctx.content.cases, (n.case for n in before), ctx.chance)
    if case is None:
        return False
    night = Night(case=case.id, opened=ctx.now, closes=ctx.now + OPEN_FOR, channels=group.open_channels)
    NIGHTS.put(ctx.unit, name, night)
    ctx.do(calls.NightClose(night=name), name, at=night.closes)
    tell_all(ctx, group, calls.NightAsked(night=name), name)
    return True


def show_next_night(ctx: Context, plan: Plan, group: Group) -> Plan:
    """Has the next night shown in the calendars of the group's spaces; those of another plan are taken out."""
    for ref in plan.dates:
        ctx.give_up_booking(ref)
    nights = plan.rule(group).copy_with(days=(plan.case,)) if plan.on and plan.case is not None else None
    at = next_instant(nights, ctx.now) if nights else None
    for channel in group.open_channels if at else ():
        when = at.isoformat() if at else ""
        what = calls.NightShown(title="Committee night", at=when, minutes=60)
        ctx.book(To(channel=channel), what, when, channel, ctx.unit.uid, until=at or ctx.now)
    return plan.copy_with(dates=())


@work()
async def note_night_shown(ctx: Context, args: calls.NightShown) -> None:
    if args.ref:
        plan = await model.plan(ctx.unit)
        PLANS.put(ctx.unit, THE_PLAN, plan.copy_with(dates=(*plan.dates, args.ref)))


async def _find(ctx: Context, name: str) -> tuple[Night, Case] | None:
    """A night and its case, if the content still has it."""
    night = await NIGHTS.get(ctx.unit, name)
    case = ctx.content.cases.get(night.case) if night else None
    return (night, case) if night and case else None


async def _load(ctx: Context, name: str) -> tuple[Night, Case]:
    """The same; raises Refusal where the case was withdrawn."""
    if (found := await _find(ctx, name)) is None:
        raise night_cards.refuse_withdrawn()
    return found


@message()
async def ask_committee(ctx: Context, args: calls.NightAsked) -> Reply | Skip:
    found = await _find(ctx, args.night)
    if found is None or found[0].state != "open":
        return Skip(why="it's closed, or its case was withdrawn")
    night, case = found
    return Reply(body=night_cards.night_question(case, night, args.night))


@press()
async def show_packet(ctx: Context, args: calls.Packet) -> Reply:
    night, case = await _load(ctx, args.night)
    open_ = night.takes_answers(ctx.now)
    return Reply(body=night_cards.packet(case, args.night, args.page, open_=open_))


@press(form=("sentence", "show"), title="Your vote, in private", exempt=True)
async def vote(ctx: Context, args: calls.Vote) -> Reply:
    night, _ = await _load(ctx, args.night)
    if not night.takes_answers(ctx.now):
        raise night_cards.refuse_closed(args.night, night)
    before = await BALLOTS.get(ctx.unit, ctx.member.id)
    ballot = Ballot(night=args.night, side=args.side, sentence=args.sentence, show=args.show)
    BALLOTS.put(ctx.unit, ctx.member.id, ballot)
    return Reply(body=night_cards.vote_receipt(night, ballot, before=before))


@work()
async def close_night(ctx: Context, args: calls.NightClose) -> None:
    night = await NIGHTS.get(ctx.unit, args.night)
    if night is not None and night.state == "open":
        NIGHTS.put(ctx.unit, args.night, night.copy_with(state="closed"))
        ctx.do(calls.NightCount(night=args.night), args.night)


@work()
async def count_night(ctx: Context, args: calls.NightCount) -> None:
    night = await NIGHTS.get(ctx.unit, args.night)
    if night is None or night.state != "closed":
        return
    sides = [b.side for b in (await BALLOTS.all(ctx.unit)).values() if b.night == args.night]
    votes = {"hire": sides.count("hire"), "no_hire": sides.count("no_hire")}
    NIGHTS.put(ctx.unit, args.night, night.copy_with(state="counted", **votes))
    topic, group = week_thread(dt.date.fromisoformat(args.night)), await ctx.the_group()
    tell_all(ctx, group, calls.NightRevealed(night=args.night), args.night, topic=topic, among=night.channels)
    ctx.do(calls.NightClear(night=args.night), args.night, at=ctx.now + KEPT)


@message()
async def reveal_votes(ctx: Context, args: calls.NightRevealed) -> Reply | Skip:
    found = await _find(ctx, args.night)
    if found is None or found[0].state != "counted":
        return Skip(why="it isn't counted, or its case was withdrawn")
    night, case = found
    ballots = {m: b for m, b in (await BALLOTS.all(ctx.unit)).items() if b.night == args.night}
    names = await model.names(ctx.unit, ballots)
    arguments = model.best_arguments(case, ballots, names)
    return Reply(body=night_cards.reveal(case, night, args.night, arguments, names))


@press()
async def show_weighed(ctx: Context, args: calls.Weighed) -> Reply:
    night, case = await _load(ctx, args.night)
    if night.state != "counted":
        raise night_cards.refuse_early(args.night)
    return Reply(body=night_cards.considerations(case, args.night, args.page))


@work(drains=True)
async def clear_night(ctx: Context, args: calls.NightClear) -> None:
    for member in [m for m, ballot in (await BALLOTS.all(ctx.unit)).items() if ballot.night == args.night]:
        # checked at the commit: they may be voting on the next one
        ballot = await BALLOTS.get(ctx.unit, member)
        if ballot is not None and ballot.night == args.night:
            BALLOTS.delete(ctx.unit, member)
