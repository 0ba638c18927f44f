"""The runner: messages are sent once, late ones are left out and named, poison is set aside, quiet is kept."""

import datetime as dt
from pathlib import Path

from bot.core.ids import GroupId
from bot.core.member import Member
from bot.store import ledger, members
from bot.store.directory import Directory
from bot.store.ledger import Line
from tests.world import SPACE, Somebody, World, world


async def group_of(w: World) -> GroupId:
    return await Directory(w.app.store).group_of(SPACE)


async def profile(w: World, person: Somebody) -> Member:
    found = await members.find(w.app.store.unit(await group_of(w), w.now), person.account)
    assert found is not None
    return found


async def ledger_of(w: World, person: Somebody) -> list[Line]:
    unit = w.app.store.unit(await group_of(w), w.now)
    return await ledger.read(unit, (await profile(w, person)).id)


def reminders(person: Somebody) -> list[dt.datetime]:
    return [shown.at for shown in person.inbox if "Today" in shown.text.splitlines()[0]]


async def test_the_reminder_comes_at_the_members_own_hour_on_their_own_days(tmp_path: Path) -> None:
    async with world(tmp_path) as w:  # a Tuesday
        bob = await w.member("bob", "America/New_York", days="tue,thu")
        await w.advance(days=7)
        hours = [f"{at:%a %H:%M}" for at in reminders(bob)]
        assert hours == ["Tue 13:00", "Thu 13:00"]


async def test_a_pause_silences_everything_until_its_day(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
        await bob.say("/prep pause 2026-12-01")
        await w.advance(days=8)
        assert [f"{at:%d}" for at in reminders(bob)] == ["01", "02"]
        assert [entry.outcome for entry in await ledger_of(w, bob)].count("skipped") == 4


async def test_quiet_hours_hold_a_message_until_they_end(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC", quiet="07:00-09:30")
        await w.advance(hours=26)
        assert [f"{at:%H:%M}" for at in reminders(bob)] == ["09:30"]


async def test_what_was_due_while_the_bot_was_down_is_left_out_and_written_down(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
    async with world(tmp_path, at=dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC), seed=2) as w:
        bob = w.person("bob")
        await w.time.drain()
        assert reminders(bob) == []
        late = [entry.due for entry in await ledger_of(w, bob) if entry.outcome == "late"]
        assert late == [
            dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC),
            dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC),
        ]


async def test_within_two_hours_a_late_message_still_goes_out_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.member("bob", "UTC")
    for seed in (2, 3):
        async with world(tmp_path, at=dt.datetime(2026, 11, 25, 9, 59, tzinfo=dt.UTC), seed=seed) as w:
            bob = w.person("bob")
            await w.time.drain()
            assert len(reminders(bob)) == (1 if seed == 2 else 0)


async def test_a_platform_that_fails_is_tried_again_and_nothing_is_lost(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
        w.stage.broken = 3
        await w.advance(hours=25)
        assert len(reminders(bob)) == 1
        assert w.stage.delivered[-1][0].again


async def test_poison_is_set_aside_after_five_tries_with_its_reason(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        w.stage.broken = 5
        await w.advance(hours=25)
        assert reminders(alice) == []
        shown = await alice.say("/prep-admin health")
        assert "Set aside after five tries: 1. checklist.reminder: ConnectionError" in shown.text
        await w.advance(hours=24)
        assert len(reminders(alice)) == 1


async def test_closed_dms_are_noticed_and_said_in_the_channel_without_content(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", "UTC", organiser=True)
        await alice.say("/prep-admin setup channel=#general zone=UTC")
        w.stage.closed.add(w.person("bob").account)
        bob = await w.member("bob", "UTC")
        await w.advance(minutes=2)
        assert (await profile(w, bob)).dm_open is False
        (said,) = w.channel
        assert "bob, I could not send you a DM" in said.text
        w.stage.closed.clear()
        await bob.press("Test DM", on=said)
        assert "your DMs arrive" in bob.inbox[-1].text
        assert (await profile(w, bob)).dm_open is True


async def test_every_message_says_why_it_came(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
        await w.advance(hours=25)
        assert all("Why?" in shown.labels for shown in bob.inbox)
        why = await bob.press("Why?")
        assert "weekdays at 08:00, UTC" in why.text
        assert why.text.count("2026-11-") + why.text.count("2026-12-") == 4
