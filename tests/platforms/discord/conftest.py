"""The platform before a loopback Discord: with a door of a few words behind it, or the whole bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.onstage.discord import DiscordWorld, discord_world
from tests.platforms.sides import DiscordSide


@pytest.fixture
async def t() -> AsyncIterator[DiscordSide]:
    async with DiscordSide.opened() as one:
        yield one


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[DiscordWorld]:
    async with discord_world(tmp_path, {}) as world:
        yield world
