"""A real browser on the page: somebody who has a keyboard and no mouse."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.gallery.command import BROWSERS
from tests.platforms.web.visits import Visit

STOPS = 60
"""Presses of the Tab key after which a button can't be reached."""
WAIT = 20_000
"""Milliseconds that a busy machine may take; who waits longer hangs."""
expect.set_options(timeout=WAIT)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path is not None, "these tests need a Chromium; on Debian or Ubuntu: apt-get install chromium"
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class KeyboardUser:
    """Somebody at the keyboard. `strange` are requests to other hosts and errors of the page."""

    page: Page
    visit: Visit
    strange: list[str] = field(default_factory=list)

    def watch(self) -> None:
        origin = self.visit.origin
        self.page.on("request", lambda r: None if r.url.startswith(origin) else self.strange.append(r.url))
        self.page.on("pageerror", lambda error: self.strange.append(str(error)))
        self.page.on(
            "console", lambda m: self.strange.append(m.text) if m.type in ("error", "warning") else None
        )

    async def look(self, *panes: str, look: str = "slack") -> None:
        """Opens the page with these panes."""
        address = self.visit.address.origin().with_query([("look", look), *(("pane", one) for one in panes)])
        await self.page.goto(str(address))

    async def type(self, pane: str, text: str) -> None:
        """Types a line in a pane and sends it."""
        await self._composer(pane).focus()
        await self.page.keyboard.type(text)
        await self._enter()

    async def press(self, pane: str, label: str) -> None:
        """Walks back from where one types in a pane to the nearest button of that label, and presses it."""
        await self.wait_for(pane, label)
        await self._composer(pane).focus()
        for _ in range(STOPS):
            await self.page.keyboard.press("Shift+Tab")
            if await self.page.evaluate("document.activeElement.textContent.trim()") == label:
                await self._enter()
                return
        raise AssertionError(f"no keyboard reaches [{label}] in {pane}")

    async def fill(self, field: str, text: str) -> None:
        """Walks to a field of the open form, and writes into it."""
        for _ in range(STOPS):
            if await self.page.evaluate("document.activeElement.name") == field:
                await self.page.keyboard.press("ControlOrMeta+A")
                await self.page.keyboard.type(text)
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"no keyboard reaches the field {field}")

    async def send(self) -> None:
        """Sends the open form from any of its fields."""
        await self._enter()

    async def _enter(self) -> None:
        """Presses Enter, and waits until the page shows what came of it."""
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("body")).not_to_have_attribute("aria-busy", "true")

    async def sees(self, pane: str, words: str) -> None:
        await expect(self._pane(pane).locator(".messages")).to_contain_text(words)

    async def move_clock(self, label: str) -> None:
        """Walks to a button of the clock, presses it, and waits until the time has passed."""
        button = self.page.get_by_role("button", name=label)
        await button.focus()
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("#due")).to_contain_text(re.compile("came|Nothing was due"))
        await expect(button).to_be_focused()

    async def wait_for(self, pane: str, label: str) -> None:
        button = self._pane(pane).get_by_text(label, exact=True).last
        await expect(button).to_be_attached()

    def _pane(self, key: str) -> Locator:
        return self.page.locator(f'[data-pane="{key}"]')

    def _composer(self, key: str) -> Locator:
        return self._pane(key).locator("textarea")

    async def barriers(self) -> list[str]:
        """What axe-core finds wrong with the page as it stands."""
        found = await Axe().run(self.page)
        return [f"{v['id']}: {node['html']}" for v in found.response["violations"] for node in v["nodes"]]


@asynccontextmanager
async def open_page(
    browser: Browser, visit: Visit, *, width: int = 1_280, dark: bool = False
) -> AsyncIterator[KeyboardUser]:
    """Somebody who has opened the address that the terminal printed."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    try:
        made = KeyboardUser(await context.new_page(), visit)
        made.watch()
        await made.page.goto(str(visit.address))
        yield made
        assert made.strange == []
    finally:
        await context.close()
