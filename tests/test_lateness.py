"""What a machine slept through: what was to be said at its time isn't said when nobody can use it any more."""

import datetime as dt
from pathlib import Path

import pytest

from handlers.channel.model import DAYS
from handlers.mocks.records import MOCKS
from tests.channel import begun, last, organizer
from tests.records import unit_of
from tests.stories.mock_rounds import in_, to_pairing
from tests.stories.sessions import heads, started
from tests.world import Somebody, World, world

UTC = dt.UTC
SATURDAY = dt.datetime(2026, 12, 5, 10, tzinfo=UTC)
"""When the only hour that bob and erin share begins; their mock takes 45 minutes of it."""
END = SATURDAY + dt.timedelta(minutes=45)
MINUTE = dt.timedelta(minutes=1)


async def sleep(w: World, until: dt.datetime) -> None:
    """The machine sleeps: the clock stands at once where it is when it wakes up."""
    await w.time.leap(until)


async def pair(w: World) -> tuple[Somebody, Somebody]:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    await to_pairing(w)
    await w.time.advance(SATURDAY - 10 * MINUTE)
    return bob, erin


def news(who: Somebody, since: dt.datetime) -> list[str]:
    """The first lines of what they have been sent since."""
    return [s.text.splitlines()[0].partition(":")[0] for s in who.inbox if s.at >= since]


# a mock


@pytest.mark.parametrize("late", [dt.timedelta(), dt.timedelta(hours=9)], ids=str)
async def test_it_is_time_is_not_said_once_the_mock_has_ended(w: World, late: dt.timedelta) -> None:
    bob, erin = await pair(w)
    await sleep(w, END + MINUTE + late)
    await w.advance(minutes=15)
    for who in (bob, erin):
        assert [n for n in news(who, SATURDAY) if "time" in n] == []
        assert [s for s in who.inbox if s.text.startswith("Did you meet")]


async def test_who_waits_is_told_nothing_of_a_partner_once_the_mock_has_ended(w: World) -> None:
    bob, erin = await pair(w)
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await sleep(w, END + MINUTE)
    assert news(bob, SATURDAY + MINUTE) == news(erin, SATURDAY + MINUTE) == []


async def test_who_waits_five_minutes_more_is_told_nothing_after_the_end_either(w: World) -> None:
    bob, erin = await pair(w)
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await w.time.advance(END - 4 * MINUTE)
    await bob.press("Wait 5 more")
    since = w.now + MINUTE
    await w.time.advance(END + 5 * MINUTE)
    assert news(bob, since) == news(erin, since) == []


async def test_what_work_tells_that_lapses_comes_no_later_than_the_work(w: World) -> None:
    """Two minutes before the end both are written to; the platform fails, and works again after the end."""
    bob, erin = await pair(w)
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await w.time.advance(END - 7 * MINUTE)
    await bob.press("Wait 5 more")
    since = w.now + MINUTE
    w.stage.broken = 2
    await w.time.advance(END - 2 * MINUTE)
    await sleep(w, END + 5 * MINUTE)
    assert news(bob, since) == news(erin, since) == []


async def test_neither_a_delay_nor_the_end_of_a_search_is_told_after_the_end(w: World) -> None:
    """erin presses while the platform is down; it comes back when the mock has ended."""
    bob, erin = await pair(w)
    dave = await in_(w, "dave", "sat 9:00-12:00")
    await dave.say("/prep mock.standby on=on")
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await w.advance(minutes=5)
    await bob.press("Find someone on standby")
    since = w.now + MINUTE
    w.stage.broken = 1
    await erin.press("10 minutes late")
    await sleep(w, END + MINUTE)
    assert news(bob, since) == []


@pytest.mark.parametrize("days", [1, 9])
async def test_a_mock_that_was_slept_through_is_settled_all_the_same(w: World, days: int) -> None:
    """Also when nobody waits for a newer version any more: only work that says so lapses."""
    await pair(w)
    await sleep(w, END + dt.timedelta(days=days, minutes=1))
    mocks = (await MOCKS.all(await unit_of(w))).values()
    assert [mock.state for mock in mocks if mock.at == SATURDAY] == ["not_met"]


# the clock of a session


async def test_ten_minutes_left_is_not_said_when_there_are_fewer(w: World) -> None:
    """The platform fails at the tenth minute before the end, and works again at the sixth."""
    erin, _ = await started(w)
    await w.advance(minutes=34)
    w.stage.broken = 2
    await w.advance(minutes=1)
    await sleep(w, w.now + 4 * MINUTE)
    assert "Ten minutes left." not in heads(erin)


async def test_a_session_that_was_slept_through_ended_when_its_time_was_over(w: World) -> None:
    erin, dave = await started(w)
    await sleep(w, w.now + dt.timedelta(hours=9))
    assert heads(erin)[-1] == "Time. Feedback for dave takes 2 minutes."
    assert heads(dave)[-1] == "Time. Feedback for erin takes 2 minutes."


# the channel


@pytest.mark.parametrize(("hours", "posted"), [(5, 1), (7, 0)])
async def test_the_question_of_the_day_is_asked_within_six_hours_or_left_out_whole(
    w: World, hours: int, posted: int
) -> None:
    """What nobody was asked is not opened or revealed either."""
    alice, (bob,) = await begun(w, "bob")
    await bob.press("I don't know", on=last(w, "Question of the day"))
    before = len(w.channel)
    nine = dt.datetime(2026, 11, 25, 9, tzinfo=UTC)
    await w.time.advance(nine - 10 * MINUTE)
    revealed_before = len(w.channel)
    await sleep(w, nine + dt.timedelta(hours=hours))
    asked = [s for s in w.channel[before:] if s.text.startswith("Question of the day")]
    assert len(asked) == posted, [s.text for s in w.channel[before:]]
    assert ("2026-11-25" in await DAYS.all(await unit_of(w))) == bool(posted)
    for question in asked:
        await bob.press("I don't know", on=question)
    await alice.say("/prep-admin quiz on=off")
    await w.advance(days=3)
    assert len(w.channel[revealed_before:]) == 1 + 2 * posted, "the day before's is revealed in any case"


async def test_lists_that_were_ready_in_the_morning_are_not_announced_at_night(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 11, 24, 6, tzinfo=UTC)) as w:
        await organizer(w)
        bob = await w.member("bob", zone="UTC")
        await bob.say("/prep remind where=channel")
        await w.time.advance(dt.datetime(2026, 11, 25, 7, tzinfo=UTC))
        before = len(w.channel)
        await sleep(w, dt.datetime(2026, 11, 25, 20, tzinfo=UTC))
        assert [s.text for s in w.channel[before:] if "ready for today" in s.text] == []
        await w.time.advance(dt.datetime(2026, 11, 26, 9, tzinfo=UTC))
        assert [s for s in w.channel[before:] if "ready for today" in s.text], "the next day's comes"


async def test_the_heads_up_comes_late_before_the_pairing_and_not_after_it(tmp_path: Path) -> None:
    saturday = dt.datetime(2026, 11, 28, 9, tzinfo=UTC)
    for number, (hours, told) in enumerate(((10, 1), (34, 0))):
        async with world(tmp_path / str(number)) as w:
            bob = await in_(w, "bob", "sat 10-11")
            await in_(w, "erin", "sat 10-11")
            await w.time.advance(saturday)
            await sleep(w, saturday + dt.timedelta(hours=hours))
            assert len([s for s in bob.inbox if s.text.startswith("Pairing closes")]) == told
