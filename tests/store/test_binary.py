"""A valkey-server of this machine in the place of the shipped one, and how a binary is hardened."""

import shutil
import struct
from pathlib import Path
from random import Random

import pytest

from bot.app import open_store
from bot.settings import Settings
from bot.store.binary import hardening, system_binary
from bot.store.data_dir import StoreError
from bot.store.server import shipped_binary
from bot.store.vault import new_key
from bot.store.wire import infos
from tests.servers import redis_binary


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
        ("Redis server v=7.0.15 sha=0:1 bits=64", "is no valkey-server. Install one"),
        ("", "is no valkey-server. Install one"),
    ],
)
async def test_another_server_is_refused_in_words_before_anything_starts(
    tmp_path: Path, prints: str, says: str
) -> None:
    named = program(tmp_path, prints)
    with pytest.raises(StoreError) as refused:
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
    with pytest.raises(StoreError, match=r"can't be run \(.+\)\. Install .*, correct LOOPMATE_VALKEY_SERVER"):
        system_binary(str(named), tmp_path)


async def test_data_of_a_newer_server_is_not_given_to_an_older_one(tmp_path: Path) -> None:
    settings = settled(tmp_path)
    async with open_store(settings, Random(1)) as store:
        await store.pipe("SET", "a", "b")
    files = {part: part.read_bytes() for part in (settings.data / "appendonlydir").iterdir()}
    older = program(tmp_path, "Valkey server v=8.1.4 sha=0:1 bits=64")
    with pytest.raises(
        StoreError, match=r"was written by Valkey 9\.0 or newer, which .* \(8\.1\) can't read"
    ):
        system_binary(str(older), settings.data)
    assert {part: part.read_bytes() for part in files} == files


def test_an_executable_stack_is_seen(tmp_path: Path) -> None:
    data = bytearray(shipped_binary().read_bytes())
    stack = data.index(struct.pack("<II", 0x6474E551, 6))
    data[stack + 4] |= 1
    (tmp_path / "spoiled").write_bytes(data)
    found = hardening(tmp_path / "spoiled")
    assert found is not None
    assert not found["no executable stack"]


def test_a_distributions_server_has_all_of_it() -> None:
    binary = redis_binary()
    if binary is None:
        pytest.skip("redis-server isn't installed")
    found = hardening(Path(binary).resolve())
    assert found is not None
    assert all(found.values())
