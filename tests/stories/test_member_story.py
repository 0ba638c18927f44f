"""Joining and settings, by people who say more than they must, or what cannot be."""

import datetime as dt
from pathlib import Path

from tests.world import Somebody, World, world


async def test_what_was_said_before_the_zone_was_asked_is_kept(w: World) -> None:
    bob = w.person("bob")
    asked = await bob.say(
        "/prep start date=2026-12-08 minutes=30 days=mon,wed,sun quiet=22:15-06:45 level=senior"
    )
    assert "What time is it" in asked.text
    joined = await bob.press(next(b for b in asked.labels if b.endswith("UTC")))
    assert "at 08:00 UTC on Mon, Wed and Sun, about 30 minutes" in joined.text
    assert "quiet 22:15-06:45, starting" in joined.text


async def test_a_zone_is_offered_to_strangers_once_three_members_live_in_it(w: World) -> None:
    """Fewer, and the button would say where somebody lives."""

    async def offered() -> list[str]:
        asked = await stranger.say("/prep start")
        assert "What time is it" in asked.text
        assert "Another time zone" in asked.labels
        return [label[6:] for label in asked.labels if label[2:3] == ":"]

    stranger = w.person("sam")
    for number, name in enumerate(("bob", "erin", "cleo")):
        assert await offered() == ["UTC"], number
        assert "Asia/Kathmandu" not in await w.app.dispatcher.suggest(
            stranger.account, "start", "zone", "", stranger.where.space
        )
        await w.member(name, zone="Asia/Kathmandu")
    await w.member("dan", zone="Pacific/Apia")
    assert await offered() == ["Kathmandu", "UTC"]
    assert (await w.app.dispatcher.suggest(stranger.account, "start", "zone", "", stranger.where.space))[
        0
    ] == "Asia/Kathmandu"


async def test_who_is_in_already_is_offered_what_they_wrote_as_a_change_of_settings(w: World) -> None:
    bob = w.person("bob")
    await bob.say("/prep start zone=New York")
    again = await bob.say("/prep start zone=New York")
    assert "I write at 08:00 New York time" in again.text
    shown = await bob.say("/prep start zone=Tokyo minutes=30 date=Dec 15")
    assert "I still write at 08:00 New York time on weekdays, about 15 minutes" in shown.text
    await bob.press("Change settings")
    saved = await bob.fill()
    assert "Saved" in saved.text
    for changed in ("Tokyo", "30 minutes", "15 December 2026"):
        assert changed in saved.text


async def test_a_date_has_passed_when_it_has_where_the_member_is(tmp_path: Path) -> None:
    at = dt.datetime(2026, 11, 24, 1, tzinfo=dt.UTC)  # still the 23rd in Honolulu
    async with world(tmp_path, at=at) as w:
        for name, zone, passed in (("bob", "Pacific/Honolulu", 22), ("erin", "Asia/Tokyo", 23)):
            who, refused, day_after = w.person(name), f"2026-11-{passed}", f"2026-11-{passed + 1}"
            assert "has passed" in (await who.say(f"/prep start zone={zone} date={refused}")).text
            assert "You're in" in (await who.say(f"/prep start zone={zone} date={day_after}")).text
            assert "has passed" in (await who.say(f"/prep settings date={refused}")).text
            assert "Saved" in (await who.say(f"/prep settings date={day_after} minutes=20")).text
        unknown = w.person(
            "sam"
        )  # the earliest day that it is anywhere, as long as nobody knows where they are
        assert "has passed" in (await unknown.say("/prep start date=2026-11-22")).text
        assert "What time is it" in (await unknown.say("/prep start date=2026-11-23")).text


async def test_a_date_that_has_passed_since_does_not_stop_another_change(w: World) -> None:
    bob = await w.member("bob", date="2026-11-25")
    await w.advance(days=3)
    await bob.press("Change settings")
    assert "Saved" in (await bob.fill(minutes="30")).text


async def test_closed_dms_are_said_where_they_joined_when_the_group_has_no_channel(w: World) -> None:
    bob = w.person("bob")
    bob.close_dms()
    await bob.say("/prep start zone=UTC")
    await w.advance(minutes=2)
    assert [s.text.splitlines()[0] for s in w.channel] == ["bob, I couldn't send you a DM."]
    bob.open_dms()
    await bob.press("Test DM")
    await w.advance(minutes=2)
    assert "your DMs work" in bob.inbox[-1].text
    assert len(w.channel) == 1


async def test_a_list_whose_time_is_moved_to_later_comes_once_a_day_and_when_the_card_says(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="UTC")
        await w.advance(hours=3)
        moved = await bob.say("/prep remind 19:15")
        assert "Next: 2026-11-25T19:15Z" in moved.text
        await w.advance(days=2)
        assert [(s.at.day, s.at.hour) for s in bob.inbox if s.text.startswith("Today")] == [(24, 8), (25, 19)]


async def test_a_list_put_off_before_it_came_still_comes_at_its_time(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep remind 19:15")
    await bob.say("/prep today")
    await bob.press("Later today")
    await w.advance(hours=4)
    assert "Next: 2026-11-24T19:15Z" in (await bob.say("/prep remind")).text
    await w.advance(hours=8)
    assert [s.at.hour for s in bob.inbox if s.text.startswith("Today")] == [11, 19]


async def test_who_is_no_member_hears_that_nothing_is_kept_whatever_they_ask_of_privacy(
    w: World, bob: Somebody
) -> None:
    await bob.say("/prep privacy forget")
    await bob.press("Forget everything now")
    for asked in ("show", "export", "forget", "forget scope=drafts"):
        assert "I keep nothing about you" in (await bob.say(f"/prep privacy {asked}")).text


async def test_forgetting_says_that_a_coming_mock_is_cancelled(w: World) -> None:
    bob, erin = await w.member("bob", days="sun"), await w.member("erin", days="sun")
    assert "mock" not in (await bob.say("/prep privacy forget")).text
    for person in (bob, erin):
        await person.say('/prep mock hours windows="sat 10:00-11:00"')
        await person.say("/prep mock join round=any role=both repeat=weekly")
    await w.time.advance(dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    warned = (await bob.say("/prep privacy forget")).text
    assert "Your mock is canceled, and your partner is told only “can't come”." in warned
    await w.time.advance(dt.datetime(2026, 12, 6, tzinfo=dt.UTC))
    assert "mock" not in (await bob.say("/prep privacy forget")).text


async def test_settings_say_which_of_them_are_for_dms_where_the_list_stands_in_the_channel(w: World) -> None:
    ada = await w.member("ada", "UTC")
    shown = await ada.say("/prep settings where=channel at=07:30 nudge=60")
    assert "in the channel's thread, without content; 07:30 and your nudge are for DMs" in shown.text
    shown = await ada.say("/prep settings nudge=off")
    assert "; 07:30 is for DMs" in shown.text
    shown = await ada.say("/prep settings where=both")
    assert ("for DMs" in shown.text, "at 07:30" in shown.text) == (False, True)
