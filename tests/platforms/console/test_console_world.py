"""Stories through the whole bot: the real app on a real server, in simulated time."""

import datetime as dt
import io
from pathlib import Path

from bot.app import open_app
from bot.core.clock import ManualClock
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.session import run
from bot.runner import SimulatedTime
from bot.settings import Settings
from tests.world import KEY, START, WORKER, patient

FIRST_DAY = (
    "alice: /prep start zone=Europe/Berlin\n@advance 24h\nalice: /prep settings\nbob: /prep-admin members"
)


async def transcript(folder: Path, story: str, *, prefix: str = "run", at: dt.datetime = START) -> str:
    """What a story prints; it must be understood to its last step."""
    platform, clock, out = ConsolePlatform(prefix=prefix), ManualClock(at), io.StringIO()
    settings = Settings(data=folder, xdg_config_home=folder / "config", key=KEY)
    async with open_app(
        settings, {"console": lambda _: platform}, clock=clock, seed=0, wrap=patient, worker=WORKER
    ) as app:
        time = SimulatedTime(app.runner, app.dispatcher, clock)
        assert await run(platform, app.services, time, story.splitlines(), out, interactive=False) == 0
    return out.getvalue()


async def test_a_member_joins_and_hears_from_the_bot_at_eight_in_berlin(tmp_path: Path) -> None:
    printed = await transcript(tmp_path, FIRST_DAY)
    assert printed.startswith("@2026-11-24T08:00Z alice > /prep start zone=Europe/Berlin\n")
    assert "@2026-11-24T08:00Z bot > alice (only you)\n" in printed
    assert "@2026-11-25T07:00Z bot > alice (DM)\n" in printed
    settings = printed.split("alice > /prep settings\n")[1]
    assert "Europe/Berlin" in settings
    assert "bot > bob (only you)\n  That's for the people who organize this group." in settings


async def test_a_label_on_a_real_card_is_pressed_and_its_form_filled(tmp_path: Path) -> None:
    pressed = "alice: [Change settings]\nalice: {minutes=30}\nalice: /prep settings"
    printed = await transcript(tmp_path, f"alice: /prep start zone=Europe/Berlin\n{pressed}")
    assert "minutes = 15 (" in printed.split("alice > [Change settings]\n")[1]
    assert "30 minutes" in printed.split("alice > /prep settings\n")[1]


async def test_the_same_story_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    first = await transcript(tmp_path / "a", FIRST_DAY)
    assert await transcript(tmp_path / "b", FIRST_DAY) == first


async def test_a_restart_on_the_same_data_knows_its_members(tmp_path: Path) -> None:
    await transcript(tmp_path, "alice: /prep start zone=Asia/Kathmandu", prefix="one")
    again = await transcript(
        tmp_path, "alice: /prep settings minutes=45\nalice: /prep settings", prefix="two"
    )
    assert "45 minutes" in again
    assert "Asia/Kathmandu" in again
