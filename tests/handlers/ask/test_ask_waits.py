"""Waits: business days counted by hand, days off, and which wait a text means."""

import datetime as dt

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.wall_time import DAY
from content.finder import load
from content.models import Window
from handlers.ask import waits

STAGES = load().timeline
UPDATE = STAGES["onsite-to-update"]
D = dt.date
FEDERAL = {
    *(D(2026, 11, 26), D(2026, 12, 25)),
    *(D(2027, 1, 1), D(2027, 1, 18), D(2027, 2, 15), D(2027, 5, 31), D(2027, 6, 18), D(2027, 7, 5)),
    *(D(2027, 9, 6), D(2027, 10, 11), D(2027, 11, 11), D(2027, 11, 25), D(2027, 12, 24), D(2027, 12, 31)),
}
"""Observed federal holidays from late November 2026 to the end of 2027, as the Office of Personnel Management
lists them."""


def walk(start: dt.date, count: int) -> dt.date:
    """The business day that is so many after `start`, one step at a time."""
    day = start
    while count:
        day += DAY
        count -= day.weekday() < 5 and day not in FEDERAL
    return day


@given(st.dates(D(2026, 11, 24), D(2027, 11, 30)), st.sampled_from(sorted(STAGES)))
def test_every_window_of_business_days_agrees_with_walking_the_days(began: dt.date, key: str) -> None:
    stage = STAGES[key]
    found = waits.wait(stage, began, "US")
    if stage.reading.days == "business":
        assert found.first == walk(began, stage.reading.low)
        assert found.last == walk(began, stage.reading.high)
    else:
        assert found.last - began == dt.timedelta(days=stage.reading.high)
    assert found.write == walk(found.last, stage.nudge_after)


@given(st.dates(D(2026, 11, 24), D(2027, 11, 30)))
def test_the_holidays_that_are_named_are_those_on_which_one_would_have_counted(began: dt.date) -> None:
    found = waits.wait(UPDATE, began, "US")
    assert {day for day, _ in found.skipped} == {d for d in FEDERAL if began < d < found.write}


def test_a_group_without_a_country_counts_like_the_united_states() -> None:
    assert waits.wait(UPDATE, D(2026, 12, 17), "") == waits.wait(UPDATE, D(2026, 12, 17), "US")


def test_every_country_that_can_be_set_can_be_counted_in() -> None:
    for country in holidays.list_supported_countries(include_aliases=False):
        found = waits.wait(UPDATE, D(2026, 12, 17), country)
        assert D(2026, 12, 17) < found.first < found.last < found.write < D(2027, 2, 1), country


# the article against itself


def test_a_stage_is_set_beside_the_one_that_says_otherwise_about_the_same_wait() -> None:
    pairs = {key: other.key for key, s in STAGES.items() if (other := waits.other_figure(STAGES, s))}
    assert pairs == {
        "onsite-to-update": "onsite-to-decision",
        "onsite-to-decision": "onsite-to-update",
        "screen-to-offer": "screen-to-offer-short",
        "screen-to-offer-short": "screen-to-offer",
    }


def test_no_days_at_all_is_the_day_itself() -> None:
    today = UPDATE.model_copy(update={"reading": Window(low=0, high=0, days="business"), "nudge_after": 0})
    found = waits.wait(today, D(2026, 12, 17), "US")
    assert found.first == found.last == found.write == D(2026, 12, 17)


# which wait


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("onsite-to-update", ["onsite-to-update"]),
        ("Onsite to UPDATE", ["onsite-to-update"]),
        ("recruiter", ["onsite-to-update"]),
        ("onsite", ["onsite-to-update", "onsite-to-decision"]),
        ("screen-to-offer", ["screen-to-offer"]),
        ("", []),
        ("x" * 10_000, []),
    ],
)
def test_a_wait_is_found_by_its_name_or_the_words_of_its_title(typed: str, keys: list[str]) -> None:
    assert waits.find(STAGES, typed) == keys


@pytest.mark.parametrize(
    ("typed", "stage", "date"),
    [
        ("onsite 2026-12-17", "onsite", D(2026, 12, 17)),
        ("onsite date=2026-12-17", "onsite", D(2026, 12, 17)),
        ("onsite to update 17 December", "onsite to update", D(2026, 12, 17)),
        ("onsite December 17, 2026", "onsite", D(2026, 12, 17)),
        ("onsite tomorrow", "onsite", D(2026, 11, 25)),
        ('onsite date="17 December"', "onsite", D(2026, 12, 17)),
        ("17 December", "", D(2026, 12, 17)),
        ("onsite 19 November", "onsite", D(2026, 11, 19)),
        ("onsite yesterday", "onsite", D(2026, 11, 23)),
        ("onsite 19 November 2027", "onsite", D(2027, 11, 19)),
        ("onsite 20 May", "onsite", D(2027, 5, 20)),
        ("onsite 1 June", "onsite", D(2026, 6, 1)),
        ("onsite 29 February", "onsite", D(2028, 2, 29)),
        ("onsite", "onsite", None),
        ("", "", None),
    ],
)
def test_a_date_may_be_typed_behind_the_wait(typed: str, stage: str, date: dt.date | None) -> None:
    assert waits.split(typed, D(2026, 11, 24)) == (stage, date)
