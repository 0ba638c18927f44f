"""One bot in many workspaces: installed, removed, back again, and none of them in another's way."""

import datetime as dt
import re
from pathlib import Path

from structlog.testing import capture_logs

from bot.platforms.slack.adapter import SlackPlatform
from bot.store.outbox import Outbox
from tests.platforms.slack import payloads
from tests.platforms.slack.installs import Deployment, Faulty, deployment
from tests.platforms.slack.member import Member
from tests.platforms.slack.transports import Http, InProcess
from tests.platforms.slack.workspace import Workspace

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - Slack's own example
WRONG = "xoxb-9-wrong"
DAY = dt.timedelta(days=1)


async def joined(space: Workspace, name: str, *, admin: bool = False) -> Member:
    """A member of the workspace's group, who gets a list every day."""
    person = space.person(name, admin=admin)
    await person.slash("/prep start zone=UTC minutes=15 days=daily")
    assert "You're in" in person.seen[0].text
    return person


async def pass_days(at: Deployment, days: int = 1) -> None:
    await at.time.advance(at.clock.now() + days * DAY)


def heard(people: list[Member]) -> list[int]:
    return [len(person.seen) for person in people]


async def removed(at: Deployment, *spaces: Workspace) -> list[bool]:
    return [bool((await at.group(space)).removed) for space in spaces]


async def assert_drained(at: Deployment) -> None:
    depths = await Outbox(at.app.store, "-").depths()
    assert sum(d.waiting + d.working + d.dead + d.lost for d in depths) == 0


