"""The demo group: what its story promises is there, and was made by nothing but the story."""

import re

import aiohttp
from yarl import URL

from bot.settings import Settings
from bot.terminal import open_demo
from tests.pictures import GROUP, PANES, last_words, words_in


async def test_two_weeks_pass_without_a_step_that_cannot_be_done_and_leave_what_a_visitor_comes_for() -> None:
    said: list[str] = []
    async with (
        open_demo(Settings(), 0, said.append) as address,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        assert said == []

        async def look(*panes: str) -> str:
            url = URL(address).origin().with_query([("pane", pane) for pane in panes])
            async with browser.get(url) as answer:
                return await answer.text()

        async with browser.get(address) as answer:
            page = await answer.text()
        for name in ("alice", "bob", "carol", "dave", "erin", "fay"):
            assert f'class="person" href="/?look=slack&amp;pane={name}%40%23general' in page
        assert "Wed 9 Dec" in page
        channel = await look("alice@#general")
        assert "Question of the day" in channel
        assert "Closed: the right answer is" in channel
        assert words_in(GROUP) == last_words(await look(*PANES)), "it's old; run: make pictures"
        bob = await look("bob")
        assert "treak" in bob
        assert "5 days to your onsite" in bob
        assert "Read the sentences" in await look("erin")
        alice = await look("alice")
        (*_, picture) = re.findall(r'src="(/picture/[^"]+)"', alice)
        async with browser.get(URL(address).origin().join(URL(picture))) as answer:
            assert (await answer.read()).startswith(b"\x89PNG")
