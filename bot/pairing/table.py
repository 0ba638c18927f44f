"""The people of a week by number, and the points of all their pairs, in arrays, since ten thousand people have fifty
million pairs. `policy` says what the points are for."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from bot.pairing import policy as points_of
from bot.pairing.policy import Candidate, Met, Policy
from bot.pairing.week import block_starts, daytime

Ints = npt.NDArray[np.int64]
Points = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
BLOCK: Final = 1 << 18
"""Pairs that are weighed at a time: what fits into a processor's cache takes half the time."""
WHOLE: Final = 1_000
"""Members up to whom all pairs are kept; beyond, the pairs of one are weighed whenever they are asked for."""
CHANCE_BITS: Final = 10
TURNS: Final = 104
NO_WEEK: Final = dt.date(2026, 11, 30)
"""The week where none is named."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs that may meet, as three arrays: `one` < `other`, and their points."""

    one: Ints
    other: Ints
    points: Ints

    def __len__(self) -> int:
        return len(self.one)

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        return zip(self.one.tolist(), self.other.tolist(), self.points.tolist(), strict=True)

    def where(self, kept: Mask) -> "Edges":
        return Edges(self.one[kept], self.other[kept], self.points[kept])


class Table:
    """Members in the order of their ids. Raises ValueError when an id is there twice."""

    def __init__(
        self, people: Iterable[Candidate], met: Met, seed: int, policy: Policy, monday: dt.date = NO_WEEK
    ) -> None:
        self.people = tuple(sorted(people, key=lambda c: c.id))
        for one, other in pairwise(self.people):
            if one.id == other.id:
                raise ValueError(f"{one.id!r} is there twice: each person takes part once a week.")
        self.policy, self.monday = policy, monday
        self._rows = max(BLOCK // max(len(self.people), 1), 1)
        self.starts = [block_starts(p.bitmap, policy.minutes) for p in self.people]
        self.chance = np.array([_number_of(seed, p.id) for p in self.people], np.uint32)
        self._fewest = min((p.turns for p in self.people), default=0)
        self._turns = np.array([points_of.turn_points(p) for p in self.people], np.int32)
        number = {p.id: i for i, p in enumerate(self.people)}
        self._weeks: dict[tuple[int, ...], int] = {}
        for who, weeks in met.items():
            numbers = tuple(sorted(number[m] for m in who if m in number))
            if len(numbers) == 2:
                self._weeks[numbers] = weeks
        self._history = _both_ways((i, j, points_of.repeat_penalty(w)) for (i, j), w in self._weeks.items())
        self._avoided = _both_ways(
            (i, number[a], 0) for i, p in enumerate(self.people) for a in p.avoids if a in number
        )

    def __len__(self) -> int:
        return len(self.people)

    # two people or three

    def row(self, i: int) -> tuple[Mask, Points]:
        """Whom one may meet, and the points of that (meaningless where they may not)."""
        if len(self) <= WHOLE:
            allowed, points = self._whole
            return allowed[i], points[i]
        allowed, points = self.block(i, i + 1)
        return allowed[0], points[0]

    def allowed(self, i: int, j: int) -> bool:
        return bool(self.row(i)[0][j])

    def points(self, i: int, j: int) -> int:
        """The weight of two who may meet."""
        return int(self.row(i)[1][j])

    def met(self, i: int, j: int) -> int | None:
        return self._weeks.get((min(i, j), max(i, j)))

    def three(self, i: int, j: int, k: int) -> bool:
        """Whether three may meet: each two of them may, all accept three, and one block fits them all."""
        return self.fits_three(i, j, k) and all(self.allowed(*duo) for duo in combinations((i, j, k), 2))

    def fits_three(self, i: int, j: int, k: int) -> bool:
        """Whether three, each two of whom may meet, may do so together."""
        together = self.starts[i] & self.starts[j] & self.starts[k]
        return bool(together) and min(self.people[n].size for n in (i, j, k)) > 2

    def worth(self, group: Sequence[int]) -> int:
        """Points of a pair; of three, half of what their pairs weigh, as in the relaxation."""
        return sum(self.points(*duo) for duo in combinations(group, 2)) // (len(group) - 1)

    def better_way(self, i: int, j: int) -> tuple[int, bool]:
        """Points of the better way round, and whether `i` answers in it (first, where both do); of equals the one who
        answered less often does."""
        one, other = self.people[i], self.people[j]
        ways = self._directions([one, other])
        there, back = int(ways[0, 1]), int(ways[1, 0])
        if self.policy.roles == "both":
            return (there + back) // 2, True
        first = (there, -sum(one.done.values())) >= (back, -sum(other.done.values()))
        return max(there, back), first

    def turn(self, i: int) -> int:
        """The larger, the more it would be somebody else's turn to go without: how often it was, then how lately."""
        who = self.people[i]
        return (who.turns - self._fewest) * (TURNS + 1) + TURNS - min(max(who.waited, 0), TURNS)

    # everybody

    def edges(self) -> Edges:
        parts: list[Edges] = []
        for lo in range(0, len(self), self._rows):
            allowed, points = self.block(lo, lo + self._rows)
            rows, columns = np.nonzero(np.triu(allowed, lo + 1))
            parts.append(Edges(rows + lo, columns, points[rows, columns].astype(np.int64)))
        return _concatenate(parts)

    def best(self, most: int) -> Edges:
        """Each one's `most` best pairs, ties by chance."""
        both = _concatenate(self._best_rows(lo, most) for lo in range(0, len(self), self._rows))
        pairs = np.minimum(both.one, both.other) * len(self) + np.maximum(both.one, both.other)
        keys, first = np.unique(pairs, return_index=True)
        one, other = np.divmod(keys, len(self))
        return Edges(one, other, both.points[first])

    def most(self, y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """For each one the largest weight of a pair of theirs less the other's y; 0 where there is none."""
        found = np.zeros(len(self))
        for lo in range(0, len(self), self._rows):
            allowed, points = self.block(lo, lo + self._rows)
            found[lo : lo + self._rows] = np.where(allowed, points - y, 0.0).max(axis=1, initial=0.0)
        return found

    def jitter(self, one: Ints, other: Ints) -> Ints:
        """A well spread number of ten bits for each pair, so that ties are broken by chance alone."""
        return _mix(self.chance[one] ^ self.chance[other]).astype(np.int64)

    def block(self, lo: int, hi: int) -> tuple[Mask, Points]:
        """Who of `lo` to `hi` may meet whom, and their points (meaningless where they may not)."""
        hi = min(hi, len(self))
        room = self._bits[lo:hi] @ self._bits.T
        allowed = room > 0
        np.fill_diagonal(allowed[:, lo:hi], val=False)
        kind, liking = self._likings
        points = liking[kind[lo:hi]][:, kind].astype(np.int32)
        points += self._turns[lo:hi, None]
        points += self._turns[None, :]
        points += points_of.ROOM * np.minimum(room, points_of.MOST_ROOM).astype(np.int32)
        points += points_of.CIVIL * (self._civil_bits[lo:hi] @ self._civil_bits.T > 0)
        rows, columns, penalty = self._history
        a, b = np.searchsorted(rows, (lo, hi))
        points[rows[a:b] - lo, columns[a:b]] -= penalty[a:b].astype(np.int32)
        if self.policy.repeat == "never":
            allowed[rows[a:b] - lo, columns[a:b]] = False
        rows, columns, _ = self._avoided
        a, b = np.searchsorted(rows, (lo, hi))
        allowed[rows[a:b] - lo, columns[a:b]] = False
        return allowed, points

    def _best_rows(self, lo: int, most: int) -> Edges:
        allowed, points = self.block(lo, lo + self._rows)
        chance = _mix(self.chance[lo : lo + self._rows, None] ^ self.chance[None, :])
        turns = self._turns[lo : lo + self._rows]
        own = points - turns[:, None] - self._turns[None, :]  # else all would choose those whose turn it is
        key = np.where(allowed, (own << CHANCE_BITS) + chance, np.int32(-1))
        most = min(most, key.shape[1])
        picked = np.argpartition(key, -most, axis=1)[:, -most:]
        rows, places = np.nonzero(np.take_along_axis(key, picked, 1) >= 0)
        columns = picked[rows, places]
        return Edges(rows + lo, columns, points[rows, columns].astype(np.int64))

    # what is worked out once

    @cached_property
    def _whole(self) -> tuple[Mask, Points]:
        return self.block(0, len(self))

    @cached_property
    def _bits(self) -> npt.NDArray[np.float32]:
        return _matrix(self.starts)

    @cached_property
    def _civil_bits(self) -> npt.NDArray[np.float32]:
        civil = (p.bitmap & daytime(p.zone, self.monday) for p in self.people)
        return _matrix([block_starts(bitmap, self.policy.minutes) for bitmap in civil])

    @cached_property
    def _likings(self) -> tuple[Ints, npt.NDArray[np.int16]]:
        """Everybody's kind, and the points of two kinds: a partner at all, the better way round, levels. Alike in all
        that wishes, parts and levels say is one kind."""
        known: dict[object, int] = {}
        kind = np.array([known.setdefault(_kind_of(p), len(known)) for p in self.people], np.int64)
        samples = [self.people[i] for i in np.unique(kind, return_index=True)[1].tolist()]
        there = self._directions(samples)
        both = self.policy.roles == "both"
        fits = (there + there.T) // 2 if both else np.maximum(there, there.T)
        level = np.array([p.level for p in samples], np.int32)
        apart = np.abs(level[:, None] - level[None, :])
        liking = points_of.PAIR + fits + points_of.LEVEL * (points_of.LEVELS - 1 - apart)
        return kind, liking.astype(np.int16)

    def _directions(self, people: Sequence[Candidate]) -> Points:
        """What it is worth that each of these (a row) answers to each (a column), in the best round for them."""
        policy, size = self.policy, len(people)
        wishes = [points_of.wishes(p, policy) for p in people]
        best = np.zeros((size, size), np.int32)
        for which in policy.quota:
            wanted = np.array([w[which] for w in wishes], np.int32)
            offered = np.array([points_of.may_offer(p, which) for p in people], np.int32)
            np.maximum(best, wanted[:, None] * offered[None, :], out=best)
        answers = np.array([points_of.part_points(p, "candidate", policy) for p in people], np.int32)
        interviews = np.array([points_of.part_points(p, "interviewer", policy) for p in people], np.int32)
        season = np.array([points_of.SEASON * bool(p.open) for p in people], np.int32)
        best += (best > 0) * (season[:, None] + season[None, :])
        return best + answers[:, None] + interviews[None, :]


def _kind_of(who: Candidate) -> object:
    focus, done = tuple(sorted(who.focus.items())), tuple(sorted(who.done.items()))
    return who.wants, who.offers, bool(who.open), who.level, who.last, focus, done


def _both_ways(pairs: Iterable[tuple[int, int, int]]) -> tuple[Ints, Ints, Ints]:
    """Pairs and a number for each, in both directions, by who is named first."""
    known = list(pairs)
    both = np.array([*known, *((j, i, n) for i, j, n in known)], np.int64).reshape(-1, 3)
    rows = both[np.argsort(both[:, 0], kind="stable")]
    return rows[:, 0], rows[:, 1], rows[:, 2]


def _matrix(starts: Sequence[int]) -> npt.NDArray[np.float32]:
    """A row a person and a column a quarter hour; quarters at which nobody can begin are left out."""
    size = -(-max((s.bit_length() for s in starts), default=1) // 8) or 1
    raw = b"".join(s.to_bytes(size, "little") for s in starts)
    bits = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(len(starts), size), axis=1, bitorder="little")
    used = bits.any(axis=0)
    return bits[:, used].astype(np.float32) if used.any() else np.zeros((len(starts), 1), np.float32)


def _concatenate(parts: Iterable[Edges]) -> Edges:
    known = list(parts) or [Edges(*(np.zeros(0, np.int64) for _ in range(3)))]
    one, other, points = (
        np.concatenate(arrays) for arrays in zip(*((e.one, e.other, e.points) for e in known), strict=True)
    )
    return Edges(one, other, points)


def _number_of(seed: int, who: str) -> int:
    digest = hashlib.blake2b(f"{seed}:{who}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _mix(numbers: npt.NDArray[np.uint32]) -> Points:
    """The top ten bits after one round of Fibonacci hashing (Knuth, TAOCP 3, 6.4)."""
    mixed = (numbers ^ (numbers >> np.uint32(15))) * np.uint32(0x9E3779B1)
    return (mixed >> np.uint32(32 - CHANCE_BITS)).astype(np.int32)
