"""Whom a week should bring together: one weight in points for two people, and what forbids a pair altogether.

Hard, and no weight at all: no common block of the policy's length; one avoids the other; they have met and the
group wants that never again. Paused people, and people silent at three meetings in a row, are not asked at all.

The weight of a pair is the sum of:

    PAIR                  10,000   a partner at all
    - REPEAT x 0.92^(w-1)  6,000   they met w weeks ago: the penalty halves about every eight weeks
    + TURN x (26 - w)         60   for each of them, w weeks (at most 26) since no partner or a group of three
    + WANTED          300 to 400   a round that one wants and the other offers; the more, the more of it is open
                                   in the wanting one's loop (two coding rounds, one each of the others)
    + NAMED                   50   that round was asked for by name, and not as any
    + SEASON               6,000   for each in a season for whom that round is open in it
    + FOCUS                  100   times how weak that round is in the wanting one's feedback, 0 to 1
    + ALTERNATE              150   for each who gets the role that they did not have the last time, half if new
    + LEVEL        50 x (4 - d)    levels that are d apart
    + ROOM           5 x blocks    quarter hours at which they could begin, at most 12
    + CIVIL                  200   a block between 9:00 and 21:00 for both: no zone always gets up for the other

A group of three weighs half the sum of its three pairs: as much as the same people weigh in the relaxation that
bounds every pairing. Before all points stands how many people have a partner, and then whose turn it is to go
without or to be one of three, so that nobody is so twice before everybody was once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from handlers.mocks.model import BLOCK_MINUTES

Role = Literal["candidate", "interviewer", "both"]
Part = Literal["candidate", "interviewer"]
Met = Mapping[frozenset[str], int]
"""Weeks since two people last met; absent if never."""

NEVER: Final = 10_000
PAIR, REPEAT, DECAY = 10_000, 6_000, 0.92
TURN, TURN_WEEKS = 60, 26
WANTED, NAMED, OPEN, FOCUS, SEASON = 300, 50, 100, 100, 6_000
ALTERNATE, LEVEL, LEVELS = 150, 50, 5
ROOM, MOST_ROOM, CIVIL = 5, 12, 200
LOOP: Final[Mapping[str, int]] = {"coding": 2, "system_design": 1, "inference": 1, "behavioural": 1}
"""Rounds of the loop that is practised for, and how many of each."""
FIVE: Final[Mapping[str, int]] = {
    "coding_algorithms": 1,
    "coding_ml": 1,
    "system_design": 1,
    "inference": 1,
    "behavioural": 1,
}
"""The same loop with its two coding rounds apart."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a group has chosen.

    repeat: whether those who met may meet again, at a penalty that fades, or never. quota: how often each
    round stands in the loop. roles: `alternate` (one answers, the other the next time), `both` (each does both
    in one meeting of 90 minutes), `any`.
    """

    repeat: Literal["decay", "never"] = "decay"
    min_minutes: int = BLOCK_MINUTES
    quota: Mapping[str, int] = field(default_factory=lambda: FIVE)
    roles: Literal["alternate", "both", "any"] = "alternate"

    @property
    def minutes(self) -> int:
        """Minutes of a meeting."""
        return max(self.min_minutes, 2 * BLOCK_MINUTES) if self.roles == "both" else self.min_minutes


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is in this week.

    bitmap: the week's hours as of `week_bitmap`. wants, offers: rounds to answer and to interview in, None for
    any. level: 1 to 5. focus: round -> how weak, 0 to 1. done: round -> how often answered in. last: the part
    in the last meeting. open: rounds that are open in their season. avoids: ids. waited: weeks between the last
    pairing in which this person had no partner or was one of three and this one. turns: how often that was. size:
    the largest meeting accepted.
    """

    id: str
    bitmap: int
    zone: str = "UTC"
    wants: frozenset[str] | None = None
    offers: frozenset[str] | None = None
    level: int = 3
    focus: Mapping[str, float] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    last: Part | None = None
    open: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()
    waited: int = NEVER
    turns: int = 0
    size: Literal[2, 3] = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """Who answers and in which round; `points` are those of the round and of the parts."""

    points: int
    round: str
    offered: bool


