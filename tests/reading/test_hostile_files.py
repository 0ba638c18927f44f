"""Forty files and more as nobody should send them: each ends with a sentence, none with more than it may have."""

import pytest

from bot.reading import apart
from bot.reading.document import parse
from bot.reading.limits import Limits
from tests.reading.hostile import FILES, READ, Hostile, ending, flate

LIGHT = [one for one in FILES if not one.heavy]
HEAVY = [one for one in FILES if one.heavy]
SLOW = "200 slow pages"
HURRIED = Limits(cpu=1)
"""For the one file that is to reach the limit of computing: nobody needs to wait for twenty seconds."""


def test_there_are_forty_and_each_is_another() -> None:
    assert len({one.what for one in FILES}) == len(FILES) >= 40


@pytest.mark.parametrize("one", LIGHT, ids=lambda one: one.what)
def test_a_hostile_file_ends_with_its_sentence(one: Hostile) -> None:
    try:
        found = parse(one.name, one.make(), Limits(), lambda _page, _pages: None)
        said = READ if found.bullets else "nothing was read, and nothing is said"
    except Exception as error:
        said = apart.reason(error, Limits())
    assert one.says in said


@pytest.mark.parametrize("one", HEAVY, ids=lambda one: one.what)
def test_a_dangerous_file_ends_in_its_own_process(one: Hostile) -> None:
    assert one.says in ending(one, one.make(), HURRIED if one.what == SLOW else Limits())


def test_what_takes_too_long_altogether_ends_with_that_limit() -> None:
    (slow,) = (one for one in FILES if one.what == SLOW)
    assert "It took longer than 1 seconds" in ending(slow, slow.make(), Limits(wall=1))


def test_what_grows_beyond_its_memory_ends_with_that_limit() -> None:
    page = Hostile("a packed page of 70 MB", "cv.pdf", lambda: flate(b"q " * 35_000_000), "200 MB of memory")
    assert page.says in ending(page, page.make(), Limits(memory=200 * 1024 * 1024))
