"""A group of this machine with its page, and somebody who asks the page's server as a browser would."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.platforms.local import ChatMessage, Location, account_of
from bot.platforms.web.space import WebSpace
from bot.settings import Settings
from bot.terminal import LocalGroup, Terminal, open_group, serve_page, throw_away

SIMULATED = Terminal(simulate=True, page=0)


def silent(_: str) -> None:
    """Nobody listens."""


@dataclass
class Visit:
    """A browser that was given the address; `group` is what it looks at."""

    group: LocalGroup
    address: URL
    browser: aiohttp.ClientSession

    @property
    def space(self) -> WebSpace:
        assert self.group.page is not None
        return self.group.page

    @property
    def origin(self) -> str:
        return str(self.address.origin())

    async def look(self, *panes: str, look: str = "slack") -> str:
        """The page with some panes."""
        query = [("look", look), *(("pane", pane) for pane in panes)]
        async with self.browser.get(self.address.origin().with_query(query)) as answer:
            assert answer.status == 200
            return await answer.text()

    async def post(self, path: str, data: Mapping[str, Any], **query: str) -> tuple[int, Any]:
        """What the page's script does when somebody acts: status and JSON."""
        url = self.address.origin().with_path(path).with_query(query)
        async with self.browser.post(
            url, data=aiohttp.FormData(data), headers={"Origin": self.origin}
        ) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str, **query: str) -> aiohttp.ClientResponse:
        answer = await self.browser.get(self.address.origin().with_path(path).with_query(query))
        await answer.read()
        return answer

    async def join(self, name: str) -> None:
        assert (await self.post("/join", {"name": name}))[0] == 200

    async def say(self, pane: str, text: str) -> Any:
        status, answer = await self.post("/say", {"text": text}, pane=pane)
        assert status == 200
        return answer

    def remember(self, name: str, text: str) -> None:
        """Somebody has typed this in their DM, and nobody answered."""
        local = self.space.local
        place = Location(account_of(name))
        self.space.history.add(ChatMessage(at=local.now, location=place, speaker=name, text=text))

    async def press(self, pane: str, label: str) -> Any:
        """Presses the newest button of that label in a pane."""
        html = await self.look(pane)
        (*_, button) = re.findall(rf'data-press="([0-9/]+)"[^>]*>{re.escape(label)}<', html)
        status, answer = await self.post("/press", {"button": button}, **{"as": pane.partition("@")[0]})
        assert status == 200
        return answer


@asynccontextmanager
async def open_visit(how: Terminal = SIMULATED) -> AsyncIterator[Visit]:
    """A new group, and a browser that has opened its page."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address that is a number
    with throw_away(Settings()) as own:
        async with (
            open_group(own, how, silent) as group,
            serve_page(group.page) as address,  # type: ignore[arg-type] # a page was asked for
            aiohttp.ClientSession(cookie_jar=jar) as browser,
        ):
            visit = Visit(group, URL(address), browser)
            async with browser.get(visit.address) as answer:
                assert answer.status == 200
            yield visit
