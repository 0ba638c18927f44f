"""Context: what a handler is given. It reads no clock, opens nothing, and commits nothing itself."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from bot.core.command import Args
from bot.core.entry import LATE, Entry, Job, To, entry_id
from bot.core.errors import Conflict, LoopmateError
from bot.core.member import Activity, Group, Member
from bot.core.registry import Registry
from bot.core.reply import PlatformWords, Profile
from bot.core.text import one_line
from bot.core.values import AccountId, Call, ChannelId, GroupId, MemberId, SpaceId, platform_of
from bot.core.wall_time import Clock, Wall, local_date
from bot.store import expiry, members
from bot.store.members import Directory
from bot.store.repo import Repo
from bot.store.store import Store, Unit
from bot.work import Worker
from content.finder import Content

NO_SPACE = (
    "From a DM I can't tell which server you mean. Go to a channel of it, type / and choose {command} there."
)
What = Args | Call
"""What is to be said or done; a Call is named by its path where its handler is in a layer above the caller's."""
WORK_KEPT = dt.timedelta(days=7)
"""How long work waits that only a newer version knows, unless its time is over before."""
T = TypeVar("T")
A = TypeVar("A", bound=Activity)
BOOKING = "booking"
"""The path of an entry that only gives up what was booked."""
LOOK = "look"
"""Takes the place of a path where nothing is said: the platform is asked about a member."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who made this Call. `channel` is None in a DM."""

    account: AccountId
    name: str
    channel: ChannelId | None
    space: SpaceId | None
    place: str
    """What the platform calls the space."""
    organiser: Callable[[], Awaitable[bool]]
    profile: Callable[[], Awaitable[Profile]]
    """What others see them called here, where the platform says more than `name`, and their zone."""
    find_channel: Callable[[str], Awaitable[ChannelId]]
    """The channel that a name or an id means here; raises ValueError where nothing can be posted."""

    def brings(self, group: Group) -> Group:
        """The group with the space of this Call as one of its own; it is named after its first."""
        if self.space is None:
            return group
        spaces = tuple(dict.fromkeys([*group.spaces, self.space]))
        named = one_line(self.place, 40) if self.place and spaces[0] == self.space else ""
        return group.copy_with(spaces=spaces, name=named or group.name)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A place that several members can share: their accounts in one space, and the group's channel there."""

    people: tuple[AccountId, ...]
    channel: ChannelId | None


async def find_meeting(unit: Unit, people: Sequence[MemberId]) -> Meeting | None:
    """Where these members can all be written to at once, if anywhere: a space in which each has an account."""
    there: dict[SpaceId, list[AccountId]] = {}
    group = await members.group(unit)
    for who in people:
        member = await members.MEMBERS.get(unit, who)
        known = [await members.ACCOUNTS.get(unit, a) for a in member.accounts] if member else []
        for space, account in {a.space: a.id for a in reversed(known) if a is not None}.items():
            if space not in group.removed:
                there.setdefault(space, []).append(account)
    shared = next((s for s, accounts in there.items() if len(accounts) == len(people) > 1), None)
    return Meeting(tuple(there[shared]), group.channel_in(shared)) if shared else None


