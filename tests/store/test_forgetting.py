"""Forgetting at the seams: what is in flight, set aside, unreadable, changed meanwhile, or in an old backup."""

import datetime as dt
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from bot.core.entry import ENTRY_VERSION, Job, To
from bot.core.errors import Conflict
from bot.core.member import Member
from bot.core.values import AccountId, Call, Frozen, MemberId, Private
from bot.store import expiry, forget, keys, members
from bot.store.repo import KEY, Repo
from bot.store.store import Store
from tests.records import stored
from tests.store.conftest import empty_store
from tests.store.crowd import GROUP, NOTES, NOW, Note, entry

CAROL = MemberId("Carol4you2")
BOB = MemberId("Bob8yonder")
P = keys.partition_of(GROUP)


class Talk(Frozen):
    who: tuple[MemberId, ...]
    place: str = ""


class Hidden(Frozen):
    about: MemberId


TALKS = Repo("t-talks", Talk, mentions=("who",))
SECRETS = Repo("t-secrets", Hidden, owned_by=KEY, mentions=("about",), secret_from=("about",))
MORE = (NOTES, TALKS, SECRETS)


@pytest_asyncio.fixture
async def store(valkey_url: str) -> AsyncIterator[Store]:
    async for one in empty_store(valkey_url, MORE):
        yield one


async def forgotten(store: Store, member: MemberId = CAROL, *accounts: str) -> None:
    unit = store.unit(GROUP, NOW)
    await forget.sweep(store, unit, member, [AccountId(a) for a in accounts])
    await unit.commit(drain=True)


async def holding(store: Store, needle: str) -> list[str]:
    """The keys that hold a text, by name or value; hashes of ids are none."""
    found = {key.decode() for key, _, item in await stored(store) if needle.encode() in key + item}
    return sorted(found)


async def test_what_a_worker_finishes_after_the_forgetting_brings_nothing_back(store: Store) -> None:
    told = store.unit(GROUP, NOW)
    told.tell(entry("reminder", CAROL))
    await told.commit()
    assert await holding(store, CAROL)
    in_flight = store.unit(GROUP, NOW)
    line = members.LedgerLine(at=NOW, due=NOW, path="x", outcome="sent")
    members.write_ledger(in_flight, CAROL, line)
    in_flight.park(entry("held", CAROL), NOW + dt.timedelta(hours=8))
    in_flight.bury(entry("poison", CAROL))
    in_flight.tell(entry("another", CAROL))
    NOTES.put(in_flight, CAROL, Note(text=Private("late")))
    members.write_ledger(in_flight, BOB, line)
    await forgotten(store)
    await in_flight.commit(drain=True)
    assert await holding(store, CAROL) == []
    assert await members.read_ledger(store.unit(GROUP, NOW), BOB) == [line]


