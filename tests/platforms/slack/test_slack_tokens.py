"""Tokens that expire: renewed in time, once for all processes, and sealed."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.ids import AccountId
from bot.core.reply import Answer, Reader
from bot.platforms.port import Busy, Delivery
from bot.platforms.slack.adapter import SlackPlatform
from bot.store.directory import StoreLease
from tests.platforms.slack.installs import Deployment, Faulty, deployment
from tests.platforms.slack.member import Member

HOUR = dt.timedelta(hours=1)


def message(to: Member, number: int = 0) -> Delivery:
    account = AccountId(f"slack:{to.team.id}:{to.user.id}")
    return Delivery(id=f"m{number}", to=account, answer=Answer(body=card("Hello"), reader=Reader()))


def renewals(at: Deployment) -> list[str]:
    """How each ended."""
    calls = [one for one in at.server.calls if one.method == "oauth.v2.access"]
    return [one.answer for one in calls if one.args.get("grant_type") == "refresh_token"]


def later(at: Deployment, hours: float) -> None:
    at.clock.set(at.clock.now() + hours * HOUR)


async def test_a_token_is_renewed_two_hours_before_it_ends_once_for_all_that_need_it(tmp_path: Path) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        one = at.workspace("One")
        await at.install(one)
        people = [one.person(f"p{n}") for n in range(5)]
        first = one.team.token
        later(at, 9.9)
        await at.platform.deliver(message(people[0]))
        assert renewals(at) == []
        later(at, 0.2)
        await asyncio.gather(*(at.platform.deliver(message(who, 1)) for who in people))
        assert renewals(at) == ["ok"]
        assert first != one.team.token == (await at.installs.all())["slack:T0001"].token.value
        later(at, 11)
        await at.platform.deliver(message(people[0], 2))
        assert renewals(at) == ["ok", "ok"]
        assert [len(who.seen) for who in people] == [3, 1, 1, 1, 1]


async def test_a_workspace_that_was_silent_for_days_goes_on(tmp_path: Path) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        later(at, 100)
        await alice.dm("help")
        assert renewals(at) == ["ok"]
        assert alice.seen


async def test_two_processes_renew_once_and_both_go_on(tmp_path: Path) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        other = SlackPlatform(at.app.services, at.options, patient=0)
        async with other.open_web():
            one = at.workspace("One")
            await at.install(one)
            alice = one.person("alice")
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
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        await at.platform.deliver(message(alice))
        other = SlackPlatform(at.app.services, at.options, patient=0)
        async with other.open_web():
            await other.deliver(message(alice, 1))
            one.team.trouble = "account_inactive"
            await at.install(one)  # once more, before anybody has noticed
            await alice.dm("help")
            assert (await other.deliver(message(alice, 2))).outcome == "sent"
            assert len(alice.seen) == 4


@pytest.mark.parametrize("how", [{"status": 503}, {"error": "invalid_refresh_token"}, {"drop": True}])
async def test_a_renewal_that_fails_is_tried_again_after_a_minute_and_nothing_is_lost(
    tmp_path: Path, how: dict[str, object]
) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        later(at, 10.5)
        at.server.fail("oauth.v2.access", **how)  # type: ignore[arg-type]
        with capture_logs() as logs:
            for number in range(3):
                await at.platform.deliver(message(alice, number))
        assert len(renewals(at)) == 1
        assert [e["install"] for e in logs if e["event"] == "slack.token_not_renewed"] == ["slack:T0001"]
        later(at, 0.1)
        await at.platform.deliver(message(alice, 3))
        assert len(renewals(at)) == 2
        assert renewals(at)[-1] == "ok"
        assert len(alice.seen) == 4


async def test_an_expired_token_that_cannot_be_renewed_waits_and_is_no_uninstall(tmp_path: Path) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        later(at, 13)
        at.server.fail("oauth.v2.access", status=503)
        with pytest.raises(Busy):
            await at.platform.deliver(message(alice))
        assert list(await at.installs.all()) == ["slack:T0001"]
        later(at, 0.1)
        assert (await at.platform.deliver(message(alice))).outcome == "sent"


async def test_a_token_that_the_store_could_not_take_is_written_when_it_is_back(tmp_path: Path) -> None:
    trouble = [False]
    at_work: list[Deployment] = []

    def is_down() -> bool:
        return trouble[0] and renewals(at_work[0]) == ["ok"]

    async with deployment(tmp_path, rotates=True, wrap=lambda wire: Faulty(wire, is_down)) as at:
        at_work.append(at)
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        later(at, 10.5)
        trouble[0] = True  # from the renewal on
        await at.platform.deliver(message(alice))
        trouble[0] = False
        assert (await at.installs.all())["slack:T0001"].token.value != one.team.token
        await at.platform.deliver(message(alice, 1))
        assert (await at.installs.all())["slack:T0001"].token.value == one.team.token
        assert len(alice.seen) == 2


async def test_a_process_that_died_while_it_renewed_is_not_waited_for(tmp_path: Path) -> None:
    async with deployment(tmp_path, rotates=True) as at:
        one = at.workspace("One")
        await at.install(one)
        alice = one.person("alice")
        assert await StoreLease(at.app.store, at.clock, "token/slack:T0001").hold()
        later(at, 10.5)
        await at.platform.deliver(message(alice))
        assert renewals(at) == []
        later(at, 0.1)
        await at.platform.deliver(message(alice, 1))
        assert renewals(at) == ["ok"]
