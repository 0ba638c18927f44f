"""The one seam: every byte to Redis goes through `Wire.execute`, so that a simulation can order and break it.

`Pipe` above it sends all that one turn of the event loop asks for in one pipeline: 5,000 cards a second from
fresh state are out of reach read by read.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from hashlib import sha1
from ssl import SSLCertVerificationError
from typing import Any, NamedTuple, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

import hiredis
from redis import exceptions as redis_errors
from redis.asyncio import BlockingConnectionPool, Redis, UnixDomainSocketConnection
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.sentinel import Sentinel

from bot.core.errors import StoreDown, StoreFull, StoreLocked, StoreReadOnly, StoreRefused
from bot.store.certificate import explain

T = TypeVar("T")
Command = tuple[Any, ...]
CONNECTIONS = 32
WAIT_MS = 1_000
TIMEOUT = 5.0
"""Seconds that a server has for an answer."""
RESP = 2
"""The protocol whose answers have the same form in pipelines, scripts and clusters: flat lists of bytes."""
BATCH = 200
"""Commands in one round trip: 25,000 stall a concurrent PING for 77 ms."""
_WAITED = frozenset({"EVALSHA", "EVAL", "SET"})
"""What a replica must have where replicas are waited for: commits, and which group a space belongs to."""
_DOWN = (
    redis_errors.ConnectionError,
    redis_errors.TimeoutError,
    redis_errors.BusyLoadingError,
    redis_errors.MasterDownError,
    redis_errors.ClusterDownError,
    redis_errors.RedisClusterException,
    redis_errors.TryAgainError,
    OSError,
)
_UNWRITABLE = {
    "MISCONF": "Redis answers, but can't write to its disk. Fix: make room on that disk, or let the server write.",
    "NOREPLICAS": "Redis answers, but too few of its replicas are there to write. Fix: bring them back.",
    "READONLY": "Redis answers, but it's a read-only replica. Fix: name its primary in LOOPMATE_REDIS_URL.",
}
"""Answers to a write, while reads go on: like a server that's gone, until somebody makes it right."""
_LOCKED = "Redis wants another user or password. Fix: correct LOOPMATE_REDIS_URL: redis://USER:PASSWORD@HOST:PORT/0."
_NO_REDIS = "What answers at LOOPMATE_REDIS_URL isn't a Redis server. Fix: correct its host and port."


class Wire(Protocol):
    """Sends commands in their order; an answer that is an error is in the list in its place.

    Raises StoreDown when the server could not be asked, or did not answer: whether the commands ran is unknown.
    """

    async def execute(self, commands: Sequence[Command]) -> list[Any]: ...

    async def close(self) -> None: ...


