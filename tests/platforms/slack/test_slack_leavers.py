"""Who was deactivated hears nothing more: by Slack's event, or a look before the day's list."""

import pytest

from bot.core.call import Call
from bot.core.card import card
from bot.core.ids import AccountId
from tests.platforms.slack.slackdesk import at_desk, delivery

HELLO = card("Hello")


async def test_a_deactivated_person_is_looked_up_before_the_days_list_once_a_day() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        for number in range(3):
            daily = delivery(desk, HELLO, alice.user.id, id=f"list-{number}", daily=True)
            assert (await desk.platform.deliver(daily)).outcome == "sent"
        assert desk.slack.count("users.info") == 1
        alice.user.deleted = True
        desk.slack.clock.advance(24 * 3600)
        receipt = await desk.platform.deliver(delivery(desk, HELLO, alice.user.id, id="list-9", daily=True))
        assert receipt.outcome == "gone"
        assert len(alice.seen) == 3


@pytest.mark.parametrize("trouble", ["user_not_visible", "internal_error"])
async def test_what_slack_cannot_say_of_somebody_is_no_leaving(trouble: str) -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.slack.fail("users.info", error=trouble, times=2)
        daily = delivery(desk, HELLO, alice.user.id, daily=True)
        assert (await desk.platform.deliver(daily)).outcome == "sent"
        account = AccountId(f"slack:{desk.space.team.id}:{alice.user.id}")
        assert await desk.platform.here(account) is None


async def test_a_dm_to_somebody_who_is_not_visible_is_closed_and_they_are_not_gone() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.slack.fail("chat.postMessage", error="user_not_visible")
        assert (await desk.platform.deliver(delivery(desk, HELLO, alice.user.id))).outcome == "closed"


async def test_slacks_event_of_a_deactivated_person_is_a_leaving() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        account = f"slack:{desk.space.team.id}:{alice.user.id}"
        await alice.leave()
        assert desk.door.news == [Call(path="member.gone", values={"account": account})]


async def test_where_slack_does_not_say_who_organises_that_is_said() -> None:
    async with at_desk() as desk:
        desk.door.ask_admin = True
        alice = desk.space.person("alice")
        desk.slack.fail("users.info", status=503, times=9)
        await alice.slash("/prep-admin setup")
        (words,) = desk.door.refused
        assert "Try again in a minute" in words
