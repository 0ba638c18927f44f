"""Pure: what a member has done, the marks of a day's list, and which task a text means.

The list of a day depends only on the tasks, the member, and what was done before that day, so a message that
may not write and a command that may agree on it. Its numbers never move: it grows and shrinks at its end.
"""

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.values import Frozen
from bot.core.wall_time import DAY
from content.models import CallSpec, Task

KEPT = 400 * DAY
"""How long the ticks of repeated tasks are kept; those of other tasks are kept for good."""
Tasks = Mapping[str, Task]


class Part(Frozen):
    """Steps of a task that are done without a break: from `first` up to, not including, `upto`."""

    task: str
    first: int
    upto: int

    @property
    def ref(self) -> str:
        """How a button names it."""
        return f"{self.task}/{self.upto}"


class Tick(Frozen):
    """The first `upto` steps of a task were done on the local `day`; `whole`: that was all of it.

    `told`: the member's settings say so; nothing was practiced.
    """

    task: str
    upto: int
    whole: bool
    day: dt.date
    at: dt.datetime
    told: bool = False

    @classmethod
    def of(cls, part: Part, task: Task, day: dt.date, at: dt.datetime, *, told: bool = False) -> "Tick":
        whole = part.upto >= len(task.steps)
        return cls(task=part.task, upto=part.upto, whole=whole, day=day, at=at, told=told)


class Choice(Frozen):
    """What a member decided for the days before `until`: tasks that come first, and those that can wait."""

    until: dt.date
    wanted: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


class Checklist(Frozen):
    """One member's record. `day`, `minutes`, `listed`, `undone` and `asked` are about the list that was made last."""

    ticks: tuple[Tick, ...] = ()
    day: dt.date | None = None
    minutes: int = 0
    """Minutes of the day for which the list was made; what was asked for on top doesn't count."""
    listed: tuple[Part, ...] = ()
    undone: tuple[str, ...] = ()
    """Tasks taken back on `day`: what was practiced doesn't mark them again."""
    later: dt.datetime | None = None
    """When the list was last asked to come again."""
    rests: tuple[tuple[dt.date, dt.date], ...] = ()
    """Pauses that are over: first and last day."""
    tomorrow: dt.date | None = None
    """The day whose list was left for the day after."""
    heard: dt.date | None = None
    """The last local day whose list had come when the member moved to another zone."""
    moved: dt.datetime | None = None
    """When that was: no later zone says on which day an earlier list came."""
    looked: dt.date | None = None
    """The last local day whose list they asked for."""
    choice: Choice | None = None
    skips: dict[str, int] = {}
    """Task -> lists in a row that had it and on which nothing of it was done."""
    rested: dict[str, dt.date] = {}
    """Task -> the day from which it may be on a list again; the last day of all: not for this member."""
    small: tuple[str, ...] = ()
    """Tasks that come one step at a time."""
    asked: str = ""
    """The task that the list asks about: it was on three lists untouched."""
    used: tuple[int, ...] = ()
    """Minutes that were used of the last lists, the newest last; one more than the length of a list depends on."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the day's list."""

    part: Part
    task: Task
    done: bool

    @property
    def minutes(self) -> int:
        return minutes_of(self.part, self.task)

    @property
    def ref(self) -> str:
        return self.part.ref


def minutes_of(part: Part, task: Task) -> int:
    """What these steps take."""
    return sum(task.spans[part.first : part.upto])


def latest(ticks: Iterable[Tick]) -> dict[str, Tick]:
    """Task -> its newest tick."""
    found: dict[str, Tick] = {}
    for tick in ticks:
        known = found.get(tick.task)
        if known is None or (tick.day, tick.upto) >= (known.day, known.upto):
            found[tick.task] = tick
    return found


