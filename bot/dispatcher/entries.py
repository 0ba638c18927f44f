"""What the runner asks for: the card of a message, and work that is done and acknowledged in one commit."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cache

from bot.context import ContextFactory, Meeting, find_meeting
from bot.core.card import Button, Card, card
from bot.core.command import Command
from bot.core.entry import Entry, To
from bot.core.errors import Duplicate, LoopmateError, Upgrading
from bot.core.member import Member
from bot.core.overflow import fit_body
from bot.core.reply import Answer, Hold, Skip
from bot.core.values import Call, MemberId, space_of
from bot.core.wall_time import DAY, local_date, out_of_quiet
from bot.dispatcher.request import Payloads, zone_of
from bot.store import members

WHY = "why"
"""The path of the press that every message carries."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to send, and the member it is for; None: a channel, or those who `meet`."""

    answer: Answer
    member: Member | None
    meeting: Meeting | None = None
    silent: bool = False
    daily: bool = False
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Apart:
    """A message to several who share no place: each is told at home."""


class Entries:
    """Composes messages and performs work; `counts` says how often which work was done."""

    def __init__(self, contexts: ContextFactory, payloads: Payloads, counts: Counter[str]) -> None:
        self.counts = counts
        self._contexts = contexts
        self._payloads = payloads

    async def compose(self, entry: Entry) -> Composed | Skip | Hold | Apart:
        """The card of a message, from fresh state.

        Raises:
            Whatever its handler raises: the runner counts the tries.
        """
        command, to = self._find_handler(entry, "message"), entry.to or To()
        unit = self._contexts.unit(entry.group)
        member = await members.MEMBERS.get(unit, to.member) if to.member else None
        if (kept := _find_hindrance(command, to, member, unit.now)) is not None:
            return kept
        if to.channel and space_of(to.channel) in (await members.group(unit)).removed:
            return Skip(why="the bot was removed there")
        shared = await find_meeting(unit, to.people) if to.people else None
        if to.people and shared is None:
            return Apart()
        ctx = self._contexts.context(unit, entry.id, member, entry=entry)
        reply = await command.run(ctx, command.args.of(entry.call.values))
        if not unit.empty:
            raise LoopmateError(f"{command.path} is a message, and a message only reads")
        if isinstance(reply, (Skip, Hold)):
            return reply
        body = reply.body
        people = [member] if member else [await members.MEMBERS.get(unit, who) for who in to.people]
        if command.neutral and isinstance(body, Card) and any(who and who.discreet for who in people):
            body = card(command.neutral, *body.blocks, Card(blocks=body.details))
        is_message = member is not None and to.way != "home"
        if is_message and isinstance(body, Card) and self._contexts.registry.find(WHY):
            body = body.with_button(_why(entry.call.path))
        body, owner = fit_body(body), member.id if member else MemberId("-")
        answer = Answer(
            body=body,
            zone=await zone_of(unit, member),
            flow=command.flow_of(reply),
            payloads=await self._payloads.commit_apart(entry.group, owner, body),
        )
        return Composed(answer, member, shared, command.silent, command.daily, reply.instead)

    async def perform(self, entry: Entry, stream_id: str) -> None:
        """Does work, and acknowledges its entry in the same commit.

        A worker that was taken for dead may come back with the same entry: the commit refuses the second time.
        Work that lapses is acknowledged alone once its entry has expired: the machine slept, or the bot was down.
        """
        command = self._find_handler(entry, "work")
        if command.lapses and self._contexts.clock.now() > entry.expires:
            await self._acknowledge(entry, stream_id)
            self.counts["lapsed"] += 1  # left undone because its time was over
            return
        try:
            await self._contexts.attempt(entry.group, lambda: self._perform(command, entry, stream_id))
            self.counts[command.path] += 1
        except Duplicate:
            await self._acknowledge(entry, stream_id)

    async def _perform(self, command: Command, entry: Entry, stream_id: str) -> None:
        unit = self._contexts.unit(entry.group)
        ctx = self._contexts.context(unit, entry.id, None, entry=entry)
        await command.run(ctx, command.args.of(entry.call.values))
        unit.ack(stream_id)
        unit.finish(entry)
        await unit.commit(drain=command.drains)

    async def _acknowledge(self, entry: Entry, stream_id: str) -> None:
        unit = self._contexts.unit(entry.group)
        unit.ack(stream_id)
        await unit.commit(drain=True)

    def _find_handler(self, entry: Entry, kind: str) -> Command:
        """The handler of an entry. While it has time left, one that is unknown here may be a newer version's."""
        command = self._contexts.registry.find(entry.call.path)
        if command is not None and command.kind == kind:
            return command
        if self._contexts.clock.now() <= entry.expires:
            raise Upgrading
        raise LookupError(f"{entry.call.path} is no {kind}")


@cache
def _why(path: str) -> Button:
    """The button that every message to a member carries; there are as many as kinds of messages."""
    return Button(label="Why?", spoken="Why do I get this?", call=Call(path=WHY, values={"about": path}))


def _find_hindrance(command: Command, to: To, member: Member | None, now: dt.datetime) -> Skip | Hold | None:
    """What keeps any message back: its addressee left, or doesn't want it now (a pause, an event, quiet hours)."""
    if to.member is None:
        return None
    if member is None or member.gone is not None:
        return Skip(why="they aren't in the space anymore" if member else "they have left")
    if command.urgent or to.way == "home":
        return None
    today = local_date(now, member.zone)
    if member.paused(today):
        return Skip(why="paused")
    if (event := member.event_on(today)) is not None:
        return Skip(why=f"it was the day of your {event.kind}") if command.daily else _day_after(member, now)
    awake = out_of_quiet(now, member.zone, member.quiet)
    return Hold(until=awake) if awake > now else None


def _day_after(member: Member, now: dt.datetime) -> Hold:
    """On the day of an event nobody is written to; the message waits until after the list of a day that is none."""
    day = local_date(now, member.zone)
    while member.silent(day):
        day += DAY
    return Hold(until=out_of_quiet(member.note_at(day), member.zone, member.quiet))
