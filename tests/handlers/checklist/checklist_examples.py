"""Tasks, members and days for tests of the checklist."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from bot.core.member import Member
from bot.core.values import MemberId
from content.models import CallSpec, Round, Step, Task
from handlers.checklist.model import Checklist, Part, Tick

MONDAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def task(key: str, *minutes: int, call: str = "", round_: str = "", **more: Any) -> Task:
    """A task whose steps take these minutes."""
    return Task(
        key=key,
        item=more.pop("item", 1),
        title=more.pop("title", f"The task {key}"),
        why="Because it helps.",
        done_when="It stands on paper.",
        steps=tuple(Step(text=f"Do part {n}", minutes=m) for n, m in enumerate(minutes, 1)),
        call=CallSpec.of(call) if call else None,
        round=Round(round_) if round_ else None,
        sources=("L16",),
        **more,
    )


def tasks(*some: Task) -> dict[str, Task]:
    return {t.key: t for t in some}


def member(**more: Any) -> Member:
    """A member who joined on Monday noon and studies every weekday, in UTC."""
    given: dict[str, Any] = {"id": MemberId("m"), "name": "bob", "zone": "UTC", "joined": NOON}
    return Member(**(given | more))


def tick(key: str, upto: int, day: dt.date, *, whole: bool = True, told: bool = False) -> Tick:
    return Tick(task=key, upto=upto, whole=whole, day=day, at=NOON, told=told)


def days_done(*days: dt.date) -> Checklist:
    """A record in which something was done on each of these days."""
    return Checklist(ticks=tuple(tick(f"t{n}", 1, day) for n, day in enumerate(days)))


def total(parts: tuple[Part, ...], known: dict[str, Task]) -> int:
    return sum(known[p.task].steps[n].minutes for p in parts for n in range(p.first, p.upto))


@st.composite
def courses(draw: st.DrawFn, repeated: bool = True) -> dict[str, Task]:
    """Up to a dozen tasks of 1 to 25 minutes, some after earlier ones, some repeated."""
    known: dict[str, Task] = {}
    for n in range(draw(st.integers(1, 12))):
        steps = draw(st.lists(st.integers(1, 5), min_size=1, max_size=5))
        after = draw(st.lists(st.sampled_from(sorted(known)), max_size=2, unique=True)) if known else []
        known[f"t{n}"] = task(
            f"t{n}",
            *steps,
            after=tuple(after),
            priority=draw(st.integers(1, 5)),
            every_days=draw(st.sampled_from([None, None, None, 1, 7])) if repeated else None,
        )
    return known