def weight(
    one: Candidate, other: Candidate, weeks: int | None, room: int, policy: Policy, *, civil: bool
) -> int:
    """Points of two people who may meet.

    weeks: since they last met, None for never. room: quarter hours at which they could begin. civil: whether
    one of these lies by day for both.
    """
    return (
        PAIR
        - repeat_penalty(weeks)
        + turn_points(one)
        + turn_points(other)
        + best_fit(one, other, policy)[0].points
        + LEVEL * (LEVELS - 1 - abs(one.level - other.level))
        + ROOM * min(room, MOST_ROOM)
        + CIVIL * civil
    )


def repeat_penalty(weeks: int | None) -> int:
    """6,000 for a pair that met last week, 3,079 for nine weeks ago, 79 for a year; 0 for one that never met."""
    return 0 if weeks is None else round(REPEAT * DECAY ** (max(weeks, 1) - 1))


def turn_points(who: Candidate) -> int:
    """More for somebody who lately went without a partner, or was one of three."""
    return TURN * (TURN_WEEKS - min(max(who.waited, 0), TURN_WEEKS))


def best_fit(one: Candidate, other: Candidate, policy: Policy) -> tuple[Fit, bool]:
    """The better way round, and whether it is `one` who answers (first, where both do); among equals who did so less
    often."""
    there, back = fit(one, other, policy), fit(other, one, policy)
    if policy.roles == "both":
        return Fit((there.points + back.points) // 2, there.round, there.offered), True
    first = (there.points, -sum(one.done.values())) >= (back.points, -sum(other.done.values()))
    return (there, True) if first else (back, False)


def fit(candidate: Candidate, interviewer: Candidate, policy: Policy) -> Fit:
    """What it is worth that this one answers and that one interviews, in the best round for them."""
    wanted = wishes(candidate, policy)
    offered = {r: p for r, p in wanted.items() if p and may_offer(interviewer, r)}
    points = as_candidate(candidate, policy) + as_interviewer(interviewer, policy)
    if offered:
        best = max(offered, key=lambda r: offered[r])
        return Fit(offered[best] + points + season(candidate) + season(interviewer), best, offered=True)
    return Fit(points, _fallback(wanted, candidate, interviewer), offered=False)


def season(who: Candidate) -> int:
    """Points of a round that is both wanted and offered, as in a season only its open rounds are."""
    return SEASON * bool(who.open)


def _fallback(wanted: Mapping[str, int], candidate: Candidate, interviewer: Candidate) -> str:
    """A round for two whose wishes do not meet: what is open for both in a season, what one wants, else what the
    other offers, else the first."""
    best = max(wanted, key=lambda r: (r in candidate.open and r in interviewer.open, wanted[r]))
    return best if wanted[best] else next((r for r in wanted if may_offer(interviewer, r)), best)


def may_offer(who: Candidate, which: str) -> bool:
    return who.offers is None or which in who.offers


def wishes(who: Candidate, policy: Policy) -> dict[str, int]:
    """Round -> points for answering in it; 0 for one that is not wanted."""
    wanted = [r for r in policy.quota if who.wants is None or r in who.wants]
    once = [who.done.get(r, 0) // policy.quota[r] for r in wanted if policy.quota[r]]
    loops = min(once, default=0) + 1
    return {r: _wish(who, r, policy.quota[r], loops) if r in wanted else 0 for r in policy.quota}


def _wish(who: Candidate, which: str, quota: int, loops: int) -> int:
    """`loops`: how often the member is to go round the loop, the one that is under way included."""
    still = max(quota * loops - who.done.get(which, 0), 0)
    weak = min(max(who.focus.get(which, 0.0), 0.0), 1.0)
    named = NAMED * (who.wants is not None)
    return WANTED + named + (OPEN * still // quota if quota else 0) + int(FOCUS * weak)


def as_candidate(who: Candidate, policy: Policy) -> int:
    return _alternating(who.last, "interviewer", policy)


def as_interviewer(who: Candidate, policy: Policy) -> int:
    return _alternating(who.last, "candidate", policy)


def _alternating(last: Part | None, other: Part, policy: Policy) -> int:
    if policy.roles != "alternate":
        return 0
    return ALTERNATE // 2 if last is None else ALTERNATE * (last == other)
