"""A group lives a week: four members, two zones; one pauses, one leaves; everyone hears what they should."""

import datetime as dt

from tests.world import Somebody, World

EVENING = '"mon 18:00-22:00, sat 10:00-20:00"'


async def four(w: World) -> tuple[Somebody, Somebody, Somebody, Somebody]:
    alice = await w.member("alice", "Europe/Berlin", organiser=True)
    await alice.say("/prep-admin setup channel=#general zone=Europe/Berlin")
    bob = await w.member("bob", "Europe/Berlin", minutes="15")
    dave = await w.member("dave", "Europe/Berlin")
    erin = await w.member("erin", "Asia/Kolkata")
    for person in (alice, bob, dave, erin):
        await person.say(f"/prep mock hours windows={EVENING}")
        await person.say("/prep mock join repeat=weekly")
    return alice, bob, dave, erin


def lists(person: Somebody) -> list[dt.datetime]:
    return [s.at for s in person.inbox if s.text.startswith(("Today", "Your 08:00 list"))]


async def test_a_week_of_four(w: World) -> None:
    alice, bob, dave, erin = await four(w)

    # Tuesday: bob does what his list says, and what was done by its command counts as done
    assert "Add your mock availability" in (await bob.say("/prep today")).text
    assert "Done: Add your mock availability" in (await bob.say("/prep today")).text

    # Wednesday to Friday: one pauses, the others get their lists at 08:00 of their own
    await dave.say("/prep pause 2026-12-07")
    await w.advance(days=4)
    assert [f"{at:%a %H:%M}" for at in lists(bob)] == ["Wed 07:00", "Thu 07:00", "Fri 07:00"]
    assert [f"{at:%a %H:%M}" for at in lists(erin)] == ["Wed 02:30", "Thu 02:30", "Fri 02:30"]
    assert lists(dave) == []

    # Saturday: one leaves for good
    await alice.say("/prep privacy forget")
    await alice.press("Forget everything now")
    heard = len(alice.inbox)

    # Sunday: the pairing runs by itself, with those who are still there
    await w.advance(days=2)
    told = {p.name: [s.text for s in p.inbox if "45 min: " in s.text] for p in (bob, erin)}
    assert ["bob and erin" in t or "erin and bob" in t for t in told["bob"] + told["erin"]] == [True, True]
    assert "alice" not in str(told)
    assert len(alice.inbox) == heard

    # the week of the mock: both are reminded before it
    await w.advance(days=6)
    reminded = [s.text for s in erin.inbox if "bob" in s.text]
    assert len(reminded) >= 2
    report = await w.person("olga", organiser=True).say("/prep-admin report")
    assert not any(name in report.text for name in ("bob", "erin", "dave"))
