"""What is not put back: damaged files, newer ones, another key's, or over a group or a bot that is there."""

import gzip
import hashlib
import json
import os
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import pytest

from bot.backup.backup import Maker, backup, fingerprints
from bot.backup.form import LINE, BackupRefused
from bot.backup.reader import check_file, read_head
from bot.backup.restore import Consent, check_backup, restore
from bot.core.values import Frozen
from bot.store import keys
from bot.store.repo import LARGEST, NOBODY, Repo
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from bot.store.wire import Command
from tests.records import stored
from tests.store.crowd import GROUP, NOTES, NOW, crowd
from tests.store.saving import MAKER, no_pause, put_back, refused
from tests.wires import Between
from tests.world import KEY


async def test_a_flipped_bit_anywhere_is_called_damage_or_changes_nothing_that_is_read(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    whole = file.read_bytes()
    content, harmless = gzip.decompress(whole), 0
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << place % 8
        file.write_bytes(flipped)
        try:
            read_head(file)
            check_file(file, store.vault.signature(), unsigned=False)
        except BackupRefused as error:
            assert "is damaged" in str(error), place
        else:
            harmless += 1
            assert gzip.decompress(file.read_bytes()) == content, place
    assert harmless < 20  # gzip's time, flags of no meaning and name of a system, and codes that nothing uses


def lines_of(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines(keepends=True)


def rewrite(file: Path, *lines: bytes) -> None:
    file.write_bytes(gzip.compress(b"".join(lines)))


def edit(file: Path, *changes: tuple[bytes, bytes]) -> None:
    """Changes a backup as somebody does who has no key: with a SHA-256 that fits."""
    *lines, last = lines_of(file)
    content = b"".join(lines)
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    tail = json.loads(last) | {"sha256": hashlib.sha256(content).hexdigest()}
    rewrite(file, content, json.dumps(tail).encode() + b"\n")


async def test_who_edits_a_backup_and_its_checksum_is_not_believed(store: Store, file: Path) -> None:
    edit(file, (b"Europe/Berlin", b"Europe/London"))
    words = await refused(store, file, replace=True, unsigned=True)
    assert "its signature doesn't fit" in words


async def test_a_head_that_our_own_key_no_longer_opens_is_called_damage(store: Store, file: Path) -> None:
    edit(file, (b'"ids":"gAAAA', b'"ids":"gAAAB'))
    assert "is damaged" in await refused(store, file, replace=True, unsigned=True)


@pytest.mark.parametrize(
    "wrong", [{"lines": 1}, {"counts": {}}, {"sha256": ""}], ids=lambda wrong: next(iter(wrong))
)
async def test_a_tail_that_does_not_fit_is_called_damage(
    store: Store, file: Path, wrong: dict[str, object]
) -> None:
    *lines, last = lines_of(file)
    rewrite(file, *lines, json.dumps(json.loads(last) | wrong).encode())
    assert "is damaged" in await refused(store, file, replace=True, unsigned=True)


async def test_a_backup_without_a_signature_is_taken_only_when_that_is_accepted(
    store: Store, file: Path
) -> None:
    edit(file, UNSIGNED)
    assert "--accept-unsigned" in await refused(store, file, replace=True)
    await put_back(store, file, replace=True, unsigned=True)


UNSIGNED = (b'"loopmate_backup":2', b'"loopmate_backup":1')
STRANGE = [
    (b'["lm:{05}:seen","zset"', b'["other:seen","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:format","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:{05}:junk","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:{05}:beat","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:{16}:seen","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:{05}:seen:more","zset"'),
    (b'["lm:{05}:seen","zset"', b'["lm:{05}:seen","set"'),
    (b'["lm:{05}:rec:g1:group","hash"', b'["lm:{06}:rec:g1:group","hash"'),
    (b'["lm:{05}:rec:g1:group","hash"', b'["lm:{05}:rec:g2:group","hash"'),
    (b'["lm:{05}:rec:g1:group","hash",[["group",', b'["lm:{05}:rec:g1:group","hash",[["group","more",'),
    (b'["lm:{05}:job","hash",[["g1/', b'["lm:{05}:job","hash",[["g1-'),
    (b'"1795507200000"]', b'"nan"]'),
    (b'["lm:{05}:out","stream",[["', b'["lm:{05}:out","stream",[["9999999999999-0","e","late"],["'),
    (b'["lm:{05}:out","stream",[["', b'["lm:{05}:out","stream",[["1-1","e","one","more"],["'),
]
"""What a backup of ours has, and what takes its place."""


@pytest.mark.parametrize("change", STRANGE, ids=lambda change: change[1].decode()[:40])
async def test_what_is_not_ours_is_not_put_back_even_from_an_unsigned_backup(
    store: Store, file: Path, change: tuple[bytes, bytes]
) -> None:
    edit(file, UNSIGNED, change)
    assert "isn't Loopmate's" in await refused(store, file, replace=True, unsigned=True)


class Meanwhile(Between):
    """Somebody puts another file in a backup's place as soon as it's believed: one with a change, or one cut off."""

    def __init__(self, file: Path, change: tuple[bytes, bytes] | None) -> None:
        self.file, self.genuine = file, file.read_bytes()
        if change is not None:
            edit(file, change)
        self.instead = file.read_bytes() if change else self.genuine[:-100]
        self.undo()

    def undo(self) -> None:
        self.file.write_bytes(self.genuine)

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        if any(command[0] == "SET" for command in commands):
            self.file.write_bytes(self.instead)
        return await super().execute(commands)


@pytest.mark.parametrize(
    "change",
    [(b"Europe/Berlin", b"Europe/London"), (b'["lm:{05}:seen","zset"', b'["other:seen","zset"'), None],
    ids=["a record", "a foreign key", "its end"],
)
async def test_a_file_that_is_another_once_it_was_believed_is_not_put_back(
    store: Store, file: Path, change: tuple[bytes, bytes] | None
) -> None:
    wire = Meanwhile(file, change).around(store.wire)
    attacked = Store(wire, store.vault, Random(1), store.repos, forgotten=store.forgotten)
    with pytest.raises(BackupRefused, match=r"was changed while it was put back.*no bot starts on it"):
        await restore(attacked, file, MAKER, Consent(replace=True), no_pause)
    assert not await store.pipe("EXISTS", "other:seen")
    assert not any(b"London" in part for triple in await stored(store) for part in triple)
    wire.undo()
    await put_back(store, file)


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    "line", [b"[" * 50_000_000, (b"[" * 1_000 + b"\n") * 50_000], ids=["one line", "many lines"]
)
async def test_a_file_that_unpacks_to_far_more_is_refused_before_it_takes_memory(
    store: Store, file: Path, line: bytes, signed: bool
) -> None:
    head = lines_of(file)[0]
    rewrite(file, head if signed else head.replace(*UNSIGNED), line)
    tracemalloc.start()
    try:
        words = await refused(store, file, replace=True, unsigned=True)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert "unpacks to far more" in words


async def test_a_large_record_goes_into_a_short_line_and_comes_back(store: Store, tmp_path: Path) -> None:
    await crowd(store, 1)
    key = keys.rec(keys.partition_of(GROUP), GROUP, NOTES.name)
    worst = [b"\xff" * LARGEST + bytes([number]) for number in range(3)]
    for number, body in enumerate(worst):
        await store.pipe("HSET", key, f"large{number}", body)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    lines = gzip.decompress(file.read_bytes()).splitlines()
    assert max(map(len, lines)) < LINE
    await store.pipe("DEL", key)
    restored = Store(store.wire, store.vault, SystemRandom(), ())  # records that nobody could read
    await restore(restored, file, MAKER, Consent(replace=True), no_pause)
    assert await store.pipe("HMGET", key, "large0", "large1", "large2") == worst


async def test_what_is_no_backup_is_called_so(store: Store, tmp_path: Path) -> None:
    for content in (b"hello", gzip.compress(b'{"some": "other file"}\n'), b""):
        (file := tmp_path / "other").write_bytes(content)
        assert "isn't a Loopmate backup" in await refused(store, file)
    assert "can't be read" in await refused(store, tmp_path / "missing")
    os.mkfifo(pipe := tmp_path / "pipe")
    for special in (pipe, tmp_path, Path(os.devnull)):
        assert f"{special} isn't a file" in await refused(store, special)


async def test_a_newer_releases_backup_is_refused_with_both_versions_and_an_older_ones_is_not(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    newer = Maker("0.2.0", MAKER.fingerprints, NOW)
    await backup(store, file := tmp_path / "b.gz", newer)
    words = await refused(store, file, replace=True)
    assert "0.2.0" in words
    assert "0.1.0" in words
    edit(file, (b'"loopmate_backup":2', b'"loopmate_backup":3'))
    assert "(its form has version 3, not 2)" in await refused(store, file, newer, replace=True)
    await backup(store, old := tmp_path / "old.gz", Maker("0.0.9", MAKER.fingerprints, NOW))
    assert (await put_back(store, old, replace=True)).head.release == "0.0.9"


async def test_a_newer_state_of_the_same_release_is_told_apart_by_what_is_newer_in_it(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    newest = Repo("newest", Frozen, owned_by=NOBODY, version=2, migrations={1: dict})
    made_by = Store(store.wire, store.vault, Random(1), [newest])
    await backup(made_by, file := tmp_path / "b.gz", MAKER)
    older = Store(store.wire, store.vault, Random(1), [Repo("newest", Frozen, owned_by=NOBODY)])
    words = await refused(older, file, replace=True)
    assert "Loopmate 0.1.0, and this is 0.1.0 (its newest records have version 2, not 1)" in words
    with pytest.raises(BackupRefused, match="newest records"):
        check_backup(file, MAKER, store.vault, older.repos)
    check_backup(file, MAKER, store.vault, made_by.repos)


async def test_a_key_that_was_added_since_does_no_harm_and_one_that_is_missing_does(
    store: Store, tmp_path: Path, file: Path
) -> None:
    added = new_key()
    both = Store(store.wire, Vault([added, KEY]), Random(1), store.repos)
    await restore(
        both, file, Maker("0.1.0", fingerprints([added, KEY]), NOW), Consent(replace=True), no_pause
    )
    await backup(both, newer := tmp_path / "n.gz", Maker("0.1.0", fingerprints([added, KEY]), NOW))
    assert fingerprints([added])[0] in await refused(store, newer, replace=True)
