"""Answers to coding briefs that keep something: caches, blocks, prefixes, weights, shares."""

import hashlib
import heapq
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping, Sequence
from itertools import count


class ByteCache:
    """alg-b04: an ordered map, the longest unused first, and the sum of its sizes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.kept: OrderedDict[str, bytes] = OrderedDict()

    def get(self, key: str) -> bytes | None:
        if key in self.kept:
            self.kept.move_to_end(key)
        return self.kept.get(key)

    def put(self, key: str, vector: bytes) -> bool:
        if len(vector) > self.limit:
            return False
        self.size -= len(self.kept.pop(key, b""))
        while self.size + len(vector) > self.limit:
            self.size -= len(self.kept.popitem(last=False)[1])
        self.kept[key] = vector
        self.size += len(vector)
        return True


class Prefixes:
    """alg-b09: chained blocks of 16 tokens; a block stands for all that comes before it as well."""

    BLOCK = 16

    def __init__(self) -> None:
        self.kept: dict[tuple[int, tuple[int, ...]], int] = {}

    def _blocks(self, prompt: Sequence[int]) -> list[tuple[int, ...]]:
        whole = len(prompt) // self.BLOCK * self.BLOCK
        return [tuple(prompt[at : at + self.BLOCK]) for at in range(0, whole, self.BLOCK)]

    def add(self, prompt: Sequence[int]) -> None:
        node = 0
        for block in self._blocks(prompt):
            node = self.kept.setdefault((node, block), len(self.kept) + 1)

    def reuse(self, prompt: Sequence[int]) -> int:
        node = found = 0
        for block in self._blocks(prompt):
            if (node, block) not in self.kept:
                break
            node, found = self.kept[node, block], found + self.BLOCK
        return found


class Sampler:
    """alg-b12: a tree of sums in an array; a parent is computed from its children, so nothing drifts."""

    def __init__(self, weights: Sequence[float]) -> None:
        self.size = 1 << max(len(weights) - 1, 0).bit_length()
        self.sums = [0.0] * self.size + [float(one) for one in weights]
        self.sums += [0.0] * (2 * self.size - len(self.sums))
        for node in range(self.size - 1, 0, -1):
            self.sums[node] = self.sums[2 * node] + self.sums[2 * node + 1]

    def update(self, index: int, weight: float) -> None:
        node = self.size + index
        self.sums[node] = float(weight)
        while node > 1:
            node //= 2
            self.sums[node] = self.sums[2 * node] + self.sums[2 * node + 1]

    def draw(self, u: float) -> int:
        if self.sums[1] <= 0:
            raise ValueError("all weights are zero")
        node, rest = 1, u * self.sums[1]
        while node < self.size:
            node *= 2
            if self.sums[node + 1] > 0 and (rest >= self.sums[node] or self.sums[node] == 0):
                rest -= self.sums[node]
                node += 1
        return node - self.size


class Blocks:
    """alg-b17: users of each block; only the last block of a sequence can be written."""

    SIZE = 16

    def __init__(self, count: int) -> None:
        self.unused = list(range(count))
        self.users: Counter[int] = Counter()
        self.sequences: dict[int, tuple[list[int], int]] = {}
        self.numbers = iter(range(10**9))

    def free_blocks(self) -> int:
        return len(self.unused)

    def _take(self, count: int) -> list[int]:
        if count > len(self.unused):
            raise MemoryError("no block is free")
        taken = [self.unused.pop() for _ in range(count)]
        self.users.update(taken)
        return taken

    def _leave(self, block: int) -> None:
        self.users[block] -= 1
        if not self.users[block]:
            self.unused.append(block)

    def start(self, n: int) -> int:
        blocks = self._take(-(-n // self.SIZE))
        number = next(self.numbers)
        self.sequences[number] = (blocks, n)
        return number

    def append(self, sequence: int) -> None:
        blocks, length = self.sequences[sequence]
        if length % self.SIZE == 0:
            blocks = [*blocks, *self._take(1)]
        elif self.users[blocks[-1]] > 1:
            copy = self._take(1)
            self._leave(blocks[-1])
            blocks = [*blocks[:-1], *copy]
        self.sequences[sequence] = (blocks, length + 1)

    def fork(self, sequence: int) -> int:
        blocks, length = self.sequences[sequence]
        self.users.update(blocks)
        number = next(self.numbers)
        self.sequences[number] = (list(blocks), length)
        return number

    def free(self, sequence: int) -> None:
        for block in self.sequences.pop(sequence)[0]:
            self._leave(block)


def owner(adapter: str, servers: Sequence[str]) -> str:
    """alg-b18: the highest bid wins."""
    return max(servers, key=lambda server: (hashlib.sha256(f"{server}/{adapter}".encode()).digest(), server))


class FairShare:
    """alg-b24: the team that is furthest behind its share starts next; a team that returns begins at the present."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self.waiting: dict[str, deque[object]] = {team: deque() for team in weights}
        self.used = dict.fromkeys(weights, 0.0)
        self.expected = dict.fromkeys(weights, 1.0)
        self.ready: list[tuple[float, int, str]] = []
        self.turns = count()
        self.now = 0.0

    def _push(self, team: str) -> None:
        heapq.heappush(self.ready, (self.used[team], next(self.turns), team))

    def add(self, team: str, request: object) -> None:
        if not self.waiting[team]:
            self.used[team] = max(self.used[team], self.now)
            self._push(team)
        self.waiting[team].append(request)

    def next(self) -> tuple[str, object] | None:
        while self.ready:
            used, _, team = heapq.heappop(self.ready)
            if not self.waiting[team]:
                continue
            if used != self.used[team]:
                self._push(team)
                continue
            self.now = used
            self.used[team] += self.expected[team] / self.weights[team]
            request = self.waiting[team].popleft()
            if self.waiting[team]:
                self._push(team)
            return team, request
        return None

    def finished(self, team: str, cost: float) -> None:
        self.used[team] += (cost - self.expected[team]) / self.weights[team]
        self.expected[team] += 0.3 * (cost - self.expected[team])
