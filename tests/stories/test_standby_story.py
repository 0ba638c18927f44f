"""Somebody doesn't come: who is on standby stands in, and who was replaced hears so."""

import datetime as dt
import re

import pytest

from tests.records import id_of
from tests.stories.mock_rounds import SATURDAY, ask_in_vain, export, in_, pair, the_mock, to_pairing, told
from tests.world import Somebody, World


async def on_standby(w: World, name: str) -> Somebody:
    who = await in_(w, name, "sat 9:00-12:00")
    await who.say("/prep mock.standby on=on")
    return who


async def test_somebody_on_standby_takes_the_place_of_who_does_not_come(w: World) -> None:
    bob, erin = await pair(w)
    dave = await on_standby(w, "dave")
    hidden = await on_standby(w, "frank")
    await hidden.say("/prep mock avoid bob")
    assert "One member is on standby; I've asked." in (await ask_in_vain(w, bob)).text
    assert dave.inbox[-1].text.startswith("Somebody is waiting for a partner now")
    assert not [s for s in hidden.inbox if "Somebody is waiting" in s.text]
    assert "bob is waiting for you" in (await dave.press("I can join now")).text
    assert bob.inbox[-1].text.startswith("dave is joining you now.")
    assert set((await the_mock(w)).members) == {await id_of(w, bob), await id_of(w, dave)}
    said = (await erin.press("I'm here")).text
    assert said.startswith("Somebody on standby stepped in for you")
    assert "dave" not in said
    await w.advance(minutes=2)
    assert "Nobody is on standby" not in bob.inbox[-1].text


@pytest.mark.parametrize(
    "label", ["I'm here", "10 minutes late", "Can't come on Sat 5 Dec", "Start (45 min)"]
)
async def test_who_was_replaced_hears_so_on_every_older_button_and_can_have_another_partner(
    w: World, label: str
) -> None:
    bob, erin = await pair(w, "sat 10-11, sun 10-12")
    dave = await on_standby(w, "dave")
    gina = await in_(w, "gina", "sun 10-12")
    await w.time.advance(SATURDAY)
    asked = erin.inbox[-1]
    await bob.press("I'm here")
    await erin.press("Can't come on Sat 5 Dec")
    await bob.press("Find someone on standby")
    await dave.press("I can join now")
    said = await erin.press(label, on=asked)
    assert said.text.splitlines()[:2] == [
        "Somebody on standby stepped in for you, so you don't need to do anything.",
        "If you'd like another partner this week, I can look for one.",
    ]
    assert said.labels == ["Match me again"]
    assert "You're back in the pool." in (await erin.press("Match me again", on=said)).text
    await w.advance(minutes=1)
    assert told(erin)[-1] == told(gina)[-1]
    assert re.fullmatch("(gina and erin|erin and gina), 2026-12-06T10:00Z.", told(erin)[-1])


async def test_who_was_replaced_without_time_for_another_or_a_seat_is_promised_none(w: World) -> None:
    bob, erin = await pair(w)
    dave = await on_standby(w, "dave")
    await ask_in_vain(w, bob)
    await dave.press("I can join now")
    late = await erin.press("I'm here")
    assert late.text.splitlines()[1] == "There isn't enough of this week left for another partner."
    assert late.labels == ["My mock rounds"]
    await erin.say("/prep mock leave")
    assert (await erin.press("I'm here", on=erin.inbox[-2])).labels == ["Join the mock rounds"]


async def test_who_asks_for_standby_again_hears_that_all_were_asked_until_there_is_somebody_new(
    w: World,
) -> None:
    bob, _ = await pair(w)
    ready = [await in_(w, name, "sat 9:00-12:00") for name in ("dave", "frank", "gina", "hugo", "iris")]
    for who in ready[:4]:
        await who.say("/prep mock.standby on=on")

    def heard() -> list[str]:
        return [who.name for who in ready for s in who.inbox if "Somebody is waiting" in s.text]

    card = await ask_in_vain(w, bob)
    assert card.text.startswith("3 members are on standby; I've asked.")
    assert heard() == ["dave", "frank", "gina"]
    await w.advance(minutes=1)
    assert bob.inbox[-1].text.splitlines()[:2] == [
        "I asked 3 members, and nobody has answered yet.",
        "If somebody joins after all, I'll tell you.",
    ]
    again = await bob.press("Find someone on standby", on=bob.inbox[-1])
    assert again.text.startswith("One more member is on standby; I've asked.")
    assert heard() == ["dave", "frank", "gina", "hugo"]
    again = await bob.press("Find someone on standby", on=bob.inbox[-1])
    assert again.text.splitlines()[:2] == [
        "I asked 4 members, and nobody has answered yet.",
        "If somebody joins after all, I'll tell you.",
    ]
    assert again.labels == ["Practice alone", "Match me again", "Report privately"]
    await ready[4].say("/prep mock.standby on=on")
    again = await bob.press("Find someone on standby", on=bob.inbox[-1])
    assert again.text.startswith("One more member is on standby; I've asked.")
    assert heard() == [who.name for who in ready]
    assert "mocks" not in await export(ready[4]), "what others meet for is none of their business"
    assert "bob is waiting for you" in (await ready[0].press("I can join now")).text


async def test_who_cannot_come_at_its_time_leaves_the_other_the_same_ways_at_once(w: World) -> None:
    bob, erin = await pair(w, "sat 10-11, sun 10-12")
    dave = await on_standby(w, "dave")
    await w.time.advance(SATURDAY)  # to the second
    await erin.press("Can't come on Sat 5 Dec")
    card = bob.inbox[-1]
    assert card.at == w.now, "and not five minutes later"
    assert card.text.startswith("erin can't come after all.")
    assert card.labels[:3] == ["Find someone on standby", "Practice alone", "Match me again"]
    assert "erin can't come after all" in (await bob.press("I'm here")).text
    await w.advance(minutes=5)
    assert not [s for s in erin.inbox if "is waiting for you" in s.text]
    assert "One member is on standby; I've asked." in (await bob.press("Find someone on standby")).text
    assert "bob is waiting for you" in (await dave.press("I can join now")).text
    assert bob.inbox[-1].text.startswith("dave is joining you now.")
    mock = await the_mock(w)
    assert (mock.state, set(mock.members)) == ("running", {await id_of(w, bob), await id_of(w, dave)})
    assert (mock.out, mock.counts) == ((), True)


async def test_who_was_left_at_its_time_and_pressed_nothing_is_still_looked_after(w: World) -> None:
    bob, erin = await pair(w, "sat 10-11, sun 10-12")
    await w.time.advance(SATURDAY + dt.timedelta(minutes=1))
    await erin.press("Can't come on Sat 5 Dec")
    assert not (await the_mock(w)).counts
    await w.advance(hours=2)
    assert (await the_mock(w)).cancelled
    assert bob.inbox[-1].text.startswith("I found no other partner for the week of Monday 30 November.")
    assert not [s for who in (bob, erin) for s in who.inbox if "Did you meet" in s.text]


async def test_when_one_of_three_cannot_come_at_its_time_the_two_hear_so(w: World) -> None:
    bob, erin, dave = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave")]
    await to_pairing(w)
    await w.time.advance(SATURDAY)
    await bob.press("I'm here")
    await erin.press("I'm here")
    await dave.press("Can't come on Sat 5 Dec")
    assert (await the_mock(w)).state == "running"
    for who in (bob, erin):
        assert who.inbox[-1].text.startswith("It's the two of you now, same time: ")
