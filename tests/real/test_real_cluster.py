"""Six nodes, three of them replicas: a primary dies, a slot moves, and processes go on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from redis.crc import key_slot

from bot.store import keys
from tests.real.troupe import troupe, until
from tests.servers import cluster

Note = Callable[[str, object], None]
pytestmark = pytest.mark.soak


async def test_a_node_that_dies(tmp_path: Path, record_property: Note) -> None:
    with cluster(tmp_path, replicas=3) as nodes:
        async with troupe(f"redis://127.0.0.1:{nodes.ports[1]}", tmp_path) as t:
            await t.plan(await t.members(200), 10, works=100, within=3)
            await t.half()
            nodes.nodes[0].kill()
            await t.until_drained()
            outcome = await t.outcome()
            record_property("counted", str(outcome))
            assert (outcome.doubled, outcome.works_doubled) == (0, 0), str(outcome)
            assert (outcome.lost, outcome.works_lost) == (0, 0), str(outcome)


async def test_a_slot_that_moves(tmp_path: Path, record_property: Note) -> None:
    with cluster(tmp_path, replicas=3) as nodes:
        async with troupe(nodes.url, tmp_path) as t:
            await t.plan(await t.members(200), 10, works=100, within=3)
            await t.half()
            slot = key_slot(keys.out(keys.partition_of(t.groups[0])).encode())
            before = nodes.owner(slot)
            nodes.move(slot, (before + 1) % 3)
            await until(lambda: _is(nodes.owner(slot) != before), "the slot has another owner")
            await t.until_drained()
            outcome = await t.outcome()
            record_property("counted", str(outcome))
            assert outcome.clean, str(outcome)


async def _is(known: bool) -> bool:
    return known
