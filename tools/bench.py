"""Our side of the benchmarks that `make bench` prints next to their floors.

Everything goes the real way (embedded server, dispatcher, outbox); only the platform is a null one.
"""

import asyncio
import datetime as dt
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles

from bot.app import START, App, freeze_garbage, open_app
from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, command
from bot.core.entry import Job, To
from bot.core.member import Account, Group, Member
from bot.core.reply import Answer, Inbound, Reply, Responder, Root, Said
from bot.core.values import Call, MemberId, SpaceId, account_id, space_id
from bot.core.wall_time import ManualClock
from bot.platforms.port import Delivery, Platform, Receipt
from bot.rules import Critic
from bot.settings import Settings
from bot.store import members
from bot.store.members import Directory
from bot.store.vault import new_key

SPACE = space_id("null", "main")
CALLERS = 50
ROUNDS = 60


class Empty(Args, path="admin.bench"):
    """A command that does nothing: what the path itself costs. It is an organizer's word."""


@command("Nothing at all")
async def empty(ctx: Context, args: Empty) -> Reply:  # noqa: ARG001 - every handler has the same shape
    return Reply(body=card("Nothing."))


class NullPlatform(Platform):
    """Takes everything and shows nothing."""

    name = "null"

    def __init__(self) -> None:
        self.taken = 0

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        self.taken += 1
        return Receipt(ref=delivery.id)


class _Silence(Responder):
    """A caller who waits for the answer and forgets it."""

    async def send(self, answer: Answer) -> None: ...

    async def admin(self) -> bool:
        return True


@asynccontextmanager
async def _bench_app(clock: ManualClock) -> AsyncIterator[tuple[App, NullPlatform]]:
    platform = NullPlatform()
    with tempfile.TemporaryDirectory(prefix="loopmate-bench-") as folder:
        settings = Settings(data=Path(folder), xdg_config_home=Path(folder), key=new_key())
        async with (
            open_app(settings, {"null": lambda _: platform}, clock=clock, seed=0, more=(empty,)) as app,
            freeze_garbage(),
        ):
            yield app, platform


async def commands() -> dict[str, dict[str, float]]:
    """Milliseconds of a command through the whole path, with 50 callers at once, and calls a second."""
    clock = ManualClock(START)
    async with _bench_app(clock) as (app, _):
        await join(app, CALLERS)
        bench = await _measured(app, clock, "bench", "admin")
        typed = ("settings", "today", "settings minutes=20")
        return {"bench": bench, **{text: await _measured(app, clock, text) for text in typed}}


async def _measured(app: App, clock: ManualClock, text: str, root: Root = "prep") -> dict[str, float]:
    times: list[float] = []
    began = time.perf_counter()
    for number in range(ROUNDS):
        clock.set(clock.now() + dt.timedelta(seconds=11))  # nobody is slowed down by the limits
        await asyncio.gather(*(_call(app, text, root, who, number, times) for who in range(CALLERS)))
    seconds = time.perf_counter() - began
    return {
        "p50_ms": round(median(times), 2),
        "p99_ms": round(quantiles(times, n=100)[98], 2),
        "per_second": round(len(times) / seconds),
    }


async def _call(app: App, text: str, root: Root, who: int, number: int, times: list[float]) -> None:
    began = time.perf_counter()
    account = account_id(SPACE, f"m{who}")
    inbound = Inbound(
        event=f"{text}/{who}/{number}",
        account=account,
        name=f"m{who}",
        channel=None,
        signal=Said(text=text, root=root),
        organiser=False,
    )
    await app.dispatcher.handle(inbound, _Silence())
    times.append((time.perf_counter() - began) * 1_000)


async def join(app: App, count: int, *, message: str = "", space: SpaceId = SPACE, first: int = 0) -> None:
    """A space's group and members in the store, numbered from `first`, and (with a `message`) their daily job, all
    due at one minute."""
    group = await Directory(app.store).group_of(space)
    unit = app.store.unit(group, app.clock.now())
    members.put_group(unit, Group(id=group, spaces=(space,)))
    await unit.commit()
    for start in range(first, first + count, 200):
        unit = app.store.unit(group, app.clock.now())
        for number in range(start, min(start + 200, first + count)):
            who, account = MemberId(f"m{number}"), account_id(space, f"m{number}")
            now = app.clock.now()
            member = Member(id=who, name=who, zone="UTC", joined=now, accounts=(account,), dm_open=True)
            members.MEMBERS.put(unit, who, member)
            members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=space))
            if message:
                call, rule = Call(path=message), member.daily()
                unit.schedule(Job(name="reminder", group=group, to=To(member=who), call=call, rule=rule), now)
        await unit.commit()


async def outbox(count: int = 5_000) -> dict[str, dict[str, float]]:
    """Cards a second from fresh state to a null platform, one worker, everything due in one minute.

    The short card shows what the path costs, the day's list what a reminder costs.
    """
    messages = {"a short card": "member.dm-test", "the day's list": "checklist.reminder"}
    return {name: await _delivered(path, count) for name, path in messages.items()}


async def _delivered(message: str, count: int) -> dict[str, float]:
    clock = ManualClock(START)
    async with _bench_app(clock) as (app, platform):
        await join(app, count, message=message)
        clock.set(START + dt.timedelta(days=1))
        began = time.perf_counter()
        while platform.taken < count and await app.runner.step():
            continue
        seconds = time.perf_counter() - began
        rate = round(platform.taken / seconds)
        return {"cards": platform.taken, "seconds": round(seconds, 2), "per_second": rate}


def critique(count: int = 3_000) -> dict[str, dict[str, float]]:
    """Bullets a second on one core: the texts that the rules carry as their own tests, over and over."""
    critic = Critic.load()
    cases = [case for rule in critic.pack.rules for case in rule.tests]
    texts = list(islice(cycle(case.bad or case.good or "" for case in cases), count))
    began = time.perf_counter()
    for text in texts:
        critic.critique(text)
    seconds = time.perf_counter() - began
    figures = {"bullets": count, "seconds": round(seconds, 2), "per_second": round(count / seconds)}
    return {"the rules' own examples": figures}
