"""The app as it is built: everything that is watched is watched in it."""

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.world import World, world


async def samples(w: World) -> set[tuple[str, ...]]:
    page = (await w.app.watch.page(w.app.store, w.clock)).decode()
    return {
        (one.name, *(value for _, value in sorted(one.labels.items())))
        for family in text_string_to_metric_families(page)
        for one in family.samples
        if one.value > 0
    }


async def test_a_day_shows_in_the_figures(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", organiser=True)
        await alice.say("/prep today")
        await w.advance(hours=24)
        assert await w.app.runner.attempt() == 0
        seen = await samples(w)
    assert ("loopmate_handler_seconds_count", "command", "today") in seen
    assert ("loopmate_handler_seconds_count", "message", "checklist.reminder") in seen
    assert ("loopmate_sends_total", "sent", "console") in seen
    assert ("loopmate_store_up",) in seen


async def test_a_round_that_is_completed_is_told_and_one_that_failed_is_not(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        told: list[str] = []
        w.app.runner.on_round(lambda: told.append("round"))
        await w.app.runner.attempt()
        assert told == ["round"]
        wire, w.app.store.pipe.wire = w.app.store.pipe.wire, _Nothing()
        await w.app.runner.attempt()
        assert told == ["round"]
        w.app.store.pipe.wire = wire


class _Nothing:
    """A wire that was never connected."""

    async def execute(self, _: object) -> list[object]:
        raise LookupError

    async def close(self) -> None: ...
