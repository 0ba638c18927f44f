"""What must hold across briefs: enough for every round, none twice, and stages that the round has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from content.errors import ContentError
from content.finder import Placed
from content.interviewer import Brief, Guide
from content.models import InterviewRound, Round

ENOUGH = 25
"""Briefs that each round has at least, so that nobody meets a question twice in a season."""
STAFF = 2
"""Of these, at least so many for members at staff level."""

ALIKE = 0.5
"""Questions of a round that share this part of their word pairs, numbers left out, are the same question."""

BRIEF_MINUTES = 10
GUIDE_MINUTES = 3

WORD = re.compile(r"[a-z]+")


def check(
    briefs: Sequence[Placed[Brief]],
    guides: Sequence[Placed[Guide]],
    rounds: Sequence[Placed[InterviewRound]],
) -> Iterator[ContentError]:
    """Every error of these briefs and guides. A tree without any brief is sound: it has no mocks."""
    yield from _too_few(briefs)
    yield from _too_long(briefs, BRIEF_MINUTES)
    yield from _too_long(guides, GUIDE_MINUTES)
    yield from _twice(briefs)
    yield from _no_stage(briefs, rounds)


def _too_few(found: Sequence[Placed[Brief]]) -> Iterator[ContentError]:
    counts = Counter(one.item.round for one in found)
    staff = Counter(one.item.round for one in found if one.item.level == "staff")
    for kind in Round if found else ():
        last = next((one for one in reversed(found) if one.item.round == kind), found[-1])
        if counts[kind] < ENOUGH:
            text = f"the round {kind} has {counts[kind]} briefs, at least {ENOUGH} are needed: write more"
            yield last.error(text)
        elif staff[kind] < STAFF:
            yield last.error(
                f"the round {kind} has {staff[kind]} briefs for staff level, {STAFF} are needed: write more"
            )


def _too_long(found: Sequence[Placed[Brief]] | Sequence[Placed[Guide]], most: int) -> Iterator[ContentError]:
    for one in found:
        if one.item.minutes > most:
            yield one.error(f"takes {one.item.minutes} minutes to read, at most {most} are given: shorten it")


def _twice(found: Sequence[Placed[Brief]]) -> Iterator[ContentError]:
    for kind in Round:
        ours = [(one, _pairs(one.item.question)) for one in found if one.item.round == kind]
        for (first, a), (second, b) in combinations(ours, 2):
            if len(a & b) >= ALIKE * len(a | b):
                text = f"asks nearly what {first.key} asks ({first.file}:{first.line}): change one"
                yield second.error(text, "question")


def _pairs(question: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(question.casefold())
    return frozenset(pairwise(words)) or frozenset({tuple(words)})


def _no_stage(
    found: Sequence[Placed[Brief]], rounds: Sequence[Placed[InterviewRound]]
) -> Iterator[ContentError]:
    """Staged prompts come at a stage of their round, where its plan could be read."""
    plans = {one.item.key: [stage.minute for stage in one.item.plan] for one in rounds}
    for one in found:
        known = plans.get(one.item.round, [])
        for at, stage in enumerate(one.item.stages):
            if known and stage.minute not in known:
                minutes = ", ".join(map(str, known))
                text = f"no stage of {one.item.round} begins at {stage.minute}: use one of {minutes}"
                yield one.error(text, "stages", at, "minute")
