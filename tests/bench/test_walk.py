"""A walk of data passes few files: what is split finer than it is thought of costs every reader."""

from tests.bench.walk import of_bullet, of_quiz_answer

QUIZ, BULLET = 35, 50
"""Files of ours that an answer and a bullet may touch."""


async def test_a_quiz_answer_passes_few_files() -> None:
    walk = await of_quiz_answer()
    assert len(walk) <= QUIZ, "\n".join(sorted(walk))


async def test_a_bullet_passes_few_files() -> None:
    walk = await of_bullet()
    assert len(walk) <= BULLET, "\n".join(sorted(walk))
