"""What is written to a member by the clock: their list, a nudge, and what stands around their dates."""

import datetime as dt

from bot.context import Context
from bot.core import entry, tz
from bot.core.args import Args
from bot.core.member import EVENT_KINDS, EventKind, Member
from bot.core.when import Wall
from handlers.checklist import planning, reminder_cards, store
from handlers.checklist.calls import After, Ahead, Digest, Eve, Nudge, Reminder
from handlers.checklist.model import Checklist

NUDGE = "nudge"
DIGEST = "digest"
"""Names of jobs; the day's list is `store.REMINDER`."""
LATE = {"eve": dt.timedelta(hours=12), "after": dt.timedelta(days=2), "ahead": dt.timedelta(days=2)}
"""How long what comes around a date is still worth sending: none of it comes again by itself."""
EVENTS: dict[str, type[Ahead] | type[Eve] | type[After]] = {"ahead": Ahead, "eve": Eve, "after": After}


async def set_up(ctx: Context, member: Member) -> None:
    """Puts into the agenda what the member's settings say, in the place of what was there.

    Raises:
        Refusal: this machine does not know their time zone (any more); nothing is changed.
    """
    if not tz.known(member.zone):
        raise reminder_cards.unknown_zone(member.zone)
    ctx.every(store.REMINDER, member.daily(), Reminder(), whom=member.id)
    _or_not(ctx, NUDGE, planning.nudge_rule(member), Nudge(), member)
    for kind in _kinds(ctx.joined, member):
        _around(ctx, kind, member)
    if ctx.joined is not None and ctx.joined.zone != member.zone:
        await _moved(ctx)
    if member.where != "dm":
        ctx.every(DIGEST, planning.digest_rule(await ctx.the_group()), Digest(), whom=None)


def _kinds(before: Member | None, member: Member) -> list[EventKind]:
    """Kinds of dates that are there, or were."""
    known = {e.kind for one in (before, member) if one is not None for e in one.events}
    return [kind for kind in EVENT_KINDS if kind in known]


def _around(ctx: Context, kind: EventKind, member: Member) -> None:
    event = next((e for e in member.events if e.kind == kind), None)
    rules = planning.event_rules(member, event) if event is not None else {}
    for name, args in EVENTS.items():
        what = args(event=kind, date=event.date) if event is not None else None
        _or_not(ctx, f"{name}-{kind}", rules.get(name), what, member, LATE[name])


def _or_not(
    ctx: Context,
    name: str,
    rule: Wall | None,
    what: Args | None,
    member: Member,
    late: dt.timedelta = entry.LATE,
) -> None:
    """The job by its rule; none where there is no rule, or a rule that never fires (any more)."""
    if rule is None or what is None:
        ctx.cancel(name, member.id)
    else:
        ctx.every(name, rule, what, whom=member.id, late=late)


async def _moved(ctx: Context) -> None:
    """Keeps the last local day that had its list: where the member is now, that day may not be over."""
    days = await store.heard(ctx)
    record = await store.CHECKLISTS.get(ctx.unit, ctx.member.id) or Checklist()
    await store.keep(ctx, record.model_copy(update={"heard": max(days, default=None)}))
