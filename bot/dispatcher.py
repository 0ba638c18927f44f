"""The single path: decode, authorise, limit, run, commit, answer. Errors end here, each written for its reader.

A handler has no effect but its reply and its unit, so it can be run again on fresh state: five times at most,
from the second on under the group's lock in this process; chance is seeded by the inbound id, so that each
attempt draws the same.
"""

import asyncio
import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.context import Caller, Context
from bot.core.call import Call
from bot.core.card import Button, Card, Form, card
from bot.core.clock import Clock
from bot.core.command import Access, Command
from bot.core.entry import Entry
from bot.core.errors import BadArguments, Conflict, Duplicate, Refusal, StoreDown, StoreFull
from bot.core.faults import bug_card, down_card, full_card, log_bug, refusal_card
from bot.core.forms import form_of, opens
from bot.core.ids import AccountId, GroupId, MemberId, new_id, space_of
from bot.core.limits import Limits
from bot.core.member import Member
from bot.core.parsing import parse, refuse_huge
from bot.core.registry import Registry
from bot.core.reply import Answer, Chosen, Hold, Inbound, Pressed, Reader, Reply, Responder, Skip, Submitted
from bot.core.when import local_date, out_of_quiet
from bot.store import members
from bot.store.directory import Directory
from bot.store.store import Store
from bot.store.unit import Unit
from bot.work import Worker
from content.finder import Content

