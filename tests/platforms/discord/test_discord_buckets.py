"""Discord's buckets: what they do not take is waited for outside of the library, and nobody waits in silence."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.core.values import AccountId, ChannelId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Busy, Delivery, Receipt
from tests.platforms.discord.doorway import said
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.harness import START
from tests.platforms.discord.loopback import Loopback, loopback
from tests.platforms.discord.person import Person
from tests.platforms.discord.process import Process, running
from tests.platforms.door import settled

THREADS, OPENINGS = "/channels/*/threads", "/users/@me/channels"


class Town:
    """A server, and the bot before it; both go by one clock."""

    def __init__(self, api: Loopback, guild: Guild, bot: Process) -> None:
        self.api, self.guild, self.platform, self.clock = api, guild, bot.platform, bot.clock

    @property
    def channel(self) -> ChannelId:
        return ChannelId(f"discord:{self.guild.id}:{self.guild.channel('general').id}")

    async def meet(self, *people: Person, entry: str) -> Receipt:
        accounts = tuple(AccountId(f"discord:@:{p.id}") for p in people)
        about = {"place": "meeting", "people": accounts, "channel": self.channel, "topic": people[0].name}
        return await self.platform.deliver(
            Delivery(id=entry, to=accounts[0], answer=said("It is time"), **about)
        )

    def dm(self, person: Person, entry: str, dm: str = "") -> Delivery:
        return Delivery(id=entry, to=AccountId(f"discord:@:{person.id}"), answer=said("Your list"), dm=dm)

    def refused(self) -> list[str]:
        return [asked.path for asked in self.api.asked if asked.status == 429]


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    clock = ManualClock(START)
    async with loopback(clock.now) as api:
        guild = Guild(api)
        async with running(api, clock=clock) as bot:
            yield Town(api, guild, bot)


@pytest.fixture
async def t() -> AsyncIterator[Town]:
    async with town() as one:
        yield one


async def test_introductions_beyond_the_bucket_hear_at_home_at_once(
    t: Town,
) -> None:
    t.api.bucket("POST", THREADS, limit=3, reset=300)
    pairs = [(t.guild.person(f"a{n}"), t.guild.person(f"b{n}")) for n in range(5)]
    receipts = await asyncio.gather(*(t.meet(*pair, entry=f"m{n}") for n, pair in enumerate(pairs)))
    assert sorted(r.outcome for r in receipts) == ["alone", "alone", "sent", "sent", "sent"]
    assert (t.refused(), t.clock.now()) == ([], START)
    t.clock.set(START + dt.timedelta(seconds=301))
    assert (await t.meet(*pairs[receipts.index(receipts[-1])], entry="later")).outcome == "sent"


async def test_a_long_bucket_with_requests_left_holds_nobody_up(t: Town) -> None:
    t.api.bucket("POST", "/channels/*/messages", limit=5, reset=300)
    for n in range(5):
        sent = Delivery(id=f"e{n}", to=t.channel, place="channel", answer=said(f"Day {n}"))
        assert (await t.platform.deliver(sent)).outcome == "sent"
    with pytest.raises(Busy) as busy:
        await t.platform.deliver(sent.model_copy(update={"id": "e5"}))
    assert (busy.value.seconds, t.refused()) == (300, [])


async def test_40_lists_after_a_restart_open_their_dms_one_after_the_other_and_never_again() -> None:
    async with town() as t:
        t.api.bucket("POST", OPENINGS, limit=10, reset=10)
        people = [t.guild.person(f"m{n}") for n in range(40)]
        receipts = await settled(t.platform, t.clock, [t.dm(who, f"e{n}") for n, who in enumerate(people)])
        assert (len(receipts), t.refused()) == (40, [])
        assert (t.clock.now() - START).total_seconds() <= 40
        assert all(len(who.inbox) == 1 for who in people)
        opened = len(t.api.requests("POST", OPENINGS))
    assert opened == 40
    async with town() as t:  # another process, which was told where they were
        people = [t.guild.person(f"m{n}") for n in range(40)]
        known = [who.user.dm_channel for who in people]
        await settled(
            t.platform, t.clock, [t.dm(who, f"n{n}", str(known[n].id)) for n, who in enumerate(people)]
        )
        assert t.api.requests("POST", OPENINGS) == []
        assert (all(len(who.inbox) == 1 for who in people), t.clock.now()) == (True, START)
