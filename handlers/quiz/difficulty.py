"""Pure, for authors: how hard each question is as it was answered. Counts of a group, never of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, mean, median

from handlers.quiz.model import Answers

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
    return _correlation(pairs) if len(pairs) >= FEW else None


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r; None where one side doesn't vary."""
    xs, ys = [x for x, _ in pairs], [y for _, y in pairs]
    if max(xs) == min(xs) or max(ys) - min(ys) < 1e-12:
        return None
    return correlation(xs, ys)
