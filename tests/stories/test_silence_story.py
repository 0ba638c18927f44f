"""Members who go silent: after three lists less is offered, then a last word, then nothing until they come."""

import datetime as dt
from collections import Counter
from random import Random

from handlers.checklist.records import CHECKLISTS
from handlers.mocks.records import mocks_of
from tests.channel import organizer
from tests.records import id_of, unit_of
from tests.stories.mock_rounds import in_, told
from tests.world import Somebody, World

BEGINS = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)


def heads(who: Somebody) -> list[str]:
    return [shown.text.splitlines()[0].partition(",")[0] for shown in who.inbox]


async def test_45_silent_days_bring_at_most_eight_messages_and_one_press_brings_the_lists_back(
    w: World,
) -> None:
    await organizer(w)
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


async def test_who_is_silent_for_two_weeks_is_not_paired_until_they_come_back(w: World) -> None:
    alice = w.person("alice", organiser=True)
    bob, erin = [await in_(w, name, "sat 10-12", choices="repeat=weekly") for name in ("bob", "erin")]

    async def weeks_of_bob() -> set[dt.date]:
        return {m.week for m in (await mocks_of(await unit_of(w), await id_of(w, bob))).values()}

    async def erin_alone(days: int) -> None:
        for _ in range(days):
            await erin.say("/prep today")
            await w.advance(days=1)

    await erin_alone(40)
    paired = {dt.date(2026, 11, 30), dt.date(2026, 12, 7)}
    assert await weeks_of_bob() == paired
    assert not any(word in text for text in told(erin) for word in ("silent", "quiet", "inactive"))
    assert "1 paused or silent for two weeks" in (await alice.say("/prep-admin pairing run")).text
    heard = len(bob.inbox)
    await erin_alone(7)
    assert len(bob.inbox) == heard

    await bob.press("I'm back")
    await w.advance(days=7)
    assert len(await weeks_of_bob() - paired) == 1


async def test_a_long_pause_that_is_over_is_no_silence(w: World) -> None:
    bob, erin = [await in_(w, name, "sat 10-12", choices="repeat=weekly") for name in ("bob", "erin")]
    await bob.say("/prep pause 2026-12-18")
    for _ in range(28):
        await erin.say("/prep today")
        await w.advance(days=1)
    mocks = (await mocks_of(await unit_of(w), await id_of(w, bob))).values()
    assert dt.date(2026, 12, 21) in {mock.week for mock in mocks}


async def test_less_is_offered_after_three_lists_and_each_way_is_one_press(w: World) -> None:
    bob, erin, dave = [await w.member(name, "UTC") for name in ("bob", "erin", "dave")]
    await w.advance(days=3, hours=3)
    for who in (bob, erin, dave):
        assert heads(who).count("Today") == 3
        assert who.inbox[-1].text.startswith("Busy week?")
    assert "Question 1 of 1" in (await bob.press("One question")).text
    assert "Paused until" in (await erin.press("Pause a week")).text
    assert "Mon and Thu" in (await dave.press("Fewer days")).text
    await w.advance(days=4)
    assert dave.inbox[-1].at.weekday() == 0
    assert heads(bob).count("Today") == 5
    assert heads(erin).count("Today") == 3


async def test_any_press_or_word_keeps_lists_coming_every_study_day(w: World) -> None:
    bob = await w.member("bob", "UTC")
    for day in range(14):
        if day % 3 == 0:
            await bob.say("gibberish that nobody understands", dm=True)
        await w.advance(days=1)
    assert "Busy week?" not in heads(bob)
    assert heads(bob).count("Today") == 10


async def test_a_member_of_before_presence_was_noted_hears_what_they_heard(w: World) -> None:
    from bot.store import members  # noqa: PLC0415

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
    assert "You left this three times" not in (await bob.say("/prep today")).text


async def test_who_was_busy_for_days_still_hears_that_tomorrow_is_the_day(w: World) -> None:
    bob, erin = [
        await w.member(name, "UTC", date=day) for name, day in (("bob", "2026-12-05"), ("erin", "2026-12-15"))
    ]
    await w.advance(days=21)
    assert [head for head in heads(bob) if "tomorrow" in head] == [
        "Your interview is tomorrow. Nothing new today."
    ]
    assert not [head for head in heads(erin) if "tomorrow" in head]


