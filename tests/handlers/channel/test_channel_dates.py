"""The next committee night in the calendars of the group's spaces."""

import datetime as dt

from bot.platforms.port import Booked
from tests.channel import begun, set_up
from tests.world import Somebody, World

SHOWN = Booked(event="https://discord.com/events/1/3", ref="console:main:0.3")


def dates(w: World) -> list[dt.datetime | None]:
    """When the calendar was asked to show a night; None: to take one out."""
    return [b.at for b in w.stage.booked]


async def test_the_next_night_is_shown_and_taken_out_when_it_is_moved_or_ends(
    w: World, alice: Somebody
) -> None:
    w.stage.rooms = SHOWN
    await set_up(alice)
    await alice.say("/prep-admin quiz on=on case=thu time=18:00")
    await w.time.drain()
    thursday = dt.datetime(2026, 11, 26, 18, tzinfo=dt.UTC)
    assert dates(w) == [thursday]
    assert (w.stage.booked[0].people, w.stage.booked[0].title) == ((), "Committee night")
    w.stage.rooms = SHOWN.copy_with(ref="console:main:0.4")
    await alice.say("/prep-admin quiz case=fri")
    await w.time.drain()
    assert dates(w)[1:] == [None, thursday + dt.timedelta(days=1)]
    w.stage.rooms = SHOWN.copy_with(ref="console:main:0.5")
    await w.advance(days=3, hours=12)
    assert dates(w)[3:] == [None, thursday + dt.timedelta(days=8)]
    await alice.say("/prep-admin quiz case=none")
    await w.time.drain()
    assert dates(w)[5:] == [None]


async def test_on_the_day_of_a_night_the_question_follows_half_an_hour_later(w: World) -> None:
    await begun(w, case="tue")
    assert [s.text.split(":")[0] for s in w.channel] == ["Committee night"]
    await w.advance(minutes=30)
    assert w.channel[-1].text.startswith("Question of the day")
    await w.advance(days=1)
    asked = [f"{s.at:%d %H:%M}" for s in w.channel if s.text.startswith("Question of the day")]
    assert asked == ["24 09:30", "25 09:00"]


async def test_the_question_and_the_next_night_follow_the_groups_zone_at_once(w: World) -> None:
    w.stage.rooms = SHOWN
    alice, _ = await begun(w, case="thu")
    await alice.say("/prep-admin setup channel=#general zone=Asia/Kolkata")
    await w.time.drain()
    assert dt.datetime(2026, 11, 26, 3, 30, tzinfo=dt.UTC) in dates(w)
    await w.advance(days=1)
    asked = [s.at for s in w.channel if s.text.startswith("Question of the day")]
    assert [f"{at:%d %H:%M}" for at in asked] == ["24 09:00", "25 03:30"]
