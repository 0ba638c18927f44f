"""Forgetting, proven by looking: no key, value or file holds anything of the member, and before it they did."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

from bot.core.entry import Entry, To, work_entry
from bot.core.values import Call, MemberId
from bot.store import keys
from bot.store.outbox import Outbox
from handlers.member.calls import Sweep
from tests.onstage.slack import slack_world
from tests.records import ciphertexts, every_file, every_value, id_of, unit_of
from tests.stories.mock_rounds import export
from tests.stories.two_platforms import CODE
from tests.world import GENERAL, Somebody, World, world

NEEDLE = "zq-needle-in-the-options"


async def busy_member(w: World) -> tuple[Somebody, MemberId]:
    """Somebody who has used what there is, and typed a needle that was refused and so is kept."""
    carol = await w.member("carol-the-member", minutes="30")
    refused = await carol.say(f"/prep tradeoff {NEEDLE}: 78.0%")
    assert "kept" not in refused.text
    return carol, await id_of(w, carol)


async def test_after_forgetting_nothing_is_left_in_the_store_or_on_disk(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        carol, member = await busy_member(w)
        await w.advance(hours=24)
        await carol.say(f"/prep tradeoff {NEEDLE}: 79.0%")
        sealed = await ciphertexts(w, member)
        marks = [member.encode(), carol.account.encode(), *sealed]
        assert sealed
        before = await every_value(w)
        assert all(mark in before for mark in marks)
        assert all(mark in every_file(tmp_path) for mark in marks)
        assert NEEDLE.encode() not in before + every_file(tmp_path)

        await carol.say("/prep privacy forget")
        shown = await carol.press("Forget everything now")
        assert "Deleted here within a minute" in shown.text
        assert "Good luck, carol" in shown.text
        after = await every_value(w)
        assert [mark for mark in marks if mark in after] == []

        await w.advance(hours=1)
        assert [mark for mark in marks if mark in every_file(tmp_path)] == []


async def test_a_forgetting_that_a_killed_process_began_is_ended_by_another(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        carol, member = await busy_member(w)
        marks = [member.encode(), carol.account.encode()]
        unit = await unit_of(w)
        unit.tell(work_entry(unit.group, Sweep(member=member, accounts=carol.account).call(), now=w.now))
        await unit.commit()
        killed = Outbox(w.app.store, "killed")
        assert await killed.claim(1)
        await killed.beat()
        before = await every_value(w)
        assert all(mark in before for mark in marks)
        for _ in range(4):  # looks at the beats of others
            await w.advance(minutes=1)
        assert [mark for mark in marks if mark in await every_value(w)] == []
        await w.advance(minutes=56)
        assert [mark for mark in marks if mark in every_file(tmp_path)] == []


async def test_who_was_forgotten_is_a_stranger_and_hears_nothing_more(w: World) -> None:
    carol, _ = await busy_member(w)
    await carol.say("/prep privacy forget")
    await carol.press("Forget everything now")
    heard = len(carol.inbox)
    await w.advance(hours=72)
    assert len(carol.inbox) == heard
    assert "haven't joined" in (await carol.say("/prep settings")).text
    assert "I keep nothing about you" in (await carol.say("/prep privacy show")).text
    assert "You're in" in (await carol.say("/prep start zone=Europe/Paris")).text


async def test_on_a_platform_no_id_of_who_was_forgotten_is_left_in_the_store(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        carol = await w.member("carol", "UTC")
        await carol.say("/prep today")
        await carol.press(carol.seen[-1].labels[0])
        await carol.say("/prep privacy forget")
        user = carol.account.rpartition(":")[2].encode()
        assert user in await every_value(w)
        await carol.press("Forget everything now")
        await w.advance(minutes=1)
        assert user not in await every_value(w)


async def test_another_member_is_untouched(w: World) -> None:
    carol, _ = await busy_member(w)
    bob = await w.member("bob", "America/New_York")
    await carol.say("/prep privacy forget")
    await carol.press("Forget everything now")
    await w.advance(hours=24)
    assert "15 minutes" in (await bob.say("/prep settings")).text
    assert len(bob.inbox) == 2
    assert w.sent_to(GENERAL) == []


async def test_forgetting_takes_a_message_to_several_and_the_names_of_organisers_along(w: World) -> None:
    alice, (carol, member) = await w.member("alice", "UTC", organiser=True), await busy_member(w)
    await alice.say("/prep-admin members")
    await alice.press("Promote carol-the-mem")
    await carol.say("/prep-admin connect")  # the code remembers who made it
    unit = await unit_of(w)
    to = To(people=(member, MemberId("another")), topic="Mock: carol and another, 5 Dec")
    later = w.now + dt.timedelta(days=1)
    call = Call(path="mocks.outcome", values={"mock": "m1"})
    unit.tell(Entry(id="-/both", group=unit.group, to=to, call=call, due=w.now, expires=later))
    await unit.commit()
    assert member.encode() in await every_value(w)
    await carol.say("/prep privacy forget")
    await carol.press("Forget everything now")
    assert member.encode() not in await every_value(w)
    assert "people who organize" in (await carol.say("/prep-admin members")).text


async def test_an_export_holds_what_is_kept_of_both_accounts_in_a_zip_that_people_can_read(w: World) -> None:
    carol, _ = await busy_member(w)
    code = CODE.findall((await carol.say("/prep member.link")).text)[0]
    other = w.person("carol2")
    assert "is linked" in (await other.say(f"/prep start code={code}")).text
    await carol.say("/prep privacy export")
    (file,) = carol.inbox[-1].files
    with zipfile.ZipFile(io.BytesIO(file.data)) as zipped:
        records = json.loads(zipped.read("records.json"))
        assert set(zipped.namelist()) == {"readme.txt", "texts.txt", "records.json"}
    assert {one["id"] for one in records["accounts"]} == {carol.account, other.account}
    mine = records["members"][0]
    assert mine["accounts"] == [carol.account, other.account]
    assert (mine["minutes"], mine["zone"], "reminders" in records) == (30, "Europe/Berlin", True)


async def test_an_export_holds_everything_but_what_is_damaged_and_names_that(w: World, bob: Somebody) -> None:
    carol, member = await busy_member(w)
    unit, store = await unit_of(w), w.app.store
    lists = keys.rec(unit.partition, unit.group, "checklist")
    for name in (member, "another"):
        await store.pipe("HSET", lists, name, b"cut")
    assert "damaged records (1)" in (await carol.say("/prep privacy show")).text
    found = await export(carol)
    assert found["unreadable"] == [{"kind": "checklist", "id": member}]
    assert {"members", "accounts", "messages"} <= set(found)
    assert "I couldn't read 1 record: the file only names what's damaged" in carol.inbox[-1].text
    assert "unreadable" not in await export(bob)
