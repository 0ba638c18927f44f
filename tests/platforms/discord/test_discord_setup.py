"""Setting the bot up on Discord: the invite link, the application's settings, and what doctor finds."""

import urllib.parse

import discord
import pytest

from bot.platforms.discord.doctor import check
from bot.platforms.discord.manifest import DESCRIPTION, TAGS, invite_link, set_page
from bot.platforms.discord.permissions import PERMISSIONS, missing, permissions
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Unready
from tests.platforms.discord.loopback import TOKEN, Loopback, loopback


def options(api: Loopback, token: str = TOKEN) -> DiscordOptions:
    return DiscordOptions(token, api_url=api.api_url, gateway_url=api.gateway.url)


def in_a_server(api: Loopback, granted: int) -> None:
    """What Discord lists of the bot's servers, with the rights that it has in each."""
    listed = [{"id": "3", "name": "ML Loop", "permissions": str(granted)}]
    api.fail("GET", "/users/@me/guilds", 200, listed)  # type: ignore[arg-type] # a list is the answer here


def test_the_invite_link_asks_for_the_rights_that_features_need_and_no_other() -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(invite_link("42")).query)
    asked = discord.Permissions(int(query["permissions"][0]))
    assert {name for name, on in asked if on} == {
        "read_messages",
        "send_messages",
        "attach_files",
        "read_message_history",
        "create_public_threads",
        "create_private_threads",
        "send_messages_in_threads",
    }
    assert (query["client_id"], query["scope"]) == (["42"], ["bot applications.commands"])


def test_each_right_names_its_feature() -> None:
    assert all(right.name and right.needed_for for right in PERMISSIONS)


@pytest.mark.parametrize("right", PERMISSIONS, ids=lambda right: right.name)
def test_a_right_that_is_missing_is_named_and_an_administrator_lacks_none(right: object) -> None:
    bit = getattr(right, "bit")  # noqa: B009 - the parameter's type is pytest's
    assert [r.bit for r in missing(permissions() & ~bit)] == [bit]
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
        assert await set_page(options(api)) == str(api.state.application_id)
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


async def test_without_a_network_that_is_said_and_nothing_is_set() -> None:
    with pytest.raises(Unready, match="check the network"):
        await set_page(DiscordOptions(TOKEN, api_url="http://127.0.0.1:9/api/v10"))


async def test_applying_with_a_wrong_token_says_how_to_mend_it() -> None:
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


async def test_doctor_says_what_a_public_bot_means_and_advises_it_off() -> None:
    async with loopback() as api:
        in_a_server(api, permissions())
        api.public = True
        (finding,) = [f for f in await check(options(api)) if f.fix]
        assert "anybody who has the bot's link can add it to a server of theirs" in finding.found
        assert "Public Bot: turn it off" in finding.fix


async def test_doctor_names_the_rights_that_a_server_does_not_grant() -> None:
    async with loopback() as api:
        in_a_server(api, permissions() & ~(1 << 36))
        (finding,) = [f for f in await check(options(api)) if f.fix]
        assert "without Create Private Threads (a private thread for each mock)" in finding.found
        assert invite_link(str(api.state.application_id)) in finding.fix


async def test_doctor_says_that_nobody_has_invited_the_bot_yet() -> None:
    async with loopback() as api:
        (finding,) = [f for f in await check(options(api)) if f.fix]
        assert "no server yet" in finding.found


async def test_doctor_names_a_token_that_is_refused() -> None:
    async with loopback() as api:
        (finding,) = await check(options(api, "wrong"))
        assert "refused" in finding.found
        assert "Reset Token" in finding.fix


async def test_doctor_says_so_when_discord_does_not_answer() -> None:
    async with loopback() as api:
        api.fail("GET", "/users/@me", 503)
        (finding,) = await check(options(api))
        assert "answering" in finding.found


async def test_doctor_notices_what_would_keep_commands_from_the_bot() -> None:
    async with loopback() as api:
        api.applied["interactions_endpoint_url"] = "https://elsewhere.example"
        api.fail(
            "GET",
            "/oauth2/applications/@me",
            200,
            {
                "id": str(api.state.application_id),
                "name": "Loopmate",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": True,
                "verify_key": "",
                "flags": 1 << 18,
                "team": None,
                "interactions_endpoint_url": "https://elsewhere.example",
                "owner": {"id": "1", "username": "o", "discriminator": "0", "avatar": None},
            },
            times=2,
        )
        findings = await check(options(api))
        assert any("endpoint" in f.found and f.fix for f in findings)
        assert any("code grant" in f.found and f.fix for f in findings)
        assert any("Message Content" in f.found and not f.fix for f in findings)


async def test_the_rights_for_voice_channels_and_dates_are_asked_for_only_on_request() -> None:
    bare, rooms = permissions(), permissions(rooms=True)
    asked = {name for name, on in discord.Permissions(rooms & ~bare) if on}
    assert asked == {"manage_channels", "connect", "create_events"}
    assert invite_link("1").partition("permissions=")[2].startswith(f"{bare}&")
    assert invite_link("1", rooms=True).partition("permissions=")[2].startswith(f"{rooms}&")