async def test_a_record_that_names_somebody_forgotten_meanwhile_is_made_again(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    TALKS.put(unit, "t", Talk(who=(BOB, CAROL)))
    await forgotten(store)
    with pytest.raises(Conflict):
        await unit.commit()
    assert await holding(store, CAROL) == []


async def test_two_who_are_named_by_one_record_can_be_forgotten_at_once(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    TALKS.put(unit, "t", Talk(who=(BOB, CAROL)))
    await unit.commit()
    first, second = store.unit(GROUP, NOW), store.unit(GROUP, NOW)
    await forget.sweep(store, first, CAROL)
    await forget.sweep(store, second, BOB)
    with pytest.raises(Conflict):  # it was read before the second tombstone
        await first.commit(drain=True)
    await second.commit(drain=True)
    await forgotten(store, CAROL)
    assert await TALKS.get(store.unit(GROUP, NOW), "t") == Talk(who=(forget.PSEUDONYM, forget.PSEUDONYM))


async def test_what_was_set_aside_goes_too_readable_or_not_theirs_or_about_them(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    unit.bury(entry("poison", CAROL))
    unit.bury(entry("closed", None, call=Call(path="x", values={"member": CAROL})))
    unit.bury(entry("other", BOB))
    await unit.commit()
    await store.pipe("HSET", keys.dead(P), f"{GROUP}/{CAROL}/reminder", "{broken")
    await forgotten(store)
    assert await store.pipe("HKEYS", keys.dead(P)) == [f"{BOB}/other".encode()]


async def test_entries_and_jobs_of_a_newer_version_are_forgotten_as_well(store: Store) -> None:
    newer = entry("new", CAROL, v=ENTRY_VERSION + 1)
    unit = store.unit(GROUP, NOW)
    unit.tell(newer)
    unit.put_job(
        Job(name="daily", group=GROUP, to=To(member=CAROL), call=Call(path="x"), v=ENTRY_VERSION + 1), NOW
    )
    await unit.commit()
    job = f"{GROUP}/{CAROL}/daily"
    await store.pipe("HSET", keys.job(P), job, '{"unknown": 1}')
    await forgotten(store)
    assert await holding(store, CAROL) == []


@pytest.mark.parametrize(
    "addressed",
    [
        {"to": To(member=CAROL)},
        {"to": None, "about": CAROL},
        {"to": To(people=(BOB, CAROL), topic="a mock")},
    ],
    ids=["to them", "about them", "to them and another"],
)
async def test_an_entry_that_is_theirs_in_any_way_is_forgotten_and_another_is_not(
    store: Store, addressed: dict[str, object]
) -> None:
    unit = store.unit(GROUP, NOW)
    unit.tell(entry("theirs", None, **addressed))
    unit.tell(entry("another", BOB, call=Call(path="x", values={"said": CAROL})))
    await unit.commit()
    await forgotten(store)
    (left,) = await store.pipe("XRANGE", keys.out(P), "-", "+")
    assert f"{BOB}/another" in repr(left)


@pytest.mark.parametrize("body", ['{"to": {"member": "%s"', '["%s"]'], ids=["cut off", "no entry"])
async def test_an_entry_that_nobody_can_read_and_that_names_them_is_forgotten(
    store: Store, body: str
) -> None:
    for member in (CAROL, BOB):
        await store.pipe("XADD", keys.out(P), "*", "e", body % member)
    await forgotten(store)
    assert await holding(store, CAROL) == []
    assert await holding(store, BOB) == [keys.out(P)]


async def test_a_record_that_nobody_can_read_keeps_nobody_from_being_forgotten(store: Store) -> None:
    notes, talks = (keys.rec(P, GROUP, repo.name) for repo in (NOTES, TALKS))
    for record, key, body in ((notes, CAROL, "{"), (notes, BOB, "{"), (talks, "t", f'{{"who": ["{CAROL}"')):
        await store.pipe("HSET", record, key, f"s\n1\n{body}")
    await forgotten(store)
    assert await holding(store, CAROL) == []
    assert await store.pipe("HKEYS", notes) == [BOB.encode()]


async def test_what_they_typed_before_they_joined_goes_with_their_account(store: Store) -> None:
    account = "console:main:carol"
    unit = store.unit(GROUP, NOW)
    stranger = MemberId("~" + store.vault.hash_id(account))
    members.keep(unit, stranger, Call(path="x", values={"a": "b"}), Random(1))
    await unit.commit()
    await forgotten(store, CAROL, account)
    assert await members.KEPT.count(store.unit(GROUP, NOW)) == 0


class Nested(Frozen):
    talks: tuple[Talk, ...]


async def test_a_member_named_further_inside_a_record_becomes_a_pseudonym(store: Store) -> None:
    nested = Repo("t-nested", Nested, mentions=("talks",))
    store.repos = (*store.repos, nested)
    unit = store.unit(GROUP, NOW)
    nested.put(unit, "a", Nested(talks=(Talk(who=(CAROL, BOB)),)))
    await unit.commit()
    await forgotten(store)
    assert await nested.get(store.unit(GROUP, NOW), "a") == Nested(talks=(Talk(who=(forget.PSEUDONYM, BOB)),))


def person(member: MemberId, name: str) -> Member:
    return Member(id=member, name=name, zone="UTC", joined=NOW, accounts=())


async def test_an_export_has_all_of_ones_own_and_nobody_elses_id(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    for who, name in ((CAROL, "carol"), (BOB, "bob")):
        members.MEMBERS.put(unit, who, person(who, name))
    NOTES.put(unit, CAROL, Note(text=Private("my own words")))
    TALKS.put(unit, "t", Talk(who=(BOB, CAROL)))
    SECRETS.put(unit, CAROL, Hidden(about=BOB))
    members.write_ledger(unit, CAROL, members.LedgerLine(at=NOW, due=NOW, path="x", outcome="sent"))
    await unit.commit()
    mine = await forget.export(store, store.unit(GROUP, NOW), CAROL)
    assert BOB not in repr(mine)
    assert mine["t-notes"] == [{"text": "my own words", "id": CAROL}]
    assert mine["t-talks"] == [{"who": ["someone", CAROL], "place": "", "id": "t"}]
    assert mine["t-secrets"] == [{"about": "bob", "id": CAROL}]
    assert [line["outcome"] for line in mine["messages"]] == ["sent"]
    theirs = await forget.export(store, store.unit(GROUP, NOW), BOB)
    assert "t-secrets" not in theirs
    assert CAROL not in repr(theirs)


async def test_the_audit_forgets_after_half_a_year_and_not_before(store: Store) -> None:
    for days in (181, 179, 0):
        unit = store.unit(GROUP, NOW - dt.timedelta(days=days))
        unit.audit(act=f"{days} days ago")
        await unit.commit()
    unit = store.unit(GROUP, NOW)
    await expiry.trim_audit(store, unit)
    await unit.commit()
    kept = repr(await store.pipe("XRANGE", keys.audit(P, GROUP), "-", "+"))
    assert "181 days ago" not in kept
    assert "179 days ago" in kept
    assert "'0 days ago'" in kept
