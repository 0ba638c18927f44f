"""Wall times against an oracle that walks through UTC minute by minute and reads the clocks of the zone.

The oracle never asks zoneinfo to turn a wall time into an instant, which is what is under test.
LOOPMATE_FULL=1 takes every zone instead of a thirtieth.
"""

import datetime as dt
import functools
import os
from collections.abc import Iterator
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.wall_time import (
    Quiet,
    Wall,
    clocks,
    instant_of,
    is_known,
    local,
    local_date,
    next_instant,
    out_of_quiet,
)

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
FULL = os.environ.get("LOOPMATE_FULL") == "1"
KNOWN = sorted(available_timezones() - {"localtime", "Factory"})
ODD_ONES = ["Africa/Cairo", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "America/St_Johns"]
ZONES = KNOWN if FULL else sorted({*KNOWN[::30], *ODD_ONES, "Africa/Casablanca", "Pacific/Apia"})
TIMES = [dt.time(0, 0), dt.time(1, 30), dt.time(2, 30), dt.time(8, 0), dt.time(23, 59)]
ORDINARY = [dt.datetime(2028, 2, 29, tzinfo=dt.UTC), dt.datetime(2034, 6, 14, tzinfo=dt.UTC)]


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def daily(at: str, zone: str) -> Wall:
    return Wall(at=dt.time.fromisoformat(at), zone=zone)


