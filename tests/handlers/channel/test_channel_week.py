"""One thread a week holds what is told of questions, votes and lists."""

import datetime as dt
from pathlib import Path

from tests.channel import begun, last, letters, organizer
from tests.world import World, world


async def test_the_answers_of_a_week_are_told_in_its_one_thread(w: World) -> None:
    _, (bob,) = await begun(w, "bob")
    for _ in range(3):
        right, _ = await letters(w)
        await bob.press(right, on=last(w, "Question of the day"))
        await w.advance(days=1)
    topics = [d.topic for d, _ in w.stage.delivered if d.topic]
    assert len(topics) > 1
    assert set(topics) == {"Week of 23 November"}


async def test_the_digests_of_a_week_stand_in_one_thread(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)) as w:
        await organizer(w)
        bob = await w.member("bob", zone="UTC")
        await bob.say("/prep remind where=channel")
        await w.advance(days=4, hours=3)
        sent = [(at.day, d) for d, at in w.stage.delivered if d.place == "channel" and d.topic]
        assert [(day, d.topic) for day, d in sent] == [
            *((day, "Week of 23 November") for day in (26, 27)),
            (30, "Week of 30 November"),
        ]
