"""The weekly run and its announcements: what must hold whatever happens in between."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import get_args

from bot.core.entry import Entry
from bot.core.member import Account, Member
from bot.core.values import MemberId, account_id
from bot.core.wall_time import Quiet
from bot.pairing.hours import parse_windows
from bot.pairing.policy import LeftReason, Reason
from bot.store import members
from bot.store.store import Unit
from handlers.mocks import agreement_cards, entries, notice_cards, scheduling
from handlers.mocks.model import Hours, Mock, Seat, Turn
from handlers.mocks.records import HOURS, MOCKS, PAIRINGS, SEATS, TURNS
from handlers.mocks.scheduling import calendar_file
from handlers.mocks.view import MockView
from tests.records import every_value, id_of, unit_of
from tests.stories.mock_rounds import in_, mails, pair, to_pairing, told
from tests.world import SPACE, World, card_problems, world

MONDAY = dt.date(2026, 11, 30)
SUNDAY = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
SATURDAY = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
GONE = MemberId("zz-gone-zz")


async def crowd(w: World, size: int) -> list[MemberId]:
    """Members who are in, written as they would be after joining."""
    unit = await unit_of(w)
    for n in range(size):
        who, account = MemberId(f"crowd{n:03}"), account_id(SPACE, f"c{n:03}")
        member = Member(id=who, name=f"c{n:03}", zone="UTC", joined=w.now, accounts=(account,), quiet=None)
        members.MEMBERS.put(unit, who, member)
        members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=SPACE))
        SEATS.put(unit, who, Seat())
        HOURS.put(unit, who, Hours(windows=parse_windows(f"sat {n // 4 % 20}-{n // 4 % 20 + 1}")))
    await unit.commit()
    return [MemberId(f"crowd{n:03}") for n in range(size)]


async def announced(w: World, unit: Unit, people: tuple[MemberId, ...]) -> None:
    """A mock of these that is about to be told to them."""
    MOCKS.put(unit, "m1", Mock(week=MONDAY, at=SATURDAY, members=people, batch=3))
    call, later = entries.Announce(week=MONDAY, batch=3).call(), w.now + dt.timedelta(days=1)
    unit.tell(Entry(id="-/x", group=unit.group, to=None, call=call, due=w.now, expires=later))
    await unit.commit()


async def test_many_people_are_told_in_batches_each_of_them_once(w: World) -> None:
    await in_(w, "bob", "mon 7:00-8:00")
    people = await crowd(w, 320)
    await w.time.advance(SUNDAY)
    unit = await unit_of(w)
    record = await PAIRINGS.get(unit, MONDAY.isoformat())
    assert record is not None
    mocks = (await MOCKS.all(unit)).values()
    assert record.batches == 2  # 320 people and bob, at most 200 at a time
    assert {m.batch for m in mocks} == {0, 1}
    assert sum(len(m.members) for m in mocks if m.batch == 0) == 198
    assert set(Counter(m for mock in mocks for m in mock.members)) == set(people)
    heard = Counter(who for d, _ in w.stage.delivered for who in d.people)
    assert set(heard) == {account_id(SPACE, f"c{n:03}") for n in range(320)}
    assert set(heard.values()) == {1}


async def test_who_was_forgotten_while_the_week_was_matched_leaves_nothing_behind(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    unit = await unit_of(w)
    me = await id_of(w, bob)
    TURNS.put(unit, GONE, Turn(week=MONDAY, batch=3, reason=LeftReason.ODD_NUMBER))
    await announced(w, unit, (GONE, me))
    assert GONE.encode() in await every_value(w)
    await w.time.drain()
    assert GONE.encode() not in await every_value(w)
    assert told(bob) == ["Canceled: the mock with someone, 2026-12-05T10:00Z, “can't come”."]


async def test_who_left_while_the_week_was_matched_is_not_expected(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    unit = await unit_of(w)
    both = (await id_of(w, bob), await id_of(w, erin))
    await erin.say("/prep mock leave")
    await announced(w, unit, both)
    await w.time.drain()
    assert told(bob) == ["Canceled: the mock with erin, 2026-12-05T10:00Z, “can't come”."]
    assert told(erin) == []


async def test_to_join_at_the_very_instant_of_the_pairing_does_not_put_it_off(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    await w.time.advance(SUNDAY - dt.timedelta(minutes=1))
    w.clock.set(SUNDAY + dt.timedelta(seconds=1))
    await bob.say("/prep mock join role=candidate repeat=weekly")
    assert [len(told(who)) for who in (bob, erin)] == [1, 1]


async def test_a_skip_or_an_avoided_partner_leaves_a_mock_that_is_planned_and_offers_the_way_out(
    w: World,
) -> None:
    bob, erin = await pair(w)
    shown = await bob.say("/prep mock skip")
    assert "You're out of the pairing for the week of Monday 7 December." in shown.text
    assert "Your mock stays, unless you can't come: 2026-12-05T10:00Z" in shown.text
    shown = await bob.say("/prep mock avoid erin")
    assert "You still have a mock together: 2026-12-05T10:00Z." in shown.text
    assert len(told(erin)) == 1
    await bob.press("Can't come on Sat 5 Dec", on=shown)
    assert told(erin)[1].startswith("Canceled: the mock with bob")


async def test_word_of_a_cancelled_mock_waits_for_the_morning_only_if_that_is_early_enough(
    tmp_path: Path,
) -> None:
    for hours, heard in (("sat 11-12", "05 07:00"), ("sat 8:00-9:00", "05 02:00")):
        async with world(tmp_path / heard[-5:-3]) as w:
            bob, erin = await in_(w, "bob", hours), await in_(w, "erin", hours)
            await w.time.advance(dt.datetime(2026, 12, 5, 2, tzinfo=dt.UTC))
            await bob.press("Can't come on Sat 5 Dec")
            await w.advance(hours=12)
            cancelled = [s.at for s in mails(erin) if s.text.startswith("Canceled")]
            assert [f"{at:%d %H:%M}" for at in cancelled] == [heard]


async def test_a_search_that_was_over_by_the_morning_is_told_with_the_cancellation(w: World) -> None:
    bob, erin = [await in_(w, name, "fri 10-11, sat 10-11, sun 10-11") for name in ("bob", "erin")]
    await w.time.advance(dt.datetime(2026, 12, 2, 22, tzinfo=dt.UTC))
    await bob.press(next(label for label in mails(bob)[0].labels if label.startswith("Can't come")))
    await w.advance(hours=9)
    (told,) = [s for s in erin.inbox if f"{s.at:%d %H}" == "03 07"]
    assert "I looked for another partner this week, and found none." in told.text
    assert told.text.startswith("Canceled: ")


async def test_a_mock_of_two_years_ago_is_deleted_by_the_pairing(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    unit, both = await unit_of(w), (await id_of(w, bob), await id_of(w, erin))
    for key, ago in {"old": 105, "kept": 104}.items():
        span = dt.timedelta(weeks=ago)
        MOCKS.put(unit, key, Mock(week=MONDAY - span, at=SATURDAY - span, members=both))
    await unit.commit()
    await to_pairing(w)
    left = await MOCKS.all(await unit_of(w))
    assert ("old" in left, "kept" in left, len(left)) == (False, True, 2)
    assert "last met 104 weeks ago" in mails(bob)[0].text


def test_the_longest_outcome_still_fits_a_card() -> None:
    zones = ("UTC", "Asia/Kathmandu", "America/Argentina/Buenos_Aires")
    people = [
        Member(
            id=MemberId(f"m{n}"),
            name="W" * 80,
            zone=zone,
            joined=SATURDAY,
            quiet=Quiet.model_validate({"start": "21:00", "end": "07:00"}),
            discreet=True,
        )
        for n, zone in enumerate(zones)
    ]
    mock = Mock(
        week=MONDAY,
        at=SATURDAY,
        members=tuple(m.id for m in people),
        round="coding_algorithms",
        blocks=186,
        weeks=104,
        others=(SATURDAY + dt.timedelta(days=1),),
        place="https://meet.example/" + "x" * 80,
        reasons=tuple(r for r in Reason if r is not Reason.NEVER_MET),
    )
    assert len(scheduling.topic(mock, people)) <= 80
    for me in (*people, None):
        at = MockView("k", mock, {m.id: m for m in people}, me, ", in a huddle")
        assert card_problems(agreement_cards.introduction(at)) == []
        assert card_problems(notice_cards.two_left(at)) == []
        assert card_problems(notice_cards.reminder(at, tomorrow=True)) == []
        for search in get_args(notice_cards.Search):
            file = calendar_file("k", mock, SATURDAY)
            assert card_problems(notice_cards.cancellation(at, SATURDAY, file, search)) == []
    seat = Seat(size=2, only=MONDAY)
    for reason in LeftReason:
        alone = notice_cards.no_partner(MONDAY, reason, seat, Hours(), ready=False)
        assert card_problems(alone) == []
