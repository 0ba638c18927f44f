"""The sign of life: after a round, once a minute at most, in nobody's way, and its address in no log."""

import asyncio

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.watch.http import Heartbeat
from bot.watch.instrumentation import Metrics

URL = "https://hc.example/needle"


class Post:
    """What is called, and answers when the test says so."""

    def __init__(self, answer: int | Exception = 200) -> None:
        self.calls: list[str] = []
        self.open = asyncio.Event()
        self.open.set()
        self._answer = answer

    async def fetch(self, url: str) -> int:
        self.calls.append(url)
        await self.open.wait()
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


class Bench:
    """A heartbeat with its surroundings."""

    def __init__(self, answer: int | Exception = 200, url: str = URL) -> None:
        self.now = 0.0
        self.post = Post(answer)
        self.metrics = Metrics()
        self.heart = Heartbeat(url, lambda: self.now, self.metrics, self.post.fetch)

    async def round(self, at: float) -> int:
        """A round at that second; how often the address was called so far."""
        self.now = at
        self.heart.round()
        for _ in range(3):
            await asyncio.sleep(0)
        return len(self.post.calls)

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("loopmate_heartbeats_total", {"outcome": outcome}) or 0


async def test_it_is_called_after_the_first_round_and_then_once_a_minute_at_most() -> None:
    bench = Bench()
    assert [await bench.round(at) for at in (0, 1, 59.9, 60, 61, 119, 500)] == [1, 1, 1, 2, 2, 2, 3]
    assert bench.counted("ok") == 3


async def test_a_call_that_takes_long_blocks_no_round_and_is_not_doubled() -> None:
    bench = Bench()
    bench.post.open.clear()
    assert [await bench.round(at) for at in (0, 60, 120)] == [1, 1, 1]
    bench.post.open.set()
    await bench.round(121)
    assert await bench.round(185) == 2


@pytest.mark.parametrize(
    "answer", [500, 404, aiohttp.ClientError(URL), TimeoutError(), OSError(URL), ValueError(URL)]
)
async def test_an_error_is_counted_and_logged_without_the_address_and_harms_nothing(
    answer: int | Exception,
) -> None:
    bench = Bench(answer)
    with capture_logs() as lines:
        await bench.round(0)
    assert bench.counted("failed") == 1
    assert [line["event"] for line in lines] == ["heartbeat failed"]
    assert "needle" not in repr(lines)
    assert await bench.round(60) == 2
