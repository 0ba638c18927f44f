"""Weeks, histories, who is awake together, and what a mock becomes: pure, every value worked out by hand."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import pytest
from cryptography.fernet import Fernet

from bot.core.member import Member, Pause
from bot.core.values import MemberId
from bot.core.wall_time import Quiet, Wall, next_instant
from bot.pairing.hours import parse_windows
from bot.pairing.policy import Match, Reason
from bot.store.vault import Vault
from handlers.mocks import candidates, model, scheduling
from handlers.mocks.candidates import Person
from handlers.mocks.model import Mock, Seat
from handlers.mocks.records import MOCKS
from handlers.mocks.view import cannot_come

MONDAY = dt.date(2026, 11, 30)
SATURDAY = dt.datetime(2026, 12, 5, 9, tzinfo=dt.UTC)
A, B, C = MemberId("a"), MemberId("b"), MemberId("c")


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


def mock(*members: MemberId, week: dt.date = MONDAY, at: dt.datetime = SATURDAY, off: bool = False) -> Mock:
    return Mock(week=week, at=at, members=members, state="cancelled" if off else "proposed")


def member(name: str, zone: str = "Europe/Berlin", quiet: Quiet | None = None) -> Member:
    joined = utc(2026, 11, 1)
    return Member(id=MemberId(name), name=name, zone=zone, joined=joined, at=dt.time(8), quiet=quiet)


def person(name: str, hours: str, zone: str = "UTC") -> Person:
    return Person(id=MemberId(name), zone=zone, windows=parse_windows(hours), seat=Seat())


@pytest.mark.parametrize(
    ("instant", "zone", "monday"),
    [
        (utc(2026, 11, 29, 18), "UTC", dt.date(2026, 11, 30)),
        (utc(2026, 11, 29, 18), "Asia/Kathmandu", dt.date(2026, 11, 30)),
        (utc(2026, 11, 29, 18, 30), "Asia/Kolkata", dt.date(2026, 12, 7)),
        (utc(2026, 11, 30, 0), "UTC", dt.date(2026, 12, 7)),
        (utc(2026, 11, 30, 0), "America/New_York", dt.date(2026, 11, 30)),
        (utc(2026, 12, 2, 12), "UTC", dt.date(2026, 12, 7)),
    ],
)
def test_a_pairing_is_for_the_first_monday_after_its_day_in_the_groups_zone(
    instant: dt.datetime, zone: str, monday: dt.date
) -> None:
    assert scheduling.week_after(instant, zone) == monday


def test_the_past_counts_in_weeks_and_a_cancelled_mock_does_not_count() -> None:
    past = [
        mock(A, B, week=dt.date(2026, 11, 9)),
        mock(B, A, week=dt.date(2026, 11, 23)),
        mock(A, C, week=dt.date(2026, 11, 23), off=True),
        mock(A, B, C, week=dt.date(2026, 11, 16)),
    ]
    found = candidates.history(past, MONDAY)
    assert found == {frozenset((A, B)): 1, frozenset((A, C)): 2, frozenset((B, C)): 2}


def test_hours_before_the_notice_has_passed_are_not_used() -> None:
    free = person("a", "tue 6-8, tue 9-12")
    early, late = utc(2026, 11, 30, 6), utc(2026, 11, 30, 9, 10)
    (whole,) = candidates.candidates([free], MONDAY, early)
    (rest,) = candidates.candidates([free], MONDAY, late)
    assert whole.bitmap.bit_count() == 8 + 12
    assert rest.bitmap.bit_count() == 11  # from 09:15, the first quarter hour a day after 09:10


def made(seats: Mapping[MemberId, Seat]) -> Mock:
    found = Match(
        (B, A), 96 + 5 * 96 + 36, 3, "inference", None, (Reason.COMMON_HOURS,), others=(700, 720, 740, 760)
    )
    return candidates.mock_of(found, seats, MONDAY)


def test_a_match_becomes_an_appointment_with_other_times_to_choose_from() -> None:
    found = made({A: Seat(), B: Seat()})
    assert (found.at, found.blocks, found.week, found.round) == (SATURDAY, 3, MONDAY, "inference")
    assert (found.candidate, found.interviewer, found.state) == (B, A, "proposed")
    # quarter 700 is 604 quarters after Monday 00:00 UTC: Sunday 07:00
    assert found.others == (utc(2026, 12, 6, 7), utc(2026, 12, 6, 12), utc(2026, 12, 6, 17))
    assert found.swap
    assert not made({A: Seat(), B: Seat(role="candidate")}).swap


def test_a_past_has_the_rounds_answered_in_and_the_last_part_and_no_mock_that_did_not_take_place() -> None:
    first = mock(A, B, at=utc(2026, 11, 7, 9)).copy_with(round="inference")
    then = mock(B, A, at=utc(2026, 11, 14, 9)).copy_with(round="coding_ml")
    off = mock(A, C, at=utc(2026, 11, 21, 9), off=True)
    found = candidates.pasts([off, then, mock(A, C, at=utc(2026, 11, 28, 9)).answer(C, "no"), first])
    assert (dict(found[A].done), found[A].last) == ({"inference": 1}, "interviewer")
    assert (dict(found[B].done), found[B].last) == ({"coding_ml": 1}, "candidate")
    assert C not in found


def test_who_sleeps_at_the_pairing_has_a_day_from_the_morning_on() -> None:
    sleeper = replace(person("a", "mon 0-24, tue 0-24"), quiet=Quiet(start=dt.time(17), end=dt.time(7)))
    (found,) = candidates.candidates([sleeper], MONDAY, utc(2026, 11, 29, 18))
    week = ((1 << 7 * 96) - 1) << 96  # the bitmap holds the Monday after, too
    assert (found.bitmap & week).bit_count() == 17 * 4  # told on Monday at 7: from Tuesday at 7


def test_the_last_reminder_comes_before_quiet_hours_that_would_hold_it_back_too_long() -> None:
    assert scheduling.last_reminder(utc(2026, 12, 5, 22, 30), "UTC", NIGHT) == utc(2026, 12, 5, 20, 45)
    assert scheduling.last_reminder(utc(2026, 12, 5, 7), "UTC", NIGHT) == utc(2026, 12, 4, 20, 45)


def test_who_left_or_is_paused_on_the_day_cannot_be_expected() -> None:
    away = member("b").copy_with(pause=Pause(since=utc(2026, 12, 1)))
    back = member("b").copy_with(pause=Pause(since=utc(2026, 12, 1), until=dt.date(2026, 12, 5)))
    both = mock(A, B)
    assert model.absent_members(both, {A: member("a"), B: member("b")}) == frozenset()
    assert model.absent_members(both, {A: member("a"), B: away}) == {B}
    assert model.absent_members(both, {A: member("a"), B: back}) == frozenset()
    assert model.absent_members(both, {A: member("a")}) == {B}


NOW = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
ZONES = ("UTC", "Asia/Kolkata", "America/Los_Angeles", "Pacific/Auckland")


NIGHT = Quiet(start=dt.time(21), end=dt.time(7))


def quiet_at(member: Member, at: dt.datetime) -> bool:
    """Whether it is quiet for them, by the clock alone."""
    wall = (at + dt.timedelta(hours=OFFSETS[member.zone])).time()
    return member.quiet is not None and (wall >= member.quiet.start or wall < member.quiet.end)


OFFSETS = {"UTC": 0.0, "Asia/Kolkata": 5.5, "America/Los_Angeles": -8.0, "Pacific/Auckland": 13.0}
"""Of these zones on these days of November."""


@pytest.mark.parametrize("zones", list(combinations(ZONES, 2)))
def test_the_hour_found_is_the_first_that_is_quiet_for_nobody(zones: tuple[str, str]) -> None:
    people = [member(zone, zone, NIGHT) for zone in zones]
    quarters = (NOW + dt.timedelta(minutes=15 * n) for n in range(96))
    free = next((at for at in quarters if not any(quiet_at(m, at) for m in people)), None)
    assert scheduling.awake_together(people, NOW, NOW + DAY - dt.timedelta(minutes=15)) == free


def test_who_has_no_quiet_hours_is_told_now_and_nobody_after_it_would_be_late() -> None:
    assert scheduling.awake_together([member("a", "UTC"), member("b", "Asia/Kolkata")], NOW, NOW) == NOW
    sleeper = member("a", "Asia/Kolkata", NIGHT)  # 23:30 there: awake at 01:30 UTC
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


def test_where_the_day_differs_between_people_the_shared_button_names_none() -> None:
    at = dt.datetime(2026, 12, 5, 20, tzinfo=dt.UTC)
    one = Mock(week=dt.date(2026, 11, 30), at=at, members=(MemberId("a"), MemberId("b")))
    assert cannot_come("k", one, "UTC", "Europe/Berlin").label == "Can't come on Sat 5 Dec"
    assert cannot_come("k", one, "UTC", "Asia/Kolkata").label == "Can't make this mock"


AT = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
MOCK = Mock(week=dt.date(2026, 11, 30), at=AT, members=(A, B))


def test_who_says_that_they_met_is_believed_and_an_answer_can_be_changed() -> None:
    assert MOCK.answer(A, "no").state == "not_met"
    assert not MOCK.answer(A, "no").counts
    assert MOCK.answer(A, "no").answer(B, "yes").state == "met"
    assert MOCK.answer(A, "yes").answer(A, "no").state == "not_met"
    assert MOCK.answer(A, "yes").counts


def test_records_of_the_first_version_keep_whether_they_were_cancelled() -> None:
    vault = Vault((Fernet.generate_key().decode(),))
    for cancelled, state in ((True, "cancelled"), (False, "proposed")):
        body = {"week": "2026-11-30", "at": AT.isoformat(), "members": ["a", "b"], "cancelled": cancelled}
        _, mock = MOCKS.unpack(b"stamp\n1\n" + json.dumps(body).encode(), vault)
        assert (mock.state, mock.members, mock.minutes) == (state, (A, B), 45)


def test_who_stands_in_cannot_see_a_place_of_the_others_and_a_link_for_everybody_stays() -> None:
    after = MOCK.copy_with(place="https://x", venue="voice", event="e", booking="r").replace_with(B, by=C)
    assert (after.place, after.venue, after.event, after.booking) == ("", "", "", "")
    linked = MOCK.copy_with(place="https://x", venue="shared").replace_with(B, by=C)
    assert (linked.place, linked.venue) == ("https://x", "shared")
