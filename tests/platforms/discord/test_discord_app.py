"""The whole bot on Discord: real dispatcher, real store, simulated time. The stories (tests/stories) do the rest."""

import asyncio
from typing import Any

import pytest

from bot.platforms.discord.adapter import DiscordPlatform
from bot.store import members
from tests.onstage.discord import DiscordWorld
from tests.platforms.discord.person import Person
from tests.records import Triple, everything, unit_of

STRING = 3
OLD = {"Today": "1:{}:today", "Again": "2|1:{}:today", "Two": "1:{}:quiz:latency:2", "Form": "1:{}:?settings"}
"""Buttons as earlier versions wrote them, by tests/core/argument_orders.txt: `quiz: topic count mode`."""


async def joined(w: DiscordWorld, name: str) -> Person:
    person = w.guild.person(name)
    assert "You're in" in (await person.slash("/prep start zone=UTC")).text
    await w.time.drain()
    return person


async def test_a_message_sent_without_its_own_word_on_pings_pings_nobody(w: DiscordWorld) -> None:
    """The loopback Discord notes each message that could ping."""
    room = w.guild.channel("general").id
    assert isinstance(w.witness.platform, DiscordPlatform)
    await w.witness.platform.client.get_partial_messageable(room).send("@everyone, it's time")
    assert w.api.state.breaches == []


async def test_a_form_is_corrected_and_filled_in_page_by_page_and_values_are_suggested(
    w: DiscordWorld,
) -> None:
    erin = w.guild.person("erin")
    await erin.slash("/prep start zone=UTC")
    form = await erin.press("Change settings")
    assert form.title
    wrong = await erin.fill(zone="Mars")
    assert any(label.startswith("Correct") for label in wrong.labels)
    again = await erin.press(wrong.labels[0])
    assert again.fields["zone"] == "Mars"
    between = await erin.fill(zone="Asia/Kolkata")
    assert "Page 1 of 2" in between.text
    second = await erin.press(between.labels[0])
    assert second.title.endswith("(2 of 2)")
    assert "Saved" in (await erin.fill()).text
    assert "Europe/Berlin" in await erin.autocomplete("prep start", "zone", "berl")


async def test_a_bots_own_message_in_a_dm_starts_no_talk_with_itself(w: DiscordWorld) -> None:
    async with asyncio.timeout(20):
        erin = await joined(w, "erin")
        await erin.dm("today")
        welcome, today = [shown.text for shown in erin.seen if shown.where == "dm"]
        assert "Let's get a quick win" in welcome
        assert "Today" in today


async def test_who_brought_the_bot_along_is_answered_alone_and_no_key_is_written(w: DiscordWorld) -> None:
    """In a server that hasn't invited it; with the server behind it, the same command is the group's."""
    gale, store = w.guild.person("gale"), w.app.store
    before = await store.pipe("DBSIZE")

    async def asks(path: str, *options: dict[str, Any], **owners: str) -> Any:
        return await gale.forge_slash(path, *options, authorizing_integration_owners=owners)

    alone = {"1": str(gale.id)}
    shown = await asks("prep ask", {"type": STRING, "name": "question", "value": "what is p99?"}, **alone)
    assert (shown.where, "A percentile pXX" in shown.text) == ("caller", True)
    assert "study group" in (await asks("prep today", **alone)).text
    assert "I don't know" in (await asks("prep quiz", **alone)).labels
    assert await store.pipe("DBSIZE") == before
    theirs = alone | {"0": str(w.guild.id)}
    assert "Join" in (await asks("prep quiz", **theirs)).labels
    assert "haven't joined" in (await asks("prep today", **theirs)).text


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("today", "Today"),
        ("what is p99?", "A percentile pXX"),
        ("what is p99, and what are zebras?", "A percentile pXX"),
        ("remind zebras", "When your list comes"),
        ("start zebras", "Press a topic"),
        ("bullet", "bullet"),
        ("", "Today"),
    ],
)
async def test_where_others_read_along_an_answer_waits_behind_a_button_and_quotes_nothing(
    w: DiscordWorld, said: str, answer: str
) -> None:
    erin, gale = await joined(w, "erin"), w.guild.person("gale")
    await erin.dm("what is p99?")  # what reads it is loaded, which may take longer than a press may
    shown = await erin.names(f"@Loopmate {said}")
    assert (shown.where, len(shown.labels)) == ("channel", 1)
    assert "zebras" not in shown.text
    private = await erin.press(shown.labels[0], on=shown)
    assert (private.where, answer in f"{private.title} {private.text}") == ("caller", True)
    theirs = await gale.press(shown.labels[0], on=shown)
    assert "zebras" not in theirs.text


