"""Setting the bot up on Discord: the invite link, the application's settings, and what doctor finds."""

import asyncio
import urllib.parse
from collections.abc import Callable
from typing import Any

import aiohttp
import discord
import pytest

from bot.core.registry import Registry
from bot.core.values import SpaceId
from bot.platforms.discord.channels import PERMISSIONS, missing, permissions
from bot.platforms.discord.client import logged_in
from bot.platforms.discord.doctor import check, check_channels, check_commands
from bot.platforms.discord.manifest import DESCRIPTION, TAGS, invite_link, set_page
from bot.platforms.discord.settings import DiscordOptions, DiscordSettings
from bot.platforms.discord.spec import print_invitation
from bot.platforms.port import Unready
from tests.platforms.discord.loopback import TOKEN, Loopback, loopback


def options(api: Loopback, token: str = TOKEN) -> DiscordOptions:
    return DiscordOptions(token, api_url=api.api_url, gateway_url=api.gateway.url)


def in_a_server(api: Loopback, granted: int) -> None:
    """What Discord lists of the bot's servers, with the rights that it has in each."""
    listed = [{"id": "3", "name": "ML Loop", "permissions": str(granted)}]
    api.fail("GET", "/users/@me/guilds", 200, listed)  # type: ignore[arg-type] # a list is the answer here


@pytest.mark.parametrize("rooms", [False, True])
def test_the_invite_link_asks_for_the_rights_that_features_need_and_for_rooms_on_request(rooms: bool) -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(invite_link("42", rooms=rooms)).query)
    asked = {name for name, on in discord.Permissions(int(query["permissions"][0])) if on}
    always = "read_messages send_messages attach_files read_message_history send_messages_in_threads"
    always += " create_public_threads create_private_threads"
    assert asked == {*always.split(), *(["manage_channels", "connect", "create_events"] if rooms else [])}
    assert (query["client_id"], query["scope"]) == (["42"], ["bot applications.commands"])


def test_a_right_that_is_missing_is_named_with_its_feature_and_an_administrator_lacks_none() -> None:
    assert [missing(permissions() & ~right.bit) for right in PERMISSIONS] == [
        [right] for right in PERMISSIONS
    ]
    assert all(right.name and right.needed_for for right in PERMISSIONS)
    assert missing(1 << 3) == []


def test_the_description_and_the_tags_are_within_discords_limits() -> None:
    assert len(DESCRIPTION) <= 400
    assert len(TAGS) <= 5
    assert all(1 <= len(tag) <= 20 for tag in TAGS)


@pytest.mark.parametrize("public", [False, True])
async def test_applying_sets_the_page_and_gives_the_link_and_only_a_public_bot_gets_an_install_link(
    public: bool,
) -> None:
    async with loopback() as api:
        api.public = public
        given = {"discord_token": TOKEN, "discord_api_url": api.api_url}
        settings, none = DiscordSettings.model_validate(given), Registry([])
        (link,) = await print_invitation(settings, none)
        assert (f"client_id={api.state.application_id}" in link, api.applied) == (True, {})
        assert (await print_invitation(settings, none, apply=True))[1:] == [link]
        assert {"description": DESCRIPTION, "tags": list(TAGS)}.items() <= api.applied.items()
        install = {"scopes": ["bot", "applications.commands"], "permissions": str(permissions())}
        assert api.applied.get("install_params") == (install if public else None)


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (400, {"message": "Invalid Form Body", "code": 50035}, "Invalid Form Body"),
        (403, {"message": "Missing Access", "code": 50001}, "have its owner do this"),
        (503, {"message": "upstream", "code": 0}, "try again in some minutes"),
    ],
)
async def test_a_page_that_discord_refuses_is_told_in_its_words_with_what_to_do(
    status: int, body: dict[str, object], says: str
) -> None:
    async with loopback() as api:
        api.fail("PATCH", "/applications/@me", status, body, times=9)
        with pytest.raises(Unready, match=says):
            await set_page(options(api))


