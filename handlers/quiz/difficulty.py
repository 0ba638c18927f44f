"""For authors: how hard each question is as it was answered. Counts of a group, never of a person."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import correlation, mean, median

from bot.store.backup_pages import groups
from bot.store.store import Store, Unit
from handlers.quiz.model import Answers
from handlers.quiz.records import LEARNERS, list_voided

FEW = 3
"""Questions that fewer members have answered are left out: their figures would point at people."""
OTHERS = 3
"""First answers to other questions that a member needs to be part of a discrimination."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Of first answers alone. `right` and `unsure` are shares from 0 to 1, `seconds` the median of those measured.

    `discrimination` (-1 to 1) is the correlation of being right here with the share right elsewhere, the corrected
    item-total correlation of classical test theory (Lord and Novick 1968). Around 0 or below, the strong fail it as
    often as the weak: look at its key and wording. None: nobody, or everybody, was right, or too few are known.
    """

    question: str
    topic: str
    members: int
    right: float
    unsure: float
    seconds: float | None
    discrimination: float | None


def difficulties(learners: Sequence[Mapping[str, Answers]]) -> list[Difficulty]:
    """Question by question, the hardest first, from each member's answers."""
    names = sorted({name for answers in learners for name in answers})
    found = [_difficulty(name, [a for a in learners if name in a]) for name in names]
    return sorted((d for d in found if d.members >= FEW), key=lambda d: (d.right, d.question))


def _difficulty(name: str, learners: Sequence[Mapping[str, Answers]]) -> Difficulty:
    firsts = [answers[name] for answers in learners]
    times = [first.seconds for first in firsts if first.seconds is not None]
    return Difficulty(
        question=name,
        topic=firsts[0].topic,
        members=len(firsts),
        right=mean(first.first == "right" for first in firsts),
        unsure=mean(first.first == "unsure" for first in firsts),
        seconds=median(times) if len(times) >= FEW else None,
        discrimination=_discrimination(name, learners),
    )


def _discrimination(name: str, learners: Sequence[Mapping[str, Answers]]) -> float | None:
    pairs = [
        (float(answers[name].first == "right"), mean(elsewhere))
        for answers in learners
        if len(elsewhere := [float(other.first == "right") for key, other in answers.items() if key != name])
        >= OTHERS
    ]
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    if len(pairs) < FEW or max(xs) == min(xs) or max(ys) - min(ys) < 1e-12:
        return None
    return correlation(xs, ys)


async def measure_difficulty(unit: Unit) -> list[Difficulty]:
    """As the group answered; see `difficulties` for who is counted."""
    return difficulties([one.answers for one in (await LEARNERS.all(unit)).values()])


# on the command line


async def report(store: Store, now: dt.datetime) -> tuple[list[Mapping[str, object]], list[str]]:
    """A row a question over all groups of a store, the hardest first, without voided questions; and the ids of the
    records that nobody can read."""
    answers: list[Mapping[str, Answers]] = []
    damaged: dict[str, bytes] = {}
    for group in await groups(store):
        unit = store.unit(group, now)
        gone = await list_voided(unit)
        answers += [
            {question: one for question, one in learner.answers.items() if question not in gone}
            for learner in (await LEARNERS.all(unit, damaged)).values()
        ]
    rows: list[Mapping[str, object]] = [
        {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(one).items()}
        for one in difficulties(answers)
    ]
    return rows, list(damaged)


def as_text(row: Mapping[str, object]) -> str:
    """`gqa-saving (memory): 42 % right and 8 % unsure of 12 members, 95 s, discrimination 0.31`"""
    shares = f"{100 * float(str(row['right'])):.0f}% right and {100 * float(str(row['unsure'])):.0f}% unsure"
    took = "time unknown" if row["seconds"] is None else f"{row['seconds']:g} s"
    apart = "unknown" if row["discrimination"] is None else f"{row['discrimination']:+.2f}"
    who = f"{row['question']} ({row['topic']})"
    return f"{who}: {shares} of {row['members']} members, {took}, discrimination {apart}"
