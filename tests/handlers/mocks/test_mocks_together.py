"""When several people can be told at once, and when it is asked who is still there."""

import datetime as dt
from itertools import combinations

import pytest

from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.when import Quiet, Wall, next_instant
from handlers.mocks import notices, scheduling
from handlers.mocks.model import Mock

NOW = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ZONES = ("UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland")


def person(zone: str, quiet: str = "21:00-07:00", name: str = "p") -> Member:
    start, _, end = quiet.partition("-")
    hours = Quiet(start=dt.time.fromisoformat(start), end=dt.time.fromisoformat(end)) if quiet else None
    return Member(id=MemberId("m"), name=name, zone=zone, joined=NOW, quiet=hours)


def quiet_at(member: Member, at: dt.datetime) -> bool:
    """Whether it is quiet for them, by the clock alone."""
    wall = (at + dt.timedelta(hours=OFFSETS[member.zone])).time()
    return member.quiet is not None and (wall >= member.quiet.start or wall < member.quiet.end)


OFFSETS = {"UTC": 0.0, "Asia/Kolkata": 5.5, "America/Los_Angeles": -8.0, "Pacific/Auckland": 13.0}
"""Of these zones on these days of November."""


@pytest.mark.parametrize("zones", list(combinations(ZONES, 2)))
def test_the_hour_found_is_the_first_that_is_quiet_for_nobody(zones: tuple[str, str]) -> None:
    people = [person(zone) for zone in zones]
    quarters = (NOW + dt.timedelta(minutes=15 * n) for n in range(96))
    free = next((at for at in quarters if not any(quiet_at(m, at) for m in people)), None)
    assert scheduling.awake_together(people, NOW, NOW + DAY - dt.timedelta(minutes=15)) == free


def test_who_has_no_quiet_hours_is_told_now_and_nobody_after_it_would_be_late() -> None:
    assert scheduling.awake_together([person("UTC", ""), person("Asia/Kolkata", "")], NOW, NOW) == NOW
    sleeper = person("Asia/Kolkata")  # 23:30 there: awake at 01:30 UTC
    assert scheduling.awake_together([sleeper], NOW, NOW + dt.timedelta(hours=7)) is None
    assert scheduling.awake_together([sleeper], NOW, NOW + dt.timedelta(hours=8)) == NOW + dt.timedelta(
        hours=7.5
    )


@pytest.mark.parametrize(
    ("at", "days"), [("18:00", (6,)), ("00:30", (0,)), ("00:00", (0, 3)), ("01:00", (6,))]
)
def test_it_is_looked_an_hour_before_every_pairing(at: str, days: tuple[int, ...]) -> None:
    rule = Wall(at=dt.time.fromisoformat(at), zone="UTC", days=days)
    pairing = NOW
    for _ in range(4):
        pairing = next_instant(rule, pairing) or NOW
        look = next_instant(scheduling.look_rule(rule), pairing - dt.timedelta(minutes=61))
        assert look == pairing - dt.timedelta(hours=1)


def test_the_name_of_a_place_is_short_and_neutral_where_somebody_wants_that() -> None:
    mock = Mock(week=dt.date(2026, 11, 30), at=NOW + 6 * DAY, members=(MemberId("a"), MemberId("b")))
    people = [person("UTC", name="dave"), person("Asia/Kolkata", name="erin")]
    assert scheduling.topic(mock, people) == "Mock: dave and erin, 5 Dec"
    shy = people[1].model_copy(update={"discreet": True})
    assert scheduling.topic(mock, [people[0], shy]) == "Study session: dave and erin, 5 Dec"
    for count in (2, 3):
        assert len(scheduling.topic(mock, [person("UTC", name="W" * 80)] * count)) <= 80


def test_where_the_day_differs_between_people_the_shared_button_names_none() -> None:
    at = dt.datetime(2026, 12, 5, 20, tzinfo=dt.UTC)
    mock = Mock(week=dt.date(2026, 11, 30), at=at, members=(MemberId("a"), MemberId("b")))
    assert notices.cannot_come("k", mock, "UTC", "Europe/Berlin").label == "Can't come on Sat 5 Dec"
    assert notices.cannot_come("k", mock, "UTC", "Asia/Kolkata").label == "Can't make this mock"
