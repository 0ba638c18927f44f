"""The pictures in the README: `make pictures` takes them anew, with a Chromium.

A picture carries the words of its card as a screen reader says them, and the one of the demo group the last words of
each place, so a test without a browser knows when it's old.
"""

import asyncio
import re
import sys
import tempfile
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image, PngImagePlugin

from bot.core.card import Card
from bot.core.errors import LoopmateError
from bot.gallery.capture import Gallery, Shot, play
from bot.gallery.command import photograph
from bot.gallery.page import page, scenes_of, transcript
from bot.settings import Settings
from bot.store.vault import new_key
from bot.terminal import open_demo
from tests.platforms.web.browser import chromium

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
STORY = Path(__file__).parent / "stories" / "first-minute.story"
COLORS = 64
"""Enough for text and buttons, and a third of the bytes."""
WORDS = "Description"
"""PNG's own name for the text that says what is in a picture."""


EXHIBITS = {"slack": "bullet", "discord": "tradeoff"}
"""The platform that shows a card of the story -> the handler that made it."""


def play_story() -> Gallery:
    """What the story of the first minute shows."""
    settings = Settings(data=Path("unused"), key=new_key(), command="prep")
    return asyncio.run(play(settings, [STORY], further=False))


def shot_of(gallery: Gallery, platform: str) -> Shot:
    """The one card of the story that the platform's handler made."""
    made = (s for s in gallery.shots if s.path == EXHIBITS[platform] and isinstance(s.answer.body, Card))
    (shot,) = made
    return shot


def words_of(gallery: Gallery, platform: str) -> str:
    """What a screen reader says of the card on that platform."""
    return transcript(scenes_of(shot_of(gallery, platform), gallery.pictures)[platform])


def words_in(file: Path) -> str:
    """The words of the card that was photographed."""
    with Image.open(file) as picture:
        return str(picture.info.get(WORDS, ""))


GROUP = FOLDER / "group.png"
PANES = ("fay@#general", "bob", "alice")
DRAWN = """() => [...document.images].filter(one => one.getBoundingClientRect().bottom > 0)
  .every(one => one.complete && one.naturalWidth)"""


def last_words(html: str) -> str:
    """The last message of each pane, as text."""
    panes = (re.findall(r"<article.*?</article>", pane, re.DOTALL)[-1] for pane in html.split("<section")[1:])
    return "\n".join(" ".join(unescape(re.sub(r"<[^>]*>", " ", last)).split()) for last in panes)


async def take_group() -> None:
    """Photographs the demo group's page."""
    async with open_demo(Settings(), 0, print) as address, chromium() as browser:
        page = await browser.new_page(viewport={"width": 1_280, "height": 800}, color_scheme="light")
        await page.goto(address)
        query = urlencode([("look", "slack"), *(("pane", pane) for pane in PANES)])
        answer = await page.goto(f"{page.url}?{query}")
        assert answer is not None
        await page.wait_for_function(DRAWN)
        GROUP.write_bytes(
            _small(await page.screenshot(animations="disabled"), last_words(await answer.text()))
        )


async def take(gallery: Gallery) -> None:
    """Photographs each card and writes its picture with its words."""
    shots = {platform: shot_of(gallery, platform) for platform in EXHIBITS}
    with tempfile.TemporaryDirectory(prefix="loopmate-") as folder:
        await photograph(page(replace(gallery, shots=tuple(shots.values()))), Path(folder))
        FOLDER.mkdir(exist_ok=True)
        for platform, shot in shots.items():
            taken = (Path(folder) / platform / f"{shot.name}.png").read_bytes()
            (FOLDER / f"{platform}.png").write_bytes(_small(taken, words_of(gallery, platform)))


def _small(png: bytes, words: str) -> bytes:
    """The picture in few colors, with its words."""
    about = PngImagePlugin.PngInfo()
    about.add_itxt(WORDS, words)
    written = BytesIO()
    with Image.open(BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
        few.save(written, "PNG", optimize=True, pnginfo=about)
    return written.getvalue()


def main() -> int:
    try:
        asyncio.run(take(play_story()))
        asyncio.run(take_group())
    except LoopmateError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
