"""What organisers do about pairings: run, look first, approve, take back, try, set the rules, read the figures."""

import datetime as dt

from bot.context import Context
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.core.values import Private
from bot.store import members
from handlers.mocks import figures, organising_cards, partners, running, store, weeks
from handlers.mocks import people as taking
from handlers.mocks.calls import (
    Approve,
    Complaints,
    Discard,
    Figures,
    Preview,
    PreviewReady,
    RulesOf,
    RunNow,
    Simulate,
)
from handlers.mocks.meeting_calls import Complaint, Release
from handlers.mocks.model import Mock
from handlers.mocks.store import COMPLAINTS, MOCKS, RULES, SEATS, THE_RULES, TURNS


@command("Pair now for the coming week", access=ORGANISER, heavy=True)
async def run_now(ctx: Context, args: RunNow) -> Reply:
    monday = await _coming_week(ctx)
    tally, before = await running.run(ctx, monday)
    audit(ctx, "pairing.run")
    held = (await store.rules(ctx.unit)).preview
    return Reply(body=organising_cards.ran(monday, tally, _out(before), held=held))


@command("A dry run: counts of the next weeks' pairings", access=ORGANISER, heavy=True, example="weeks=4")
async def simulate(ctx: Context, args: Simulate) -> Reply:
    coming = await taking.plan(ctx)
    before = await taking.snapshot(ctx, coming.monday)
    tally = await ctx.work.matching(
        partners.simulate,
        before.people,
        partners.history(before.mocks.values(), coming.monday),
        ctx.chance.getrandbits(32),
        coming.monday,
        coming.run,
        args.weeks,
        (await store.rules(ctx.unit)).policy,
    )
    audit(ctx, "pairing.simulate")
    return Reply(body=organising_cards.simulated(coming.monday, args.weeks, tally, _out(before)))


def _out(before: taking.Snapshot) -> organising_cards.Out:
    return organising_cards.Out(len(before.without), before.skipping, before.paused, before.paired)


def audit(ctx: Context, act: str) -> None:
    ctx.unit.audit(act=act, by=ctx.store.vault.hashed(ctx.who.account))


async def _coming_week(ctx: Context) -> dt.date:
    return weeks.week_after(ctx.now, weeks.rule_of(await ctx.the_group()).zone)


# looking first


@command("A pairing to look at before it is told", access=ORGANISER, heavy=True)
async def preview(ctx: Context, args: Preview) -> Reply:
    monday = await _coming_week(ctx)
    audit(ctx, "pairing.preview")
    drafts = await _drafts(ctx, monday)
    if drafts:
        return Reply(body=organising_cards.preview(monday, drafts, await _names(ctx)))
    tally, before = await running.run(ctx, monday, held=True)
    return Reply(body=organising_cards.ran(monday, tally, _out(before), held=True))


async def _drafts(ctx: Context, monday: dt.date) -> list[Mock]:
    found = [m for m in (await MOCKS.all(ctx.unit)).values() if (m.week, m.state) == (monday, "draft")]
    return sorted(found, key=lambda m: (m.at, m.members))


async def _names(ctx: Context) -> dict[str, str]:
    return {key: m.name for key, m in (await members.MEMBERS.all(ctx.unit)).items()}


@command("Tell everybody of the pairing you saw", access=ORGANISER)
async def approve(ctx: Context, args: Approve) -> Reply:
    count = await running.release(ctx, await _coming_week(ctx))
    audit(ctx, "pairing.approve")
    return Reply(body=organising_cards.approved(count))


@command("Take back a pairing nobody was told of", access=ORGANISER)
async def discard(ctx: Context, args: Discard) -> Reply:
    count = await running.discard(ctx, await _coming_week(ctx))
    audit(ctx, "pairing.cancel")
    return Reply(body=organising_cards.discarded(count))


@work()
async def release(ctx: Context, args: Release) -> None:
    await running.release(ctx, args.week)


@message()
async def preview_ready(ctx: Context, args: PreviewReady) -> Reply | Unsent:
    drafts = await _drafts(ctx, args.week)
    if not drafts:
        return Unsent(why="it was told or taken back already")
    return Reply(body=organising_cards.preview(args.week, drafts, await _names(ctx)))


# rules and figures


@command(
    "Repeats, a preview, and where pairs talk",
    access=ORGANISER,
    form=("repeat", "preview", "place"),
    opens="asked",
    title="Rules of the pairing",
    example="repeat=decay preview=on",
)
async def rules(ctx: Context, args: RulesOf) -> Reply:
    known = await store.rules(ctx.unit)
    place = known.place if args.place is None else Private(args.place) if args.place else None
    after = store.Rules(
        repeat=args.repeat or known.repeat,
        preview=known.preview if args.preview is None else args.preview,
        place=place,
    )
    if after != known:
        RULES.put(ctx.unit, THE_RULES, after)
        audit(ctx, "pairing.rules")
    named = bool((await ctx.the_group()).organisers)
    return Reply(body=organising_cards.rules(after, named=named))


@command("How the mock rounds do, in counts alone", access=ORGANISER, heavy=True)
async def report(ctx: Context, args: Figures) -> Reply:
    everyone = await members.MEMBERS.all(ctx.unit)
    mocks = list((await MOCKS.all(ctx.unit)).values())
    turns, seats = await TURNS.all(ctx.unit), await SEATS.all(ctx.unit)
    found = figures.figures(mocks, turns, {m: everyone[m] for m in seats if m in everyone}, ctx.now)
    audit(ctx, "pairing.report")
    return Reply(body=organising_cards.figures(found, await COMPLAINTS.count(ctx.unit)))


@press(access=ORGANISER)
async def complaints(ctx: Context, args: Complaints) -> Reply:
    written = sorted((await COMPLAINTS.all(ctx.unit)).values(), key=lambda w: w.at, reverse=True)
    shown = written[args.page - 1 : args.page]
    audit(ctx, "pairing.complaints")
    return Reply(body=organising_cards.complaints(shown, args.page, len(written), await _names(ctx)))


@message()
async def complaint(ctx: Context, args: Complaint) -> Reply:
    return Reply(body=organising_cards.complaint())
