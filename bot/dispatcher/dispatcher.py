"""The single path: decode, authorize, limit, run, commit, answer. Errors end here, each written for its reader.

A handler has no effect but its reply and its unit, so it can be run again on fresh state; chance is seeded by the
inbound id, so that each attempt draws the same.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any

from bot.context import ContextFactory
from bot.core.card import LABEL, Button, Card, Form, card, plain
from bot.core.command import Access, Command
from bot.core.entry import LATE, Entry, To, entry_id, work_entry
from bot.core.errors import (
    BadArguments,
    Conflict,
    DamagedRecord,
    DiskFull,
    Duplicate,
    Refusal,
    StoreDown,
    StoreFull,
    StoreReadOnly,
    log,
    log_bug,
)
from bot.core.layout import LINES, reckon
from bot.core.member import Member
from bot.core.overflow import fit_body
from bot.core.reply import Answer, Inbound, Pressed, Redirect, Reply, Responder
from bot.core.stock_cards import (
    DOWN_CARD,
    FULL_CARD,
    UNWRITABLE_CARD,
    aloud_card,
    bug_card,
    build_form,
    choice_card,
    damaged_card,
    limited_card,
    refusal_card,
)
from bot.core.values import Call, GroupId, SpaceId, new_id
from bot.dispatcher.entries import Entries
from bot.dispatcher.guest_answers import GuestAnswers, with_note
from bot.dispatcher.rate_limits import RateLimits
from bot.dispatcher.references import resolve
from bot.dispatcher.request import (
    Payloads,
    Request,
    RequestReader,
    owner_of,
    page_between,
    space_of_inbound,
    zone_of,
)
from bot.store import members
from bot.store.members import Directory
from bot.store.store import Unit

PICK = "group.pick"
"""The path of the press by which a DM that several groups share is given to another one."""
HOME = "home.card"
"""The path of the message that an App Home shows."""
OPENED = "home"
"""The path of the press by which an App Home is opened."""
BACK = "member.back"
"""The path of the work for a member who was gone, and makes a Call."""

JOIN = Button(label="Join", call=Call(path="start"))
UNJOINED = "You haven't joined, so I keep nothing of this."
UNREAD_ALOUD = Refusal("I couldn't read that. This lists what I can do:", Call(path="help"), "Help")
"""Where others read along, instead of a refusal that quotes what was typed."""


class Dispatcher:
    """Built once; safe for any number of inbounds and entries at a time."""

    def __init__(self, contexts: ContextFactory) -> None:
        self.registry = contexts.registry
        self.counts: Counter[str] = Counter()
        self.contexts = self._contexts = contexts
        self._store = contexts.store
        self._limits = RateLimits()
        self._sizes: dict[GroupId, tuple[int, dt.datetime]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        """By event; a press by who presses what."""
        self._directory = Directory(contexts.store)
        self._payloads = Payloads(self._contexts)
        self._requests = RequestReader(self._contexts, self._directory)
        self._guest_answers = GuestAnswers(self._contexts)
        self._entries = Entries(self._contexts, self._payloads, self.counts)
        self.suggest = self._requests.suggest
        self.compose = self._entries.compose
        self.perform = self._entries.perform

    # people

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        signal = inbound.signal
        key = f"{inbound.account} {signal.payload}" if isinstance(signal, Pressed) else inbound.event
        if key in self._running:  # a double click: its answer would be that nothing changed, on the same card
            self.counts["duplicate"] += 1
            await responder.drop()
            return
        answered = self.send_answer(self._answer(inbound, responder), inbound, responder)
        task = self._running[key] = asyncio.ensure_future(answered)
        task.add_done_callback(lambda _: self._running.pop(key))
        await task

    async def idle(self, most: float | None = None) -> None:
        """Returns when nothing that people asked is being worked on; what takes longer than `most` seconds, such as
        a file of two hundred pages, is broken off."""
        while self._running:
            # unlike gather() since Python 3.12, this yields also where all are done, so that they can be removed
            _, late = await asyncio.wait(self._running.values(), timeout=most)
            for task in late:
                task.cancel()

    async def send_answer(
        self, answering: Coroutine[Any, Any, Answer | None], inbound: Inbound, responder: Responder
    ) -> None:
        """Sends what comes of `answering`; the platform gets a sign of life first where that takes longer than it
        waits."""
        work = asyncio.ensure_future(answering)
        if responder.patience is not None:
            done, _ = await asyncio.wait({work}, timeout=responder.patience)
            if not done:
                try:
                    await responder.defer()
                except Exception as error:  # the work goes on all the same, and its answer may still arrive
                    log_bug(error, new_id(self._store.chance, 8), inbound=inbound.event)
        answer = await work
        await (responder.send(answer) if answer is not None else responder.drop())

    async def _answer(self, inbound: Inbound, responder: Responder) -> Answer | None:
        try:
            return await self._work(inbound, responder)
        except Duplicate:
            self.counts["duplicate"] += 1
            return None
        except Exception as error:
            return self.answer_failure(error, inbound)

    async def _work(self, inbound: Inbound, responder: Responder) -> Answer | None:
        try:
            request = await self._requests.read(inbound)
        except Refusal as refusal:
            # what names no Call counts towards the limits, else a flood of nonsense would be free
            unit = self._contexts.unit(await self._requests.group_of(inbound))
            who, size = inbound.account, await self._size(unit)
            if wait := self._limits.wait(who, unit.group, size, heavy=False, exempt=False, now=unit.now):
                return await self._answer_flood(inbound, wait, unit)
            return await self._answer_refusal(inbound, UNREAD_ALOUD if inbound.aloud else refusal, None)
        return await self._run(request, responder)

    async def _run(self, request: Request, responder: Responder) -> Answer | None:
        unit, command = self._contexts.unit(request.group), request.command
        if wait := self._limits.wait(
            request.inbound.account,
            unit.group,
            await self._size(unit),
            heavy=command.heavy or request.inbound.upload is not None,
            exempt=command.exempt,
            now=unit.now,
        ):
            return await self._answer_flood(request.inbound, wait, unit, heavy=command.heavy)
        try:
            while True:
                attempt = partial(self._attempt, request, responder)
                done = await self._contexts.attempt(
                    request.group, attempt, lambda: self.counts.update(conflict=1)
                )
                if isinstance(done, Answer):
                    return done
                request = done
        except Conflict:
            raise Refusal(
                "Many people changed the same thing at once, and yours didn't get through. Press again."
            ) from None
        except Refusal as refusal:
            return await self._answer_refusal(request.inbound, refusal, request)

    async def _attempt(self, request: Request, responder: Responder) -> Answer | Request:
        """The answer, or the request that answers instead."""
        unit = self._contexts.unit(request.group)
        joined = await members.find(unit, request.inbound.account)
        if request.inbound.aloud:
            return await self._finish(request, unit, Reply(body=aloud_card(request.call), apart=True), joined)
        if joined is None and _is_given(request.command):
            return await self._give(request, unit)
        await request.authorize(unit, joined, responder, self._contexts.platforms)
        ctx = self._contexts.context(unit, request.inbound.event, joined, caller=request.caller(responder))
        if request.for_form:
            reply = Reply(body=build_form(request.command, request.call, joined))
        elif (between := page_between(request, joined)) is not None:
            reply = Reply(body=between)
        else:
            values = request.call.values
            if request.command.refers:
                values = await resolve(request, unit, joined, responder)
            given = await request.command.run(ctx, request.command.args.of(values, request.inbound.upload))
            if isinstance(given, Redirect):
                return self._requests.redirect(request, given)
            reply = given
        answer = await self._finish(request, unit, reply, ctx.joined)
        self.counts[request.command.path] += 1
        if joined is not None:
            # what was asked for is done all the same
            with contextlib.suppress(StoreDown, StoreFull, Conflict):
                if request.fresh:
                    await self._directory.mark_used(request.inbound.account, request.group, unit.now)
                await self._note_presence(request.group, joined)
        return answer

    async def _give(self, request: Request, unit: Unit) -> Answer | Request:
        """What who hasn't joined can have without anything being kept, and the invitation with it."""
        group, zone = request.group, await zone_of(unit, None)
        body = await self._guest_answers.run(request, zone)
        if isinstance(body, Redirect):
            return self._requests.redirect(request, body)
        if isinstance(body, Card):
            shown, _ = self._guest_answers.usable(body, group, _is_open)
            noted = with_note(shown, UNJOINED)
            body = (shown if request.kept or len(plain(noted, reckon)) > LINES else noted).with_button(JOIN)
        self.counts[request.command.path] += 1
        return Answer(body=body, zone=zone, payloads=self._guest_answers.payloads(body, group))

    async def _note_presence(self, group: GroupId, joined: Member) -> None:
        """Notes the local day on which a member was last here, in a commit of its own, to cause no conflicts."""
        unit = self._contexts.unit(group)
        await members.note_presence(unit, joined)
        await unit.commit()

    async def _finish(self, request: Request, unit: Unit, reply: Reply, joined: Member | None) -> Answer:
        # who has just joined has a zone now; who has just left still had one
        joined = await members.find(unit, request.inbound.account) or joined
        zone = await zone_of(unit, joined)
        body = await self._name_group(request, unit, reply.body)
        if request.also is not None and isinstance(body, Card):
            body = body.with_button(request.also)
        body = fit_body(body)
        self._welcome_back(unit, joined, space_of_inbound(request.inbound))
        if not unit.empty and request.command.path != OPENED:  # whose answer is the page itself
            self._show_at_home(unit, joined)
        owner = owner_of(self._store, joined, request.inbound.account)
        again = self._payloads.offer_again(unit, owner, body, request.call)
        # what somebody says in a channel must not be done for others who press there
        payloads = self._payloads.make_all(unit, owner, body, owned=request.inbound.aloud)
        if not unit.empty:
            # a platform's id of an event may name the person
            unit.once(f"in/{self._store.vault.digest(request.inbound.event.encode()).hex()}")
        # nothing after this line may ask the store: what failed there would be told as not done
        await unit.commit(drain=request.command.drains)
        return Answer(
            body=body,
            zone=zone,
            replace=reply.replace and request.pressed,
            payloads=payloads,
            flow=request.command.flow_of(reply),
            again=again,
        )

    async def _name_group(self, request: Request, unit: Unit, body: Card | Form) -> Card | Form:
        """A card in a DM that several groups share says which of them it is about."""
        choosing = request.command.path.startswith("group.")  # all that changes the group speaks of several
        if not request.several or choosing or isinstance(body, Form) or self.registry.find(PICK) is None:
            return body
        name = (await members.group(unit)).name[:40] or "one of your groups"
        label = f"Group: {name}" if len(f"Group: {name}") <= LABEL else "Change the group"
        spoken = f"This is about {name}. Change the group"
        return body.with_button(Button(label=label, spoken=spoken, call=Call(path=PICK)))

    def _show_at_home(self, unit: Unit, joined: Member | None) -> None:
        """Shows a member's list in the App Home again after any change of theirs."""
        if joined is None or joined.home is None or self.registry.find(HOME) is None:
            return
        to, call = To(member=joined.id, way="home"), Call(path=HOME)
        id_ = entry_id(joined.id, HOME, unit.uid)
        unit.tell(Entry(id=id_, group=unit.group, to=to, call=call, due=unit.now, expires=unit.now + LATE))

    def _welcome_back(self, unit: Unit, joined: Member | None, at: SpaceId | None) -> None:
        """Reports that a member who was taken for gone is back, since they made a Call: once for each time."""
        if joined is None or joined.gone is None or self.registry.find(BACK) is None:
            return
        call = Call(path=BACK, values={"member": joined.id, "space": at or ""})
        unit.tell(work_entry(unit.group, call, joined.gone.isoformat(), now=unit.now, about=joined.id))

    async def _size(self, unit: Unit) -> int:
        """How many members the group has, as of at most a minute ago."""
        known = self._sizes.get(unit.group)
        if known is not None and dt.timedelta() <= unit.now - known[1] < dt.timedelta(minutes=1):
            return known[0]
        if len(self._sizes) >= 10_000:
            self._sizes.clear()
        size = await members.MEMBERS.count(unit)
        self._sizes[unit.group] = (size, unit.now)
        return size

    async def _answer_flood(
        self, inbound: Inbound, wait: dt.timedelta, unit: Unit, *, heavy: bool = False
    ) -> Answer | None:
        """When to press again; None, which is silence, when that was said a moment ago."""
        self.counts["limited"] += 1
        if not self._limits.tell(inbound.account, unit.now, heavy=heavy):
            return None
        return Answer(body=limited_card(wait), zone=await zone_of(unit, None))

    async def _answer_refusal(self, inbound: Inbound, refusal: Refusal, request: Request | None) -> Answer:
        """The answer to what cannot be done; what was typed waits in the form, where the command has one."""
        self.counts["refused"] += 1
        group = request.group if request else await self._requests.group_of(inbound)
        unit = self._contexts.unit(group)
        joined = await members.find(unit, inbound.account)
        body = fit_body(refusal_card(refusal, request.command if request else None))
        if request and isinstance(refusal, BadArguments):
            if len(refusal.choices) == len(refusal.problems) == 1:
                body = choice_card(refusal, request.call)
            elif set(refusal.problems) <= set(request.command.form):
                # what can't be read may be anything: all of it is kept as what somebody typed
                typed = request.call.copy_with(private=frozenset(request.call.values))
                body = build_form(request.command, typed, joined, refusal.problems)
        zone = await zone_of(unit, joined)
        owner = owner_of(self._store, joined, inbound.account)
        payloads = await self._payloads.commit_apart(group, owner, body)
        if joined is not None:
            with contextlib.suppress(StoreDown, StoreFull, Conflict):
                await self._note_presence(group, joined)
        return Answer(body=body, zone=zone, payloads=payloads)

    def answer_failure(self, error: Exception, inbound: Inbound) -> Answer:
        if isinstance(error, (StoreDown, StoreFull)):
            is_full = isinstance(error, (StoreFull, StoreReadOnly))
            self.counts["store full" if is_full else "store down"] += 1
            if isinstance(error, StoreFull):  # of all else the runner's log speaks
                log.warning("store full", reason=str(error))
            is_disk = isinstance(error, (DiskFull, StoreReadOnly))
            body = UNWRITABLE_CARD if is_disk else FULL_CARD if is_full else DOWN_CARD
            return Answer(body=body)
        if isinstance(error, Refusal):
            return Answer(body=card(error.text))
        self.counts["bug"] += 1
        reference = new_id(self._store.chance, 8)
        log_bug(error, reference, inbound=inbound.event)
        return Answer(body=(damaged_card if isinstance(error, DamagedRecord) else bug_card)(reference))

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        """Something happened in a space that nobody asked for: work of its group, once for each event."""
        group = await self._directory.find_group(space)
        command = self.registry.find(what.path)
        if group is None or command is None or command.kind != "work":
            return
        unit = self._contexts.unit(group)
        unit.tell(work_entry(group, what, event, now=unit.now))
        await unit.commit()


def _is_given(command: Command) -> bool:
    """Whether who hasn't joined can have what members have of it, but for what is kept."""
    return command.guest and command.access is Access.MEMBER


def _is_open(command: Command) -> bool:
    return _is_given(command) or command.access is Access.ANYONE
