"""Feedback after a session: who rates whom, a draft step by step, when it opens, trends; and what is kept."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from bot.core.card import Chart, Point
from bot.core.member import Member
from bot.core.values import Frozen, MemberId, Private
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from content.mocks import About, Scale
from content.models import Round
from handlers.session.model import BLIND, Session

PROVEN = (1, 4)
"""Levels that want a sentence of evidence."""
SENTENCE = 200
"""Characters of what is written."""
ENOUGH = 5
"""Ratings by somebody before they are compared with the group's."""
STRONG = 3
"""The level from which a criterion is not weak."""


class Draft(Frozen):
    """Feedback that somebody is writing; kept until it is sent, and not longer than a week."""

    since: dt.datetime
    levels: dict[str, int] = {}
    """Criterion -> 1 to 4, or 0 for not seen."""
    evidence: dict[str, Private[str]] = {}
    keep: Private[str] | None = None
    change: Private[str] | None = None
    worded: bool = False
    """Whether keep and change were asked."""
    drill: str | None = None
    """A topic of the quiz; empty for none."""


class Feedback(Frozen):
    """What one person thinks of another's part in a session, or (alone) of their own."""

    session: str
    by: MemberId
    about: MemberId
    role: About
    round: Round
    at: dt.datetime
    levels: dict[str, int]
    evidence: dict[str, Private[str]] = {}
    keep: Private[str] | None = None
    change: Private[str] | None = None
    drill: str = ""

    @property
    def own(self) -> bool:
        return self.by == self.about


def role_of(session: Session, rater: MemberId) -> About:
    """What the rater judges: the candidate judges the interviewing, all others the answers."""
    return "interviewer" if rater == session.candidate and not session.alone else "candidate"


def rated_by(session: Session, rater: MemberId) -> MemberId:
    return session.interviewer if role_of(session, rater) == "interviewer" else session.candidate


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to ask for a draft: a criterion, evidence for one, the two sentences, the drill, or to send."""

    kind: str
    number: int = 0
    scale: Scale | None = None


def next_step(draft: Draft, scales: Sequence[Scale]) -> Step:
    """What is still open in a draft; evidence that was declined is an empty text."""
    for number, scale in enumerate(scales, 1):
        level = draft.levels.get(scale.key)
        if level is None:
            return Step("rate", number, scale)
        if level in PROVEN and scale.key not in draft.evidence:
            return Step("evidence", number, scale)
    if not draft.worded:
        return Step("words")
    if draft.drill is None and drills(draft.levels, scales):
        return Step("drill")
    return Step("send")


def rate(draft: Draft, key: str, level: int) -> Draft:
    """The draft with a level; evidence for another one goes."""
    evidence = {name: text for name, text in draft.evidence.items() if name != key}
    return draft.copy_with(levels={**draft.levels, key: level}, evidence=evidence)


def drills(levels: Mapping[str, int], scales: Sequence[Scale]) -> list[str]:
    """Three topics to practice at most, those of the weakest criterion first."""
    weak = sorted((s for s in scales if 0 < levels.get(s.key, 0) <= STRONG), key=lambda s: levels[s.key])
    return list(dict.fromkeys(topic for scale in weak for topic in scale.topics))[:3]


def opens(session: Session, given: int, now: dt.datetime) -> bool:
    """Whether feedback may be read: everybody's is in, or a day has passed since the end."""
    return given >= len(session.people) or bool(session.over and now >= session.over + BLIND)


def focus(levels: Mapping[str, int], scales: Sequence[Scale]) -> dict[str, float]:
    """Topic -> weight from 0 to 1 (the lowest level), of the weakest criterion alone; empty if nothing is weak."""
    seen = [(levels[s.key], at, s) for at, s in enumerate(scales) if 0 < levels.get(s.key, 0) < STRONG]
    if not seen:
        return {}
    level, _, scale = min(seen)
    return {topic: round((4 - level) / 3, 2) for topic in scale.topics}


# over many sessions


@dataclass(frozen=True, slots=True)
class Trend:
    """One criterion over time, the oldest first."""

    title: str
    levels: tuple[int, ...]

    @property
    def mean(self) -> float:
        return fmean(self.levels)


def trends(about_me: Iterable[Feedback], titles: Mapping[str, str]) -> list[Trend]:
    """What others saw, criterion by criterion, the most often rated first; what was not seen counts for nothing."""
    rows: dict[str, list[int]] = {}
    for one in sorted(about_me, key=lambda one: one.at):
        for key, level in one.levels.items():
            if level and key in titles:
                rows.setdefault(key, []).append(level)
    found = [Trend(titles[key], tuple(levels)) for key, levels in rows.items()]
    return sorted(found, key=lambda one: -len(one.levels))


def chart(found: Sequence[Trend]) -> Chart:
    """A point for each rating: its number across, its level up; one color and shape a criterion."""
    points = tuple(
        Point(x=n, y=level, label=one.title if n == len(one.levels) else "", style=at % 5)
        for at, one in enumerate(found)
        for n, level in enumerate(one.levels, 1)
    )
    return Chart(title="How partners rated your mocks", x="Rating", y="Level, 1 to 4", points=points)


def severity(mine: Iterable[Feedback], all_given: Iterable[Feedback]) -> tuple[float, float] | None:
    """The mean level that somebody gives, and the group's; None below ENOUGH ratings of theirs."""
    own, everybody = _levels(mine), _levels(all_given)
    return (fmean(own), fmean(everybody)) if len(own) >= ENOUGH else None


def _levels(found: Iterable[Feedback]) -> list[int]:
    return [level for one in found if not one.own for level in one.levels.values() if level]


@dataclass(frozen=True, slots=True)
class Row:
    """A round of the loop; `at` None: not done yet. `answered`: whether in it, or as the one who interviewed."""

    round: Round
    title: str
    at: dt.datetime | None = None
    partner: Member | None = None
    count: int = 0
    answered: bool = True
    planned: bool = False
    """Whether `at` is still to come."""

    @property
    def done(self) -> bool:
        return self.at is not None and not self.planned


@dataclass(frozen=True, slots=True)
class Season:
    """The loop of five, all time (`begun` None) or in a season from that Monday on: its `week` of `weeks`."""

    rows: tuple[Row, ...]
    partners: int
    week: int = 0
    weeks: int = 0
    begun: dt.date | None = None


DRAFTS = Repo("feedback-drafts", Draft, owned_by=KEY)
"""By `<member>/<session>`."""
FEEDBACK = Repo("feedback", Feedback, owned_by="by", mentions=("about",), secret_from=("about",))
"""By `<member>/<session>` of the member who gave it."""


def key_of(member: MemberId, session: str) -> str:
    return f"{member}/{session}"


async def feedback_on(unit: Unit, key: str, session: Session) -> dict[MemberId, Feedback]:
    """Who has sent feedback on a session, checked at the commit."""
    found = await asyncio.gather(*(FEEDBACK.get(unit, key_of(m, key)) for m in session.people))
    return {m: one for m, one in zip(session.people, found, strict=True) if one}
