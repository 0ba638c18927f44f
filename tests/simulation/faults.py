"""What breaks: the wire to the server, the platform, and the clock; all by chance, from a seed."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from redis.exceptions import OutOfMemoryError, ResponseError

from bot.core.errors import StoreDown
from bot.core.wall_time import ManualClock
from bot.platforms.port import Busy, Delivery, Platform, Receipt
from bot.store.agenda import TICK
from bot.store.commit import COMMIT, DRAIN
from bot.store.wire import Command, Wire, unless_down
from tests.simulation.mocks import stage_of
from tests.simulation.report import SKEW, Report, Sent
from tests.simulation.turns import Turns

WEIGHTY = 4
"""How much more often a write breaks than a look."""
Bend = Callable[[Command], Command | None]
"""A planted fault: what becomes of a command (None: it is dropped, and nobody is told)."""


class Skewed:
    """A process's clock: the true one, and what it is wrong by."""

    def __init__(self, true: ManualClock) -> None:
        self.monotonic = true.monotonic
        self._true = true
        self.wrong = dt.timedelta()

    def now(self) -> dt.datetime:
        return self._true.now() + self.wrong


@dataclass
class ChaosWire:
    """Waits for its turn, then perhaps breaks. `kill` ends the process that it belongs to."""

    KINDS = ("killed before", "killed after", "reply lost", "refused", "busy", "full", "misconf")

    _wire: Wire
    _turns: Turns
    _chance: Random
    _broke: Callable[[str], None]
    _bends: Sequence[Bend]
    _kill: Callable[[], None]
    _shortage: "Shortage"
    rate: float = 0.0

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        await self._turns.take()
        try:
            if lacking := self._shortage.lacking:
                return await self._refused(lacking, commands)
            often = WEIGHTY * self.rate if any(map(_weighty, commands)) else self.rate
            fault = self._chance.choice(self.KINDS) if self._chance.random() < often else ""
            return await self._broken(fault, commands) if fault else await self._run(commands)
        finally:
            self._turns.done()

    async def _broken(self, fault: str, commands: Sequence[Command]) -> list[Any]:
        if fault in REFUSES and not any(map(REFUSES[fault], commands)):
            return await self._run(commands)
        self._broke(fault)
        match fault:
            case "refused":
                raise StoreDown("refused")
            case "busy":
                return [unless_down(ResponseError("BUSY a script is running")) for _ in commands]
            case "full" | "misconf":
                return await self._refused(fault, commands)
            case "killed before":
                self._die()
        answers = await self._run(commands)
        if fault == "reply lost":
            raise StoreDown("reply lost")
        self._die()
        return answers

    async def _refused(self, lacking: str, commands: Sequence[Command]) -> list[Any]:
        """Each command that needs what the server lacks is refused; the others run."""
        answers = [ANSWERS[lacking] if REFUSES[lacking](c) else (await self._run([c]))[0] for c in commands]
        return [unless_down(answer) for answer in answers]

    def _die(self) -> None:
        self._kill()
        raise asyncio.CancelledError

    async def _run(self, commands: Sequence[Command]) -> list[Any]:
        bent = [self._bent(command) for command in commands]
        ran = await self._wire.execute([c for c in bent if c is not None])
        answers = iter(ran)
        return [1 if c is None else next(answers) for c in bent]

    def _bent(self, command: Command) -> Command | None:
        for bend in self._bends:
            bent = bend(command)
            if bent is None:
                return None
            command = bent
        return command

    async def close(self) -> None:
        await self._wire.close()


def _weighty(command: Command) -> bool:
    """What changes records, the agenda or the outbox."""
    return command[0] == "EVALSHA" and command[1] in (COMMIT.digest, DRAIN.digest, TICK.digest)


def _needs_memory(command: Command) -> bool:
    """What a server without memory refuses."""
    if command[0] == "EVALSHA":
        return bool(command[1] == COMMIT.digest)
    return command[0] in ("HSET", "SET", "XADD", "ZADD")


