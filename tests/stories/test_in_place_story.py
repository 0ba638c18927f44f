"""What was answered changes where it is: at most one card of a flow is live in a DM, on Slack and on Discord."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.channel import organizer
from tests.onstage.discord import DiscordPlayer, discord_world
from tests.onstage.slack import SlackPlayer, slack_world
from tests.seen import Seen
from tests.stories.mock_rounds import in_, to_pairing
from tests.stories.test_mock_changes_story import agreed
from tests.world import Somebody

Opens = Callable[..., AbstractAsyncContextManager[Any]]
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


async def join_erin(w: Any) -> Somebody:
    erin: Somebody = w.person("erin", organiser=True)
    await erin.say("/prep start zone=Asia/Kolkata")
    return erin


@both
async def test_of_a_quiz_of_five_one_card_is_live_at_a_time(tmp_path: Path, opens: Opens) -> None:
    async with opens(tmp_path, {}) as w:
        erin = await join_erin(w)
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
    async with opens(tmp_path, {}) as w:
        erin = await join_erin(w)
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
    async with opens(tmp_path, {}) as w:
        erin = await join_erin(w)
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
    async with opens(tmp_path, {}) as w:
        bob, erin = await agreed(w, "bob", "erin")
        for who in (bob, erin):
            assert live(who, "Works for me") == []
            assert len(live(who, "Can't come on Sat 5 Dec", "Report privately")) == 1


@both
async def test_after_a_restart_a_quiz_takes_the_buttons_of_its_cards_from_before(
    tmp_path: Path, opens: Opens
) -> None:
    halls: dict[Path, Any] = {}
    async with opens(tmp_path, halls) as w:
        erin = await join_erin(w)
        await erin.say("today", dm=True)
        others = live(erin, *dm(erin)[-1].labels)
        await erin.say("quiz count=2", dm=True)
    async with opens(tmp_path, halls) as w:
        erin = w.person("erin", organiser=True)
        shown = await erin.press("I don't know")
        assert [seen.text for seen in live(erin, "I don't know", "Next question")] == [shown.text]
        assert len(live(erin, *others[0].labels)) == len(others), "another flow's card stays live"
    async with opens(tmp_path, halls) as w:
        shown = await w.person("erin", organiser=True).say("quiz count=2", dm=True)
        assert [seen.text for seen in live(erin, "I don't know", "Next question")] == [shown.text]


@both
async def test_after_a_restart_a_mocks_question_is_closed_where_its_people_meet(
    tmp_path: Path, opens: Opens
) -> None:
    halls: dict[Path, Any] = {}
    async with opens(tmp_path, halls) as w:
        await organizer(w)
        for name in ("bob", "erin"):
            await in_(w, name, "sat 10-11")
        await to_pairing(w)
        now = w.now
    async with opens(tmp_path, halls, at=now) as w:
        bob, erin = w.person("bob"), w.person("erin")
        for who in (bob, erin):
            assert len(live(who, "Works for me")) == 1
            await who.press("Works for me")
        await w.advance(seconds=5)
        for who in (bob, erin):
            assert live(who, "Works for me") == []
            assert len(live(who, "Can't come on Sat 5 Dec", "Report privately")) == 1
