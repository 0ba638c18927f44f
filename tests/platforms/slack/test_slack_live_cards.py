"""What Slack alone does with the one card of a flow that has working buttons."""

import pytest

from bot.core.card import card
from tests.platforms.door import row, said
from tests.platforms.sides import FLOW, SlackSide
from tests.platforms.slack.loopback import SCOPES
from tests.platforms.slack.slackdesk import another
from tests.platforms.slack.transports import InProcess


@pytest.mark.parametrize("place", ["dm", "meeting"])
async def test_without_the_scope_it_is_not_looked_for(place: str) -> None:
    missing = "im:history" if place == "dm" else "mpim:history"
    async with SlackSide.opened(scopes=[scope for scope in SCOPES if scope != missing]) as side:
        await side.tell("a", place, flow=FLOW)
        await side.restart()
        await side.tell("b", place, flow=FLOW)
        assert side.count("find") == 0
        assert side.labels(place) == [["Go"]] * 2


async def test_a_press_on_an_older_card_that_kept_its_buttons_closes_both() -> None:
    async with SlackSide.opened() as side:
        await side.tell("a", flow=FLOW)
        side.fail("edit", status=500)
        await side.tell("b", flow=FLOW)
        side.desk.answers(said(card("Another time?", row("Sunday")), flow=FLOW))
        await side.erin.press("Go", on=side.erin.seen[0])
        assert side.labels() == [[], [], ["Sunday"]]


async def test_after_a_restart_the_card_before_loses_its_buttons_in_a_thread_of_the_dm_too() -> None:
    async with SlackSide.opened() as side:
        side.desk.answers(said(card("List", row("Done")), flow=FLOW))
        root = await side.erin.dm("today")
        await side.erin.dm("today", below=root)
        async with another(side.desk) as again:
            again.space.transport = InProcess(again.platform.app)
            await side.erin.dm("today", below=root)
            await again.platform.intake.idle()
        assert side.labels() == [[], [], ["Done"]]
