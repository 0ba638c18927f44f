"""Who is forgotten before a mock leaves no partner waiting."""

from tests.world import World


async def test_the_partner_hears_at_once(w: World) -> None:
    bob, erin = (
        await w.member("bob", "Europe/Berlin", quiet="none"),
        await w.member("erin", "UTC", quiet="none"),
    )
    for person in (bob, erin):
        await person.say('/prep mock hours windows="wed 18:00-22:00"')
        await person.say("/prep mock join repeat=weekly")
    await w.advance(days=6)
    assert any("45 min: " in s.text for s in erin.inbox)
    heard = len(erin.inbox)
    await bob.say("/prep privacy forget")
    await bob.press("Forget everything now")
    await w.advance(minutes=1)
    (told,) = erin.inbox[heard:]
    assert "cancel" in told.text.casefold() or "can't come" in told.text
