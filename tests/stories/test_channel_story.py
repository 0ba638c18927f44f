"""Lists in the channel: a digest without content, a line for a closed DM, and what is gone stops nobody."""

import datetime as dt

from tests.channel import organizer
from tests.world import Shown, Somebody, World

BEGINS = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)


def digests(w: World) -> list[Shown]:
    return [s for s in w.channel if "ready for today" in s.text]


def lines(w: World, name: str) -> list[Shown]:
    return [s for s in w.channel if s.text.startswith(f"{name}, something is waiting for you")]


def came(person: Somebody) -> list[tuple[int, int]]:
    return [(s.at.day, s.at.hour) for s in person.inbox if s.text.startswith("Today")]


async def test_the_channel_counts_lists_and_names_only_who_wants_it(w: World) -> None:
    await organizer(w)
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    shown = await bob.say("/prep remind where=channel")
    assert "in the channel's thread, without content" in shown.text
    await erin.say("/prep remind where=both names=on")
    await w.member("dave", zone="UTC")
    await w.advance(hours=3)
    (digest,) = digests(w)
    assert digest.text.splitlines()[:2] == [
        "2 lists are ready for today. Press Show my list, and only you see yours.",
        "Here today: erin.",
    ]
    assert (came(bob), came(erin)) == ([], [(24, 8)])
    assert "Today, 14 minutes" in (await bob.press("Show my list", on=digest)).text
    assert "Last delivery: due" in (await bob.say("/prep why about=checklist.reminder")).text
    await bob.say("/prep remind where=dm")
    await erin.say("/prep remind where=dm")
    await w.advance(days=1)
    assert len(digests(w)) == 1
    assert came(bob) == [(25, 8)]


async def test_a_closed_dm_is_a_line_in_the_channel_and_the_dm_is_tried_again_each_time(w: World) -> None:
    await organizer(w)
    bob = await w.member("bob", zone="UTC")
    bob.close_dms()
    await w.advance(days=1, hours=3)
    assert [s.at.day for s in lines(w, "bob")] == [24, 25]
    assert all("1." not in s.text and "minutes" not in s.text for s in lines(w, "bob"))
    assert "Today, 14 minutes" in (await bob.press("Show my list", on=lines(w, "bob")[0])).text
    bob.open_dms()
    await w.advance(days=1)
    assert came(bob) == [(26, 8)]
    assert len(lines(w, "bob")) == 2


async def test_a_channel_that_is_gone_sends_lists_by_dm_and_is_seen_by_the_organiser(w: World) -> None:
    alice = await organizer(w)
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    await bob.say("/prep remind where=channel")
    w.stage.shut.add(alice.where.channel)
    await w.advance(days=1, hours=3)
    assert came(bob) == [(25, 8)]
    assert came(erin) == [(24, 8), (25, 8)]
    assert "I can't post in #general" in (await alice.say("/prep-admin health")).text
    w.stage.shut.clear()
    await w.advance(days=1)
    assert len(digests(w)) == 1


async def test_who_is_gone_is_counted_nowhere_and_stops_nobody(w: World) -> None:
    await organizer(w)
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    for person in (bob, erin):
        await person.say("/prep remind where=both nudge=30")
    w.stage.gone.add(bob.account)
    await w.advance(hours=4)
    await w.advance(days=1)
    assert came(erin) == [(24, 8), (25, 8)]
    assert digests(w)[-1].text.startswith("1 list is ready for today.")
