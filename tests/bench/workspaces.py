"""What a workspace that installed the bot takes in memory: `python -m tests.bench.workspaces` prints it as JSON.

Each has been asked something, so it's ready to answer; the loopback Slack has one team for all their tokens."""

import asyncio
import gc
import json
import tempfile
from pathlib import Path

from bot.core.values import AccountId, Private, space_id
from bot.platforms.slack.manifest import SCOPES
from bot.store.installs import Install
from tests.bench.memory import resident, used
from tests.platforms.slack.installs import deployment

COUNT = 1_000


async def one_of_many(count: int = COUNT) -> dict[str, float]:
    """KB a workspace in the process and in the store, and how many there were."""
    with tempfile.TemporaryDirectory() as folder:
        async with deployment(Path(folder)) as at:
            space = at.workspace("One")
            person, space.team.trouble = space.person("alice"), ""
            before = await used(at.app.store)
            for number in range(count + 1):
                token = f"xoxb-{number:012}-{'x' * 24}"
                at.server.teams[token] = space.team
                scopes = tuple(scope.name for scope in SCOPES)
                install = Install(
                    name=f"Workspace {number}", token=Private(token), scopes=scopes, since=at.clock.now()
                )
                await at.installs.put(space_id("slack", f"T{number}"), install)
            stored = await used(at.app.store) - before
            await at.platform.here(AccountId(f"slack:T0:{person.user.id}"))
            gc.collect()
            alone = resident()
            for number in range(1, count + 1):
                assert await at.platform.here(AccountId(f"slack:T{number}:{person.user.id}"))
                at.server.calls.clear()
            gc.collect()
            return {
                "process": (resident() - alone) / count,
                "store": stored / 1024 / count,
                "workspaces": count,
            }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(one_of_many())))
