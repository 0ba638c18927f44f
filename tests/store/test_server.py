"""The embedded server, with real processes: who starts, shares and stops it, and where it listens."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from redis.exceptions import BusyLoadingError
from redis.exceptions import ConnectionError as Unreachable

from bot.app import open_store
from bot.core.errors import StoreRefused
from bot.settings import Settings
from bot.store.server import Embedded, shipped_binary, system_binary
from bot.store.vault import new_key
from bot.store.wire import infos
from tests.store.folders import as_written, client, filled, is_free, reopened

ROOT = Path(__file__).parents[2]

HOLD = """
import asyncio, sys
from pathlib import Path
from bot.store.server import Embedded

async def main():
    held = await Embedded.open(Path(sys.argv[1]))
    print("open", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await held.close()
    print("closed", flush=True)

asyncio.run(main())
"""

WRITES_AFTER_CTRL_C = """
import asyncio, signal, sys
from pathlib import Path
from redis.asyncio import Redis
from bot.store.server import Embedded

async def main():
    pressed = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, pressed.set)
    held = await Embedded.open(Path(sys.argv[1]))
    print("open", flush=True)
    await pressed.wait()
    async with Redis(unix_socket_path=str(held.socket)) as redis:
        await redis.set("last", "word")
    await held.close()
    print("closed", flush=True)