@dataclass(frozen=True)
class Context:
    """`joined` is the caller, or a message's addressee, if they are a member; `caller` is None for entries.
    `seed` is what all chance of this attempt begins with."""

    unit: Unit
    now: dt.datetime
    seed: str
    content: Content
    registry: Registry
    store: Store
    work: Worker
    platforms: Mapping[str, PlatformWords] = field(default_factory=dict)
    """What is said about each platform, by its name."""
    joined: Member | None = None
    caller: Caller | None = None
    entry: Entry | None = None
    guest: bool = False
    """Whether this is for somebody outside of any group: nothing of it is stored."""

    @cached_property
    def chance(self) -> Random:
        """Made when something is drawn: most handlers draw nothing, and seeding takes some microseconds."""
        return Random(self.seed)  # noqa: S311 - reproducible on purpose, guards nothing

    @property
    def group(self) -> GroupId:
        return self.unit.group

    @property
    def member(self) -> Member:
        """The caller or addressee, where access has made sure that there is one."""
        if self.joined is None:
            raise LoopmateError("this handler asks for a member, but its access lets anyone in")
        return self.joined

    @property
    def who(self) -> Caller:
        """The caller, in a command or a press."""
        if self.caller is None:
            raise LoopmateError("an entry has no caller")
        return self.caller

    @property
    def due(self) -> dt.datetime:
        """The instant that an entry was meant for; for a Call, now."""
        return self.entry.due if self.entry else self.now

    @property
    def today(self) -> dt.date:
        """The member's local date (of the instant a message was meant for)."""
        return local_date(self.due, self.joined.zone if self.joined else "UTC")

    async def the_group(self) -> Group:
        """The group's record."""
        return await members.group(self.unit)

    @property
    def directory(self) -> Directory:
        """For work handlers alone: it is written outside the commit, by calls that may be repeated."""
        return Directory(self.store)

    def words_of(self, address: str) -> PlatformWords:
        """What is said about the platform of a space, an account or a channel."""
        name = platform_of(address)
        return self.platforms.get(name, PlatformWords(title=name.capitalize()))

    def call_place(self, people: Sequence[Member]) -> str:
        """How these people can call each other: ", in a huddle"; "" where they share no platform, or several."""
        used = [{platform_of(account) for account in one.accounts} for one in people]
        shared = set.intersection(*used) if used else set()
        hint = self.words_of(shared.pop()).call if len(shared) == 1 else ""
        return f", {hint}" if hint else ""

    def audit(self, act: str, **facts: str) -> None:
        """A line in the group's audit stream; the one who acts is a keyed hash."""
        by = self.store.vault.hash_id(self.caller.account if self.caller else "-")
        self.unit.audit(act=act, **facts, by=by)

    async def note_use(self, repo: Repo[A], spec: str) -> None:
        """The member used a command of this capability on their local day."""
        known = await repo.get_or_new(self.unit, self.member.id)
        if (fresh := known.with_use(spec, self.today)) != known:
            repo.put(self.unit, self.member.id, fresh)

    # later: messages and work

    def tell(
        self,
        whom: MemberId | To,
        what: What,
        *meaning: str,
        at: dt.datetime | None = None,
        within: dt.timedelta = LATE,
        until: dt.datetime | None = None,
    ) -> None:
        """Sends a message: once for each `meaning`, now or `at` an instant, not later than `within` after it.

        `until` is when it makes no sense anymore, however late this is done: a mock's end, say. What work tells
        that lapses never comes later than that work.
        """
        to = whom if isinstance(whom, To) else To(member=whom)
        due = at or self.now
        work = self.registry.find(self.entry.call.path) if self.entry else None
        lapse = self.entry.expires if self.entry and work is not None and work.lapses else None
        self._add(to, what, meaning, due, min(filter(None, (due + within, until, lapse))))

    def look(self, whom: MemberId, *meaning: str) -> None:
        """Has the platform asked whether a member is still in the space; one who isn't is reported as gone."""
        to = To(member=whom, way="look")
        self._add(to, Call(path=LOOK), meaning, self.now, self.now + LATE)

    def look_at_channel(self, channel: ChannelId, *meaning: str) -> None:
        """Has the platform asked whether something can be posted in a channel; the group hears what it says."""
        to = To(channel=channel, way="look")
        self._add(to, Call(path=LOOK), (channel, *meaning), self.now, self.now + LATE)

    def book(self, to: To, what: What, *meaning: str, until: dt.datetime) -> None:
        """Has the platform asked for a place and a date (the values `title`, `at`, `minutes` and `voice` of `what`),
        then has `what`, which is work, done with the answer in its `place`, `event`, `venue` and `ref`."""
        self._add(to.copy_with(way="book"), what, meaning, self.now, until)

    def give_up_booking(self, ref: str, at: dt.datetime | None = None) -> None:
        """Has what was made for people who meet deleted."""
        due = at or self.now
        call = Call(path=BOOKING, values={"ref": ref})
        self._add(To(way="book"), call, (ref,), due, due + WORK_KEPT)

    def do(
        self,
        what: What,
        *meaning: str,
        about: MemberId | None = None,
        at: dt.datetime | None = None,
        until: dt.datetime | None = None,
    ) -> None:
        """Has work done: once for each `meaning`, now or `at` an instant; what is `about` a member is
        forgotten with them. Work that lapses is not done after `until`."""
        due = at or self.now
        self._add(None, what, meaning, due, until or due + WORK_KEPT, about)

    def _add(
        self,
        to: To | None,
        what: What,
        meaning: tuple[str, ...],
        at: dt.datetime,
        expires: dt.datetime,
        about: MemberId | None = None,
    ) -> None:
        call = what if isinstance(what, Call) else what.call()
        entry = Entry(
            id=entry_id(to.member if to else about, call.path, *(meaning or (self.unit.uid,))),
            group=self.group,
            to=to,
            call=call,
            due=at,
            expires=expires,
            about=about,
        )
        if at <= self.now:
            self.unit.tell(entry)
        else:
            self.unit.park(entry, at, fresh=True)

    def clear_disk(self, since: dt.datetime | None = None) -> dt.datetime | None:
        """Has what this attempt deletes leave the disk as well; returns by when, None where the disk isn't ours.

        `since` is when a card has promised it; None: now."""
        return expiry.plan_compaction(self.store, self.unit, since or self.now)

    def every(
        self, name: str, rule: Wall, what: What, *, whom: MemberId | To | None, late: dt.timedelta = LATE
    ) -> dt.datetime | None:
        """Has something said (or, with `whom` None, done) by a wall-time rule; returns the next instant."""
        to = To(member=MemberId(whom)) if isinstance(whom, str) else whom
        job = Job(
            name=name,
            group=self.group,
            to=to,
            call=what if isinstance(what, Call) else what.call(),
            rule=rule,
            late=int(late.total_seconds()),
        )
        return self.unit.schedule(job, self.now)

    def cancel(self, name: str, member: MemberId | None = None) -> None:
        """Takes a job of `every` out of the agenda."""
        self.unit.cancel(member, name)


