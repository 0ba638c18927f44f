"""What the bot's process holds after one Call of each command: `python -m tests.bench.memory` prints it as JSON.

A module of its own, because the other benchmarks import both platforms and their competitors."""

import asyncio
import json
import tempfile
from pathlib import Path

from bot.store.store import Store
from bot.store.wire import infos
from tests.world import START, world


async def one_of_each() -> dict[str, float]:
    """MB at rest, and how many commands were called."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder), at=START) as w:
            alice = await w.member("alice", "UTC", organiser=True)
            commands = [*w.app.registry.commands("prep"), *w.app.registry.commands("admin")]
            for one in commands:
                root = "/prep-admin" if one.root == "admin" else "/prep"
                await alice.say(f"{root} {' '.join(one.words)} {one.example}")
                await w.advance(seconds=21)
    return {"MB": resident() // 1024, "commands": len(commands)}


async def used(store: Store) -> int:
    """Bytes that the store's server says it uses."""
    return int((await infos(store.wire, "memory"))[0]["used_memory"])


def resident(process: int | str = "self") -> int:
    """KB by Linux's own account: the peak that getrusage knows is inherited from the parent."""
    return int(Path(f"/proc/{process}/status").read_text().split("VmRSS:")[1].split()[0])


if __name__ == "__main__":
    print(json.dumps(asyncio.run(one_of_each())))
