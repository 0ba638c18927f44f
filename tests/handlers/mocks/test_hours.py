import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.core.text import Ambiguous
from bot.pairing.hours import Window, parse_hours, parse_windows, settle_near_days, write_hours, write_windows
from bot.pairing.week import block_instant, block_starts, common_blocks, week_bitmap

MONDAY = dt.date(2026, 11, 30)
ZONES = ("UTC", "Asia/Kathmandu", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12")


def window(day: int, start: str, end: str) -> Window:
    return Window(day=day, start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end))


def instants(bitmap: int, monday: dt.date) -> list[dt.datetime]:
    return [block_instant(monday, i) for i in range(bitmap.bit_length()) if bitmap >> i & 1]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mon, wed 18-20; sat 10-13\nsun 10-13", "mon,wed 18:00-20:00, weekends 10:00-13:00"),
        ("mon 9-11, 18.30 - 20", "mon 09:00-11:00, mon 18:30-20:00"),
        ("mon-fri 7pm to 9pm", "weekdays 19:00-21:00"),
        ("mon 6-9pm, tue 10-1pm", "mon 18:00-21:00, tue 10:00-13:00"),
        ("mon 6pm-9, tue 10am-1, wed 9am-12", "mon 18:00-21:00, tue 10:00-13:00, wed 09:00-12:00"),
        ("mon 12-2, tue 12-1:30, wed noon to 2", "mon,wed 12:00-14:00, tue 12:00-13:30"),
        ("sat 12:30-3, sun 12:00-02:00", "sat 12:30-15:00, sun 12:00-02:00"),
        ("fri 10pm-1, sat 6pm-22", "fri 22:00-01:00, sat 18:00-22:00"),
        ("sun 20-24", "sun 20:00-24:00"),
        ("tue-thu 18:00-23:59, sun 8pm to 23.59", "tue,wed,thu 18:00-24:00, sun 20:00-24:00"),
        ("mon 18–20, mon 19-22, mon 22-23", "mon 18:00-23:00"),
        ("wed 18-20, mon 18-20, wed 18-20", "mon,wed 18:00-20:00"),
        ("fri 8-23, fri 22-4", "fri 08:00-04:00"),
        ("weekdays after 7pm", "weekdays 19:00-24:00"),
        ("tue evening", "tue 18:00-22:00"),
        ("weekends afternoon", "weekends 12:00-18:00"),
        ("sat after noon", "sat 12:00-24:00"),
        ("sat from 10, sun before noon", "sat 10:00-24:00, sun 06:00-12:00"),
        ("wed all day", "wed 00:00-24:00"),
        ("sat 10:00-02:00", "sat 10:00-02:00"),
    ],
)
def test_hours_are_read_as_people_write_them_and_come_out_in_order(text: str, written: str) -> None:
    assert write_windows(parse_windows(text)) == written
    assert parse_windows(written) == parse_windows(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "No hours were given"),
        ("x" * 401, "more than 400 characters"),
        ("mon", "'mon' has no hours"),
        ("18-20", "'18-20' has no day"),
        ("mon 18:00", "'mon 18:00' isn't a day with hours"),
        ("noday 18-20", "'noday' isn't a choice of days"),
        ("mon 25-26", "'25' isn't a time"),
        ("mon 18:10-20:00", "aren't in quarter hours"),
        ("mon 18:00-18:00", "begin and end at the same time"),
        ("mon 18:00-18:30", "shorter than a mock round of 45 minutes"),
        ("mon 20:00-18:00", "end before they begin. Put the earlier time first: 18:00-20:00"),
        (f"{'z' * 200} 18-20!", f"'{'z' * 39}…' isn't a day with hours"),
    ],
)
def test_hours_that_cannot_be_read_are_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_windows(text)
    assert says in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_stored_window_obeys_the_same_rules() -> None:
    with pytest.raises(ValidationError, match="quarter hours"):
        window(0, "18:05", "20:00")
    assert Window.model_validate_json(window(6, "20:00", "00:00").model_dump_json()).minutes == (1200, 1440)


