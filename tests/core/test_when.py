"""Wall times against an oracle that walks through UTC minute by minute and reads the clocks of the zone.

The oracle never asks zoneinfo to turn a wall time into an instant, which is what is under test.
LOOPMATE_FULL=1 takes every zone instead of a tenth.
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

from bot.core.when import (
    Quiet,
    Wall,
    instant_of,
    local,
    local_date,
    next_instant,
    out_of_quiet,
    parse_days,
)

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
FULL = os.environ.get("LOOPMATE_FULL") == "1"
KNOWN = sorted(available_timezones() - {"localtime", "Factory"})
ODD_ONES = ["Africa/Cairo", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "America/St_Johns"]
ZONES = KNOWN if FULL else sorted({*KNOWN[::10], *ODD_ONES, "Africa/Casablanca", "Pacific/Apia"})
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


def test_the_sample_of_zones_holds_many_changes_of_the_clocks() -> None:
    assert sum(len(changes(zone)) for zone in ZONES[::4]) > 50


def test_a_time_that_does_not_exist_fires_once_moved_by_the_gap() -> None:
    rule = daily("02:30", "Europe/Berlin")  # 28 March 2027: 01:59:59 is followed by 03:00:00
    assert firings(rule, utc("2027-03-27T00:00"), utc("2027-03-30T00:00")) == [
        utc("2027-03-27T01:30"),
        utc("2027-03-28T01:30"),
        utc("2027-03-29T00:30"),
    ]
    assert local(utc("2027-03-28T01:30"), "Europe/Berlin").time() == dt.time(3, 30)


def test_a_time_that_happens_twice_fires_at_the_first_only() -> None:
    rule = daily("02:30", "Europe/Berlin")  # 31 October 2027: 02:00 to 02:59 happen twice
    assert firings(rule, utc("2027-10-30T00:00"), utc("2027-11-01T23:00")) == [
        utc("2027-10-30T00:30"),
        utc("2027-10-31T00:30"),
        utc("2027-11-01T01:30"),
    ]


def test_eight_in_the_morning_stays_eight_in_the_morning() -> None:
    after = utc("2027-03-27T12:00")
    assert next_instant(daily("08:00", "Europe/Berlin"), after) == utc("2027-03-28T06:00")
    assert next_instant(daily("08:00", "America/New_York"), after) == utc("2027-03-28T12:00")


def test_lord_howe_moves_its_clocks_by_half_an_hour() -> None:
    # 3 October 2027: 02:00 (+10:30) is 02:30 (+11). 4 April 2027: 02:00 (+11) is 01:30 (+10:30).
    spring, autumn = utc("2027-10-02T12:00"), utc("2027-04-03T12:00")
    assert next_instant(daily("02:15", "Australia/Lord_Howe"), spring) == utc("2027-10-02T15:45")
    assert next_instant(daily("01:45", "Australia/Lord_Howe"), autumn) == utc("2027-04-03T14:45")
    assert next_instant(daily("01:45", "Australia/Lord_Howe"), utc("2027-04-03T14:45")) == utc(
        "2027-04-04T15:15"
    )


def test_kathmandu_is_five_hours_and_three_quarters_ahead() -> None:
    assert next_instant(daily("08:00", "Asia/Kathmandu"), utc("2026-11-24T00:00")) == utc("2026-11-24T02:15")


def test_a_missing_day_fires_once_together_with_the_day_after() -> None:
    # Apia went from 29 December 2011, 23:59 (-10) to 31 December, 00:00 (+14).
    rule = daily("08:00", "Pacific/Apia")
    assert firings(rule, utc("2011-12-29T00:00"), utc("2012-01-01T00:00")) == [
        utc("2011-12-29T18:00"),
        utc("2011-12-30T18:00"),
        utc("2011-12-31T18:00"),
    ]


def test_what_was_due_on_a_missing_day_is_due_at_the_same_time_of_the_next() -> None:
    friday = Wall(at=dt.time(8), zone="Pacific/Apia", days=(4,))
    once = Wall(at=dt.time(8), zone="Pacific/Apia", date=dt.date(2011, 12, 30))
    for rule in (friday, once):
        assert next_instant(rule, utc("2011-12-28T00:00")) == utc("2011-12-30T18:00")
    assert local(utc("2011-12-30T18:00"), "Pacific/Apia").isoformat() == "2011-12-31T08:00:00+14:00"
    assert next_instant(friday, utc("2011-12-30T18:00")) == utc("2012-01-05T18:00")
    assert next_instant(once, utc("2011-12-30T18:00")) is None


@pytest.mark.parametrize(
    ("zone", "before", "due"),
    [
        ("Africa/Cairo", "2027-04-29T12:00", "2027-04-29T22:00"),  # 30 April, 00:00 (+2) is 01:00 (+3)
        ("America/Havana", "2027-03-13T12:00", "2027-03-14T05:00"),  # 14 March, 00:00 (-5) is 01:00 (-4)
        ("Asia/Beirut", "2027-03-27T12:00", "2027-03-27T22:00"),  # 28 March, 00:00 (+2) is 01:00 (+3)
    ],
)
def test_where_a_day_begins_at_one_midnight_is_at_one(zone: str, before: str, due: str) -> None:
    assert next_instant(daily("00:00", zone), utc(before)) == utc(due)
    assert local(utc(due), zone).time() == dt.time(1)


def test_a_midnight_that_happens_twice_fires_at_the_first() -> None:
    # Havana, 7 November 2027: 00:00 to 00:59 happen at -4 and again at -5.
    assert next_instant(daily("00:00", "America/Havana"), utc("2027-11-06T12:00")) == utc("2027-11-07T04:00")
    assert next_instant(daily("00:00", "America/Havana"), utc("2027-11-07T04:00")) == utc("2027-11-08T05:00")


def test_weekdays_skip_the_weekend_of_the_change() -> None:
    rule = Wall(at=dt.time(8), zone="Europe/Berlin", days=parse_days("weekdays"))
    friday, monday = utc("2027-03-26T07:00"), utc("2027-03-29T06:00")
    assert next_instant(rule, utc("2027-03-25T12:00")) == friday
    assert next_instant(rule, friday) == monday


def test_after_the_instant_itself_comes_the_next_one() -> None:
    rule = daily("08:00", "Europe/Berlin")
    assert next_instant(rule, utc("2026-11-24T07:00")) == utc("2026-11-25T07:00")
    assert next_instant(rule, utc("2026-11-24T06:59:59.999999")) == utc("2026-11-24T07:00")


def test_one_date_fires_once_and_is_then_past() -> None:
    rule = Wall(at=dt.time(8), zone="Europe/Berlin", date=dt.date(2028, 2, 29))
    assert next_instant(rule, utc("2027-01-01T00:00")) == utc("2028-02-29T07:00")
    assert next_instant(rule, utc("2028-02-29T07:00")) is None


def test_each_instant_of_a_weekly_rule_leads_to_the_next() -> None:
    rule = Wall(at=dt.time(19), zone="Asia/Kolkata", days=(0, 2))
    assert next_instant(rule, utc("2026-11-24T00:00")) == utc("2026-11-25T13:30")
    assert next_instant(rule, utc("2026-11-25T13:30")) == utc("2026-11-30T13:30")
    assert next_instant(rule, utc("2026-11-30T13:30")) == utc("2026-12-02T13:30")


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


def test_a_wall_time_becomes_the_same_instant_everywhere() -> None:
    assert instant_of(dt.date(2027, 3, 28), dt.time(2, 30), "Europe/Berlin") == utc("2027-03-28T01:30")
    assert instant_of(dt.date(2027, 10, 31), dt.time(2, 30, fold=1), "Europe/Berlin") == utc(
        "2027-10-31T00:30"
    )
    assert local_date(utc("2026-11-24T19:00"), "Asia/Kolkata") == dt.date(2026, 11, 25)


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


@given(rules, instants, st.timedeltas(dt.timedelta(0), 20 * DAY))
def test_later_questions_have_later_answers(rule: Wall, after: dt.datetime, more: dt.timedelta) -> None:
    assert due(rule, after) <= due(rule, after + more)


@given(rules)
def test_a_rule_survives_being_stored(rule: Wall) -> None:
    assert Wall.model_validate_json(rule.model_dump_json()) == rule


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"zone": "Europe/Berlim"}, "'Europe/Berlim' is not a time zone"),
        ({"zone": "../etc/passwd"}, "is not a time zone"),
        ({"zone": "Europe"}, "is not a time zone"),
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


def test_what_falls_into_quiet_hours_waits_for_their_end() -> None:
    evening, noon = utc("2026-11-24T21:30"), utc("2026-11-24T12:00")
    assert out_of_quiet(evening, "Europe/Berlin", NIGHT) == utc("2026-11-25T06:00")
    assert out_of_quiet(noon, "Europe/Berlin", NIGHT) == noon
    assert out_of_quiet(evening, "Europe/Berlin", None) == evening


def test_quiet_hours_that_end_in_a_gap_end_where_the_clocks_jump() -> None:
    quiet = Quiet(start=dt.time(21), end=dt.time(2, 30))  # Berlin: 01:59 is followed by 03:00
    assert out_of_quiet(utc("2027-03-27T23:00"), "Europe/Berlin", quiet) == utc("2027-03-28T01:00")


def test_quiet_hours_that_end_twice_let_through_at_the_first_end() -> None:
    quiet = Quiet(start=dt.time(21), end=dt.time(2, 30))  # Berlin: 02:00 to 02:59 happen twice
    assert out_of_quiet(utc("2027-10-30T22:00"), "Europe/Berlin", quiet) == utc("2027-10-31T00:30")
    assert out_of_quiet(utc("2027-10-31T01:10"), "Europe/Berlin", quiet) == utc("2027-10-31T01:30")


def test_quiet_hours_that_end_as_the_clocks_go_back_last_an_hour_longer() -> None:
    quiet = Quiet(start=dt.time(21), end=dt.time(3))
    assert out_of_quiet(utc("2027-10-30T22:00"), "Europe/Berlin", quiet) == utc("2027-10-31T02:00")


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
    start = changes(zone)[which] - back * MINUTE
    walk = minutes(start, start + 2 * DAY)
    expected = next(at for at in walk if not quiet.covers(at.astimezone(ZoneInfo(zone)).time()))
    assert out_of_quiet(start, zone, quiet) == expected
