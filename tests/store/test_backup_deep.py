"""The doctor reads every record: what cannot be read is named by key and id, and no value is ever shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.core.values import GroupId
from bot.doctor.examine import redact
from bot.doctor.installation import examine_all, examine_records
from bot.settings import Settings
from bot.store import keys, members
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from tests.store.conftest import empty_store
from tests.store.crowd import NOTES, crowd, who
from tests.world import KEY, world

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
    assert "cannot be decrypted" in one.found
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
        assert await members.MEMBERS.count(w.app.store.unit(await _group(w.app.store), w.now)) == 1


async def _group(store: Store) -> GroupId:
    names = await store.pipe("KEYS", "*:rec:*:members")
    return GroupId(names[0].decode().split(":")[3])
