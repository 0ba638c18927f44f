"""The stories are told on every platform: the in-memory stage, a loopback Slack, a loopback Discord.

A story asks for a `world`, or for one as `w`; the fixture here says on which platform it is opened.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

import pytest

from tests.onstage.discord import discord_world
from tests.onstage.slack import slack_world
from tests.onstage.telling import told_on
from tests.world import OPENS, Opens, in_memory

REAL: Final[dict[str, Opens]] = {"slack": slack_world, "discord": discord_world}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" in vars(metafunc.module) or "w" in metafunc.fixturenames:
        module, name = metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__
        metafunc.parametrize("stage", told_on(module, name), indirect=True)


@pytest.fixture(autouse=True)
def stage(request: pytest.FixtureRequest) -> Iterator[str]:
    """The platform of this telling; its halls outlive the bot, and end with the test."""
    platform: str = getattr(request, "param", "console")
    opens = partial(REAL[platform], halls={}) if platform in REAL else in_memory
    OPENS.append(opens)
    yield platform
    OPENS.pop()