def _needs_disk(command: Command) -> bool:
    """What a server refuses that can't write its append-only file: all that changes anything."""
    return _needs_memory(command) or command[0] in _CHANGES


_CHANGES = (
    "EVALSHA",
    "EVAL",
    "XREADGROUP",
    "XACK",
    "XDEL",
    "XGROUP",
    "DEL",
    "HDEL",
    "ZREM",
    "ZREMRANGEBYSCORE",
)
REFUSES: dict[str, Callable[[Command], bool]] = {"full": _needs_memory, "misconf": _needs_disk}
"""What each kind of shortage has a server refuse."""
ANSWERS = {
    "full": OutOfMemoryError("OOM command not allowed when used memory > 'maxmemory'."),
    "misconf": ResponseError("MISCONF Errors writing to the AOF file: No space left on device"),
}


class Shortage:
    """The server's memory or disk is full until an instant: whatever anybody writes meanwhile is refused."""

    def __init__(self, true: ManualClock) -> None:
        self._true = true
        self._kind, self._until = "", true.now()

    def begin(self, kind: str, until: dt.datetime) -> None:
        self._kind, self._until = kind, until

    @property
    def lacking(self) -> str:
        """What the server is short of: "full" (memory), "misconf" (disk); "" for nothing."""
        return self._kind if self._true.now() < self._until else ""


@dataclass(eq=False)
class Postman(Platform):
    """A platform of several processes that notes what it was given, and fails by chance.

    What may have been sent before is looked up, unless that is not possible just now: then it is sent again
    and counted.
    """

    name = "console"
    KINDS = ("slow", "slow after sending", "429", "500", "500 after sending")

    _turns: Turns
    _true: ManualClock
    _chance: Random
    _report: Report
    _box: dict[str, int]
    _told_again: Callable[[bool], bool]
    _draw: Callable[[], Awaitable[None]]
    rate: float = 0.0

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        await self._draw()
        await self._turns.take()
        try:
            return self._delivered(delivery)
        finally:
            self._turns.done()

    def _delivered(self, delivery: Delivery) -> Receipt:
        name = _name(delivery)
        fault = self._chance.choice(self.KINDS) if self._chance.random() < self.rate else ""
        if fault:
            self._report.faults[f"platform {fault}"] += 1
            self._report.troubles.append(self._true.now())
        if fault == "429":
            raise Busy(30)
        if fault in ("slow", "500"):
            self._failed(name, fault)
        if not self._found(delivery):
            self._box[delivery.id] = self._box.get(delivery.id, 0) + 1
        if fault:
            self._failed(name, fault)
        return Receipt(ref=delivery.id[:20])

    def _failed(self, name: str, fault: str) -> None:
        self._report.failures[name] += 1
        raise TimeoutError if fault.startswith("slow") else ConnectionError(fault)

    def _found(self, delivery: Delivery) -> bool:
        """Whether it was sent before; else it is sent now."""
        again, sent = self._told_again(delivery.again), delivery.id in self._box
        blind = again and self._chance.random() < 1.5 * self.rate
        if blind:
            self._report.faults["look-up unavailable"] += 1
        if again and sent and not blind:
            return True
        self._report.unsure += blind
        self._report.repeats += sent
        if "/reminder/" in delivery.id or stage_of(delivery.id):
            self._report.sent.append(Sent(_name(delivery), self._true.now(), blind and sent))
        return False


def _name(delivery: Delivery) -> str:
    who = delivery.to.rsplit(":", 1)[1]
    if stage := stage_of(delivery.id):
        what, mock = stage
        return f"{what} {mock}" if delivery.place == "meeting" else f"{what} {mock} {who}"
    return f"{who} {delivery.id.rsplit('/', 1)[1][:10]}" if "/reminder/" in delivery.id else delivery.id


def skews(chance: Random) -> dt.timedelta:
    """What a clock is wrong by after it has jumped: ahead, behind, or not any more."""
    return chance.choice((SKEW, -SKEW, dt.timedelta()))
