"""Answers to coding briefs that choose, order, pack or compare what is known at the start."""

import hashlib
import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

Model = tuple[float, float]
Span = tuple[int, int]
Job = tuple[int, int, float]
ToolCall = tuple[str, Sequence[str], float]


def front(models: Sequence[Model]) -> list[Model]:
    """alg-b06: sorted by latency, the best accuracy so far decides."""
    kept: list[Model] = []
    for model in sorted(models, key=lambda one: (one[1], -one[0])):
        if not kept or model[0] > kept[-1][0] or model == kept[-1]:
            kept.append(model)
    return kept


def pack(lengths: Sequence[int]) -> list[list[int]]:
    """alg-b07: the longest first, into the first batch with room."""
    batches: list[list[int]] = []
    room: list[int] = []
    for length in sorted(lengths, reverse=True):
        at = next((at for at, left in enumerate(room) if left >= length and len(batches[at]) < 32), len(room))
        if at == len(room):
            batches.append([])
            room.append(16_384)
        batches[at].append(length)
        room[at] -= length
    return batches


def gpus_needed(spans: Sequence[Span]) -> int:
    """alg-b08: the largest running sum, ends before starts."""
    busy = most = 0
    for _, change in sorted([*((start, 1) for start, _ in spans), *((end, -1) for _, end in spans)]):
        busy += change
        most = max(most, busy)
    return most


def assign(spans: Sequence[Span]) -> list[int]:
    """alg-b08: GPUs that are free again come first."""
    given = [0] * len(spans)
    busy: list[tuple[int, int]] = []
    unused: list[int] = []
    for at in sorted(range(len(spans)), key=lambda one: spans[one]):
        while busy and busy[0][0] <= spans[at][0]:
            heapq.heappush(unused, heapq.heappop(busy)[1])
        given[at] = heapq.heappop(unused) if unused else len(busy)
        heapq.heappush(busy, (spans[at][1], given[at]))
    return given