def steps_behind(task: Task, last: Tick | None, day: dt.date, joined: dt.date) -> int:
    """How many steps are behind the member as `day` begins; a repeated task that isn't due counts as done.

    The first turn of a repeated task is due one period after the member joined.
    """
    whole = len(task.steps)
    if task.every_days is not None:
        since = last.day if last and last.whole else None if last else joined
        if since is not None:
            return 0 if since + task.every_days * DAY <= day else whole
    if last is None:
        return 0
    return whole if last.whole else min(last.upto, whole)


def before(ticks: Iterable[Tick], day: dt.date) -> tuple[Tick, ...]:
    """The ticks of earlier days."""
    return tuple(t for t in ticks if t.day < day)


def is_done(part: Part, task: Task, ticks: Iterable[Tick], day: dt.date) -> bool:
    """Whether a part of the list of `day` is done; of a repeated task only ticks from that day on count."""
    mine = (t for t in ticks if t.task == part.task and (not task.recurring or t.day >= day))
    return any(t.whole or t.upto >= part.upto for t in mine)


def rows(tasks: Tasks, record: Checklist) -> tuple[Row, ...]:
    """The lines of the list that the record holds; tasks that content no longer has are left out."""
    day = record.day or dt.date.min
    return tuple(
        Row(part, tasks[part.task], is_done(part, tasks[part.task], record.ticks, day))
        for part in record.listed
        if part.task in tasks
    )


# what is done by doing it

COMMANDS = {
    "quiz": ("Open the quiz", "finish a quiz on it"),
    "tradeoff": ("Weigh a trade-off", "weigh one"),
    "bullet": ("Paste a bullet", "paste a bullet and read what I say"),
    "project": ("Write the summary", "write the summary, and it's at least fair"),
    "story.new": ("Write the story", "write the story, and it's at least fair"),
    "story.map": ("Open the story map", "keep a story and look at the map"),
    "to-ask": ("Open the questions", "open the list"),
    "timeline": ("Open the timeline", "open the timeline"),
    "mock.hours": ("Add my hours", "save your hours"),
    "mock.join": ("Join the mock rounds", "are in"),
    "mock.history": ("Open my mock rounds", "open your mock rounds"),
    "progress": ("Open my progress", "open your progress"),
    "settings": ("Open settings", ""),
}
"""Command of a task -> the button that opens it, and what does the task, as "once you ..." goes on; "" where nothing
notes that it was done, so the member says so."""
QUESTION = "question"
"""Marks a day on which any question was answered, among what was practiced."""


def is_derived(task: Task) -> bool:
    """Whether doing the task is noted by itself."""
    return task.call is not None and bool(COMMANDS.get(task.call.path, ("", ""))[1])


# doing and taking back


def with_tick(
    record: Checklist, part: Part, task: Task, day: dt.date, now: dt.datetime, *, told: bool = False
) -> Checklist:
    """The record with a part done on a local day."""
    last = latest(record.ticks)
    kept = tuple(t for t in record.ticks if day - t.day <= KEPT or last[t.task] is t)
    return record.copy_with(ticks=(*kept, Tick.of(part, task, day, now, told=told)))


def without_tick(record: Checklist, ref: str) -> Checklist | None:
    """The record without the newest tick that `ref` names and what was ticked of the task since; None
    when there is none."""
    task, _, upto = ref.partition("/")
    wanted = [t for t in record.ticks if t.task == task and str(t.upto) == upto]
    if not wanted:
        return None
    first = max(wanted, key=lambda t: t.day)
    gone = {t for t in record.ticks if t.task == task and t.day >= first.day and t.upto >= first.upto}
    return record.copy_with(
        ticks=tuple(t for t in record.ticks if t not in gone),
        undone=(*(u for u in record.undone if u != task), task),
    )


