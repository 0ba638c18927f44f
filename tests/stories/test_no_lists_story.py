"""Who wants mocks and no lists gets just that, and is told so."""

import datetime as dt

from tests.stories.mock_rounds import in_, told
from tests.world import Somebody, World

BEGINS = dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC)


def lists(who: Somebody) -> list[str]:
    return [shown.text for shown in who.inbox if "1. " in shown.text]


async def test_who_turns_lists_off_gets_their_mocks_and_no_list(w: World) -> None:
    bob, erin = [await in_(w, name, "sat 10-12", choices="repeat=weekly") for name in ("bob", "erin")]
    saved = await bob.say("/prep settings days=none")
    assert "Your list: none by itself; type today for one" in saved.text
    assert "You'll hear about: your mocks and your interview dates" in saved.text
    assert "Find a partner" not in saved.labels
    await w.advance(days=8)
    assert lists(bob) == []
    assert lists(erin)
    assert told(bob)[0] == "erin and bob, 2026-12-05T10:00Z."


async def test_who_has_no_lists_can_still_ask_for_one_and_have_them_back(w: World) -> None:
    bob = await w.member("bob", "UTC")
    off = await bob.say("/prep remind days=none")
    assert off.text.startswith("Saved: no more lists.")
    assert "and mocks once you join" in off.text
    assert (await bob.press("Find a partner", on=off)).text.startswith("For the week of")
    assert (await bob.say("today", dm=True)).text.startswith("Today, ")
    assert "You've turned your lists off" in (await bob.say("/prep plan")).text
    await w.advance(days=3)
    assert lists(bob) == []
    assert "Saved." in (await bob.say("/prep remind days=daily")).text
    await w.advance(days=2)
    assert len(lists(bob)) == 2


async def test_the_form_offers_none_among_the_days(w: World) -> None:
    bob = await w.member("bob", "UTC")
    await bob.say("/prep remind")
    await bob.press("Change the time")
    assert (await bob.fill(days="none")).text.startswith("Saved: no more lists.")
    await bob.press("Change the time")
    assert "isn't a choice of days" in (await bob.fill(days="mon,none")).text


async def test_who_joins_for_mocks_alone_is_welcomed_without_a_promise_of_lists(w: World) -> None:
    bob = w.person("bob")
    shown = await bob.say("/prep start zone=UTC days=none")
    assert "You get no lists, as you wished" in shown.text
    assert "I'll write at" not in shown.text
    assert "Find a partner" in shown.labels
    await w.advance(days=5)
    assert lists(bob) == []


async def test_who_leaves_lists_and_is_in_the_mocks_is_offered_these_alone(w: World) -> None:
    bob, erin = await w.member("bob", "UTC"), await w.member("erin", "UTC")
    await bob.say("/prep mock join repeat=weekly")
    await w.advance(days=5)
    offers = [next(s for s in who.inbox if s.text.startswith("Busy week?")) for who in (bob, erin)]
    assert ["Only mocks" in shown.labels for shown in offers] == [True, False]
    await bob.press("Only mocks", on=offers[0])
    before = len(lists(bob))
    await w.advance(days=7)
    assert len(lists(bob)) == before
