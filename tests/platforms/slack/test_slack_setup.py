"""Setting Slack up: the manifest, the scopes with their reasons, and what doctor finds."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.finding import Finding
from bot.platforms.slack.doctor import check, check_installs
from bot.platforms.slack.manifest import SCOPES, manifest, manifest_link, without
from bot.platforms.slack.settings import SlackOptions
from tests.platforms.door import REGISTRY
from tests.platforms.slack.installs import Deployment
from tests.platforms.slack.loopback import SCOPES as GRANTED
from tests.platforms.slack.loopback import slack
from tests.platforms.slack.slackdesk import PICTURE, Desk, Later, at_desk, options_for
from tests.platforms.slack.workspace import EVENTS, Workspace

NAMES = [scope.name for scope in SCOPES]


# the manifest


def test_each_way_to_run_it_has_its_settings_in_the_manifest() -> None:
    alone = manifest(REGISTRY, "prep")
    assert all("url" not in command for command in alone["features"]["slash_commands"])
    assert alone["settings"]["socket_mode_enabled"] is True
    assert alone["features"]["shortcuts"][0]["callback_id"] == "critique"
    assert alone["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    http = manifest(REGISTRY, "prep", url="https://loop.example/")
    address = "https://loop.example/slack/events"
    assert {c["url"] for c in http["features"]["slash_commands"]} == {address}
    assert http["settings"]["event_subscriptions"]["request_url"] == address
    assert http["settings"]["interactivity"]["request_url"] == address
    assert http["settings"]["socket_mode_enabled"] is False
    many = manifest(REGISTRY, "prep", oauth="https://loop.example/")
    assert many["oauth_config"]["redirect_urls"] == ["https://loop.example/slack/oauth_redirect"]
    assert "redirect_urls" not in alone["oauth_config"]
    for made, is_shared in ((many, True), (alone, False)):
        assert (
            made["settings"]["token_rotation_enabled"] is made["settings"]["org_deploy_enabled"] is is_shared
        )
    blind = manifest(REGISTRY, "prep", history=False)
    asked = set(blind["oauth_config"]["scopes"]["bot"])
    assert set(NAMES) - asked == {"channels:history", "groups:history", "im:history", "mpim:history"}
    assert "message.im" not in blind["settings"]["event_subscriptions"]["bot_events"]
    assert blind["features"]["app_home"]["messages_tab_read_only_enabled"] is True


def test_slack_takes_the_manifest_and_its_link_fills_in_the_form() -> None:
    """Slack's own schema accepts misspelt scopes and events: each is one that the loopback knows."""
    made = manifest(REGISTRY, "prep")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["shortcuts"][0]["name"]) <= 24
    assert sorted(made["oauth_config"]["scopes"]["bot"]) == sorted(NAMES) == sorted(GRANTED)
    for event in made["settings"]["event_subscriptions"]["bot_events"]:
        assert EVENTS[event] in (*NAMES, ""), event
    parts = urlsplit(manifest_link(made))
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path, query["new_app"]) == ("api.slack.com", "/apps", ["1"])
    assert json.loads(query["manifest_json"][0]) == made


# each scope taken away


async def features(desk: Desk) -> dict[str, str]:
    """What does not work, each with the words that say so; nothing while everything does."""
    alice, bob = desk.space.person("alice", admin=True), desk.space.person("bob")
    both = [alice.user.id, bob.user.id]
    general, secret = desk.space.channel("general").id, desk.space.channel("secret")
    secret.private = True
    broken = {}
    places = {"dm": bob.user.id, "channel": general, "private": secret.id, "meeting": bob.user.id}
    for place, to in places.items():
        people = both if place == "meeting" else []
        kind = "channel" if place == "private" else place
        before = desk.platform.counts["not looked up"]
        done = await desk.send(card("Hello"), to, place=kind, people=people, again=True, id=place)
        if done.outcome != "sent":
            broken[place] = done.why
        elif desk.platform.counts["not looked up"] > before:
            broken[f"look up {place}"] = "counted"
    desk.answers(card("Best choices: A", PICTURE))
    await alice.slash("/prep tradeoff")
    broken |= _said("picture", [s.text for s in alice.seen if "couldn't send" in s.text])
    heard = len(desk.door.inbounds)
    desk.answers(card("An answer"))
    await alice.dm("done 1")
    if len(desk.door.inbounds) == heard or "An answer" not in [s.lines[0] for s in alice.seen]:
        broken["typed"] = "counted"
    heard = len(desk.door.inbounds)
    await alice.names("@Loopmate today")
    if len(desk.door.inbounds) == heard:
        broken["named"] = "counted"
    await alice.upload("resume.pdf", b"%PDF")
    if not any(h.upload for h in desk.door.inbounds):
        broken["file"] = next((s.text for s in alice.seen if "couldn't read" in s.text), "counted")
    desk.door.asks_admin = True
    await alice.slash("/prep-admin setup")
    broken |= _said("organiser", desk.door.refused)
    await desk.space.kick_bot("general")
    if not desk.door.news:
        broken["news"] = "counted"
    known = len(desk.door.news)
    await desk.space.kick_bot("secret")
    if len(desk.door.news) == known:
        broken["private news"] = "counted"
    return broken


def _said(what: str, words: list[str]) -> dict[str, str]:
    return dict.fromkeys([what] if words else [], "\n".join(words))


