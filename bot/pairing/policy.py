"""The policy of pairing: the points of a pair, what forbids one, and what comes of a matching. Pure.

Hard, and no points at all: no common block of the policy's length; one avoids the other; they have met and the
group wants that never again. Paused people, and people silent at three meetings in a row, are not asked at all.

The weight of a pair, which `table` works out for everybody at once, is the sum of:

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
bounds every pairing. Before all points come how many people have a partner, and then whose turn it is to go
without or to be one of three, so that nobody does so twice before everybody did once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations
from typing import Final, Literal

from bot.pairing import BLOCK_MINUTES

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
"""Rounds of the loop that is practiced for, and how many of each."""
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
    round is in the loop. roles: `alternate` (one answers, the other the next time), `both` (each does both
    in one meeting of 90 minutes), `any`.
    """

    repeat: Literal["decay", "never"] = "decay"
    min_minutes: int = BLOCK_MINUTES
    quota: Mapping[str, int] = field(default_factory=lambda: FIVE)
    roles: Literal["alternate", "both", "any"] = "alternate"

    @property
    def minutes(self) -> int:
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


# the points of one person


def repeat_penalty(weeks: int) -> int:
    """6,000 for a pair that met last week, 3,079 for nine weeks ago, 79 for a year."""
    return round(REPEAT * DECAY ** (max(weeks, 1) - 1))


def turn_points(who: Candidate) -> int:
    """More for somebody who lately went without a partner, or was one of three."""
    return TURN * (TURN_WEEKS - min(max(who.waited, 0), TURN_WEEKS))


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


def part_points(who: Candidate, part: Part, policy: Policy) -> int:
    """For the part that they did not have the last time."""
    if policy.roles != "alternate":
        return 0
    return ALTERNATE // 2 if who.last is None else ALTERNATE * (who.last != part)


# which round


def best_round(candidate: Candidate, interviewer: Candidate, policy: Policy) -> tuple[int, str]:
    """The round for one who answers and one who interviews, after the wish's points, 0 where it is not offered.

    It is the one that is wanted most and offered; else one that is open for both in a season, one that is wanted, one
    that the other offers, or the first."""
    wanted = wishes(candidate, policy)
    if offered := {r: p for r, p in wanted.items() if p and may_offer(interviewer, r)}:
        best = max(offered, key=lambda r: offered[r])
        return offered[best], best
    best = max(wanted, key=lambda r: (r in candidate.open and r in interviewer.open, wanted[r]))
    if not wanted[best]:
        best = next((r for r in wanted if may_offer(interviewer, r)), best)
    return 0, best


def may_offer(who: Candidate, which: str) -> bool:
    return who.offers is None or which in who.offers


# what comes of a matching


class Reason(StrEnum):
    """Why these two or three; a card makes a sentence of it with the match's own figures."""

    COMMON_HOURS = "common_hours"
    NEVER_MET = "never_met"
    LAST_MET = "last_met"
    SAME_ROUND = "same_round"
    ROLES_FIT = "roles_fit"
    TAKE_TURNS = "take_turns"
    ODD_NUMBER = "odd_number"


class LeftReason(StrEnum):
    """Why there is no partner, from hours and numbers alone."""

    NO_HOURS = "no_hours"
    ALONE = "alone"
    NO_OVERLAP = "no_overlap"
    ODD_NUMBER = "odd_number"
    NOT_EVERYONE = "not_everyone"


@dataclass(frozen=True, slots=True)
class Match:
    """members: the one who answers, the one who interviews, perhaps a third who listens.

    block_start: quarter of the week's bitmap. blocks: how many common blocks there are. weeks: since any two of
    them last met. points: the policy's weight. others: where else a block begins.
    """

    members: tuple[str, ...]
    block_start: int
    blocks: int
    round: str
    weeks: int | None
    reasons: tuple[Reason, ...]
    points: int = 0
    minutes: int = BLOCK_MINUTES
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a partner this week; `possible`: whether there was anybody whom they may meet."""

    member: str
    reason: LeftReason
    possible: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everybody is in exactly one of these; each list is in order of ids.

    points: of all of them together. bound: what no pairing of these people can exceed, 0 if nobody asked for it.
    """

    pairs: tuple[Match, ...] = ()
    threes: tuple[Match, ...] = ()
    left: tuple[Left, ...] = ()
    points: int = 0
    bound: int = 0

    @property
    def matches(self) -> tuple[Match, ...]:
        return (*self.pairs, *self.threes)


def week_later(
    candidates: Iterable[Candidate], history: Met, outcome: Outcome
) -> tuple[tuple[Candidate, ...], dict[frozenset[str], int]]:
    """Candidates and history as they are a week after everybody met as planned."""
    again = {who: weeks + 1 for who, weeks in history.items()}
    for match in outcome.matches:
        again.update(dict.fromkeys(map(frozenset, combinations(match.members, 2)), 1))
    turn = {m for three in outcome.threes for m in three.members} | {left.member for left in outcome.left}
    answered = {m.members[0]: m.round for m in outcome.matches}
    interviewed = {m.members[1] for m in outcome.matches}
    return tuple(_later(c, turn, answered, interviewed) for c in candidates), again


def _later(who: Candidate, turn: set[str], answered: Mapping[str, str], interviewed: set[str]) -> Candidate:
    again = who.id in turn
    who = replace(who, waited=0 if again else who.waited + 1, turns=who.turns + again)
    if who.id in answered:
        done = {**who.done, answered[who.id]: who.done.get(answered[who.id], 0) + 1}
        return replace(who, last="candidate", done=done)
    return replace(who, last="interviewer" if who.id in interviewed else who.last)
