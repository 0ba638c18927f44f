"""A member's days with the checklist, from the first list to the interview."""

import datetime as dt
import re
from pathlib import Path

from bot.core.entry import Entry, To
from bot.store import members
from handlers.checklist.calls import Reminder
from handlers.checklist.records import CHECKLISTS
from tests.records import id_of, unit_of
from tests.world import Shown, Somebody, World, world

BEGINS = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)
"""A Tuesday, 07:00 in Berlin."""


def lists(person: Somebody) -> list[Shown]:
    """The lists that came as a DM."""
    return [s for s in person.inbox if any(line.startswith("1. ") for line in s.text.splitlines())]


def numbered(shown: Shown) -> list[str]:
    """The lines of the list without their marks."""
    lines = [line for line in shown.text.splitlines() if line.partition(". ")[0].isdecimal()]
    return [re.sub(r"Done: |, \d+ min$", "", line) for line in lines]


def start(shown: Shown) -> str:
    return next(label for label in shown.labels if label.startswith("Start my"))


async def practice(person: Somebody) -> None:
    """Does what the first list has that ticks itself off: a question, and hours for mocks."""
    await person.say("/prep quiz count=1")
    await person.press("I don't know")
    await person.say("/prep mock hours sat 10-11")


async def finish(person: Somebody) -> Shown:
    """Does whatever is open, one after the other."""
    await practice(person)
    await person.say("today", dm=True)
    shown = await person.say("done 1", dm=True)
    for n in range(2, 9):
        if "That's all" in shown.text:
            return shown
        shown = await person.say(f"done {n}", dm=True)
    return shown


async def test_the_list_comes_in_the_morning_and_is_ticked_off_by_typing(w: World, bob: Somebody) -> None:
    await w.advance(hours=1)
    shown = lists(bob)[-1]
    assert shown.at == BEGINS + dt.timedelta(hours=1)
    minutes = sum(map(int, re.findall(r", (\d+) min$", shown.text, re.MULTILINE)))
    assert shown.text.startswith(f"Today, {minutes} minutes.")
    assert shown.labels[0] == f"Start my {minutes} minutes"
    told = await bob.say("done 1", dm=True)
    assert told.text.startswith("Done: ")
    assert "1-day streak." in told.text
    today = numbered(await bob.say("today", dm=True))
    assert today == numbered(shown)[: len(today)] != []


async def test_a_number_means_nothing_before_the_list_was_seen(w: World, bob: Somebody) -> None:
    for typed in ("done 1", "did 1", "done 1, 2", "all done"):
        await w.advance(days=1)
        listed = await bob.say(typed, dm=True)
        assert listed.text.startswith("Today's list is new. Which one is done?"), typed
    assert (await bob.press("Done 1", on=listed)).text.startswith("Done: ")


async def test_done_twice_says_so_and_undo_takes_it_back(w: World, bob: Somebody) -> None:
    await bob.say("/prep today")
    first = await bob.say("/prep done 1")
    undo = next(label for label in first.labels if label.startswith("Undo"))
    assert "Done already" in (await bob.say("/prep done 1")).text
    back = await bob.press(undo, on=first)
    assert back.text.startswith("Undone: ")
    assert "streak" not in back.text
    assert "nothing to undo" in (await bob.press(undo, on=first)).text
    assert "Done: " not in (await bob.say("/prep today")).text.splitlines()[1]


async def test_start_shows_how_next_goes_round_and_a_command_can_be_opened(w: World) -> None:
    bob = await w.member("bob", minutes="60")
    day = await bob.say("/prep today")
    how = await bob.press(start(day))
    unfolded = await bob.unfold(how)
    assert all(word in unfolded for word in ("Why this task", "Done when: ", "1. "))
    seen, first = [how], how.text.splitlines()[0]
    while len(seen) == 1 or not seen[-1].text.startswith(first):
        assert len(seen) < 20
        seen.append(await bob.press("Next task", on=seen[-1]))
    assert len({one.text for one in seen}) == len(seen) - 1 >= len(numbered(day))
    opens = next(s for s in seen if "Open settings" in s.labels)
    assert "Your settings" in (await bob.press("Open settings", on=opens)).text


