"""What organizers do about pairings: run, look first, approve, take back, try, set the rules, read the figures.

Nothing here looks at who avoids whom, and no count or share is shown with fewer than FEW people behind it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from bot.context import Context
from bot.core.card import Card
from bot.core.command import ORGANISER, command, message, press
from bot.core.layout import page_of
from bot.core.member import FEW, Counted, Member
from bot.core.reply import Reply, Skip
from bot.core.text import many
from bot.core.values import MemberId, Private, channel_id
from bot.store import members
from handlers.mocks import calls, candidates, entries, pairing_service, records, scheduling
from handlers.mocks import organizer_cards as cards
from handlers.mocks.model import Mock, Turn
from handlers.mocks.organizer_cards import Figure
from handlers.mocks.records import MOCKS, RULES, SEATS, THE_RULES, TURNS

SPAN: Final = dt.timedelta(weeks=8)
"""What the figures count."""


@command("Pair now for the coming week", access=ORGANISER, heavy=True)
async def run_now(ctx: Context, args: calls.RunNow) -> Reply:
    tally, before = await pairing_service.run(ctx, await _coming_week(ctx))
    ctx.audit("pairing.run")
    telling = cards.HELD if (await records.rules(ctx.unit)).preview else cards.TOLD
    return Reply(body=cards.run_report(tally, before, telling))


@command("A dry run: counts of the next weeks' pairings", access=ORGANISER, heavy=True, example="weeks=4")
async def simulate(ctx: Context, args: calls.Simulate) -> Reply:
    coming = await scheduling.plan(ctx)
    before = await records.snapshot(ctx, coming.monday)
    tally = await ctx.work.matching(
        candidates.simulate,
        before.people,
        candidates.history(before.mocks.values(), coming.monday),
        ctx.chance.getrandbits(32),
        coming.monday,
        coming.run,
        args.weeks,
        (await records.rules(ctx.unit)).policy,
    )
    ctx.audit("pairing.simulate")
    return Reply(body=cards.simulation(args.weeks, tally, before))


async def _coming_week(ctx: Context) -> dt.date:
    return scheduling.week_after(ctx.now, scheduling.rule_of(await ctx.the_group()).zone)


# looking first


@command("Preview a pairing before anyone hears of it", access=ORGANISER, heavy=True)
async def preview(ctx: Context, args: calls.Preview) -> Reply:
    monday = await _coming_week(ctx)
    ctx.audit("pairing.preview")
    drafts = await _drafts(ctx, monday)
    if not drafts:
        tally, before = await pairing_service.run(ctx, monday, preview=True)
        drafts = await _drafts(ctx, monday)
        if not drafts:
            return Reply(body=cards.run_report(tally, before, cards.PREVIEW))
    return Reply(body=await _preview(ctx, monday, drafts))


async def _preview(ctx: Context, monday: dt.date, drafts: Sequence[Mock]) -> Card:
    waits = await pairing_service.is_previewed(ctx, monday)
    return cards.preview(monday, drafts, await _names(ctx), waits=waits)


async def _drafts(ctx: Context, monday: dt.date) -> list[Mock]:
    return sorted((await records.drafts(ctx.unit, monday)).values(), key=lambda m: (m.at, m.members))


async def _names(ctx: Context) -> dict[str, str]:
    return {key: m.name for key, m in (await members.MEMBERS.all(ctx.unit)).items()}


@command("Tell everyone about the pairing you saw", access=ORGANISER)
async def approve(ctx: Context, args: calls.Approve) -> Reply:
    count = await pairing_service.release(ctx, await _coming_week(ctx))
    ctx.audit("pairing.approve")
    return Reply(body=cards.approval(count))


@command("Discard a pairing before anyone hears of it", access=ORGANISER)
async def discard(ctx: Context, args: calls.Discard) -> Reply:
    count = await pairing_service.discard(ctx, await _coming_week(ctx))
    ctx.audit("pairing.cancel")
    return Reply(body=cards.discard_note(count))


@message()
async def report_preview(ctx: Context, args: entries.PreviewReady) -> Reply | Skip:
    drafts = await _drafts(ctx, args.week)
    if not drafts:
        return Skip(why="it was announced or taken back already")
    return Reply(body=await _preview(ctx, args.week, drafts))


# rules and figures


@command(
    "Repeats, a preview, and where pairs talk",
    access=ORGANISER,
    form=("repeat", "preview", "place"),
    opens="asked",
    title="Pairing rules",
    example="repeat=decay preview=on",
)
async def set_rules(ctx: Context, args: calls.RulesOf) -> Reply:
    known = await records.rules(ctx.unit)
    after = known.copy_with(
        repeat=args.repeat or known.repeat,
        preview=known.preview if args.preview is None else args.preview,
        place=known.place if args.place is None else Private(args.place) if args.place else None,
    )
    if after != known:
        RULES.put(ctx.unit, THE_RULES, after)
        ctx.audit("pairing.rules")
    return Reply(body=cards.rules(after, named=bool((await ctx.the_group()).organisers)))


@command(
    "The voice channel where pairs talk",
    access=ORGANISER,
    form=("channel",),
    opens="asked",
    title="Where pairs talk",
)
async def choose_voice(ctx: Context, args: calls.VoiceChannel) -> Reply:
    known, space = await records.rules(ctx.unit), ctx.who.space
    chosen = channel_id(space, args.channel) if args.channel and space else ""
    if chosen != known.voice:
        RULES.put(ctx.unit, THE_RULES, known.copy_with(voice=chosen))
        ctx.audit("pairing.voice")
    words = ctx.words_of(space) if space else None
    return Reply(body=cards.voice(chosen, words if words and not words.has_voice else None))


@command("How the mock rounds are going, in numbers", access=ORGANISER, heavy=True)
async def show_figures(ctx: Context, args: calls.Figures) -> Reply:
    everyone = await members.MEMBERS.all(ctx.unit)
    mocks = list((await MOCKS.all(ctx.unit)).values())
    turns, seats = await TURNS.all(ctx.unit), await SEATS.all(ctx.unit)
    found = count_figures(mocks, turns, {m: everyone[m] for m in seats if m in everyone}, ctx.now)
    ctx.audit("pairing.report")
    return Reply(body=cards.figures(found, len(await records.complaints_for(ctx.unit, ctx.joined))))


@press(access=ORGANISER)
async def list_complaints(ctx: Context, args: calls.Complaints) -> Reply:
    written = await records.complaints_for(ctx.unit, ctx.joined)
    ctx.audit("pairing.complaints")
    return Reply(body=cards.complaints(page_of(written, args.page, 1), await _names(ctx)))


@message()
async def report_complaint(ctx: Context, args: entries.Complaint) -> Reply:
    return Reply(body=cards.COMPLAINT_NOTICE)


# the figures


def count_figures(
    mocks: Iterable[Mock], turns: Mapping[str, Turn], people: Mapping[str, Member], now: dt.datetime
) -> Figure:
    """The figures of the mocks whose time has come; `people` are those who take part."""
    past = [m for m in mocks if m.state != "draft" and now - SPAN < m.at <= now]
    rates = _rates(past, people)
    silent = [() if m.cancelled else {*m.members}.difference(m.pressed) for m in past]
    left = sum(t.reason is not None and now.date() - t.week < SPAN for t in turns.values())
    return Figure(
        planned=_count(m.members for m in past),
        held=sum(m.state in ("met", "running") for m in past),
        cancelled=_count(m.members for m in past if m.cancelled),
        unmet=_count(m.members for m in past if m.state == "not_met"),
        unknown=_count(m.members for m in past if m.state in ("proposed", "accepted")),
        silent=_count(filter(None, silent)),
        repeats=_count(m.members for m in past if m.weeks is not None),
        left=Counted(left, left),
        wait=_longest_wait(past, people, now) if len(people) >= FEW else "",
        zones=_by(rates, people, lambda m: m.zone.rsplit("/", 1)[-1].replace("_", " ")),
        levels=_by(rates, people, lambda m: m.level or "no level set"),
    )


def _count(mocks: Iterable[Collection[MemberId]]) -> Counted:
    """How many mocks, each as the members whom a count of it is about."""
    each = list(mocks)
    return Counted(len(each), len({member for some in each for member in some}))


def _longest_wait(past: Sequence[Mock], people: Mapping[str, Member], now: dt.datetime) -> str:
    """How long somebody who takes part has been without a mock that took place, at most; "" for less than a week."""
    last: dict[MemberId, dt.datetime] = {}
    for mock in past:
        if mock.counts:
            last |= {m: max(last.get(m, mock.at), mock.at) for m in mock.members}
    waits = [(now - max(last.get(m.id, now - SPAN), m.joined)).days // 7 for m in people.values()]
    longest = max(waits, default=0)
    return many(longest, "week") if longest else ""


def _rates(past: Iterable[Mock], people: Mapping[str, Member]) -> dict[str, tuple[int, int]]:
    """Member -> mocks that took place, mocks planned."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for mock in past:
        for member in mock.members:
            if member in people:
                held, planned = found[member]
                found[member] = (held + (mock.state in ("met", "running")), planned + 1)
    return dict(found)


def _by(
    rates: Mapping[str, tuple[int, int]], people: Mapping[str, Member], kind: Callable[[Member], str]
) -> tuple[tuple[str, str], ...]:
    """Share that took place by group of people, the largest groups first; small groups are left out."""
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for member, rate in rates.items():
        groups[kind(people[member])].append(rate)
    large = sorted(((len(each), name) for name, each in groups.items() if len(each) >= FEW), reverse=True)
    sums = {name: [sum(counts) for counts in zip(*groups[name], strict=True)] for _, name in large}
    return tuple((name, f"{100 * held // planned}%") for name, (held, planned) in sums.items())
