"""What changes after a pairing: calendars follow, the week may be nearly over, and somebody may stand by."""

import datetime as dt

import icalendar

from tests.stories.mock_rounds import in_, mails, pair, to_pairing, told
from tests.world import Shown, Somebody, World

FRIDAY = dt.datetime(2026, 12, 4, 20, tzinfo=dt.UTC)


async def agreed(w: World, *names: str) -> list[Somebody]:
    who = [await in_(w, name, "sat 10-11") for name in names]
    await to_pairing(w)
    for one in who:
        await one.press("Works for me")
    return who


def calendar(shown: Shown) -> tuple[str, str, str, int]:
    """Method, id, status and version of the file on a card."""
    (file,) = shown.files
    found = icalendar.Calendar.from_ical(file.data)
    (event,) = found.walk("VEVENT")
    return str(found["method"]), str(event["uid"]), str(event["status"]), int(str(event["sequence"]))


async def test_a_cancelled_mock_is_taken_out_of_both_calendars(w: World) -> None:
    bob, erin = await agreed(w, "bob", "erin")
    given = next(s for s in reversed(bob.inbox) if s.text.startswith("Agreed: "))
    method, uid, status, version = calendar(given)
    assert (method, status, version) == ("PUBLISH", "CONFIRMED", 0)
    for card in (await bob.press("Can't come on Sat 5 Dec", on=given), mails(erin)[-1]):
        assert calendar(card) == ("CANCEL", uid, "CANCELLED", 1)
    assert "“can't come”" in mails(erin)[-1].text


async def test_who_leaves_the_mock_rounds_gets_the_file_too(w: World) -> None:
    bob, erin = await agreed(w, "bob", "erin")
    assert calendar(await bob.say("/prep mock leave"))[0] == calendar(mails(erin)[-1])[0] == "CANCEL"


async def test_of_three_the_one_who_cannot_come_alone_is_rid_of_it(w: World) -> None:
    bob, _, dave = await agreed(w, "bob", "erin", "dave")
    assert calendar(await bob.press("Can't come on Sat 5 Dec"))[0] == "CANCEL"
    assert told(dave)[-1].startswith("It's the two of you now")
    assert not mails(dave)[-1].files


