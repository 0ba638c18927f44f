"""Answers to coding briefs about what surrounds a model: batches, beams, splits, loops, packed rows."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

Sleep = Callable[[float], Awaitable[None]]


class Batcher:
    """ml-b07: one timer for each batch, which starts with its first request."""

    def __init__(
        self, model: Callable[[list[Any]], Awaitable[list[Any]]], size: int, wait: float, sleep: Sleep
    ) -> None:
        self.model, self.size, self.wait, self.sleep = model, size, wait, sleep
        self.waiting: list[tuple[Any, asyncio.Future[Any]]] = []
        self.timer: asyncio.Future[None] | None = None
        self.running: set[asyncio.Future[None]] = set()
        self.turn = asyncio.Lock()

    async def predict(self, x: Any) -> Any:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting.append((x, answer))
        if len(self.waiting) >= self.size:
            self._start()
        elif self.timer is None:
            self.timer = asyncio.ensure_future(self._wait())
        return await answer

    async def _wait(self) -> None:
        await self.sleep(self.wait)
        self.timer = None
        self._start()

    def _start(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        taken, self.waiting = self.waiting[: self.size], self.waiting[self.size :]
        task = asyncio.ensure_future(self._run(taken))
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    async def _run(self, taken: list[tuple[Any, asyncio.Future[Any]]]) -> None:
        async with self.turn:
            open_ones = [(x, answer) for x, answer in taken if not answer.done()]
            try:
                results = await self.model([x for x, _ in open_ones]) if open_ones else []
            except Exception as wrong:
                for _, answer in open_ones:
                    if not answer.done():
                        answer.set_exception(wrong)
                return
            for (_, answer), result in zip(open_ones, results, strict=True):
                if not answer.done():
                    answer.set_result(result)


TextRow = tuple[str, int, str, int]


def split(rows: Sequence[TextRow], delay: int) -> tuple[list[TextRow], list[TextRow], list[TextRow]]:
    """ml-b11: forward in time, with a gap as long as labels take; copies leave the earlier side."""
    days = sorted(row[1] for row in rows)
    first, second = days[int(0.7 * len(days))], days[int(0.85 * len(days))]
    test = [row for row in rows if row[1] >= second + delay]
    later = {row[2] for row in test}
    validation = [row for row in rows if first + delay <= row[1] <= second and row[2] not in later]
    later |= {row[2] for row in validation}
    return [row for row in rows if row[1] <= first and row[2] not in later], validation, test


def leaks(
    train: Sequence[TextRow], validation: Sequence[TextRow], test: Sequence[TextRow], delay: int
) -> list[str]:
    """ml-b11: a sentence for each leak."""
    parts = {"train": train, "validation": validation, "test": test}
    found = []
    names = list(parts)
    for early, late in ((names[a], names[b]) for a in range(3) for b in range(a + 1, 3)):
        if max(row[1] for row in parts[early]) + delay > min(row[1] for row in parts[late]):
            found.append(f"labels of {early} are set after {late} begins")
        if copies := {row[2] for row in parts[early]} & {row[2] for row in parts[late]}:
            found.append(f"{len(copies)} texts are in {early} and in {late}")
    return found


def beam(
    step: Callable[[list[list[int]]], Sequence[Mapping[int, float]]],
    start: int,
    end: int,
    width: int,
    steps: int,
) -> list[int]:
    """ml-b20: finished texts leave the beam; the mean log chance of a token ranks them."""
    alive: list[tuple[float, list[int]]] = [(0.0, [start])]
    finished: list[tuple[float, list[int]]] = []
    for _ in range(steps):
        found = [
            (total + log, [*tokens, token])
            for (total, tokens), row in zip(alive, step([tokens for _, tokens in alive]), strict=True)
            for token, log in row.items()
        ]
        found.sort(key=lambda one: (-one[0], one[1]))
        best = found[: 2 * width]
        finished += [one for one in best[:width] if one[1][-1] == end]
        alive = [one for one in best if one[1][-1] != end][:width]
        if not alive:
            break
    return max(finished or alive, key=lambda one: one[0] / (len(one[1]) - 1))[1]


def run(
    task: str,
    model: Callable[[list[str]], tuple[Any, ...]],
    tools: Mapping[str, Callable[..., object]],
    budget: Mapping[str, float],
    count_tokens: Callable[[str], int],
    clock: Callable[[], float],
) -> dict[str, object]:
    """ml-b25: every end has a reason, and limits are looked at before the model is called."""
    history, trace, begun, spent = [task], list[dict[str, object]](), clock(), 0

    def ended(reason: str, answer: str | None = None) -> dict[str, object]:
        return {"reason": reason, "answer": answer, "trace": trace}

    while True:
        spent += sum(map(count_tokens, history))
        if len(trace) >= budget["steps"]:
            return ended("steps")
        if spent > budget["tokens"]:
            return ended("tokens")
        if clock() - begun > budget["seconds"]:
            return ended("seconds")
        kind, *rest = model(history)
        if kind == "answer":
            trace.append({"answer": rest[0]})
            return ended("answer", rest[0])
        name, arguments = rest
        try:
            output = str(tools[name](**arguments))
        except KeyError:
            output = f"there is no tool {name}: use one of {', '.join(tools)}"
        except Exception as wrong:
            output = f"{name} failed: {wrong}"
        trace.append({"call": name, "arguments": arguments, "output": output})
        history = [*history, f"{name} {arguments}: {output}"]


Turn = tuple[str, Sequence[int]]
PackedRow = dict[str, list[int]]
PADDING = {"ids": 0, "labels": -100, "positions": 0, "segments": 0}


def pack(conversations: Sequence[Sequence[Turn]], length: int) -> list[PackedRow]:
    """ml-b27: the longest first, into the first row with room; labels on what the assistant says."""
    rows: list[PackedRow] = []
    for talk in sorted(conversations, key=lambda one: -sum(len(ids) for _, ids in one)):
        tokens = [(one, role == "assistant") for role, ids in talk for one in ids][:length]
        row = next((one for one in rows if len(one["ids"]) + len(tokens) <= length), None)
        if row is None:
            row = {name: [] for name in PADDING}
            rows.append(row)
        segment = max(row["segments"], default=0) + 1
        for position, (token, learned) in enumerate(tokens):
            row["ids"].append(token)
            row["labels"].append(token if learned else -100)
            row["positions"].append(position)
            row["segments"].append(segment)
    for row in rows:
        for name, value in PADDING.items():
            row[name] += [value] * (length - len(row[name]))
    return rows
