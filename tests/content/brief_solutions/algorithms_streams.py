"""Answers to coding briefs about streams: counts of a window, merged hits, refilled limits, visits, cut texts."""

import heapq
import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Busiest:
    """alg-b01: counts of the last hour in steps of a minute."""

    def __init__(self) -> None:
        self.minutes: deque[tuple[int, Counter[str]]] = deque()
        self.totals: Counter[str] = Counter()

    def record(self, template: str, second: int) -> None:
        minute = second // 60
        while self.minutes and self.minutes[0][0] <= minute - 60:
            self.totals -= self.minutes.popleft()[1]
        if not self.minutes or self.minutes[-1][0] != minute:
            self.minutes.append((minute, Counter()))
        self.minutes[-1][1][template] += 1
        self.totals[template] += 1

    def top(self, k: int) -> list[str]:
        return heapq.nsmallest(k, self.totals, key=lambda one: (-self.totals[one], one))


def first_page(shards: Sequence[Iterator[tuple[float, str]]], count: int) -> list[str]:
    """alg-b02: a heap of the first unread hit of each shard."""
    heads: list[tuple[float, str, int]] = []
    shown: list[str] = []

    def read(shard: int) -> None:
        if (hit := next(shards[shard], None)) is not None:
            heapq.heappush(heads, (-hit[0], hit[1], shard))

    for shard in range(len(shards)):
        read(shard)
    while heads and len(shown) < count:
        _, document, shard = heapq.heappop(heads)
        if document not in shown:
            shown.append(document)
        if len(shown) < count:
            read(shard)
    return shown


class Latencies:
    """alg-b03: counts by whole millisecond, and what each second added."""

    WINDOW, MOST = 300, 60_000

    def __init__(self) -> None:
        self.counts = [0] * (self.MOST + 1)
        self.seconds: deque[tuple[int, Counter[int]]] = deque()
        self.total = 0

    def add(self, milliseconds: int, second: int) -> None:
        while self.seconds and self.seconds[0][0] <= second - self.WINDOW:
            for value, count in self.seconds.popleft()[1].items():
                self.counts[value] -= count
                self.total -= count
        if not self.seconds or self.seconds[-1][0] != second:
            self.seconds.append((second, Counter()))
        value = min(milliseconds, self.MOST)
        self.seconds[-1][1][value] += 1
        self.counts[value] += 1
        self.total += 1

    def p(self, q: float) -> int | None:
        rank = math.ceil(q / 100 * self.total)
        for value, count in enumerate(self.counts):
            rank -= count
            if count and rank <= 0:
                return value
        return None


class Limiter:
    """alg-b05: what was left, and when, for each user."""

    RATE, BURST = 100, 1_500

    def __init__(self) -> None:
        self.users: dict[str, tuple[float, float]] = {}

    def allow(self, user: str, tokens: float, now: float) -> bool:
        left, since = self.users.get(user, (self.BURST, now))
        left = min(self.BURST, left + self.RATE * (now - since))
        allowed = tokens <= left
        self.users[user] = (left - tokens * allowed, now)
        return allowed


def sample(lines: Iterable[T], k: int, chance: Random) -> list[T]:
    """alg-b13: line i enters with chance k/i and replaces one of the kept."""
    kept: list[T] = []
    for number, line in enumerate(lines, 1):
        if len(kept) < k:
            kept.append(line)
        elif k and (place := chance.randint(1, number)) <= k:
            kept[place - 1] = line
    return kept


Visit = tuple[str, int, int, int]


class Visits:
    """alg-b20: open visits of each user; a visit is final when nothing can come within its gap any more."""

    GAP, LATE = 30, 5

    def __init__(self) -> None:
        self.open: defaultdict[str, list[tuple[int, int, int]]] = defaultdict(list)
        self.ends: list[tuple[int, str]] = []
        self.latest = -math.inf
        self.dropped = 0

    def click(self, user: str, time: int) -> list[Visit]:
        if time < self.latest - self.LATE:
            self.dropped += 1
            return []
        self.latest = max(self.latest, time)
        start, end, count = time, time, 1
        apart = []
        for visit in self.open[user]:
            if visit[0] - self.GAP <= time <= visit[1] + self.GAP:
                start, end, count = min(start, visit[0]), max(end, visit[1]), count + visit[2]
            else:
                apart.append(visit)
        self.open[user] = sorted([*apart, (start, end, count)])
        heapq.heappush(self.ends, (end, user))
        return list(self._final())

    def _final(self) -> Iterator[Visit]:
        while self.ends and self.latest > self.ends[0][0] + self.GAP + self.LATE:
            end, user = heapq.heappop(self.ends)
            for visit in [one for one in self.open[user] if one[1] == end]:
                self.open[user].remove(visit)
                yield (user, *visit)


class StopStream:
    """alg-b21: holds back the longest end that begins a stop string."""

    def __init__(self, stops: Sequence[str]) -> None:
        self.stops = stops
        self.held = ""
        self.stopped = False

    def feed(self, piece: str) -> str:
        if self.stopped:
            return ""
        text = self.held + piece
        found = [at for stop in self.stops if (at := text.find(stop)) >= 0]
        if found:
            self.stopped, self.held = True, ""
            return text[: min(found)]
        longest = max(
            (n for stop in self.stops for n in range(len(stop)) if text.endswith(stop[:n])), default=0
        )
        self.held = text[len(text) - longest :]
        return text[: len(text) - longest]

    def finish(self) -> str:
        rest, self.held = self.held, ""
        return "" if self.stopped else rest


class Cutter:
    """alg-b25: whole words and lines are passed on; the state says where one may stop."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.words = 0
        self.held = ""
        self.line = ""
        self.in_code = False

    def next(self, piece: str) -> tuple[str, bool]:
        """Reads complete words and line ends; what may go on stays held back."""
        self.held += piece
        shown = ""
        while (cut := next((at for at, char in enumerate(self.held) if char.isspace()), -1)) >= 0:
            word, space, self.held = self.held[:cut], self.held[cut], self.held[cut + 1 :]
            text, stop = self._word(word)
            shown += text
            if stop:
                return shown, True
            text, stop = self._space(space)
            shown += text
            if stop:
                return shown, True
        return shown, False

    def finish(self) -> str:
        return self._word(self.held)[0]

    def _word(self, word: str) -> tuple[str, bool]:
        if not word:
            return "", False
        fence = word.startswith("```") and not self.line.strip()
        if self.in_code and self.words >= 2 * self.budget and not fence:
            return "```", True
        self.line += word
        self.words += not fence and word != "-"
        in_item = self.line.lstrip().startswith("- ") or self.line.strip() == "-"
        plain = not (self.in_code or fence or in_item)
        return word, plain and self.words >= self.budget

    def _space(self, space: str) -> tuple[str, bool]:
        if space != "\n":
            self.line += space
            return space, False
        fence, item = self.line.strip().startswith("```"), self.line.lstrip().startswith("- ")
        self.line = ""
        closed = fence and self.in_code
        if fence:
            self.in_code = not self.in_code
        return space, (closed or (item and not self.in_code)) and self.words >= self.budget
