"""Where the page comes from on the command line, and where it doesn't."""

import re
from pathlib import Path

import aiohttp

from tests.desk import Desk, on_terminal

FREE = "--port=8790"


def visitor() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_who_types_at_a_terminal_gets_the_address_of_a_page_of_the_same_group(tmp_path: Path) -> None:
    async with on_terminal(tmp_path, "console", "--simulate", FREE) as screen, visitor() as browser:
        said = await screen.until("you>")
        (address,) = re.findall(r"The same group in a browser: (http://127\.0\.0\.1:\S+)", said)
        await screen.enter("alice: /prep start zone=Europe/Berlin")
        await screen.until("Welcome, alice")
        async with browser.get(address) as answer:
            assert answer.status == 200
            assert "Welcome, alice" in await answer.text()
        await screen.enter("quit")
        assert await screen.end() == 0


async def test_who_wants_no_page_gets_none(tmp_path: Path) -> None:
    async with on_terminal(tmp_path, "console", "--simulate", "--no-web") as screen:
        assert "browser" not in await screen.until("you>")
        await screen.enter("quit")
        assert await screen.end() == 0


def test_a_story_on_standard_input_starts_no_page(tmp_path: Path) -> None:
    done = Desk(tmp_path).run("console", "-", given="alice: /prep start zone=Europe/Berlin\n")
    assert done.returncode == 0
    assert "http://" not in done.stdout + done.stderr


async def test_with_web_the_page_stays_after_a_story_until_ctrl_c(tmp_path: Path) -> None:
    story = tmp_path / "one.story"
    story.write_text("alice: /prep start zone=Europe/Berlin\n", "utf-8")
    words = ("console", "--web", str(story), FREE)
    async with on_terminal(tmp_path, *words) as screen, visitor() as browser:
        said = await screen.until("until Ctrl-C.")
        (address,) = re.findall(r"http://127\.0\.0\.1:\S+", said)
        async with browser.get(address) as answer:
            assert "Welcome, alice" in await answer.text()
        await screen.enter("\x03")
        assert await screen.end() == 0
