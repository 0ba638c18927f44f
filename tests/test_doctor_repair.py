"""A store that's lost, another's or damaged is named, not started empty; and each choice does what it says."""

import os
import shutil
import signal
from pathlib import Path
from random import Random

import pytest
import redis

from bot.app import open_store
from bot.backup.command import put_back, save
from bot.backup.restore import Consent
from bot.core.errors import StoreRefused
from bot.core.values import GroupId
from bot.doctor.installation import examine_storage
from bot.doctor.repair import Choice, repair
from bot.settings import Settings
from bot.store import keys
from bot.store.vault import new_key
from tests.store.crowd import crowd, forgotten

KEY = new_key()
COUNT = keys.count(keys.partition_of("g"), GroupId("g"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return at(tmp_path, "data")


def at(home: Path, name: str, **more: object) -> Settings:
    places = {"data": home / name, "xdg_config_home": home / "config", "key": KEY}
    return Settings.model_validate(places | more)


async def used(settings: Settings) -> None:
    """A store in which a count was written once."""
    async with open_store(settings, Random(1)) as store:
        await store.pipe("HSET", keys.beat(0), "w1", "7")


async def beats(settings: Settings) -> int:
    async with open_store(settings, Random(1)) as store:
        return int(await store.pipe("HLEN", keys.beat(0)))


async def test_the_register_beside_the_key_is_for_the_bots_user_alone(settings: Settings) -> None:
    await used(settings)
    assert settings.register_file.stat().st_mode & 0o777 == 0o600


async def refusal(settings: Settings) -> str:
    with pytest.raises(StoreRefused) as refused:
        await used(settings)
    return str(refused.value)


async def chosen(settings: Settings, choice: Choice) -> str:
    said: list[str] = []
    await repair(settings, choice, said.append)
    return "\n".join(said)


def emptied(settings: Settings) -> None:
    shutil.rmtree(settings.data)


def without_files(settings: Settings) -> None:
    shutil.rmtree(settings.data / "appendonlydir")


def without_manifest(settings: Settings) -> None:
    (settings.data / "appendonlydir" / "appendonly.aof.manifest").unlink()


def spoil_base(settings: Settings) -> None:
    (base,) = settings.data.glob("appendonlydir/*.base.rdb")
    base.write_bytes(b"!" * 100)


@pytest.mark.parametrize("lose", [emptied, without_files, without_manifest])
async def test_a_store_that_was_lost_is_named_and_not_begun_anew(settings: Settings, lose: object) -> None:
    assert callable(lose)
    await used(settings)
    lose(settings)
    there = sorted(settings.data.rglob("*.aof"))
    for _ in range(2):
        assert str(settings.data) in await refusal(settings)
    assert sorted(settings.data.rglob("*.aof")) == there
    found = (await examine_storage(settings))[0][0]
    assert (found.area, found.state) == ("Storage", "failed")
    assert "loopmate repair" in found.fix
    assert "start-empty" in found.fix
    assert "starts empty" in (said := await chosen(settings, "start-empty")) or "begins with an empty" in said
    assert await beats(settings) == 0


async def test_the_store_of_another_bot_is_named_until_it_is_accepted(tmp_path: Path) -> None:
    mine, other = at(tmp_path, "mine"), at(tmp_path, "other")
    await used(mine)
    await used(other)
    shutil.rmtree(mine.data)
    other.data.rename(mine.data)
    assert "another bot's" in await refusal(mine)
    assert f"loopmate repair accept-store --data {mine.data}" in (await examine_storage(mine))[0][0].fix
    assert str(mine.data) in await chosen(mine, "accept-store")
    assert await beats(mine) == 1
    assert await beats(mine) == 1


async def test_data_that_was_not_known_here_is_named_once(tmp_path: Path) -> None:
    await used(settings := at(tmp_path, "data"))
    settings.register_file.unlink()
    (note,) = [one for one in (await examine_storage(settings))[0] if one.state == "warning"]
    assert "wasn't known here" in note.found
    assert [one.state for one in (await examine_storage(settings))[0]] == ["ready", "ready"]


async def test_after_start_empty_a_backup_is_put_back_into_the_same_folder(
    settings: Settings, tmp_path: Path
) -> None:
    async with open_store(settings, Random(1)) as store:
        await store.pipe("HSET", COUNT, "things", "7")
    await save(settings, file := tmp_path / "b.gz", lambda _: None)
    spoil_base(settings)
    assert "start-empty" in await refusal(settings)
    await chosen(settings, "start-empty")
    await put_back(settings, file, Consent(returned=True), lambda _: None)
    async with open_store(settings, Random(1)) as store:
        assert await store.pipe("HGET", COUNT, "things") == b"7"


async def test_copies_stay_until_the_organizer_removes_them(settings: Settings) -> None:
    await used(settings)
    (settings.data / "appendonlydir" / "appendonly.aof.manifest").unlink()
    said = await chosen(settings, "skip-damage")
    copy = settings.data / "aof-broken-1"
    assert f"{copy}. They stay there" in said
    async with open_store(settings, Random(1)) as store:
        assert await store.rewrite()
    assert copy.is_dir()
    assert str(copy) in await chosen(settings, "remove-copies")
    assert not copy.exists()
    assert "no copies" in await chosen(settings, "remove-copies")


@pytest.mark.parametrize("choice", ["cut", "skip-damage"])
async def test_a_folder_that_is_not_there_is_named_and_not_made(settings: Settings, choice: Choice) -> None:
    with pytest.raises(StoreRefused, match=f"There is no folder {settings.data}, so nothing was repaired"):
        await repair(settings, choice, print)
    assert not settings.data.exists()


async def test_a_folder_emptied_under_a_running_bot_is_not_begun_anew(settings: Settings) -> None:
    said: list[str] = []
    async with open_store(settings, Random(1), said.append) as store:
        without_files(settings)
        os.kill(int((settings.data / "redis.pid").read_text()), signal.SIGKILL)
        for _ in range(3):
            assert not await store.recover()
        assert ["There is no store in" in one for one in said] == [True]
        assert not (settings.data / "appendonlydir").exists()


async def test_a_register_that_cannot_be_written_is_a_warning(settings: Settings) -> None:
    settings.register_file.mkdir(parents=True)
    (one,) = [one for one in (await examine_storage(settings))[0] if one.state == "warning"]
    assert str(settings.register_file) in one.found
    settings.register_file.rmdir()
    await used(settings)
    assert [one.state for one in (await examine_storage(settings))[0]] == ["ready", "ready"]


async def test_a_copy_goes_with_the_forgetting_that_it_would_undo_and_this_is_said(
    settings: Settings,
) -> None:
    async with open_store(settings, Random(1)) as store:
        await crowd(store, 2)
    without_manifest(settings)
    await chosen(settings, "skip-damage")
    copy, said = settings.data / "aof-broken-1", list[str]()
    async with open_store(settings, Random(1), said.append) as store:
        await crowd(store, 3)
        await forgotten(store, 2)
        assert copy.is_dir()
        assert said == []
        await forgotten(store, 1)
        assert not copy.exists()
        assert said == [f"The copy {copy} was deleted: somebody who was forgotten now was still in it."]


# a server of their own


async def test_a_server_that_was_emptied_is_named_and_nothing_is_written_to_it(
    tmp_path: Path, url: str
) -> None:
    settings = at(tmp_path, "data", redis_url=url)
    await used(settings)
    with redis.Redis(unix_socket_path=url.removeprefix("unix://")) as client:
        client.flushall()
        assert url in await refusal(settings)
        assert client.dbsize() == 0
    with pytest.raises(StoreRefused, match="server of your own"):
        await chosen(settings, "cut")
    await chosen(settings, "start-empty")
    assert await beats(settings) == 0


async def test_a_password_is_not_written_into_the_register(tmp_path: Path, url: str) -> None:
    path = url.removeprefix("unix://")
    with redis.Redis(unix_socket_path=path) as client:
        client.config_set("requirepass", "needle")
        settings = at(tmp_path, "data", redis_url=f"unix://:needle@{path}")
        await used(settings)
    text = settings.register_file.read_text()
    assert path in text
    assert "needle" not in text