BREAKS = {
    "": set[str](),
    "commands": set(),  # Slack itself then knows no command
    "app_mentions:read": {"named"},
    "chat:write": {"dm", "channel", "private", "meeting", "typed"},
    "im:write": {"look up dm", "picture"},
    "mpim:write": {"meeting"},
    "users:read": {"organiser"},
    "files:write": {"picture"},
    "files:read": {"file"},
    "channels:read": {"news"},
    "groups:read": {"private news"},
    "im:history": {"typed", "file", "look up dm"},
    "mpim:history": {"look up meeting"},
    "channels:history": {"look up channel"},
    "groups:history": {"look up private"},
}


@pytest.mark.parametrize("scope", ["", *NAMES])
async def test_a_scope_taken_away_breaks_what_is_named_for_it_and_nothing_else(scope: str) -> None:
    with capture_logs() as logs:
        async with at_desk(scopes=set(GRANTED) - {scope}) as desk:
            broken = await features(desk)
            found = await check(options_for(desk.slack, desk.space))
    assert set(broken) == BREAKS[scope]
    assert all(scope in words for words in broken.values() if words != "counted")
    alarming = [s.name for s in SCOPES if s.name == scope and s.lack != "skipped"]
    assert [e["scope"] for e in logs if e["event"] == "slack.scope_missing"] == alarming
    fixes = [one for one in found if one.fix]
    told = [(s.lack, without(s, "prep")) for s in SCOPES if s.name == scope]
    assert [(one.state, one.found) for one in fixes] == told
    assert all("OAuth & Permissions" in one.fix for one in fixes)


# doctor


async def test_doctor_names_what_is_wrong_and_its_mend_helps() -> None:
    async with slack() as server:
        space = Workspace(server, Later(), scopes=(*GRANTED, "pins:write"))
        good = [(one.state, one.found) for one in await check(options_for(server, space))]
        assert good == [
            ("ready", 'workspace "ML Loop", 15 scopes'),
            ("ready", "Nothing needs these scopes, you may take them away: pins:write"),
            ("ready", "Socket Mode"),
        ]
        for wrong, found, fix in (
            ({"bot_token": "xoxb-no"}, "Slack refused the bot token.", "SLACK_BOT_TOKEN"),
            ({"app_token": "xapp-no"}, "Slack refused the app-level token.", "SLACK_APP_TOKEN"),
            ({"api_url": "http://127.0.0.1:9/api/"}, "Slack isn't answering.", "LOOPMATE_SLACK_API_URL"),
        ):
            (one,) = [one for one in await check(options_for(server, space, **wrong)) if one.fix]
            assert one.found == found
            assert fix in one.fix
        server.sockets.scopes = set()
        assert "connections:write" in (await check(options_for(server, space)))[-1].fix
        space.team.trouble = "token_revoked"
        (one,) = await check(options_for(server, space))
        assert (one.found, "revoked" in one.fix) == ("Slack refused the bot token.", True)


async def test_doctor_says_that_two_tokens_are_of_two_apps() -> None:
    async with slack() as server:
        space = Workspace(server, Later())
        space.team.app_id = "A0OTHER"
        (one,) = [one for one in await check(options_for(server, space)) if one.fix]
        assert one.found == "SLACK_BOT_TOKEN is the app A0OTHER's, and SLACK_APP_TOKEN the app A0LOOP's."
        assert (one.state, "from the same app" in one.fix) == ("failed", True)
        space.team.scopes -= {"users:read"}
        assert "A0OTHER" not in "".join(one.found for one in await check(options_for(server, space)))


async def test_doctor_looks_at_an_app_that_others_install(at: Deployment) -> None:
    options = replace(at.options, public_url=at.browser.root)
    assert [(one.state, one.found) for one in await check(options)] == [
        ("ready", f"installed by others at {at.browser.root}/slack/install"),
        ("ready", "Socket Mode"),
    ]
    wrongs: list[dict[str, Any]] = [{"client_id": "1.1"}, {"client_secret": "f" * 32}]
    for wrong in wrongs:
        (one,) = [one for one in await check(replace(options, **wrong)) if one.fix]
        assert (one.state, one.found.startswith("Slack refused the client ID")) == ("failed", True)
    (one,) = [one for one in await check(replace(options, public_url="http://127.0.0.1:9")) if one.fix]
    assert (one.state, "LOOPMATE_HTTP_PORT" in one.fix) == ("warning", True)


async def test_doctor_names_the_workspace_that_has_to_install_the_app_again(rotating: Deployment) -> None:
    at = rotating

    async def found() -> list[Finding]:
        return await check_installs(at.options, await at.installs.all())

    one, two = at.workspace("Loop One"), at.workspace("Loop Two")
    await at.install(one, two)
    assert [f.line() for f in await found()] == ["Slack     ready: 2 installs"]
    two.team.scopes -= {"files:read"}
    await at.install(two)
    assert [(f.state, f.found) for f in (await found())[1:]] == [
        ("warning", "1 of them lack a scope of today's.")
    ]
    two.team.scopes |= {"files:read"}
    two.team.scopes -= {"app_mentions:read"}
    await at.install(two)
    assert [f.state for f in (await found())[1:]] == ["skipped"], "all that worked before still does"
    two.team.scopes |= {"app_mentions:read"}
    await at.install(two)
    one.team.trouble = "account_inactive"
    (lost,) = [f for f in await found() if f.fix]
    assert (lost.found, lost.private) == ('The workspace "Loop One" refuses its token.', ("Loop One",))
    assert "https://bot.example/slack/install" in lost.fix


def test_options_never_show_their_secrets() -> None:
    secrets = ("bot_token", "app_token", "signing_secret", "client_id", "client_secret")
    shown = repr(SlackOptions(**dict.fromkeys(secrets, "needle")))  # type: ignore[arg-type] # texts, all of them
    assert "needle" not in shown
