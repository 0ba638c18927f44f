"""Downloads: from a platform's own hosts alone, by no redirect, and no further than may be taken. Both platforms."""

import socket
from collections.abc import Collection

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.kinds import UPLOAD_LIMIT
from bot.platforms.discord.gateway_events import HOSTS as DISCORD
from bot.platforms.download import download
from bot.platforms.slack.client import HOSTS as SLACK
from tests.platforms.shelf import shelf

NO_API = "https://api.invalid/"


async def test_a_file_is_read_where_the_api_is_and_nothing_else_by_a_redirect_or_over_the_limit() -> None:
    async with shelf() as (files, session):
        assert await download(session, f"{files.root}/file", (), f"{files.root}/api/v10") == b"%PDF-1.7"
        for path in ("/away", "/missing", "/page"):
            files.asked.clear()
            url = f"{files.root}{path}"
            assert await download(session, url, (), files.root, refused=("text/html",)) is None
            assert files.asked == [path]
        # more bytes than it says
        assert await download(session, f"{files.root}/endless", (), files.root) is None
    assert files.sent < 2 * UPLOAD_LIMIT


@pytest.mark.parametrize("hosts", [SLACK, DISCORD], ids=["slack", "discord"])
async def test_nothing_is_asked_of_another_host(hosts: Collection[str]) -> None:
    async with shelf() as (files, session):
        for address in (
            f"{files.root}/file",  # another host than the API's
            "https://evil.example/x",
            "http://files.slack.com/x",
            "http://cdn.discordapp.com/x",
            "https://cdn.discordapp.com.evil.example/x",
            "https://cdn.discordapp.com@evil.example/x",
            "https://cdn.discordapp.com:8443/x",
            "https://slack.com.evil.example/x",
            "https://evilslack.com/x",
            "https://[broken/x",
            "file:///etc/passwd",
            "",
        ):
            assert await download(session, address, hosts, NO_API) is None
        assert files.asked == []


class Nowhere(AbstractResolver):
    """No name has an address."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        raise OSError(f"no address for {host}:{port} of {family}")

    async def close(self) -> None: ...


async def test_of_an_address_of_the_platforms_own_the_connection_alone_fails() -> None:
    """Nothing answers here; what is refused by its address isn't even connected to."""
    tried = list[str]()

    async def connecting(_session: object, _context: object, _about: object) -> None:
        tried.append("connection")

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_start.append(connecting)
    nowhere = aiohttp.TCPConnector(resolver=Nowhere())
    async with aiohttp.ClientSession(trace_configs=[trace], connector=nowhere) as session:
        for hosts, url in ((SLACK, "https://files.slack.com/x"), (DISCORD, "https://cdn.discordapp.com/x")):
            assert await download(session, url, hosts, NO_API) is None
        assert len(tried) == 2
        for hosts, url in ((DISCORD, "https://files.slack.com/x"), (SLACK, "https://cdn.discordapp.com/x")):
            assert await download(session, url, hosts, NO_API) is None
        assert len(tried) == 2
