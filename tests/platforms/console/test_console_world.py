"""Stories through the whole bot: the real app on a real server, in simulated time."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest

import content
from bot.core.wall_time import ManualClock
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.session import run
from bot.runner import SimulatedTime
from bot.settings import Settings
from bot.terminal import Terminal, terminal
from tests.onstage.telling import FULL
from tests.world import START, app_in

FIRST_DAY = (
    "alice: /prep start zone=Europe/Berlin\nalice: [Change settings]\nalice: {minutes=30}\n"
    "@advance 24h\nalice: /prep settings\nbob: /prep-admin members"
)


async def transcript(folder: Path, story: str, *, prefix: str = "run", at: dt.datetime = START) -> str:
    """What a story prints; it must be understood to its last step."""
    platform, clock, out = ConsolePlatform(prefix=prefix), ManualClock(at), io.StringIO()
    async with app_in(folder, {"console": lambda _: platform}, clock) as app:
        time = SimulatedTime(app.runner, app.dispatcher, clock)
        assert await run(platform, app.services, time, story.splitlines(), out, interactive=False) == 0
    return out.getvalue()


async def test_a_member_joins_fills_a_form_and_hears_from_the_bot_at_eight_in_berlin(tmp_path: Path) -> None:
    printed = await transcript(tmp_path / "a", FIRST_DAY)
    assert printed.startswith("@2026-11-24T08:00Z alice > /prep start zone=Europe/Berlin\n")
    assert "@2026-11-24T08:00Z bot > alice (only you)\n" in printed
    assert "minutes = 15 (" in printed.split("alice > [Change settings]\n")[1]
    assert "@2026-11-25T07:00Z bot > alice (DM)\n" in printed
    settings = printed.split("alice > /prep settings\n")[1]
    assert "Europe/Berlin" in settings
    assert "30 minutes" in settings
    assert "bot > bob (only you)\n  That's for the people who organize this group." in settings
    assert await transcript(tmp_path / "b", FIRST_DAY) == printed, (
        "the same story and seed give the same bytes"
    )
    assert "30 minutes" in await transcript(tmp_path / "a", "alice: /prep settings", prefix="two"), (
        "a restart"
    )


# the scripts that ship with the program

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
