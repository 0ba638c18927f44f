"""The people of a week by number, and the points of all their pairs: the policy's weight, a block of rows at a time.

It says the same as `policy.weight` does for two, in arrays: ten thousand people have fifty million pairs.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from handlers.mocks import policy as rules
from handlers.mocks.model import block_starts, daytime
from handlers.mocks.policy import Candidate, Met, Policy

Ints = npt.NDArray[np.int64]
Points = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
BLOCK: Final = 1 << 18
"""Pairs that are weighed at a time: what fits into a processor's cache takes half the time."""
CHANCE_BITS: Final = 10
TURNS: Final = 104
NO_WEEK: Final = dt.date(2026, 11, 30)
"""The week of whoever names none."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs that may meet, as three arrays: `one` < `other`, and their points."""

    one: Ints
    other: Ints
    points: Ints

    def __len__(self) -> int:
        return len(self.one)


class Table:
    """Members in the order of their ids. Raises ValueError when an id is there twice."""

    def __init__(
        self, people: Iterable[Candidate], met: Met, seed: int, policy: Policy, monday: dt.date = NO_WEEK
    ) -> None:
        self.people = _in_order(people)
        self.policy, self.monday = policy, monday
        self._rows = max(BLOCK // max(len(self.people), 1), 1)
        minutes = policy.minutes
        self.starts = [block_starts(p.bitmap, minutes) for p in self.people]
        self.civil = [block_starts(p.bitmap & daytime(p.zone, monday), minutes) for p in self.people]
        self.chance = np.array([_number_of(seed, p.id) for p in self.people], np.uint32)
        self.place = {p.id: i for i, p in enumerate(self.people)}
        self.weeks = dict(self._numbered(met))

    def __len__(self) -> int:
        return len(self.people)

    # two people

    def allowed(self, i: int, j: int) -> bool:
        """Whether two may meet at all."""
        one, other = self.people[i], self.people[j]
        return (
            bool(self.starts[i] & self.starts[j])
            and not (other.id in one.avoids or one.id in other.avoids)
            and not (self.policy.repeat == "never" and self.met(i, j) is not None)
        )

    def met(self, i: int, j: int) -> int | None:
        return self.weeks.get((min(i, j), max(i, j)))

    def points(self, i: int, j: int) -> int:
        """The policy's weight of two who may meet."""
        room = (self.starts[i] & self.starts[j]).bit_count()
        civil = bool(self.civil[i] & self.civil[j])
        return rules.weight(self.people[i], self.people[j], self.met(i, j), room, self.policy, civil=civil)

    def three(self, i: int, j: int, k: int) -> bool:
        """Whether three may meet: each two of them may, all accept three, and one block fits them all."""
        return (
            bool(self.starts[i] & self.starts[j] & self.starts[k])
            and min(self.people[n].size for n in (i, j, k)) > 2
            and self.allowed(i, j)
            and self.allowed(i, k)
            and self.allowed(j, k)
        )

    def worth(self, group: Sequence[int]) -> int:
        """Points of a pair; of three, half of what their pairs weigh, as in the relaxation."""
        if len(group) == 2:
            return self.points(group[0], group[1])
        a, b, c = group
        return (self.points(a, b) + self.points(a, c) + self.points(b, c)) // 2

    def turn(self, i: int) -> int:
        """The larger, the more it would be somebody else's turn to go without: how often it was, then how lately."""
        who = self.people[i]
        return (who.turns - self._fewest) * (TURNS + 1) + TURNS - min(max(who.waited, 0), TURNS)

    # everybody

    def row(self, i: int) -> tuple[Mask, Points]:
        allowed, points = self.block(i, i + 1)
        return allowed[0], points[0]

    def edges(self) -> Edges:
        """All pairs that may meet."""
        return _joined(self._above(lo) for lo in range(0, len(self), self._rows))

    def count(self) -> int:
        """How many pairs share a block, about: avoiding and history are not looked at."""
        return (
            sum(
                int(np.count_nonzero(self._bits[lo : lo + self._rows] @ self._bits.T))
                for lo in range(0, len(self), self._rows)
            )
            // 2
        )

    def best(self, most: int) -> Edges:
        """Each one's `most` best pairs, ties by chance."""
        both = _joined(self._best_rows(lo, most) for lo in range(0, len(self), self._rows))
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
        return _mixed(self.chance[one] ^ self.chance[other]).astype(np.int64)

    def block(self, lo: int, hi: int) -> tuple[Mask, Points]:
        """Who of `lo` to `hi` may meet whom, and their points (meaningless where they may not)."""
        hi = min(hi, len(self))
        room = self._bits[lo:hi] @ self._bits.T
        allowed = room > 0
        np.fill_diagonal(allowed[:, lo:hi], val=False)
        points = self._liking[self._kind[lo:hi]][:, self._kind].astype(np.int32)
        points += self._turns[lo:hi, None]
        points += self._turns[None, :]
        points += rules.ROOM * np.minimum(room, rules.MOST_ROOM).astype(np.int32)
        points += rules.CIVIL * (self._civil_bits[lo:hi] @ self._civil_bits.T > 0)
        self._remember(lo, hi, allowed, points)
        return allowed, points

    def _remember(self, lo: int, hi: int, allowed: Mask, points: Points) -> None:
        rows, columns, penalty = self._history
        a, b = np.searchsorted(rows, (lo, hi))
        points[rows[a:b] - lo, columns[a:b]] -= penalty[a:b].astype(np.int32)
        if self.policy.repeat == "never":
            allowed[rows[a:b] - lo, columns[a:b]] = False
        rows, columns = self._avoided
        a, b = np.searchsorted(rows, (lo, hi))
        allowed[rows[a:b] - lo, columns[a:b]] = False

    def _above(self, lo: int) -> Edges:
        allowed, points = self.block(lo, lo + self._rows)
        rows, columns = np.nonzero(allowed)
        above = columns > rows + lo
        rows, columns = rows[above], columns[above]
        return Edges(rows + lo, columns, points[rows, columns].astype(np.int64))

    def _best_rows(self, lo: int, most: int) -> Edges:
        allowed, points = self.block(lo, lo + self._rows)
        chance = _mixed(self.chance[lo : lo + self._rows, None] ^ self.chance[None, :])
        turns = self._turns[lo : lo + self._rows]
        own = points - turns[:, None] - self._turns[None, :]  # else all would choose those whose turn it is
        key = np.where(allowed, (own << CHANCE_BITS) + chance, np.int32(-1))
        most = min(most, key.shape[1])
        picked = np.argpartition(key, -most, axis=1)[:, -most:]
        keys = np.take_along_axis(key, picked, 1)
        rows, places = np.nonzero(keys >= 0)
        columns = picked[rows, places]
        return Edges(rows + lo, columns, points[rows, columns].astype(np.int64))

    # what is worked out once

    def _numbered(self, met: Met) -> Iterator[tuple[tuple[int, int], int]]:
        for who, weeks in met.items():
            numbers = sorted(self.place[m] for m in who if m in self.place)
            if len(numbers) == 2:
                yield (numbers[0], numbers[1]), weeks

    @cached_property
    def _bits(self) -> npt.NDArray[np.float32]:
        return _matrix(self.starts)

    @cached_property
    def _civil_bits(self) -> npt.NDArray[np.float32]:
        return _matrix(self.civil)

    @cached_property
    def _fewest(self) -> int:
        return min((p.turns for p in self.people), default=0)

    @cached_property
    def _turns(self) -> Points:
        return np.array([rules.turn_points(p) for p in self.people], np.int32)

    @cached_property
    def _history(self) -> tuple[Ints, Ints, Ints]:
        pairs = [(i, j, rules.repeat_penalty(w)) for (i, j), w in self.weeks.items()]
        both = np.array([*pairs, *((j, i, p) for i, j, p in pairs)], np.int64).reshape(-1, 3)
        rows = both[np.argsort(both[:, 0], kind="stable")]
        return rows[:, 0], rows[:, 1], rows[:, 2]

    @cached_property
    def _avoided(self) -> tuple[Ints, Ints]:
        pairs = [
            (i, self.place[a]) for i, p in enumerate(self.people) for a in sorted(p.avoids) if a in self.place
        ]
        both = np.array([*pairs, *((j, i) for i, j in pairs)], np.int64).reshape(-1, 2)
        rows = both[np.argsort(both[:, 0], kind="stable")]
        return rows[:, 0], rows[:, 1]

    @cached_property
    def _kinds(self) -> tuple[Ints, list[Candidate]]:
        """People who are alike in all that wishes, parts and levels say are one kind."""
        known: dict[object, int] = {}
        samples: list[Candidate] = []
        kind = np.zeros(len(self), np.int64)
        for i, p in enumerate(self.people):
            key = (
                p.wants,
                p.offers,
                bool(p.open),
                p.level,
                p.last,
                tuple(sorted(p.focus.items())),
                tuple(sorted(p.done.items())),
            )
            if key not in known:
                known[key] = len(samples)
                samples.append(p)
            kind[i] = known[key]
        return kind, samples

    @property
    def _kind(self) -> Ints:
        return self._kinds[0]

    @cached_property
    def _liking(self) -> npt.NDArray[np.int16]:
        """Points of two kinds: a partner at all, the better way round, levels."""
        samples = self._kinds[1]
        there = self._answering(samples)
        back = there.T
        fits = (there + back) // 2 if self.policy.roles == "both" else np.maximum(there, back)
        level = np.array([p.level for p in samples], np.int32)
        apart = rules.LEVEL * (rules.LEVELS - 1 - np.abs(level[:, None] - level[None, :]))
        points: npt.NDArray[np.int16] = (rules.PAIR + fits + apart).astype(np.int16)
        return points

    def _answering(self, samples: Sequence[Candidate]) -> Points:
        """Points of each kind answering to each."""
        policy, size = self.policy, len(samples)
        wishes = [rules.wishes(p, policy) for p in samples]
        best = np.zeros((size, size), np.int32)
        for which in policy.quota:
            wanted = np.array([w[which] for w in wishes], np.int32)
            offered = np.array([rules.may_offer(p, which) for p in samples], np.int32)
            np.maximum(best, wanted[:, None] * offered[None, :], out=best)
        answers = np.array([rules.as_candidate(p, policy) for p in samples], np.int32)
        asks = np.array([rules.as_interviewer(p, policy) for p in samples], np.int32)
        seasons = np.array([rules.season(p) for p in samples], np.int32)
        best += (best > 0) * (seasons[:, None] + seasons[None, :])
        return best + answers[:, None] + asks[None, :]


def _in_order(people: Iterable[Candidate]) -> tuple[Candidate, ...]:
    ordered = tuple(sorted(people, key=lambda c: c.id))
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise ValueError(f"{one.id!r} is there twice: each person takes part once a week.")
    return ordered


def _matrix(starts: Sequence[int]) -> npt.NDArray[np.float32]:
    """A row a person and a column a quarter hour; quarters at which nobody can begin are left out."""
    size = -(-max((s.bit_length() for s in starts), default=1) // 8) or 1
    raw = b"".join(s.to_bytes(size, "little") for s in starts)
    bits = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(len(starts), size), axis=1, bitorder="little")
    used = bits.any(axis=0)
    return bits[:, used].astype(np.float32) if used.any() else np.zeros((len(starts), 1), np.float32)


def _joined(parts: Iterable[Edges]) -> Edges:
    known = list(parts)
    if not known:
        return Edges(*(np.zeros(0, np.int64) for _ in range(3)))
    return Edges(
        np.concatenate([e.one for e in known]),
        np.concatenate([e.other for e in known]),
        np.concatenate([e.points for e in known]),
    )


def _number_of(seed: int, who: str) -> int:
    digest = hashlib.blake2b(f"{seed}:{who}".encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _mixed(numbers: npt.NDArray[np.uint32]) -> Points:
    """The top ten bits after one round of Fibonacci hashing (Knuth, TAOCP 3, 6.4)."""
    mixed = (numbers ^ (numbers >> np.uint32(15))) * np.uint32(0x9E3779B1)
    return (mixed >> np.uint32(32 - CHANCE_BITS)).astype(np.int32)
