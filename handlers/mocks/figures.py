"""How the mock rounds do, as counts: meet rate, repeats, sit-outs, waiting, silence, fairness. Pure.

Nothing here looks at who avoids whom, and no share is shown of fewer than FEW people.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.ids import MemberId
from bot.core.member import Member
from handlers.mocks.model import Mock
from handlers.mocks.weeks import Turn

FEW = 3
SPAN = dt.timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of eight weeks; shares as percent in words."""

    planned: int
    held: int
    cancelled: int
    unmet: int
    unknown: int
    silent: int
    repeats: int
    left: int
    wait: str
    rate: str
    zones: tuple[tuple[str, str], ...]
    levels: tuple[tuple[str, str], ...]


def figures(
    mocks: Iterable[Mock], turns: Mapping[str, Turn], people: Mapping[str, Member], now: dt.datetime
) -> Figure:
    """The figures of the mocks whose time has come; `people` are those who take part."""
    past = [m for m in mocks if m.state != "draft" and now - SPAN < m.at <= now]
    held = [m for m in past if m.state in ("met", "running")]
    rates = _rates(past, people)
    return Figure(
        planned=len(past),
        held=len(held),
        cancelled=sum(m.cancelled for m in past),
        unmet=sum(m.state == "not_met" for m in past),
        unknown=sum(m.state in ("proposed", "accepted") for m in past),
        silent=sum(not set(m.members) <= set(m.pressed) for m in past if not m.cancelled),
        repeats=sum(m.weeks is not None for m in past),
        left=sum(t.reason is not None and now.date() - t.week < SPAN for t in turns.values()),
        wait=_waited(past, people, now),
        rate=_share(len(held), len(past)),
        zones=_by(rates, people, lambda m: m.zone.rsplit("/", 1)[-1].replace("_", " ")),
        levels=_by(rates, people, lambda m: m.level or "no level"),
    )


def _share(some: int, total: int) -> str:
    return f"{100 * some // total} %" if total else "none yet"


def _waited(past: Sequence[Mock], people: Mapping[str, Member], now: dt.datetime) -> str:
    """How long somebody who takes part has been without a mock that took place, at most."""
    last: dict[MemberId, dt.datetime] = {}
    for mock in past:
        if mock.counts:
            last |= {m: max(last.get(m, mock.at), mock.at) for m in mock.members}
    waits = [(now - max(last.get(m.id, now - SPAN), m.joined)).days // 7 for m in people.values()]
    weeks = max(waits, default=0)
    return "1 week" if weeks == 1 else f"{weeks} weeks"


def _rates(past: Iterable[Mock], people: Mapping[str, Member]) -> dict[str, tuple[int, int]]:
    """Member -> mocks that took place, mocks planned."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for mock in past:
        for member in mock.members:
            if member in people:
                held, planned = found[member]
                found[member] = (held + (mock.state in ("met", "running")), planned + 1)
    return dict(found)


def _by(
    rates: Mapping[str, tuple[int, int]], people: Mapping[str, Member], kind: Callable[[Member], str]
) -> tuple[tuple[str, str], ...]:
    """Share that took place by group of people, the largest groups first; small groups are left out."""
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for member, rate in rates.items():
        groups[kind(people[member])].append(rate)
    large = sorted(((len(each), name) for name, each in groups.items() if len(each) >= FEW), reverse=True)
    sums = {name: [sum(counts) for counts in zip(*groups[name], strict=True)] for _, name in large}
    return tuple((name, _share(held, planned)) for name, (held, planned) in sums.items())
