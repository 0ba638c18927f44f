"""The question of the day with a crowd: every answer counted once, and how long from the close to the reveal."""

import asyncio
import datetime as dt
import tempfile
import time
from pathlib import Path
from random import Random

from bot.core.reply import Inbound, Pressed
from bot.core.values import account_id, channel_id
from bot.store import members
from handlers.channel.model import DAYS, PLANS, THE_PLAN, Day, Plan
from tests.records import group_of
from tests.stage import Silent
from tests.world import SPACE, World, world
from tools import bench

CROWD = 5_000
MINUTES = 5
AT_ONCE = 50
CHANGED = 10
"""One in so many changes its mind."""


async def figures(crowd: int = CROWD) -> dict[str, float]:
    """Seconds for all answers, and from the close to the posted reveal; raises if one is lost or counted twice."""
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder)) as w:
            await _group(w, crowd)
            await w.advance(hours=1)
            payloads, chance = w.channel[-1].payloads, Random(0)
            picked = [chance.randrange(len(payloads)) for _ in range(crowd)]
            seconds = await _answers(w, payloads, picked)
            told, day = await _reveal(w)
            expected = [picked.count(n) for n in range(len(payloads))]
            got = [day.counts.get(key, 0) for key in (*day.order, "x")]
            if got != expected:
                raise AssertionError(f"counted {got}, pressed {expected}")
            return {
                "answers": crowd,
                "seconds": round(seconds, 2),
                "per_second": round(crowd / seconds),
                "reveal_s": round(told, 2),
                "learnt_s": round(await _learn(w), 2),
            }


async def _group(w: World, crowd: int) -> None:
    await bench.join(w.app, crowd, space=SPACE)
    unit = w.app.store.unit(await group_of(w), w.now)
    members.put_group(unit, (await members.group(unit)).with_channel(channel_id(SPACE, "#general")))
    PLANS.put(unit, THE_PLAN, Plan(days=(0, 1, 2, 3, 4, 5, 6)))
    await unit.commit()
    alice = w.person("alice", organiser=True)
    await alice.say("/prep-admin quiz on=on")


async def _answers(w: World, payloads: tuple[str, ...], picked: list[int]) -> float:
    """All of them within five minutes of the bot's clock; some press something else first."""
    began, step = time.perf_counter(), dt.timedelta(minutes=MINUTES) * AT_ONCE / len(picked)
    for start in range(0, len(picked), AT_ONCE):
        some = range(start, min(start + AT_ONCE, len(picked)))
        await asyncio.gather(
            *(_press(w, n, payloads[0], "first") for n in some if n % CHANGED == 0),
        )
        await asyncio.gather(*(_press(w, n, payloads[picked[n]], "last") for n in some))
        w.clock.set(w.now + step)
    return time.perf_counter() - began


async def _press(w: World, number: int, payload: str, event: str) -> None:
    inbound = Inbound(
        event=f"{event}/{number}",
        account=account_id(SPACE, f"m{number}"),
        name=f"m{number}",
        channel=channel_id(SPACE, "#general"),
        signal=Pressed(payload=payload),
        organiser=False,
    )
    await w.app.dispatcher.handle(inbound, Silent())


async def _reveal(w: World) -> tuple[float, Day]:
    """Seconds from the close to the message in the channel, and what was counted."""
    group = await group_of(w)
    (day,) = (await DAYS.all(w.app.store.unit(group, w.now))).values()
    w.clock.set(day.closes)
    began, told = time.perf_counter(), 0.0
    while not _told(w):  # until it is posted, whatever else the same step still does
        step = asyncio.ensure_future(w.app.runner.step())
        while not step.done() and not _told(w):  # noqa: ASYNC110 - the step says nothing of single messages
            await asyncio.sleep(0)
        told = time.perf_counter() - began
        await step
    (day, *_) = (await DAYS.all(w.app.store.unit(group, w.now))).values()
    return told, day


def _told(w: World) -> bool:
    return any(d.place == "channel" and "Closed" in str(d.answer.body) for d, _ in w.stage.delivered[-20:])


async def _learn(w: World) -> float:
    """Seconds until every answer is in its member's own memory."""
    began = time.perf_counter()
    while await w.app.runner.step():
        continue
    return time.perf_counter() - began


if __name__ == "__main__":
    print(asyncio.run(figures()))
