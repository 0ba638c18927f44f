"""Dates and times as people say them, alone and in a sentence: read, written back, or refused in our words."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import (
    find_absence,
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

SUNDAY, TUESDAY, WEDNESDAY = (dt.date(2026, *day) for day in ((11, 29), (11, 24), (12, 2)))
ONE_O_CLOCK = dt.datetime(2026, 11, 29, 13, 5)  # noqa: DTZ001 - what a reader's clock shows

READ: dict[str, tuple[Callable[[str], object], dict[str, str]]] = {
    "a day from the reader's today": (
        partial(parse_date, today=SUNDAY),
        {
            "friday": "2026-12-04",
            "next friday": "2026-12-04",
            "until friday": "2026-12-04",
            "15 Jan": "2027-01-15",
            "the 5th": "2026-12-05",
            "in 2 weeks": "2026-12-13",
            "a month": "2026-12-29",
            "next month": "2026-12-01",
            "until march": "2027-03-01",
        },
    ),
    "next friday, said in the week, in the week after": (
        partial(parse_date, today=WEDNESDAY),
        {"friday": "2026-12-04", "next friday": "2026-12-11"},
    ),
    "a date as people write it": (
        partial(parse_date, today=TUESDAY),
        {
            "2027-03-01": "2027-03-01",
            "1st of march, 2027": "2027-03-01",
            "March 1, 2027": "2027-03-01",
            "1. Sept 2027": "2027-09-01",
            "15.12.2026": "2026-12-15",
            "12/15/2026": "2026-12-15",
            "2027/03/01": "2027-03-01",
            "24 November": "2026-11-24",
            "23 November": "2027-11-23",
            "29 feb": "2028-02-29",
            "Tomorrow": "2026-11-25",
        },
    ),
    "a date without a today": (parse_date, {"1 March 2027": "2027-03-01"}),
    "a date in a sentence": (
        partial(find_date, today=SUNDAY),
        {
            "please pause until friday, ok?": "2026-12-04",
            "leave me alone for two weeks": "2026-12-13",
            "i'm on vacation till the 5th": "2026-12-05",
            "we need a break": "None",
            "": "None",
        },
    ),
    "the days on which somebody is away": (
        lambda text: " ".join(f"{day}" for day in find_absence(text, SUNDAY)),
        {
            "pause until friday": "None 2026-12-04",
            "I'll be back on Monday": "None 2026-11-30",
            "leave me alone for two weeks": "None 2026-12-13",
            "I'm on holiday from Wednesday for a week": "2026-12-02 2026-12-09",
            "a break of 3 days starting on friday": "2026-12-04 2026-12-07",
            "I'm away next week": "2026-11-30 2026-12-07",
            "next month I'm in Japan": "2026-12-01 2027-01-01",
            "exams from 14 December until the 18th": "2026-12-14 2026-12-18",
            "vacation Dec 20 - Jan 3": "2026-12-20 2027-01-03",
            "away from friday until tuesday": "2026-12-04 2026-12-08",
            "I'm away on Friday": "2026-12-04 2026-12-05",
            "no time tomorrow": "2026-11-30 2026-12-01",
            "pause from tomorrow": "2026-11-30 None",
            "pause 2027-01-07": "None 2027-01-07",
            "we need a break": "None None",
        },
    ),
    "a time in a sentence, the next there is": (
        partial(find_time, now=ONE_O_CLOCK),
        {
            "snooze 1h": "2026-11-29 14:05:00",
            "in half an hour": "2026-11-29 13:35:00",
            "ask me again at 6": "2026-11-29 18:00:00",
            "8pm please": "2026-11-29 20:00:00",
            "remind me tonight": "2026-11-29 19:00:00",
            "after work": "2026-11-29 18:00:00",
            "later": "None",
        },
    ),
    "a time as people write it": (
        parse_time,
        {
            "7:15": "07:15:00",
            "0715": "07:15:00",
            "19.30": "19:30:00",
            " 7:15 PM ": "19:15:00",
            "7:15 p.m.": "19:15:00",
            "12am": "00:00:00",
            "noon": "12:00:00",
            "７：１５": "07:15:00",
        },
    ),
    "an hour alone that is one of the day": (
        read_time,
        {
            "07": "07:00:00",
            "12": "12:00:00",
            "19": "19:00:00",
            "7 pm": "19:00:00",
            "7:00": "07:00:00",
            "0": "00:00:00",
        },
    ),
    "days": (
        parse_days,
        {
            "mon-fri": "(0, 1, 2, 3, 4)",
            "every day": "(0, 1, 2, 3, 4, 5, 6)",
            "Weekends": "(5, 6)",
            "Monday and Thursdays": "(0, 3)",
            "fri – sun": "(4, 5, 6)",
            "sat to mon": "(0, 5, 6)",
            "weekdays, sat": "(0, 1, 2, 3, 4, 5)",
        },
    ),
    "quiet hours": (
        lambda text: write_quiet(parse_quiet(text)),
        dict.fromkeys(("21:00-07:00", "21-7", "9pm-7am", "21:00 to 07:00", "21:00 – 7"), "21:00-07:00"),
    ),
}
DAYS = "Write weekdays, daily, or mon,wed."
REFUSED: dict[str, tuple[Callable[[str], object], dict[str, str]]] = {
    "a date": (
        partial(parse_date, today=TUESDAY),
        {
            "2027-02-29": "isn't a date: February 2027 has 28 days. Write 2027-02-28.",
            "31 april": "isn't a date: April 2027 has 30 days. Write 2027-04-30.",
            "31 nov": "isn't a date: November 2026 has 30 days. Write 2026-11-30.",
            "2027-13-01": "isn't a date: a year has 12 months. Write 2027-03-01.",
            "31.02.2027": "isn't a date: February 2027 has 28 days. Write 2027-02-28.",
            "01/03/2027": "can be read in more than one way. Write the year first: 2027-03-01.",
            "0000-01-01": "has a year outside 1970 to 2999. Write 2027-03-01.",
            "1 Marx 2027": "isn't a date. Write 2027-03-01 or 1 March 2027.",
        },
    ),
    "a date that needs a today": (
        parse_date,
        {
            "1 March": "has no year. Write 2027-03-01.",
            **dict.fromkeys(
                ("tomorrow", "friday", "the 5th", "in 2 weeks", "a month", "next month", "until march"),
                "isn't a date. Write 2027-03-01 or 1 March 2027.",
            ),
        },
    ),
    "a time": (
        parse_time,
        dict.fromkeys(
            ("7:75", "24:00", "13pm", "0am", "7:5", "-1", "seven", "7:15:00", "٧", "715pm0"),
            "isn't a time. Write 07:15 or 7:15 pm.",
        ),
    ),
    "days": (
        parse_days,
        dict.fromkeys(
            ("someday", "m", "mon-", "mon-tue-wed", "1,2", "mon,,xyz", "mondayss"),
            f"isn't a choice of days. {DAYS}",
        ),
    ),
    "quiet hours": (
        parse_quiet,
        {
            "21:00": "isn't a span of quiet hours. Write 21:00-07:00, or none.",
            "9pm-9pm": "begins and ends at the same time. Write 21:00-07:00, or none.",
        },
    ),
}


@pytest.mark.parametrize("what", READ)
def test_what_people_write_is_read(what: str) -> None:
    read, expected = READ[what]
    assert {text: str(read(text)) for text in expected} == expected


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_words(what: str) -> None:
    read, expected = REFUSED[what]
    for text, words in expected.items():
        with pytest.raises(ValueError, match="Write") as refused:
            read(text)
        assert str(refused.value) == f"'{text}' {words}"


def test_the_end_of_quiet_hours_that_cannot_be_is_named_alone() -> None:
    with pytest.raises(ValueError, match=r"^'7:75' isn't a time\. Write 07:15 or 7:15 pm\.$"):
        parse_quiet("21:00-7:75")


@given(st.text(max_size=300) | st.text("0123456789:.apm-–, ", max_size=20))
def test_any_text_is_read_or_refused_in_one_short_clean_line(text: str) -> None:
    for parse in (parse_time, parse_days, parse_quiet, parse_date, partial(parse_date, today=TUESDAY)):
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


@given(st.sets(st.integers(0, 6), min_size=1))
def test_every_choice_of_days_is_read_back(days: set[int]) -> None:
    assert parse_days(write_days(tuple(days))) == tuple(sorted(days))


def test_days_are_written_by_their_shortest_name_and_as_words_in_a_sentence() -> None:
    some = [(0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (5, 6), (0, 2, 4), (6,)]
    assert [write_days(days) for days in some] == ["weekdays", "daily", "weekends", "mon,wed,fri", "sun"]
    assert [name_days(days) for days in some[2:]] == ["weekends", "Mon, Wed and Fri", "Sun"]
    assert name_days((0, 2)) == "Mon and Wed"


def test_an_hour_alone_can_be_of_the_morning_and_of_the_evening() -> None:
    for text in ("7", "11"):
        with pytest.raises(Ambiguous) as asked:
            read_time(text)
        assert asked.value.choices == {f"{text} {half}": f"{text} {half}" for half in ("am", "pm")}
