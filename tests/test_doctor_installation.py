"""The doctor finds what is wrong with settings, key and storage, and following its fix makes it right."""

import struct
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
import redis

from bot.app import open_store
from bot.core.finding import Finding
from bot.core.values import GroupId
from bot.doctor.examination import redact
from bot.doctor.installation import (
    examine_all,
    examine_key,
    examine_records,
    examine_settings,
    examine_storage,
    hardening,
)
from bot.settings import Settings
from bot.store import keys, members
from bot.store.server import shipped_binary
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from tests.records import unit_of
from tests.servers import one_server, redis_binary, valkey_binary
from tests.store.conftest import empty_store
from tests.store.crowd import NOTES, crowd, who
from tests.world import KEY, world


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only(findings: list[Finding]) -> Finding:
    (one,) = findings
    return one


# settings


def test_a_misspelt_setting_is_a_failure_until_it_is_corrected(home: Path) -> None:
    (home / ".env").touch(0o600)
    (home / ".env").write_text("LOOPMATE_COMAND=loop\n")
    one = only(examine_settings(["PATH"]))
    assert one.state == "failed"
    assert "Did you mean LOOPMATE_COMMAND?" in one.found
    (home / ".env").write_text("LOOPMATE_COMMAND=loop\n")
    assert only(examine_settings(["PATH"])).state == "ready"


def test_a_file_of_tokens_that_others_can_read_is_a_warning_until_its_mode_is_changed(home: Path) -> None:
    (home / ".env").touch()
    (home / ".env").chmod(0o644)
    one = only(examine_settings([]))
    assert (one.state, one.fix) == ("warning", "chmod 600 .env")
    (home / ".env").chmod(0o600)
    assert only(examine_settings([])).state == "ready"


# the key


def placed(home: Path, **more: object) -> Settings:
    return Settings.model_validate({"data": home / "data", "xdg_config_home": home / "config"} | more)


async def test_a_key_file_is_made_for_an_empty_store_alone(home: Path) -> None:
    settings = placed(home)
    assert "none yet" in only(examine_key(settings)).found
    assert not settings.key_file.exists()
    assert (await examine_storage(settings))[0][0].state == "ready"
    assert settings.key_file.is_file()
    assert f"in {settings.key_file}" in only(examine_key(settings)).found
    key = settings.key_file.read_text()
    settings.key_file.unlink()
    one = only((await examine_storage(settings))[0])
    assert (one.state, "no key here" in one.found) == ("failed", True)
    assert not settings.key_file.exists()
    settings.key_file.write_text(key)
    assert (await examine_storage(settings))[0][0].state == "ready"


def test_a_list_of_the_forgotten_that_cannot_be_written_is_a_warning(home: Path) -> None:
    settings = placed(home, key=KEY)
    assert only(examine_key(settings)).state == "ready"
    (home / "config").touch()
    one = only(examine_key(settings))
    assert (one.state, "bring back who was forgotten" in one.found) == ("warning", True)


def test_a_key_that_others_can_read_or_that_lies_with_the_data_is_a_warning(home: Path) -> None:
    settings = placed(home, data=home / "config")
    settings.key_file.parent.mkdir(parents=True)
    settings.key_file.touch(0o600)
    settings.key_file.write_text(KEY)
    assert "is in the data folder" in only(examine_key(settings)).found
    settings.key_file.chmod(0o640)
    first, second = examine_key(settings)
    assert first.fix == f"chmod 600 {settings.key_file}"
    assert (first.state, second.state) == ("warning", "warning")
    settings.key_file.chmod(0o600)
    moved = placed(home)
    assert moved.key_file == settings.key_file
    assert only(examine_key(moved)).state == "ready"


def test_a_key_file_beside_another_key_in_the_setting_is_a_warning_until_it_is_listed(home: Path) -> None:
    settings, other = placed(home, key=KEY), new_key()
    settings.key_file.parent.mkdir(parents=True)
    settings.key_file.touch(0o600)
    settings.key_file.write_text(other)
    one = only(examine_key(settings))
    assert (one.state, str(settings.key_file) in one.found, other in one.line()) == ("warning", True, False)
    assert only(examine_key(placed(home, key=f"{KEY},{other}"))).state == "ready"
    settings.key_file.unlink()
    assert only(examine_key(settings)).state == "ready"


# the storage


def server(url: str, *command: str) -> None:
    with redis.Redis(unix_socket_path=url.removeprefix("unix://")) as client:
        client.execute_command(*command)


async def test_a_server_that_would_forget_at_a_restart_is_a_failure_until_its_mend_is_followed(
    home: Path, url: str
) -> None:
    settings = placed(home, key=KEY, redis_url=url)
    server(url, "CONFIG", "SET", "appendonly", "no")
    one = only((await examine_storage(settings))[0])
    assert one.state == "failed"
    assert one.fix.startswith("CONFIG SET appendonly yes")
    server(url, *one.fix.partition(",")[0].split())
    findings, ahead = await examine_storage(settings)
    assert [(one.area, one.state) for one in findings] == [("Storage", "ready"), ("Work", "ready")]
    assert "saved on disk, nothing is thrown away" in findings[0].found
    assert ahead == pytest.approx(0, abs=2)


