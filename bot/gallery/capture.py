"""Capture of every card and form in the stories that ship with the program, played in simulated time."""

import calendar
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import content
from bot.app import START, App, open_app, registry, seed_of
from bot.core.card import Card, Form, Picture
from bot.core.entry import Entry
from bot.core.overflow import MORE, rest_of
from bot.core.reply import Answer, Hold, Inbound, Responder, Skip
from bot.core.wall_time import ManualClock
from bot.dispatcher import Apart, Composed
from bot.draw import png
from bot.gallery import staged
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.render import Row, rows
from bot.platforms.port import DoorMiddleware
from bot.platforms.scenes import Exhibit
from bot.runner import SimulatedTime
from bot.settings import Settings
from bot.store.vault import new_key
from bot.work import Worker

REFUSED = "refused"
"""The name for cards that no handler made: what was asked can't be done."""
_WORDS = 6
"""Words of the first line that begin a card's name."""
_DATES = frozenset(word.casefold() for word in (*calendar.day_abbr, *calendar.month_abbr))


@dataclass(frozen=True, slots=True)
class Shot:
    """One card or form: the path of its handler, and the message as the terminal shows it."""

    name: str
    path: str
    exhibit: Exhibit
    people: frozenset[str] = frozenset()
    """Who acts in the story."""

    @property
    def answer(self) -> Answer:
        return self.exhibit.answer


@dataclass(frozen=True, slots=True)
class Gallery:
    """All that the stories showed: one shot of each kind, in the order of their names."""

    shots: tuple[Shot, ...]
    missing: tuple[str, ...] = ()
    """Paths of commands, presses and messages of which no card was seen."""
    troubles: tuple[str, ...] = ()
    """Steps of stories that could not be done, with file and line."""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """The PNG of each chart, by the words that stand for it."""


def stories() -> tuple[Path, ...]:
    return tuple(sorted((Path(content.__file__).parent / "stories").glob("*.story")))


async def play(settings: Settings, scripts: Sequence[Path], *, further: bool = True) -> Gallery:
    """Plays each story on a store of its own that is thrown away; equal stories give equal shots.

    `further`: and what no story of one terminal can show.
    """
    seen: dict[tuple[str, ...], Shot] = {}
    paths: set[str] = set()
    troubles: list[str] = []
    pictures: dict[str, bytes] = {}
    told = {script.name: script.read_text(encoding="utf-8").splitlines() for script in scripts}
    with closing(Worker()) as worker:
        for name, lines in (told | {staged.NAME: staged.LINES} if further else told).items():
            played = await _play(settings, name.removesuffix(".story"), lines, worker)
            for shot in played.shots:
                seen.setdefault(_identity(shot), shot)
            paths |= {shot.path for shot in played.shots}
            troubles += [f"{name}: {trouble}" for trouble in played.troubles]
            pictures |= played.pictures
    declared = {c.path for c in registry() if c.kind != "work"}
    return Gallery(_with_names(seen.values()), tuple(sorted(declared - paths)), tuple(troubles), pictures)


async def _play(settings: Settings, name: str, lines: Sequence[str], worker: Worker) -> Gallery:
    with tempfile.TemporaryDirectory(prefix="loopmate-") as folder:
        place = {"data": Path(folder), "xdg_config_home": Path(folder)}
        own = settings.model_copy(update=place | {"key": new_key(), "redis_url": "", "command": "prep"})
        platform, clock = ConsolePlatform(prefix=name), ManualClock(START)
        factories = {"console": lambda _: platform}
        async with open_app(own, factories, clock=clock, seed=seed_of(name), worker=worker) as app:
            recorder = Recorder(
                app, frozenset(re.findall(r"^([\w-]+)(?: \(DM\))?:", "\n".join(lines), re.MULTILINE))
            )
            services = replace(app.services, door=recorder)
            time = SimulatedTime(app.runner, app.dispatcher, clock)
            platform.attach(services, recorder, time)
            troubles = await platform.play_all(lines)
            if lines is staged.LINES:
                await staged.StagedCards(app, platform, services, time, recorder.newest).play()
            bodies = [shot.answer.body for shot in recorder.shots]
            blocks = (block for body in bodies if isinstance(body, Card) for block in body.blocks)
            charts = {block.alt: block.chart for block in blocks if isinstance(block, Picture)}
            pictures = {alt: await app.services.work.pictures(png, chart) for alt, chart in charts.items()}
    return Gallery(tuple(recorder.shots), (), tuple(troubles), pictures)


class Recorder(DoorMiddleware):
    """Listens to the dispatcher and the screen, and notes which handler made which card."""

    def __init__(self, app: App, people: frozenset[str]) -> None:
        super().__init__(app.dispatcher)
        self._people = people
        self.shots: list[Shot] = []
        self._dispatcher = app.dispatcher
        self._before: Counter[str] = Counter()
        self._composed: list[tuple[Answer, str]] = []
        self._compose = app.dispatcher.compose
        app.dispatcher.compose = self.compose

    def newest(self) -> Exhibit:
        return self.shots[-1].exhibit

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        self._before = Counter(self._dispatcher.counts)
        await self.door.handle(inbound, responder)

    async def compose(self, entry: Entry) -> Composed | Skip | Hold | Apart:
        composed = await self._compose(entry)
        if isinstance(composed, Composed):
            self._composed.append((composed.answer, entry.call.path))
        return composed

    def show(self, message: Exhibit) -> None:
        path = self._path(message.answer)
        self.shots += [Shot("", MORE, rest, self._people) for rest in _rests(message)]
        self.shots.append(Shot("", path, message, self._people))

    def _path(self, answer: Answer) -> str:
        for composed, path in self._composed:
            if composed is answer:
                return path
        if isinstance(answer.body, Form):
            return answer.body.call.path
        found = (self.registry.find(path) for path in self._dispatcher.counts - self._before)
        return next((one.path for one in found if one and one.kind in ("command", "press")), REFUSED)

    def note(self, text: str) -> None: ...


def _rests(message: Exhibit) -> Iterator[Exhibit]:
    """What the card's [More] shows."""
    body = message.answer.body
    for button in body.buttons if isinstance(body, Card) else ():
        kept = button.call.values.values() if button.call.path == MORE else ()
        for rest in filter(None, map(rest_of, kept)):
            payloads = tuple(b.call.path for b in rest.buttons)
            yield replace(message, answer=Answer(body=rest, zone=message.answer.zone, payloads=payloads))


def _identity(shot: Shot) -> tuple[str, ...]:
    """Equal for cards that differ in figures, names and dates alone: the handler's path and all other words."""
    return (shot.path, *(word for row in rows(shot.exhibit) for word in _words(row, shot)))


def _words(row: Row, shot: Shot) -> list[str]:
    """The words of a line, without those that say who, when and where."""
    passing = _DATES | shot.people | set(re.findall("[a-z]+", shot.answer.zone.casefold()))
    return [w for w in re.findall("[a-z]+", row.text.casefold().replace("'", "")) if w not in passing]


def _with_names(shots: Iterable[Shot]) -> tuple[Shot, ...]:
    """The shots with names: the path and the first words; a number for the second of the same."""
    named: dict[str, Shot] = {}
    for shot in shots:
        words = _words(next(iter(rows(shot.exhibit))), shot)[:_WORDS]
        name = base = "-".join([f"{shot.path}-", *words])
        number = 1
        while name in named:
            number += 1
            name = f"{base}-{number}"
        named[name] = replace(shot, name=name)
    return tuple(named[name] for name in sorted(named))