def pairs(flat: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Fields and values, or members and scores, which are answered one after the other."""
    return zip(flat[::2], flat[1::2], strict=True)


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in their order, so many at a time."""
    return (items[at : at + size] for at in range(0, len(items), size))


async def infos(wire: Wire, section: str) -> list[dict[str, str]]:
    """What each server says of itself: one, or every node of a cluster."""
    (answer,) = await wire.execute([("INFO", section)])
    if isinstance(answer, Exception):
        raise StoreRefused(f"Redis refused INFO: {answer}. Fix: correct LOOPMATE_REDIS_URL.") from answer
    nodes = answer.values() if isinstance(answer, dict) else [answer]
    texts = [one.decode(errors="replace") for one in nodes]  # a path in it may be of another encoding
    return [dict(line.split(":", 1) for line in text.splitlines() if ":" in line) for text in texts]


class RedisWire:
    """The wire of redis-py, to one server or a cluster."""

    def __init__(
        self,
        client: "Redis | RedisCluster",
        wait_replicas: int = 0,
        beside: Sequence[Redis] = (),
        timeout: float | None = None,
    ) -> None:
        """`beside` are clients that end with this one: those of the sentinels. `timeout` in seconds is for all
        answers to one `execute`, and may be set later; None: the client sees to it, answer by answer."""
        self.timeout = timeout
        self.client = client
        self._beside = beside
        self._wait_replicas = wait_replicas
        # what the server says is read here as it was sent; a cluster's client reads what it asks for itself
        for name in list(client.response_callbacks):
            if not str(name).startswith(("CLUSTER", "COMMAND")):
                del client.response_callbacks[name]

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        try:
            async with asyncio.timeout(self.timeout):
                if not self._wait_replicas or _WAITED.isdisjoint(c[0] for c in commands):
                    return await self._ask(commands)
                # WAIT counts what was written on its own connection, so it travels in the same pipeline
                wait = ("WAIT", self._wait_replicas, WAIT_MS)
                *answers, replicas = await self._ask([*commands, wait])
                if int(replicas) < self._wait_replicas:
                    raise StoreDown(f"{replicas} of {self._wait_replicas} replicas confirmed")
                return answers
        except redis_errors.AuthenticationError as error:
            raise StoreLocked(_LOCKED) from error
        except redis_errors.InvalidResponse as error:
            raise StoreLocked(_NO_REDIS) from error
        except _DOWN as error:
            if isinstance(why := error.__context__, SSLCertVerificationError):
                raise StoreLocked(explain(why)) from error
            raise StoreDown(f"Redis didn't answer: {type(error).__name__}") from error

    async def _ask(self, commands: Sequence[Command]) -> list[Any]:
        if len(commands) == 1:
            try:
                return [await self.client.execute_command(*commands[0])]
            except redis_errors.ResponseError as error:
                return [unless_down(error)]
        client: Any = self.client
        pipeline = client.pipeline(**({"transaction": False} if isinstance(client, Redis) else {}))
        for command in commands:
            pipeline.execute_command(*command)
        return [unless_down(answer) for answer in await pipeline.execute(raise_on_error=False)]

    async def close(self) -> None:
        for client in (self.client, *self._beside):
            await client.aclose()


def unless_down(answer: Any) -> Any:
    """The answer, or StoreDown where it says that the server is none just now. That it takes no writes is an answer:
    the reads sent with it have theirs."""
    if not isinstance(answer, Exception):
        return answer
    text = str(answer)
    if isinstance(answer, redis_errors.AuthenticationError):
        raise StoreLocked(_LOCKED) from answer
    if isinstance(answer, _DOWN) or text.startswith("BUSY "):
        raise StoreDown(f"Redis refuses: {type(answer).__name__}") from answer
    code = "READONLY" if isinstance(answer, redis_errors.ReadOnlyError) else text.partition(" ")[0]
    return StoreReadOnly(_UNWRITABLE[code]) if code in _UNWRITABLE else answer


def redis_wire(url: str = "", socket: str = "", wait_replicas: int = 0) -> RedisWire:
    """A wire to `url`, or to the Unix `socket`; answers are bytes.

    The sockets have none of their own: a timer for each answer of a pipeline is a third of the time that it takes.
    """
    both: dict[str, Any] = {
        "max_connections": CONNECTIONS,
        "timeout": TIMEOUT,
        "socket_timeout": None,
        "protocol": RESP,
    }
    if socket:
        # the path as an argument: one with spaces does not survive a URL
        pool = BlockingConnectionPool(connection_class=UnixDomainSocketConnection, path=socket, **both)
    else:
        pool = BlockingConnectionPool.from_url(url, socket_connect_timeout=TIMEOUT, **both)
    pool.connection_class = type("Packed", (_Packed, pool.connection_class), {})
    return RedisWire(Redis.from_pool(pool), wait_replicas, timeout=TIMEOUT)


class _Packed:
    """Commands packed by hiredis: redis-py's asyncio connections do it in Python, a quarter of all time."""

    def pack_command(self, *args: Any) -> list[bytes]:
        return [_pack(args)]

    def pack_commands(self, commands: Iterable[Command]) -> list[bytes]:
        return [b"".join(_pack(tuple(command)) for command in commands)]


def _pack(command: Command) -> bytes:
    """redis-py's own commands may have two words in one: `SCRIPT FLUSH`."""
    return bytes(hiredis.pack_command((*str(command[0]).split(), *command[1:])))


def cluster_wire(url: str) -> RedisWire:
    """A wire to a cluster, of which `url` names one node."""
    return RedisWire(
        RedisCluster.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, protocol=RESP)
    )


