"""All that can be wrong with what is stored, on one morning: none of it stops the others, and each is named."""

import datetime as dt
from pathlib import Path

from structlog.testing import capture_logs

from bot.core.entry import Entry, Job, To
from bot.core.values import Call, MemberId
from bot.core.wall_time import Wall
from bot.store import keys
from tests.records import id_of, unit_of
from tests.world import Somebody, World, world

SIX = dt.datetime(2026, 11, 24, 6, tzinfo=dt.UTC)
UTC = Wall(at=dt.time(8), zone="UTC")
HEALTH = (
    "I can't post in #general",
    "checklist.reminder, 1: this machine knows no time zone Mars/Olympus_Mons.",
    "mocks.outcome, 1: it couldn't be built or sent, five times (BadArguments).",
    "Damaged in the store and set aside: 1.",
    "1 no longer in the space;",
)


async def test_one_morning_with_all_of_it(tmp_path: Path) -> None:
    async with world(tmp_path, at=SIX) as w:
        alice = w.person("alice", organiser=True)
        await alice.say("/prep-admin setup")
        await alice.press("Use these settings")
        for name in ("alice", "bob", "erin", "dave"):
            await w.member(name, "UTC")
        gone, erin = w.person("dave"), w.person("erin")
        await erin.say("/prep remind where=both")
        with capture_logs() as logged:
            await _all_wrong(w, await id_of(w, w.person("bob")))
            w.stage.gone.add(gone.account)
            w.stage.shut.add(alice.where.channel)
            await w.advance(hours=3)
        assert [lists(who) for who in (alice, erin, gone)] == [1, 1, 0]
        health = [await alice.say("/prep-admin health"), await alice.say("/prep-admin health page=2")]
        assert [words for words in HEALTH if not any(words in page.text for page in health)] == []
        assert "dave, UTC, no longer in the space" in (await alice.say("/prep-admin members")).text
        events = {line["event"]: line for line in logged}
        assert events["time zone unknown"]["job"]
        assert events["bug"]["delivery"].endswith("/unbuilt")
        assert events["entry not readable"]["stream_id"]
        assert events["member gone"]["delivery"]
        assert events["channel closed"]["channel"] == alice.where.channel


def lists(who: Somebody) -> int:
    return sum(shown.text.startswith("Today") for shown in who.inbox)


async def _all_wrong(w: World, who: MemberId) -> None:
    """A rule that never fires, a zone that vanished, a card that cannot be built, and half an entry."""
    unit = await unit_of(w)
    job = Job(
        name="reminder", group=unit.group, to=To(member=who), call=Call(path="checklist.reminder"), rule=UTC
    )
    past = UTC.model_copy(update={"date": SIX.date() - dt.timedelta(days=1)})
    assert unit.schedule(job.model_copy(update={"name": "never", "rule": past}), w.now) is None
    lost = UTC.model_copy(update={"zone": "Mars/Olympus_Mons"})
    unit.put_job(job.model_copy(update={"rule": lost}), SIX + dt.timedelta(hours=2))
    unit.tell(
        Entry(
            id=f"{who}/unbuilt",
            group=unit.group,
            to=To(member=who),
            call=Call(path="mocks.outcome", values={"week": "no date"}),
            due=w.now,
            expires=w.now + dt.timedelta(days=1),
        )
    )
    await unit.commit()
    await w.app.store.pipe("XADD", keys.out(keys.partition_of(unit.group)), "*", "e", '{"id": "half of')
