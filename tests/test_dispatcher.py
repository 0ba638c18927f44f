"""The one path: concurrent Calls all get through, repeated ones once, and a lost store is told in words."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.context import ContextFactory
from bot.core.entry import work_entry
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Said, Submitted
from bot.core.values import EVERYWHERE, Call, GroupId, account_id, new_id, space_id
from bot.dispatcher import GuestDoor
from bot.store import keys
from bot.store.members import KEPT, Directory
from bot.store.wire import Command
from bot.work import Worker
from tests.records import every_file, group_of
from tests.stage import Silent, home
from tests.wires import Between, Breakable
from tests.world import Shown, Somebody, World, world

NEEDLE = "needle-7c1f"


async def test_fifty_changes_of_one_record_at_once_are_all_made(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True)
    calls = [Said(text=f"setup channel=#c{n} zone=UTC", root="admin") for n in range(50)]
    people = [w.person(f"o{n}", organiser=True) for n in range(50)]
    shown = await asyncio.gather(*(p.send(c) for p, c in zip(people, calls, strict=True)))
    assert all("Saved" in s[0].text for s in shown)
    assert "Saved" in (await alice.say("/prep-admin setup channel=#last zone=UTC")).text


async def test_a_thousand_copies_of_one_event_have_one_effect(w: World) -> None:
    bob = w.person("bob")
    for _ in range(10):
        copies = (bob.send(Said(text="start zone=UTC", root="prep"), event="same") for _ in range(100))
        await asyncio.gather(*copies)
        await w.advance(seconds=11)
    assert len([s for s in bob.inbox if "Let's get a quick win" in s.text]) == 1


async def test_two_groups_draw_different_tokens_at_the_same_pairing_and_one_the_same_at_each_try(
    w: World,
) -> None:
    desk = ContextFactory(w.app.registry, w.app.store, w.app.content, w.clock, Worker(), seed=1)
    drawn = []
    for group in (GroupId("g1"), GroupId("g1"), GroupId("g2")):
        entry = work_entry(group, Call(path="mocks.run"), "2026-11-29", now=w.now)
        drawn.append(new_id(desk.context(desk.unit(group), entry.id, None, entry=entry).chance, 22))
    assert drawn[0] == drawn[1] != drawn[2]


async def test_without_redis_people_are_told_that_nothing_was_lost_and_later_it_works(tmp_path: Path) -> None:
    wire = Breakable()
    async with world(tmp_path, wrap=wire.around) as w:
        bob = await w.member("bob", "UTC")
        wire.cut = True
        (shown,) = await bob.send(Said(text="settings minutes=30", root="prep"))
        assert "I can't reach my memory" in shown.text
        assert "Nothing I confirmed before is lost" in shown.text
        wire.cut = False
        assert "30 minutes" in (await bob.say("/prep settings minutes=30")).text


@pytest.mark.parametrize("organiser", [True, False])
async def test_who_has_a_damaged_record_is_told_what_finds_it_and_that_trying_again_does_not(
    w: World, *, organiser: bool
) -> None:
    alice = await w.member("alice", "UTC", organiser=organiser)
    (key,) = await w.app.store.pipe("KEYS", "*:rec:*:members")
    (id_,) = await w.app.store.pipe("HKEYS", key)
    await w.app.store.pipe("HSET", key, id_, b"cut")
    with capture_logs() as logs:
        said = (await alice.say("/prep settings")).text
    assert "Trying again won't help." in said
    assert "loopmate doctor --deep" in said
    assert [(one["error"], one["reference"] in said) for one in logs] == [("DamagedRecord", True)]


async def test_the_first_command_after_the_built_in_server_was_killed_waits_for_it_and_is_done(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob", "UTC")
        os.kill(int((tmp_path / "redis.pid").read_text()), SIGKILL)
        people = [bob, *(w.person(f"guest{n}") for n in range(5))]
        shown = await asyncio.gather(*(one.say("/prep settings minutes=30") for one in people))
        assert "30 minutes" in shown[0].text
        assert not any("I can't reach my memory" in one.text for one in shown)


@pytest.mark.parametrize(
    "text",
    [f"tradeoff {NEEDLE}: 78.0% 120ms; B: +1pp +9ms", f"settings minutes={NEEDLE}", NEEDLE],
)
async def test_what_members_type_is_in_no_log_and_no_file(tmp_path: Path, text: str) -> None:
    async with world(tmp_path) as w:
        with capture_logs() as logs:
            bob = await w.member("bob", "UTC")
            await bob.say(f"/prep {text}")
            await w.advance(hours=1)
        assert NEEDLE not in repr(logs)
        assert NEEDLE not in repr(w.app.dispatcher.counts)
        await w.app.store.rewrite()
    files = every_file(tmp_path)
    assert NEEDLE.encode() not in files
    assert b"bob" in files


async def test_a_bug_gets_a_reference_and_the_log_says_where_without_words(tmp_path: Path) -> None:
    wire = Breakable(ZeroDivisionError(NEEDLE))
    async with world(tmp_path, wrap=wire.around) as w:
        bob = await w.member("bob", "UTC")
        wire.cut = True
        with capture_logs() as logs:
            (shown,) = await bob.send(Said(text=f"help {NEEDLE}", root="prep"))
        wire.cut = False
        (line,) = [entry for entry in logs if entry["event"] == "bug"]
        assert line["reference"] in shown.text
        assert line["error"] == "ZeroDivisionError"
        assert any("_execute" in place for place in line["trace"])
        assert NEEDLE not in repr(logs)


async def test_a_flood_of_nonsense_is_limited_like_any_other(w: World) -> None:
    bob = w.person("bob")
    sent = [await bob.send(Said(text=f"xyzzy {n}", root="prep")) for n in range(30)]
    sent += [await bob.send(Pressed(payload="nonsense")) for _ in range(30)]
    answered = [s[0].text for s in sent if s]
    assert len(answered) == 21
    assert "a lot at once" in answered[-1]


async def test_what_a_form_refused_is_kept_half_an_hour_and_opens_for_nobody_else(w: World) -> None:
    sam, eve = w.person("sam"), w.person("eve")
    refused = await sam.say(f"/prep start zone={NEEDLE} {'and more that somebody pasted ' * 2}")
    assert (refused.form.asks[0].name, NEEDLE in refused.text) == ("zone", True)
    (theirs,) = await eve.send(Pressed(payload=refused.payloads[1]))
    assert (NEEDLE in theirs.text, "isn't yours" in theirs.text) == (False, True)
    (again,) = await sam.send(Pressed(payload=refused.payloads[1]))
    assert again.form.asks[0].value == refused.form.asks[0].value
    kept = keys.rec(keys.partition_of(await group_of(w)), await group_of(w), KEPT.name)
    assert await w.app.store.pipe("HLEN", kept)
    await w.advance(minutes=32)
    assert await w.app.store.pipe("HLEN", kept) == 0


async def test_what_is_private_is_kept_half_an_hour_also_when_it_came_as_an_option(w: World) -> None:
    bob, eve = await w.member("bob", "UTC"), await w.member("eve", "UTC")
    options = f"{NEEDLE}: 78.0% 120ms; B: +1pp +9ms"
    call = Call(path="tradeoff", values={"options": options, "w1": "much"})
    (shown,) = await bob.send(Chosen(call=call))
    payload, again = shown.answer.payloads
    assert NEEDLE not in payload + again
    assert "has expired" in (await eve.send(Submitted(payload=payload, values={"w1": "1"})))[0].text
    await w.advance(minutes=31)
    (late,) = await bob.send(Submitted(payload=payload, values={"w1": "1"}))
    assert "has expired" in late.text


async def test_a_stranger_is_not_told_the_names_of_members(w: World) -> None:
    bob, eve = await w.member("bob", "UTC"), w.person("eve")
    await w.member("carol", "UTC")
    suggest = w.app.dispatcher.suggest
    assert await suggest(bob.account, "mock.avoid", "who", "") == ["carol"]
    assert await suggest(eve.account, "mock.avoid", "who", "") == ()


@dataclass
class Hurried(Silent):
    """A platform that wants a sign of life at once, and may fail to give it."""

    patience: float | None = 0.01
    fails: bool = False
    deferred: asyncio.Event = field(default_factory=asyncio.Event)
    answers: list[Answer] = field(default_factory=list)

    async def defer(self) -> None:
        self.deferred.set()
        if self.fails:
            raise ConnectionError(NEEDLE)

    async def send(self, answer: Answer) -> None:
        self.answers.append(answer)


class Slow(Between):
    """Answers nothing while its gate is shut."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        await self.gate.wait()
        return await super().execute(commands)


