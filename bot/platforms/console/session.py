"""Runs a story, or a prompt at which somebody types."""

from collections.abc import AsyncIterator, Iterable
from typing import TextIO

from bot.platforms.console.adapter import ConsolePlatform, account_of
from bot.platforms.console.lines import read_lines
from bot.platforms.console.prompt import Prompt, own_name
from bot.platforms.console.render import Page, PlainPage
from bot.platforms.console.rich import RichPage
from bot.platforms.console.steps import Steps
from bot.platforms.console.story import StoryError, parse_line
from bot.platforms.port import Clockwork, PlatformServices


async def run(
    platform: ConsolePlatform,
    services: PlatformServices,
    clockwork: Clockwork | None,
    lines: AsyncIterator[str] | Iterable[str],
    out: TextIO,
    *,
    interactive: bool,
) -> int:
    """Plays the lines to their end; answers the exit code: 1 if a step of a story could not be understood.

    `clockwork` is there in a simulation only. Output is plain text unless `out` is a terminal.
    """
    name = own_name() if interactive else ""
    page = page_on(out, name)
    platform.attach(services, page)
    steps = Steps(platform, services, clockwork, page, echo=not interactive)
    try:
        if not interactive:
            return await _story(steps, services.word, read_lines(lines), page)
        await Prompt(platform, services, page, steps, name).run(read_lines(lines))
        return 0
    finally:
        platform.detach()


def page_on(out: TextIO, name: str = "") -> Page:
    """What to print on: panels on a terminal, else plain text; `name` is who sits at the prompt."""
    if out.isatty():
        return RichPage(out, account_of(name) if name else None)
    return PlainPage(out, asks=bool(name))


async def _story(steps: Steps, word: str, lines: AsyncIterator[str], page: Page) -> int:
    number, failed = 0, False
    async for line in lines:
        number += 1
        try:
            step = parse_line(line, word)
            if step is not None:
                await steps.play(step)
        except StoryError as error:
            failed = True
            page.note(error.at(number))
    await steps.drain()
    return int(failed)
