"""Real processes that are killed with kill -9 while much is due: all of it is done, and done once."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.real.troupe import troupe
from tests.servers import one_server, valkey_binary

Note = Callable[[str, object], None]


async def killed(
    folder: Path, members: int, each: int, works: int, within: float, kills: int, note: Note
) -> None:
    """`members` get `each` messages while a process is killed after every so many of them."""
    chance = Random(3)
    with one_server(valkey_binary(), folder) as url:
        async with troupe(url, folder) as t:
            people = await t.members(members)
            await t.plan(people, each, works, within)
            for number in range(1, kills + 1):
                await t.until_sent(len(t.due) * number // (kills + 1))
                t.kill(chance.randrange(3))
            await t.until_drained()
            outcome = await t.outcome()
            note("counted", str(outcome))
            assert outcome.clean, str(outcome)


async def test_three_kills_lose_nothing_and_double_nothing(tmp_path: Path, record_property: Note) -> None:
    await killed(tmp_path, members=20, each=15, works=40, within=2, kills=3, note=record_property)


@pytest.mark.soak
async def test_ten_kills_under_twenty_thousand_due(tmp_path: Path, record_property: Note) -> None:
    scale = 1 if os.environ.get("LOOPMATE_FULL") else 10
    members, works = 2_000 // scale, 1_000 // scale
    await killed(tmp_path, members, each=10, works=works, within=5, kills=10, note=record_property)
