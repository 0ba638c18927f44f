"""The scripts that ship with the program, in a terminal: each step can be done, in whatever folder they lie."""

import os
from pathlib import Path

import pytest

import content
from bot.settings import Settings
from bot.terminal import Terminal, terminal
from tests.onstage.telling import FULL

EVERY = sorted((Path(content.__path__[0]) / "stories").glob("*.story"))
SCRIPTS = EVERY if os.environ.get(FULL) else [p for p in EVERY if p.stem == "7-quiz"]
"""In the short run the one alone that names what chance draws."""


def silent(_: str) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_a_script_draws_by_its_name_so_that_each_of_its_steps_can_be_done(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    how = Terminal(script=str(script), simulate=True)
    assert await terminal(Settings(), how, silent) == 0, capsys.readouterr().out


def test_a_seed_that_is_given_draws_by_itself_and_a_store_that_is_kept_sees_no_id_twice() -> None:
    named, given = Terminal(script="a/quiz.story", simulate=True), Terminal(simulate=True, seed=7)
    assert named.run() == Terminal(script="b/quiz.story", simulate=True).run()
    assert given.run() == Terminal(script="quiz.story", simulate=True, seed=7).run() != named.run()
    kept = Terminal(script="quiz.story", simulate=True, keep=True)
    assert len({kept.run(), kept.run(), named.run(), Terminal().run()}) == 4
