"""A season: how many mocks a week it takes, and what holds for the further ones whoever is in."""

import datetime as dt
from collections import Counter
from itertools import combinations, pairwise
from os import environ
from random import Random
from typing import Literal

import pytest

from bot.core.values import MemberId
from bot.pairing.hours import parse_windows
from bot.pairing.matching import pair
from bot.pairing.policy import FIVE, Policy
from bot.pairing.week import block_instant
from handlers.mocks import candidates
from handlers.mocks.candidates import SPARE, Loop, Person
from handlers.mocks.model import Mock, Season, Seat

MONDAY = dt.date(2026, 11, 30)
TOLD = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)
HOURS = (
    "mon 18-22",
    "tue 18-22, sat 10-14",
    "weekdays 18-20",
    "sat 9-18",
    "sun 10-16, wed 19-21",
    "daily 7-9",
)


SEEDS = range(30) if environ.get("LOOPMATE_FULL") else range(1)


def crowd(seed: int, count: int) -> list[Person]:
    """Somebody in two weeks of a season wants three mocks in the first, in three weeks two, and others want one."""
    chance = Random(seed)
    names = [MemberId(f"m{n:02}") for n in range(count)]
    return [
        Person(
            id=name,
            zone=chance.choice(("UTC", "Asia/Kathmandu", "Europe/Berlin")),
            windows=parse_windows(chance.choice(HOURS)),
            seat=Seat(season=season),
            avoids=frozenset(chance.sample(names, 1)) - {name},
            loop=Loop(frozenset(FIVE)) if season else None,
        )
        for name in names
        for season in [chance.choice((None, None, *(Season(begun=MONDAY, weeks=weeks) for weeks in (2, 3))))]
    ]


@pytest.mark.parametrize("seed", range(4))
def test_further_mocks_are_with_others_at_other_hours_and_never_more_than_wanted(seed: int) -> None:
    people = {p.id: p for p in crowd(seed, 24)}
    found = candidates.match(list(people.values()), {}, seed, MONDAY, TOLD, Policy())
    alone = pair(candidates.candidates(people.values(), MONDAY, TOLD), {}, seed, Policy(), MONDAY)
    assert set(found.pairs) >= set(alone.pairs), "a season takes nothing from anybody"
    assert {one.member for one in found.left} <= {one.member for one in alone.left}
    mine: dict[str, list[tuple[dt.datetime, dt.datetime]]] = {m: [] for m in people}
    met: Counter[frozenset[str]] = Counter()
    for match in found.matches:
        at = block_instant(MONDAY, match.block_start)
        for who in match.members:
            mine[who].append((at, at + dt.timedelta(minutes=match.minutes)))
        for one, other in combinations(match.members, 2):
            met[frozenset((one, other))] += 1
            assert other not in people[MemberId(one)].avoids
            assert one not in people[MemberId(other)].avoids
    assert set(met.values()) == {1}
    for who, spans in mine.items():
        season = people[MemberId(who)].seat.season
        assert len(spans) <= (season.wanted(MONDAY, len(FIVE), 0) if season else 1)
        assert all(b[0] - a[1] >= SPARE for a, b in pairwise(sorted(spans)))
    assert {m for m, spans in mine.items() if not spans} == {one.member for one in found.left}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [16, 17])
@pytest.mark.parametrize("length", [2, 3])
def test_five_rounds_with_five_partners_for_everybody_in_a_season(
    length: Literal[2, 3], count: int, seed: int
) -> None:
    """Of sixteen with time, one more than half in a season: it holds for each of them, and nobody gives more than was
    said."""
    chance = Random(f"{seed} {count} {length}")
    one = Season(begun=MONDAY, weeks=length)
    seats = {
        MemberId(f"{chance.getrandbits(40):x}"): Seat(season=one if n % 2 or n == 0 else None)
        for n in range(count)
    }
    mocks: list[Mock] = []
    for week in (MONDAY + n * WEEK for n in range(length)):
        people = [_person(who, seat, week, mocks) for who, seat in seats.items()]
        told = TOLD + (week - MONDAY)
        history = candidates.history(mocks, week)
        found = candidates.match(people, history, chance.getrandbits(32), week, told, Policy())
        new = [candidates.mock_of(match, seats, week) for match in found.matches]
        has = Counter(who for mock in new for who in mock.members)
        assert all(has[who] <= (seat.season.most if seat.season else 1) for who, seat in seats.items())
        mocks += [mock.copy_with(state="met") for mock in new]
    for who in (who for who, seat in seats.items() if seat.season):
        mine = candidates.loop(one, [mock for mock in mocks if who in mock.members])
        assert (mine.still, len(mine.partners - {who}) >= len(FIVE)) == (frozenset(), True)


def _person(who: MemberId, seat: Seat, week: dt.date, mocks: list[Mock]) -> Person:
    _, loop = candidates.wanted_mocks(seat, week, [mock for mock in mocks if who in mock.members])
    past = candidates.pasts(mocks).get(who, candidates.Past())
    return Person(
        id=who,
        zone="UTC",
        windows=parse_windows("daily 6-24"),
        seat=seat,
        done=past.done,
        last=past.last,
        loop=loop,
    )


def test_nobody_in_a_season_changes_nothing() -> None:
    people = [p for p in crowd(3, 24) if p.loop is None]
    alone = pair(candidates.candidates(people, MONDAY, TOLD), {}, 3, Policy(), MONDAY)
    assert candidates.match(people, {}, 3, MONDAY, TOLD, Policy()) == alone


@pytest.mark.parametrize(("length", "plan"), [(2, [3, 2]), (3, [2, 2, 1])])
def test_a_season_takes_what_is_still_open_spread_over_the_weeks_that_are_left(
    length: int, plan: list[int]
) -> None:
    one = Season(begun=MONDAY, weeks=3 if length == 3 else 2)
    still = 5
    for number, wanted in enumerate(plan):
        week = MONDAY + number * WEEK
        assert one.wanted(week, still, 0) == wanted
        assert one.wanted(week, still - 1, 1) == wanted, "the first of a week changes nothing"
        still -= wanted
    assert one.wanted(MONDAY + length * WEEK, 3, 0) == one.wanted(MONDAY - WEEK, 5, 0) == 1
    assert one.wanted(MONDAY + (length - 1) * WEEK, 5, 0) == one.most == plan[0], (
        "never more than was promised"
    )
    assert one.last == MONDAY + length * WEEK - dt.timedelta(days=1)


def test_what_did_not_take_place_is_still_open() -> None:
    me, other = MemberId("a"), MemberId("b")
    at = dt.datetime(2026, 12, 1, 18, tzinfo=dt.UTC)

    def mock(which: str, state: str, week: dt.date = MONDAY) -> Mock:
        return Mock.model_validate(
            {"week": week, "at": at, "members": (me, other), "round": which, "state": state}
        )

    mine = [
        mock("inference", "met"),
        mock("coding_ml", "not_met"),
        mock("behavioural", "cancelled"),
        mock("system_design", "met", MONDAY - WEEK),
    ]
    wanted, loop = candidates.wanted_mocks(Seat(season=Season(begun=MONDAY, weeks=3)), MONDAY + WEEK, mine)
    assert loop is not None
    assert loop.still == frozenset(FIVE) - {"inference"}
    assert (wanted, other in loop.partners) == (2, True)
    assert candidates.wanted_mocks(Seat(), MONDAY, mine) == (1, None)
