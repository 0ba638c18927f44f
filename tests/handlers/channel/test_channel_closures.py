"""A channel that is closed: organizers hear of it once, it's asked about again, and nobody hears what they missed."""

import datetime as dt

from bot.store import members
from tests.channel import begun, day_of, set_up
from tests.records import unit_of
from tests.world import GENERAL, SPACE, Shown, Somebody, World

MINUTES = {"minutes": 6}


async def organised(w: World) -> Somebody:
    """An organizer who is a member, and whose channel has its question every day at nine."""
    alice = await w.member("alice", "UTC", organiser=True)
    await set_up(alice)
    await alice.say("/prep-admin quiz time=09:00 days=daily on=on")
    return alice


def news(who: Somebody) -> list[Shown]:
    return [s for s in who.inbox if s.text.startswith("I can't post in your group's channel.")]


def posts(w: World, words: str) -> list[Shown]:
    return [s for s in w.channel if words in s.text]


async def closed(w: World) -> bool:
    return GENERAL in (await members.group(await unit_of(w))).closed


async def test_the_organiser_hears_once_and_no_reveal_follows_an_unseen_question(w: World) -> None:
    alice = await organised(w)
    w.stage.shut.add(GENERAL)
    await w.advance(days=3)
    (told,) = news(alice)
    assert "is_archived" in told.text
    assert {"Look again", "Set up"} <= set(told.labels)
    w.stage.shut.clear()
    await w.advance(days=1)
    assert not await closed(w)
    assert posts(w, "Closed: ") == []
    await w.advance(days=2)
    assert len(posts(w, "Question of the day")) >= 2
    assert len(news(alice)) == 1


async def test_a_channel_that_is_open_again_is_found_by_backoff_and_gets_its_question(w: World) -> None:
    await organised(w)
    w.stage.shut.add(GENERAL)
    await w.advance(hours=1)
    assert await closed(w)
    w.stage.shut.clear()
    await w.advance(**MINUTES)
    assert not await closed(w)
    (asked,) = posts(w, "Question of the day")
    assert asked.at == dt.datetime(2026, 11, 24, 9, 5, tzinfo=dt.UTC)
    await (await w.member("bob")).press("I don't know", on=asked)
    await w.advance(hours=24)
    day, _ = await day_of(w)
    assert (day.state, day.channels) == ("counted", (GENERAL,))
    assert len(posts(w, "Closed: ")) == 1


async def test_a_channel_is_asked_about_less_and_less_often_and_never_given_up(w: World) -> None:
    await organised(w)
    w.stage.shut.add(GENERAL)
    await w.advance(hours=1, seconds=1)
    before = w.stage.asked_about
    await w.advance(hours=12)
    assert w.stage.asked_about - before == 4
    await w.advance(days=10)
    assert 9 <= w.stage.asked_about - before - 4 <= 11
    w.stage.shut.clear()
    await w.advance(days=1)
    assert not await closed(w)


async def test_the_platforms_event_and_a_new_set_up_open_it_at_once(w: World) -> None:
    alice, _ = await begun(w)
    for again in ("event", "set-up"):
        await w.happened(alice.where, "space.channel-gone", channel=GENERAL, why="archived")
        assert await closed(w)
        if again == "event":
            await w.happened(alice.where, "space.changed", space=SPACE)
        else:
            await alice.say("/prep-admin setup channel=#general")
            await w.time.drain()
        assert not await closed(w)


async def test_a_set_up_of_a_channel_that_is_closed_says_so_at_once(w: World, alice: Somebody) -> None:
    w.stage.shut.add(GENERAL)
    await alice.say("/prep-admin setup channel=#general")
    await w.time.drain()
    assert len(news(alice)) == 1


async def test_who_was_forgotten_is_nobodys_contact(w: World) -> None:
    alice = await organised(w)
    assert (await members.group(await unit_of(w))).contact is not None
    await alice.say("/prep privacy forget")
    await alice.press("Forget everything now")
    await w.advance(minutes=1)
    assert (await members.group(await unit_of(w))).contact in (None, "someone")


async def set_up_by_a_stranger(w: World) -> Somebody:
    """An organizer who never joins, and has set the group's channel up."""
    olga = w.person("olga", organiser=True)
    await olga.say("/prep-admin setup channel=#general")
    return olga


async def test_who_set_the_channel_up_and_never_joined_hears_once_as_well(w: World) -> None:
    olga = await set_up_by_a_stranger(w)
    await w.member("ben", "UTC")
    await w.happened(olga.where, "space.channel-gone", channel=GENERAL, why="archived")
    await w.happened(olga.where, "space.channel-gone", channel=GENERAL, why="removed")
    await w.advance(days=2)
    (told,) = news(olga)
    assert {"Look again", "Set up"} <= set(told.labels)
    assert "I keep your account's id alone" in (await olga.say("/prep privacy show")).text


async def test_who_joins_after_it_hears_as_a_member_and_who_forgets_it_hears_nothing(w: World) -> None:
    olga = await set_up_by_a_stranger(w)
    await olga.say("/prep start zone=UTC")
    group = await members.group(await unit_of(w))
    assert (group.contact is not None, group.contact_account) == (True, None)
    await w.happened(olga.where, "space.channel-gone", channel=GENERAL, why="archived")
    assert len(news(olga)) == 1
    pat = w.person("pat", organiser=True)
    await pat.say("/prep-admin setup channel=#general")
    assert "I keep nothing about you" in (await pat.say("/prep privacy forget")).text
    await w.happened(pat.where, "space.channel-gone", channel=GENERAL, why="archived")
    assert news(pat) == []
    assert str(pat.account) not in (await members.group(await unit_of(w))).model_dump_json()


async def test_a_committee_night_that_nobody_has_seen_is_posted_when_the_channel_opens(w: World) -> None:
    alice = await organised(w)
    await alice.say("/prep-admin quiz case=tue")
    w.stage.shut.add(GENERAL)
    await w.advance(hours=1)
    assert posts(w, "Committee night") == []
    w.stage.shut.clear()
    await w.advance(**MINUTES)
    assert len(posts(w, "Committee night")) == 1
