"""Joining, settings, pausing, privacy: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.call import Call
from bot.core.command import ANYONE, command, message, press, work
from bot.core.entry import To
from bot.core.errors import BadArguments
from bot.core.ids import AccountId, ChannelId, GroupId, MemberId
from bot.core.reply import Reply, Skip
from bot.store import expiry, forget, members
from handlers.checklist import records as checklist
from handlers.checklist.reminders import channel_of
from handlers.member import (
    account_cards,
    cards,
    forgetting,
    joining,
    linking,
    model,
    setting,
    settings_cards,
)
from handlers.member.calls import (
    AccountGone,
    Accounts,
    CheckDm,
    DmClosed,
    DmTest,
    Enter,
    ExportReady,
    ForgetNow,
    Keep,
    Left,
    Pause,
    Pick,
    Prefer,
    PrivacyExport,
    PrivacyForget,
    PrivacyShow,
    Resume,
    Start,
    Sweep,
    TestDm,
    Welcome,
    WelcomeBack,
)
from handlers.mocks.store import MOCKS


@command(
    "Join, and set up in a minute",
    access=ANYONE,
    form=("zone", "date", "minutes", "days", "quiet", "rounds", "level", "event"),
    opens="asked",
    title="Join the study group",
    example="zone=Europe/Berlin minutes=15",
)
async def start(ctx: Context, args: Start) -> Reply:
    if args.code is not None:
        return await linking.link(ctx, args.code)
    if ctx.joined is not None:
        return Reply(body=cards.already(ctx.joined))
    return await joining.join(ctx, args)


@message(urgent=True)
async def welcome(ctx: Context, args: Welcome) -> Reply:
    bullet = Call(path="bullet", ask=True) if ctx.registry.find("bullet") else None
    return Reply(body=cards.welcome(bullet))


@work()
async def enter(ctx: Context, args: Enter) -> None:
    await ctx.directory.mark_used(AccountId(args.account), ctx.group, ctx.now)


@work()
async def check_dm(ctx: Context, args: CheckDm) -> None:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.dm_open is not False:
        return
    if channel := await channel_of(ctx, member) or args.channel:
        ctx.tell(To(channel=ChannelId(channel)), DmClosed(member=member.id), ctx.unit.uid)


@message()
async def dm_closed(ctx: Context, args: DmClosed) -> Reply | Skip:
    member = await members.MEMBERS.get(ctx.unit, args.member)
    if member is None or member.dm_open:
        return Skip(why="no longer needed")
    return Reply(body=settings_cards.dm_closed(member.name))


@press()
async def test_dm(ctx: Context, args: TestDm) -> Reply:
    ctx.tell(ctx.member.id, DmTest())
    check = CheckDm(member=ctx.member.id, channel=ctx.who.channel or "")
    ctx.do(check, about=ctx.member.id, at=ctx.now + dt.timedelta(minutes=1))
    return Reply(body=cards.dm_tested())


@message(urgent=True)
async def dm_test(ctx: Context, args: DmTest) -> Reply:
    return Reply(body=cards.dm_test())


@command("One pause for everything", example="2027-01-07")
async def pause(ctx: Context, args: Pause) -> Reply:
    if args.until is not None and args.until <= ctx.today:
        raise BadArguments(
            {
                "until": f"{args.until.day} {args.until:%B %Y} is not in the future. Write the day you are back."
            }
        )
    await checklist.note_rest(ctx.unit, ctx.member, ctx.today)
    member = model.paused(ctx.member, ctx.now, args.until)
    members.MEMBERS.put(ctx.unit, member.id, member)
    return Reply(body=cards.paused(args.until))


@command("End the pause")
async def resume(ctx: Context, args: Resume) -> Reply:
    await checklist.note_rest(ctx.unit, ctx.member, ctx.today)
    member = ctx.member.copy_with(pause=None)
    await setting.save(ctx, member)
    return Reply(
        body=cards.resumed(await joining.coming_next(ctx, member), held=ctx.member.paused(ctx.today))
    )


@command("What I keep about you, and who could read it", access=ANYONE)
async def privacy_show(ctx: Context, args: PrivacyShow) -> Reply:
    if ctx.joined is None:
        contact = (await ctx.the_group()).contact_account == ctx.who.account
        return Reply(body=cards.nothing_kept(contact=contact))
    found = await forget.export(ctx.store, ctx.unit, ctx.member.id)
    return Reply(body=cards.kept(model.counted(found), ctx.store.embedded))


async def _all(ctx: Context) -> Reply:
    records = await forget.export(ctx.store, ctx.unit, ctx.member.id)
    texts = await forget.collect_texts(ctx.store, ctx.unit, ctx.member.id)
    data = model.archive(records, texts, ctx.now)
    return Reply(body=cards.export_ready("loopmate-export.zip", data))


@command("All of it, as a file in your DM", access=ANYONE, heavy=True)
async def privacy_export(ctx: Context, args: PrivacyExport) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.nothing_kept())
    if ctx.member.dm_open is False:  # then it comes with the answer, which only they see
        return await _all(ctx)
    ctx.tell(ctx.member.id, ExportReady())
    return Reply(body=cards.export_coming())


@message(urgent=True)
async def export_ready(ctx: Context, args: ExportReady) -> Reply:
    return await _all(ctx)


@command("Delete it: drafts, or everything", access=ANYONE, drains=True, example="scope=drafts")
async def privacy_forget(ctx: Context, args: PrivacyForget) -> Reply:
    if ctx.joined is None:
        await forgetting.contact(ctx)
        return Reply(body=cards.nothing_kept())
    if args.scope == "everything":
        coming = [m for m in (await MOCKS.all(ctx.unit)).values() if m.coming(ctx.now)]
        return Reply(body=cards.confirm_forget(sum(ctx.member.id in m.members for m in coming)))
    return Reply(body=cards.drafts_forgotten(await forgetting.drafts(ctx)))


@press(drains=True)
async def forget_now(ctx: Context, args: ForgetNow) -> Reply:
    await forgetting.first_step(ctx, ctx.member)
    return Reply(body=cards.forgotten(expiry.compaction_due(ctx.now) if ctx.store.embedded else None))


@press()
async def keep(ctx: Context, args: Keep) -> Reply:
    return Reply(body=cards.kept_after_all(), replace=True)


@work(drains=True)
async def sweep(ctx: Context, args: Sweep) -> None:
    accounts = [AccountId(account) for account in args.accounts.splitlines()]
    await forgetting.sweep(ctx, MemberId(args.member), accounts)


# several accounts, several groups


@press()
async def accounts(ctx: Context, args: Accounts) -> Reply:
    return Reply(body=account_cards.accounts(ctx.member))


@press()
async def pick(ctx: Context, args: Pick) -> Reply:
    return Reply(body=account_cards.pick(await linking.groups(ctx), ctx.group))


@work()
async def prefer(ctx: Context, args: Prefer) -> None:
    await ctx.directory.mark_used(AccountId(args.account), GroupId(args.group), ctx.now)


@work()
async def left(ctx: Context, args: Left) -> None:
    await ctx.directory.leave(AccountId(args.account), ctx.group)


@message()
async def account_gone(ctx: Context, args: AccountGone) -> Reply:
    return Reply(body=account_cards.account_gone(args.platform))


@message(urgent=True)
async def welcome_back(ctx: Context, args: WelcomeBack) -> Reply:
    return Reply(body=account_cards.welcome_back())
