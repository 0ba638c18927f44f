"""Photographs of the page, a card and a platform each, at the width of a phone."""

import shutil
import tempfile
from pathlib import Path

from bot.core.errors import LoopmateError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(LoopmateError):
    """What photographs need is not installed."""


async def photograph(html: str, folder: Path) -> int:
    """Writes `folder/<platform>/<name>.png`, 390 pixels wide; answers how many.

    Raises:
        NoBrowser: says what to install.
    """
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - a development tool, absent elsewhere
    except ImportError:
        raise NoBrowser(
            "Pictures of the cards need playwright, which is among the development tools: make .venv/dev"
        ) from None
    browser_path = next((found for b in BROWSERS if (found := shutil.which(b))), None)
    if browser_path is None:
        raise NoBrowser(
            "Pictures of the cards need a Chromium. On Debian or Ubuntu: apt-get install chromium"
        )
    with tempfile.TemporaryDirectory(prefix="loopmate-") as home:
        source = Path(home) / "cards.html"
        source.write_text(html, encoding="utf-8")
        async with async_playwright() as tools:
            browser = await tools.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
            try:
                page = await browser.new_page(viewport={"width": 1280, "height": 900})
                await page.goto(source.as_uri())
                shots = await page.locator(".shot").all()
                for shot in shots:
                    name, platform = (
                        await shot.get_attribute("data-name"),
                        await shot.get_attribute("data-platform"),
                    )
                    await shot.screenshot(path=folder / str(platform) / f"{name}.png", animations="disabled")
                return len(shots)
            finally:
                await browser.close()