async def test_a_server_that_throws_away_is_a_failure_until_its_mend_is_followed(
    home: Path, url: str
) -> None:
    settings = placed(home, key=KEY, redis_url=url)
    server(url, "CONFIG", "SET", "maxmemory", "100mb")
    server(url, "CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    one = only((await examine_storage(settings))[0])
    assert (one.state, "allkeys-lru" in one.found) == ("failed", True)
    server(url, *one.fix.partition(",")[0].split())
    assert (await examine_storage(settings))[0][0].state == "ready"


async def test_a_server_that_does_not_answer_is_a_failure_until_it_is_started(home: Path) -> None:
    folder = home / "later"
    settings = placed(home, key=KEY, redis_url=f"unix://{folder / 'r.sock'}")
    one = only((await examine_storage(settings))[0])
    assert (one.state, one.found) == ("failed", "Redis doesn't answer")
    assert one.fix.startswith("start it")
    make_folder(folder)
    with one_server(valkey_binary(), folder):
        assert (await examine_storage(settings))[0][0].state == "ready"


def make_folder(path: Path) -> None:
    path.mkdir()


async def test_what_was_set_aside_is_a_warning_and_who_works_is_counted(home: Path) -> None:
    settings = placed(home, key=KEY)
    async with open_store(settings, Random(1)) as store:
        await store.pipe("HSET", keys.dead(3), "x", "{}")
        work = (await examine_storage(settings))[0][1]
        assert (work.area, work.state) == ("Work", "warning")
        assert "1 entry was set aside" in work.found
        assert work.fix == "/prep-admin health says more"
        await store.pipe("DEL", keys.dead(3))
        await store.pipe("HSET", keys.beat(0), "w1", "7")
        work = (await examine_storage(settings))[0][1]
        assert (work.state, work.found) == ("ready", "0 waiting, 1 of the bot's processes at work")


async def test_the_binary_that_holds_the_data_is_told_with_its_version_and_hardening(home: Path) -> None:
    (storage, _), _ = await examine_storage(placed(home, key=KEY))
    assert storage.state == "ready"
    assert (
        f"held by valkey 9.1.2, {valkey_binary()}; built with no executable stack; without " in storage.found
    )


# every record in the store

P = keys.partition_of(GroupId("g1"))
PEOPLE, TEXTS = keys.rec(P, GroupId("g1"), "members"), keys.rec(P, GroupId("g1"), "t-notes")


@pytest_asyncio.fixture
async def store(valkey_url: str) -> AsyncIterator[Store]:
    async for one in empty_store(valkey_url, (NOTES,)):
        await crowd(one, 30)
        yield one


async def test_a_damaged_record_is_named_by_key_and_id_and_its_value_is_not_shown(store: Store) -> None:
    whole = await store.pipe("HGET", PEOPLE, who(7))
    for damaged in (whole[:40], b"", b"a\nb\nc", whole.replace(b'"zone"', b'"zne"'), b"\xff\xfe"):
        await store.pipe("HSET", PEOPLE, who(7), damaged)
        (one,) = await examine_all(store)
        assert one.state == "failed"
        assert (PEOPLE in one.found, who(7) in one.found) == (True, True)
        assert "Zo" not in one.line()
        hidden = redact(one, None).line()
        assert who(7) not in hidden
        assert "g1" not in hidden


async def test_a_text_that_no_key_here_opens_is_told_from_damage(store: Store) -> None:
    other = Vault([new_key()])
    stamp, version, _ = (await store.pipe("HGET", TEXTS, who(3))).split(b"\n", 2)
    body = b'{"text":"%s"}' % other.seal("needle-3").encode()
    await store.pipe("HSET", TEXTS, who(3), b"\n".join([stamp, version, body]))
    (one,) = await examine_all(store)
    assert "can't be decrypted" in one.found
    assert "LOOPMATE_KEY" in one.fix
    assert "needle" not in one.line()


async def test_a_damaged_job_and_a_damaged_entry_are_found(store: Store) -> None:
    await store.pipe("HSET", keys.job(P), "g1/x/daily", "{")
    id_ = await store.pipe("XADD", keys.out(P), "*", "e", "nonsense")
    lines = " ".join(one.found for one in await examine_all(store))
    assert f"{keys.job(P)} g1/x/daily" in lines
    assert f"{keys.out(P)} {id_.decode()}" in lines


async def test_the_store_of_the_settings_is_looked_at_beside_the_bot(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.member("alice")
        (one,) = await examine_records(Settings(data=tmp_path, xdg_config_home=tmp_path / "config", key=KEY))
        assert one.state == "ready", one.line()
        assert await members.MEMBERS.count(await unit_of(w)) == 1


# how a binary is hardened


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
