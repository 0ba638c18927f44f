"""One bot in many workspaces: installed, removed, back again, and none of them in another's way."""

import datetime as dt
import re
from pathlib import Path

from structlog.testing import capture_logs

from bot.platforms.slack.adapter import SlackPlatform
from bot.store.outbox import Outbox
from tests.platforms.slack import payloads
from tests.platforms.slack.installs import Deployment, deployment
from tests.platforms.slack.member import Member
from tests.platforms.slack.transports import Http, InProcess
from tests.platforms.slack.workspace import Workspace
from tests.wires import Breakable

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - Slack's own example
WRONG = "xoxb-9-wrong"
DAY = dt.timedelta(days=1)


async def joined(space: Workspace, name: str, *, admin: bool = False) -> Member:
    """A member of the workspace's group, who gets a list every day."""
    person = space.person(name, admin=admin)
    await person.slash("/prep start zone=UTC minutes=15 days=daily")
    assert "You're in" in person.seen[0].text
    return person


async def hear_in_days(at: Deployment, people: list[Member], days: int = 1) -> list[bool]:
    """Who of them hears anything in the next days."""
    before = [len(person.seen) for person in people]
    await at.time.advance(at.clock.now() + days * DAY)
    return [len(person.seen) > then for person, then in zip(people, before, strict=True)]


async def removed(at: Deployment, *spaces: Workspace) -> list[bool]:
    return [bool((await at.group(space)).removed) for space in spaces]


async def assert_drained(at: Deployment) -> None:
    depths = await Outbox(at.app.store, "-").depths()
    assert sum(d.waiting + d.working + d.dead + d.lost for d in depths) == 0


async def test_of_three_workspaces_two_uninstall_one_returns_and_the_third_notices_nothing(
    at: Deployment,
) -> None:
    spaces = [at.workspace(name) for name in ("One", "Two", "Three")]
    await at.install(*spaces)
    people = [await joined(space, "alice") for space in spaces]
    late = payloads.event(spaces[0].team, {"type": "app_uninstalled"})
    await spaces[0].uninstall()
    await spaces[1].uninstall()
    assert list(await at.installs.all()) == ["slack:T0003"]
    assert await removed(at, *spaces) == [True, True, False]
    assert await hear_in_days(at, people) == [False, False, True]
    await at.install(spaces[0])
    await spaces[0].send("events_api", late)  # of the uninstall before
    assert await removed(at, *spaces) == [False, True, False]
    await people[0].sees("Welcome back")
    assert await hear_in_days(at, people) == [True, False, True]
    await assert_drained(at)


async def test_messages_wait_where_slack_refuses_a_good_token_and_a_revoked_one_is_deleted(
    at: Deployment,
) -> None:
    one, two = at.workspace("One"), at.workspace("Two")
    await at.install(one, two)
    people = [await joined(space, "someone") for space in (one, two)]
    one.team.trouble = "invalid_auth"  # Slack has trouble of its own, and will know the token again
    at.clock.set(at.clock.now().replace(hour=7, minute=50) + DAY)
    before = [len(person.seen) for person in people]
    await at.time.advance(at.clock.now().replace(hour=8, minute=10))
    assert [len(p.seen) > then for p, then in zip(people, before, strict=True)] == [False, True]
    one.team.trouble = ""
    await at.time.advance(at.clock.now() + dt.timedelta(minutes=2))
    assert len(people[0].seen) > before[0]
    assert await removed(at, one, two) == [False, False]
    one.team.trouble = "token_revoked"  # and Slack's event is lost
    with capture_logs() as logs:
        assert await hear_in_days(at, people, 2) == [False, True]
    assert await removed(at, one, two) == [True, False]
    assert list(await at.installs.all()) == ["slack:T0002"]
    assert [e["team"] for e in logs if e["event"] == "slack.token_refused"] == ["T0001"]
    await assert_drained(at)
    await at.install(one)
    await people[0].sees("Welcome back")


async def test_an_uninstall_in_the_middle_of_mocks_tells_a_partner_elsewhere_and_leaves_nothing_behind(
    at: Deployment,
) -> None:
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
    await at.time.leap(dt.datetime(2026, 11, 29, 8, tzinfo=dt.UTC))
    await at.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
    await bob.sees("alice")
    await at.time.leap(dt.datetime(2026, 12, 4, 22, tzinfo=dt.UTC))
    await at.time.advance(dt.datetime(2026, 12, 5, 10, 20, tzinfo=dt.UTC))  # they are at it
    last = len(alice.seen)
    await one.uninstall()
    assert bob.seen[-1].text.startswith("alice can't come after all.")
    await two.uninstall()
    last_of_bob = len(bob.seen)
    await at.time.advance(at.clock.now() + 8 * DAY)
    await at.time.leap(at.clock.now() + 32 * DAY)
    assert (len(alice.seen), len(bob.seen)) == (last, last_of_bob)
    await assert_drained(at)