async def test_without_a_network_or_with_a_wrong_token_it_is_said_what_to_do() -> None:
    with pytest.raises(Unready, match="check the network"):
        await set_page(DiscordOptions(TOKEN, api_url="http://127.0.0.1:9/api/v10"))
    async with loopback() as api:
        with pytest.raises(Unready, match="Reset Token"):
            await set_page(options(api, "wrong"))


async def test_doctor_finds_nothing_to_mend_where_all_is_well() -> None:
    async with loopback() as api:
        in_a_server(api, permissions())
        findings = await check(options(api))
        assert [f.found for f in findings if f.fix] == []
        text = "\n".join(f.found for f in findings)
        assert 'server "ML Loop": all rights' in text
        assert "in 1 server" in text


def publish(api: Loopback) -> None:
    in_a_server(api, permissions())
    api.public = True


@pytest.mark.parametrize(
    ("prepare", "token", "state", "found", "fix"),
    [
        (publish, TOKEN, "warning", "anybody who has the bot's link can add it", "Public Bot: turn it off"),
        (
            lambda api: in_a_server(api, permissions() & ~(1 << 36)),
            TOKEN,
            "warning",
            "without Create Private Threads (a private thread for each mock)",
            invite_link("")[:40],
        ),
        (lambda _: None, TOKEN, "warning", "no server yet", "choose your server"),
        (lambda _: None, "wrong", "failed", "refused", "Reset Token"),
        (
            lambda api: api.fail("GET", "/users/@me", 503),
            TOKEN,
            "failed",
            "answering",
            "this machine is online",
        ),
    ],
)
async def test_doctor_says_what_is_wrong_and_how_to_mend_it(
    prepare: Callable[[Loopback], None], token: str, state: str, found: str, fix: str
) -> None:
    async with loopback() as api:
        prepare(api)
        (finding,) = [f for f in await check(options(api, token)) if f.fix]
        assert (finding.state, found in finding.found, fix in finding.fix) == (state, True, True)


async def test_doctor_notices_what_would_keep_commands_from_the_bot() -> None:
    async with loopback() as api:
        api.applied |= {"interactions_endpoint_url": "https://elsewhere.example"}
        known: Any = {"bot_require_code_grant": True, "flags": 1 << 18, **api.applied}
        async with logged_in(options(api)) as client:
            known = dict(await client.http.application_info()) | known
        api.fail("GET", "/oauth2/applications/@me", 200, known, times=2)
        findings = await check(options(api))
        failed = " ".join(f.found for f in findings if f.state == "failed" and f.fix)
        assert ("endpoint" in failed, "code grant" in failed) == (True, True)
        assert any("Message Content" in f.found and not f.fix for f in findings)


async def test_a_login_goes_through_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[bytes] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readline())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        port = proxy.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(aiohttp.ClientHttpProxyError):
            async with logged_in(DiscordOptions("a.b.c")):
                pass
    assert asked == [b"CONNECT discord.com:443 HTTP/1.1\r\n"]


@pytest.mark.parametrize(
    ("answer", "fix"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "LOOPMATE_DISCORD_API_URL"),
        (b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n", "correct HTTPS_PROXY"),
    ],
)
async def test_doctor_says_what_to_do_where_a_portal_or_a_proxy_answers_instead_of_discord(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, fix: str
) -> None:
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    async def channel_of(_: SpaceId) -> None:
        return None

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        place = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        monkeypatch.setenv("HTTPS_PROXY", place)
        asked = DiscordOptions("a.b.c", api_url="" if b"407" in answer else f"{place}/api/v10")
        (finding,) = await check(asked)
        assert (finding.state, fix in finding.fix) == ("failed", True)
        assert await check_commands(asked, Registry(()), "prep") == []
        assert await check_channels(asked, channel_of) == []
