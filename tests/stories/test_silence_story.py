"""Members who go silent: after three lists less is offered, then a last word, then nothing until they come."""

import datetime as dt
from collections import Counter
from pathlib import Path

from handlers.checklist.records import CHECKLISTS
from tests.stories.mock_rounds import id_of, unit_of
from tests.world import Somebody, World, world

TUESDAY = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)


def heads(who: Somebody) -> list[str]:
    return [shown.text.splitlines()[0].partition(",")[0] for shown in who.inbox]


async def test_45_silent_days_bring_at_most_eight_messages_and_one_press_brings_the_lists_back(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, at=TUESDAY) as w:
        alice = w.person("alice", organiser=True)
        await alice.say("/prep-admin setup")
        await alice.press("Use these settings")
        bob = await w.member("bob", "UTC", date="2026-12-15")
        await bob.say("/prep mock join round=inference role=both repeat=weekly")
        await bob.say("/prep mock hours sat 10-12")
        await w.advance(days=45)
        counts = Counter(heads(bob))
        print(f"45 silent days, {len(bob.inbox)} messages: {dict(counts)}")
        assert counts["Busy week?"] == counts["I'll stop writing now."] == 1
        assert len(bob.inbox) <= 8
        last = bob.inbox[-1]
        assert last.text.startswith("I'll stop writing now.")
        assert w.now - last.at > dt.timedelta(days=14)
        shown = await bob.press("I'm back")
        assert shown.text.startswith("Good to see you, bob.")
        assert "Question 1 of 1" in (await bob.press("Ask me a question", on=shown)).text
        heard = len(bob.inbox)
        await w.advance(days=3)
        assert "Today" in heads(bob)[heard:]


async def test_less_is_offered_after_three_lists_and_each_way_is_one_press(tmp_path: Path) -> None:
    async with world(tmp_path, at=TUESDAY) as w:
        bob, erin, dave = [await w.member(name, "UTC") for name in ("bob", "erin", "dave")]
        await w.advance(days=3, hours=3)
        for who in (bob, erin, dave):
            assert heads(who).count("Today") == 3
            assert who.inbox[-1].text.startswith("Busy week?")
        assert "Question 1 of 1" in (await bob.press("One question")).text
        assert "Paused until" in (await erin.press("Pause a week")).text
        assert "mon,thu" in (await dave.press("Fewer days")).text.replace("Monday and Thursday", "mon,thu")
        await w.advance(days=4)
        assert dave.inbox[-1].at.weekday() == 0
        assert heads(bob).count("Today") == 5
        assert heads(erin).count("Today") == 3


async def test_any_press_or_word_keeps_lists_coming_every_study_day(tmp_path: Path) -> None:
    async with world(tmp_path, at=TUESDAY) as w:
        bob = await w.member("bob", "UTC")
        for day in range(14):
            if day % 3 == 0:
                await bob.say("gibberish that nobody understands", dm=True)
            await w.advance(days=1)
        assert "Busy week?" not in heads(bob)
        assert heads(bob).count("Today") == 10


async def test_a_member_of_before_presence_was_noted_hears_what_they_heard(tmp_path: Path) -> None:
    from bot.store import members  # noqa: PLC0415

    async with world(tmp_path, at=TUESDAY) as w:
        bob = await w.member("bob", "UTC")
        unit = await unit_of(w)
        member = await members.MEMBERS.get(unit, await id_of(w, bob))
        assert member is not None
        members.change(unit, member, seen=None)
        await unit.commit()
        await w.advance(days=14)
        assert heads(bob).count("Today") == 10
        assert await CHECKLISTS.get(await unit_of(w), member.id) is None


async def test_what_was_on_lists_that_never_came_was_left_by_nobody(w: World, bob: Somebody) -> None:
    await w.advance(days=8)
    assert "You've left this one on three lists" not in (await bob.say("/prep today")).text
