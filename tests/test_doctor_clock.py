"""A wrong clock is noticed by those of others."""

import time
from collections.abc import AsyncIterator
from email.utils import formatdate

import pytest
from aiohttp import web

from bot.doctor.examine import judge_clocks, measure_ahead


class Elsewhere:
    """A server whose clock is off by some seconds."""

    def __init__(self) -> None:
        self.off = 0.0
        self.says_nothing = False

    async def answer(self, _: web.Request) -> web.Response:
        date = "" if self.says_nothing else formatdate(time.time() + self.off, usegmt=True)
        return web.Response(status=404, headers={"Date": date})


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[Elsewhere, str]]:
    there = Elsewhere()
    app = web.Application()
    app.router.add_get("/", there.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield there, f"http://127.0.0.1:{port}/"
    await runner.cleanup()


async def test_a_clock_that_is_right_is_ready_and_who_cannot_be_asked_is_not_held_against_it(
    elsewhere: tuple[Elsewhere, str],
) -> None:
    there, url = elsewhere
    found = judge_clocks({"Slack": await measure_ahead(url), "Redis": 0.3})
    assert (found.state, found.found) == ("ready", "right to 2 s, says Slack and Redis")
    there.says_nothing = True
    assert await measure_ahead(url) is None
    assert await measure_ahead("http://127.0.0.1:9/") is None
    assert judge_clocks({"Slack": None, "Redis": None}).state == "skipped"


@pytest.mark.parametrize(
    ("off", "state", "way"), [(30, "warning", "behind Slack"), (-400, "failed", "ahead of Slack")]
)
async def test_a_clock_that_is_wrong_says_by_how_much(
    elsewhere: tuple[Elsewhere, str], off: float, state: str, way: str
) -> None:
    there, url = elsewhere
    there.off = off
    found = judge_clocks({"Redis": 0.0, "Slack": await measure_ahead(url)})
    seconds, _, rest = found.found.partition(" s ")
    assert (found.state, rest) == (state, way)
    assert float(seconds.replace(",", "")) == pytest.approx(abs(off), abs=2)
    assert "network time" in found.fix
