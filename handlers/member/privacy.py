"""What is kept and exported, forgetting in steps, and deleting what is kept for a while only."""

import datetime as dt

from bot.context import Context
from bot.core.command import ANYONE, command, message, press, work
from bot.core.errors import Later
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.values import AccountId, MemberId
from bot.core.wall_time import WEEK, monday_of
from bot.store import expiry, forget, members
from handlers.channel.channels import look_at_closed
from handlers.channel.day import follow_zone
from handlers.channel.week import schedule_week
from handlers.feedback.calls import Expire as DeleteOldMocks
from handlers.member import calls, cards, model
from handlers.member.accounts import LINKS
from handlers.mocks import entries
from handlers.mocks import records as mocks
from handlers.mocks.model import REMEMBERED


@command("What I keep about you, and who could read it", access=ANYONE)
async def privacy_show(ctx: Context, args: calls.PrivacyShow) -> Reply:
    if ctx.joined is None:
        contact = (await ctx.the_group()).contact_account == ctx.who.account
        return Reply(body=cards.nothing_kept(contact=contact))
    counts = model.count_records(await forget.export(ctx.store, ctx.unit, ctx.member.id))
    summary = cards.kept_summary(counts, embedded=ctx.store.embedded, checkin=ctx.member.checkin)
    return Reply(body=summary)


@command("All of it, as a file in your DM", access=ANYONE, heavy=True)
async def privacy_export(ctx: Context, args: calls.PrivacyExport) -> Reply:
    if ctx.joined is None:
        return Reply(body=cards.nothing_kept())
    if ctx.member.dm_open is False:  # then it comes with the answer, which only they see
        return await _export(ctx)
    ctx.tell(ctx.member.id, calls.ExportReady())
    return Reply(body=cards.EXPORT_COMING)


@message(urgent=True)
async def send_export(ctx: Context, args: calls.ExportReady) -> Reply:
    return await _export(ctx)


async def _export(ctx: Context) -> Reply:
    records = await forget.export(ctx.store, ctx.unit, ctx.member.id)
    texts = await forget.collect_texts(ctx.store, ctx.unit, ctx.member.id)
    data = model.archive(records, texts, ctx.now)
    return Reply(
        body=cards.export_ready("loopmate-export.zip", data, len(records.get(forget.UNREADABLE, ())))
    )


@command("Delete it: drafts, or everything", access=ANYONE, drains=True, example="scope=drafts")
async def privacy_forget(ctx: Context, args: calls.PrivacyForget) -> Reply:
    if ctx.joined is None:
        group = await ctx.the_group()
        if group.contact_account == ctx.who.account:  # who set it up and never joined hears no more of it
            members.change_group(ctx.unit, group, contact_account=None)
        return Reply(body=cards.nothing_kept())
    if args.scope == "everything":
        return Reply(body=cards.confirm_forget(len(await mocks.mocks_to_come(ctx.unit, ctx.member.id))))
    mine = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.member == ctx.member.id]
    for token in mine:
        members.KEPT.delete(ctx.unit, token)
    ctx.clear_disk()
    return Reply(body=cards.drafts_receipt(len(mine)))


@press()
async def keep(ctx: Context, args: calls.Keep) -> Reply:
    return Reply(body=cards.KEPT_RECEIPT, replace=True)


@press(drains=True)
async def forget_now(ctx: Context, args: calls.ForgetNow) -> Reply:
    await forget_member(ctx, ctx.member)
    by = expiry.compaction_due(ctx.now) if ctx.store.embedded else None
    return Reply(body=cards.forget_receipt(by, ctx.member.name))


async def forget_member(ctx: Context, member: Member) -> None:
    """Takes the membership away: without one no later commit of theirs can succeed."""
    members.MEMBERS.delete(ctx.unit, member.id)
    for account in member.accounts:
        members.ACCOUNTS.delete(ctx.unit, account)
    await ctx.unit.cancel_all(member.id)
    await tell_partners(ctx, member.id)
    ctx.do(calls.Sweep(member=member.id, accounts="\n".join(member.accounts)))
    ctx.audit("forget")


async def tell_partners(ctx: Context, member: MemberId, at: dt.datetime | None = None) -> None:
    """Partners hear now, or at `at` if nothing has changed by then, not at the next reminder."""
    for key, mock in (await mocks.mocks_of(ctx.unit, member)).items():
        if mock.is_expected(ctx.now):
            ctx.do(entries.Check(mock=key, sequence=mock.sequence), key, ctx.unit.uid, at=at)


@work(drains=True)
async def sweep(ctx: Context, args: calls.Sweep) -> None:
    """The steps after the first: a tombstone, then all that is there."""
    accounts = [AccountId(account) for account in args.accounts.splitlines()]
    await forget.sweep(ctx.store, ctx.unit, MemberId(args.member), accounts)
    for account in accounts:
        await ctx.directory.leave(account, ctx.group)
    ctx.clear_disk(ctx.due)


@work(drains=True)
async def rewrite_file(ctx: Context, args: calls.Rewrite) -> None:
    if not await ctx.store.rewrite():
        raise Later("the server couldn't write its file anew", seconds=60)


@work(drains=True)
async def expire(ctx: Context, args: calls.Expire) -> None:
    """Each night: deletes old buttons, codes and audit lines; drafts that an earlier version kept beside this one as
    well; what is old of mocks and sessions."""
    old = [k for k, v in (await members.KEPT.all(ctx.unit)).items() if v.expires <= ctx.now]
    for token in old:
        members.KEPT.delete(ctx.unit, token)
    for code, link in (await LINKS.all(ctx.unit)).items():
        if link.expires <= ctx.now:
            LINKS.delete(ctx.unit, code)
    group = await ctx.the_group()
    look_at_closed(ctx, group)
    await schedule_week(ctx, group)
    if (stored := await members.GROUPS.get(ctx.unit, members.THE_GROUP)) and stored.zone != group.zone:
        members.put_group(ctx.unit, group)  # its zone is lost, or known again: its jobs follow
        ctx.do(entries.KeepJobs(), ctx.unit.uid)
        await follow_zone(ctx, group)
    await expiry.trim_audit(ctx.store, ctx.unit)
    oldest = monday_of(ctx.now.date()) - REMEMBERED * WEEK
    ctx.do(DeleteOldMocks(before=oldest), f"{ctx.now.date()}")
    if old:
        ctx.clear_disk()