@pytest.mark.parametrize("fails", [False, True])
async def test_a_store_that_is_slow_from_the_first_look_on_is_bridged_by_a_sign_of_life(
    tmp_path: Path, fails: bool
) -> None:
    wire = Slow()
    async with world(tmp_path, wrap=wire.around) as w:
        bob = await w.member("bob", "UTC")
        responder = Hurried(fails=fails)
        said = Said(text="settings minutes=30", root="prep")
        inbound = Inbound(event="slow", account=bob.account, name="bob", channel=None, signal=said)
        wire.gate.clear()
        task = asyncio.create_task(w.app.dispatcher.handle(inbound, responder))
        async with asyncio.timeout(5):
            await responder.deferred.wait()
        wire.gate.set()
        await task
        (answer,) = responder.answers
        assert "Saved" in Shown(answer, w.now).text


async def test_a_guest_is_answered_whose_sign_of_life_fails(w: World) -> None:
    responder, account = Hurried(patience=0, fails=True), account_id(space_id("discord", EVERYWHERE), "4")
    quiz = Chosen(call=Call(path="quiz"))
    inbound = Inbound(event="g", account=account, name="gale", channel=None, signal=quiz, guest="guest")
    await GuestDoor(w.app.dispatcher).handle(inbound, responder)
    assert responder.deferred.is_set()
    assert len(responder.answers) == 1