starts = st.integers(0, 95)
lengths = st.integers(3, 48)


def built(day: int, start: int, length: int) -> Window:
    end = (start + length) % 96
    return Window(day=day, start=dt.time(start // 4, start % 4 * 15), end=dt.time(end // 4, end % 4 * 15))


windows = st.builds(built, st.integers(0, 6), starts, lengths)


@given(st.lists(windows, min_size=1, max_size=7))
def test_what_is_written_is_read_back(some: list[Window]) -> None:
    once = parse_windows(write_windows(some))
    assert parse_windows(write_windows(once)) == once
    assert week_bitmap(once, "UTC", MONDAY) == week_bitmap(some, "UTC", MONDAY)


def inside(wall: dt.datetime, some: Sequence[Window]) -> bool:
    """Asked the other way round: is this wall time in one of the windows?"""
    minute = wall.hour * 60 + wall.minute
    return any(
        (wall.weekday() == w.day and w.minutes[0] <= minute < w.minutes[1])
        or ((wall.weekday() - 1) % 7 == w.day and minute + 1440 < w.minutes[1])
        for w in some
    )


@given(st.lists(windows, max_size=4), st.sampled_from(ZONES), st.integers(0, 60))
def test_a_bitmap_marks_the_quarters_whose_local_time_is_in_a_window(
    some: list[Window], zone: str, weeks: int
) -> None:
    monday, place = MONDAY + dt.timedelta(weeks=weeks), ZoneInfo(zone)
    quarters = [block_instant(monday, i) for i in range(9 * 96)]
    around = {
        (q + dt.timedelta(days=n)).astimezone(place).utcoffset() for q in quarters[::96] for n in (-1, 2)
    }
    assume(len(around) == 1)
    expected = [q for q in quarters if inside(q.astimezone(place), some)]
    assert instants(week_bitmap(some, zone, monday), monday) == expected


def test_a_window_over_the_lost_hour_is_an_hour_shorter_and_over_the_repeated_one_longer() -> None:
    night = [window(6, "01:00", "05:00")]
    spring, autumn = dt.date(2026, 3, 23), dt.date(2026, 10, 19)
    assert (week_bitmap(night, "Europe/Berlin", spring) >> 96).bit_count() == 3 * 4
    assert (week_bitmap(night, "Europe/Berlin", autumn) >> 96).bit_count() == 5 * 4


def test_a_block_across_the_end_of_the_week_is_in_one_week_only() -> None:
    midnight = [window(6, "23:30", "00:15")]
    this, following = MONDAY, MONDAY + dt.timedelta(weeks=1)
    assert common_blocks([week_bitmap(midnight, "UTC", this)]) == (96 * 8 - 2,)
    assert common_blocks([week_bitmap(midnight, "UTC", following)]) == (96 * 8 - 2,)


def test_a_week_is_named_by_its_monday() -> None:
    with pytest.raises(ValueError, match="2026-12-01 isn't a Monday"):
        week_bitmap([], "UTC", dt.date(2026, 12, 1))


def test_nobody_or_nothing_in_common_has_no_block() -> None:
    assert common_blocks([]) == ()
    assert common_blocks([0b111 << 100, 0b111 << 103]) == ()
    with pytest.raises(ValueError, match="too short"):
        block_starts(1, 0)


bits = st.sets(st.integers(90, 130), max_size=41)


@given(st.lists(bits, min_size=1, max_size=3), st.sampled_from([15, 30, 40, 45, 60]))
def test_common_blocks_are_those_found_quarter_by_quarter(people: list[set[int]], minutes: int) -> None:
    length = {15: 1, 30: 2, 40: 3, 45: 3, 60: 4}[minutes]
    free = set.intersection(*people)
    expected: list[int] = []
    for quarter in range(96, 131):
        fits = all(quarter + n in free for n in range(length))
        if fits and (not expected or quarter >= expected[-1] + length):
            expected.append(quarter)
    assert common_blocks([sum(1 << b for b in person) for person in people], minutes) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "week", "written"),
    [
        ("tue 18-20", "", "tue 18:00-20:00"),
        ("next week: tue 18-20", "next", "next week: tue 18:00-20:00"),
        ("For next week only, Tue 6pm-8pm", "next", "next week: tue 18:00-20:00"),
        ("this week tue 18-20", "this", "this week: tue 18:00-20:00"),
        ("the week of 7 December: tue 18-20", "7 december", "week of 7 december: tue 18:00-20:00"),
        ("next week: as usual", "next", "next week: as usual"),
        ("tue 18-20 next week", "next", "next week: tue 18:00-20:00"),
        ("my hours next week only: tue 18-20", "next", "next week: tue 18:00-20:00"),
        ("tue 18-20, only in the week of 7 December", "7 december", "week of 7 december: tue 18:00-20:00"),
        ("My mock hours are tue 18-20", "", "tue 18:00-20:00"),
        ("next week: none", "next", "next week: none"),
        ("no hours this week", "this", "this week: none"),
    ],
)
def test_hours_may_be_those_of_one_week_and_are_written_as_they_are_read(
    text: str, week: str, written: str
) -> None:
    given = parse_hours(text)
    assert given.week == week
    assert given.windows == ((window(1, "18:00", "20:00"),) if "tue" in text.lower() else ())
    assert given.usual == ("usual" in text)
    assert write_hours(given) == written
    assert parse_hours(written) == given


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow evening", "week of 1 December 2026: tue 18:00-22:00"),
        ("Tonight", "week of 30 November 2026: mon 18:00-22:00"),
        ("today 18-20", "week of 30 November 2026: mon 18:00-20:00"),
        ("mondays 18-20", "mon 18:00-20:00"),
    ],
)
def test_hours_of_today_or_tomorrow_are_those_of_that_week_alone(typed: str, meant: str) -> None:
    assert write_hours(parse_hours(settle_near_days(typed, MONDAY))) == meant.lower()


