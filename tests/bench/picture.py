"""The bench's picture: how long the worker needs for it, warm, alone and beside files that take as long as they may;
and how long the event loop stands still meanwhile."""

import asyncio
import time
from statistics import median

from bot import draw
from bot.core.card import Chart
from bot.work import Worker
from content.finder import load
from handlers.critique import resume
from handlers.tradeoff import model, options, picture, table
from tests.reading.hostile import slow

OPTIONS = (
    "today: 90.0% 20ms; B: 91.2% 28ms; C: 90.8% 30ms; D: 92.0% 55ms; E: 89.5% 12ms; F: 90.0% 25ms; "
    "G: 91.0% 27ms; H: 88.0% 11ms"
)
PICTURES = 10
UPLOADS = 5


async def figures() -> dict[str, float]:
    """Milliseconds of one picture, and the longest stall of the event loop."""
    case = options.parse(OPTIONS)
    chosen = table.weights_of("$400K a point, $30K a ms", case)
    found = picture.picture(model.weigh(case, chosen, table.limits_of("latency 40 ms", case)))
    if found is None:
        raise AssertionError("this case can be drawn")
    worker = Worker()
    try:
        await worker.pictures(draw.png, found.chart)  # starts the process and loads the font
        longest = [0.0]
        stalls = asyncio.create_task(_stalls(longest))
        times = [await _timed(worker, found.chart) for _ in range(PICTURES)]
        stalls.cancel()
        await asyncio.gather(stalls, return_exceptions=True)
        beside = await _beside_uploads(worker, found.chart)
    finally:
        worker.close()
    return {
        "p50_ms": round(median(times), 1),
        "beside_p50_ms": round(median(beside), 1),
        "max_ms": round(max(times), 1),
        "stall_ms": round(longest[0], 1),
        "cpu_ms": round(_cpu(found.chart), 1),
    }


async def _beside_uploads(worker: Worker, chart: Chart) -> list[float]:
    """Milliseconds of each picture while uploads are read that take all the time there is for a file."""
    root, data = load().root, slow(200)
    uploads = [
        asyncio.ensure_future(worker.files(resume.review, root, "cv.pdf", data)) for _ in range(UPLOADS)
    ]
    while not any(upload.done() for upload in uploads):  # the first of them
        times = [await _timed(worker, chart) for _ in range(PICTURES)]
    for upload in uploads:
        upload.cancel()
    await asyncio.gather(*uploads, return_exceptions=True)
    return times


async def _stalls(longest: list[float]) -> None:
    """How much later than asked the event loop comes back, at most."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        longest[0] = max(longest[0], (time.perf_counter() - began - 0.005) * 1_000)


async def _timed(worker: Worker, chart: Chart) -> float:
    began = time.perf_counter()
    await worker.pictures(draw.png, chart)
    return (time.perf_counter() - began) * 1_000


def _cpu(chart: Chart) -> float:
    """Milliseconds of computing alone, which a busy machine does not change."""
    draw.png(chart)
    began = time.process_time()
    for _ in range(PICTURES):
        draw.png(chart)
    return (time.process_time() - began) * 1_000 / PICTURES


if __name__ == "__main__":
    print(asyncio.run(figures()))
