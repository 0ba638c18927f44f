"""Checks of what mocks are made of: briefs and guides, cases for committee nights, criteria of feedback.

A tree without any of these is sound: it has no mocks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from content.check_questions import refuse_alike
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
    read: list[Placed[Any]] = [*briefs, *guides]
    for one in read:
        most = 10 if isinstance(one.item, Brief) else 3
        if one.item.minutes > most:
            yield one.error(f"takes {one.item.minutes} minutes to read, at most {most} are given: shorten it")
    for kind in Round:
        asked = ((one, _words(one.item.question)) for one in briefs if one.item.round == kind)
        yield from refuse_alike(asked, 2, ALIKE, "asks nearly what {} asks", "question")
    # prompts at a stage come at one of their round, where its plan could be read
    plans = {one.item.key: [stage.minute for stage in one.item.plan] for one in rounds}
    for brief in briefs:
        known = plans.get(brief.item.round, [])
        for at, stage in enumerate(brief.item.stages):
            if known and stage.minute not in known:
                minutes = ", ".join(map(str, known))
                text = f"no stage of {brief.item.round} begins at {stage.minute}: use one of {minutes}"
                yield brief.error(text, "stages", at, "minute")


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


def _words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def check_cases(cases: Sequence[Placed[Case]]) -> Iterator[ContentError]:
    """Every error of these cases."""
    if cases and len(cases) < CASES:
        yield cases[-1].error(f"there are {len(cases)} cases, at least {CASES} are needed: write more")
    for one in cases:
        # a word that two considerations share says nothing about which of them a sentence means
        owner: dict[str, int] = {}
        for at, cue in ((at, cue) for at, weighed in enumerate(one.item.weighs) for cue in weighed.cues):
            if owner.setdefault(cue, at) != at:
                text = f"the cue '{cue}' is also at consideration {owner[cue] + 1}: keep it in one"
                yield one.error(text, "weighs", at)
    packets = ((one, _words(" ".join((one.item.title, *one.item.packet)))) for one in cases)
    yield from refuse_alike(packets, 2, ALIKE, "is nearly the case {}", "packet")


def check_criteria(
    criteria: Sequence[Placed[Criterion]],
    rounds: Sequence[Placed[InterviewRound]],
    topics: Mapping[str, Placed[Any]],
) -> Iterator[ContentError]:
    """Every error of these criteria, and of `topics` (each with an item that it's told of) that none leads to."""
    rubrics = {one.item.key: {d.key for d in one.item.rubric} for one in rounds}
    for one in criteria:
        which, dimension = one.item.round, one.item.dimension
        if which in rubrics and dimension not in rubrics[which]:
            known = ", ".join(sorted(rubrics[which]))
            yield one.error(f"'{dimension}' isn't a dimension of {which}: use one of {known}", "dimension")
        for at, topic in enumerate(one.item.topics):
            if topic not in topics:
                known = ", ".join(sorted(topics))
                yield one.error(f"there's no topic '{topic}': use one of {known}", "topics", at)
    about = [one for one in criteria if one.item.about == "candidate"]
    wanted: dict[Round | None, int] = {None: EVERYWHERE, **{one.item.key: OWN for one in rounds}}
    for which, count in wanted.items() if criteria else ():
        ours = [one for one in about if one.item.round == which]
        if len(ours) != count:
            what = f"the round {which}" if which else "every round"
            place = ours[-1] if ours else criteria[-1]
            yield place.error(f"{what} has {len(ours)} criteria of its own, {count} are asked: add or remove")
    drilled = {topic for one in about for topic in one.item.topics}
    for topic in sorted(set(topics) - drilled) if criteria else ():
        near = get_close_matches(topic, drilled, 1)
        hint = f"write '{near[0]}', or " if near else ""
        text = (
            f"no weak mark leads to the topic '{topic}': {hint}name it in a criterion ({criteria[-1].file})"
        )
        yield topics[topic].error(text, "topic")