async def test_when_one_of_three_drops_out_after_the_others_agreed_these_hear_at_once_that_it_stands(
    w: World,
) -> None:
    bob, erin, dave = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave")]
    await to_pairing(w)
    for one in (erin, dave):
        await one.press("Works for me")
    assert not [s for s in erin.inbox if s.text.startswith("Agreed: ")]
    await bob.press("Can't come on Sat 5 Dec")
    for one in (erin, dave):
        introduced, agreed_on = told(one)
        assert ("bob" in introduced, agreed_on.startswith("Agreed: "), "bob" in agreed_on) == (
            True,
            True,
            False,
        )
        (card,) = [s for s in one.inbox if s.text.startswith("Agreed: ")]
        assert (card.at, calendar(card)[0]) == (w.now, "PUBLISH")
    assert not [s for s in bob.inbox if s.text.startswith("Agreed: ")]
    assert len([s for s in (*erin.inbox, *dave.inbox) if "brief" in s.text]) == 1
    await w.time.advance(dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
    await erin.press("I'm here")
    assert "You're all here." in (await dave.press("I'm here")).text


async def test_the_interviewers_brief_follows_who_is_left_of_three(w: World) -> None:
    who = {one.name: one for one in await agreed(w, "bob", "erin", "dave")}
    first = next(one for one in who.values() if [s for s in one.inbox if "brief" in s.text])
    await first.press("Can't come on Sat 5 Dec")
    others = [one for one in who.values() if one is not first]
    assert len([s for one in others for s in one.inbox if "brief" in s.text]) == 1
    await w.time.advance(dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
    start = next(label for label in others[0].inbox[-1].labels if label.startswith("Start ("))
    await others[0].press(start)
    assert [s for s in others[1].inbox if s.at == w.now and "0:00" in s.text]


async def test_a_place_that_is_gone_in_the_middle_of_a_mock_leaves_nothing_unsaid(w: World) -> None:
    bob, erin = await pair(w)
    assert [d.place for d, _ in w.stage.delivered if d.people] == ["meeting"]
    w.stage.alone = True  # the group DM is archived, or the thread's channel deleted
    for one in (bob, erin):
        await one.press("Works for me")
    gone = "Place: call each other where I introduced you. If that place is gone, press Write through me."
    await w.time.advance(dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC))
    for one in (bob, erin):
        for word in ("Agreed: ", "It's time: "):
            (card,) = [s for s in one.inbox if s.text.startswith(word)]
            assert gone in card.text
    await bob.press("I'm here")
    assert "You're all here." in (await erin.press("I'm here")).text


async def test_where_no_file_was_given_none_is_taken_back(w: World) -> None:
    bob, erin = await pair(w)
    asked = await bob.say("cancel", dm=True)
    assert asked.labels == ["Can't come on Sat 5 Dec", "Pause my lists", "Nothing"]
    shown = await bob.press("Can't come on Sat 5 Dec", on=asked)
    assert not [*shown.files, *mails(erin)[-1].files]


async def test_who_cannot_come_before_the_weekly_pairing_hears_that_it_leaves_them_out(
    w: World, alice: Somebody
) -> None:
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    await alice.say("/prep-admin pairing run")
    await w.advance(minutes=1)
    shown = await bob.press("Can't come on Sat 5 Dec", on=mails(bob)[-1])
    assert "I won't pair you again for that week." in shown.text
    assert "Next pairing: 2026-12-06T18:00Z, you're in" in shown.text
    assert "Undo the skip" in shown.labels
    assert "Next pairing: 2026-11-29T18:00Z, you're in" in mails(erin)[-1].text
    await w.time.advance(dt.datetime(2026, 11, 28, 11, tzinfo=dt.UTC))
    assert "You're the first one in." in erin.inbox[-1].text
    await to_pairing(w)
    assert "Nobody else was looking for a partner.\nYou're in the next pairing again." in mails(erin)[-1].text


async def test_when_the_week_is_nearly_over_no_other_partner_is_promised(w: World) -> None:
    bob, erin = await agreed(w, "bob", "erin")
    await w.time.advance(FRIDAY)
    await bob.press("Can't come on Sat 5 Dec")
    card = mails(erin)[-1].text
    assert "There isn't enough of this week left for another partner." in card
    assert "I'll tell you either way" not in card
    assert "Next pairing: 2026-12-06T18:00Z, you're in" in card
    before = len(erin.inbox)
    await w.advance(hours=3)
    assert not [s for s in erin.inbox[before:] if "no other partner" in s.text]


async def test_standby_is_one_press_away_and_is_ended_with_another(w: World) -> None:
    bob = await in_(w, "bob", "sat 10-11")
    assert "Be on standby" in (await bob.say("/prep mock join round=inference")).labels
    assert "You're on standby" in (await bob.press("Be on standby")).text
    await w.time.advance(dt.datetime(2026, 11, 28, 10, tzinfo=dt.UTC))
    heads_up = bob.inbox[-1]
    assert heads_up.text.startswith("Pairing closes")
    assert "no longer on standby" in (await bob.press("End my standby", on=heads_up)).text
    await to_pairing(w)
    alone = mails(bob)[-1]
    assert alone.text.startswith("No partner for the week")
    assert "You're on standby" in (await bob.press("Be on standby", on=alone)).text


async def test_one_who_stayed_alone_is_in_no_figure(w: World, alice: Somebody) -> None:
    await in_(w, "bob", "sat 10-11")
    previewed = await alice.say("/prep-admin pairing preview")
    assert previewed.text.startswith("No pairs for the week of Monday 30 November.\n")
    assert (await alice.say("/prep-admin pairing simulate")).text.splitlines()[1] == "No pairs yet."
    await to_pairing(w)
    shown = await alice.say("/prep-admin pairing report")
    assert "Fewer than 3 members had a mock due in the last eight weeks." in shown.text
    assert "no partner" not in shown.text
    assert "Counts with fewer than 3 members behind them are left out." in shown.text
    assert "Other mocks" not in shown.text
