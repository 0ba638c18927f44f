"""Plays a story's script (`alice: /prep today`) in any world, and keeps the first line of all that came of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.layout import split_headline
from bot.platforms.console.story import Advance, AsOf, Fills, Presses, SaysCommand, Step, parse_line
from tests.onstage.cast import Troupe
from tests.world import Shown, Somebody, World

HERE = "this channel"
"""What a channel that has only an id is called."""
_COUNTS = ("I keep", "Deleted ")
_WORD = re.compile(r"\w+")
_SECONDS = re.compile(r"(T\d\d:\d\d):\d\dZ")


@dataclass
class Played:
    """What a script came to: each answer, and each one's inbox, by their first lines.

    What arrives in an inbox at one instant has no order: where no place can be shared, a platform says so, and
    then each is told at home.
    """

    answers: list[str] = field(default_factory=list)
    inboxes: dict[str, list[str]] = field(default_factory=dict)
    channel: list[str] = field(default_factory=list)


def first_line(shown: Shown) -> str:
    """The words of its headline, with the channel called the same; in what order names stand is chance's.

    Drafts are not counted: a refused form is kept where the platform has let go of it, and only there.
    """
    line = shown.text.splitlines()[0].replace("#general", HERE)
    line = str(*split_headline((line,))[0]) or line
    counted = next((lead for lead in _COUNTS if line.startswith(lead)), None)
    return counted or " ".join(sorted(_WORD.findall(_SECONDS.sub(r"\1Z", line))))


class Script:
    """The first to speak is the organizer, as in the terminal."""

    def __init__(self, w: World) -> None:
        self._world, self.played = w, Played()
        self._people: dict[str, Somebody] = {}

    def somebody(self, name: str) -> Somebody:
        if name not in self._people:
            self._people[name] = self._world.person(name, organiser=not self._people)
        return self._people[name]

    async def play(self, path: Path) -> Played:
        self._world.tells(path.stem)
        for step in steps(path):
            await self._do(step)
            await self._world.advance(seconds=1)  # as people do, who are not fast enough to meet a limit
            for (
                name,
                person,
            ) in self._people.items():  # before anybody answers, which may change what stands there
                told = self.played.inboxes.setdefault(name, [])
                told += [line for _, line in sorted((s.at, first_line(s)) for s in person.inbox[len(told) :])]
        self.played.channel = [first_line(s) for s in self._world.channel]
        return self.played

    async def _do(self, step: Step) -> None:
        match step:
            case SaysCommand(name=name, direct=direct, shown=text):
                self._answered(await self.somebody(name).say(text, dm=direct))
            case Presses(name=name, label=label, nth=nth):
                called = label.replace("#general", HERE) if isinstance(self._world, Troupe) else label
                self._answered(await self.somebody(name).press(called, nth=nth))
            case Fills(name=name, values=values):
                self._answered(await self.somebody(name).fill(**dict(values)))
            case Advance(delta=delta):
                await self._world.time.advance(self._world.now + delta)
            case AsOf(instant=instant):
                await self._world.time.leap(instant)

    def _answered(self, shown: Shown) -> None:
        self.played.answers.append(first_line(shown))


def steps(path: Path) -> Iterator[Step]:
    lines = path.read_text("utf-8").splitlines()
    return (step for line in lines if (step := parse_line(line)) is not None)
