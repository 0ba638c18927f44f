"""Hours for mock rounds: other ones for a single week, what more hours would bring, a zone that changes."""

import datetime as dt

from handlers.mocks.records import HOURS
from tests.records import id_of, unit_of
from tests.stories.mock_rounds import export, in_, mails, pair, to_pairing, told
from tests.world import Somebody, World

LABEL = "Hours for one week"


async def test_other_hours_for_one_week_are_echoed_used_and_gone_afterwards(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "tue 18-20, sat 10-11")
    await bob.press(LABEL, on=await bob.say("/prep mock hours"))
    assert (await bob.fill(windows="tue 18-20")).text.splitlines()[:3] == [
        "Saved for the week of Monday 30 November alone, in UTC time:",
        "tue 18:00-20:00",
        "One other member is in and shares some hours.",
    ]
    usual = (await bob.say("/prep mock hours")).text
    assert "sat 10:00-11:00" in usual
    assert "In the week of Monday 30 November instead: tue 18:00-20:00." in usual
    assert "18:00" in str((await export(bob))["mock-hours"])
    await to_pairing(w)
    assert told(bob)[0].endswith("2026-12-01T18:00Z.")
    assert told(erin)[0] == told(bob)[0]
    await w.advance(days=7)
    assert told(bob)[-1].endswith("2026-12-12T10:00Z.")
    await bob.say("/prep mock hours sat 10-12")
    known = await HOURS.get(await unit_of(w), await id_of(w, bob))
    assert known is not None
    assert known.weeks == {}


