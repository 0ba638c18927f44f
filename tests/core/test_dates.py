"""Dates and times as people say them, alone and in a sentence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import (
    find_date,
    find_time,
    name_days,
    parse_date,
    parse_days,
    parse_quiet,
    parse_time,
    read_time,
    write_days,
    write_quiet,
    write_time,
)
from bot.core.text import Ambiguous
from bot.core.wall_time import Quiet

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


# times, days, quiet hours and dates alone: read, written back, or refused in our words

NIGHT = Quiet(start=dt.time(21), end=dt.time(7))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("7:15", "07:15"),
        ("0715", "07:15"),
        ("19.30", "19:30"),
        (" 7:15 PM ", "19:15"),
        ("7:15 p.m.", "19:15"),
        ("12am", "00:00"),
        ("noon", "12:00"),
        ("７：１５", "07:15"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, at: str) -> None:
    assert parse_time(text) == dt.time.fromisoformat(at)


@pytest.mark.parametrize(
    "text", ["7:75", "24:00", "13pm", "0am", "7:5", "-1", "seven", "7:15:00", "٧", "715pm0"]
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time") as refused:
        parse_time(text)
    assert str(refused.value) == f"'{text}' is not a time. Write 07:15 or 7:15 pm."


@given(st.text(max_size=300) | st.text("0123456789:.apm-–, ", max_size=20))
def test_any_text_is_read_or_refused_in_one_short_clean_line(text: str) -> None:
    for parse in (
        parse_time,
        parse_days,
        parse_quiet,
        parse_date,
        lambda t: parse_date(t, dt.date(2026, 11, 24)),
    ):
        try:
            parse(text)
        except ValueError as refused:
            message = str(refused)
            assert message.isprintable()
            assert len(message) <= 140
            assert "Write " in message


@given(st.times())
def test_times_are_written_as_they_are_read(at: dt.time) -> None:
    assert parse_time(write_time(at)) == at.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("text", "days", "written"),
    [
        ("mon-fri", (0, 1, 2, 3, 4), "weekdays"),
        ("every day", (0, 1, 2, 3, 4, 5, 6), "daily"),
        ("Weekends", (5, 6), "weekends"),
        ("Monday and Thursdays", (0, 3), "mon,thu"),
        ("fri – sun", (4, 5, 6), "fri,sat,sun"),
        ("sat to mon", (0, 5, 6), "mon,sat,sun"),
        ("weekdays, sat", (0, 1, 2, 3, 4, 5), "mon,tue,wed,thu,fri,sat"),
    ],
)
def test_days_are_read_and_written(text: str, days: tuple[int, ...], written: str) -> None:
    assert parse_days(text) == days
    assert write_days(days) == written


def test_days_in_a_sentence_are_words() -> None:
    named = [name_days(days) for days in ((0, 2), (0, 2, 4), (6,), (0, 1, 2, 3, 4))]
    assert named == ["Mon and Wed", "Mon, Wed and Fri", "Sun", "weekdays"]


@given(st.sets(st.integers(0, 6), min_size=1))
def test_every_choice_of_days_is_read_back(days: set[int]) -> None:
    assert parse_days(write_days(tuple(days))) == tuple(sorted(days))


@pytest.mark.parametrize("text", ["someday", "m", "mon-", "mon-tue-wed", "1,2", "mon,,xyz", "mondayss"])
def test_what_is_no_choice_of_days_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match="Write weekdays, daily, or mon,wed") as refused:
        parse_days(text)
    assert str(refused.value).startswith(f"'{text}' is not a choice of days.")


@pytest.mark.parametrize("text", ["21:00-07:00", "21-7", "9pm-7am", "21:00 to 07:00", "21:00 – 7"])
def test_quiet_hours_are_read_as_people_write_them(text: str) -> None:
    assert parse_quiet(text) == NIGHT
    assert write_quiet(NIGHT) == "21:00-07:00"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("21:00", "'21:00' is not a span of quiet hours. Write 21:00-07:00, or none."),
        ("9pm-9pm", "'9pm-9pm' begins and ends at the same time. Write 21:00-07:00, or none."),
        ("21:00-7:75", "'7:75' is not a time. Write 07:15 or 7:15 pm."),
    ],
)
def test_quiet_hours_that_cannot_be_are_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match="Write") as refused:
        parse_quiet(text)
    assert str(refused.value) == words


TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2027-03-01", "2027-03-01"),
        ("1st of march, 2027", "2027-03-01"),
        ("March 1, 2027", "2027-03-01"),
        ("1. Sept 2027", "2027-09-01"),
        ("24 November", "2026-11-24"),
        ("23 November", "2027-11-23"),
        ("29 feb", "2028-02-29"),
        ("Tomorrow", "2026-11-25"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, date: str) -> None:
    assert parse_date(text, TODAY) == dt.date.fromisoformat(date)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-02-29", "'2027-02-29' is not a date: February 2027 has 28 days. Write 2027-02-28."),
        ("31 april", "'31 april' is not a date: April 2027 has 30 days. Write 2027-04-30."),
        ("31 nov", "'31 nov' is not a date: November 2026 has 30 days. Write 2026-11-30."),
        ("2027-13-01", "'2027-13-01' is not a date: a year has 12 months. Write 2027-03-01."),
        ("01/03/2027", "'01/03/2027' can be read in more than one way. Write the year first: 2027-03-01."),
        ("0000-01-01", "'0000-01-01' has a year outside 1970 to 2999. Write 2027-03-01."),
        ("1 Marx 2027", "'1 Marx 2027' is not a date. Write 2027-03-01 or 1 March 2027."),
    ],
)
def test_dates_that_cannot_be_are_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(ValueError, match="Write") as refused:
        parse_date(text, TODAY)
    assert str(refused.value) == words


def test_without_a_today_a_date_needs_its_year() -> None:
    assert parse_date("1 March 2027") == dt.date(2027, 3, 1)
    with pytest.raises(ValueError, match="'1 March' has no year"):
        parse_date("1 March")
    with pytest.raises(ValueError, match="'tomorrow' is not a date"):
        parse_date("tomorrow")


def test_an_hour_alone_can_be_of_the_morning_and_of_the_evening() -> None:
    for text in ("7", "11"):
        with pytest.raises(Ambiguous) as asked:
            read_time(text)
        assert asked.value.choices == {f"{text} {half}": f"{text} {half}" for half in ("am", "pm")}
    assert [read_time(text).hour for text in ("07", "12", "19", "7 pm", "7:00", "0")] == [7, 12, 19, 19, 7, 0]
