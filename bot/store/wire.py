"""The one seam: every byte to Redis goes through `Wire.execute`, so that a simulation can order and break it.

`Pipe` above it sends all that one turn of the event loop asks for in one pipeline: 5,000 cards a second from
fresh state are out of reach read by read.
"""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import hiredis
from redis import exceptions as redis_errors
from redis.asyncio import BlockingConnectionPool, Redis, UnixDomainSocketConnection
from redis.asyncio.cluster import RedisCluster
from redis.asyncio.sentinel import Sentinel

from bot.core.errors import StoreDown, StoreFull

Command = tuple[Any, ...]
CONNECTIONS = 32
WAIT_MS = 1_000
BATCH = 200
"""Commands in one round trip: 25,000 stall a PING beside them for 77 ms."""
_DOWN = (
    redis_errors.ConnectionError,
    redis_errors.TimeoutError,
    redis_errors.BusyLoadingError,
    redis_errors.ReadOnlyError,
    redis_errors.MasterDownError,
    redis_errors.ClusterDownError,
    OSError,
)


class Wire(Protocol):
    """Sends commands in their order; an answer that is an error stands in the list in its place.

    Raises StoreDown when the server could not be asked, or did not answer: whether the commands ran is unknown.
    """

    async def execute(self, commands: Sequence[Command]) -> list[Any]: ...

    async def close(self) -> None: ...


class RedisWire:
    """The wire of redis-py, to one server or a cluster."""

    def __init__(self, client: "Redis | RedisCluster", wait_replicas: int = 0) -> None:
        self._client = client
        self._wait_replicas = wait_replicas
        # redis-py reads the long form of XPENDING's answer as the short one; the outbox reads it itself
        client.response_callbacks.pop("XPENDING", None)

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        try:
            if self._wait_replicas and any(c[0] in ("EVALSHA", "EVAL") for c in commands):
                return await self._confirmed(commands)
            if len(commands) == 1:
                return [await self._one(commands[0])]
            return await self._many(commands)
        except _DOWN as error:
            raise StoreDown(f"Redis did not answer: {type(error).__name__}") from error

    async def _one(self, command: Command) -> Any:
        try:
            return await self._client.execute_command(*command)
        except redis_errors.ResponseError as error:
            if isinstance(error, _DOWN):
                raise
            return error

    async def _many(self, commands: Sequence[Command]) -> list[Any]:
        pipeline: Any = (
            self._client.pipeline(transaction=False)
            if isinstance(self._client, Redis)
            else self._client.pipeline()
        )
        for command in commands:
            pipeline.execute_command(*command)
        answers: list[Any] = await pipeline.execute(raise_on_error=False)
        if down := next((a for a in answers if isinstance(a, _DOWN)), None):
            raise down
        return answers

    async def _confirmed(self, commands: Sequence[Command]) -> list[Any]:
        """WAIT counts what was written on its own connection, so it travels in the same pipeline."""
        *answers, replicas = await self._many([*commands, ("WAIT", self._wait_replicas, WAIT_MS)])
        if int(replicas) < self._wait_replicas:
            raise StoreDown(f"{replicas} of {self._wait_replicas} replicas confirmed")
        return answers

    async def close(self) -> None:
        await self._client.aclose()


def redis_wire(url: str = "", socket: str = "", wait_replicas: int = 0, timeout: float = 5.0) -> RedisWire:
    """A wire to `url`, or to the Unix `socket`; answers are bytes. `timeout` in seconds."""
    if socket:
        # the path as an argument: one with spaces does not survive a URL
        pool = BlockingConnectionPool(
            max_connections=CONNECTIONS,
            timeout=timeout,
            connection_class=UnixDomainSocketConnection,
            path=socket,
            socket_timeout=timeout,
        )
    else:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=timeout,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
        )
    pool.connection_class = type("Packed", (_Packed, pool.connection_class), {})
    return RedisWire(Redis.from_pool(pool), wait_replicas)


class _Packed:
    """Commands packed by hiredis: redis-py's asyncio connections do it in Python, a quarter of all time."""

    def pack_command(self, *args: Any) -> list[bytes]:
        return [_pack(args)]

    def pack_commands(self, commands: Iterable[Command]) -> list[bytes]:
        return [b"".join(_pack(tuple(command)) for command in commands)]


def _pack(command: Command) -> bytes:
    """redis-py's own commands may have two words in one: `SCRIPT FLUSH`."""
    return bytes(hiredis.pack_command((*str(command[0]).split(), *command[1:])))


def cluster_wire(url: str, timeout: float = 5.0) -> RedisWire:
    """A wire to a cluster, of which `url` names one node."""
    return RedisWire(RedisCluster.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout))


def sentinel_wire(url: str, timeout: float = 5.0) -> RedisWire:
    """A wire to the primary that the sentinels of `redis+sentinel://host:port,host:port/name` know."""
    hosts, _, name = url.removeprefix("redis+sentinel://").partition("/")
    places = [(h.partition(":")[0], int(h.partition(":")[2] or 26379)) for h in hosts.split(",")]
    sentinel = Sentinel(places, socket_timeout=timeout)  # type: ignore[no-untyped-call] # redis-py leaves it untyped
    return RedisWire(sentinel.master_for(name or "mymaster", socket_timeout=timeout))


class Pipe:
    """Gathers the commands of one turn of the event loop into one `execute`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._queue: list[tuple[Command, asyncio.Future[Any]]] = []
        self._flights: set[asyncio.Task[None]] = set()

    async def __call__(self, *command: Any) -> Any:
        """The answer to one command.

        Raises:
            StoreDown, StoreFull, or the server's own error.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        self._queue.append((command, answer))
        if len(self._queue) == 1:
            loop.call_soon(self._flush)
        return await answer

    def _flush(self) -> None:
        queue, self._queue = self._queue, []
        for start in range(0, len(queue), BATCH):
            flight = asyncio.ensure_future(self._fly(queue[start : start + BATCH]))
            self._flights.add(flight)
            flight.add_done_callback(self._flights.discard)

    async def _fly(self, queue: list[tuple[Command, asyncio.Future[Any]]]) -> None:
        try:
            answers = await self._wire.execute([command for command, _ in queue])
        except Exception as error:  # whatever it was belongs to those who wait, not to the loop
            answers = [error] * len(queue)
        for (_, future), answer in zip(queue, answers, strict=True):
            if future.done():
                continue
            if isinstance(answer, Exception):
                future.set_exception(_told(answer))
            else:
                future.set_result(answer)


def _told(error: Exception) -> Exception:
    if isinstance(error, redis_errors.OutOfMemoryError) or str(error).startswith("OOM"):
        return StoreFull("Redis has no memory left")
    return error
