"""The clock of a session: what is said at which minute, and how far it is; and what is kept of it.

Minutes are those of the round. A pause or [Plus 5] shifts all that is still to come, so that the instant of a
minute is `begun + minute + shift`.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from bot.core.member import Member
from bot.core.values import Frozen, MemberId
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from content.mocks import Brief, Hint
from content.models import InterviewRound, Round, RoundStage

WARNINGS = {10: "Ten minutes left.", 2: "Two minutes left."}
"""Minutes before the end -> what is said then."""
EXTRA = dt.timedelta(minutes=5)
MOST_EXTRA = 6
"""How often five minutes can be added: half an hour in all."""
FORGOTTEN = dt.timedelta(hours=1)
"""A pause that lasts so long is the end."""
BLIND = dt.timedelta(days=1)
"""After the end: what feedback is in by then is opened, also where the other's is missing."""
LEVELS = ("junior", "mid", "senior", "staff")
_MINUTE = dt.timedelta(minutes=1)


class Session(Frozen):
    """Two or three in a mock, or one alone. The first of `people` answers, the second interviews.

    turn: counts what changes the plan, so that an entry of an earlier plan does nothing; step: how many marks
    of the plan were said; shift: seconds by which the plan is later than it was at first; hints: given on request.
    """

    people: tuple[MemberId, ...]
    round: Round
    mock: str = ""
    """The mock that it belongs to; empty alone."""
    brief: str = ""
    """Empty when all are used up."""
    begun: dt.datetime | None = None
    paused: dt.datetime | None = None
    over: dt.datetime | None = None
    shift: int = 0
    extra: int = 0
    turn: int = 0
    step: int = 0
    hints: int = 0
    told: bool = False
    """Whether feedback was opened for both to read."""

    @property
    def alone(self) -> bool:
        return len(self.people) == 1

    @property
    def candidate(self) -> MemberId:
        return self.people[0]

    @property
    def interviewer(self) -> MemberId:
        """Who reads the brief; alone one is both."""
        return self.people[-1 if self.alone else 1]

    @property
    def running(self) -> bool:
        return self.begun is not None and self.over is None

    def instant(self, minute: int) -> dt.datetime:
        """When a minute of the round is, as the plan stands. The session has begun."""
        assert self.begun is not None  # noqa: S101 - the caller's mistake
        return self.begun + minute * _MINUTE + dt.timedelta(seconds=self.shift)

    def minute(self, now: dt.datetime) -> int:
        """Whole minutes of the round that are over; it stops in a pause."""
        until = self.paused or self.over or now
        return max(0, (until - self.instant(0)) // _MINUTE) if self.begun else 0

    # what changes it

    def start(self, now: dt.datetime) -> "Session":
        return self.copy_with(begun=now, turn=self.turn + 1)

    def pause(self, now: dt.datetime) -> "Session":
        return self.copy_with(paused=now, turn=self.turn + 1)

    def resume(self, now: dt.datetime) -> "Session":
        waited = now - self.paused if self.paused else dt.timedelta()
        return self._shift_by(waited, paused=None)

    def longer(self) -> "Session":
        return self._shift_by(EXTRA, extra=self.extra + 1)

    def _shift_by(self, by: dt.timedelta, **update: object) -> "Session":
        return self.copy_with(shift=self.shift + int(by.total_seconds()), turn=self.turn + 1, **update)

    def end(self, now: dt.datetime) -> "Session":
        return self.copy_with(over=now, turn=self.turn + 1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A minute at which something is said. `left`: minutes to the end, where everybody is told."""

    minute: int
    stage: RoundStage | None = None
    length: int = 0
    """Minutes of the stage."""
    hint: Hint | None = None
    left: int | None = None


def marks(plan: InterviewRound, brief: Brief | None, *, alone: bool) -> tuple[Mark, ...]:
    """All minutes of a round at which something is said, in order; the last is its end.

    Hints come on the clock only to somebody who practices alone.
    """
    stages = {stage.minute: stage for stage in plan.plan}
    lengths = dict(zip(stages, plan.lengths(), strict=True))
    hints = {hint.minute: hint for hint in brief.hints} if brief and alone else {}
    left = {plan.minutes - before: before for before in (*WARNINGS, 0)}
    minutes = sorted({*stages, *hints, *left} - {0})
    return tuple(Mark(m, stages.get(m), lengths.get(m, 0), hints.get(m), left.get(m)) for m in minutes)


def merge_marks(plan: Sequence[Mark], before: int, after: int) -> Mark | None:
    """What to say when marks `before` to `after` have passed: the last stage and the last hint of them.

    After a standstill nobody wants to hear of a stage that is over already.
    """
    gone = plan[before:after]
    if not gone:
        return None
    last = gone[-1]
    if last.left == 0:
        return last
    stage = next((mark for mark in reversed(gone) if mark.stage), last)
    hint = next((mark.hint for mark in reversed(gone) if mark.hint), None)
    return Mark(last.minute, stage.stage, stage.length, hint, last.left)


def stage_at(plan: InterviewRound, minute: int) -> RoundStage:
    """The stage that a minute is in."""
    return next(stage for stage in reversed(plan.plan) if stage.minute <= max(0, minute))


# briefs


class Seen(Frozen):
    """Brief -> the local day on which somebody read it, was asked it, or refused it."""

    days: dict[str, dt.date] = {}

    def plus(self, brief: str, day: dt.date) -> "Seen":
        return self if not brief or brief in self.days else Seen(days={**self.days, brief: day})


def choose(
    briefs: Collection[Brief], seen: Sequence[Seen], level: str, chance: Random
) -> tuple[Brief | None, int]:
    """A brief that none of these people has seen, and how many such there are; None when all are used up.

    `seen` begins with the candidate's. The nearest level at or below theirs comes first. Where only the
    candidate has not seen any more of them, the interviewer has one again.
    """
    fresh = [one for one in briefs if not any(one.id in who.days for who in seen)]
    known = fresh or [one for one in briefs if one.id not in seen[0].days]
    if not known:
        return None, 0
    nearest = min(_distance(one.level, level) for one in known)
    near = sorted((one for one in known if _distance(one.level, level) == nearest), key=lambda one: one.id)
    return chance.choice(near), len(fresh)


def _distance(level: str, wanted: str) -> int:
    """0 for the level itself; below it counts less than above it. Who says nothing is taken as mid."""
    steps = LEVELS.index(level) - LEVELS.index(wanted or "mid")
    return -steps if steps <= 0 else steps + len(LEVELS)


# which round


def least_done(done: Sequence[Round], rounds: Collection[str]) -> Round:
    """The round of `rounds` that was done least often, in the order of the loop."""
    mine = [one for one in Round if one.value in rounds] or list(Round)
    return min(mine, key=lambda one: (done.count(one), mine.index(one)))


SECOND = ".2"
"""Ends the id of the session in which the roles are swapped."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A session and all that its cards speak of."""

    key: str
    session: Session
    plan: InterviewRound
    brief: Brief | None
    people: tuple[Member | None, ...]
    """In order; None for who is gone."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        return marks(self.plan, self.brief, alone=self.session.alone)

    @property
    def swaps(self) -> bool:
        """Whether the roles can still be swapped: once, and not alone."""
        return not self.session.alone and not self.key.endswith(SECOND)

    def others(self, me: Member) -> list[Member | None]:
        """Everybody but `me`."""
        return [one for one, who in zip(self.people, self.session.people, strict=True) if who != me.id]

    def sees_stages(self, me: Member) -> bool:
        """Whether they see stages, hints and follow-ups."""
        return me.id == self.session.interviewer


SESSIONS = Repo("sessions", Session, mentions=("people",))
"""By the mock's id, alone by one of its own; `<id>.2` after the roles were swapped."""
SEEN = Repo("session-seen", Seen, owned_by=KEY)


async def sessions_of(unit: Unit, member: MemberId) -> dict[str, Session]:
    """All sessions of a member that have begun, the latest first."""
    mine = {k: s for k, s in (await SESSIONS.all(unit)).items() if member in s.people and s.begun}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].begun or unit.now, reverse=True))


async def running_session(unit: Unit, member: MemberId) -> tuple[str, Session] | None:
    """The one that a member is in now, if they are in one."""
    return next((pair for pair in (await sessions_of(unit, member)).items() if pair[1].running), None)
