"""A time zone that vanished, and rules that never fire: said in words, and nobody else is held up."""

import datetime as dt
import io
import json
import zipfile

from bot.core.entry import Job, To
from bot.core.wall_time import Wall
from bot.store import members
from handlers.checklist.calls import Reminder
from handlers.checklist.records import REMINDER
from tests.records import profile, unit_of
from tests.world import Somebody, World

BEGINS = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)
VANISHED = "Mars/Olympus_Mons"


async def loses_the_zone(w: World, person: Somebody) -> None:
    """What is stored, as an earlier edition of the time zone database left it."""
    unit, member = await unit_of(w), await profile(w, person)
    members.MEMBERS.put(unit, member.id, member.copy_with(zone=VANISHED))
    rule = Wall(at=dt.time(8), zone="UTC").copy_with(zone=VANISHED)
    job = Job(name=REMINDER, group=unit.group, to=To(member=member.id), call=Reminder().call())
    unit.put_job(job.copy_with(rule=rule), BEGINS + dt.timedelta(hours=2))
    await unit.commit()


def days(person: Somebody) -> list[int]:
    return [s.at.day for s in person.inbox if s.text.startswith("Today")]


async def test_who_has_lost_their_zone_is_told_loses_nothing_and_holds_nobody_up(w: World) -> None:
    alice = await w.member("alice", zone="UTC", organiser=True)
    bob, erin = await w.member("bob", zone="UTC"), await w.member("erin", zone="UTC")
    await bob.say("/prep today")
    await bob.say("/prep done 1")
    await loses_the_zone(w, bob)
    await w.advance(hours=3)
    assert (days(bob), days(erin)) == ([], [24])
    assert "no time zone Mars/Olympus_Mons" in (await alice.say("/prep-admin health")).text
    assert "Done" in (await bob.say("/prep today")).text
    assert "I don't recognize the time zone Mars/Olympus_Mons anymore" in (await bob.say("/prep remind")).text
    assert "Mars/Olympus_Mons, which I don't recognize anymore" in (await bob.say("/prep settings")).text
    refused = await bob.say("/prep remind 09:00")
    assert "Everything else is kept as it was" in refused.text
    assert (await profile(w, bob)).at == dt.time(8)
    await bob.press("Change my time zone", on=refused)
    saved = await bob.fill(zone="Berlin")
    assert "Time zone: Europe/Berlin\nNext list: 2026-11-25T07:00Z" in saved.text
    await w.advance(days=1)
    assert (days(bob), days(erin)) == ([25], [24, 25])
    assert "Mars" not in (await alice.say("/prep-admin health")).text


async def test_a_zone_nobody_knows_is_refused_and_the_last_good_one_is_kept(w: World) -> None:
    bob = await w.member("bob", zone="Asia/Kolkata")
    for typed, said in (
        ("Mordor", "isn't a place I know"),
        ("+2", "doesn't say when clocks change. Pick a city there"),
        ("CST", "can mean more than one time zone"),
    ):
        shown = await bob.say(f"/prep settings zone={typed}")
        assert said in shown.text
    assert (await profile(w, bob)).zone == "Asia/Kolkata"
    assert "Asia/Kolkata\nNext list: 2026-11-25T02:30Z" in (await bob.say("/prep settings")).text


async def test_a_rule_that_never_fires_leaves_no_job_and_the_others_go_on(w: World) -> None:
    bob = await w.member("bob", zone="UTC", quiet="none")
    await bob.say("/prep settings")
    await bob.press("My dates")
    await bob.fill(onsite="2026-11-26")  # two weeks before are over
    await bob.say("/prep remind nudge=120 23:00")  # two hours later it is tomorrow
    await w.advance(minutes=2)
    jobs = await (await unit_of(w)).jobs((await profile(w, bob)).id)
    assert sorted(jobs) == ["after-onsite", "eve-onsite", "reminder"]
    await w.advance(days=1)
    assert days(bob) == [24]


async def test_who_has_lost_their_zone_gets_their_export_and_can_be_forgotten(w: World) -> None:
    bob = await w.member("bob", zone="UTC")
    await loses_the_zone(w, bob)
    await bob.say("/prep privacy export")
    with zipfile.ZipFile(io.BytesIO(bob.inbox[-1].files[0].data)) as zipped:
        reminders = json.loads(zipped.read("records.json"))["reminders"]
    assert {"name": "reminder", "next": "2026-11-24T08:00:00+00:00"} in reminders
    await bob.say("/prep privacy forget")
    assert "Deleted here within a minute" in (await bob.press("Forget everything now")).text
    assert "haven't joined" in (await bob.say("/prep settings")).text


async def test_a_group_that_has_lost_its_zone_goes_on_in_utc_until_it_is_known_again(w: World) -> None:
    alice = await w.member("alice", zone="UTC", organiser=True)
    await alice.say("/prep-admin setup")
    await alice.press("Use these settings")
    unit, rule = await unit_of(w), Wall(at=dt.time(18), zone="UTC", days=(6,)).copy_with(zone=VANISHED)
    members.change_group(unit, await members.group(unit), zone=VANISHED, pairing=rule, wrap_up=rule)
    await unit.commit()
    assert "Today" in (await alice.say("/prep today")).text
    assert "UTC" in (await alice.say("/prep-admin setup")).text

    async def overnight() -> tuple[str, str]:
        """The zone of the group, and of its next pairing, the day after."""
        await w.advance(days=1)
        unit = await unit_of(w)
        rule = (await unit.jobs(None))["pairing"][0].rule
        return (await members.group(unit)).zone, rule.zone if rule else ""

    assert await overnight() == ("UTC", "UTC")
    unit = await unit_of(w)
    known = await members.group(unit)
    assert known.lost_zone == VANISHED
    members.change_group(unit, known, lost_zone="Asia/Tokyo")  # as if this machine hadn't known it
    await unit.commit()
    assert await overnight() == ("Asia/Tokyo", "Asia/Tokyo")
    await alice.say("/prep-admin setup zone=Berlin")
    assert "Saved" in (await alice.press("Use these settings")).text
    assert (await members.group(await unit_of(w))).zone == "Europe/Berlin"