async def test_what_is_not_on_the_list_is_answered_with_the_list(w: World, bob: Somebody) -> None:
    day = numbered(await bob.say("/prep today"))
    for typed in ("zebra", "0", "99", "9" * 150, "@everyone <!channel> *x*", "`", "🦓", "-1"):
        shown = await bob.say(f"/prep done {typed}")
        assert "I can't find" in shown.text
        assert numbered(shown) == day


async def test_done_alone_asks_which_and_takes_the_only_one(w: World, bob: Somebody) -> None:
    day = await bob.say("/prep today")
    asked = await bob.say("/prep done")
    assert asked.text.startswith("Which of these is done?")
    assert numbered(asked) == numbered(day)[: len(numbered(asked))]
    await practice(bob)
    await bob.say("/prep done 1")
    assert "That's all for today" in (await bob.say("/prep done")).text


async def test_when_all_is_done_no_reminder_comes_and_one_more_can_be_had(w: World, bob: Somebody) -> None:
    last = await finish(bob)
    assert "That's all for today." in last.text
    more = await bob.press("One more task")
    assert "Done when: " in more.text
    assert "That's all for today." in (await bob.press("Done", on=more)).text
    await w.advance(hours=12)
    assert lists(bob) == []


async def test_later_comes_again_once(w: World, bob: Somebody) -> None:
    await w.advance(hours=1)
    assert "2026-11-24T10:00Z" in (await bob.press("Later today")).text
    assert "already" in (await bob.press("Later today")).text
    (first,) = lists(bob)
    await w.advance(hours=3)
    assert [s.at.hour for s in lists(bob)] == [7, 10]
    assert "Later today" not in lists(bob)[-1].labels
    assert "once a day" in (await bob.press("Later today", on=first)).text
    await w.advance(hours=10)
    assert len(lists(bob)) == 2


async def test_pauses_break_no_streak_and_the_days_after_them_do(w: World, bob: Somebody) -> None:
    await bob.say("/prep today")
    await bob.say("/prep done 1")
    await w.advance(days=1)
    await bob.say("/prep pause 2026-11-27")
    await w.advance(days=1)
    await bob.say("/prep pause 2026-12-01")
    await w.advance(days=5)
    await bob.say("/prep today")
    assert "2-day streak." in (await bob.say("/prep done 1")).text
    await w.advance(days=2)
    forgiven = (await bob.say("/prep today")).text
    assert "2-day streak. Wednesday was your free day." in forgiven
    await w.advance(days=1)
    assert "streak" not in (await bob.say("/prep today")).text


async def test_a_trade_off_that_was_weighed_marks_one_task_also_days_later(w: World) -> None:
    bob = await w.member("bob", minutes="240")
    await bob.say("/prep today")
    weigh = "/prep tradeoff w1=400 w2=30 base: 78.0% 120ms; A: +1.5pp +40ms"
    before = await recorded(w, bob, w.now.date())
    await bob.say(weigh)
    day = w.now.date()
    await w.advance(days=2)
    await bob.say("/prep today")
    gained = await recorded(w, bob, day) - before
    assert len(gained) == 1
    assert w.app.content.tasks[gained.pop()].call is not None


async def recorded(w: World, person: Somebody, day: dt.date) -> set[str]:
    """The tasks that the store says were finished on a day."""
    record = await CHECKLISTS.get(await unit_of(w), await id_of(w, person))
    return {t.task for t in record.ticks if t.day == day and t.whole} if record else set()


async def test_a_morning_without_the_bot_is_named_in_the_next_list(w: World, bob: Somebody) -> None:
    await w.time.leap(BEGINS + dt.timedelta(hours=6))
    assert lists(bob) == []
    assert "The 2026-11-24T07:00Z reminder wasn't sent" in (await bob.say("/prep today")).text
    await w.advance(hours=20)
    assert "The 2026-11-24T07:00Z reminder wasn't sent: I was down." in lists(bob)[-1].text
    await w.advance(hours=24)
    assert len(lists(bob)) == 2
    assert "sent: I was down" not in lists(bob)[-1].text


