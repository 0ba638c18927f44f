"""The walk of data: in how many files of ours a function runs, from a press on Slack until its answer stands there.

`python -m tests.bench.walk` prints each file with the functions that ran in it. A call is walked twice and the second
time counts: the first one loads and compiles what later ones find ready.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType

from tests.onstage.slack import SlackWorld, slack_world
from tests.platforms.slack.member import Member

ROOT = Path(__file__).parents[2]
OURS = tuple(f"{ROOT / name}/" for name in ("bot", "handlers", "content"))
BULLET = "/prep bullet Cut p99 latency of the ranking service from 180 ms to 95 ms by quantizing the model to INT8."
Walk = Mapping[str, set[str]]
"""File, from the root of the project on -> the functions that ran in it."""


@contextmanager
def recorded() -> Iterator[dict[str, set[str]]]:
    """Fills the walk while the body runs: all threads of this process, and no import of a module."""
    walk: dict[str, set[str]] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_name != "<module>" and code.co_filename.startswith(OURS):
            walk.setdefault(code.co_filename.removeprefix(f"{ROOT}/"), set()).add(code.co_name)

    before = sys.getprofile()
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield walk
    finally:
        sys.setprofile(before)
        threading.setprofile(before)


@asynccontextmanager
async def member_on_slack() -> AsyncIterator[tuple[SlackWorld, Member]]:
    """Somebody who has joined, at Slack's own screen: what the bot does by itself comes after their answer."""
    with tempfile.TemporaryDirectory() as folder:
        async with slack_world(Path(folder), {}) as world:
            await world.member("alice", "UTC")
            yield world, world.hall.member("alice", admin=False)


async def of_quiz_answer() -> Walk:
    """The second answer to a question of which one letter is right, with nothing to order or to calculate."""
    async with member_on_slack() as (world, member):
        await member.slash("/prep quiz count=10", channel="general")
        answers = 0
        while True:
            asked = member.seen[-1]
            plain = "A" in asked.labels and "Hint" not in asked.labels and "put in order" not in asked.text
            label = "A" if plain else "I don't know"
            answers += label == "A"
            with recorded() as walk:
                await member.press(label)
            if answers == 2:
                return walk
            await world.advance(minutes=1)
            await member.press("Next question")


async def of_bullet() -> Walk:
    """The second `/prep bullet` with the same text."""
    async with member_on_slack() as (world, member):
        await member.slash(BULLET, channel="general")
        await world.advance(minutes=1)
        with recorded() as walk:
            await member.slash(BULLET, channel="general")
        return walk


def main() -> None:
    for name, walk in {
        "quiz answer": asyncio.run(of_quiz_answer()),
        "bullet": asyncio.run(of_bullet()),
    }.items():
        print(f"{name}: {len(walk)} files")
        for file in sorted(walk):
            print(f"  {file}: {', '.join(sorted(walk[file]))}")


if __name__ == "__main__":
    main()