asyncio.run(main())
"""


@contextmanager
def running(program: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A Python process of its own group that has opened the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert said(process) == "open"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leave(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert said(process) == "closed"


def made(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)


async def test_whatever_is_written_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    home = tmp_path / "not" / "there" / "yet"
    settings = Settings(data=home / "data" / "of" / "a" / "bot", xdg_config_home=home / "config")
    before = os.umask(0)
    try:
        async with open_store(settings, Random(0)) as store:
            await store.pipe("SET", "a", "b")
            await store.rewrite()
    finally:
        os.umask(before)
    written = [file for file in (tmp_path / "not", *(tmp_path / "not").rglob("*")) if not file.is_symlink()]
    assert any(file.suffix == ".rdb" for file in written)
    assert any(file.name == "key" for file in written)
    assert [file for file in written if mode(file) & 0o077] == []


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def server_pid(socket: Path) -> int:
    async with client(socket) as redis:
        return int((await redis.info("server"))["process_id"])


async def is_gone(socket: Path) -> bool:
    try:
        await server_pid(socket)
    except Unreachable:
        return True
    return False


async def test_two_processes_share_one_server_and_the_last_one_stops_it(folder: Path) -> None:
    with running(HOLD, folder) as starter, running(HOLD, folder) as other:
        pid = await server_pid(folder / "redis.sock")
        leave(starter)
        assert await server_pid(folder / "redis.sock") == pid
        leave(other)
        assert await is_gone(folder / "redis.sock")
        assert is_free(folder / "alive")


async def test_processes_that_open_at_once_start_one_server(folder: Path) -> None:
    held = await asyncio.gather(*(Embedded.open(folder) for _ in range(5)))
    assert len({await server_pid(one.socket) for one in held}) == 1
    await asyncio.gather(*(one.close() for one in held))
    assert await is_gone(folder / "redis.sock")


async def test_ctrl_c_leaves_the_server_alive_for_the_last_write(folder: Path) -> None:
    with running(WRITES_AFTER_CTRL_C, folder) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert said(process) == "closed"
    assert await reopened(folder) == ({"last"}, [])


async def test_after_kill_9_of_the_starter_the_next_start_adopts_its_server(folder: Path) -> None:
    with running(HOLD, folder) as starter:
        pid = await server_pid(folder / "redis.sock")
        starter.send_signal(signal.SIGKILL)
        starter.wait()
        held = await Embedded.open(folder)
        assert await server_pid(held.socket) == pid
        await held.close()
    assert await is_gone(folder / "redis.sock")


async def test_a_server_killed_with_kill_9_is_started_again_once_with_its_data(folder: Path) -> None:
    held = await Embedded.open(folder)
    async with client(held.socket) as redis:
        await redis.set("confirmed", "v")
    assert not await held.restart_if_dead()
    os.kill(await server_pid(held.socket), signal.SIGKILL)
    assert sorted(await asyncio.gather(*(held.restart_if_dead() for _ in range(3)))) == [False, False, True]
    async with client(held.socket) as redis:
        assert await redis.get("confirmed") == "v"
    await held.close()


async def test_only_the_owner_may_enter_the_folder_and_the_socket(folder: Path) -> None:
    made(folder, 0o755)
    held = await Embedded.open(folder)
    assert mode(folder) == 0o700
    assert mode(held.socket) == 0o700
    await held.close()


async def test_a_store_never_evicts_or_compresses_and_listens_on_no_port(folder: Path) -> None:
    expected = {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "rdbcompression": "no",
        "maxmemory-policy": "noeviction",
        "hide-user-data-from-log": "yes",
    }
    held = await Embedded.open(folder)
    async with client(held.socket) as redis:
        assert await redis.config_get(*expected) == expected
    await held.close()


async def test_a_space_and_a_quote_in_the_path_are_ordinary(folder: Path) -> None:
    odd = folder.with_name("bob's data “1”")
    await filled(odd, 1)
    assert await reopened(odd) == ({"k0"}, [])


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(folder: Path) -> None:
    long = folder / ("x" * 100)
    held = await Embedded.open(long)
    assert len(os.fsencode(held.socket)) <= 100
    assert mode(held.socket.parent) == 0o700
    with running(HOLD, long) as other:
        async with client(held.socket) as redis:
            await redis.set("k", "v")
        await held.close()
        assert not await is_gone(held.socket)
        leave(other)
    assert not held.socket.parent.exists()
    assert await reopened(long) == ({"k"}, [])


async def test_a_short_folder_that_others_can_enter_is_refused(folder: Path) -> None:
    long = folder / ("x" * 100)
    held = await Embedded.open(long)
    await held.close()
    made(held.socket.parent, 0o755)
    with pytest.raises(StoreRefused, match=f"{held.socket.parent} isn't a private folder"):
        await Embedded.open(long)
    held.socket.parent.rmdir()


async def large(folder: Path) -> int:
    """A closed folder whose file takes a noticeable time to load; the number of its keys."""
    count = 600_000
    part = await filled(folder, 0)
    part.write_bytes(b"".join(as_written(number) for number in range(count)))
    return count


async def test_an_opening_that_is_cancelled_leaves_no_server_and_loses_nothing(folder: Path) -> None:
    count = await large(folder)
    opening = asyncio.create_task(Embedded.open(folder))
    while not await is_loading(folder / "redis.sock"):
        assert not opening.done()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert await is_gone(folder / "redis.sock")
    keys, heard = await reopened(folder)
    assert (len(keys), [line for line in heard if "still loading" not in line]) == (count, [])


async def is_loading(socket: Path) -> bool:
    try:
        async with client(socket) as redis:
            await redis.get("k0")
    except BusyLoadingError:
        return True
    except Unreachable:
        return False
    return False


def test_a_platform_without_the_binary_is_told_the_setting() -> None:
    with pytest.raises(StoreRefused, match="LOOPMATE_REDIS_URL"):
        shipped_binary("redis")
    with pytest.raises(StoreRefused, match="LOOPMATE_REDIS_URL"):
        shipped_binary("no_such_package")


async def test_a_binary_that_cannot_run_is_named_with_the_setting(folder: Path) -> None:
    binary = Path(shutil.copyfile(shipped_binary(), folder.parent / "valkey-server"))
    with pytest.raises(StoreRefused, match=f"{binary} can't be run.*LOOPMATE_REDIS_URL"):
        await Embedded.open(folder, binary=binary)


async def test_a_first_start_that_finds_the_disk_full_is_no_damage_then_nor_when_there_is_room(
    folder: Path,
) -> None:
    files = folder / "appendonlydir"
    short = folder.parent / "valkey-server"
    short.write_text(
        f"#!/bin/sh\nmkdir '{files}'\n: > '{files}/appendonly.aof.1.base.rdb'\n"
        "echo '1:M 30 Nov 2026 12:00:00.000 # Error trying to write the temporary AOF manifest file "
        f"temp-appendonly.aof.manifest: No space left on device' > '{folder}/redis.log'\n"
    )
    short.chmod(0o700)
    with pytest.raises(StoreRefused, match=r"didn't start: .* No space left on device\."):
        await Embedded.open(folder, binary=short)
    await (await Embedded.open(folder)).close()


async def test_a_file_in_place_of_the_folder_is_named(folder: Path) -> None:
    file = shutil.copyfile(__file__, folder)
    with pytest.raises(StoreRefused, match=f"data folder {file} can't be used.*LOOPMATE_DATA"):
        await Embedded.open(file)


# a valkey-server of this machine in the place of the shipped one


def settled(folder: Path, **more: object) -> Settings:
    return Settings.model_validate(
        {"data": folder / "data", "xdg_config_home": folder / "config", "key": new_key()} | more
    )


def program(folder: Path, prints: str) -> Path:
    """A program that knows `--version`, as another version of the server would."""
    made = folder / "valkey-server"
    made.write_text(f"#!/bin/sh\necho '{prints}'\n")
    made.chmod(0o700)
    return made


async def test_the_server_that_the_setting_names_holds_the_data_which_the_shipped_one_reads_again(
    tmp_path: Path,
) -> None:
    own = Path(shutil.copy2(shipped_binary(), tmp_path / "valkey-server"))
    settings = settled(tmp_path, valkey_server=str(own))
    for given, binary in (
        (settings, own),
        (settings.model_copy(update={"valkey_server": ""}), shipped_binary()),
    ):
        async with open_store(given, Random(1)) as store:
            about = (await infos(store.wire, "server"))[0]
            assert Path(about["executable"]) == binary
            assert await store.pipe("INCR", "starts") == (1 if binary is own else 2)


@pytest.mark.parametrize(
    ("prints", "says"),
    [
        ("Valkey server v=7.2.9 sha=0:1 bits=64", "is Valkey 7.2, and I need 8 or newer. Upgrade it"),
        ("Redis server v=7.0.15 sha=0:1 bits=64", "isn't a valkey-server. Install one"),
        ("", "isn't a valkey-server. Install one"),
    ],
)
async def test_another_server_is_refused_in_words_before_anything_starts(
    tmp_path: Path, prints: str, says: str
) -> None:
    named = program(tmp_path, prints)
    with pytest.raises(StoreRefused) as refused:
        async with open_store(settled(tmp_path, valkey_server=str(named)), Random(1)):
            pass
    assert f"{named} {says}" in str(refused.value)
    assert "LOOPMATE_VALKEY_SERVER, or take it away" in str(refused.value)


@pytest.mark.parametrize("what", ["missing", "not executable", "a folder"])
def test_what_cannot_be_run_is_named_with_the_setting(tmp_path: Path, what: str) -> None:
    named = tmp_path / "valkey-server"
    if what == "not executable":
        named.touch()
    elif what == "a folder":
        named.mkdir()
    with pytest.raises(
        StoreRefused, match=r"can't be run \(.+\)\. Install .*, correct LOOPMATE_VALKEY_SERVER"
    ):
        system_binary(str(named), tmp_path)


async def test_data_of_a_newer_server_is_not_given_to_an_older_one(tmp_path: Path) -> None:
    settings = settled(tmp_path)
    async with open_store(settings, Random(1)) as store:
        await store.pipe("SET", "a", "b")
    files = {part: part.read_bytes() for part in (settings.data / "appendonlydir").iterdir()}
    older = program(tmp_path, "Valkey server v=8.1.4 sha=0:1 bits=64")
    with pytest.raises(
        StoreRefused, match=r"was written by Valkey 9\.0 or newer, which .* \(8\.1\) can't read"
    ):
        system_binary(str(older), settings.data)
    assert {part: part.read_bytes() for part in files} == files