class Sentinels(NamedTuple):
    """Whom to ask for the primary, under what name, and what the primary then wants to know of us."""

    places: list[tuple[str, int]]
    name: str
    login: dict[str, Any]


def sentinels_of(url: str) -> Sentinels:
    """The parts of `redis+sentinel://user:password@host:port,host:port/name`; the port is 26379, the name
    `mymaster`, unless they are given. The login is the primary's.
    Raises ValueError: a host is missing, or a port isn't a number."""
    rest, _, name = url.removeprefix("redis+sentinel://").partition("/")
    login, _, hosts = rest.rpartition("@")
    user, _, password = login.partition(":")
    places = [
        (part.hostname or "", part.port or 26379) for part in (urlsplit(f"//{h}") for h in hosts.split(","))
    ]
    if not all(host for host, _ in places):
        raise ValueError("a sentinel has no host")
    known: dict[str, Any] = {"username": unquote(user), "password": unquote(password)}
    return Sentinels(places, name or "mymaster", {k: v for k, v in known.items() if v})


def sentinel_wire(url: str, wait_replicas: int = 0) -> RedisWire:
    """A wire to the primary that the sentinels of `url` know; see `sentinels_of`."""
    asked = sentinels_of(url)
    sentinel = Sentinel(asked.places, socket_timeout=TIMEOUT)  # type: ignore[no-untyped-call] # redis-py leaves it untyped
    client = sentinel.master_for(asked.name, socket_timeout=TIMEOUT, protocol=RESP, **asked.login)
    return RedisWire(client, wait_replicas, beside=sentinel.sentinels)


class _Request(NamedTuple):
    """Commands of one who waits; `alone`: for the answer to the only one, not for a list."""

    commands: Sequence[Command]
    answer: "asyncio.Future[Any]"
    alone: bool


LISTS = frozenset({"HGETALL", "HKEYS", "LRANGE", "SMEMBERS", "ZRANGE", "XRANGE", "XREVRANGE"})
COUNTS = frozenset({"EXISTS", "HEXISTS", "HLEN", "LLEN", "SCARD", "ZCARD"})
EACH = frozenset({"HMGET", "ZMSCORE"})
_READS = LISTS | COUNTS | EACH | {"GET", "HGET"}
"""What may be answered in any order among each other, and asked again."""
Recover = Callable[[], Awaitable[bool]]
"""Tries to bring a lost server back; whether asking it again is worth a try."""


