"""Tokens that expire: renewed in time, once for all processes, and sealed."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.reply import Answer
from bot.core.values import AccountId
from bot.platforms.port import Busy, Delivery
from bot.platforms.slack.adapter import SlackPlatform
from bot.store.outbox import StoreLease
from tests.platforms.slack.installs import Deployment, deployment
from tests.platforms.slack.member import Member
from tests.wires import Breakable

HOUR = dt.timedelta(hours=1)


def message(to: Member, number: int = 0) -> Delivery:
    account = AccountId(f"slack:{to.team.id}:{to.user.id}")
    return Delivery(id=f"m{number}", to=account, answer=Answer(body=card("Hello")))


def renewals(at: Deployment) -> list[str]:
    """How each ended."""
    calls = [one for one in at.server.calls if one.method == "oauth.v2.access"]
    return [one.answer for one in calls if one.args.get("grant_type") == "refresh_token"]


async def alice_in(at: Deployment) -> Member:
    """Somebody of a workspace that has installed the bot."""
    one = at.workspace("One")
    await at.install(one)
    return one.person("alice")


def later(at: Deployment, hours: float) -> None:
    at.clock.set(at.clock.now() + hours * HOUR)


async def test_a_token_is_renewed_two_hours_before_it_ends_once_for_all_that_need_it(
    rotating: Deployment,
) -> None:
    at = rotating
    people = [await alice_in(at)]
    one = people[0].workspace
    people += [one.person(f"p{n}") for n in range(4)]
    first = one.team.token
    later(at, 9.9)
    await at.platform.deliver(message(people[0]))
    assert renewals(at) == []
    later(at, 0.2)
    await asyncio.gather(*(at.platform.deliver(message(who, 1)) for who in people))
    assert renewals(at) == ["ok"]
    assert first != one.team.token == (await at.installs.all())["slack:T0001"].token.value
    assert [len(who.seen) for who in people] == [2, 1, 1, 1, 1]
    later(at, 100)  # it was silent for days
    await people[0].dm("help")
    assert renewals(at) == ["ok", "ok"]
    assert len(people[0].seen) == 3


async def test_two_processes_renew_once_and_both_go_on(rotating: Deployment) -> None:
    at, alice = rotating, await alice_in(rotating)
    other = SlackPlatform(at.app.services, at.options, patient=0)
    async with other.open_web():
        for number, process in enumerate((at.platform, other)):
            await process.deliver(message(alice, number))
        later(at, 10.5)
        await asyncio.gather(at.platform.deliver(message(alice, 2)), other.deliver(message(alice, 3)))
        later(at, 2)  # what the first token was good for is over
        await other.deliver(message(alice, 4))
        await at.platform.deliver(message(alice, 5))
        assert renewals(at) == ["ok"]
        assert len(alice.seen) == 6


async def test_a_token_that_another_process_replaced_is_looked_up_when_slack_refuses_it(
    at: Deployment,
) -> None:
    alice = await alice_in(at)
    await at.platform.deliver(message(alice))
    other = SlackPlatform(at.app.services, at.options, patient=0)
    async with other.open_web():
        await other.deliver(message(alice, 1))
        alice.team.trouble = "account_inactive"
        await at.install(alice.workspace)  # once more, before anybody has noticed
        await alice.dm("help")
        assert (await other.deliver(message(alice, 2))).outcome == "sent"
        assert len(alice.seen) == 4


@pytest.mark.parametrize("how", [{"error": "invalid_refresh_token"}, {"drop": True}])
async def test_a_renewal_that_fails_is_tried_again_after_a_minute_and_nothing_is_lost(
    rotating: Deployment, how: dict[str, object]
) -> None:
    at, alice = rotating, await alice_in(rotating)
    later(at, 10.5)
    at.server.fail("oauth.v2.access", **how)  # type: ignore[arg-type]
    with capture_logs() as logs:
        for number in range(3):
            await at.platform.deliver(message(alice, number))
    assert len(renewals(at)) == 1
    assert [e["install"] for e in logs if e["event"] == "slack.token_not_renewed"] == ["slack:T0001"]
    later(at, 0.1)
    await at.platform.deliver(message(alice, 3))
    assert (len(renewals(at)), renewals(at)[-1], len(alice.seen)) == (2, "ok", 4)


async def test_an_expired_token_that_cannot_be_renewed_waits_and_is_no_uninstall(
    rotating: Deployment,
) -> None:
    at, alice = rotating, await alice_in(rotating)
    later(at, 13)
    at.server.fail("oauth.v2.access", status=503)
    with pytest.raises(Busy):
        await at.platform.deliver(message(alice))
    assert list(await at.installs.all()) == ["slack:T0001"]
    later(at, 0.1)
    assert (await at.platform.deliver(message(alice))).outcome == "sent"


class CutOnceRenewed(Breakable):
    """Reaches nobody from the first renewal on."""

    at: Deployment

    def is_cut(self) -> bool:
        return self.cut and renewals(self.at) == ["ok"]


async def test_a_token_that_the_store_could_not_take_is_written_when_it_is_back(tmp_path: Path) -> None:
    wire = CutOnceRenewed()
    async with deployment(tmp_path, rotates=True, wrap=wire.around) as at:
        wire.at = at
        alice = await alice_in(at)
        later(at, 10.5)
        wire.cut = True
        await at.platform.deliver(message(alice))
        wire.cut = False
        assert (await at.installs.all())["slack:T0001"].token.value != alice.team.token
        await at.platform.deliver(message(alice, 1))
        assert (await at.installs.all())["slack:T0001"].token.value == alice.team.token
        assert len(alice.seen) == 2


async def test_a_process_that_died_while_it_renewed_is_not_waited_for(rotating: Deployment) -> None:
    at, alice = rotating, await alice_in(rotating)
    assert await StoreLease(at.app.store, at.clock, "token/slack:T0001").hold()
    later(at, 10.5)
    await at.platform.deliver(message(alice))
    assert renewals(at) == []
    later(at, 0.1)
    await at.platform.deliver(message(alice, 1))
    assert renewals(at) == ["ok"]
