"""Data folders for the tests of the embedded server: made, filled, read again."""

import fcntl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from bot.store.server import Embedded


@contextmanager
def data_folder() -> Iterator[Path]:
    """The path of a folder to be made; short, whatever the length of pytest's own. No server may outlive it."""
    with tempfile.TemporaryDirectory(prefix="lm-") as path:
        yield Path(path) / "data"
        for lock in Path(path).rglob("alive"):
            assert is_free(lock), f"{lock.parent} still has a server"


def is_free(lock: Path) -> bool:
    with lock.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@asynccontextmanager
async def client(socket: Path) -> AsyncIterator[Redis]:
    async with Redis(
        unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0), decode_responses=True
    ) as redis:
        yield redis


async def filled(folder: Path, count: int) -> Path:
    """A folder that was used and closed, with keys k0, k1, ...; the part of its file that holds them."""
    held = await Embedded.open(folder)
    async with client(held.socket) as redis:
        for number in range(count):
            await redis.set(f"k{number}", "v")
    await held.close()
    return folder / "appendonlydir" / "appendonly.aof.1.incr.aof"


def as_written(number: int) -> bytes:
    """The command that sets k<number>, as the Redis protocol writes it."""
    key = f"k{number}"
    return f"*3\r\n$3\r\nSET\r\n${len(key)}\r\n{key}\r\n$1\r\nv\r\n".encode()


async def reopened(folder: Path) -> tuple[set[str], list[str]]:
    """The keys that a new start finds, and what it says to the organizer."""
    heard: list[str] = []
    held = await Embedded.open(folder, say=heard.append)
    async with client(held.socket) as redis:
        keys = {str(key) for key in await redis.keys()}
    await held.close()
    return keys, heard