class Pipe:
    """Gathers the commands of one turn of the event loop into one `execute`."""

    def __init__(self, wire: Wire, recover: Recover | None = None) -> None:
        self.wire = wire
        self._recover = recover
        self.refusal: StoreLocked | None = None
        """What everybody who asks is told instead of an answer."""
        self._queue: list[_Request] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, *command: Any) -> "asyncio.Future[Any]":
        """The answer to one command. Awaiting it raises StoreDown, StoreFull, or the server's own error.

        No coroutine: for who asks much at once, a task for each would be half of what that costs.
        """
        return self._enqueue((command,), alone=True)

    async def all(self, commands: Iterable[Command]) -> list[Any]:
        """The answers to several commands of one turn; to wait for many costs no more than for one.

        Raises:
            What the first one raises that went wrong, when all have been answered.
        """
        asked = tuple(commands)
        parts = [self._enqueue(some, alone=False) for some in chunks(asked, BATCH)]
        answers = [answer for part in parts for answer in await part]
        for answer in answers:
            if isinstance(answer, Exception):
                raise _translate(answer)
        return answers

    def _enqueue(self, commands: Sequence[Command], *, alone: bool) -> "asyncio.Future[Any]":
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        if not self._queue:
            loop.call_soon(self._flush)
        self._queue.append(_Request(commands, answer, alone))
        return answer

    def _flush(self) -> None:
        queue, self._queue = self._queue, []
        batches: list[list[_Request]] = [[]]
        room = BATCH
        for one in queue:
            if len(one.commands) > room:
                batches.append([])
                room = BATCH
            batches[-1].append(one)
            room -= len(one.commands)
        for batch in batches:
            task = asyncio.ensure_future(self._execute(batch))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _execute(self, batch: Sequence[_Request]) -> None:
        sent, places = _join_reads(command for one in batch for command in one.commands)
        try:
            answers = [self.refusal] * len(sent) if self.refusal else await self._send(sent)
        except Exception as error:  # whatever it was belongs to those who wait, not to the loop
            answers = [error] * len(sent)
        parts, at = [], 0
        for number, field in places:
            whole = answers[number]
            parts.append(whole[field] if field != _WHOLE and isinstance(whole, list) else whole)
        for commands, answer, alone in batch:
            if alone:
                _settle(answer, parts[at])
            elif not answer.done():
                answer.set_result(parts[at : at + len(commands)])
            at += len(commands)

    async def _send(self, sent: Sequence[Command]) -> list[Any]:
        """The answers; when the server was lost, reads are sent once more. Writes are repeated by who made them."""
        try:
            return await self.wire.execute(sent)
        except StoreDown as error:
            reads = [command for command in sent if command[0] in _READS]
            if not (reads and self._recover and await self._recover()):
                raise
            found = iter(await self.wire.execute(reads))
            return [next(found) if command[0] in _READS else error for command in sent]


_WHOLE = -1
"""Instead of a field: the answer itself."""


def _join_reads(commands: Iterable[Command]) -> tuple[list[Command], list[tuple[int, int]]]:
    """What is sent for these, and where the answer to each is found: in which answer, and in which field of it.

    Reads of one hash become one command: many cards at once read the same few, and a command costs more than a
    field. None is moved to before a write.
    """
    sent: list[Any] = []
    places: list[tuple[int, int]] = []
    reading: dict[Any, int] = {}
    for command in commands:
        name = command[0]
        if name == "HGET":
            if (number := reading.setdefault(command[1], len(sent))) == len(sent):
                sent.append(["HMGET", command[1]])
            places.append((number, len(sent[number]) - 2))
            sent[number].append(command[2])
            continue
        if name not in _READS:
            reading.clear()
        places.append((len(sent), _WHOLE))
        sent.append(command)
    return [tuple(command) for command in sent], places


def _settle(future: "asyncio.Future[Any]", answer: Any) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(_translate(answer))
    else:
        future.set_result(answer)


def _translate(error: Exception) -> Exception:
    if isinstance(error, redis_errors.OutOfMemoryError) or str(error).startswith("OOM"):
        return StoreFull("Redis has no memory left for changes. Fix: raise its maxmemory.")
    return error


class Script:
    """A script by its digest, loaded again when a server has forgotten it (a failover empties the cache)."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.digest = sha1(self.text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, pipe: Pipe, keys: Sequence[str], args: Sequence[Any]) -> Any:
        try:
            return await pipe("EVALSHA", self.digest, len(keys), *keys, *args)
        except redis_errors.NoScriptError:
            return await pipe("EVAL", self.text, len(keys), *keys, *args)


ALLOW_OOM = Script(
    """
#!lua flags=allow-oom
return redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
"""
)
"""One write that a server without memory takes as well: its name, and its arguments after the key."""
