"""Who meets whom this week: as many people as possible, then as few repeats as possible, then what they like.

The order of aims: people with a partner; odd ones out who can join a pair; pairs that never met; the turn of
those who lately had no partner or were one of three; long ago before lately, common rounds, fitting roles,
many common hours; at last chance. Two people may meet when a block fits both and neither avoids the other.
An exact maximum weight matching (rustworkx, integer weights) decides; whoever is left joins the best
pair that has a block for all three, where all three accept that.

The outcome depends on the seed and not on the order of the input. Reasons come from closed lists, and none
of them looks at who avoids whom. Everything here can be pickled, for it runs in a process of its own.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Final, Literal

import rustworkx

from handlers.mocks.model import BLOCK_MINUTES, block_starts, common_blocks

Role = Literal["candidate", "interviewer", "both"]
History = Mapping[frozenset[str], int]

NEVER: Final = 10_000
_CHANCE_BITS = 40
_LONG_AGO = 52
_TURNS = 104
_ENOUGH_BLOCKS = 4
_MOST_LIKING = 1 << 20
_WISH = 40  # a common round or fitting roles weigh as much as twenty weeks since the last meeting


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
class Candidate:
    """Somebody who is in this week.

    bitmap: the week's hours as of `week_bitmap`. rounds: wanted, none means any. size: the largest meeting
    accepted, 2 or 3. avoids: ids. waited: weeks since this person last had no partner or was one of three.
    """

    id: str
    bitmap: int
    rounds: tuple[str, ...] = ()
    role: Role = "both"
    avoids: frozenset[str] = frozenset()
    waited: int = NEVER
    size: Literal[2, 3] = 3


@dataclass(frozen=True, slots=True)
class Match:
    """members: ids in order. block_start: quarter of the week's bitmap, the first common one.

    blocks: how many common blocks there are. rounds: wanted by all. weeks: since any two of them last met.
    """

    members: tuple[str, ...]
    block_start: int
    blocks: int
    rounds: tuple[str, ...]
    weeks: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody without a partner this week."""

    member: str
    reason: LeftReason


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everybody is in exactly one of these; each list is in order of ids."""

    pairs: tuple[Match, ...] = ()
    threes: tuple[Match, ...] = ()
    left: tuple[Left, ...] = ()


def pair(
    candidates: Iterable[Candidate], history: History, seed: int, block_minutes: int = BLOCK_MINUTES
) -> Outcome:
    """The week's pairs, groups of three and people left.

    history: weeks since two people last met, absent if never. Raises ValueError when an id is there twice.
    """
    people = _in_order(candidates)
    table = _Table(people, history, seed, block_minutes)
    pairs = _pairs(table)
    over = sorted(set(range(len(people))) - {i for pair in pairs for i in pair})
    joined = _join(table, pairs, over)
    left = [i for i in over if i not in joined.values()]
    threes = [(*pair, joined[pair]) for pair in pairs if pair in joined]
    return Outcome(
        pairs=tuple(table.match(pair) for pair in pairs if pair not in joined),
        threes=tuple(sorted((table.match(three) for three in threes), key=lambda m: m.members)),
        left=tuple(Left(people[i].id, table.left_reason(i, len(left))) for i in left),
    )


def pair_weights(
    candidates: Iterable[Candidate], history: History, seed: int, block_minutes: int = BLOCK_MINUTES
) -> dict[frozenset[str], int]:
    """Every allowed pair with its weight: the graph whose heaviest largest matching `pair` takes."""
    people = _in_order(candidates)
    edges = _weighted(_Table(people, history, seed, block_minutes))
    return {frozenset((people[i].id, people[j].id)): weight for i, j, weight in edges}


def overlapping(one: Candidate, others: Iterable[Candidate], block_minutes: int = BLOCK_MINUTES) -> int:
    """With how many others a block is common; who avoids whom is not looked at."""
    mine = block_starts(one.bitmap, block_minutes)
    return sum(bool(mine & block_starts(o.bitmap, block_minutes)) for o in others if o.id != one.id)


def week_later(
    candidates: Iterable[Candidate], history: History, outcome: Outcome
) -> tuple[tuple[Candidate, ...], dict[frozenset[str], int]]:
    """Candidates and history as they are a week after everybody met as told."""
    again = {who: weeks + 1 for who, weeks in history.items()}
    for match in (*outcome.pairs, *outcome.threes):
        again.update(dict.fromkeys(map(frozenset, combinations(match.members, 2)), 1))
    turn = {m for three in outcome.threes for m in three.members} | {left.member for left in outcome.left}
    return tuple(replace(c, waited=1 if c.id in turn else c.waited + 1) for c in candidates), again


@dataclass(frozen=True, slots=True)
class _Edge:
    one: int
    other: int
    new: bool
    liking: int
    chance: int


class _Table:
    """The people of this week by number, with what is asked about them again and again worked out once."""

    def __init__(self, people: Sequence[Candidate], history: History, seed: int, minutes: int) -> None:
        self.people = people
        self.minutes = minutes
        self.starts = [block_starts(p.bitmap, minutes) for p in people]
        self.weeks = dict(_numbered(people, history))
        self.chance = [_number_of(seed, p.id) for p in people]
        self.rounds = [frozenset(p.rounds) for p in people]

    def allowed(self, i: int, j: int) -> bool:
        one, other = self.people[i], self.people[j]
        return bool(self.starts[i] & self.starts[j]) and not (
            other.id in one.avoids or one.id in other.avoids
        )

    def edges(self) -> Iterator[_Edge]:
        for i, j in combinations(range(len(self.people)), 2):
            if self.allowed(i, j):
                new = (i, j) not in self.weeks
                yield _Edge(i, j, new, self.liking(i, j), _mixed(self.chance[i] ^ self.chance[j]))

    def liking(self, i: int, j: int) -> int:
        mine, theirs = self.rounds[i], self.rounds[j]
        room = (self.starts[i] & self.starts[j]).bit_count() * 15 // self.minutes
        return (
            2 * min(self.weeks.get((i, j), _LONG_AGO), _LONG_AGO)
            + _WISH * (not mine or not theirs or not mine.isdisjoint(theirs))
            + _WISH * _roles_fit(self.people[i].role, self.people[j].role)
            + 5 * min(room, _ENOUGH_BLOCKS)
        )

    def turn(self, i: int) -> int:
        """The larger, the more it would be somebody else's turn to be left."""
        return _TURNS - min(max(self.people[i].waited, 0), _TURNS)

    def can_join(self, i: int) -> bool:
        """Whether there are two others with whom this person could be a group of three."""
        seen: list[int] = []
        for j in range(len(self.people)):
            if j == i or not self.starts[i] & self.starts[j]:
                continue
            if any(self.three(i, j, k) for k in seen):
                return True
            seen.append(j)
        return False

    def three(self, i: int, j: int, k: int) -> bool:
        return bool(
            self.starts[i] & self.starts[j] & self.starts[k]
            and min(self.people[n].size for n in (i, j, k)) > 2
            and self.allowed(i, j)
            and self.allowed(i, k)
            and self.allowed(j, k)
        )

    def match(self, group: tuple[int, ...]) -> Match:
        people = [self.people[i] for i in sorted(group)]
        blocks = common_blocks([p.bitmap for p in people], self.minutes)
        met = [w for duo in combinations(sorted(group), 2) if (w := self.weeks.get(duo)) is not None]
        rounds = tuple(r for r in people[0].rounds if all(r in p.rounds for p in people))
        weeks = min(met, default=None)
        return Match(
            members=tuple(p.id for p in people),
            block_start=blocks[0],
            blocks=len(blocks),
            rounds=rounds,
            weeks=weeks,
            reasons=_reasons(people, rounds, weeks),
        )

    def left_reason(self, i: int, left: int) -> LeftReason:
        mine = self.starts[i]
        if not mine:
            return LeftReason.NO_HOURS
        if not any(mine & theirs for j, theirs in enumerate(self.starts) if j != i):
            return LeftReason.NO_OVERLAP
        return LeftReason.ODD_NUMBER if left == len(self.people) % 2 == 1 else LeftReason.NOT_EVERYONE


