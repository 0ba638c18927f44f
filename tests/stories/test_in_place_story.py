"""What was answered changes where it is: at most one card of a flow is live in a DM, on Slack and on Discord."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.onstage.discord import DiscordPlayer, DiscordWorld, discord_world
from tests.onstage.slack import SlackPlayer, SlackWorld, slack_world
from tests.seen import Seen
from tests.stories.mock_rounds import in_, to_pairing
from tests.stories.test_channel_story import channel_set
from tests.stories.test_mock_changes_story import agreed
from tests.world import Somebody

Opens = Callable[..., AbstractAsyncContextManager[SlackWorld] | AbstractAsyncContextManager[DiscordWorld]]
QUESTIONS = 5
WEIGHED = "w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms; huge: +0.9pp +90ms"
both = pytest.mark.parametrize("opens", [slack_world, discord_world], ids=["slack", "discord"])


def dm(who: Somebody) -> list[Seen]:
    """What stands in somebody's DM or group DM with the bot."""
    assert isinstance(who, (SlackPlayer, DiscordPlayer))
    screen = who.member if isinstance(who, SlackPlayer) else who.someone
    return [seen for seen in screen.seen if seen.where in ("dm", "meeting")]


def live(who: Somebody, *labels: str) -> list[Seen]:
    """The cards of it with one of these buttons."""
    return [seen for seen in dm(who) if set(labels) & set(seen.labels)]


@both
async def test_of_a_quiz_of_five_one_card_is_live_at_a_time(tmp_path: Path, opens: Opens) -> None:
    worlds: Any = opens(tmp_path, {})
    async with worlds as w:
        erin = w.person("erin", organiser=True)
        await erin.say("/prep start zone=Asia/Kolkata")
        before = len(dm(erin))
        shown = await erin.say("quiz count=5", dm=True)
        for number in range(QUESTIONS):
            assert len(live(erin, "I don't know", "Next question", "Another quiz")) == 1
            await erin.press("I don't know")
            assert len(live(erin, "I don't know", "Next question", "Another quiz")) == 1
            if number + 1 < QUESTIONS:
                shown = await erin.press("Next question")
                assert shown.text.startswith(f"Question {number + 2} of 5")
        first_day = sum("That's day 1 done" in seen.text for seen in dm(erin))
        assert first_day == 1
        assert len(dm(erin)) - before == 2 * QUESTIONS + first_day
        assert len(live(erin, "I don't know", "Next question", "Another quiz")) == 1


@both
async def test_a_list_is_ticked_off_in_one_message(tmp_path: Path, opens: Opens) -> None:
    worlds: Any = opens(tmp_path, {})
    async with worlds as w:
        erin = w.person("erin", organiser=True)
        await erin.say("/prep start zone=Asia/Kolkata minutes=15")
        shown = await erin.say("today", dm=True)
        before = len(dm(erin))
        pressed = 0
        for _ in range(8):  # what ticks itself off stays on the list
            done = next((label for label in shown.labels if label.startswith(("Done", "Next"))), None)
            if done is None:
                break
            pressed += 1
            shown = await erin.press(done, on=shown)
            await w.advance(seconds=20)  # as somebody who does them, and not a flood
        assert pressed > 2
        assert len(dm(erin)) == before
        assert len(live(erin, *shown.labels)) == 1


@both
async def test_more_shows_the_details_and_leaves_the_card_live(tmp_path: Path, opens: Opens) -> None:
    worlds: Any = opens(tmp_path, {})
    async with worlds as w:
        erin = w.person("erin", organiser=True)
        await erin.say("/prep start zone=Asia/Kolkata")
        shown = await erin.say(f"tradeoff {WEIGHED}", dm=True)
        assert "Break-even" not in shown.text
        details = await erin.press("More", on=shown)
        assert details.text.startswith("Why, and how sure it is.")
        assert "Break-even" in details.text
        assert len(live(erin, "All options")) == len(live(erin, "More")) == 1


@both
async def test_what_asked_for_an_answer_to_a_mock_is_closed_when_everybody_has_agreed(
    tmp_path: Path, opens: Opens
) -> None:
    worlds: Any = opens(tmp_path, {})
    async with worlds as w:
        bob, erin = await agreed(w, "bob", "erin")
        for who in (bob, erin):
            assert live(who, "Works for me") == []
            assert len(live(who, "Can't come on Sat 5 Dec", "Report privately")) == 1


@asynccontextmanager
async def erin_on(folder: Path, opens: Opens, halls: dict[Path, Any]) -> AsyncIterator[Somebody]:
    """erin at a bot that has just started."""
    opened: Any = opens(folder, halls)
    async with opened as w:
        yield w.person("erin", organiser=True)


async def begin_quiz(erin: Somebody) -> None:
    await erin.say("/prep start zone=Asia/Kolkata")
    await erin.say("quiz count=2", dm=True)


@both
async def test_after_a_restart_a_question_from_before_still_loses_its_buttons(
    tmp_path: Path, opens: Opens
) -> None:
    halls: dict[Path, Any] = {}
    async with erin_on(tmp_path, opens, halls) as erin:
        await begin_quiz(erin)
    async with erin_on(tmp_path, opens, halls) as erin:
        await erin.press("I don't know")
        assert live(erin, "I don't know") == []
        assert len(live(erin, "Next question")) == 1


@both
async def test_after_a_restart_the_next_card_of_a_quiz_takes_the_buttons_of_the_one_before(
    tmp_path: Path, opens: Opens
) -> None:
    halls: dict[Path, Any] = {}
    async with erin_on(tmp_path, opens, halls) as erin:
        await begin_quiz(erin)
        await erin.press("I don't know")
        await erin.say("today", dm=True)
        others = live(erin, *dm(erin)[-1].labels)
    async with erin_on(tmp_path, opens, halls) as erin:
        shown = await erin.say("quiz count=2", dm=True)
        assert [seen.text for seen in live(erin, "I don't know", "Next question")] == [shown.text]
        assert len(live(erin, *others[0].labels)) == len(others), "another flow's card stays live"


@both
async def test_after_a_restart_a_mocks_question_is_closed_where_its_people_meet(
    tmp_path: Path, opens: Opens
) -> None:
    halls: dict[Path, Any] = {}
    first: Any = opens(tmp_path, halls)
    async with first as w:
        await channel_set(w)
        for name in ("bob", "erin"):
            await in_(w, name, "sat 10-11")
        await to_pairing(w)
        now = w.now
    again: Any = opens(tmp_path, halls, at=now)
    async with again as w:
        bob, erin = w.person("bob"), w.person("erin")
        for who in (bob, erin):
            assert len(live(who, "Works for me")) == 1
            await who.press("Works for me")
        await w.advance(seconds=5)
        for who in (bob, erin):
            assert live(who, "Works for me") == []
            assert len(live(who, "Can't come on Sat 5 Dec", "Report privately")) == 1
