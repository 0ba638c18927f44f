"""The scripts that the terminal plays come to the same on Slack and on Discord."""

import os
from pathlib import Path

import pytest

import content
from bot.app import seed_of
from tests.onstage.script import Script
from tests.onstage.telling import FULL
from tests.world import in_memory, world

OF_THE_TERMINAL = ("8-accounts",)
"""It connects two spaces of a terminal, by the names that they have there, and asks for its voice channels."""
SHORT = ("first-minute", "1-group", "2-settings")
"""The others are played in the long run alone."""
EVERY = [
    Path(__file__).with_name("first-minute.story"),
    *sorted(
        p for p in (Path(content.__path__[0]) / "stories").glob("*.story") if p.stem not in OF_THE_TERMINAL
    ),
]

SCRIPTS = [p for p in EVERY if p.stem in SHORT or os.environ.get(FULL)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
async def test_a_script_comes_to_the_same_on_every_platform(tmp_path: Path, script: Path) -> None:
    seed = seed_of(script.stem)
    async with in_memory(tmp_path / "in-memory", seed=seed) as w:
        expected = await Script(w).play(script)
    async with world(tmp_path / "here", seed=seed) as w:
        played = await Script(w).play(script)
    assert expected.answers, f"{script} says nothing"
    for mine, theirs in zip(played.answers, expected.answers, strict=True):
        assert mine == theirs
    assert played == expected
