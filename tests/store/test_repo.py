"""Records: typed, migrated when read, never overwritten by an older program, and declared to belong to somebody."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.errors import DamagedRecord, DeclarationError, Upgrading
from bot.core.values import Frozen, MemberId, Private
from bot.store import keys
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Store
from tests.store.crowd import GROUP, NOW


class Old(Frozen):
    name: str


class New(Frozen):
    first: str
    last: str = ""


def _split(data: dict[str, Any]) -> dict[str, Any]:
    first, _, last = data["name"].partition(" ")
    return {"first": first, "last": last}


HASH = keys.rec(keys.partition_of(GROUP), GROUP, "people")
OLD = Repo("people", Old, owned_by=NOBODY)
NEW = Repo("people", New, owned_by=NOBODY, version=2, migrations={1: _split})


async def test_an_older_record_is_migrated_when_read_and_stays_until_written(anywhere: Store) -> None:
    unit = anywhere.unit(GROUP, NOW)
    OLD.put(unit, "a", Old(name="Ada Lovelace"))
    await unit.commit()
    unit = anywhere.unit(GROUP, NOW)
    assert await NEW.get(unit, "a") == New(first="Ada", last="Lovelace")
    NEW.put(unit, "a", New(first="Ada"))
    await unit.commit()
    assert await NEW.get(anywhere.unit(GROUP, NOW), "a") == New(first="Ada")


async def test_a_newer_record_is_left_alone(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    NEW.put(unit, "a", New(first="Ada"))
    await unit.commit()
    with pytest.raises(Upgrading, match="upgraded"):
        await OLD.get(store.unit(GROUP, NOW), "a")


async def test_a_record_with_a_field_of_a_newer_release_is_left_alone_and_logged_once(store: Store) -> None:
    older = Repo("people", Old, owned_by=NOBODY)
    await store.pipe("HSET", HASH, "a", b'x\n1\n{"name": "Ada", "born": 1815}')
    with capture_logs() as logs:
        for _ in range(2):
            with pytest.raises(Upgrading, match="upgraded"):
                await older.get(store.unit(GROUP, NOW), "a")
    assert [(one["event"], one["kind"]) for one in logs] == [("newer record", "people")]


async def test_a_record_without_what_it_needs_is_damaged_whatever_else_is_in_it(store: Store) -> None:
    await store.pipe("HSET", HASH, "a", b'x\n1\n{"born": 1815}')
    with pytest.raises(DamagedRecord):
        await OLD.get(store.unit(GROUP, NOW), "a")


async def test_a_unit_sees_its_own_changes_among_all_records(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    for key in ("a", "b"):
        NEW.put(unit, key, New(first=key))
    await unit.commit()
    unit = store.unit(GROUP, NOW)
    NEW.delete(unit, "a")
    NEW.put(unit, "b", New(first="changed"))
    assert await NEW.all(unit) == {"b": New(first="changed")}


class Owned(Frozen):
    owner: MemberId
    others: tuple[MemberId, ...] = ()
    text: Private[str] = Private("")


class Hidden(Frozen):
    about: MemberId


class Nested(Frozen):
    owned: tuple[Owned, ...]


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"model": Old}, "say owned_by"),
        ({"model": Owned, "owned_by": "owner"}, "'others' names a member"),
        ({"model": Owned, "owned_by": "ownr", "mentions": ("owner", "others")}, "'ownr' isn't a field"),
        ({"model": Hidden, "owned_by": KEY, "secret_from": ("about",)}, "outlives a forgetting"),
        ({"model": Nested, "owned_by": NOBODY}, "'owned' names a member"),
        ({"model": New, "owned_by": KEY, "version": 3, "migrations": {1: _split}}, "from version 2"),
    ],
)
def test_a_record_that_does_not_say_whose_it_is_fails_at_import(declared: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError, match=words):
        Repo("x", **declared)


async def test_a_record_too_large_is_refused_before_anything_is_written(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    OLD.put(unit, "a", Old(name="x" * 600_000))
    OLD.put(unit, "b", Old(name="small"))
    with pytest.raises(ValueError, match="600"):
        await unit.commit()
    assert await OLD.count(store.unit(GROUP, NOW)) == 0


async def test_private_text_is_ciphertext_in_the_store_and_plain_when_read(store: Store) -> None:
    repo = Repo("owned", Owned, owned_by="owner", mentions=("others",))
    unit = store.unit(GROUP, NOW)
    repo.put(unit, "a", Owned(owner=MemberId("ann"), text=Private("needle in the hay")))
    await unit.commit()
    raw = await store.pipe("HGET", keys.rec(keys.partition_of(GROUP), GROUP, "owned"), "a")
    assert b"needle" not in raw
    found = await repo.get(store.unit(GROUP, NOW), "a")
    assert found is not None
    assert found.text.value == "needle in the hay"
    assert "needle" not in repr(found)
