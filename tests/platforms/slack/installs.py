"""The whole bot before a loopback Slack, whose workspaces install it by OAuth in a browser."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientSession

from bot.app import App
from bot.core.member import Group
from bot.core.wall_time import ManualClock
from bot.platforms.port import PlatformServices
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.settings import SlackOptions
from bot.runner import SimulatedTime
from bot.store import members
from bot.store.connect import Wrap, unchanged
from bot.store.installs import Installs
from bot.store.members import Directory
from tests.platforms.shelf import served
from tests.platforms.slack.loopback import APP_TOKEN, Loopback, slack
from tests.platforms.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.platforms.slack.slackdesk import Later
from tests.platforms.slack.transports import InProcess
from tests.platforms.slack.workspace import Workspace
from tests.world import app_in

PUBLIC = "https://bot.example"


@dataclass
class Page:
    """What a browser shows."""

    status: int
    text: str

    @property
    def headline(self) -> str:
        found = re.search(r"<h1>(.*)</h1>", self.text)
        return found[1] if found else ""


@dataclass
class Browser:
    """Somebody's browser, with its cookies. `root` is where the proxy leads the public address."""

    root: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def begin(self) -> str:
        """Opens the install page; answers the state with which it sends the browser to Slack."""
        async with (
            ClientSession() as session,
            session.get(f"{self.root}/slack/install", allow_redirects=False) as answer,
        ):
            assert answer.status == 302, await answer.text()
            self._keep(answer.headers.getall("Set-Cookie"))
            there = urlsplit(answer.headers["Location"])
            query = parse_qs(there.query)
            assert there.netloc == "slack.com"
            assert query["redirect_uri"] == [f"{PUBLIC}/slack/oauth_redirect"]
            assert query["client_id"] == [CLIENT_ID]
            return query["state"][0]

    async def back(self, **query: str) -> Page:
        """Comes back from Slack."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with (
            ClientSession() as session,
            session.get(f"{self.root}/slack/oauth_redirect", params=query, headers=headers) as answer,
        ):
            self._keep(answer.headers.getall("Set-Cookie", []))
            return Page(answer.status, await answer.text())

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            assert "Secure" in cookie
            assert "HttpOnly" in cookie
            if value == "deleted":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


@dataclass
class Deployment:
    """All of it. `platform` is one process of the bot."""

    app: App
    platform: SlackPlatform
    server: Loopback
    clock: ManualClock
    browser: Browser
    options: SlackOptions
    own: Workspace | None = None
    """That of the bot's own token."""

    @property
    def installs(self) -> Installs:
        return Installs(self.app.store, self.clock)

    def workspace(self, name: str) -> Workspace:
        """A workspace that has not installed the bot."""
        made = Workspace(self.server, InProcess(self.platform.app), name, settle=self.settle)
        made.team.trouble = "account_inactive"
        return made

    async def settle(self) -> None:
        await self.platform.intake.idle()
        await self.time.drain()

    @property
    def time(self) -> SimulatedTime:
        return SimulatedTime(self.app.runner, self.app.dispatcher, self.clock)

    async def install(self, *spaces: Workspace) -> None:
        for space in spaces:
            state = await self.browser.begin()
            page = await self.browser.back(state=state, code=self.server.oauth.code(space.team))
            assert page.status == 200, page.text
            assert page.headline.startswith(f"Loopmate is in {space.team.name}")
            await self.settle()

    async def group(self, space: Workspace) -> Group:
        found = await Directory(self.app.store).find_group(f"slack:{space.team.id}")  # type: ignore[arg-type]
        assert found is not None
        return await members.group(self.app.store.unit(found, self.clock.now()))


@asynccontextmanager
async def deployment(
    folder: Path, *, rotates: bool = False, own: bool = False, wrap: Wrap = unchanged, **more: Any
) -> AsyncIterator[Deployment]:
    """A bot that anybody may install, its addresses on a port of this machine; `own`: with a token of its own."""
    made: list[SlackPlatform] = []

    def platform(services: PlatformServices) -> SlackPlatform:
        made.append(SlackPlatform(services, options, patient=0))
        return made[0]

    async with slack() as server:
        server.oauth.rotates = rotates
        home = Workspace(server, Later(), "Own") if own else None
        given: dict[str, Any] = {
            "app_token": APP_TOKEN,
            "http_port": 1,
            "public_url": PUBLIC,
            "api_url": server.url,
            "bot_token": home.team.token if home else "",
        }
        options = SlackOptions(**(given | {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} | more))
        async with (
            app_in(folder, {"slack": platform}, server.clock, wrap=wrap) as app,
            made[0].open_web(),
            served(made[0].routes) as root,
        ):
            at = Deployment(app, made[0], server, server.clock, Browser(root), options, home)
            if home is not None:
                home.transport, home.settle = InProcess(made[0].app), at.settle
            yield at
            await made[0].intake.idle()
