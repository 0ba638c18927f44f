"""What Slack alone does with the one card of a flow that has working buttons."""

import pytest

from bot.core.card import card
from tests.platforms.door import row, said
from tests.platforms.sides import FLOW, SlackSide
from tests.platforms.slack.loopback import SCOPES


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