async def test_who_says_hi_after_weeks_of_silence_is_welcomed_back(w: World) -> None:
    bob, erin = [await w.member(name, "UTC") for name in ("bob", "erin")]
    await w.advance(days=25)
    shown = await bob.say("hi", dm=True)
    assert shown.text.startswith("Good to see you, bob.")
    assert "Ask me a question" in shown.labels
    assert not (await bob.say("hi", dm=True)).text.startswith("Good to see you")
    await erin.say("/prep today")
    assert not (await erin.say("hi", dm=True)).text.startswith("Good to see you")


SHORTER = "Shorter today"


async def test_days_away_are_no_lists_that_were_hardly_used(w: World) -> None:
    pauser, silent, busy = [await w.member(name, "UTC") for name in ("pauser", "silent", "busy")]
    await w.advance(days=3, hours=3)
    await pauser.press("Pause a week")
    assert "Question 1 of 1" in (await busy.press("One question")).text
    await busy.press("I don't know")
    assert SHORTER in (await busy.say("/prep today")).text
    await w.advance(days=3)
    assert busy.inbox[-1].text.startswith("Today, 6 minutes.")
    await w.advance(days=5)
    await silent.say("/prep today")
    await w.advance(days=2)
    for who in (pauser, silent):
        lists = [s.text for s in (*who.inbox, *who.seen) if s.at > w.now - dt.timedelta(days=5)]
        assert sum(text.startswith("Today, 1") for text in lists) >= 2, lists
        assert not any(SHORTER in text or LEFT in text for text in lists), lists


async def test_who_used_little_before_a_pause_gets_little_after_it(w: World) -> None:
    bob = await w.member("bob", "UTC", minutes="30")
    for _ in range(3):
        await w.advance(days=1)
        await bob.say("/prep quiz count=1")
        await bob.press("I don't know")
    await bob.say("/prep pause 5 days")
    await w.advance(days=8)
    assert bob.inbox[-1].text.startswith("Today, 6 minutes.")


KINDS = {
    "silent": (),
    "talker": ("good evening",),
    "practicer": ("/prep quiz count=1", "A"),
    "reader": ("/prep today", "good evening"),
    "doer": ("/prep today", "/prep done 1", "/prep quiz count=1"),
    "pauser": ("/prep pause 4 days", "/prep resume", "/prep today"),
    "mover": ("/prep remind days=mon,thu", "/prep remind days=daily", "good evening"),
    "chooser": ("/prep settings rounds=inference", "/prep settings rounds=all", "good evening"),
    "planner": ("/prep settings onsite=2026-12-20", "/prep today"),
}
LEFT = "You left this three times, so I took it off: "


async def test_a_task_is_said_to_be_left_once_a_week_one_and_only_after_three_lists_that_came(
    w: World,
) -> None:
    chance = Random(45)
    people = {kind: await w.member(kind, "UTC") for kind in KINDS}
    for _ in range(45):
        hour = chance.randrange(1, 17)
        await w.advance(hours=hour)
        for kind, who in people.items():
            if KINDS[kind] and chance.random() < 0.3:
                words = chance.choice(KINDS[kind])
                await who.say(words, dm=not words.startswith("/"))
        await w.advance(hours=24 - hour)
    told = 0
    for kind, who in people.items():
        lists: dict[dt.date, str] = {}
        for shown in (*who.inbox, *who.seen):
            if shown.text.startswith("Today"):
                lists[shown.at.date()] = f"{lists.get(shown.at.date(), '')}\n{shown.text}"
        left: dict[str, dt.date] = {}
        for day, text in sorted(lists.items()):
            lines = text.splitlines()
            for title in {t.removeprefix(LEFT).rstrip(".") for t in lines if t.startswith(LEFT)}:
                before = [d for d, t in lists.items() if d < day and f". {title}" in t]
                assert len(before) >= 3, (kind, day, title)
                assert day - left.get(title, dt.date.min) > dt.timedelta(days=13), (kind, day, title)
                assert title not in text.replace(LEFT + title, ""), (kind, day, title)
                assert all(day - other >= dt.timedelta(days=7) for other in left.values()), (kind, day, title)
                left[title], told = day, told + 1
    assert told > 20
