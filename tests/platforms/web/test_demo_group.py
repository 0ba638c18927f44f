"""The demo group: what its story promises is there, and was made by nothing but the story."""

import asyncio
import re
from contextlib import AsyncExitStack

from yarl import URL

from bot.settings import Settings
from bot.terminal import LazyDemo
from tests.pictures import GROUP, PANES, last_words, words_in
from tests.platforms.web.visits import open_visit


async def test_the_button_opens_two_weeks_in_which_every_step_was_done_and_all_is_there() -> None:
    said: list[str] = []
    async with AsyncExitStack() as stack, open_visit() as visit:
        visit.space.open_demo = LazyDemo(Settings(), 0, stack, said.append)
        assert "Open the demo group" in await visit.look()
        (_, opened), (_, again) = await asyncio.gather(visit.post("/demo", {}), visit.post("/demo", {}))
        assert opened == again
        assert said == []
        address, browser = opened["address"], visit.browser

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