@dataclass(frozen=True, slots=True)
class ContextFactory:
    """What every Context is made of; `seed` and an event's id are all the chance that its handler has."""

    registry: Registry
    store: Store
    content: Content
    clock: Clock
    work: Worker
    seed: int | str = ""
    platforms: Mapping[str, PlatformWords] = field(default_factory=dict)
    locks: WeakValueDictionary[GroupId, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    """One a group, for as long as somebody holds it or waits for it."""

    async def attempt(
        self, group: GroupId, run: Callable[[], Awaitable[T]], conflicted: Callable[[], None] = lambda: None
    ) -> T:
        """What `run` answers; after a conflict it's run again on fresh state, under the group's lock in this process.

        Raises:
            Conflict: also the last time. Whatever else `run` raises.
        """
        lock: AbstractAsyncContextManager[Any] = nullcontext()
        left = 5  # that often at most
        while True:
            async with lock:
                try:
                    return await run()
                except Conflict:
                    conflicted()
                    left -= 1
                    if not left:
                        raise
            lock = self.locks.setdefault(group, asyncio.Lock())

    def unit(self, group: GroupId) -> Unit:
        """A fresh unit of work on a group, now."""
        return self.store.unit(group, self.clock.now())

    def context(
        self,
        unit: Unit,
        event: str,
        joined: Member | None,
        *,
        caller: Caller | None = None,
        entry: Entry | None = None,
        guest: bool = False,
    ) -> Context:
        """What a handler is given for one attempt at an inbound or an entry.

        An entry's id says what it means in its group: another group's may be called the same.
        """
        drawn = f"{unit.group}/{event}" if entry else event
        return Context(
            unit=unit,
            now=unit.now,
            seed=f"{self.seed}/{drawn}",
            content=self.content,
            registry=self.registry,
            store=self.store,
            work=self.work,
            platforms=self.platforms,
            joined=joined,
            caller=caller,
            entry=entry,
            guest=guest,
        )