async def test_a_day_off_brings_no_list_unless_it_was_asked_for(tmp_path: Path) -> None:
    async with world(tmp_path, at=BEGINS + dt.timedelta(days=4, hours=4)) as w:
        bob = await w.member("bob")
        assert "Today's a free day" in (await bob.say("/prep today")).text
        unit, who = await unit_of(w), await id_of(w, bob)
        for asked in (False, True):
            unit.tell(
                Entry(
                    id=f"{who}/{asked}",
                    group=unit.group,
                    to=To(member=who),
                    call=Reminder(asked=asked).call(),
                    due=w.now,
                    expires=w.now + dt.timedelta(hours=1),
                )
            )
        await unit.commit()
        await w.time.drain()
        assert len(lists(bob)) == 1
        assert [one.why for one in await members.read_ledger(unit, who) if one.why] == ["not a study day"]


async def test_the_reminder_is_moved_and_the_next_three_times_are_said(w: World, bob: Somebody) -> None:
    shown = await bob.say("/prep remind days=mon,thu time=19:15")
    times = ["2026-11-26T18:15Z", "2026-11-30T18:15Z", "2026-12-03T18:15Z"]
    for one in (shown, await bob.say("/prep remind")):
        assert [line.removeprefix("- ") for line in (await bob.unfold(one)).splitlines()[-3:]] == times
    await w.advance(days=3)
    assert [f"{s.at:%Y-%m-%dT%H:%MZ}" for s in lists(bob)] == times[:1]


async def test_what_cannot_be_read_changes_nothing_and_says_so(w: World, bob: Somebody) -> None:
    before = (await bob.say("/prep remind")).text
    for typed in (
        "remind 25:00",
        "remind whenever",
        "remind days=someday",
        "remind nudge=45",
        "remind where=email",
        "plan 0",
        "plan x",
        "plan 53",
    ):
        shown = await bob.say(f"/prep {typed}")
        assert "Saved" not in shown.text
        assert "Write" in shown.text or "from 1 to 53" in shown.text
    assert (await bob.say("/prep remind")).text == before


async def test_the_weeks_of_a_plan_are_read_one_after_the_other(w: World) -> None:
    bob = await w.member("bob", days="daily")
    await bob.say("/prep plan")
    first = await bob.press("Show week 1")
    assert len(first.text.splitlines()) == 7
    assert "Mon 30 Nov" in (await bob.press("More")).text
    assert (await bob.press("Show week 2")).text.startswith("Week 2 of 2")
    assert "the next two weeks" in (await bob.press("Show the whole plan")).text


async def test_what_is_done_by_doing_it_has_no_done_button_and_says_what_is_missing(
    w: World, bob: Somebody
) -> None:
    day = await bob.say("/prep today")
    question = next(line for line in numbered(day) if "Answer one question" in line).partition(".")[0]
    assert "Open the quiz" in day.labels
    typed = await bob.say(f"/prep done {question}")
    assert typed.text.startswith("That one ticks itself off once you answer any question.")
    await bob.press("Open the quiz", on=typed)
    await bob.press("I don't know")
    today = await bob.say("/prep today")
    listed = today if "More" not in today.labels else await bob.press("More", on=today)
    assert f"{question}. Done: Answer one question" in listed.text
    hours = await bob.say("/prep done availability")
    assert hours.text.startswith("That one ticks itself off once you save your hours.")
    await bob.say("/prep mock hours sat 10-11")
    assert (await bob.say("/prep done availability")).text.startswith("Done already")


async def test_a_task_that_was_left_on_three_lists_is_asked_about(w: World, bob: Somebody) -> None:
    asked = None
    for _ in range(14):
        await w.advance(days=1)
        shown = await bob.say("/prep today")
        asked = asked or (shown if "Too big?" in shown.labels else None)
    assert asked is not None
    assert "You left this three times, so I took it off: Pick one skill" in asked.text
    assert {"Not for me", "Later this week"} <= set(asked.labels)
    assert (await bob.press("Not for me", on=asked)).text.startswith("I won't put it on your lists again.")
    assert (await bob.press("Undo")).text.startswith("It comes back in its turn.")


async def test_all_done_says_what_ticks_itself_off(w: World) -> None:
    erin = await w.member("erin", "Asia/Kolkata")
    await erin.say("/prep today")
    shown = await erin.say("/prep done all")
    first, more = shown.text.splitlines()[:2]
    assert first.startswith("Done: ")
    left = first.partition(" left")[0].split()[-1].lower()
    assert more in (
        f"The other {left} tick themselves off once you do them.",
        "The other one ticks itself off once you do it.",
    )
