"""Zones that were renamed, or that this machine does not know any more."""

import datetime as dt

import pytest

from bot.core.when import RENAMED, Quiet, Wall, clocks, instant_of, is_known, local, local_date, out_of_quiet

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
VANISHED = "Mars/Olympus_Mons"


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_a_zone_that_was_renamed_keeps_its_clocks(old: str, new: str) -> None:
    for month in (1, 7):
        at = NOON.replace(month=month)
        assert at.astimezone(clocks(old)).utcoffset() == at.astimezone(clocks(new)).utcoffset()
    assert Wall(at=dt.time(8), zone=old).zone == old


def test_what_is_known_is_said_for_any_text() -> None:
    assert is_known("Europe/Berlin")
    for zone in (VANISHED, "", "../etc/passwd", "Europe", "x" * 300, "a\x00b"):
        assert not is_known(zone)


def test_clocks_of_a_zone_that_vanished_are_read_in_utc() -> None:
    assert local(NOON, VANISHED) == NOON
    assert local(NOON, VANISHED).hour == 12
    assert local_date(NOON, VANISHED) == NOON.date()
    assert instant_of(NOON.date(), dt.time(12), VANISHED) == NOON
    night = Quiet(start=dt.time(11), end=dt.time(13))
    assert out_of_quiet(NOON, VANISHED, night) == NOON + dt.timedelta(hours=1)


def test_nothing_can_be_planned_by_a_zone_that_vanished() -> None:
    with pytest.raises(ValueError, match="'Mars/Olympus_Mons' is not a time zone"):
        Wall(at=dt.time(8), zone=VANISHED)