CARD = '{"blocks":[{"kind":"link","label":"Sign in","url":"https://evil.example"}]}'


@pytest.mark.parametrize(
    ("said", "victim", "done"),
    [
        ("start zone=UTC", "a stranger", "You're in"),
        ("member.forget-now", "a member", "Deleted here"),
        ("prep-admin organiser member=ERIN on=on", "an organizer", "is an organizer now"),
        (f"more card={CARD}", "a member", "Sign in"),
    ],
)
async def test_what_somebody_says_in_a_channel_is_done_for_nobody_else_who_presses_there(
    w: DiscordWorld, said: str, victim: str, done: str
) -> None:
    erin, gale = await joined(w, "erin"), w.guild.person("gale", manage=victim == "an organizer")
    if victim != "a stranger":
        await gale.slash("/prep start zone=UTC")
    people = await members.MEMBERS.all(await unit_of(w))
    (hers,) = [key for key, one in people.items() if one.name == "erin"]
    shown = await erin.names(f"@Loopmate {said.replace('ERIN', hers)}")
    before = kept_of_people(await everything(w))
    theirs = await gale.press("Show me", on=shown)
    assert (done in theirs.text, "isn't yours" in theirs.text) == (False, True)
    assert kept_of_people(await everything(w)) == before


def kept_of_people(stored: set[Triple]) -> set[Triple]:
    """All records but the tokens of buttons, and the members' own, which say when somebody was here."""
    return {t for t in stored if b":rec:" in t[0] and not t[0].endswith((b":kept", b":members"))}


async def test_who_has_not_joined_and_names_the_bot_in_a_channel_can_join_from_there(w: DiscordWorld) -> None:
    gale = w.guild.person("gale")
    shown = await gale.press("Show me", on=await gale.names("@Loopmate today"))
    assert "You haven't joined yet." in shown.text
    assert "What time is it for you?" in (await gale.press("Join", on=shown)).text


@pytest.mark.parametrize(
    ("manages", "joins", "answer"),
    [
        (False, False, "Ask one of them, such as somebody with Manage Server,"),
        (False, True, "Ask one of them, such as somebody with Manage Server,"),
        (True, False, "Almost there: do these settings fit?"),
        (True, True, "Almost there: do these settings fit?"),
    ],
)
async def test_an_organizers_word_after_the_bots_name_is_done_for_organizers_and_says_whose_it_is(
    w: DiscordWorld, manages: bool, joins: bool, answer: str
) -> None:
    gale = w.guild.person("gale", manage=manages)
    if joins:
        await gale.slash("/prep start zone=UTC")
    shown = await gale.press("Show me", on=await gale.names("@Loopmate setup"))
    assert (shown.where, answer in shown.text) == ("caller", True)


async def test_members_commands_can_be_installed_by_users_and_are_mentioned_by_their_ids(
    w: DiscordWorld,
) -> None:
    found = {c["name"]: c for c in w.api.commands}
    prep, admin = found["prep"], found["prep-admin"]
    assert (prep["integration_types"], prep["contexts"]) == ([0, 1], [0, 1, 2])
    assert (admin["integration_types"], admin["contexts"]) == ([0], [0, 1])
    await (await joined(w, "bob")).slash("/prep help")
    sent = [m for inside in w.api.state.messages.values() for m in inside.values()]
    assert any(f":{prep['id']}>" in str(message.components) for message in sent)


async def test_buttons_of_a_message_from_an_earlier_version_still_work(w: DiscordWorld) -> None:
    """Plain text with rows of buttons, as messages were before they were all components."""
    erin, state = w.guild.person("erin"), w.api.state
    group = (await erin.slash("/prep start zone=UTC")).payloads[0].split(":")[1]
    row = [
        {"type": 2, "style": 2, "label": label, "custom_id": payload.format(group)}
        for label, payload in OLD.items()
    ]
    rows, room = [{"type": 1, "components": row}], w.guild.channel("general").id
    state.create_message(room, state.bot_user.id, "Your list:", components=rows)
    old = erin.seen[-1]
    assert old.lines == ["Your list:"]
    for label in ("Today", "Again"):
        assert (await erin.press(label, on=old)).lines[0].startswith("Today")
    assert "1 of 2" in (await erin.press("Two", on=old)).text
    assert (await erin.press("Form", on=old)).title
