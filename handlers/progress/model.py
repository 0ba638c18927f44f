"""Pure: what was practiced, how often, and what never was. There is no score for readiness: nobody has one."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.core.member import ROUNDS
from handlers.checklist.model import Checklist
from handlers.mocks.model import Mock
from handlers.quiz.model import Learner, Tally

WEEK = dt.timedelta(days=7)
FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "accuracy": ("accuracy", "calibration", "ranking", "generation"),
        "efficiency": (
            *("latency", "queueing", "serving", "memory", "roofline", "parallelism", "decoding"),
            "compression",
        ),
        "cost": ("cost",),
        "decisions": ("tradeoffs", "experiments"),
    }
)
OTHER = "other topics"
"""Whatever topic the content has beside these."""


@dataclass(frozen=True, slots=True)
class Practice:
    """Counts of all time, and of the last seven local days.

    quiz: topic -> how answers came out; mocks: round, or "any", -> mocks that took place.
    week_questions counts different questions: how often each was answered within the week isn't kept.
    """

    tasks: int = 0
    tradeoffs: int = 0
    bullets: int = 0
    quiz: Mapping[str, Tally] = field(default_factory=dict)
    mocks: Mapping[str, int] = field(default_factory=dict)
    week_tasks: int = 0
    week_questions: int = 0

    @property
    def answers(self) -> int:
        return sum(t.answered for t in self.quiz.values())

    @property
    def nothing(self) -> bool:
        return not (self.tasks or self.tradeoffs or self.bullets or self.answers or sum(self.mocks.values()))


def practice(
    record: Checklist,
    learner: Learner,
    mocks: Iterable[Mock],
    *,
    tradeoffs: int,
    bullets: int,
    today: dt.date,
    now: dt.datetime,
) -> Practice:
    """The counts of one member; `mocks` are those that they are in."""
    done = [t.day for t in record.ticks if t.whole and not t.told]
    return Practice(
        tasks=len(done),
        tradeoffs=tradeoffs,
        bullets=bullets,
        quiz=learner.tallies,
        mocks=Counter(str(m.round) for m in mocks if not m.cancelled and m.at <= now),
        week_tasks=sum(in_week(day, today) for day in done),
        week_questions=sum(in_week(m.last, today) for m in learner.memories.values()),
    )


def in_week(day: dt.date, today: dt.date) -> bool:
    """Whether a local day is one of the last seven, today included."""
    return today - WEEK < day <= today


def family(topic: str) -> str:
    """The family that a topic belongs to."""
    return next((name for name, topics in FAMILIES.items() if topic in topics), OTHER)


def by_family(found: Practice) -> dict[str, Tally]:
    """Family -> how answers came out, for the four families and for what else was answered."""
    sums = dict.fromkeys(FAMILIES, Tally())
    for topic, tally in found.quiz.items():
        sums[family(topic)] = _plus(sums.get(family(topic), Tally()), tally)
    return sums


def _plus(one: Tally, other: Tally) -> Tally:
    return Tally(
        right=one.right + other.right, wrong=one.wrong + other.wrong, unsure=one.unsure + other.unsure
    )


def order_topics(found: Practice, topics: Iterable[str]) -> list[tuple[str, Tally]]:
    """All topics with their counts, most answered first; those never answered stand last, by name."""
    counts = [(topic, found.quiz.get(topic, Tally())) for topic in sorted(set(topics) | set(found.quiz))]
    return sorted(counts, key=lambda pair: -pair[1].answered)


def never_asked(found: Practice, topics: Iterable[str]) -> list[str]:
    """Topics of which no question was answered."""
    return [topic for topic, tally in order_topics(found, topics) if not tally.answered]


def never_mocked(found: Practice) -> list[str]:
    """Rounds of which there was no mock."""
    return [name for name in ROUNDS if not found.mocks.get(name)]
