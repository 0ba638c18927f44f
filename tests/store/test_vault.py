"""The key: made once, changed without losing anybody, and never mistaken for another."""

import base64
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.core.errors import StoreRefused
from bot.store import keys
from bot.store.connect import url_store
from bot.store.store import Store
from bot.store.vault import Vault, load_keys, new_key, vault_of


def test_a_key_is_made_once_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "config" / "key"
    assert load_keys("", file) == []
    vault_of("", file).save_key()
    first = load_keys("", file)
    late = Vault([new_key()], unsaved=file)  # another process that began at the same time
    late.save_key()
    assert load_keys("", file) == first
    assert Vault(first).open(late.seal("a text")) == "a text"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [f.name for f in file.parent.iterdir()] == ["key"]


def test_an_empty_key_file_is_named_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.touch()
    with pytest.raises(StoreRefused, match="key is empty"):
        load_keys("", file)
    assert file.read_text() == ""


ONE, TWO = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"q", b"w"))
"""Always the same: they are in the names of tests, on which several processes have to agree."""


@pytest.mark.parametrize("given", ["abc", ",", "abc,def", ONE[:-2] + "=", f"{ONE},{TWO[1:]}", ONE + "é"])
def test_what_is_no_key_is_refused_by_the_name_of_where_it_is_and_not_shown(
    given: str, tmp_path: Path
) -> None:
    file = tmp_path / "key"
    file.write_text(given, encoding="utf-8")
    for setting, where in ((given, "LOOPMATE_KEY"), ("", str(file))):
        with pytest.raises(StoreRefused, match=f"{where} holds something that's no key") as refused:
            load_keys(setting, file)
        assert ONE[:20] not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (ONE + "\r\n", [ONE]),
        (f"{ONE[:20]}\n{ONE[20:]}", [ONE]),
        (f"{ONE}\n{TWO}\n", [ONE, TWO]),
        (f"{ONE}, {TWO}", [ONE, TWO]),
        (f"'{ONE}'", [ONE]),
        ("\ufeff" + ONE, [ONE]),
    ],
)
def test_line_breaks_commas_and_quotes_belong_to_no_key(text: str, keys: list[str], tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")
    assert load_keys("", file) == keys
    assert load_keys(text.lstrip("\ufeff"), file) == keys


@pytest_asyncio.fixture
async def bare(store: Store) -> AsyncIterator[Store]:
    """A server that no bot has used yet, and that the next test finds so as well."""
    await store.pipe("DEL", keys.FORMAT)
    yield store
    await store.pipe("DEL", keys.FORMAT)


async def with_keys(url: str, *given: str) -> Store:
    """The store at `url`, as a bot with these keys opens it."""
    async with url_store(url, Vault(given), Random(1), (), accept_lossy=True) as opened:
        return opened


async def test_a_bot_with_another_key_is_refused_and_touches_nothing(bare: Store, valkey_url: str) -> None:
    mine, other = new_key(), new_key()
    await with_keys(valkey_url, mine)
    before = await bare.pipe("GET", keys.FORMAT)
    with pytest.raises(StoreRefused, match=r"encrypted with another key.* Fix: .* a store of its own"):
        await with_keys(valkey_url, other)
    assert await bare.pipe("GET", keys.FORMAT) == before


def test_the_newest_key_seals(tmp_path: Path) -> None:
    old, new = new_key(), new_key()
    sealed = Vault([new, old]).seal("a text")
    assert Vault([new]).open(sealed) == "a text"
    with pytest.raises(ValueError, match="another key"):
        Vault([old]).open(sealed)


async def test_a_lost_key_is_named_and_no_new_one_takes_its_place(
    bare: Store, valkey_url: str, tmp_path: Path
) -> None:
    async with url_store(
        valkey_url, vault_of("", file := tmp_path / "key"), Random(1), (), accept_lossy=True
    ):
        assert file.is_file()
    file.unlink()
    before = await bare.pipe("GET", keys.FORMAT)
    with pytest.raises(StoreRefused, match=r"no key here: .* Nothing was touched"):
        async with url_store(valkey_url, vault_of("", file), Random(1), (), accept_lossy=True):
            raise AssertionError("a bot works on texts that it can't read")
    assert not file.exists()
    assert await bare.pipe("GET", keys.FORMAT) == before


async def test_a_new_key_before_the_old_one_opens_old_texts_and_hashes_ids_as_before(
    bare: Store, valkey_url: str
) -> None:
    old, new = new_key(), new_key()
    before = (await with_keys(valkey_url, old)).vault
    after = (await with_keys(valkey_url, new, old)).vault
    older = (await with_keys(valkey_url, old, new_key())).vault
    assert after.open(before.seal("a text")) == "a text"
    assert after.hash_id("ann") == before.hash_id("ann") == older.hash_id("ann")


@pytest.mark.parametrize(
    ("planted", "says"),
    [
        *(
            (one, "somebody else writes to it")
            for one in ("words", "[]", '{"format": "x"}', '{"partitions": 16}')
        ),
        ('{"format": 2, "partitions": 16}', "newer Loopmate"),
        ('{"format": 1, "partitions": 8}', "8 partitions"),
    ],
)
async def test_a_store_that_is_not_ours_or_of_another_make_is_refused_for_its_own_reason(
    bare: Store, valkey_url: str, planted: str, says: str
) -> None:
    await bare.pipe("SET", keys.FORMAT, planted)
    with pytest.raises(StoreRefused, match=says):
        await with_keys(valkey_url, new_key())


def test_a_hash_that_a_store_brings_counts_for_ids_that_were_hashed_before_too() -> None:
    old, new = new_key(), new_key()
    kept, vault = Vault([old]), Vault([old, new])
    first = vault.hash_id("ann")
    vault.adopt(kept.sealed_hash_key)
    assert vault.hash_id("ann") == kept.hash_id("ann") != first
