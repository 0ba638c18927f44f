"""Discord's buckets: what they do not take is waited for outside of the library, and nobody waits in silence."""

import asyncio
import datetime as dt

import pytest

from bot.platforms.port import Busy, Delivery
from tests.platforms.discord.state import START
from tests.platforms.door import said
from tests.platforms.sides import DiscordSide


async def test_introductions_beyond_the_bucket_hear_at_home_at_once(t: DiscordSide) -> None:
    t.api.bucket("POST", "/channels/*/threads", limit=3, reset=300)
    pairs = [(t.guild.person(f"a{n}"), t.guild.person(f"b{n}")) for n in range(5)]
    receipts = await asyncio.gather(
        *(t.meet(*pair, entry=f"m{n}", topic=f"m{n}") for n, pair in enumerate(pairs))
    )
    assert sorted(r.outcome for r in receipts) == ["alone", "alone", "sent", "sent", "sent"]
    assert (t.refused(), t.clock.now()) == ([], START)
    t.clock.set(START + dt.timedelta(seconds=301))
    assert (await t.meet(*pairs[receipts.index(receipts[-1])], entry="later")).outcome == "sent"


async def test_a_thread_whose_people_could_not_be_added_at_once_is_the_one_that_they_get(
    t: DiscordSide,
) -> None:
    t.api.limit("PUT", "/channels/*/thread-members/*", 60)
    pair = (t.guild.person("kim"), t.guild.person("lee"))
    assert (await t.meet(*pair, entry="m1")).outcome == "alone"
    assert (await t.meet(*pair, entry="m2")).outcome == "sent"
    assert [len(one.seen) for one in pair] == [1, 1]
    assert len(t.guild.threads()) == 1


async def test_a_long_bucket_with_requests_left_holds_nobody_up(t: DiscordSide) -> None:
    t.api.bucket(*t.REQUESTS["send"], limit=5, reset=300)
    for n in range(5):
        sent = Delivery(id=f"e{n}", to=t.general, place="channel", answer=said(f"Day {n}"))
        assert (await t.platform.deliver(sent)).outcome == "sent"
    with pytest.raises(Busy) as busy:
        await t.platform.deliver(sent.model_copy(update={"id": "e5"}))
    assert (busy.value.seconds, t.refused()) == (300, [])
