"""A pair on two platforms writes to each other through the bot: with consent, marked, inert, until the mock ends."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.core.card import Card, Quoted, Text
from bot.core.reply import Submitted
from handlers.mocks.records import MOCKS
from tests.records import every_value, id_of, unit_of
from tests.stories.mock_rounds import in_, to_pairing
from tests.stories.two_platforms import DISCORD, SLACK, connected
from tests.world import Shown, Somebody, World, world

AT = dt.datetime(2026, 12, 5, 9, tzinfo=dt.UTC)
NEEDLE = "<!channel> @everyone join https://meet.example/a *now*"


@asynccontextmanager
async def pair(
    folder: Path, place: str = "", before: dt.timedelta = dt.timedelta(hours=1)
) -> AsyncIterator[tuple[World, Somebody, Somebody]]:
    """Dave on Slack and Erin on Discord, `before` their mock."""
    async with world(folder) as w:
        alice, _ = await connected(w)
        if place:
            await alice.say(f"/prep-admin pairing rules place={place}")
        dave = await in_(w, "dave", "sat 9:00-9:45", on=SLACK)
        erin = await in_(w, "erin", "sat 9:00-9:45", on=DISCORD)
        await to_pairing(w)
        await w.time.advance(AT - before)
        yield w, dave, erin


async def agreed(w: World, dave: Somebody, erin: Somebody) -> None:
    await dave.press("Write through me", on=introduced(dave))
    await w.time.drain()
    assert (await erin.press("Agree")).text.startswith("You can write to dave through me until ")
    await w.time.drain()
    assert dave.inbox[-1].text.startswith("You can write to erin through me until ")


def introduced(who: Somebody) -> Shown:
    return next(s for s in reversed(who.inbox) if "Write through me" in s.labels)


async def writes(w: World, who: Somebody, text: str, label: str = "Write a message") -> Shown:
    await who.press(label)
    shown = await who.fill(text=text)
    await w.time.drain()
    return shown


def carried(who: Somebody) -> list[Shown]:
    return [s for s in who.inbox if "writes through me" in s.text]


async def test_what_one_writes_is_carried_to_the_other_marked_and_inert(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        assert "On its way to erin." in (await writes(w, dave, NEEDLE)).text
        (card,) = carried(erin)
        assert card.text.startswith("dave writes through me:")
        body = card.answer.body
        assert isinstance(body, Card)
        assert [b.line for b in body.blocks if isinstance(b, Text)][1] == (Quoted(text=NEEDLE),)
        form = await erin.press("Answer")
        for _ in range(2):
            await erin.send(submitted(form, "On my way"), event="the same")
        await w.time.drain()
        assert "On my way" in carried(dave)[0].text
        assert len(carried(dave)) == len(carried(erin)) == 1


async def test_nothing_is_carried_before_both_agree_or_after_one_stops(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        shown = await dave.press("Write through me", on=introduced(dave))
        assert shown.text.startswith("I asked erin. As soon as everyone agrees, you can write through me.")
        await dave.say("/prep mock.write mock=" + await key_of(w) + " text=early")
        await w.time.drain()
        assert carried(erin) == []
        await erin.press("Agree")
        await w.time.drain()
        await writes(w, dave, "hello")
        await dave.send(submitted(await dave.press("Write another"), "on its way when she stops"))
        await erin.press("Stop messages", on=carried(erin)[-1])
        refused = await writes(w, dave, "too late", "Write another")
        assert "only when everyone in the mock agrees" in refused.text
        assert len(carried(erin)) == 1


async def key_of(w: World) -> str:
    (key,) = await MOCKS.all(await unit_of(w, SLACK))
    return key


def submitted(form: Shown, text: str) -> Submitted:
    return Submitted(payload=form.payloads[0], values={"text": text})


async def test_what_comes_too_late_is_not_carried(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        form = await dave.press("Write a message")
        await w.time.advance(AT + dt.timedelta(minutes=40))
        await dave.send(submitted(form, NEEDLE))
        w.clock.set(AT + dt.timedelta(minutes=46))  # nothing was sent for six minutes
        await w.time.drain()
        assert carried(erin) == []
        assert "That mock is over" in (await dave.fill(text="again")).text


async def test_what_a_killed_process_had_taken_is_carried_by_the_next_one(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        (shown,) = await dave.send(submitted(await dave.press("Write a message"), NEEDLE))
        assert "On its way" in shown.text
        assert carried(erin) == []
        now = w.now
    async with world(tmp_path, at=now + dt.timedelta(seconds=30)) as w:
        await w.time.drain()
        assert [s.text.splitlines()[1] for s in w.sent_to(erin.account)] == [NEEDLE]


async def test_what_is_taken_back_before_it_is_sent_is_not_and_what_fails_is_carried_once(
    tmp_path: Path,
) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        await dave.send(submitted(await dave.press("Write a message"), NEEDLE))
        await dave.say("/prep privacy forget scope=drafts")
        await w.time.drain()
        assert carried(erin) == []
        await dave.press("Write a message")
        w.stage.broken = 2
        await dave.fill(text="hello")
        await w.time.advance(w.now + dt.timedelta(minutes=2))
        assert len(carried(erin)) == 1


async def test_who_cannot_come_or_is_forgotten_neither_gets_nor_sends_anything_more(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        form, leaving = await erin.press("Write a message"), await dave.say("/prep privacy forget")
        await dave.send(submitted(await dave.press("Write a message"), NEEDLE))
        await dave.press("Forget everything now", on=leaving)
        await erin.send(submitted(form, "are you there?"))
        await w.time.drain()
        assert (carried(erin), carried(dave)) == ([], [])
        assert b"meet.example" not in await every_value(w)


async def test_a_pair_that_meets_at_a_link_or_in_a_place_of_its_own_is_offered_none(tmp_path: Path) -> None:
    async with pair(tmp_path, place="https://meet.example/{token}") as (_, dave, erin):
        for who in (dave, erin):
            (told,) = [s for s in who.inbox if "Join the call: https://meet.example/" in s.text]
            assert "Write through me" not in told.labels


async def test_who_drops_out_of_the_mock_ends_it_for_both(tmp_path: Path) -> None:
    async with pair(tmp_path) as (w, dave, erin):
        await agreed(w, dave, erin)
        form = await erin.press("Write a message")
        await dave.press("Can't come on Sat 5 Dec")
        shown = await erin.send(submitted(form, NEEDLE))
        await w.time.drain()
        assert (carried(dave), carried(erin)) == ([], [])
        assert "On its way" not in shown[0].text
        assert b"meet.example" not in await every_value(w)


async def test_nobody_is_written_to_in_their_quiet_hours_and_the_writer_hears_until_when(
    tmp_path: Path,
) -> None:
    async with pair(tmp_path, before=dt.timedelta(hours=14)) as (w, dave, erin):
        await agreed(w, dave, erin)
        await w.time.advance(AT - dt.timedelta(hours=12))
        form = await dave.press("Write a message")
        refused = await dave.fill(text=NEEDLE)
        assert "It's quiet time for erin now. Write again in 10 h 00 min." in refused.text
        await w.time.advance(AT - dt.timedelta(hours=2))
        assert carried(erin) == []
        await dave.send(submitted(form, "good morning"))
        await w.time.drain()
        assert "good morning" in carried(erin)[0].text
        await erin.say("/prep settings quiet=07:30-12:00")
        await w.time.advance(AT - dt.timedelta(hours=1, seconds=1))
        refused = (await dave.send(submitted(form, "there in a minute")))[0]
        assert "It's quiet time for erin now." in refused.text
        await w.time.advance(AT - dt.timedelta(hours=1))
        await dave.send(submitted(form, "there in a minute"))
        await w.time.drain()
        assert "there in a minute" in carried(erin)[-1].text


async def test_who_interviews_hears_of_the_agreement_and_of_the_brief_in_one_message(tmp_path: Path) -> None:
    async with pair(tmp_path, before=dt.timedelta(days=3)) as (w, dave, erin):
        (mock,) = (await MOCKS.all(await unit_of(w, SLACK))).values()
        reader, other = (dave, erin) if mock.interviewer == await id_of(w, dave) else (erin, dave)
        await reader.press("Works for me")
        before = len(reader.inbox)
        await other.press("Works for me")
        await w.advance(minutes=5)
        (told,) = reader.inbox[before:]
        assert told.text.startswith("Agreed: ")
        assert "minutes to read" in told.text
        assert {"Another time", "Write through me", "Give me another"} < set(told.labels)
        assert (await reader.press("Open the brief", on=told)).text.startswith("Read this aloud")


async def test_who_agreed_last_and_interviews_gets_the_brief_alone(tmp_path: Path) -> None:
    async with pair(tmp_path, before=dt.timedelta(days=3)) as (w, dave, erin):
        (mock,) = (await MOCKS.all(await unit_of(w, SLACK))).values()
        reader, other = (dave, erin) if mock.interviewer == await id_of(w, dave) else (erin, dave)
        await other.press("Works for me")
        before = [len(who.inbox) for who in (reader, other)]
        await reader.press("Works for me")
        await w.advance(minutes=5)
        (brief,), (agreement,) = reader.inbox[before[0] :], other.inbox[before[1] :]
        assert brief.text.startswith("Your interviewer's brief: ")
        assert agreement.text.startswith("Agreed: ")
