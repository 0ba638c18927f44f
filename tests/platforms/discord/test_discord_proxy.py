"""Behind a proxy: HTTPS_PROXY is Discord's way out, as it is Slack's, whose library reads it by itself."""

import asyncio

import aiohttp
import pytest

from bot.platforms.discord.client import logged_in
from bot.platforms.discord.settings import DiscordOptions


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