# whose payload it is


async def test_a_workspace_that_nobody_installed_is_said_in_the_log_and_a_guest_answered(
    at: Deployment,
) -> None:
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
    assert (mallory.seen, at.server.count("chat.postMessage")) == ([], 0)
    # in a shared channel Slack names the workspace of the sender first, and whose install it is beside it
    guest = known.person("guest")
    typed = known.team.post(known.team.direct([guest.user.id]).id, guest.user.id, "help")
    body = payloads.event(known.team, payloads.typed(known.team, typed, []))
    await known.send("events_api", body | {"team_id": "T0GUEST", "is_ext_shared_channel": True})
    assert guest.seen[-1].where == "dm"


async def test_an_organization_installs_once_for_a_workspace_that_is_named_later(at: Deployment) -> None:
    one, other = at.workspace("One"), at.workspace("Other")
    one.team.org = "E0001"
    state = await at.browser.begin()
    page = await at.browser.back(state=state, code=at.server.oauth.code(one.team))
    assert page.headline == "Loopmate is in One Inc."
    assert "https://app.slack.com/manage/E0001/integrations/profile/A0LOOP/workspaces/add" in page.text
    await at.install(other)
    alice = await joined(one, "alice")
    assert await hear_in_days(at, [alice]) == [True]
    assert sorted(await at.installs.all()) == ["slack:E0001", "slack:T0001", "slack:T0002"]
    # it takes the bot away from this workspace, and gives it back
    one.team.trouble = "team_access_not_granted"
    assert await hear_in_days(at, [alice]) == [False]
    assert await removed(at, one) == [True]
    assert sorted(await at.installs.all()) == ["slack:E0001", "slack:T0002"]
    one.team.trouble = ""
    await alice.dm("today")
    assert await removed(at, one) == [False]
    # then from all of its workspaces
    one.team.trouble = "account_inactive"
    gone = payloads.event(one.team, {"type": "app_uninstalled"})
    await one.send("events_api", gone | {"team_id": None, "authorizations": [], "enterprise_id": "E0001"})
    assert await removed(at, one) == [True]
    assert list(await at.installs.all()) == ["slack:T0002"]


async def test_a_channel_is_found_by_its_name_in_one_workspace_of_an_organization(at: Deployment) -> None:
    one = at.workspace("One")
    one.team.org = "E0001"
    await at.install(one)
    one.channel("prep")
    olga = one.person("olga", admin=True)
    await olga.slash("/prep-admin setup channel=#prep")
    assert "Saved: " in olga.seen[-1].text


async def test_nothing_is_looked_up_before_the_acknowledgement(tmp_path: Path) -> None:
    wire = Breakable()
    async with deployment(tmp_path, wrap=wire.around) as at:
        one = at.workspace("One")
        await at.install(one)
        at.server.calls.clear()
        alice, one.settle, wire.cut = one.person("alice"), None, True
        assert (await alice.slash("/prep today")).ok
        await alice.names("@Loopmate today")
        await at.platform.intake.idle()
        assert at.server.calls == []
        # what nobody asked for is written down first, so Slack is to send it again
        await one.event({"type": "channel_archive", "channel": "C1", "event_ts": "1"})
        assert "channel_archive was not acknowledged" in at.server.complaints.pop()
        wire.cut = False


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
        assert await hear_in_days(at, people) == [True, True]
        own.team.trouble = "token_revoked"
        assert await hear_in_days(at, people, 2) == [False, True]
        await at.install(own)  # it comes back as one of many
        await people[0].sees("Welcome back")


async def test_a_wrong_token_of_its_own_leaves_the_installs_alone(tmp_path: Path) -> None:
    async with deployment(tmp_path, bot_token=WRONG) as at:
        one = at.workspace("One")
        await at.install(one)
        await joined(one, "alice")


# several processes


async def test_a_process_answers_where_another_one_installed_and_learns_of_what_that_removed(
    at: Deployment,
) -> None:
    other = SlackPlatform(at.app.services, at.options, patient=0)
    async with other.open_web():
        one = at.workspace("One")
        await at.install(one)
        one.transport, one.settle, bob = InProcess(other.app), other.intake.idle, one.person("bob")
        to_another = payloads.naming(one.team, bob.says("ask the bot"))
        await one.event(to_another | {"text": f"<@U0OTHER> ask <@{one.team.bot.id}>"})
        assert bob.seen == []
        await bob.names("@Loopmate today")
        assert [seen.lines[0] for seen in bob.seen] == ["You haven't joined yet."]
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