def test_what_cannot_be_read_is_refused_before_anything_is_asked_about_it() -> None:
    """Also a week without hours."""
    for text in (
        "weekdays 6-8 except wed",
        "next week:",
        "week of 7 December:",
        "next week: sat",
        "Given: sat 10-11",
    ):
        with pytest.raises(ValueError, match=r"Write"):
            parse_hours(text)


@pytest.mark.parametrize(
    ("text", "am", "pm"),
    [
        ("weekdays after 7", "weekdays 07:00-24:00", "weekdays 19:00-24:00"),
        ("next week: sat before 8", "next week: sat 06:00-08:00", "next week: sat 06:00-20:00"),
        ("mon 6-9", "mon 06:00-09:00", "mon 18:00-21:00"),
        ("sat 9 to 12", "sat 09:00-12:00", "sat 21:00-24:00"),
        ("sun 10-1", "sun 10:00-13:00", "sun 22:00-01:00"),
        ("sun 11-1:30", "sun 11:00-13:30", "sun 23:00-01:30"),
        ("tue 6pm-8pm, wed 2-4", "tue 18:00-20:00, wed 02:00-04:00", "tue 18:00-20:00, wed 14:00-16:00"),
    ],
)
def test_an_hour_of_the_morning_or_the_evening_is_asked_about(text: str, am: str, pm: str) -> None:
    with pytest.raises(Ambiguous) as asked:
        parse_hours(text)
    assert [write_hours(parse_hours(meant)) for meant in asked.value.choices.values()] == [am, pm]


def test_hours_of_one_meaning_are_not_asked_about() -> None:
    plain = "mon 06-09|mon 12-2|mon 9:30-11:30|mon 6:00-9:00|mon 8-9, tue 18-20|mon 6-9 am|sat 10-12"
    assert all(parse_hours(text).windows for text in plain.split("|"))
