"""What is celebrated: a streak of any practice, a first strong bullet, two weeks with a picture; each once."""

import datetime as dt

from content.models import Round
from handlers.practice import PRACTICE
from handlers.session.model import SESSIONS, Session
from tests.records import id_of, unit_of
from tests.stories.mock_rounds import pair
from tests.stories.sessions import heads
from tests.world import World

BEGINS = dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC)
STRONG = (
    "Replaced the fp16 reranker with an int8 export for product search; NDCG@10 stayed at 0.62 on 5,000 held-out "
    "queries, p95 latency fell from 42 ms to 23 ms, and serving cost fell from $9,000 to $5,200 a month"
)


async def test_three_days_in_a_row_of_any_practice_are_celebrated_once(w: World) -> None:
    bob = await w.member("bob", "UTC")
    await bob.say("/prep quiz count=1")
    await bob.press("I don't know")
    await w.advance(days=1)
    await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
    assert "A three-day streak." not in heads(bob)
    await w.advance(days=1)
    await bob.say("/prep today")
    done = await bob.say("/prep done 1")
    assert "streak" not in done.text, "a line of its own is coming"
    await w.advance(hours=2)
    assert heads(bob).count("A three-day streak.") == 1
    assert "3-day streak." in (await bob.say("/prep today")).text
    await w.advance(days=14)
    for _ in range(3):
        await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=1)
    assert heads(bob).count("A three-day streak.") == 1


async def test_a_streak_over_a_free_day_is_told_with_it_and_never_as_days_in_a_row(w: World) -> None:
    bob = await w.member("bob", "UTC")
    for days in (1, 2, 1):
        await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=days)
    assert heads(bob).count("A three-day streak.") == 1
    assert "in a row" not in "".join(s.text for s in bob.inbox)
    assert "3-day streak." in (await bob.say("did i lose my streak", dm=True)).text


async def test_who_does_not_want_to_see_a_streak_is_not_congratulated_on_one(w: World) -> None:
    bob = await w.member("bob", "UTC")
    await bob.say("/prep settings streak=off")
    for _ in range(3):
        await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=1)
    assert "A three-day streak." not in heads(bob)
    assert "streak" not in (await bob.say("/prep today")).text


async def test_a_first_strong_bullet_is_celebrated_and_the_second_is_not(w: World) -> None:
    bob = await w.member("bob", "UTC")
    await bob.say("/prep bullet Worked on search.")
    assert "Your first strong bullet." not in heads(bob)
    for _ in range(2):
        assert "Strong" in (await bob.say(f"/prep bullet {STRONG}")).text
    await w.advance(hours=2)
    assert heads(bob).count("Your first strong bullet.") == 1


async def test_two_weeks_of_practice_come_with_a_calendar_in_words_and_as_a_picture(w: World) -> None:
    bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
    await erin.say("/prep mock join repeat=weekly")
    for day in range(14):
        for who in (bob, erin) if day in (0, 1, 4, 7, 13) else ():
            await who.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=1)
    shown, other = [
        s for who in (bob, erin) for s in who.inbox if s.text.startswith("Two weeks of practice.")
    ]
    assert "Find a partner" not in other.labels
    assert "You practiced on 5 of 14 days." in shown.text
    assert "Find a partner" in shown.labels
    log = await PRACTICE.get(await unit_of(w), await id_of(w, bob))
    assert log is not None and "fortnight" in log.milestones


async def test_the_fourteenth_day_in_a_row_brings_the_picture_of_the_two_weeks_and_nothing_else(
    w: World,
) -> None:
    bob = await w.member("bob", "UTC", days="sun")
    for _ in range(14):
        await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=1)
    assert heads(bob).count("Two weeks of practice.") == 1
    assert "A 14-day streak." not in heads(bob)


async def test_a_first_mock_and_all_five_rounds_are_celebrated_once_each_after_the_feedback(w: World) -> None:
    bob, erin = await pair(w)
    await w.time.advance(dt.datetime(2026, 12, 5, 12, tzinfo=dt.UTC))
    await bob.press("Yes, we met")
    await w.advance(hours=2)
    assert "You've done your first mock." not in heads(bob)
    await w.advance(hours=2)
    assert heads(bob).count("You've done your first mock.") == 1
    unit = await unit_of(w)
    for one in Round:
        people = (await id_of(w, bob), await id_of(w, erin))
        SESSIONS.put(unit, one, Session(people=people, round=one, mock=one, begun=w.now))
    await unit.commit()
    for _ in range(2):
        await bob.say("/prep tradeoff base: 78% 120ms; A: +1pp +10ms")
        await w.advance(days=1)
    assert heads(bob).count("You've done all five rounds.") == 1
    assert heads(bob).count("You've done your first mock.") == 1
