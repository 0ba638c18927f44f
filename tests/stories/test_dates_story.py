"""Dates are events: what fits two weeks before, one card the day before, silence, and the wait after."""

import datetime as dt
from pathlib import Path

from tests.world import Shown, Somebody, World, world

BEGINS = dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC)
"""Fifteen days before the onsite."""
ONSITE = "2026-12-17"


def on(person: Somebody, day: int, month: int = 12) -> list[Shown]:
    """What came as a DM on a day."""
    return [s for s in person.inbox if (s.at.month, s.at.day) == (month, day)]


def firsts(shown: list[Shown]) -> list[str]:
    return [s.text.splitlines()[0] for s in shown]


async def test_two_weeks_before_an_interview_a_plan_says_what_does_not_fit(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    await w.advance(days=1, hours=3)
    (card,) = on(bob, 3)
    assert "Show my list" in card.labels
    lines = card.text.splitlines()
    assert lines[0] == "Your onsite is in 14 days, Thursday 17 December 2026."
    assert lines[1] == "Time: 10 study days of 15 minutes, 150 minutes"
    assert [line.split(":")[0] for line in lines[2:5]] == ["Fits", "Doesn't fit", "Mocks"]
    assert " minutes) fit: " in await bob.unfold(card)
    more = await bob.press("I have 30 minutes a day", on=card)
    assert "Time: 10 study days of 30 minutes, 300 minutes" in more.text
    assert "30 minutes" in (await bob.say("/prep settings")).text
    taken = await bob.press("Take this plan", on=more)
    assert taken.text.startswith("Plan taken. Until Thursday 17 December 2026 your lists hold what fits.")


async def test_a_swap_brings_a_task_in_and_names_what_goes(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    await bob.say("/prep checklist.event-plan")
    offered = await bob.press("Swap a task")
    title = offered.text.splitlines()[1].removeprefix("1. ").rsplit(",", 1)[0]
    swapped = await bob.press("Put 1 first", on=offered)
    assert swapped.text.startswith(f"First now: {title}.")
    went = swapped.text.splitlines()[1].removeprefix("Doesn't fit anymore: ").split(";")[0]
    again = await bob.press("Swap a task", on=swapped)
    pages = again.text
    while "More" in again.labels:
        again = await bob.press("More", on=again)
        pages += again.text
    assert f". {title}," not in pages
    assert went == "Nothing had to go for it." or went in pages
    assert "comes in its turn" in (await bob.press("Undo", on=swapped)).text


async def test_a_task_that_is_done_meanwhile_is_not_brought_in(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    late = await bob.say("/prep checklist.bring-in task=loop-date")  # which the date in the settings has done
    assert late.text.startswith("That task isn't on your plan anymore.")


async def test_the_day_before_brings_one_card_the_day_nothing_and_the_day_after_the_wait(
    tmp_path: Path,
) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 12, 15, 12, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
        await bob.say("/prep remind nudge=60")
        await w.advance(hours=54)
        assert firsts(on(bob, 16)) == ["Your onsite is tomorrow. Nothing new today."]
        assert on(bob, 17) == []
        assert "Today is your onsite day" in (await bob.say("/prep today")).text
        await w.advance(days=1)
        (after,) = on(bob, 18)
        lines = after.text.splitlines()
        assert lines[0] == "Your onsite is over. What should I do while you wait?"
        # 18, 21, 22, 23, 24, 28, 29 December are seven business days: the 25th is Christmas Day
        assert lines[1] == "Usual answer: 29 December to 4 January"
        assert "7 to 10 business days.\nUS federal holidays don't count" in await bob.unfold(after)
        assert "Tuesday 5 January 2027 at the earliest" in after.text
        await bob.press("Remind me then", on=after)
        await w.advance(days=19)
        assert "The wait is over: write to the recruiter." in firsts(on(bob, 5, month=1))


async def test_quiet_until_i_return_is_a_pause_without_an_end(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 12, 16, 12, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
        await w.advance(days=2)
        (after,) = on(bob, 18)
        await bob.press("Quiet until I return", on=after)
        heard = len(bob.inbox)
        await w.advance(days=9)
        assert len(bob.inbox) == heard


async def test_what_others_cause_waits_for_the_day_after_an_event(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 12, 16, 12, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
        await bob.say("/prep timeline screen-to-coding date=2026-12-09")
        await bob.press("Remind me on 17 December")
        await w.advance(hours=35)
        assert on(bob, 17) == []
        await w.advance(hours=12)
        assert sorted(firsts(on(bob, 18))) == [
            "The wait is over: write to the recruiter.",
            "Your onsite is over. What should I do while you wait?",
        ]


async def test_a_promised_decision_has_its_eve_its_silence_and_its_day_after(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 12, 28, 12, tzinfo=dt.UTC)) as w:
        bob = await w.member("bob", zone="UTC")
        await bob.say("/prep settings")
        await bob.press("My dates")
        saved = await bob.fill(decision="2026-12-30")
        assert saved.text.startswith("Saved: decision Wed 30 December 2026.")
        await w.advance(days=3)
        assert firsts(on(bob, 29)) == ["Your decision is expected tomorrow. Nothing new today."]
        assert on(bob, 30) == []
        (after,) = on(bob, 31)
        assert after.text.startswith("Your decision was expected on Wednesday.")
        # the second business day: 31 December, then 4 January, for the 1st is New Year's Day
        assert "Monday 4 January 2027 at the earliest" in after.text
        await bob.press("Remind me then", on=after)
        await w.advance(days=5)
        assert any(line.startswith("The decision was expected") for line in firsts(on(bob, 4, month=1)))


async def test_a_reminder_is_named_with_the_hour_to_which_quiet_hours_move_it(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep remind 05:00")
    assert "2027-01-04T07:00Z" in (await bob.say("/prep checklist.ask-answer date=2026-12-30")).text
    wait = await bob.say("/prep timeline screen-to-coding date=2026-12-09")
    assert "07:00" in (await bob.press("Remind me on 17 December", on=wait)).text


async def test_a_screen_and_an_onsite_are_two_events_and_the_nearer_one_counts(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep settings")
    await bob.press("My dates")
    await bob.fill(screen="2026-12-04", onsite=ONSITE)
    assert "Your screen is in 2 days" in (await bob.say("/prep plan")).text
    await w.advance(days=3)
    assert firsts(on(bob, 3))[0] == "Your screen is tomorrow. Nothing new today."
    assert on(bob, 4) == []
    assert firsts(on(bob, 5)) == []
    await w.advance(hours=3)
    assert firsts(on(bob, 5)) == ["Your screen is over. What should I do while you wait?"]
    assert "Your onsite is in 12 days" in (await bob.say("/prep plan")).text


async def test_dates_that_cannot_be_are_refused_and_change_nothing(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    before = (await bob.say("/prep settings")).text
    for typed, said in (
        ("screen=2026-12-01", "has passed"),
        ("screen=2026-12-20 onsite=2026-12-17", "The onsite comes after the screen"),
        ("onsite=2026-12-17 decision=2026-12-10", "A decision follows the interviews"),
        ("onsite=2036-12-17", "too far away"),
    ):
        assert said in (await bob.say(f"/prep member.dates {typed}")).text
    erin = await w.member("erin", zone="UTC")
    assert "Which day is your screen?" in (await erin.say("/prep settings event=screen")).text
    assert (await bob.say("/prep settings")).text == before


async def test_a_date_that_moves_takes_what_stands_around_it_along(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    await bob.say("/prep settings date=2026-12-22 event=onsite")
    await w.advance(days=5)
    assert not any("Take this plan" in s.labels for s in bob.inbox)
    await bob.say("/prep today")
    await w.advance(days=2)
    assert [s.at.day for s in bob.inbox if "Take this plan" in s.labels] == [8]
    await bob.say("/prep settings")
    await bob.press("Remove the date")
    await w.advance(days=16)
    assert not any("tomorrow" in line or "wait" in line for line in firsts(bob.inbox))


async def test_a_date_in_less_than_two_weeks_has_no_card_of_its_own_but_shows_its_plan(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await bob.say("/prep settings")
    await bob.press("My dates")
    saved = await bob.fill(onsite="2026-12-10")
    assert "Your onsite is in 8 days" in (await bob.press("Show the plan for it", on=saved)).text
    await w.advance(days=7)
    assert not any("Take this plan" in s.labels for s in bob.inbox)


async def test_a_discreet_plan_and_eve_tell_a_lock_screen_nothing(w: World) -> None:
    bob = await w.member("bob", zone="UTC", date=ONSITE, event="onsite")
    await bob.say("/prep settings discreet=on")
    await w.advance(days=17)
    said = [line for s in bob.inbox[1:] for line in firsts([s])]
    assert said
    assert all(line.startswith("Your 08:00 list is ready.") for line in said)


async def test_without_a_date_there_is_no_plan_for_one(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    for path in ("event-plan", "take-plan", "swap", "bring-in task=p1-page"):
        assert "no interview coming up" in (await bob.say(f"/prep checklist.{path}")).text


async def test_none_clears_the_date_and_quiet_hours_say_what_they_move(w: World, bob: Somebody) -> None:
    for given in ("date=2026-12-22", "date=2026-12-22 event=onsite"):
        assert "22 December" in (await bob.say(f"/prep settings {given}")).text
        shown = await bob.say("/prep settings date=none")
        assert "22 December" not in shown.text
        assert "no date" in shown.text
    for line in ("settings at=03:00", "remind 03:00"):
        assert "uiet hours (21:00-07:00) move it to 07:00" in (await bob.say(f"/prep {line}")).text
    assert "move it" not in (await bob.say("/prep settings quiet=none")).text
