"""An organizer's month with five members: an invitation, pairings seen first, a silent one, a removal, the sums."""

import datetime as dt
from pathlib import Path

from tests.world import Shown, Somebody, World, world

MONDAY = dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)


async def practice(who: Somebody) -> None:
    """One question, one line of the list."""
    await who.say("/prep quiz count=1")
    await who.press("I don't know")
    await who.say("/prep today")
    await who.say("/prep done 1")


def wrap_ups(w: World) -> list[Shown]:
    return [s for s in w.channel if s.text.startswith("This week you")]


async def test_a_month_with_five_members(tmp_path: Path) -> None:
    async with world(tmp_path, at=MONDAY) as w:
        # Monday: alice sets the group up and posts the invitation; five press Join, and one lets her check in
        alice = w.person("alice", organiser=True)
        await alice.say("/prep-admin setup")
        assert "Nobody is enrolled yet" in (await alice.press("Use these settings")).text
        await alice.press(next(label for label in alice.seen[-1].labels if label.startswith("Post in")))
        await w.time.drain()
        assert "Organizers see who joined" in " ".join(w.channel[0].text.split())
        bob, carol, dave, erin, frank = [
            await w.member(name, "UTC", days="tue") for name in ("bob", "carol", "dave", "erin", "frank")
        ]
        await frank.say("/prep privacy show")
        assert "organizers see if you go quiet" in (await frank.press("Let organizers check in")).text
        for who in (bob, carol, dave, erin):
            await who.say("/prep mock join repeat=weekly")
            await who.say("/prep mock hours tue 18:00-20:00")
        assert (await alice.say("/prep-admin members")).text.startswith("5 members.")

        # Saturday: she pairs the four and looks; nobody hears until she approves
        await w.advance(days=5)
        heard = {who: len(who.inbox) for who in (bob, carol, dave, erin)}
        seen = await alice.say("/prep-admin pairing preview")
        assert seen.text.startswith("2 mocks for the week of Monday 9 November.")
        await w.time.drain()
        assert {who: len(who.inbox) for who in heard} == heard
        assert (await alice.press("Approve the pairing", on=seen)).text.startswith("Approved: 2 mocks.")
        await w.advance(hours=2)
        assert all("45 min: " in who.inbox[-1].text for who in heard)

        # each Sunday at five the channel hears what the group did, and nothing before it did something
        await w.advance(days=2)
        assert wrap_ups(w) == []
        for week in range(3):
            await w.advance(days=1)
            for who in (bob, carol, dave):
                await practice(who)
            await w.advance(days=6)
            assert len(wrap_ups(w)) == week + 1
        assert "answered 3 questions" in wrap_ups(w)[-1].text
        assert {f"{s.at:%a %H:%M}" for s in wrap_ups(w)} == {"Sun 17:00"}

        # in the fourth week frank has been silent for long: she sees it of him, who let her, and of nobody else
        listed = (await alice.say("/prep-admin members")).text
        assert "frank, UTC, quiet for 28 days" in listed
        assert listed.count("quiet") == 1
        sums = (await alice.say("/prep-admin report")).text
        assert "Members: 5" in sums
        assert "Questions answered: 3" in sums
        assert "frank" not in sums

        # she announces a mock night, and removes who has left the course; only who is removed hears of that
        await alice.say("/prep-admin announce Mock night is on Friday at 19:00.")
        await alice.press("Post it")
        await w.time.drain()
        assert "Mock night is on Friday at 19:00." in w.channel[-1].text
        await alice.say("/prep-admin remove erin")
        await alice.press("Remove this member")
        await w.advance(hours=1)
        assert erin.inbox[-1].text.startswith("An organizer removed you from the study group.")
        assert not any("removed" in s.text for who in (bob, carol, dave, frank) for s in who.inbox)
        assert (await alice.say("/prep-admin members")).text.startswith("4 members.")
