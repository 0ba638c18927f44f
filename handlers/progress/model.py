"""Pure: what was practiced, and what became better. There is no score for readiness: nobody has one."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.card import Chart, Picture, Point
from bot.core.wall_time import DAY, WEEK, monday_of
from content.models import Round
from content.quiz import family
from handlers.checklist.calendar import Streak
from handlers.checklist.model import Checklist
from handlers.practice import STREAKS, Kind
from handlers.practice import Practice as Log
from handlers.quiz.model import Learner, Tally, is_gained

FORTNIGHT = 14
FAMILIES = 4
"""Families in the picture: two bars each, the most answered first."""
KINDS: Mapping[Kind, str] = {
    "quiz": "quiz",
    "day": "question",
    "tradeoff": "trade-off",
    "bullet": "bullet",
    "story": "story",
    "mock": "mock",
}
TASK = "task"
FEW = 3
"""Answers on a topic before it is called a skill."""


@dataclass(frozen=True, slots=True)
class Overview:
    """One member's practice up to now. `calendar`: local day -> words for what was practiced on it, oldest first;
    `gained`: topic -> questions that were missed at first and are right now; `due`: questions to review today."""

    calendar: Mapping[dt.date, tuple[str, ...]] = field(default_factory=dict)
    quiz: Mapping[str, Tally] = field(default_factory=dict)
    gained: Mapping[str, int] = field(default_factory=dict)
    families: Sequence["Growth"] = ()
    due: int = 0
    week_tasks: int = 0
    week_questions: int = 0
    streak: Streak | None = None
    """None for who doesn't want to see it."""
    member_days: int = FORTNIGHT
    """For how many days they have been a member, today included."""

    @property
    def days(self) -> int:
        return sum(bool(words) for words in self.calendar.values())

    @property
    def answers(self) -> int:
        return sum(t.answered for t in self.quiz.values())


@dataclass(frozen=True, slots=True)
class Growth:
    """A family's answers in its first and in its latest week: right, and in all."""

    family: str
    first: tuple[int, int]
    latest: tuple[int, int]


def overview(
    record: Checklist,
    log: Log,
    learner: Learner,
    *,
    streak: Streak | None,
    due: int,
    today: dt.date,
    joined: dt.date,
) -> Overview:
    done = [t.day for t in record.ticks if t.whole and not t.told]
    return Overview(
        calendar=calendar(record, log, today),
        quiz=learner.tallies,
        gained=gained(learner),
        families=growth(learner),
        due=due,
        streak=streak,
        member_days=(today - joined).days + 1,
        week_tasks=sum(in_week(day, today) for day in done),
        week_questions=sum(in_week(day, today) for _, day, _ in learner.dated_answers()),
    )


def in_week(day: dt.date, today: dt.date) -> bool:
    """Whether a local day is one of the last seven, today included."""
    return today - WEEK < day <= today


# the calendar


def calendar(record: Checklist, log: Log, today: dt.date) -> dict[dt.date, tuple[str, ...]]:
    """The last two weeks, day by day."""
    tasks = {t.day for t in record.ticks if not t.told}
    days = [today - n * DAY for n in range(FORTNIGHT)][::-1]
    return {
        day: (*((TASK,) if day in tasks else ()), *(KINDS[kind] for kind in log.days.get(day, ())))
        for day in days
    }


def calendar_picture(days: Mapping[dt.date, Sequence[str]]) -> Picture:
    """A cell a day, a row a week; it says in words what was practiced."""
    points = tuple(
        Point(
            x=n % 7,
            y=n // 7,
            label=f"{day:%a} {day.day}{': ' if words else ''}{', '.join(words)}",
            style=3 if words else 0,
        )
        for n, (day, words) in enumerate(days.items())
    )
    practiced = [f"{day:%a} {day.day} {day:%b}: {', '.join(words)}" for day, words in days.items() if words]
    return Picture(
        chart=Chart(kind="calendar", title="Two weeks of practice", x="", y="", points=points),
        alt=f"Calendar of {len(days)} days, {len(practiced)} with practice. {'; '.join(practiced)}.",
    )


