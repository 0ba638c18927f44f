"""One mock from the heads-up to "did you meet": agreeing, moving, waiting, standing in, and who says nothing."""

import datetime as dt
import re

import icalendar
import pytest

from handlers.mocks.records import MOCKS, SEATS, TURNS
from tests.records import id_of, unit_of
from tests.stories.mock_rounds import SATURDAY, ask_in_vain, in_, mails, pair, the_mock, to_pairing, told
from tests.world import Somebody, World


def event(who: Somebody) -> icalendar.Event:
    """The calendar entry of the newest file that they were sent."""
    data = next(s.files[0].data for s in reversed(who.inbox) if s.files)
    (found,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert isinstance(found, icalendar.Event)
    return found


async def test_nobody_is_in_by_a_bare_word_and_the_day_before_all_hear_how_many_they_overlap_with(
    w: World,
) -> None:
    bob = await w.member("bob", "UTC", days="wed")
    shown = await bob.say("/prep mock join round=inference")
    assert shown.text.splitlines()[0] == "For the week of Monday 30 November only, or every week?"
    assert "You're in" not in (await bob.say("/prep mock hours sat 10-11")).text
    assert "every week.\nChoices: inference" in (await bob.press("Every week", on=shown)).text
    await in_(w, "erin", "sat 10-12")
    await in_(w, "dave", "sun 10-12")
    gina = await w.member("gina", "UTC", days="wed")
    await gina.say("/prep mock join repeat=weekly")
    await w.time.advance(dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC))
    assert gina.inbox[-1].text.splitlines()[1].startswith("Add your hours")
    told_so = bob.inbox[-1]
    assert told_so.text.splitlines()[:2] == [
        "Pairing closes 2026-11-29T18:00Z. You're in for the week of Monday 30 November.",
        "You share hours with 1 of the 2 others.",
    ]
    assert told_so.labels[:2] == ["Skip this week", "Change my hours"]
    await bob.press("Skip this week")
    await to_pairing(w)
    assert told(bob) == []


async def test_both_accept_and_get_one_neutral_file_which_follows_every_change(w: World) -> None:
    bob, erin = await pair(w, "sat 10-12")
    assert "I'll tell you when erin has answered too." in (await bob.press("Works for me")).text
    assert "It's on" in (await erin.press("Works for me")).text
    assert [s.text for s in bob.inbox if s.text.startswith("Agreed: ")]
    first = event(bob)
    assert (str(first["summary"]), str(first["sequence"])) == ("Study session", "0")
    assert first.start == SATURDAY
    assert "bob" not in first.to_ical().decode()
    assert "Which other time?" in (await bob.press("Another time")).text
    await bob.press("Sat 5 Dec 10:45")
    assert erin.inbox[-1].text.startswith("bob asks for another time: 2026-12-05T10:45Z.")
    assert "It's on" in (await erin.press("The new time works")).text
    moved = event(erin)
    assert (moved["uid"], str(moved["sequence"])) == (first["uid"], "1")
    assert moved.start == SATURDAY + dt.timedelta(minutes=45)
    await w.time.advance(SATURDAY + dt.timedelta(minutes=46))
    soon = [s.at for s in mails(bob) if s.text.startswith(("Tomorrow", "Soon"))]
    assert [f"{at:%H:%M}" for at in soon] == ["08:30", "10:30"], "none of the time that it had first"


async def test_the_first_time_stays_where_the_other_does_not_fit(w: World) -> None:
    bob, erin = await pair(w, "sat 10-12")
    card = bob.inbox[-1]
    for times in (1, 2):  # asked for again, it's heard of again, on both sides
        before = len(erin.inbox)
        await bob.press("Sat 5 Dec 10:45", on=card)
        await bob.press("Sat 5 Dec 10:45", on=card)
        assert len(erin.inbox) == before + 1
        assert erin.inbox[-1].text.startswith("bob asks for another time")
        await erin.press("Keep the first time")
        stays = [s for s in bob.inbox if s.text.startswith("The time stays: 2026-12-05T10:00Z.")]
        assert len(stays) == times
    mock = await the_mock(w)
    assert (mock.at, mock.accepted) == (SATURDAY, (await id_of(w, erin),))


