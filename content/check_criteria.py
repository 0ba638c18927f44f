"""What must hold of the criteria of feedback: each round has its five, and what they name exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from content.criteria import Criterion
from content.errors import ContentError
from content.finder import Placed
from content.models import InterviewRound

EVERYWHERE = 2
"""Criteria of every round."""
OWN = 3
"""Criteria of each round's own rubric."""


def check(
    criteria: Sequence[Placed[Criterion]], rounds: Sequence[Placed[InterviewRound]], topics: Collection[str]
) -> Iterator[ContentError]:
    """Every error of these criteria. A tree without any is sound: it has no feedback."""
    yield from _unknown(criteria, rounds, topics)
    if criteria:
        yield from _counts(criteria, rounds)
        yield from _unreachable(criteria, topics)


def _unreachable(criteria: Sequence[Placed[Criterion]], topics: Collection[str]) -> Iterator[ContentError]:
    """Every topic is what some weak mark leads to."""
    drilled = {topic for one in criteria if one.item.about == "candidate" for topic in one.item.topics}
    for topic in sorted(set(topics) - drilled):
        yield criteria[-1].error(
            f"no weak mark leads to the topic '{topic}': name it in a criterion", "topics"
        )


def _unknown(
    criteria: Sequence[Placed[Criterion]], rounds: Sequence[Placed[InterviewRound]], topics: Collection[str]
) -> Iterator[ContentError]:
    rubrics = {one.item.key: {d.key for d in one.item.rubric} for one in rounds}
    for one in criteria:
        which, dimension = one.item.round, one.item.dimension
        if which in rubrics and dimension not in rubrics[which]:
            known = ", ".join(sorted(rubrics[which]))
            yield one.error(f"'{dimension}' is no dimension of {which}: use one of {known}", "dimension")
        for at, topic in enumerate(one.item.topics):
            if topic not in topics:
                known = ", ".join(sorted(topics))
                yield one.error(f"there is no topic '{topic}': use one of {known}", "topics", at)


def _counts(
    criteria: Sequence[Placed[Criterion]], rounds: Sequence[Placed[InterviewRound]]
) -> Iterator[ContentError]:
    about = [one for one in criteria if one.item.about == "candidate"]
    for which, wanted in ((None, EVERYWHERE), *((one.item.key, OWN) for one in rounds)):
        ours = [one for one in about if one.item.round == which]
        if len(ours) != wanted:
            what = f"the round {which}" if which else "every round"
            place = ours[-1] if ours else criteria[-1]
            yield place.error(
                f"{what} has {len(ours)} criteria of its own, {wanted} are asked: add or remove"
            )
