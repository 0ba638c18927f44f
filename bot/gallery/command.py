"""`loopmate cards`: plays the stories, writes the page, the transcript and the photographs, a card and a
platform each, at the width of a phone."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.core.errors import LoopmateError
from bot.gallery.capture import Gallery, play, stories
from bot.gallery.page import page, scenes_of, transcript
from bot.platforms.console.render import render
from bot.settings import Settings

Say = Callable[[str], None]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(LoopmateError):
    """What photographs need is not installed."""


async def cards(
    settings: Settings, say: Say, *, html: Path | None, photos: Path | None, spoken: Path | None
) -> int:
    """Writes what is asked for, and says what was not shown; exit code 1 when a story could not be played.

    Raises:
        NoBrowser: photographs are wanted, and what they need is not installed.
        OSError: a file cannot be written.
    """
    _try_to_write([file for file in (html, spoken) if file], photos)
    gallery = await play(settings, stories())
    drawn = page(gallery)
    if html is not None:
        _write(html, drawn)
        say(f"{len(gallery.shots)} cards and forms: {html}")
    if spoken is not None:
        _write(spoken, transcripts(gallery))
        say(f"What a screen reader says of them: {spoken}")
    if photos is not None:
        say(f"{await photograph(drawn, photos)} pictures, 390 pixels wide: {photos}")
    say(summary(gallery))
    return int(bool(gallery.troubles))


def summary(gallery: Gallery) -> str:
    """What was shown of what there is, and which steps of the stories failed."""
    missing = ", ".join(gallery.missing) or "nothing"
    return "\n".join([f"Not shown: {missing}.", *gallery.troubles])


def transcripts(gallery: Gallery) -> str:
    """Every card as a screen reader says it, on each platform."""
    lines: list[str] = []
    for shot in gallery.shots:
        lines += [f"# {shot.name}", "", "## console", "", render(shot.exhibit)]
        for platform, scenes in scenes_of(shot, gallery.pictures).items():
            lines += [f"## {platform}", "", transcript(scenes), ""]
    return "\n".join(lines) + "\n"


def _try_to_write(files: list[Path], folder: Path | None) -> None:
    """Raises OSError before the stories are played, which takes a while."""
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.open("a").close()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


async def photograph(html: str, folder: Path) -> int:
    """Writes `folder/<platform>/<name>.png`, 390 pixels wide; returns how many.

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
                    name = await shot.get_attribute("data-name")
                    path = folder / str(await shot.get_attribute("data-platform")) / f"{name}.png"
                    await shot.screenshot(path=path, animations="disabled")
                return len(shots)
            finally:
                await browser.close()