async def test_a_mock_is_not_moved_to_where_one_of_them_has_another(w: World) -> None:
    bob, erin = await pair(w, "sat 10-12")
    unit, other = await unit_of(w), await the_mock(w)
    at = SATURDAY + dt.timedelta(minutes=45)
    MOCKS.put(unit, "m2", other.copy_with(at=at, members=(other.members[1], other.members[0])))
    await unit.commit()
    assert "no longer free for all of you" in (await bob.press("Sat 5 Dec 10:45")).text
    assert "no other time in common" in (await erin.press("Another time")).text


async def test_to_accept_after_the_other_declined_is_answered_in_words(w: World) -> None:
    bob, erin = await pair(w)
    await bob.press("Can't come on Sat 5 Dec")
    assert "That mock is canceled: somebody can't come." in (await erin.press("Works for me")).text


async def test_who_drops_out_in_time_is_replaced_within_the_week(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    erin = await in_(w, "erin", "sat 10-11, sun 10-11")
    await to_pairing(w)
    dave = await in_(w, "dave", "sun 10-11")
    await bob.press("Can't come on Sat 5 Dec")
    assert "I'm looking for another partner this week" in mails(erin)[-1].text
    await w.advance(minutes=11)
    assert told(erin)[-1].endswith("2026-12-06T10:00Z.")
    assert told(dave)[-1] == told(erin)[-1]
    assert len(told(bob)) == 1


async def test_during_a_mock_nobody_is_asked_whether_they_met_or_told_of_the_next_pairing(w: World) -> None:
    bob, erin = await pair(w)
    for who in (bob, erin):
        await who.press("Works for me")
    await w.time.advance(SATURDAY)
    await bob.press("Start (45 min)")
    for who in (erin, bob):
        await who.press("I'm here")
    await w.advance(minutes=44)
    assert "Pairing closes 2026-12-06" not in "".join(s.text for s in bob.inbox)
    await w.advance(minutes=16)
    for who in (erin, bob):
        heard = "".join(s.text for s in who.inbox)
        assert ("Pairing closes 2026-12-06" in heard, "Did you meet" in heard) == (True, False)


async def test_five_minutes_late_who_waits_hears_what_can_be_done_and_the_other_is_asked(w: World) -> None:
    bob, erin = await pair(w)
    await w.time.advance(SATURDAY)
    assert bob.inbox[-1].text.startswith("It's time: ")
    assert "erin isn't here yet" in (await bob.press("I'm here")).text
    await w.advance(minutes=4, seconds=59)
    assert not bob.inbox[-1].text.startswith("erin hasn't answered")
    await w.advance(seconds=61)
    assert bob.inbox[-1].text.startswith("erin hasn't answered yet; I wrote to them.")
    assert erin.inbox[-1].text.startswith("bob is waiting for you. Can you make it?")
    assert "missed" not in erin.inbox[-1].text
    assert "I'll look again in five minutes." in (await bob.press("Wait 5 more")).text
    assert "You're all here." in (await erin.press("Joining")).text
    assert "isn't waiting for anybody" in (await bob.press("Find someone on standby")).text
    await w.advance(minutes=6)
    assert len([s for s in bob.inbox if "hasn't answered" in s.text]) == 1
    assert (await the_mock(w)).state == "running"


async def test_ten_minutes_late_is_told_and_waited_for(w: World) -> None:
    bob, erin = await pair(w)
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await erin.press("10 minutes late")
    assert bob.inbox[-1].text.startswith("erin will be ten minutes late.")
    await w.advance(minutes=14)
    assert bob.inbox[-1].text.startswith("erin will be ten minutes late.")
    await w.advance(minutes=2)
    assert bob.inbox[-1].text.startswith("erin hasn't answered yet")


async def test_who_is_back_in_the_pool_gets_another_partner_that_week_and_never_the_same(w: World) -> None:
    bob, erin = await pair(w, "sat 10-11, sun 10-11")
    dave = await in_(w, "dave", "sun 10-11")
    await ask_in_vain(w, bob)
    await bob.press("Match me again")
    await w.advance(minutes=1)
    assert told(bob)[-1].endswith("2026-12-06T10:15Z."), "with a day's notice"
    assert told(dave)[-1] == told(bob)[-1]
    assert not [first for first in told(erin) if "12-06" in first]


async def test_to_the_pool_when_the_week_is_over_promises_the_next_pairing_alone(w: World) -> None:
    bob, _ = await pair(w)
    assert (await ask_in_vain(w, bob)).text.startswith("Nobody is on standby now.")
    assert (await bob.press("Match me again")).text.splitlines() == [
        "There isn't enough of this week left for another partner.",
        "Next pairing: 2026-12-06T18:00Z, you're in",
        "[My mock rounds]",
    ]
    assert (await the_mock(w)).state == "not_met"


@pytest.mark.parametrize(
    ("label", "state", "says"),
    [
        ("Yes, we met", "met", "That counts as a mock"),
        ("No, we didn't", "not_met", "doesn't count as a mock"),
    ],
)
async def test_afterwards_it_is_asked_whether_they_met_until_they_say(
    w: World, label: str, state: str, says: str
) -> None:
    bob, erin = await pair(w)
    for who in (bob, erin):
        await who.press("Works for me")
    await w.time.advance(SATURDAY + dt.timedelta(minutes=55))
    assert bob.inbox[-1].text.startswith("Did you meet erin?")
    assert "I'll ask again tomorrow" in (await bob.press("Not yet")).text
    assert (await the_mock(w)).state == "accepted"
    await w.advance(days=1, minutes=5)
    asked = [s for s in bob.inbox if s.text.startswith("Did you meet erin?")]
    assert len(asked) == 2
    assert says in (await bob.press(label, on=asked[-1])).text
    assert (await the_mock(w)).state == state
    await w.advance(days=1, minutes=5)
    assert [s for s in bob.inbox if s.text.startswith("Did you meet erin?")] == asked


async def test_who_is_silent_at_three_mocks_in_a_row_rests_and_comes_back_with_one_tap(w: World) -> None:
    bob, erin = await pair(w)
    for _ in range(3):
        await bob.press("Works for me")
        await erin.say("/prep today")  # she's here, and presses nothing about mocks
        await w.advance(days=7)
    assert "three in a row went by without a word" in " ".join(s.text for s in erin.inbox)
    seat = await SEATS.get(await unit_of(w), await id_of(w, erin))
    assert seat is not None
    assert seat.resting
    await w.advance(days=7)
    assert told(bob)[-1].startswith("No partner for the week")
    assert "You're in the next pairing" in (await erin.press("Take part again")).text
    assert not [s for s in bob.inbox if "in a row" in s.text]


async def test_a_private_report_reaches_the_organiser_and_nobody_else(w: World, alice: Somebody) -> None:
    bob, erin = await pair(w)
    for who in (bob, erin):
        await who.press("Works for me")
    for who in (erin, bob):  # in the same second
        await who.press("Report privately")
        receipt = (await who.fill(text=f"It was rude, needle-{who.name}.")).text
        assert "and nobody else" in receipt
        assert "To be heard now" in receipt  # alice may organize, and nobody knows that she does
    await alice.say("/prep-admin pairing report")
    first = (await alice.press("Read private reports (2)")).text
    second = (await alice.press("Next report")).text
    assert sorted("needle-bob" in text for text in (first, second)) == [False, True]
    assert (await alice.say("/prep-admin complaints page=3")).text == second, "there is no third one"
    assert not [s for who in (bob, erin) for s in who.inbox if "needle-" in s.text]


async def test_a_private_report_is_hidden_from_an_organiser_who_was_in_that_mock(
    w: World, alice: Somebody
) -> None:
    bob, erin = await pair(w)
    for who in (bob, erin):
        await who.press("Works for me")
    await alice.say("/prep-admin members")
    await alice.press("Promote erin")
    await bob.press("Report privately")
    receipt = (await bob.fill(text="It was rude, needle-bob.")).text
    assert receipt.startswith("Kept for organizers who weren't in this mock, and nobody else.")
    assert "There's nobody here I can tell. To be heard now, turn to " in receipt
    await w.advance(minutes=1)
    assert not [s for s in erin.inbox if "written to you privately" in s.text]
    shown = await erin.say("/prep-admin pairing report")
    assert [label for label in shown.labels if "private" in label] == []
    assert "Nobody has written" in (await erin.say("/prep-admin complaints")).text
    await alice.say("/prep-admin pairing report")
    assert "needle-bob" in (await alice.press("Read private reports (1)")).text


async def test_an_organiser_may_look_first_and_approve_or_take_back(w: World, alice: Somebody) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    shown = await alice.say("/prep-admin pairing preview")
    assert "Nobody is told until you approve" in shown.text
    assert "bob" in shown.text
    assert "All pairs and their rounds" in await alice.unfold(shown)
    await w.advance(hours=3)
    late = await alice.press("More", on=shown)  # names are kept for half an hour there
    assert "has expired" in late.text
    assert "Ask for that card again" in late.text
    assert (told(bob), told(erin)) == ([], [])
    assert "No mock rounds yet" in (await bob.say("/prep mock history")).text
    assert "Taken back: 1 mock" in (await alice.press("Take the pairing back")).text
    assert (await MOCKS.all(await unit_of(w)), await TURNS.all(await unit_of(w))) == ({}, {})
    await alice.say("/prep-admin pairing preview")
    assert (told(bob), told(erin)) == ([], [])
    assert "Approved: 1 mock" in (await alice.say("/prep-admin pairing approve")).text
    assert len(told(bob)) == len(told(erin)) == 1
    assert "Nothing is waiting" in (await alice.say("/prep-admin pairing approve")).text
    assert "There's nothing to take back" in (await alice.say("/prep-admin pairing cancel")).text
    await to_pairing(w)
    assert len(told(bob)) == 1


async def test_a_preview_that_nobody_approved_is_dropped_at_the_weekly_pairing(
    w: World, alice: Somebody
) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    carol = await in_(w, "carol", "mon 20-21")
    await alice.say("/prep-admin pairing preview")
    assert await TURNS.all(await unit_of(w)) == {}
    await bob.say("/prep mock hours sun 10-11")
    await to_pairing(w)
    assert all("No partner for the week" in who.inbox[-1].text for who in (bob, erin, carol))


async def test_who_heard_that_there_is_no_partner_hears_why_there_is_one_after_all(
    w: World, alice: Somebody
) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    await alice.say("/prep-admin pairing run")
    assert "No partner for the week" in bob.inbox[-1].text
    await in_(w, "erin", "sat 10-11")
    await alice.say("/prep-admin pairing run")
    assert "I wrote that there was no partner. Since then, hours were added" in bob.inbox[-1].text


async def test_under_a_preview_rule_the_weekly_pairing_waits_two_hours_and_then_tells_by_itself(
    w: World, alice: Somebody
) -> None:
    bob, _ = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    for link in ("http://meet.example/{token}", "javascript:{token}", "x"):
        refused = await alice.say(f"/prep-admin pairing rules place={link}")
        assert "Write none, or an https:// link." in refused.text
    shown = await alice.say("/prep-admin pairing rules preview=on place=https://meet.example/{token}")
    assert "two hours for you to look first" in shown.text
    assert "No organizer is named yet" in shown.text
    named = await alice.press("Promote alice", on=await alice.press("Name an organizer", on=shown))
    assert "alice is an organizer now." in named.text
    assert "Nobody is" not in (await alice.say("/prep-admin pairing rules preview=on")).text
    await w.time.advance(dt.datetime(2026, 11, 29, 19, 59, tzinfo=dt.UTC))
    assert told(bob) == []
    assert alice.inbox[-1].text.startswith("1 mock for the week of Monday 30 November.")
    await w.advance(minutes=2)
    assert len(told(bob)) == 1
    assert re.fullmatch(r"https://meet\.example/.{22}", (await the_mock(w)).place)
    assert "Join the call" in mails(bob)[0].text


async def test_the_pairing_time_is_set_in_words_and_moves_the_pairing(w: World, alice: Somebody) -> None:
    bob, _ = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    refused = await alice.say('/prep-admin setup channel=#general pairing="someday"')
    assert "isn't a weekday and a time. Write one such as sun 18:00." in refused.text
    await alice.say('/prep-admin setup channel=#general zone=UTC pairing="fri 12:00"')
    await w.time.advance(dt.datetime(2026, 11, 27, 12, 1, tzinfo=dt.UTC))
    assert told(bob)[0].endswith("2026-12-05T10:00Z.")


async def test_figures_are_counts_and_know_nobody(w: World, alice: Somebody) -> None:
    people = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave", "frank")]
    await people[0].say("/prep mock avoid erin")
    await to_pairing(w)
    await w.time.advance(SATURDAY + dt.timedelta(minutes=56))
    await people[0].press("Yes, we met")
    shown = await alice.say("/prep-admin pairing report")
    assert "1 of 2 mocks took place in eight weeks (50%)." in shown.text
    assert "By time zone: 50% (UTC)" in (await alice.press("More")).text
    assert not [who.name for who in people if who.name in shown.text]
    assert "avoid" not in shown.text
