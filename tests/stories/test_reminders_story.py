"""Reminders as people expect them: put off, nudged for, in the channel, and never twice."""

import datetime as dt
from pathlib import Path

from tests.world import Shown, Somebody, World, world

BEGINS = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2026, 11, 27, 6, tzinfo=dt.UTC)


def came(person: Somebody) -> list[tuple[int, int]]:
    """Day and hour of the lists that came as a DM, nudges included."""
    return [(s.at.day, s.at.hour) for s in _lists(person)]


def _lists(person: Somebody) -> list[Shown]:
    return [s for s in person.inbox if any(row.startswith("1. ") for row in s.text.splitlines())]


def nudges(person: Somebody) -> list[Shown]:
    return [s for s in person.inbox if s.text.startswith("Your list is still waiting")]


async def finish(person: Somebody) -> None:
    for n in range(1, 9):
        if "That's all" in (await person.say(f"done {n}", dm=True)).text:
            return


async def test_one_nudge_comes_when_nothing_is_done(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    assert "one nudge after 60 minutes" in (await bob.say("/prep remind nudge=60")).text
    await w.advance(hours=12)
    assert came(bob) == [(24, 8), (24, 9)]
    assert len(nudges(bob)) == 1
    why = await bob.press("Why?", on=nudges(bob)[0])
    assert why.text.startswith("You get this because you asked for one nudge")


async def test_no_nudge_comes_after_something_is_done(w: World) -> None:
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    for person in (bob, erin):
        await person.say("/prep remind nudge=30")
    await w.advance(hours=2, minutes=10)
    await bob.say("done 1", dm=True)
    await finish(erin)
    await w.advance(hours=12)
    assert nudges(bob) == nudges(erin) == []


async def test_a_list_that_was_put_off_is_not_nudged_for_as_well(w: World) -> None:
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    for person in (bob, erin):
        await person.say("/prep remind nudge=60")
    await w.advance(hours=2, minutes=10)
    await bob.press("Later today", on=_lists(bob)[0])
    await erin.press("Tomorrow", on=_lists(erin)[0])
    await w.advance(hours=12)
    assert came(bob) == [(24, 8), (24, 11)]
    assert came(erin) == [(24, 8)]
    await w.advance(days=1)
    assert came(erin)[1:] == [(25, 8), (25, 9)]


async def test_tomorrow_is_an_occurrence_of_its_own_where_the_series_rests(tmp_path: Path) -> None:
    async with world(tmp_path, at=FRIDAY) as w:
        bob = await w.member("bob", zone="UTC")
        await w.advance(hours=3)
        told = await bob.press("Tomorrow", on=_lists(bob)[0])
        assert "2026-11-28T08:00Z, this once; your days stay as they are" in told.text
        await bob.press("Tomorrow", on=_lists(bob)[0])
        assert "Next: 2026-11-30T08:00Z" in (await bob.say("/prep remind")).text
        await w.advance(days=4)
        assert came(bob) == [(27, 8), (28, 8), (30, 8), (1, 8)]


async def test_a_list_that_comes_this_once_follows_its_members_clock(tmp_path: Path) -> None:
    async with world(tmp_path, at=FRIDAY) as w:
        bob = await w.member("bob", zone="Asia/Kolkata")
        await bob.say("today", dm=True)
        await bob.press("Tomorrow")
        await bob.say("/prep settings zone=Europe/Berlin")
        await w.advance(hours=40)
        assert came(bob) == [(28, 7)], "08:00 in Berlin, where bob is now"


async def test_a_list_that_comes_this_once_comes_once_however_its_member_travels(tmp_path: Path) -> None:
    async with world(tmp_path, at=FRIDAY) as w:
        bob = await w.member("bob", zone="Asia/Kolkata")
        await bob.say("today", dm=True)
        await bob.press("Tomorrow")
        await w.advance(hours=21)
        assert came(bob) == [(28, 2)]
        await bob.say("/prep settings zone=Europe/Berlin")
        await w.advance(hours=12)
        assert came(bob) == [(28, 2)]


async def test_a_list_that_would_come_this_once_comes_by_the_rule_on_what_is_a_study_day_now(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, at=FRIDAY) as w:
        bob = await w.member("bob", zone="UTC")
        await bob.say("today", dm=True)
        await bob.press("Tomorrow")
        await bob.say("/prep settings days=daily")
        await w.advance(hours=40)
        assert came(bob) == [(28, 8)]


async def test_tomorrow_is_named_with_the_hour_to_which_quiet_hours_move_it(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep remind 05:00")
    await bob.say("/prep today")
    assert "2026-11-25T07:00Z, as usual" in (await bob.press("Tomorrow")).text
    await w.advance(days=1, hours=2)
    assert came(bob) == [(25, 7)]


async def test_the_list_of_a_day_that_was_left_before_it_came_does_not_come(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep today")
    await bob.press("Tomorrow")
    await w.advance(days=1, hours=4)
    assert came(bob) == [(25, 8)]


async def test_a_public_holiday_of_the_groups_country_is_a_day_off(w: World) -> None:
    alice = await w.member("alice", zone="UTC", organiser=True)
    await alice.say("/prep-admin setup country=US")
    await alice.press("Use these settings")
    bob = await w.member("bob", zone="UTC")
    times = (await bob.unfold(await bob.say("/prep remind"))).splitlines()[-3:]
    assert times == ["- 2026-11-24T08:00Z", "- 2026-11-25T08:00Z", "- 2026-11-27T08:00Z"]  # Thanksgiving
    await w.advance(days=4)
    assert came(bob) == [(24, 8), (25, 8), (27, 8)]
    assert "US public holidays are days off" in (await bob.say("/prep settings")).text


async def test_a_pause_until_a_day_ends_on_it(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    assert "Paused until Friday 27 November 2026" in (await bob.say("/prep pause until 2026-11-27")).text
    await w.advance(days=4)
    assert came(bob) == [(27, 8)]


async def test_a_nudge_that_would_come_tomorrow_is_said_to_come_never(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    shown = await bob.say("/prep remind nudge=60 23:30")
    assert "no nudge, because 60 minutes later it's tomorrow" in shown.text
    await bob.say("/prep settings quiet=none")
    await w.advance(days=1)
    assert came(bob) == [(24, 23)]


async def test_a_nudge_that_quiet_hours_hold_until_tomorrow_is_said_to_come_never(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    shown = await bob.say("/prep remind nudge=120 20:00")
    assert "no nudge, because 120 minutes later your quiet hours have begun" in shown.text
    await w.advance(days=1)
    assert came(bob) == [(24, 20)]
    assert "one nudge after 120 minutes" in (await bob.say("/prep remind 18:30")).text
    await w.advance(days=1)
    assert came(bob)[1:] == [(25, 18), (25, 20)]


async def test_a_list_that_comes_after_the_quiet_hours_is_nudged_for_after_it_came(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep remind nudge=30 05:00")
    await w.advance(days=1, hours=2)
    assert [f"{s.at:%d %H:%M}" for s in _lists(bob)] == ["25 07:00", "25 07:30"]


async def test_a_bare_why_is_about_the_last_message(w: World) -> None:
    erin = await w.member("erin", zone="UTC")
    assert "You get this because you joined." in (await erin.say("/prep why")).text
    await w.advance(days=1)
    assert "because your list is set to weekdays at 08:00, UTC" in (await erin.say("/prep why")).text


async def test_why_says_rule_zone_delivery_and_the_next_time(w: World) -> None:
    bob = await w.member("bob", zone="Europe/Berlin")
    await w.advance(hours=2)
    lines = (await bob.press("Why?", on=_lists(bob)[0])).text.splitlines()
    assert lines[:3] == [
        "You get this because your list is set to weekdays at 08:00, Europe/Berlin.",
        "Last delivery: sent 2026-11-24T07:00Z, DM.",
        "The next one comes 2026-11-25T07:00Z.",
    ]


async def test_a_move_to_another_zone_brings_no_day_twice_and_skips_none(w: World) -> None:
    bob = await w.member("bob", zone="Asia/Kolkata", days="daily")
    await w.advance(hours=2)  # 08:00 in Kolkata was 02:30 UTC, before bob was there
    await w.advance(days=1)
    assert [f"{s.at:%d %H:%M}" for s in _lists(bob)] == ["25 02:30"]
    # in Honolulu it is the evening of the 24th, and the list of the 25th has come already
    moved = "Next list: 2026-11-26T18:00Z"
    assert moved in (await bob.say("/prep settings zone=Honolulu")).text
    assert moved in (await bob.say("/prep settings")).text
    await w.advance(days=3)
    assert [f"{s.at:%d %H:%M}" for s in _lists(bob)] == ["25 02:30", "26 18:00", "27 18:00"]


async def test_the_next_list_that_is_named_after_two_moves_is_the_one_that_comes(w: World) -> None:
    bob = await w.member("bob", zone="Europe/Berlin", days="daily", quiet="none")
    await bob.say("/prep remind 12:30")
    await w.advance(hours=17, minutes=30)  # half past one on the 25th in Kiritimati, five o'clock in Kolkata
    await bob.say("/prep settings zone=Kiritimati")
    await bob.say("/prep settings zone=Kolkata")
    assert "Next: 2026-11-25T07:00Z" in (await bob.say("/prep remind")).text
    await w.advance(hours=8)
    assert [f"{s.at:%d %H:%M}" for s in _lists(bob)] == ["24 11:30", "25 07:00"]


async def test_clocks_that_change_move_no_list(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2027, 3, 26, 5, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="Europe/Berlin", days="daily")
        await w.advance(days=2)
        await bob.say("/prep today")
        await w.advance(days=2)
        assert [f"{s.at:%d %H:%M}" for s in _lists(bob)] == ["26 07:00", "27 07:00", "28 06:00", "29 06:00"]


async def test_a_list_that_was_put_off_and_then_left_does_not_come_again(w: World) -> None:
    bob = await w.member("bob", zone="UTC", quiet="none")
    await w.advance(hours=3)
    assert "comes again" in (await bob.say("snooze 1h", dm=True)).text
    assert "Enough for today." in (await bob.say("not today", dm=True)).text
    assert "Enough for today." in (await bob.say("snooze 2h", dm=True)).text
    await w.advance(hours=20)
    assert came(bob) == [(24, 8)]
    await w.advance(hours=4)
    assert came(bob) == [(24, 8), (25, 8)]