async def test_none_clears_the_hours(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    for word in ("none", "clear"):
        assert (await bob.say(f"/prep mock hours {word}")).text.startswith("Your mock hours are cleared.")
        assert "You haven't given your usual hours yet." in (await bob.say("/prep mock hours")).text
        await bob.say("/prep mock hours sat 10-11")


async def test_what_cannot_be_a_weeks_hours_is_said_in_words_and_loses_nothing(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    for said, answer in (("", "No hours were given"), (" windows=someday", "someday")):
        assert answer in (await bob.say(f"/prep mock.week-hours week=2026-12-01{said}")).text
    assert "sat 10:00-11:00" in (await bob.say("/prep mock hours")).text


async def test_one_weeks_hours_can_be_typed_and_that_week_can_be_as_usual_again(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    for typed in ("next week: tue 18-20", "Week of 3 December: tue 6pm-8pm"):
        assert (await bob.say(f"/prep mock hours {typed}")).text.splitlines()[:2] == [
            "Saved for the week of Monday 30 November alone, in UTC time:",
            "tue 18:00-20:00",
        ]
        usual = await bob.say("/prep mock hours next week: as usual")
        await bob.say(f"/prep mock hours {typed}")
        for again in (usual, await bob.press("As in a usual week")):
            assert "sat 10:00-11:00" in again.text
            assert "instead" not in again.text
        known = await HOURS.get(await unit_of(w), await id_of(w, bob))
        assert known is not None and known.weeks == {}


async def test_no_hours_in_one_week_leave_it_out_until_there_are_some(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    out = "You're out of the pairing for the week of Monday 30 November."
    for typed in ("/prep mock hours next week: none", "/prep mock hours none next week"):
        assert out in (await bob.say(typed)).text
        assert "sat 10:00-11:00" in (await bob.say("/prep mock hours next week: as usual")).text
        assert "which you skip" not in (await bob.say("/prep mock join repeat=weekly")).text
    await bob.press(LABEL, on=await bob.say("/prep mock hours"))
    assert out in (await bob.fill(windows="none")).text
    assert "Saved for the week" in (await bob.say("/prep mock hours next week: tue 18-20")).text
    assert "which you skip" not in (await bob.say("/prep mock join repeat=weekly")).text
    assert out in (await bob.say("next week: none", dm=True)).text
    await to_pairing(w)
    assert not told(bob)
    assert told(erin)[0].startswith("No partner")
    await w.advance(days=7)
    assert "bob" in told(bob)[0]


async def test_hours_typed_as_such_in_the_dm_are_hours_however_the_week_is_named(w: World) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await w.member("erin", "UTC")
    for typed in (
        "only next week: weekdays 20-23",
        "weekdays 20-23 next week",
        "hours next week: weekdays 20-23",
    ):
        assert (await bob.say(typed, dm=True)).text.splitlines()[:2] == [
            "Saved for the week of Monday 30 November alone, in UTC time:",
            "weekdays 20:00-23:00",
        ], typed
    assert (await bob.say("sun 20-23", dm=True)).text.startswith("Saved. Your hours in UTC time:")
    for typed in ("sun morning", "tomorrow evening", "none"):
        assert "Saved" not in (await bob.say(typed, dm=True)).text, typed
    assert "Saved" not in (await erin.say("only next week: weekdays 20-23", dm=True)).text


async def test_one_weeks_hours_are_enough_for_that_week_and_say_nothing_of_others(w: World) -> None:
    bob, erin = await in_(w, "bob", "next week: tue 18-20"), await in_(w, "erin", "tue 18-20")
    assert (
        "I have no hours of yours for other weeks yet."
        in (await bob.say("/prep mock hours week of 2026-12-08: tue 18-20")).text
    )
    await bob.say("/prep mock hours week of 2026-12-08: as usual")
    shown = await bob.say("/prep mock hours")
    assert "You haven't given your usual hours yet." in shown.text
    assert "In the week of Monday 30 November: tue 18:00-20:00." in shown.text
    await w.time.advance(dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC))
    assert "One other member is in and shares some hours." in bob.inbox[-1].text
    await to_pairing(w)
    assert told(bob)[0] == told(erin)[0]
    for who in (bob, erin):
        await who.press("Works for me")
    await w.advance(days=7)
    assert "Add your hours, so I can find you a partner." in bob.inbox[-1].text
    assert "Nobody else was looking for a partner." in erin.inbox[-1].text


async def test_a_week_that_is_over_paired_or_no_week_at_all_is_said_in_words(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    for typed, answer in (
        ("this week: tue 18-20", "Mocks for the week of Monday 23 November are already matched."),
        ("week of 2026-11-17: tue 18-20", "The week of Monday 16 November is over."),
        ("week of 2028-11-17: tue 18-20", "more than 26 weeks ahead"),
        ("week of the fair: tue 18-20", "'the fair' isn't a date"),
        ("next week: someday", "'someday' isn't a choice of days"),
        ("next week:", "No hours were given."),
    ):
        assert answer in (await bob.say(f"/prep mock hours {typed}")).text, typed
    assert "instead" not in (await bob.say("/prep mock hours")).text


async def test_before_the_pairing_everybody_hears_which_hours_would_bring_most(w: World) -> None:
    bob = await in_(w, "bob", "wed 12-13")
    for name in ("erin", "dave"):
        await in_(w, name, "tue 19-20")
    frank = await in_(w, "frank", "sat 10-11")
    hint = "Adding tue 19:00-20:00 would match you with 2 more members, sat 10:00-11:00 with 1."
    assert hint in (await bob.say("/prep mock hours")).text
    await frank.say("/prep mock avoid bob")
    assert hint in (await bob.say("/prep mock hours")).text
    await w.time.advance(dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC))
    assert hint in bob.inbox[-1].text


async def test_a_zone_that_changes_in_mid_week_moves_no_mock_and_the_hours_go_along(w: World) -> None:
    bob, erin = await pair(w)
    for who in (bob, erin):
        await who.press("Works for me")
    await bob.say("/prep settings zone=Asia/Kathmandu")
    await w.time.advance(dt.datetime(2026, 12, 5, 9, 50, tzinfo=dt.UTC))
    soon = [s for s in mails(bob) if s.text.startswith(("Soon", "Tomorrow"))]
    assert soon
    assert all("2026-12-05T10:00Z" in s.text for s in soon)
    await w.time.advance(dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
    for who in (bob, erin):
        assert [s for s in who.inbox if s.text.startswith("It's time")]
    assert "Your hours in Asia/Kathmandu time:" in (await bob.say("/prep mock hours")).text


async def test_an_hour_that_can_be_morning_or_evening_is_asked_about(w: World, bob: Somebody) -> None:
    asked = await bob.say("/prep mock hours weekdays after 7")
    assert asked.labels == ["7 am", "7 pm"]
    assert "weekdays 19:00-24:00" in (await bob.press("7 pm", on=asked)).text
