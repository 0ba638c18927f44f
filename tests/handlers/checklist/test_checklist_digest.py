"""The lines of the daily lists in a channel: one thread a week holds them all."""

import datetime as dt
from pathlib import Path

from tests.world import world


async def test_the_digests_of_a_week_stand_in_one_thread(tmp_path: Path) -> None:
    async with world(tmp_path, at=dt.datetime(2026, 11, 26, 6, tzinfo=dt.UTC)) as w:
        alice = w.person("alice", organiser=True)
        await alice.say("/prep-admin setup")
        await alice.press("Use these settings")
        bob = await w.member("bob", zone="UTC")
        await bob.say("/prep remind where=channel")
        await w.advance(days=4, hours=3)
        sent = [(at.day, d) for d, at in w.stage.delivered if d.place == "channel" and d.topic]
        assert [(day, d.topic) for day, d in sent] == [
            *((day, "Week of 23 November") for day in (26, 27)),
            (30, "Week of 30 November"),
        ]
