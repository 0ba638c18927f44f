"""One thread a week holds what is told of questions, votes and lists."""

from pathlib import Path

from tests.channel import begun, last, letters
from tests.world import world


async def test_the_answers_of_a_week_are_told_in_its_one_thread(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        _, (bob,) = await begun(w, "bob")
        for _ in range(3):
            right, _ = await letters(w)
            await bob.press(right, on=last(w, "Question of the day"))
            await w.advance(days=1)
        topics = [d.topic for d, _ in w.stage.delivered if d.topic]
        assert len(topics) > 1
        assert set(topics) == {"Week of 23 November"}