def _in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    people = tuple(sorted(candidates, key=lambda c: c.id))
    twice = [who for who, times in Counter(p.id for p in people).items() if times > 1]
    if twice:
        raise ValueError(f"{twice[0]!r} is there twice: each person takes part once a week.")
    return people


def _numbered(people: Sequence[Candidate], history: History) -> Iterator[tuple[tuple[int, int], int]]:
    place = {p.id: i for i, p in enumerate(people)}
    for who, weeks in history.items():
        numbers = sorted(place[m] for m in who if m in place)
        if len(numbers) == 2:
            yield (numbers[0], numbers[1]), weeks


def _pairs(table: _Table) -> list[tuple[int, int]]:
    return _heaviest(len(table.people), _weighted(table))


def _heaviest(nodes: int, edges: Sequence[tuple[int, int, int]]) -> list[tuple[int, int]]:
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(edges)
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(edge), max(edge)) for edge in found)


def _weighted(table: _Table) -> list[tuple[int, int, int]]:
    """Each aim is scaled so that one unit of it outweighs all that the aims after it can sum up to."""
    duos = len(table.people) // 2 + 1
    stuck = [not table.can_join(i) for i in range(len(table.people))]
    liking = duos << _CHANCE_BITS
    turn = liking * duos * _MOST_LIKING
    new = turn * duos * (2 * _TURNS + 1)
    keep = new * duos * 2
    return [
        (
            e.one,
            e.other,
            keep * (stuck[e.one] + stuck[e.other])
            + new * e.new
            + turn * (table.turn(e.one) + table.turn(e.other))
            + liking * e.liking
            + e.chance,
        )
        for e in table.edges()
    ]