ATTEMPTS = 5
SIZE_KNOWN_FOR = dt.timedelta(minutes=1)
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
WHY = "why"
"""The path of the press that every message carries."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An inbound on its way: the group it is about, the Call, the command, and what its form carried."""

    group: GroupId
    call: Call
    command: Command
    inbound: Inbound
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A message ready to send, and the member it is for (None: a channel)."""

    answer: Answer
    member: Member | None


class Dispatcher:
    """Built once; safe for any number of inbounds and entries at a time."""

    def __init__(
        self,
        registry: Registry,
        store: Store,
        content: Content,
        clock: Clock,
        work: Worker,
        seed: int | str = "",
    ) -> None:
        self.registry = registry
        self.counts: Counter[str] = Counter()
        self._store = store
        self._content = content
        self._clock = clock
        self._work = work
        self._seed = seed
        self._limits = Limits()
        self._sizes: dict[GroupId, tuple[int, dt.datetime]] = {}
        self._locks: defaultdict[GroupId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._running: set[asyncio.Task[None]] = set()
        self._directory = Directory(store)

    # people

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        """Works on one inbound and answers through the responder."""
        task = asyncio.ensure_future(self._handle(inbound, responder))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await task

    async def idle(self) -> None:
        """Returns when nothing that people asked is being worked on."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _handle(self, inbound: Inbound, responder: Responder) -> None:
        try:
            answer = await self._answer(inbound, responder)
        except Duplicate:
            self.counts["duplicate"] += 1
            return
        except Exception as error:
            answer = self._told(error, inbound)
        if answer is not None:
            await responder.send(answer)

    async def _answer(self, inbound: Inbound, responder: Responder) -> Answer | None:
        try:
            asked = await self._asked(inbound)
        except Refusal as refusal:
            return await self._refused(inbound, refusal, None)
        work = asyncio.ensure_future(self._run(asked, responder))
        if responder.patience is not None:
            done, _ = await asyncio.wait({work}, timeout=responder.patience)
            if not done:
                await responder.defer(asked.command.visible)
        return await work

    async def _asked(self, inbound: Inbound) -> Asked:
        """The Call of an inbound.

        Raises:
            Refusal: it cannot be understood; in words.
        """
        signal = inbound.signal
        if isinstance(signal, (Pressed, Submitted)):
            return await self._from_payload(inbound, signal)
        group = await self._group(inbound)
        if isinstance(signal, Chosen):
            call = signal.call
            refuse_huge(sum(len(v) for v in call.values.values()))
        else:
            unit = self._store.unit(group, self._clock.now())
            call = parse(self.registry, signal.root, signal.text, await self._access(unit, inbound))
        command = self.registry.find(call.path)
        if command is None or command.kind not in ("command", "press"):
            raise Refusal("I do not know that command. This lists what I can do:", Call(path="help"), "Help")
        return Asked(group, call, command, inbound)

    async def _from_payload(self, inbound: Inbound, signal: Pressed | Submitted) -> Asked:
        parts, call = self.registry.decode(signal.payload)
        if parts.group not in await self._groups(inbound):
            raise Refusal("That button belongs to another group. Start from your own:", Call(path="today"))
        if call is None:
            unit = self._store.unit(parts.group, self._clock.now())
            joined = await members.find(unit, inbound.account)
            call = await members.kept(unit, parts.token or "", self._owner(joined, inbound))
        if call is None:
            raise Refusal(
                "That is deleted by now, as I said, or was never yours. Start again:", Call(path="today")
            )
        command = self.registry.find(call.path)
        if command is None:
            raise Refusal("That button is from an older version of me.", Call(path="today"), "Today")
        private = frozenset(p.name for p in command.parameters if p.private)
        values = dict(call.values)
        if isinstance(signal, Submitted):
            values |= {k: v for k, v in signal.values.items() if command.parameter(k)}
            refuse_huge(sum(len(v) for v in values.values()))
        ask = call.ask and isinstance(signal, Pressed)
        return Asked(
            parts.group,
            Call(path=call.path, values=values, ask=ask, private=private),
            command,
            inbound,
            pressed=True,
        )

    async def _group(self, inbound: Inbound) -> GroupId:
        return (await self._groups(inbound))[0]

    async def _groups(self, inbound: Inbound) -> list[GroupId]:
        """The groups that a person may act in from here: the space's first, in a DM the one used last."""
        here, known = await asyncio.gather(
            self._directory.group_of(space_of(inbound.account)), self._directory.groups_of(inbound.account)
        )
        first = known[:1] if inbound.channel is None and known else [here]
        return list(dict.fromkeys([*first, here, *known]))

    async def _access(self, unit: Unit, inbound: Inbound) -> Access:
        if inbound.organiser:
            return Access.ORGANISER
        joined = await members.find(unit, inbound.account)
        return Access.MEMBER if joined else Access.ANYONE

    async def _run(self, asked: Asked, responder: Responder) -> Answer | None:
        unit = self._store.unit(asked.group, self._clock.now())
        if wait := self._wait(asked, await self._size(unit), unit.now):
            return await self._limited(asked, wait, unit)
        for attempt in range(ATTEMPTS):
            try:
                if attempt == 0:
                    return await self._attempt(asked, responder)
                async with self._locks[asked.group]:
                    return await self._attempt(asked, responder)
            except Conflict:
                self.counts["conflict"] += 1
            except Refusal as refusal:
                return await self._refused(asked.inbound, refusal, asked)
        raise Refusal(
            "Many people changed the same thing at once, and yours did not get through. Press again."
        )

    async def _attempt(self, asked: Asked, responder: Responder) -> Answer | None:
        unit = self._store.unit(asked.group, self._clock.now())
        joined = await members.find(unit, asked.inbound.account)
        await self._authorise(asked, joined, responder)
        ctx = self._context(unit, asked.inbound.event, joined, caller=_caller(asked.inbound, responder))
        if asked.call.ask or opens(asked.command, asked.call):
            reply = Reply(body=form_of(asked.command, asked.call, joined))
        else:
            args = asked.command.args.of(asked.call.values, asked.inbound.upload)
            reply = await asked.command.run(ctx, args)
        answer = await self._finish(asked, unit, reply, ctx.joined)
        self.counts[asked.command.path] += 1
        return answer

    async def _finish(self, asked: Asked, unit: Unit, reply: Reply, joined: Member | None) -> Answer:
        payloads = self._payloads(unit, self._owner(joined, asked.inbound), reply.body)
        if not unit.empty:
            unit.once(f"in/{asked.inbound.event}")
        await unit.commit()
        # who has just joined has a zone now; who has just left still had one
        joined = await members.find(unit, asked.inbound.account) or joined
        return Answer(
            body=reply.body,
            reader=await self._reader(unit, joined),
            visible=asked.command.visible,
            replace=reply.replace and asked.pressed,
            payloads=payloads,
        )

    async def _size(self, unit: Unit) -> int:
        """How many members the group has, as of at most a minute ago."""
        known, since = self._sizes.get(unit.group, (0, NEVER))
        if unit.now - since >= SIZE_KNOWN_FOR:
            known = await members.MEMBERS.count(unit)
            self._sizes[unit.group] = (known, unit.now)
        return known

    def _wait(self, asked: Asked, size: int, now: dt.datetime) -> dt.timedelta:
        return self._limits.wait(
            asked.inbound.account,
            asked.group,
            size,
            heavy=asked.command.heavy,
            exempt=asked.command.exempt,
            now=now,
        )

    async def _limited(self, asked: Asked, wait: dt.timedelta, unit: Unit) -> Answer | None:
        """When to press again; None, which is silence, when that was said a moment ago."""
        self.counts["limited"] += 1
        if not self._limits.tell(asked.inbound.account, unit.now):
            return None
        seconds = max(1, math.ceil(wait.total_seconds()))
        body = card(f"That was a lot at once, so I left this one out. Try again in {seconds} seconds.")
        return Answer(body=body, reader=await self._reader(unit, None))

    async def _authorise(self, asked: Asked, joined: Member | None, responder: Responder) -> None:
        access = asked.command.access
        if access is Access.MEMBER and joined is None:
            raise Refusal(
                "You have not joined yet. It takes a minute, and you can leave at any time.",
                Call(path="start"),
                "Join",
            )
        if access is Access.ORGANISER and not await _organises(asked.inbound, responder):
            raise Refusal(
                "That is for the people who organise this group. Here is what you can do:",
                Call(path="help"),
                "Help",
            )

    async def _refused(self, inbound: Inbound, refusal: Refusal, asked: Asked | None) -> Answer:
        """The answer to what cannot be done; what was typed waits in the form, or under a token."""
        group = asked.group if asked else await self._group(inbound)
        unit = self._store.unit(group, self._clock.now())
        joined = await members.find(unit, inbound.account)
        body: Card | Form
        if asked and isinstance(refusal, BadArguments) and set(refusal.problems) <= set(asked.command.form):
            body = form_of(asked.command, asked.call, joined, refusal.problems)
        else:
            body = refusal_card(refusal, asked.command if asked else None)
        payloads = self._payloads(unit, self._owner(joined, inbound), body)
        await unit.commit()
        return Answer(body=body, reader=await self._reader(unit, joined), payloads=payloads)

    def _told(self, error: Exception, inbound: Inbound) -> Answer:
        """The answer to what went wrong on our side."""
        if isinstance(error, StoreDown):
            self.counts["store down"] += 1
            return Answer(body=down_card(), reader=Reader())
        if isinstance(error, StoreFull):
            self.counts["store full"] += 1
            return Answer(body=full_card(), reader=Reader())
        if isinstance(error, Refusal):
            return Answer(body=card(error.text), reader=Reader())
        self.counts["bug"] += 1
        reference = new_id(self._store.chance, 8)
        log_bug(error, reference, inbound=inbound.event)
        return Answer(body=bug_card(reference), reader=Reader())

    # entries

    async def compose(self, entry: Entry) -> Composed | Skip | Hold:
        """The card of a message, from fresh state.

        Raises:
            Whatever its handler raises: the runner counts the tries.
        """
        unit = self._store.unit(entry.group, self._clock.now())
        member = await members.MEMBERS.get(unit, entry.to.member) if entry.to and entry.to.member else None
        command = self._known(entry, "message")
        if (kept := _kept_back(command, entry, member, unit.now)) is not None:
            return kept
        ctx = self._context(unit, entry.id, member, entry=entry)
        reply = await command.run(ctx, command.args.of(entry.call.values))
        if isinstance(reply, (Skip, Hold)):
            return reply
        body = reply.body
        if member is not None and isinstance(body, Card) and self.registry.find(WHY):
            why = Call(path=WHY, values={"about": entry.call.path})
            body = body.with_button(Button(label="Why?", spoken="Why do I get this?", call=why))
        payloads = self._payloads(unit, member.id if member else MemberId("-"), body)
        await unit.commit()
        answer = Answer(
            body=body,
            reader=await self._reader(unit, member),
            visible="channel" if member is None else "caller",
            payloads=payloads,
        )
        return Composed(answer, member)

    async def perform(self, entry: Entry, stream_id: str) -> None:
        """Does work, and acknowledges its entry in the same commit."""
        command = self._known(entry, "work")
        for attempt in range(ATTEMPTS):
            unit = self._store.unit(entry.group, self._clock.now())
            ctx = self._context(unit, entry.id, None, entry=entry)
            await command.run(ctx, command.args.of(entry.call.values))
            unit.ack(stream_id)
            try:
                await unit.commit(drain=command.drains)
            except Conflict:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                self.counts[command.path] += 1
                return

    def _known(self, entry: Entry, kind: str) -> Command:
        command = self.registry.find(entry.call.path)
        if command is None or command.kind != kind:
            raise LookupError(f"{entry.call.path} is no {kind}")
        return command

    # shared

    def _context(
        self,
        unit: Unit,
        event: str,
        joined: Member | None,
        *,
        caller: Caller | None = None,
        entry: Entry | None = None,
    ) -> Context:
        return Context(
            unit=unit,
            now=unit.now,
            chance=Random(f"{self._seed}/{event}"),  # noqa: S311 - reproducible on purpose, guards nothing
            content=self._content,
            registry=self.registry,
            store=self._store,
            work=self._work,
            joined=joined,
            caller=caller,
            entry=entry,
        )

    def _owner(self, joined: Member | None, inbound: Inbound) -> MemberId:
        """Whose a kept Call is: a stranger's is filed under a hash of the account."""
        return joined.id if joined else MemberId("~" + self._store.vault.hashed(inbound.account))

    def _payloads(self, unit: Unit, owner: MemberId, body: Card | Form) -> tuple[str, ...]:
        calls = [b.call for b in body.buttons] if isinstance(body, Card) else [body.call]
        return tuple(self.payload(unit, owner, call) for call in calls)

    def payload(self, unit: Unit, owner: MemberId, call: Call) -> str:
        """A button's text; a Call that is too long or private waits in the store under a token."""
        payload = self.registry.encode(unit.group, call)
        return payload if payload is not None else members.keep(unit, owner, call, self._store.chance)

    async def _reader(self, unit: Unit, member: Member | None) -> Reader:
        return Reader(zone=member.zone if member else (await members.group(unit)).zone)

    async def suggest(self, account: AccountId, path: str, field: str, typed: str) -> Sequence[str]:
        """At most 25 values for an argument; nothing when it has no source or the source fails."""
        command = self.registry.find(path)
        parameter = command.parameter(field) if command else None
        if parameter is None or parameter.suggest is None:
            return ()
        group = (
            await self._directory.groups_of(account) or [await self._directory.group_of(space_of(account))]
        )[0]
        unit = self._store.unit(group, self._clock.now())
        ctx = self._context(unit, "suggest", await members.find(unit, account))
        found: Sequence[str] = await parameter.suggest.source(ctx, typed[:100])
        return found[:25]


def _caller(inbound: Inbound, responder: Responder) -> Caller:
    return Caller(
        account=inbound.account,
        name=inbound.name,
        channel=inbound.channel,
        organiser=lambda: _organises(inbound, responder),
    )


async def _organises(inbound: Inbound, responder: Responder) -> bool:
    return await responder.admin() if inbound.organiser is None else inbound.organiser


def _kept_back(command: Command, entry: Entry, member: Member | None, now: dt.datetime) -> Skip | Hold | None:
    """What keeps any message back: its addressee left, paused, or wants quiet."""
    if entry.to is None or entry.to.member is None:
        return None
    if member is None:
        return Skip(why="they have left")
    if command.urgent:
        return None
    if member.paused(local_date(now, member.zone)):
        return Skip(why="paused")
    awake = out_of_quiet(now, member.zone, member.quiet)
    return Hold(until=awake) if awake > now else None
