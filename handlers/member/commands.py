"""Joining, settings, pausing, privacy: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.call import Call
from bot.core.card import Card
from bot.core.command import ANYONE, command, message, press, work
from bot.core.entry import To
from bot.core.errors import BadArguments, Later
from bot.core.ids import AccountId, ChannelId, MemberId, new_id, space_of
from bot.core.member import Account, Member
from bot.core.reply import Reply, Skip
from bot.core.when import Wall, local_date
from bot.store import forget, ledger, members
from handlers.checklist import store as checklist
from handlers.checklist.calls import Reminder
from handlers.checklist.store import REMINDER
from handlers.member import cards, model
from handlers.member.calls import (
    CheckDm,
    DmClosed,
    DmTest,
    Enter,
    Expire,
    ExportReady,
    ForgetNow,
    Keep,
    Pause,
    PrivacyExport,
    PrivacyForget,
    PrivacyShow,
    RemoveDate,
    Resume,
    Rewrite,
    Settings,
    Start,
    Sweep,
    TestDm,
    Welcome,
    Why,
)
from handlers.member.store import note
from handlers.mocks import store as mocks
from handlers.mocks.calls import Check
from handlers.mocks.store import MOCKS

NIGHTLY = Wall(at=dt.time(3, 30), zone="UTC")


@command(
    "Join, and set up in a minute",
    access=ANYONE,
    form=("zone", "date", "minutes", "days", "quiet", "rounds", "level"),
    opens="asked",
    title="Join the study group",
    example="zone=Europe/Berlin minutes=15",
)
async def start(ctx: Context, args: Start) -> Reply:
    if ctx.joined is not None:
        return Reply(body=cards.already(ctx.joined))
    _refuse_past(args.date, model.earliest_today(ctx.now, args.zone))
    if args.zone is None:
        everyone = (await members.MEMBERS.all(ctx.unit)).values()
        zones = model.zones_to_offer(everyone, (await ctx.the_group()).zone)
        return Reply(body=cards.ask_zone(args, zones, ctx.now))
    member = model.new_member(
        args,
        args.zone,
        member=MemberId(new_id(ctx.chance)),
        name=ctx.who.name,
        account=ctx.who.account,
        now=ctx.now,
    )
    _enrol(ctx, member)
    return Reply(body=cards.joined(member, await _next(ctx, member)))


def _enrol(ctx: Context, member: Member) -> None:
    """Writes the membership and sets up all that follows from it."""
    account = ctx.who.account
    members.MEMBERS.put(ctx.unit, member.id, member)
    members.ACCOUNTS.put(ctx.unit, account, Account(id=account, member=member.id, space=space_of(account)))
    ctx.tell(member.id, Welcome(), "joined")
    check = CheckDm(member=member.id, channel=ctx.who.channel or "")
    ctx.do(check, "joined", about=member.id, at=ctx.now + dt.timedelta(minutes=1))
    ctx.do(Enter(account=account), "joined", about=member.id)
    ctx.every("expire", NIGHTLY, Expire(), whom=None, late=dt.timedelta(hours=20))
    note(ctx, "join")
    ctx.every(REMINDER, member.daily(), Reminder(), whom=member.id)


async def _next(ctx: Context, member: Member) -> dt.datetime | None:
    """When the next list comes; None in a pause without end."""
    return next(iter(await checklist.coming(ctx, member)), None)


def _refuse_past(date: dt.date | None, today: dt.date) -> None:
    if date is not None and date < today:
        raise BadArguments(
            {"date": f"{date:%d %B %Y} has passed. Write the day of your interview, or leave it out."}
        )


@message(urgent=True)
async def welcome(ctx: Context, args: Welcome) -> Reply:
    bullet = Call(path="bullet", ask=True) if ctx.registry.find("bullet") else None
    return Reply(body=cards.welcome(bullet))


@work()
async def enter(ctx: Context, args: Enter) -> None:
    await ctx.directory.used(AccountId(args.account), ctx.group, ctx.now)


@work()
async def check_dm(ctx: Context, args: CheckDm) -> None:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    channel = (await ctx.the_group()).channel or args.channel
    if member is not None and member.dm_open is False and channel:
        ctx.tell(To(channel=ChannelId(channel)), DmClosed(member=member.id), ctx.unit.uid)


@message()
async def dm_closed(ctx: Context, args: DmClosed) -> Reply | Skip:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.dm_open:
        return Skip(why="no longer needed")
    return Reply(body=cards.dm_closed(member.name))


@press()
async def test_dm(ctx: Context, args: TestDm) -> Reply:
    ctx.tell(ctx.member.id, DmTest())
    check = CheckDm(member=ctx.member.id, channel=ctx.who.channel or "")
    ctx.do(check, about=ctx.member.id, at=ctx.now + dt.timedelta(minutes=1))
    return Reply(body=cards.dm_tested())


@message(urgent=True)
async def dm_test(ctx: Context, args: DmTest) -> Reply:
    return Reply(body=cards.dm_test())


@command(
    "All your settings, to see and to change",
    form=("zone", "date", "minutes", "days", "at", "quiet", "rounds", "level", "discreet", "streak"),
    opens="asked",
    title="Your settings",
    example="minutes=30 days=mon,wed,fri",
)
async def settings(ctx: Context, args: Settings) -> Reply:
    if not args.model_fields_set:
        return Reply(body=await _settings(ctx, ctx.member, "Your settings."))
    member = model.changed(ctx.member, args)
    if member.date != ctx.member.date:
        _refuse_past(member.date, local_date(ctx.now, member.zone))
    _save(ctx, member)
    return Reply(body=await _settings(ctx, member, "Saved. Your settings now:"))


async def _settings(ctx: Context, member: Member, first: str) -> Card:
    today = local_date(ctx.now, member.zone)
    return cards.settings(member, first=first, today=today, upcoming=await _next(ctx, member))


def _save(ctx: Context, member: Member) -> None:
    members.MEMBERS.put(ctx.unit, member.id, member)
    ctx.every(REMINDER, member.daily(), Reminder(), whom=member.id)


@press()
async def remove_date(ctx: Context, args: RemoveDate) -> Reply:
    member = ctx.member.model_copy(update={"date": None})
    members.MEMBERS.put(ctx.unit, member.id, member)
    return Reply(body=await _settings(ctx, member, "The date is gone. Your plan is a rolling fortnight now:"))


@command("One pause for everything", example="2027-01-07")
async def pause(ctx: Context, args: Pause) -> Reply:
    if args.until is not None and args.until <= ctx.today:
        raise BadArguments(
            {"until": f"{args.until:%d %B %Y} is not in the future. Write the day you are back."}
        )
    await checklist.rested(ctx.unit, ctx.member, ctx.today)
    member = model.paused(ctx.member, ctx.now, args.until)
    members.MEMBERS.put(ctx.unit, member.id, member)
    return Reply(body=cards.paused(args.until))


@command("End the pause")
async def resume(ctx: Context, args: Resume) -> Reply:
    await checklist.rested(ctx.unit, ctx.member, ctx.today)
    member = ctx.member.model_copy(update={"pause": None})
    _save(ctx, member)
    return Reply(body=cards.resumed(await _next(ctx, member), held=ctx.member.paused(ctx.today)))


@press()
async def why(ctx: Context, args: Why) -> Reply:
    written = [entry for entry in await ledger.read(ctx.unit, ctx.member.id) if entry.path == args.about]
    daily = args.about == Reminder.path
    rule = cards.daily_rule(ctx.member) if daily else cards.reason(args.about)
    upcoming = await checklist.coming(ctx, ctx.member) if daily else []
    return Reply(body=cards.why(rule, written[0] if written else None, upcoming))


@command("What I keep about you, and who could read it", access=ANYONE)
async def privacy_show(ctx: Context, args: PrivacyShow) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.nothing_kept())
    found = await forget.export(ctx.store, ctx.unit, ctx.member.id)
    return Reply(body=cards.kept(model.counted(found), ctx.store.embedded))


@command("All of it, as a file in your DM", access=ANYONE, heavy=True)
async def privacy_export(ctx: Context, args: PrivacyExport) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.nothing_kept())
    ctx.tell(ctx.member.id, ExportReady())
    return Reply(body=cards.export_coming())


@message(urgent=True)
async def export_ready(ctx: Context, args: ExportReady) -> Reply:
    records = await forget.export(ctx.store, ctx.unit, ctx.member.id)
    texts = await forget.texts_of(ctx.store, ctx.unit, ctx.member.id)
    data = model.archive(records, texts, ctx.now)
    return Reply(body=cards.export_ready("loopmate-export.zip", data))


@command("Delete it: drafts, or everything", access=ANYONE, example="scope=drafts")
async def privacy_forget(ctx: Context, args: PrivacyForget) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.nothing_kept())
    if args.scope == "everything":
        coming = [m for m in (await MOCKS.all(ctx.unit)).values() if m.coming(ctx.now)]
        return Reply(body=cards.confirm_forget(sum(ctx.member.id in m.members for m in coming)))
    mine = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.member == ctx.member.id]
    for token in mine:
        members.KEPT.delete(ctx.unit, token)
    _rewrite(ctx)
    return Reply(body=cards.drafts_forgotten(len(mine)))


@press()
async def forget_now(ctx: Context, args: ForgetNow) -> Reply:
    """The first step: without a membership no later commit of theirs can succeed."""
    member = ctx.member
    members.MEMBERS.delete(ctx.unit, member.id)
    for account in member.accounts:
        members.ACCOUNTS.delete(ctx.unit, account)
    for name in await ctx.unit.jobs(member.id):
        ctx.cancel(name, member.id)
    for key in await mocks.coming(ctx.unit, member.id):  # partners hear now, not at the next reminder
        ctx.do(Check(mock=key), key, f"{ctx.now:%Y-%m-%dT%H:%M:%S}")
    ctx.do(Sweep(member=member.id, accounts="\n".join(member.accounts)))
    note(ctx, "forget")
    return Reply(body=cards.forgotten(model.next_hour(ctx.now) if ctx.store.embedded else None))


@press()
async def keep(ctx: Context, args: Keep) -> Reply:
    return Reply(body=cards.kept_after_all(), replace=True)


@work(drains=True)
async def sweep(ctx: Context, args: Sweep) -> None:
    accounts = [AccountId(account) for account in args.accounts.splitlines()]
    await forget.sweep(ctx.store, ctx.unit, MemberId(args.member), accounts)
    for account in accounts:
        await ctx.directory.leave(account, ctx.group)
    _rewrite(ctx)


def _rewrite(ctx: Context) -> None:
    """At the next full hour, for all who asked in this one."""
    if ctx.store.embedded:
        at = model.next_hour(ctx.now)
        ctx.do(Rewrite(), f"{at:%Y-%m-%dT%H}", at=at)


@work(drains=True)
async def rewrite(ctx: Context, args: Rewrite) -> None:
    if not await ctx.store.rewrite():
        raise Later(
            "a rewrite that began earlier still runs, and may keep what was deleted since", seconds=10
        )


@work(drains=True)
async def expire(ctx: Context, args: Expire) -> None:
    """Deletes expired drafts, and has them leave the disk."""
    old = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.expires <= ctx.now]
    for token in old:
        members.KEPT.delete(ctx.unit, token)
    await ctx.unit.expire_audit()
    if old:
        _rewrite(ctx)