def _join(table: _Table, pairs: Sequence[tuple[int, int]], over: Sequence[int]) -> dict[tuple[int, int], int]:
    """Which pair takes in which of those left over: most of them, then never met, turn, chance."""
    edges = [
        (n, m, _joining(table, who, duo))
        for n, who in enumerate(over)
        for m, duo in enumerate(pairs, len(over))
        if table.three(who, *duo)
    ]
    return {pairs[m - len(over)]: over[n] for n, m in _heaviest(len(over) + len(pairs), edges)}


def _joining(table: _Table, who: int, duo: tuple[int, int]) -> int:
    duos = [(min(who, i), max(who, i)) for i in duo]
    new = sum(d not in table.weeks for d in duos)
    spared = sum(_TURNS - table.turn(i) for i in duo)
    liking = sum(table.liking(*d) for d in duos)
    chance = _mixed(table.chance[who] ^ table.chance[duo[0]] ^ table.chance[duo[1]])
    wishes = (new * _MOST_LIKING + spared) * _MOST_LIKING + liking
    return (wishes << _CHANCE_BITS + 10) + chance


def _reasons(people: Sequence[Candidate], rounds: Sequence[str], weeks: int | None) -> tuple[Reason, ...]:
    fit = any(_roles_fit(one.role, other.role) for one, other in combinations(people, 2))
    found = {
        Reason.COMMON_HOURS: True,
        Reason.NEVER_MET: weeks is None,
        Reason.LAST_MET: weeks is not None,
        Reason.SAME_ROUND: bool(rounds),
        Reason.ROLES_FIT: fit,
        Reason.TAKE_TURNS: not fit,
        Reason.ODD_NUMBER: len(people) == 3,
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _roles_fit(one: Role, other: Role) -> bool:
    """One answers and one interviews; two who want the same take turns."""
    return one != other or one == "both"


def _number_of(seed: int, who: str) -> int:
    digest = hashlib.blake2b(f"{seed}:{who}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _mixed(number: int) -> int:
    """A well spread number of 40 bits (the finisher of splitmix64), so that matchings rarely tie."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    number = (number ^ number >> 27) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
    return (number ^ number >> 31) >> 64 - _CHANCE_BITS
