"""The small words of the vocabulary: ids, clocks, echoes, the profile, what a reply shows of itself."""

import datetime as dt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clock import ManualClock, SystemClock
from bot.core.ids import (
    GroupId,
    MemberId,
    account_id,
    channel_id,
    name_in,
    new_id,
    platform_of,
    space_id,
    space_of,
)
from bot.core.kinds import Upload
from bot.core.member import Member, Pause
from bot.core.reply import Inbound, Said, Submitted
from bot.core.text import echo, either
from bot.core.when import Wall

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
MAIN = space_id("slack", "T1")


def test_ids_are_drawn_from_the_chance_that_is_passed_in() -> None:
    assert new_id(Random(1)) == new_id(Random(1))
    assert len(new_id(Random(1))) == 10
    assert len(new_id(Random(1), 16)) == 16
    chance = Random(1)
    drawn = {GroupId(new_id(chance)) for _ in range(10_000)}
    assert len(drawn) == 10_000
    assert all(one.isalnum() and one.isascii() for one in drawn)


def test_an_address_says_its_platform_its_space_and_its_name() -> None:
    account = account_id(MAIN, "U7")
    assert (account, platform_of(account), space_of(account), name_in(account)) == (
        *("slack:T1:U7", "slack"),
        *("slack:T1", "U7"),
    )
    assert space_of(channel_id(MAIN, "#prep")) == MAIN


def test_simulated_time_moves_only_when_told_and_never_back() -> None:
    clock = ManualClock(START)
    assert (clock.now(), clock.monotonic()) == (START, 0)
    clock.set(START + dt.timedelta(minutes=2))
    assert (clock.now(), clock.monotonic()) == (START + dt.timedelta(minutes=2), 120)
    with pytest.raises(ValueError, match="2026-11-24T08:02Z"):
        clock.set(START)


def test_the_machines_clock_is_aware_and_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is dt.UTC
    assert clock.monotonic() <= clock.monotonic()


@given(st.text(max_size=500))
def test_what_is_said_back_is_short_printable_and_in_quotes(text: str) -> None:
    said = echo(text)
    assert said.isprintable()
    assert said[0] == said[-1] == "'"
    assert len(said) <= 42


def test_what_is_cut_is_marked_as_cut() -> None:
    assert echo("a" * 40) == "'" + "a" * 40 + "'"
    assert echo("a" * 41) == "'" + "a" * 39 + "…'"
    assert echo(" a\n\tb\x00 ") == "'a b'"


def test_options_are_listed_as_people_say_them() -> None:
    assert [either(["a"]), either(["a", "b"]), either(["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


def member(pause: Pause | None = None) -> Member:
    return Member(id=MemberId("m"), name="bob", zone="Asia/Kolkata", joined=START, pause=pause)


def test_a_member_is_told_things_on_weekdays_at_eight_in_their_own_zone() -> None:
    assert member().daily() == Wall(at=dt.time(8), zone="Asia/Kolkata", days=(0, 1, 2, 3, 4))


def test_a_pause_ends_on_its_day_or_goes_on_until_it_is_ended() -> None:
    day = dt.date(2026, 12, 1)
    ends = member(Pause(since=START, until=day))
    assert [ends.paused(day + dt.timedelta(days=n)) for n in (-1, 0, 1)] == [True, False, False]
    assert member(Pause(since=START)).paused(dt.date(2030, 1, 1))
    assert not member().paused(day)


def test_what_people_typed_does_not_show_when_an_inbound_is_printed() -> None:
    for signal in (Said(text="needle"), Submitted(payload="1:g:quiz", values={"topic": "needle"})):
        inbound = Inbound(
            event="e",
            account=account_id(MAIN, "U7"),
            name="needle",
            channel=None,
            signal=signal,
            upload=Upload(name="needle", data=b"needle"),
        )
        assert "needle" not in repr(inbound)
