"""A season: the whole loop with five partners in two or three weeks, beside everybody else's one mock a week."""

import datetime as dt
from os import environ
from random import Random

import pytest

from bot.core.member import Account, Member
from bot.core.values import MemberId, account_id
from bot.pairing.hours import parse_windows
from bot.pairing.policy import FIVE
from bot.store import members
from content.models import Round
from handlers.mocks.model import Hours, Mock, Season, Seat
from handlers.mocks.records import HOURS, MOCKS, SEATS
from handlers.session.model import SESSIONS, Session
from tests.records import id_of, unit_of
from tests.world import SPACE, Somebody, World

MONDAY = dt.date(2026, 11, 30)
PAIRING = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
WEEK = dt.timedelta(weeks=1)


SEEDS = range(5) if environ.get("LOOPMATE_FULL") else (0,)
PLANS = [("two", Season(begun=MONDAY, weeks=2), 3), ("three", Season(begun=MONDAY, weeks=3), 2)]


async def with_others(w: World, count: int, season: Season, seed: int) -> None:
    """So many others who are in, every second one in this season, written as after joining."""
    unit, chance = await unit_of(w), Random(seed)
    for n in range(count):
        who, account = MemberId(f"{chance.getrandbits(40):010x}"), account_id(SPACE, f"o{n:02}")
        member = Member(id=who, name=f"o{n:02}", zone="UTC", joined=w.now, accounts=(account,), quiet=None)
        members.MEMBERS.put(unit, who, member)
        members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=SPACE))
        SEATS.put(unit, who, Seat(season=season if n % 2 else None))
        HOURS.put(unit, who, Hours(windows=parse_windows("daily 6-24")))
    await unit.commit()


async def mocks_of(w: World, who: Somebody) -> list[Mock]:
    me = await id_of(w, who)
    return sorted(
        (m for m in (await MOCKS.all(await unit_of(w))).values() if me in m.members), key=lambda m: m.at
    )


async def held(w: World) -> None:
    """Everybody comes to all mocks of this week."""
    unit = await unit_of(w)
    for key, mock in (await MOCKS.all(unit)).items():
        if mock.state == "proposed":
            MOCKS.put(unit, key, mock.copy_with(state="running", pressed=mock.members))
            session = Session(people=mock.members, round=Round(mock.round), mock=key, begun=mock.at)
            SESSIONS.put(unit, key, session)
    await unit.commit()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("weeks", "season", "most"), PLANS if environ.get("LOOPMATE_FULL") else PLANS[:1])
async def test_five_rounds_with_five_partners_in_a_season(
    w: World, weeks: str, season: Season, most: int, seed: int
) -> None:
    """All five, whoever is in; perhaps one more mock, for the sake of somebody else's season, and never more a week
    than was said."""
    bob = await w.member("bob", "UTC", days="wed", quiet="none")
    await bob.say("/prep mock join")
    assert f"up to {most} partners a week" in (await bob.press(f"Five rounds, {weeks} weeks")).text
    await bob.say("/prep mock hours daily 6-24")
    await with_others(w, 17, season, seed)
    number = season.weeks
    for n in range(number):
        await w.time.advance(PAIRING + n * WEEK + dt.timedelta(hours=1))
        mine = [m for m in await mocks_of(w, bob) if m.week == MONDAY + n * WEEK]
        assert 0 < len(mine) <= most

        planned = (await bob.say("/prep feedback.season")).text.count("- Planned: ")
        done = {m.round for m in await mocks_of(w, bob) if m.week < MONDAY + n * WEEK}
        assert planned == len({m.round for m in mine} - done)
        await held(w)
    await w.time.advance(PAIRING + number * WEEK - dt.timedelta(hours=1))
    mine = await mocks_of(w, bob)
    assert {m.round for m in mine} == set(FIVE)
    assert len(mine) in (5, 6)
    me = await id_of(w, bob)
    assert len({p for m in mine for p in m.partners(me)}) == len(mine)
    assert len([s for s in bob.inbox if "free slot" in s.text]) == len(mine)
    card = await bob.press("My season", on=await bob.say("/prep mock history"))
    told = f"The whole loop is done, with {len(mine)} partners."
    assert card.text.splitlines()[0] == told

    await w.time.advance(PAIRING + number * WEEK + dt.timedelta(hours=1))
    assert len([m for m in await mocks_of(w, bob) if m.week == MONDAY + number * WEEK]) == 1
    morning = dt.datetime.combine(season.last + dt.timedelta(days=1), dt.time(8, 30), dt.UTC)
    await w.time.advance(morning + dt.timedelta(minutes=1))
    (over,) = [s for s in bob.inbox if s.text.startswith(told)]
    assert over.at == morning
    assert over.text.splitlines()[:-1] == card.text.splitlines()[:-1], "the same map, with other buttons"
    assert "Five rounds, two weeks" in over.labels


async def test_a_season_that_was_ended_has_no_last_word_and_one_that_fell_short_says_how_far(
    w: World,
) -> None:
    alice, bob = [await w.member(name, "UTC", days="wed", quiet="none") for name in ("alice", "bob")]
    await alice.say("/prep mock join")
    assert "up to 2 partners a week" in (await alice.press("Five rounds, three weeks")).text
    await bob.say("/prep mock join season=2 repeat=weekly")
    await alice.say("/prep mock join season=off")
    await w.time.advance(PAIRING + 3 * WEEK)
    assert not [s for s in alice.inbox if "season" in s.text]
    (over,) = [s for s in bob.inbox if "season" in s.text]
    assert over.text.startswith("Your season is over: 0 of 5 rounds done.")
    assert "- Not done: " in over.text
