"""The stories are told on every platform: the in-memory stage, a loopback Slack, a simulated Discord.

A story asks for a `world`; the fixture here hands it the one of the platform it is told on.
"""

from functools import partial
from typing import Any

import pytest

from tests.onstage.discord import DiscordHall, discord_world
from tests.onstage.slack import SlackHall, slack_world
from tests.onstage.telling import told_on


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" in vars(metafunc.module):
        module, name = metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__
        metafunc.parametrize("stage", told_on(module, name), indirect=True)


@pytest.fixture(autouse=True)
def stage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The platform of this telling; its halls outlive the bot, and end with the test."""
    platform: str = getattr(request, "param", "console")
    opens: Any = {"slack": partial(_on_slack, {}), "discord": partial(_on_discord, {})}.get(platform)
    if opens is not None:
        monkeypatch.setattr(request.module, "world", opens)
    return platform


def _on_slack(halls: dict[Any, SlackHall], folder: Any, **more: Any) -> Any:
    return slack_world(folder, halls, **more)


def _on_discord(halls: dict[Any, DiscordHall], folder: Any, **more: Any) -> Any:
    return discord_world(folder, halls, **more)