# growth


def gained(learner: Learner) -> dict[str, int]:
    """Topic -> questions whose first answer was wrong or unknown and whose latest is right, the most first."""
    found = Counter(one.topic for one in learner.answers.values() if is_gained(one))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def growth(learner: Learner) -> list[Growth]:
    """The families answered in two different weeks, those with most answers first."""
    weeks: dict[str, dict[dt.date, list[bool]]] = {}
    for topic, day, right in learner.dated_answers():
        weeks.setdefault(family(topic), {}).setdefault(monday_of(day), []).append(right)
    grown = {name: found for name, found in weeks.items() if len(found) > 1}
    most = sorted(grown, key=lambda name: -sum(map(len, grown[name].values())))[:FAMILIES]
    return [Growth(n, _share(grown[n][min(grown[n])]), _share(grown[n][max(grown[n])])) for n in most]


def _share(answers: Sequence[bool]) -> tuple[int, int]:
    return sum(answers), len(answers)


def growth_picture(families: Sequence[Growth]) -> Picture:
    """Two bars a family: the share right in its first week and in the latest one, with the counts."""
    points = [
        Point(x=100 * right / n, y=0, label=f"{one.family}, {week}: {right} of {n} right", style=style)
        for one in families
        for week, style, (right, n) in (("first week", 1, one.first), ("latest week", 3, one.latest))
    ]
    title = "Quiz answers, from your first to your latest week"
    said = ["{} from {} of {} to {} of {}".format(one.family, *one.first, *one.latest) for one in families]
    return Picture(
        chart=Chart(kind="bars", title=title, x="Right (%)", y="", points=tuple(points)),
        alt=f"Bars of right answers, first week to latest week: {'; '.join(said)}.",
    )


def order_topics(found: Overview, topics: Iterable[str]) -> list[tuple[str, Tally]]:
    """All topics with their counts, most answered first; those never answered come last, by name."""
    counts = [(topic, found.quiz.get(topic, Tally())) for topic in sorted(set(topics) | set(found.quiz))]
    return sorted(counts, key=lambda pair: -pair[1].answered)


# rounds to proof


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a member can do a round: a topic with its counts, something they keep, the marks of the
    latest mock (each 1 to 4, in the order of the criteria) with its day."""

    round: Round
    skill: tuple[str, Tally] | None = None
    shown_by: str = ""
    marks: tuple[int, ...] = ()
    mock: dt.date | None = None

    @property
    def empty(self) -> bool:
        return not (self.skill or self.shown_by or self.mock)


def strongest(tallies: Mapping[str, Tally], topics: Collection[str]) -> tuple[str, Tally] | None:
    """The topic of these that is answered right most often, of those with some right answers."""
    known = [(t, tallies[t]) for t in topics if t in tallies]
    able = [(t, tally) for t, tally in known if tally.answered >= FEW and 2 * tally.right >= tally.answered]
    return max(able, key=lambda pair: (pair[1].right / pair[1].answered, pair[1].right), default=None)


# milestones

ENOUGH = 5
"""Days with practice in the first two weeks for a picture of them."""


def milestones(
    streak: int,
    active: Collection[dt.date],
    today: dt.date,
    *,
    mocks: int,
    rounds: int,
    strong: bool,
    first: bool = False,
) -> list[str]:
    """What is reached, celebrated before or not. `mocks` were held, in `rounds` different rounds; `first`: they
    joined today and have had a first win."""
    begun = min(active, default=today)
    lately = sum(today - FORTNIGHT * DAY < day <= today for day in active)
    two_weeks = today - begun >= (FORTNIGHT - 1) * DAY and lately >= ENOUGH
    reached = {"bullet": strong, "mock": mocks > 0, "rounds": rounds == len(Round), "fortnight": two_weeks}
    return [
        *(["day-1"] if first else []),
        *(f"streak-{n}" for n in STREAKS if streak >= n),
        *(name for name, is_so in reached.items() if is_so),
    ]
