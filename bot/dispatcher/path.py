"""The single path: decode, authorise, limit, run, commit, answer. Errors end here, each written for its reader.

A handler has no effect but its reply and its unit, so it can be run again on fresh state: five times at most,
from the second on under the group's lock in this process; chance is seeded by the inbound id, so that each
attempt draws the same.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.context import ContextFactory
from bot.core.call import Call
from bot.core.card import Button, Card, Form, card
from bot.core.clock import Clock, RateLimits
from bot.core.command import Access, build_form, next_page_card
from bot.core.entry import LATE, Entry, To, entry_id, work_entry
from bot.core.errors import (
    BadArguments,
    Conflict,
    DiskFull,
    Duplicate,
    Refusal,
    StoreDown,
    StoreFull,
    StoreReadOnly,
)
from bot.core.faults import (
    bug_card,
    down_card,
    full_card,
    limited_card,
    log_bug,
    refusal_card,
    unwritable_card,
)
from bot.core.fit import fit_body
from bot.core.ids import AccountId, GroupId, SpaceId, is_global, new_id, space_of
from bot.core.kinds import Suggest
from bot.core.member import Member
from bot.core.platform_words import PlatformWords
from bot.core.registry import Registry
from bot.core.reply import (
    Answer,
    Inbound,
    Reader,
    Reply,
    Responder,
    Signal,
    Visible,
)
from bot.dispatcher.asking import Asked, Asking
from bot.dispatcher.entries import Entries
from bot.dispatcher.group_locks import ATTEMPTS, GroupLocks
from bot.dispatcher.payloads import Payloads, reader_of
from bot.dispatcher.references import resolve
from bot.store import members
from bot.store.directory import Directory
from bot.store.store import Store
from bot.store.unit import Unit
from bot.work import Worker
from content.finder import Content

SIZE_KNOWN_FOR = dt.timedelta(minutes=1)
SIZES = 10_000
"""Groups whose size is remembered; beyond that all are asked for again."""
PICK = "group.pick"
"""The path of the press by which a DM that several groups share is given to another one."""
CHOOSING = "group."
"""How the paths of all that changes the group of a DM begin: their cards speak of several."""
HOME = "home.card"
"""The path of the message that an App Home shows."""
OPENED = "home"
"""The path of the press by which an App Home is opened."""
BACK = "member.back"
"""The path of the work for who was gone, and makes a Call."""


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
        platforms: Mapping[str, PlatformWords] | None = None,
    ) -> None:
        self.registry = registry
        self.counts: Counter[str] = Counter()
        self._store = store
        self._desk = ContextFactory(registry, store, content, clock, work, seed, platforms or {})
        self._limits = RateLimits()
        self._sizes: dict[GroupId, tuple[int, dt.datetime]] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._directory = Directory(store)
        self._turns = GroupLocks()
        self._payloads = Payloads(self._desk)
        self._asking = Asking(self._desk, self._directory, self._payloads)
        self._entries = Entries(self._desk, self._payloads, self._turns, self.counts)
        self.compose = self._entries.compose
        self.perform = self._entries.perform

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
            answer = None
        except Exception as error:
            answer = self._told(error, inbound)
        await (responder.send(answer) if answer is not None else responder.drop())

    async def _answer(self, inbound: Inbound, responder: Responder) -> Answer | None:
        asking = asyncio.ensure_future(self._asking.asked(inbound))
        work = asyncio.ensure_future(self._work(inbound, asking, responder))
        if responder.patience is not None:
            done, _ = await asyncio.wait({work}, timeout=responder.patience)
            if not done:
                await self._defer(responder, self._visible(inbound.signal, asking), inbound)
        return await work

    async def _defer(self, responder: Responder, visible: Visible, inbound: Inbound) -> None:
        try:
            await responder.defer(visible)
        except Exception as error:  # the work goes on all the same, and its answer may still arrive
            log_bug(error, new_id(self._store.chance, 8), inbound=inbound.event)

    def _visible(self, signal: Signal, asking: asyncio.Future[Asked]) -> Visible:
        """Who will see the answer, as far as that shows while the store is slow."""
        if asking.done() and asking.exception() is None:
            return asking.result().command.visible
        try:
            command = self._asking.named(signal)
        except Refusal:
            return "caller"
        return command.visible if command else "caller"

    async def _work(
        self, inbound: Inbound, asking: asyncio.Future[Asked], responder: Responder
    ) -> Answer | None:
        try:
            asked = await asking
        except Refusal as refusal:
            return await self._unclear(inbound, refusal)
        return await self._run(asked, responder)

    async def _unclear(self, inbound: Inbound, refusal: Refusal) -> Answer | None:
        """The answer to what names no Call. It counts as one, else a flood of nonsense would be free."""
        unit = self._desk.unit(await self._asking.group(inbound))
        who, size = inbound.account, await self._size(unit)
        if wait := self._limits.wait(who, unit.group, size, heavy=False, exempt=False, now=unit.now):
            return await self._limited(inbound, wait, unit)
        return await self._refused(inbound, refusal, None)

    async def _run(self, asked: Asked, responder: Responder) -> Answer | None:
        unit = self._desk.unit(asked.group)
        if wait := self._wait(asked, await self._size(unit), unit.now):
            return await self._limited(asked.inbound, wait, unit, heavy=asked.command.heavy)
        for attempt in range(ATTEMPTS):
            try:
                async with self._turns.turn(asked.group, attempt):
                    return await self._attempt(asked, responder)
            except Conflict:
                self.counts["conflict"] += 1
            except Refusal as refusal:
                return await self._refused(asked.inbound, refusal, asked)
        raise Refusal(
            "Many people changed the same thing at once, and yours did not get through. Press again."
        )

    async def _attempt(self, asked: Asked, responder: Responder) -> Answer | None:
        unit = self._desk.unit(asked.group)
        joined = await members.find(unit, asked.inbound.account)
        await self._authorise(asked, unit, joined, responder)
        ctx = self._desk.context(unit, asked.inbound.event, joined, caller=asked.caller(responder))
        if asked.for_form:
            reply = Reply(body=build_form(asked.command, asked.call, joined))
        elif (between := _between(asked, joined)) is not None:
            reply = Reply(body=between)
        else:
            values = await resolve(asked, unit, joined, responder)
            args = asked.command.args.of(values, asked.inbound.upload)
            reply = await asked.command.run(ctx, args)
        answer = await self._finish(asked, unit, reply, ctx.joined)
        self.counts[asked.command.path] += 1
        if asked.fresh and joined is not None:
            with contextlib.suppress(StoreDown, StoreFull):  # what was asked for is done all the same
                await self._directory.used(asked.inbound.account, asked.group, unit.now)
        return answer

    async def _finish(self, asked: Asked, unit: Unit, reply: Reply, joined: Member | None) -> Answer:
        # who has just joined has a zone now; who has just left still had one
        joined = await members.find(unit, asked.inbound.account) or joined
        reader = await reader_of(unit, joined)
        body = fit_body(await self._named(asked, unit, reply.body))
        self._welcome_back(unit, joined, asked.inbound.at)
        if not unit.empty and asked.command.path != OPENED:  # whose answer is the page itself
            self._show_at_home(unit, joined)
        owner = self._payloads.owner(joined, asked.inbound.account)
        again = self._payloads.again(unit, owner, body, asked.call)
        payloads = self._payloads.of(unit, owner, body)
        if not unit.empty:
            unit.once(f"in/{asked.inbound.event}")
        # nothing after this line may ask the store: what failed there would be told as not done
        await unit.commit(drain=asked.command.drains)
        return Answer(
            body=body,
            reader=reader,
            visible=asked.command.visible,
            replace=reply.replace and asked.pressed,
            payloads=payloads,
            again=again,
        )

    async def _named(self, asked: Asked, unit: Unit, body: Card | Form) -> Card | Form:
        """A card in a DM that several groups share says which of them it is about."""
        choosing = asked.command.path.startswith(CHOOSING)
        if not asked.several or choosing or isinstance(body, Form) or self.registry.find(PICK) is None:
            return body
        name = (await members.group(unit)).name[:40] or "one of your groups"
        spoken = f"This is about {name}. Change the group"
        return body.with_button(Button(label=f"Group: {name}", spoken=spoken, call=Call(path=PICK)))

    def _show_at_home(self, unit: Unit, joined: Member | None) -> None:
        """Who looks at their list in an App Home gets it anew after whatever they changed."""
        if joined is None or joined.home is None or self.registry.find(HOME) is None:
            return
        to, call = To(member=joined.id, way="home"), Call(path=HOME)
        id_ = entry_id(joined.id, HOME, unit.uid)
        unit.tell(Entry(id=id_, group=unit.group, to=to, call=call, due=unit.now, expires=unit.now + LATE))

    def _welcome_back(self, unit: Unit, joined: Member | None, at: SpaceId | None) -> None:
        """Who was taken for gone is there, since they made a Call: once for each time that they were gone."""
        if joined is None or joined.gone is None or self.registry.find(BACK) is None:
            return
        call = Call(path=BACK, values={"member": joined.id, "space": at or ""})
        unit.tell(work_entry(unit.group, call, joined.gone.isoformat(), now=unit.now, about=joined.id))

    async def _size(self, unit: Unit) -> int:
        """How many members the group has, as of at most a minute ago."""
        known = self._sizes.get(unit.group)
        if known is not None and dt.timedelta() <= unit.now - known[1] < SIZE_KNOWN_FOR:
            return known[0]
        if len(self._sizes) >= SIZES:
            self._sizes.clear()
        size = await members.MEMBERS.count(unit)
        self._sizes[unit.group] = (size, unit.now)
        return size

    def _wait(self, asked: Asked, size: int, now: dt.datetime) -> dt.timedelta:
        return self._limits.wait(
            asked.inbound.account,
            asked.group,
            size,
            heavy=asked.command.heavy or asked.inbound.upload is not None,
            exempt=asked.command.exempt,
            now=now,
        )

    async def _limited(
        self, inbound: Inbound, wait: dt.timedelta, unit: Unit, *, heavy: bool = False
    ) -> Answer | None:
        """When to press again; None, which is silence, when that was said a moment ago."""
        self.counts["limited"] += 1
        if not self._limits.tell(inbound.account, unit.now, heavy=heavy):
            return None
        return Answer(body=limited_card(wait), reader=await reader_of(unit, None))

    async def _authorise(self, asked: Asked, unit: Unit, joined: Member | None, responder: Responder) -> None:
        access = asked.command.access
        if access is Access.MEMBER and joined is None:
            raise Refusal(
                "You have not joined yet. It takes a minute, and you can leave at any time.",
                Call(path="start"),
                "Join",
            )
        if access is Access.ORGANISER and not await self._may_organise(asked, unit, joined, responder):
            raise Refusal(
                "That is for the people who organise this group. Here is what you can do:",
                Call(path="help"),
                "Help",
            )

    async def _may_organise(
        self, asked: Asked, unit: Unit, joined: Member | None, responder: Responder
    ) -> bool:
        """The platform's admins, and whom they have named."""
        if joined is not None and joined.id in (await members.group(unit)).organisers:
            return True
        return await asked.organises(responder)

    async def _refused(self, inbound: Inbound, refusal: Refusal, asked: Asked | None) -> Answer:
        """The answer to what cannot be done; what was typed waits in the form, where the command has one."""
        self.counts["refused"] += 1
        group = asked.group if asked else await self._asking.group(inbound)
        unit = self._desk.unit(group)
        joined = await members.find(unit, inbound.account)
        body: Card | Form
        if asked and isinstance(refusal, BadArguments) and set(refusal.problems) <= set(asked.command.form):
            body = build_form(asked.command, asked.call, joined, refusal.problems)
        else:
            body = fit_body(refusal_card(refusal, asked.command if asked else None))
        reader = await reader_of(unit, joined)
        payloads = await self._payloads.kept(group, self._payloads.owner(joined, inbound.account), body)
        return Answer(body=body, reader=reader, payloads=payloads)

    def _told(self, error: Exception, inbound: Inbound) -> Answer:
        """The answer to what went wrong on our side."""
        if isinstance(error, (StoreDown, StoreFull)):
            is_full = isinstance(error, (StoreFull, StoreReadOnly))
            self.counts["store full" if is_full else "store down"] += 1
            is_disk = isinstance(error, (DiskFull, StoreReadOnly))
            body = unwritable_card() if is_disk else full_card() if is_full else down_card()
            return Answer(body=body, reader=Reader())
        if isinstance(error, Refusal):
            return Answer(body=card(error.text), reader=Reader())
        self.counts["bug"] += 1
        reference = new_id(self._store.chance, 8)
        log_bug(error, reference, inbound=inbound.event)
        return Answer(body=bug_card(reference), reader=Reader())

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        """Something happened in a space that nobody asked for: work of its group, once for each event."""
        group = await self._directory.known(space)
        command = self.registry.find(what.path)
        if group is None or command is None or command.kind != "work":
            return
        unit = self._desk.unit(group)
        unit.tell(work_entry(group, what, event, now=unit.now))
        await unit.commit()

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        """At most 25 values for an argument; nothing when it has no source, the source fails, or only members
        may ask and this is none."""
        command = self.registry.find(path)
        parameter = command.parameter(field) if command else None
        if command is None or parameter is None or parameter.suggest is None:
            return ()
        try:
            return await self._suggested(account, space, command.access, parameter.suggest, typed)
        except Exception as error:  # a member types on without it
            log_bug(error, new_id(self._store.chance, 8), path=path)
            return ()

    async def _suggested(
        self, account: AccountId, space: SpaceId | None, access: Access, suggest: Suggest, typed: str
    ) -> Sequence[str]:
        known = await self._directory.groups_of(account)
        space = space or (None if is_global(account) else space_of(account))
        here = await self._directory.group_of(space) if space else None
        group = here if here is not None and (here in known or not known) else next(iter(known), None)
        if group is None:
            return ()
        unit = self._desk.unit(group)
        joined = await members.find(unit, account)
        if access is Access.MEMBER and joined is None:
            return ()
        ctx = self._desk.context(unit, "suggest", joined)
        found: Sequence[str] = await suggest.source(ctx, typed[:100])
        return found[:25]


def _between(asked: Asked, joined: Member | None) -> Card | None:
    """What follows a page that is not the last one.

    Raises:
        BadArguments: something on this page cannot be read.
    """
    if not asked.page:
        return None
    form = build_form(asked.command, asked.call, joined)
    if asked.page >= len(form.pages):
        return None
    typed = {ask.name: asked.call.values.get(ask.name, "") for ask in form.pages[asked.page - 1]}
    if problems := asked.command.args.problems(typed):
        raise BadArguments(problems)
    return next_page_card(form, asked.page, asked.call)
