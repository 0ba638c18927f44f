"""What figures are measured beside can itself be measured."""

from tests.bench.measurement import latencies, raw_server
from tests.bench.times import raw


async def test_a_server_without_anything_of_ours_answers_and_hands_out_a_stream() -> None:
    async with raw_server() as pipe:
        assert (await latencies(lambda _: pipe("PING"), 20, 5))["per_second"] > 0
        assert (await raw(pipe, 450))["per_second"] > 0
