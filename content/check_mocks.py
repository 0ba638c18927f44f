"""Checks of what mocks are made of: briefs and guides, cases for committee nights, criteria of feedback.

A tree without any of these is sound: it has no mocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise

from content.document import ContentError
from content.finder import Placed
from content.mocks import Brief, Case, Criterion, Guide
from content.models import InterviewRound, Round

BRIEFS = 25
"""Briefs that each round has at least, so that nobody meets a question twice in a season."""
STAFF = 2
"""Of these, at least so many for members at staff level."""
CASES = 12
"""Cases, if there are any: a season of weekly evenings without one twice."""
ALIKE = 0.5
"""Texts that share this part of their word pairs, numbers left out, are the same question or case."""
BRIEF_MINUTES = 10
GUIDE_MINUTES = 3
EVERYWHERE = 2
"""Criteria of every round."""
OWN = 3
"""Criteria of each round's own rubric."""
WORD = re.compile(r"[a-z]+")


def check_briefs(
    briefs: Sequence[Placed[Brief]],
    guides: Sequence[Placed[Guide]],
    rounds: Sequence[Placed[InterviewRound]],
) -> Iterator[ContentError]:
    """Every error of these briefs and guides."""
    yield from _too_few_briefs(briefs)
    yield from _too_long(briefs, BRIEF_MINUTES)
    yield from _too_long(guides, GUIDE_MINUTES)
    yield from _twice(briefs)
    yield from _no_stage(briefs, rounds)


def _too_few_briefs(found: Sequence[Placed[Brief]]) -> Iterator[ContentError]:
    counts = Counter(one.item.round for one in found)
    staff = Counter(one.item.round for one in found if one.item.level == "staff")
    for kind in Round if found else ():
        last = next((one for one in reversed(found) if one.item.round == kind), found[-1])
        if counts[kind] < BRIEFS:
            text = f"the round {kind} has {counts[kind]} briefs, at least {BRIEFS} are needed: write more"
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
        ours = [(one, _word_pairs(one.item.question)) for one in found if one.item.round == kind]
        for (first, a), (second, b) in combinations(ours, 2):
            if len(a & b) >= ALIKE * len(a | b):
                text = f"asks nearly what {first.key} asks ({first.file}:{first.line}): change one"
                yield second.error(text, "question")


def _word_pairs(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
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


def check_cases(cases: Sequence[Placed[Case]]) -> Iterator[ContentError]:
    """Every error of these cases."""
    if cases and len(cases) < CASES:
        yield cases[-1].error(f"there are {len(cases)} cases, at least {CASES} are needed: write more")
    for one in cases:
        yield from _cues(one)
    for first, second in combinations(cases, 2):
        a, b = _packet_pairs(first.item), _packet_pairs(second.item)
        if len(a & b) >= ALIKE * len(a | b):
            text = f"is nearly the case {first.key} ({first.file}:{first.line}): change one"
            yield second.error(text, "packet")


def _cues(one: Placed[Case]) -> Iterator[ContentError]:
    """A word that two considerations share says nothing about which of them a sentence means."""
    owner: dict[str, int] = {}
    for at, weighed in enumerate(one.item.weighs):
        for cue in weighed.cues:
            if cue in owner and owner[cue] != at:
                text = f"the cue '{cue}' stands also at consideration {owner[cue] + 1}: keep it in one"
                yield one.error(text, "weighs", at)
            owner.setdefault(cue, at)


def _packet_pairs(case: Case) -> frozenset[tuple[str, ...]]:
    return _word_pairs(" ".join((case.title, *case.packet)))


def check_criteria(
    criteria: Sequence[Placed[Criterion]], rounds: Sequence[Placed[InterviewRound]], topics: Collection[str]
) -> Iterator[ContentError]:
    """Every error of these criteria."""
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
