"""Dates and times as people say them, alone and in a sentence."""

import datetime as dt

import pytest

from bot.core.dates import find_date, find_time, parse_date

SUNDAY = dt.date(2026, 11, 29)
ONE_O_CLOCK = dt.datetime(2026, 11, 29, 13, 5)  # noqa: DTZ001 - what a reader's clock shows


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("friday", "2026-12-04"),
        ("next friday", "2026-12-04"),
        ("until friday", "2026-12-04"),
        ("15 Jan", "2027-01-15"),
        ("the 5th", "2026-12-05"),
        ("in 2 weeks", "2026-12-13"),
        ("a month", "2026-12-29"),
        ("next month", "2026-12-01"),
        ("until march", "2027-03-01"),
    ],
)
def test_a_day_is_meant_from_the_readers_today(text: str, date: str) -> None:
    assert parse_date(text, SUNDAY) == dt.date.fromisoformat(date)
    with pytest.raises(ValueError, match="Write "):
        parse_date(text)


def test_next_friday_said_in_the_week_is_that_of_the_week_after() -> None:
    wednesday = dt.date(2026, 12, 2)
    assert parse_date("friday", wednesday) == dt.date(2026, 12, 4)
    assert parse_date("next friday", wednesday) == dt.date(2026, 12, 11)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("please pause until friday, ok?", "2026-12-04"),
        ("leave me alone for two weeks", "2026-12-13"),
        ("i'm on vacation till the 5th", "2026-12-05"),
        ("we need a break", None),
        ("", None),
    ],
)
def test_a_date_is_found_in_a_sentence(text: str, date: str | None) -> None:
    assert find_date(text, SUNDAY) == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("snooze 1h", "14:05"),
        ("in half an hour", "13:35"),
        ("ask me again at 6", "18:00"),
        ("8pm please", "20:00"),
        ("remind me tonight", "19:00"),
        ("after work", "18:00"),
        ("later", None),
    ],
)
def test_a_time_is_found_in_a_sentence_as_the_next_there_is(text: str, at: str | None) -> None:
    found = find_time(text, ONE_O_CLOCK)
    assert (f"{found:%H:%M}" if found else None) == at
