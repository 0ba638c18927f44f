"""Messages that nobody waits for: none is sent twice, and many at once meet no limit."""

import datetime as dt

import pytest

from tests.platforms.door import settled
from tests.platforms.sides import Side


@pytest.mark.parametrize(
    ("side", "number", "opened", "seconds"),
    [("slack", 150, 0, 0), ("discord", 40, 40, 40)],
    indirect=["side"],
)
async def test_first_lists_meet_no_limit_of_openings_and_no_dm_is_opened_twice(
    side: Side, number: int, opened: int, seconds: int
) -> None:
    """On Slack the first message opens its DM."""
    side.limit_openings()
    people, begun = [side.person(f"m{n}") for n in range(number)], side.clock.now()
    lists = [side.delivery(f"e{n}", to=side.account(who)) for n, who in enumerate(people)]
    receipts = await settled(side.platform, side.clock, lists)
    assert (len(receipts), side.refused()) == (number, [])
    assert (side.clock.now() - begun).total_seconds() <= seconds
    assert all(len(who.seen) == 1 for who in people)
    # the next process is told where they were
    side.clock.set(side.clock.now() + dt.timedelta(minutes=10))
    await side.restart()
    dms = {receipt.ref: receipt.dm for receipt in receipts}
    known = [
        one.model_copy(update={"id": f"n{n}", "dm": dms[who.seen[0].ref]})
        for n, (who, one) in enumerate(zip(people, lists, strict=True))
    ]
    again = side.clock.now()
    await settled(side.platform, side.clock, known)
    assert (side.count("open"), side.clock.now()) == (opened, again)
    assert all(len(who.seen) == 2 for who in people)


@pytest.mark.parametrize("place", ["dm", "meeting", "channel"])
async def test_what_may_have_been_sent_before_is_found_again(side: Side, place: str) -> None:
    since = side.clock.now()
    first = await side.tell("a", place)
    side.clock.set(since + dt.timedelta(minutes=6))  # Discord has forgotten its nonce
    await side.restart()
    again, other = [await side.tell(entry, place, again=True, since=since) for entry in ("a", "b")]
    assert first.ref == again.ref != other.ref
    assert [s.lines for s in side.erin.seen] == [["a"], ["b"]]
