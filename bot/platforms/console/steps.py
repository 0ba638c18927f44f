"""Does the steps of a story, one by one."""

import datetime as dt
from collections.abc import Iterable

from bot.core.text import echo
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.files import take_file
from bot.platforms.console.render import Page, one_line, stamp
from bot.platforms.console.story import (
    Advance,
    AsOf,
    Fills,
    Presses,
    SaysCommand,
    Speech,
    Step,
    StoryError,
    in_range,
    parse_line,
)
from bot.platforms.port import Clockwork


class Steps:
    """Acts on steps; `clockwork` is there in a simulation only. What people do is printed on `page`."""

    def __init__(
        self, platform: ConsolePlatform, clockwork: Clockwork | None, page: Page | None = None
    ) -> None:
        self._platform = platform
        self._clockwork = clockwork
        self._page = page
        self._begun = False

    async def play(self, step: Step) -> None:
        """Does one step, and everything that is due after it.

        Raises:
            StoryError: it cannot be done.
        """
        first, self._begun = not self._begun, True
        match step:
            case SaysCommand() | Speech() | Presses() | Fills():
                self._hear(step)
                await self._act(step)
            case Advance(delta=delta):
                await self._advance(delta)
            case AsOf(instant=instant):
                await self._leap(instant, first=first)
        await self.drain()

    async def play_all(self, lines: Iterable[str]) -> list[str]:
        """Plays the lines of a story; answers which could not be done."""
        troubles = []
        for number, line in enumerate(lines, 1):
            try:
                step = parse_line(line, self._platform.services.word)
                if step is not None:
                    await self.play(step)
            except StoryError as error:
                troubles.append(error.at(number))
        await self.drain()
        return troubles

    async def drain(self) -> None:
        """In a simulation, does everything that is due now."""
        if self._clockwork is not None:
            await self._clockwork.drain()

    def _hear(self, step: SaysCommand | Speech | Presses | Fills) -> None:
        self._platform.meet(step.name)
        if self._page is not None:
            self._page.note(f"{stamp(self._platform.now)} {_echo_of(step)}".rstrip())

    async def _act(self, step: SaysCommand | Speech | Presses | Fills) -> None:
        match step:
            case SaysCommand(name=name, root=root, direct=direct):
                text, upload = take_file(step.text)
                await self._platform.say(name, text, root, direct=direct, upload=upload)
            case Presses(name=name, label=label, nth=nth):
                await self._platform.press(name, label, nth)
            case Fills(name=name, values=values):
                await self._platform.fill(name, dict(values))
            case Speech():
                return

    async def _advance(self, delta: dt.timedelta) -> None:
        clockwork = self._require_clockwork("@advance")
        await clockwork.advance(in_range(self._platform.now + delta))

    async def _leap(self, instant: dt.datetime, *, first: bool) -> None:
        clockwork = self._require_clockwork("@as-of")
        now = self._platform.now
        if instant >= now:
            await clockwork.leap(instant)
            return
        if not first:
            raise StoryError(
                f"It is {stamp(now)[1:]} already, and the clock only goes forward. Use a later instant."
            )
        try:
            await clockwork.leap(instant)
        except ValueError as error:
            raise StoryError(f"The clock cannot go back to {stamp(instant)[1:]}: {error}.") from None

    def _require_clockwork(self, what: str) -> Clockwork:
        if self._clockwork is None:
            raise StoryError(f"{echo(what)} needs simulated time. Start the console with --simulate.")
        return self._clockwork


def _echo_of(step: SaysCommand | Speech | Presses | Fills) -> str:
    match step:
        case SaysCommand(name=name, direct=True, shown=shown):
            return f"{name} (DM) > {one_line(shown)}"
        case SaysCommand(name=name, shown=text) | Speech(name=name, text=text) | Fills(name=name, shown=text):
            return f"{name} > {one_line(text)}"
        case Presses(name=name, label=label, nth=nth):
            return f"{name} > [{one_line(label)}{f' #{nth}' if nth > 1 else ''}]"