def keep(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """alg-b10: the smaller root wins, and paths are halved."""
    parents = list(range(count))

    def root(text: int) -> int:
        while parents[text] != text:
            parents[text] = parents[parents[text]]
            text = parents[text]
        return text

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        parents[high] = low
    return [text for text in range(count) if parents[text] == text]


def rerun(reads: Mapping[str, Sequence[str]], changed: Iterable[str]) -> list[str]:
    """alg-b11: what is affected, then its order."""
    readers: defaultdict[str, list[str]] = defaultdict(list)
    for job, inputs in reads.items():
        for one in inputs:
            readers[one].append(job)
    affected: set[str] = set()
    found = list(changed)
    while found:
        if (job := found.pop()) not in affected:
            affected.add(job)
            found.extend(readers[job])
    unread = {job: sum(one in affected for one in reads[job]) for job in affected}
    ready = sorted(job for job in affected if not unread[job])
    order: list[str] = []
    while ready:
        order.append(heapq.heappop(ready))
        for reader in readers[order[-1]]:
            unread[reader] -= 1
            if not unread[reader]:
                heapq.heappush(ready, reader)
    if len(order) < len(affected):
        circle = _circle({job: reads[job] for job in affected - set(order)})
        raise ValueError(f"these wait for each other: {', '.join(circle)}")
    return order


def _circle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Jobs in a circle, of which each needs another one of `needs`."""
    walked = [min(needs)]
    while (following := min(one for one in needs[walked[-1]] if one in needs)) not in walked:
        walked.append(following)
    return walked[walked.index(following) :]


def first_bad(releases: int, is_bad: Callable[[int], bool]) -> int:
    """alg-b14: `low` is good and `high` is bad, at all times."""
    low, high = 1, releases
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_bad(middle) else (middle, high)
    return high


Pair = tuple[str | None, str | None]


def align(reference: Sequence[str], transcript: Sequence[str]) -> tuple[int, int, int, list[Pair]]:
    """alg-b15: the table by beginnings, and the walk back from its last cell."""
    rows, columns = len(reference), len(transcript)
    table = [[row + column for column in range(columns + 1)] for row in range(rows + 1)]
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            differ = reference[row - 1] != transcript[column - 1]
            table[row][column] = min(
                table[row - 1][column - 1] + differ, table[row - 1][column] + 1, table[row][column - 1] + 1
            )
    pairs: list[Pair] = []
    row, column = rows, columns
    while row or column:
        differ = bool(row and column) and reference[row - 1] != transcript[column - 1]
        if row and column and table[row][column] == table[row - 1][column - 1] + differ:
            row, column = row - 1, column - 1
            pairs.append((reference[row], transcript[column]))
        elif row and table[row][column] == table[row - 1][column] + 1:
            row -= 1
            pairs.append((reference[row], None))
        else:
            column -= 1
            pairs.append((None, transcript[column]))
    deleted = sum(right is None for _, right in pairs)
    inserted = sum(left is None for left, _ in pairs)
    return table[rows][columns] - deleted - inserted, deleted, inserted, pairs[::-1]


def error_rate(reference: Sequence[str], transcript: Sequence[str]) -> float:
    """alg-b15: errors by words of the reference."""
    return sum(align(reference, transcript)[:3]) / len(reference)


def best_jobs(jobs: Sequence[Job]) -> list[int]:
    """alg-b16: best(i) is the largest price of the first i jobs by their end."""
    order = sorted(range(len(jobs)), key=lambda at: jobs[at][1])
    ends = [jobs[at][1] for at in order]
    best = [0.0]
    for number, at in enumerate(order):
        before = bisect_right(ends, jobs[at][0], hi=number)
        best.append(max(best[-1], best[before] + jobs[at][2]))
    chosen: list[int] = []
    number = len(order)
    while number:
        if best[number] == best[number - 1]:
            number -= 1
        else:
            chosen.append(order[number - 1])
            number = bisect_right(ends, jobs[order[number - 1]][0], hi=number - 1)
    return chosen


def join(
    events: Sequence[tuple[str, int, int]], values: Sequence[tuple[str, int, object]]
) -> list[object | None]:
    """alg-b19: at equal times the event comes before the value."""
    rows = [(user, time, 0, at) for at, (user, time, _) in enumerate(events)]
    rows += [(user, time, 1, at) for at, (user, time, _) in enumerate(values)]
    found: list[object | None] = [None] * len(events)
    known: tuple[str, object] | None = None
    for user, _, kind, at in sorted(rows):
        if kind:
            known = (user, values[at][2])
        elif known is not None and known[0] == user:
            found[at] = known[1]
    return found


def schedule(calls: Sequence[ToolCall], workers: int) -> float:
    """alg-b22: a heap of what is ready and one of what runs."""
    missing = {need for _, needs, _ in calls for need in needs} - {name for name, *_ in calls}
    if missing:
        raise ValueError(f"no such call: {', '.join(sorted(missing))}")
    takes = {name: time for name, _, time in calls}
    unmet = {name: set(needs) for name, needs, _ in calls}
    ready = sorted(name for name, needs in unmet.items() if not needs)
    running: list[tuple[float, str]] = []
    now, done = 0.0, 0
    while ready or running:
        while ready and len(running) < workers:
            name = heapq.heappop(ready)
            heapq.heappush(running, (now + takes[name], name))
        now, ended = heapq.heappop(running)
        done += 1
        for name, needs in unmet.items():
            if ended in needs:
                needs.remove(ended)
                if not needs:
                    heapq.heappush(ready, name)
    if done < len(calls):
        circle = _circle({name: sorted(needs) for name, needs in unmet.items() if needs})
        raise ValueError(f"these wait for each other: {', '.join(circle)}")
    return now


def critical(calls: Sequence[ToolCall]) -> set[str]:
    """alg-b22: calls on a longest path, with workers enough."""
    needs = {name: before for name, before, _ in calls}
    takes = {name: time for name, _, time in calls}
    until: dict[str, float] = {}
    after: dict[str, float] = {}

    def end(name: str) -> float:
        if name not in until:
            until[name] = takes[name] + max(map(end, needs[name]), default=0.0)
        return until[name]

    def rest(name: str) -> float:
        if name not in after:
            after[name] = max((takes[one] + rest(one) for one in needs if name in needs[one]), default=0.0)
        return after[name]

    whole = max(map(end, needs))
    return {name for name in needs if abs(end(name) + rest(name) - whole) < 1e-9}


def near_copies(texts: Sequence[str]) -> list[int]:
    """alg-b23: minimum hashes in bands find candidates, an exact comparison decides, groups keep their first."""
    grams = [_grams(text.split()) for text in texts]
    buckets: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for at, found in enumerate(grams):
        signature = _signature(found)
        for band in range(16):
            buckets[band, tuple(signature[8 * band : 8 * band + 8])].append(at)
    pairs = {(one, other) for bucket in buckets.values() for one in bucket for other in bucket if one < other}
    alike = [(a, b) for a, b in pairs if len(grams[a] & grams[b]) >= 0.8 * len(grams[a] | grams[b])]
    kept = set(keep(len(texts), alike))
    return [at for at in range(len(texts)) if at not in kept]


def _grams(words: Sequence[str]) -> frozenset[str]:
    return frozenset(" ".join(words[at : at + 5]) for at in range(max(len(words) - 4, 1)))


def _signature(grams: Iterable[str]) -> list[int]:
    """The minimum of each of 128 hash functions, made of one by multiplying and adding."""
    base = [int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest()) for gram in grams]
    prime = (1 << 61) - 1
    return [min((hashed * (2 * k + 3) + k * k * 977) % prime for hashed in base) for k in range(128)]