async def test_of_three_workspaces_two_uninstall_one_returns_and_the_third_notices_nothing(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        spaces = [at.workspace(name) for name in ("One", "Two", "Three")]
        await at.install(*spaces)
        people = [await joined(space, "alice") for space in spaces]
        await spaces[0].uninstall()
        await spaces[1].uninstall()
        assert list(await at.installs.all()) == ["slack:T0003"]
        assert await removed(at, *spaces) == [True, True, False]
        before = heard(people)
        await pass_days(at)
        assert [now > then for now, then in zip(heard(people), before, strict=True)] == [False, False, True]
        await at.install(spaces[0])
        assert await removed(at, *spaces) == [False, True, False]
        await people[0].sees("Welcome back")
        before = heard(people)
        await pass_days(at)
        assert [now > then for now, then in zip(heard(people), before, strict=True)] == [True, False, True]
        await assert_drained(at)


async def test_a_revoked_token_stops_its_workspace_alone_and_is_deleted(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one, two = at.workspace("One"), at.workspace("Two")
        await at.install(one, two)
        alice, bob = [await joined(space, "someone") for space in (one, two)]
        one.team.trouble = "token_revoked"  # and Slack's event is lost
        before = heard([alice, bob])
        with capture_logs() as logs:
            await pass_days(at, 2)
        assert heard([alice])[0] == before[0]
        assert heard([bob])[0] >= before[1] + 2
        assert await removed(at, one, two) == [True, False]
        assert list(await at.installs.all()) == ["slack:T0002"]
        assert [e["team"] for e in logs if e["event"] == "slack.token_refused"] == ["T0001"]
        await assert_drained(at)
        await at.install(one)
        await alice.sees("Welcome back")


async def test_while_slack_refuses_a_good_token_its_messages_wait(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one, two = at.workspace("One"), at.workspace("Two")
        await at.install(one, two)
        alice, bob = [await joined(space, "someone") for space in (one, two)]
        one.team.trouble = "invalid_auth"  # Slack has trouble of its own, and will know the token again
        before = heard([alice, bob])
        await at.time.advance(at.clock.now().replace(hour=8, minute=10) + DAY)
        assert heard([alice])[0] == before[0]
        assert heard([bob])[0] > before[1]
        one.team.trouble = ""
        await at.time.advance(at.clock.now() + dt.timedelta(minutes=2))
        assert heard([alice])[0] > before[0]
        assert await removed(at, one, two) == [False, False]


async def test_a_workspace_that_nobody_installed_is_acknowledged_and_said_once_in_the_log(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        known, stranger = at.workspace("Known"), at.workspace("Stranger")
        await at.install(known)
        mallory = stranger.person("mallory")
        with capture_logs() as logs:
            assert (await mallory.slash("/prep start zone=UTC")).ok
            await mallory.dm("today")
            await stranger.archive("general")
            await stranger.uninstall()
        assert [e["team"] for e in logs if e["event"] == "slack.not_installed"] == [stranger.team.id]
        assert [e for e in logs if e["log_level"] == "error"] == []
        assert mallory.seen == []
        assert at.server.count("chat.postMessage") == 0


async def test_a_late_event_of_an_earlier_uninstall_is_no_uninstall(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        await at.install(one)
        await joined(one, "alice")
        late = payloads.event(one.team, {"type": "app_uninstalled"})
        await one.uninstall()
        at.clock.set(at.clock.now() + dt.timedelta(minutes=5))
        await at.install(one)
        await one.send("events_api", late)
        assert await removed(at, one) == [False]
        assert list(await at.installs.all()) == ["slack:T0001"]


async def test_an_uninstall_in_the_middle_of_a_mock_tells_the_partner_in_another_workspace(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        one, two = at.workspace("One"), at.workspace("Two")
        await at.install(one, two)
        alice, bob = await joined(one, "alice", admin=True), two.person("bob", admin=True)
        await alice.slash("/prep-admin connect")
        (code,) = re.findall(r"\b[A-Z2-9]{4}-[A-Z2-9]{2}\b", alice.seen[-1].text)
        await bob.slash(f"/prep-admin connect code={code}")
        await bob.sees("Connected")
        await bob.slash("/prep start zone=UTC minutes=15 days=wed")
        for who in (alice, bob):
            await who.slash("/prep mock join repeat=weekly")
            await who.slash("/prep mock hours sat 10-11")
        await at.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
        await bob.sees("alice")
        await at.time.advance(dt.datetime(2026, 12, 5, 10, 20, tzinfo=dt.UTC))  # they are at it
        last = len(alice.seen)
        await one.uninstall()
        assert bob.seen[-1].text.startswith("alice can't come after all.")
        await at.time.advance(at.clock.now() + 2 * DAY)
        assert len(alice.seen) == last
        await assert_drained(at)


async def test_an_uninstall_in_the_middle_of_a_mock_of_its_own_leaves_nothing_behind(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        await at.install(one)
        people = [await joined(one, name) for name in ("alice", "bob")]
        for who in people:
            await who.slash("/prep mock join repeat=weekly")
            await who.slash("/prep mock hours sat 10-11")
        await at.time.advance(dt.datetime(2026, 12, 5, 10, 20, tzinfo=dt.UTC))
        await one.uninstall()
        before = heard(people)
        await at.time.advance(at.clock.now() + 40 * DAY)
        assert heard(people) == before
        await assert_drained(at)


# whose payload it is


async def test_a_guest_of_a_shared_channel_is_answered_by_the_workspace_that_installed_the_bot(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        await at.install(one)
        guest = one.person("guest")
        typed = one.team.post(one.team.direct([guest.user.id]).id, guest.user.id, "help")
        body = payloads.event(one.team, payloads.typed(one.team, typed, []))
        # Slack names the workspace of the sender first, and whose install it is beside it
        await one.send("events_api", body | {"team_id": "T0GUEST", "is_ext_shared_channel": True})
        assert guest.seen[-1].where == "dm"


async def test_an_organization_installs_once_for_a_workspace_that_is_named_later(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one, other = at.workspace("One"), at.workspace("Other")
        one.team.org = "E0001"
        state = await at.browser.begin()
        page = await at.browser.back(state=state, code=at.server.oauth.code(one.team))
        assert page.headline == "Loopmate is in One Inc."
        assert "https://app.slack.com/manage/E0001/integrations/profile/A0LOOP/workspaces/add" in page.text
        await at.install(other)
        alice = await joined(one, "alice")
        before = len(alice.seen)
        await pass_days(at)
        assert len(alice.seen) > before
        assert sorted(await at.installs.all()) == ["slack:E0001", "slack:T0001", "slack:T0002"]
        # the organization takes the bot away from all of its workspaces
        one.team.trouble = "account_inactive"
        gone = payloads.event(one.team, {"type": "app_uninstalled"})
        await one.send("events_api", gone | {"team_id": None, "authorizations": [], "enterprise_id": "E0001"})
        assert await removed(at, one) == [True]
        assert list(await at.installs.all()) == ["slack:T0002"]


async def test_an_organization_that_takes_the_bot_from_one_workspace_keeps_its_install(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        one.team.org = "E0001"
        state = await at.browser.begin()
        await at.browser.back(state=state, code=at.server.oauth.code(one.team))
        await joined(one, "alice")
        one.team.trouble = "team_access_not_granted"
        await pass_days(at)
        assert await removed(at, one) == [True]
        assert list(await at.installs.all()) == ["slack:E0001"]


async def test_nothing_is_looked_up_before_the_acknowledgement(tmp_path: Path) -> None:
    is_down = False
    async with deployment(tmp_path, wrap=lambda wire: Faulty(wire, lambda: is_down)) as at:
        one = at.workspace("One")
        await at.install(one)
        at.server.calls.clear()
        alice, one.settle, is_down = one.person("alice"), None, True
        assert (await alice.slash("/prep today")).ok
        await at.platform.intake.idle()
        assert at.server.calls == []
        # what nobody asked for is written down first, so Slack is to send it again
        await one.event({"type": "channel_archive", "channel": "C1", "event_ts": "1"})
        assert "channel_archive was not acknowledged" in at.server.complaints.pop()
        is_down = False


async def test_in_http_mode_signed_requests_find_their_workspace(tmp_path: Path) -> None:
    async with deployment(tmp_path, app_token="", signing_secret=SECRET) as at:
        one, two = at.workspace("One"), at.workspace("Two")
        await at.install(one, two)
        for space in (one, two):
            space.transport = Http(f"{at.browser.root}/slack/events", SECRET)
            alice = await joined(space, "alice")
            assert [s.where for s in alice.seen] == ["caller", "dm"]


# beside a token of its own


async def test_the_bots_own_token_works_beside_the_installs_and_is_lost_alone(tmp_path: Path) -> None:
    async with deployment(tmp_path, own=True) as at:
        own, other = at.own, at.workspace("Other")
        assert own is not None
        await at.install(other)
        people = [await joined(space, "alice") for space in (own, other)]
        assert list(await at.installs.all()) == [f"slack:{other.team.id}"]
        before = heard(people)
        await pass_days(at)
        assert all(now > then for now, then in zip(heard(people), before, strict=True))
        own.team.trouble = "token_revoked"
        before = heard(people)
        await pass_days(at, 2)
        assert [now > then for now, then in zip(heard(people), before, strict=True)] == [False, True]
        await at.install(own)  # it comes back as one of many
        await people[0].sees("Welcome back")


async def test_a_wrong_token_of_its_own_leaves_the_installs_alone(tmp_path: Path) -> None:
    async with deployment(tmp_path, bot_token=WRONG) as at:
        one = at.workspace("One")
        await at.install(one)
        await joined(one, "alice")


# several processes


async def test_a_process_answers_where_another_one_installed_and_learns_of_what_that_removed(
    tmp_path: Path,
) -> None:
    async with deployment(tmp_path) as at:
        other = SlackPlatform(at.app.services, at.options, patient=0)
        async with other.open_web():
            one = at.workspace("One")
            await at.install(one)
            one.transport, one.settle = InProcess(other.app), other.intake.idle
            alice = await joined(one, "alice")
            one.transport = InProcess(at.platform.app)
            await one.uninstall()
            one.transport, before = InProcess(other.app), len(alice.seen)
            with capture_logs() as logs:
                for _ in range(2):
                    await alice.dm("today")
            # what it remembers of the workspace lasts until Slack refuses the token
            assert [e["event"] for e in logs if "refused" in e["event"] or "installed" in e["event"]] == [
                "slack.token_refused",
                "slack.not_installed",
            ]
            assert len(alice.seen) == before
