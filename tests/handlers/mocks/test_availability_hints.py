"""Which hours would add most of the others: counted here by trying every start, minute by minute."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.values import MemberId
from bot.pairing.hours import Gain, Window, parse_windows
from handlers.mocks.candidates import CROWD, Person, gains, gains_of_all, overlap
from handlers.mocks.model import Seat

MONDAY = dt.date(2026, 11, 30)
TOLD = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)


def person(name: str, hours: str, zone: str = "UTC") -> Person:
    return Person(id=MemberId(name), zone=zone, windows=parse_windows(hours), seat=Seat())


def hour(day: int, start: int) -> Window:
    return Window(day=day, start=dt.time(start), end=dt.time(start + 1))


@pytest.mark.parametrize(
    ("mine", "zone", "theirs", "told", "more"),
    [
        ("tue 18-19", "UTC", "tue 18:30-19:15", TOLD, 1),
        ("wed 18-19", "UTC", "tue 18:30-19:15", TOLD, 0),
        ("wed 12-13", "Asia/Kathmandu", "tue 13-14:30", TOLD, 1),
        ("tue 19-20", "UTC", "tue 19-20", TOLD, 0),
        ("wed 12-13", "UTC", "tue 19-20", dt.datetime(2026, 12, 6, 23, tzinfo=dt.UTC), 0),
    ],
    ids=["beside my own", "too short", "in my zone", "fits already", "no time left"],
)
def test_an_hour_counts_with_ones_own_in_ones_own_zone(
    mine: str, zone: str, theirs: str, told: dt.datetime, more: int
) -> None:
    me, other = person("a", mine, zone), person("b", theirs)
    found = (Gain(window=hour(1, 19), more=more),) if more else ()
    assert gains(me, [other], MONDAY, told) == found
    hidden = replace(other, avoids=frozenset({me.id}))
    assert gains(replace(me, avoids=frozenset({other.id})), [hidden], MONDAY, told) == found


def test_a_large_crowd_is_told_no_hours() -> None:
    crowd = [person(f"m{n}", "tue 19-20" if n else "wed 12-13") for n in range(CROWD + 1)]
    assert gains_of_all(crowd, MONDAY, TOLD) == {}
    assert gains_of_all(crowd[:9], MONDAY, TOLD)["m0"] == (Gain(window=hour(1, 19), more=8),)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 22)), min_size=1, max_size=6))
def test_no_hour_by_day_adds_more_than_the_one_that_is_named(spans: list[tuple[int, int]]) -> None:
    me = person("a", "mon 0-1")
    others = [
        Person(id=MemberId(f"o{n}"), zone="UTC", windows=(hour(day, start),), seat=Seat())
        for n, (day, start) in enumerate(spans)
    ]
    most = max(
        overlap(replace(me, windows=(*me.windows, hour(day, start))), others, MONDAY, TOLD)
        for day in range(7)
        for start in range(7, 22)
    )
    found = gains(me, others, MONDAY, TOLD)
    assert (found[0].more if found else 0) == most
