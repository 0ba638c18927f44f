"""What must hold across cases: enough for a season, none twice, and cues that tell what a sentence weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from content.cases import Case
from content.errors import ContentError
from content.finder import Placed

ENOUGH = 12
"""Cases that a tree which has any must have: a season of weekly evenings without one twice."""
ALIKE = 0.5
WORD = re.compile(r"[a-z]+")


def check(cases: Sequence[Placed[Case]]) -> Iterator[ContentError]:
    """Every error of these cases; a tree without any is sound: it has no committee nights."""
    if cases and len(cases) < ENOUGH:
        yield cases[-1].error(f"there are {len(cases)} cases, at least {ENOUGH} are needed: write more")
    for one in cases:
        yield from _cues(one)
    for first, second in combinations(cases, 2):
        a, b = _pairs(first.item), _pairs(second.item)
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


def _pairs(case: Case) -> frozenset[tuple[str, str]]:
    words = WORD.findall(" ".join((case.title, *case.packet)).casefold())
    return frozenset(pairwise(words))