# forms by pages


async def paged(w: World) -> tuple[Somebody, str]:
    """A member whose settings, two pages of five, are open, and what the form is submitted with."""
    bob = await w.member("bob", "UTC")
    shown = await bob.send(Chosen(call=Call(path="settings", ask=True)))
    assert [len(page) for page in shown[-1].form.pages] == [5, 5]
    return bob, shown[-1].answer.payloads[0]


async def submitted(bob: Somebody, payload: str, page: int, **values: str) -> Shown:
    (shown,) = await bob.send(Submitted(payload=payload, values=values, page=page))
    return shown


async def test_pages_that_come_one_by_one_are_saved_by_the_last(w: World) -> None:
    bob, payload = await paged(w)
    between = await submitted(bob, payload, 1, minutes="30", zone="Asia/Tokyo")
    assert "Page 1 of 2 is filled in. Nothing is done before the last." in between.text
    assert "15 minutes" in (await bob.say("/prep settings")).text
    again = await bob.press("Next page", on=between)
    assert again.form.page == 2
    done = await submitted(bob, again.answer.payloads[0], 2, streak="off")
    assert "Saved" in done.text
    assert "30 minutes" in done.text
    assert "Asia/Tokyo" in done.text


async def test_a_page_that_cannot_be_read_comes_back_at_once_with_what_was_typed(w: World) -> None:
    bob, payload = await paged(w)
    shown = await submitted(bob, payload, 1, minutes="many", zone="Asia/Tokyo")
    assert shown.form.page == 1
    assert set(shown.form.problems) == {"minutes"}
    assert {a.name: a.value for a in shown.form.asks}["zone"] == "Asia/Tokyo"
    fixed = await submitted(bob, shown.answer.payloads[0], 1, minutes="30", zone="Asia/Tokyo")
    last = await bob.press("Next page", on=fixed)
    shown = await submitted(bob, last.answer.payloads[0], 2, level="emperor")
    assert (shown.form.page, set(shown.form.problems)) == (2, {"level"})
    assert "30 minutes" in (await submitted(bob, shown.answer.payloads[0], 2, level="senior")).text


async def test_a_page_sent_twice_or_by_another_changes_only_ones_own(w: World) -> None:
    bob, payload = await paged(w)
    eve = await w.member("eve", "UTC")
    first = await submitted(bob, payload, 1, minutes="30")
    assert (await submitted(bob, payload, 1, minutes="30")).labels == first.labels
    last = await eve.press("Next page", on=first)
    await submitted(eve, last.answer.payloads[0], 2)
    assert "15 minutes" in (await bob.say("/prep settings")).text