def firings(rule: Wall, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """What the code under test says falls due in [start, end)."""
    found: list[dt.datetime] = []
    at = next_instant(rule, start - MINUTE)
    while at is not None and at < end:
        assert found[-1:] < [at], "time stands still"
        found.append(at)
        at = next_instant(rule, at)
    return found


def minutes(start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    for n in range((end - start) // MINUTE):
        yield start + n * MINUTE


def oracle(zone: str, start: dt.datetime, end: dt.datetime) -> dict[dt.time, dict[dt.date, dt.datetime]]:
    """What falls due in [start, end) for each of TIMES, by local date, read off the clocks of the zone."""
    place = ZoneInfo(zone)
    due: dict[dt.datetime, dt.datetime] = {}
    before = start.astimezone(place).replace(tzinfo=None) - MINUTE
    for instant in minutes(start, end):
        wall = instant.astimezone(place).replace(tzinfo=None)
        gap = wall - before - MINUTE
        for n in range(gap // MINUTE):
            due[before + (n + 1) * MINUTE] = instant + n * MINUTE
        due.setdefault(wall, instant)
        before = wall
    return {at: {wall.date(): due[wall] for wall in due if wall.time() == at} for at in TIMES}


@functools.cache
def changes(zone: str) -> list[dt.datetime]:
    """The instants, to the minute, at which the zone's clocks are changed from 2026 to the end of 2035."""
    place = ZoneInfo(zone)
    first = utc("2026-01-01")
    offsets = [(first + n * DAY).astimezone(place).utcoffset() for n in range(3653)]
    found = []
    for n in range(3652):
        if offsets[n] != offsets[n + 1]:
            morning = first + n * DAY
            day = minutes(morning, morning + DAY + MINUTE)
            found.append(next(at for at in day if at.astimezone(place).utcoffset() != offsets[n]))
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_rules_fire_where_the_clocks_of_the_zone_say_so(zone: str) -> None:
    for middle in [*changes(zone), *ORDINARY]:
        start, end = middle - DAY, middle + DAY
        for at, expected in oracle(zone, start, end).items():
            every_day = firings(Wall(at=at, zone=zone), start, end)
            assert every_day == sorted(set(expected.values())), (middle, at)
            for date, instant in expected.items():
                weekly = Wall(at=at, zone=zone, days=(date.weekday(),))
                assert firings(weekly, start, end) == [instant], (middle, at)
                once = Wall(at=at, zone=zone, date=date)
                assert firings(once, start, end) == [instant], (middle, at)


def test_what_was_due_on_a_missing_day_is_due_at_the_same_time_of_the_next() -> None:
    friday = Wall(at=dt.time(8), zone="Pacific/Apia", days=(4,))
    once = Wall(at=dt.time(8), zone="Pacific/Apia", date=dt.date(2011, 12, 30))
    for rule in (friday, once):
        assert next_instant(rule, utc("2011-12-28T00:00")) == utc("2011-12-30T18:00")
    assert local(utc("2011-12-30T18:00"), "Pacific/Apia").isoformat() == "2011-12-31T08:00:00+14:00"
    assert next_instant(friday, utc("2011-12-30T18:00")) == utc("2012-01-05T18:00")
    assert next_instant(once, utc("2011-12-30T18:00")) is None


def test_a_gap_across_midnight_moves_the_evening_into_the_next_day() -> None:
    # Toronto, 30 March 1919: 23:30 (-5) became 00:30 (-4) of the 31st, so 23:45 was shown as 00:45.
    rule = daily("23:45", "America/Toronto")
    assert next_instant(rule, utc("1919-03-31T04:40")) == utc("1919-03-31T04:45")


def test_a_clock_set_back_across_midnight_does_not_lose_next_week() -> None:
    # St. John's, 7 November 2010: at 00:01 (-2:30) the clocks showed 23:01 of Saturday again.
    sunday = Wall(at=dt.time(0, 0), zone="America/St_Johns", days=(6,))
    again_saturday = utc("2010-11-07T02:45")
    assert local_date(again_saturday, "America/St_Johns") == dt.date(2010, 11, 6)
    assert next_instant(sunday, again_saturday) == utc("2010-11-14T03:30")


rules = st.builds(
    Wall,
    at=st.times(),
    zone=st.sampled_from(ZONES),
    days=st.sets(st.integers(0, 6), min_size=1).map(tuple),
)
instants = st.integers(0, 65 * 365 * 86_400_000).map(
    lambda ms: utc("1975-01-01") + dt.timedelta(milliseconds=ms)
)


def due(rule: Wall, after: dt.datetime) -> dt.datetime:
    instant = next_instant(rule, after)
    assert instant is not None
    return instant


@given(rules, instants)
def test_the_next_instant_is_later_and_nothing_lies_between(rule: Wall, after: dt.datetime) -> None:
    instant = due(rule, after)
    assert after < instant <= after + 9 * DAY
    assert due(rule, instant - dt.timedelta(microseconds=1)) == instant
    assert due(rule, after + (instant - after) / 2) == instant
    assert instant.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"zone": "Europe/Berlim"}, "'Europe/Berlim' isn't a time zone"),
        ({"zone": "../etc/passwd"}, "isn't a time zone"),
        ({"zone": "Europe"}, "isn't a time zone"),
        ({"zone": "localtime"}, "another zone on every machine"),
        ({"days": ()}, "Days are one or more numbers"),
        ({"days": (7,)}, "Days are one or more numbers"),
        ({"days": (1,), "date": dt.date(2027, 1, 1)}, "not both"),
        ({"date": dt.date(9999, 12, 31)}, "from 1970 to 2999"),
        ({"at": dt.time(8, tzinfo=dt.UTC)}, "carries no zone"),
        ({"nth": 2}, "Extra inputs"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_in_words(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Wall.model_validate({"at": dt.time(8), "zone": "Europe/Berlin"} | fields)


def test_a_datetime_without_a_zone_is_no_instant() -> None:
    naive = dt.datetime(2027, 1, 1)  # noqa: DTZ001 - the defect under test
    with pytest.raises(ValueError, match="needs a zone"):
        next_instant(daily("08:00", "UTC"), naive)


NIGHT = Quiet(start=dt.time(21), end=dt.time(7))


def test_quiet_hours_hold_across_midnight_and_end_before_their_end() -> None:
    inside = [dt.time(21), dt.time(23, 59), dt.time(0), dt.time(6, 59, 59)]
    outside = [dt.time(7), dt.time(12), dt.time(20, 59, 59)]
    assert [NIGHT.covers(at) for at in inside + outside] == [True] * 4 + [False] * 3
    lunch = Quiet(start=dt.time(12), end=dt.time(13))
    assert [lunch.covers(dt.time(h)) for h in (11, 12, 13, 23)] == [False, True, False, False]


def test_quiet_hours_that_end_twice_let_through_at_the_first_end() -> None:
    quiet = Quiet(start=dt.time(21), end=dt.time(2, 30))  # Berlin: 02:00 to 02:59 happen twice
    assert out_of_quiet(utc("2027-10-30T22:00"), "Europe/Berlin", quiet) == utc("2027-10-31T00:30")
    assert out_of_quiet(utc("2027-10-31T01:10"), "Europe/Berlin", quiet) == utc("2027-10-31T01:30")


quarter_hours = st.integers(0, 95).map(lambda n: dt.time(n // 4, n % 4 * 15))


@given(
    zone=st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "Africa/Cairo"]),
    which=st.integers(0, 19),
    back=st.integers(-600, 1500),
    ends=st.lists(quarter_hours, min_size=2, max_size=2, unique=True),
)
def test_quiet_hours_agree_with_reading_the_clock_each_minute(
    zone: str, which: int, back: int, ends: list[dt.time]
) -> None:
    quiet = Quiet(start=ends[0], end=ends[1])
    known = changes(zone)  # the rules of some zones end before 2035
    start = known[which % len(known)] - back * MINUTE
    walk = minutes(start, start + 2 * DAY)
    expected = next(at for at in walk if not quiet.covers(at.astimezone(ZoneInfo(zone)).time()))
    assert out_of_quiet(start, zone, quiet) == expected


# zones that were renamed, or that this machine doesn't know anymore

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
VANISHED = "Mars/Olympus_Mons"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Pacific/Enderbury", "Pacific/Kanton"),
        ("US/Pacific", "America/Los_Angeles"),
    ],
)
def test_a_zone_that_was_renamed_keeps_its_clocks(old: str, new: str) -> None:
    for month in (1, 7):
        at = NOON.replace(month=month)
        assert at.astimezone(clocks(old)).utcoffset() == at.astimezone(clocks(new)).utcoffset()
    assert Wall(at=dt.time(8), zone=old).zone == old


def test_what_is_known_is_said_for_any_text() -> None:
    assert is_known("Europe/Berlin")
    for zone in (VANISHED, "", "../etc/passwd", "Europe", "x" * 300, "a\x00b"):
        assert not is_known(zone)


def test_clocks_of_a_zone_that_vanished_are_read_in_utc() -> None:
    assert local(NOON, VANISHED) == NOON
    assert local(NOON, VANISHED).hour == 12
    assert local_date(NOON, VANISHED) == NOON.date()
    assert instant_of(NOON.date(), dt.time(12), VANISHED) == NOON
    night = Quiet(start=dt.time(11), end=dt.time(13))
    assert out_of_quiet(NOON, VANISHED, night) == NOON + dt.timedelta(hours=1)
