"""Help lists every command by topic, and says of each what it does."""

from pathlib import Path

import pytest

from bot.app import registry
from bot.core.command import command
from bot.core.reply import Pressed, Root, Said
from content.finder import load
from handlers.help import cards
from handlers.help.calls import Help
from handlers.help.commands import find
from tests.core.declared import declare
from tests.records import group_of
from tests.world import Shown, Somebody, World, in_memory


async def all_pages(person: Somebody, shown: Shown, label: str) -> str:
    """The texts of a topic's cards, page after page."""
    page = await person.press(label, on=shown)
    text = page.text
    while "More" in page.labels:
        page = await person.press("More", on=page)
        text += page.text
    return text


@pytest.mark.parametrize("root", ["prep", "admin"])
async def test_every_command_is_named_behind_more_and_told_of_under_its_topic(w: World, root: Root) -> None:
    olga = w.person("olga", organiser=True)
    await olga.say("/prep start zone=UTC")
    first = await olga.say("/prep help" if root == "prep" else "/prep-admin help")
    topics = [label for label in first.labels if label not in ("For organizers", "More")]
    listed = await olga.unfold(first)
    told = "".join([await all_pages(olga, first, label) for label in topics])
    for one in registry().commands(root):
        assert " ".join(one.words) in listed
        assert one.about in told


async def test_a_question_about_the_bot_is_answered_in_words(w: World, bob: Somebody) -> None:
    for asked, title, label in (
        ("streak", "Your streak.", "Progress"),
        ("what does beaten mean", "A beaten option.", "Tradeoff"),
        ("how do I pause?", "Pausing, and coming back.", "Pause"),
        ("who can see my answers?", "What I keep about you.", "Privacy show"),
        ("with my resume", "How bullets are judged.", "Bullet"),
        ("how do mocks work?", "Mock interviews.", "Mock join"),
        ("can I practice without a partner?", "Practicing alone.", "Mock solo"),
        ("can you speak Chinese?", "Other languages.", "Help"),
        ("how do I make Carol an organizer?", "Another organizer.", "Help"),
        ("settings don't work", "A button that does nothing.", "Today"),
    ):
        await w.advance(seconds=20)
        for typed in (await bob.say(f"/prep help {asked}"), await bob.say(f"help {asked}", dm=True)):
            assert typed.text.startswith(title)
            assert label in typed.labels


async def test_a_courtesy_is_no_argument_and_a_question_is_no_button(w: World, bob: Somebody) -> None:
    assert "the next two weeks" in (await bob.say("plan please", dm=True)).text
    assert "Paused until you resume." in (await bob.say("Pause, please!", dm=True)).text
    for typed in (
        "prep today",
        " prep today",
        "prep",
        "@Loopmate today",
        "<@U1BOT>, today",
        "<@!4>",
        "!today",
    ):
        assert (await bob.say(typed, dm=True)).text.startswith("Today"), typed
        await w.advance(seconds=15)
    assert "KV cache" in (await bob.say("@Loopmate what is KV caching?", dm=True)).text
    assert (await bob.say("why did you send me this", dm=True)).text.startswith("Why a message came.")


async def test_a_slash_that_no_platform_took_is_no_part_of_what_is_asked(tmp_path: Path) -> None:
    async with in_memory(tmp_path) as w:
        bob = await w.member("bob")
        assert (await bob.say("/today", dm=True)).text.startswith("Today")
        (refused,) = await bob.send(Said(text="/prep-admin help"), channel=None)
        assert refused.text.startswith("That's for the people who")


async def test_the_word_of_a_group_alone_shows_what_is_wanted_most(w: World, bob: Somebody) -> None:
    assert (await bob.say("privacy", dm=True)).text.startswith("I keep: ")
    assert (await bob.say("/prep mock")).labels == ["Join the mock rounds"]
    listed = await bob.say("help mock", dm=True)
    assert listed.labels[:2] == ["Mock history", "Mock join"]


async def test_who_organizes_finds_their_commands_in_the_help(w: World) -> None:
    olga = await w.member("olga", organiser=True)
    await olga.say("/prep-admin setup zone=UTC")
    assert "For organizers" in (await olga.say("/prep help")).labels
    assert "For organizers" not in (await (await w.member("bob")).say("/prep help")).labels


def test_every_answer_of_the_help_is_about_a_command() -> None:
    known = {one.path for one in registry().commands("prep")}
    assert {one.command for one in load().help.values()} <= known


async def test_who_has_not_joined_sees_what_strangers_may_use_joining_first(w: World) -> None:
    mia = w.person("mia")
    shown = await mia.say("/prep help")
    listed = await mia.unfold(shown)
    assert listed.splitlines()[4].startswith("- /prep start: ")
    assert "/prep bullet" not in listed
    assert shown.labels == ["Join", "More"]


async def test_a_button_of_the_earlier_help_opens_the_topics(w: World) -> None:
    olga = w.person("olga")
    await olga.say("/prep start zone=UTC")
    payload = w.app.registry.encode(await group_of(w), Help(page=2).call())
    assert payload is not None
    (shown,) = await olga.send(Pressed(payload=payload))
    assert shown.text.startswith("Press a topic")


def test_a_command_of_a_new_capability_is_a_topic_of_its_own() -> None:
    roll = declare(command("Roll a die"), "roll")
    (topic,) = cards.group_by_topic([roll])
    assert topic.commands == (roll,)
    assert "roll" in str(cards.overview([topic]).blocks)


def test_a_topic_is_found_by_its_title_and_a_command_by_its_words_first() -> None:
    commands = registry().commands("prep")
    found = find(commands, "mock interviews")
    assert isinstance(found, cards.Topic)
    assert find(commands, "mock join") in found.commands
    assert find(commands, "karaoke") is None