async def test_a_field_that_a_form_does_not_have_is_left_out(w: World) -> None:
    bob, payload = await paged(w)
    assert "30 minutes" in (await submitted(bob, payload, 0, minutes="30", organizer="x" * 100_000)).text


async def test_an_answer_takes_the_place_of_a_card_only_when_a_button_on_it_was_pressed(
    bob: Somebody,
) -> None:
    question = await bob.say("/prep privacy forget scope=everything")
    pressed = await bob.press("Keep my data", on=question)
    (typed,) = await bob.send(Chosen(call=Call(path="member.keep")))
    assert (pressed.answer.replace, typed.answer.replace) == (True, False)


# a DM that several groups share


async def test_in_a_dm_the_group_used_last_is_meant_and_every_card_says_so(w: World) -> None:
    one, two = home("discord", "101", "Loop A"), home("discord", "202", "Loop B")
    bob = await w.member("bob", "UTC", on=one)
    (alone,) = await bob.send(Said(text="settings"), channel=None)
    assert not [label for label in alone.labels if label.startswith("Group")]
    there = await w.member("bob", "Asia/Tokyo", on=two)
    await w.advance(hours=1)
    (shown,) = await bob.send(Said(text="settings"), channel=None)
    assert ("Asia/Tokyo" in shown.text, "Group: Loop B" in shown.labels) == (True, True)
    # a button of the other group is obeyed, and makes that the one used last
    (shown,) = await bob.send(Pressed(payload=alone.payload("Test DM")), channel=None)
    assert "Group: Loop A" in shown.labels
    (shown,) = await bob.send(Said(text="settings"), channel=None)
    assert ("UTC" in shown.text, "Group: Loop A" in shown.labels) == (True, True)
    assert "Asia/Tokyo" in (await there.say("/prep settings")).text


async def test_who_was_left_behind_by_their_space_still_finds_their_own_group_in_a_dm(w: World) -> None:
    bob, space = await w.member("bob", "Asia/Tokyo", on="slack"), home("slack").space
    await Directory(w.app.store).join(space, GroupId("another"))
    (shown,) = await bob.send(Said(text="settings"), channel=None)
    assert "Asia/Tokyo" in shown.text
    assert "Group: ML Loop" in shown.labels


async def test_who_is_in_no_group_is_told_in_a_dm_where_to_begin(w: World) -> None:
    sam = w.person("sam", on="discord")
    for signal in (Said(text="today"), Chosen(call=Call(path="start")), Pressed(payload="1:g:today")):
        (shown,) = await sam.send(signal, channel=None)
        assert "I don't know yet which study group you're in." in shown.text


async def test_a_stop_while_an_answer_ends_waits_for_it_and_no_longer(w: World) -> None:
    stops: list[asyncio.Task[None]] = []

    class StopAtTheEnd(Silent):
        """Asks the dispatcher to be idle at its end: it looks when the answer is done and not yet forgotten."""

        async def send(self, _answer: Answer) -> None:
            stops.append(asyncio.ensure_future(w.app.dispatcher.idle()))

    inbound = Inbound(
        event="one",
        account=w.person("bob").account,
        name="bob",
        channel=None,
        signal=Said(text="help"),
        organiser=False,
    )
    await w.app.dispatcher.handle(inbound, StopAtTheEnd())
    async with asyncio.timeout(5):
        await asyncio.gather(*stops)


async def test_a_stop_breaks_off_what_takes_longer_than_it_waits(tmp_path: Path) -> None:
    reached = asyncio.Event()

    class Hanging(Between):
        hangs = False

        async def execute(self, commands: Sequence[Command]) -> list[Any]:
            if self.hangs:
                reached.set()
                await asyncio.Event().wait()
            return await super().execute(commands)

    wire = Hanging()
    async with world(tmp_path, wrap=wire.around) as w:
        bob = await w.member("bob", "UTC")
        wire.hangs = True
        asking = asyncio.ensure_future(bob.say("/prep today"))
        await reached.wait()
        async with asyncio.timeout(5):
            await w.app.dispatcher.idle(0.01)
        wire.hangs = False
        with pytest.raises(asyncio.CancelledError):
            await asking