def with_practice(
    tasks: Tasks,
    record: Checklist,
    day: dt.date,
    now: dt.datetime,
    specs: Collection[str],
    facts: Collection[str],
) -> Checklist:
    """The record with the ticks that follow for the list of `day`.

    Each spec that was practiced (a command's path, as "quiz" or "quiz topic=latency") does one task: the
    first open one of the list whose command it is. Facts are keys of tasks that need no doing.
    """
    for key in sorted(facts):
        row = _first_open(record, (r for r in rows(tasks, record) if r.task.key == key))
        if row is not None:
            record = with_tick(record, row.part, row.task, day, now, told=True)
    for spec in sorted(specs):
        used = {t.task for t in record.ticks if t.day == day and not t.told} | set(record.undone)
        if any(fits(spec, tasks[key]) for key in used if key in tasks):
            continue  # one use does one task
        row = _first_open(record, (r for r in rows(tasks, record) if fits(spec, r.task)))
        if row is not None:
            record = with_tick(record, row.part, row.task, day, now)
    return record


def _first_open(record: Checklist, mine: Iterable[Row]) -> Row | None:
    return next((r for r in mine if not r.done and r.task.key not in record.undone), None)


def fits(spec: str, task: Task) -> bool:
    """Whether doing `spec` does the task: the same command, and no value that says otherwise. Any question that was
    answered does a daily one."""
    if task.call is None or task.daily:
        return task.daily and spec == QUESTION
    did, wanted = CallSpec.of(spec), task.call
    return did.path == wanted.path and all(wanted.values.get(k, v) == v for k, v in did.values.items())


# which task is meant


def find_rows(text: str, listed: Sequence[Row]) -> list[Row]:
    """The rows that a text can mean: a number, a ref, a key or a part of a title; for no text all open ones."""
    word = " ".join(text.split()).casefold().strip(" #.")
    if not word:
        return [r for r in listed if not r.done]
    if word.isascii() and word.isdecimal():
        return [r for n, r in enumerate(listed, 1) if str(n) == word.lstrip("0")]
    exact = [r for r in listed if r.ref == word] or [r for r in listed if r.task.key == word]
    found = exact or [r for r in listed if word in r.task.title.casefold() or word in r.task.key]
    still = [r for r in found if not r.done] or found
    # of several parts of one task the first open one is meant, and open tasks before done ones
    return list({r.task.key: r for r in reversed(still)}.values())[::-1]


def find_numbered(text: str, listed: Sequence[Row]) -> list[Row]:
    """The rows of several numbers ("1, 2", "1 and 3"), or of "all"; none where it's another kind of text."""
    words = re.findall(r"[^\W_]+", text.casefold())
    numbers = [int(word) for word in words if word.isdecimal()]
    if words in (["all"], ["everything"]):
        numbers = [*range(1, len(listed) + 1)]
    elif len(numbers) < 2 or any(word not in ("and", *map(str, numbers)) for word in words):
        return []
    return [row for n, row in enumerate(listed, 1) if n in numbers]


def newest_ref(record: Checklist, day: dt.date) -> str:
    """The ref of what was ticked off last on a day; "" where nothing was."""
    ticks = [tick for tick in record.ticks if tick.day == day and not tick.told]
    newest = max(reversed(ticks), key=lambda tick: tick.at, default=None)
    return f"{newest.task}/{newest.upto}" if newest else ""


def find_unlisted(
    text: str, tasks: Tasks, record: Checklist, limit: int, day: dt.date, joined: dt.date
) -> Row | None:
    """A task that isn't on the list, named by its ref or its key as an older button does."""
    key, _, upto = text.strip().casefold().partition("/")
    task = tasks.get(key)
    if task is None:
        return None
    at = steps_behind(task, latest(record.ticks).get(key), day, joined)
    last = int(upto) if upto.isascii() and upto.isdecimal() and len(upto) < 4 else None
    if at == len(task.steps) or (last is not None and last <= at):
        return Row(Part(task=key, first=0, upto=last or len(task.steps)), task, True)
    end = min(last, len(task.steps)) if last else at + steps_in(task.spans[at:], limit)
    return Row(Part(task=key, first=at, upto=end), task, False)


def steps_in(spans: Iterable[int], limit: int) -> int:
    """How many of the next steps fit into `limit` minutes; one in any case."""
    fit = itertools.takewhile(lambda total: total <= limit, itertools.accumulate(spans))
    return max(sum(1 for _ in fit), 1)
