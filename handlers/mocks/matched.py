"""What comes of a matching: pairs, threes, who is left, and why; without numpy, which is the worker's alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

from handlers.mocks.model import block_starts
from handlers.mocks.policy import Candidate, Met


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
    """Why there is no partner: told from hours and numbers alone."""

    NO_HOURS = "no_hours"
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
    minutes: int = 45
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


def overlapping(one: Candidate, others: Iterable[Candidate], minutes: int = 45) -> int:
    """With how many others a block is common; who avoids whom is not looked at."""
    mine = block_starts(one.bitmap, minutes)
    return sum(bool(mine & block_starts(o.bitmap, minutes)) for o in others if o.id != one.id)


def week_later(
    candidates: Iterable[Candidate], history: Met, outcome: Outcome
) -> tuple[tuple[Candidate, ...], dict[frozenset[str], int]]:
    """Candidates and history as they are a week after everybody met as told."""
    again = {who: weeks + 1 for who, weeks in history.items()}
    matches = (*outcome.pairs, *outcome.threes)
    for match in matches:
        again.update(dict.fromkeys(map(frozenset, combinations(match.members, 2)), 1))
    turn = {m for three in outcome.threes for m in three.members} | {left.member for left in outcome.left}
    answered = {m.members[0]: m.round for m in matches}
    asked = {m.members[1] for m in matches}
    return tuple(_later(c, turn, answered, asked) for c in candidates), again


def _later(who: Candidate, turn: set[str], answered: Mapping[str, str], asked: set[str]) -> Candidate:
    again = who.id in turn
    who = replace(who, waited=0 if again else who.waited + 1, turns=who.turns + again)
    if who.id in answered:
        done = {**who.done, answered[who.id]: who.done.get(answered[who.id], 0) + 1}
        return replace(who, last="candidate", done=done)
    return replace(who, last="interviewer" if who.id in asked else who.last)
