"""The platform before a loopback Slack: with a door of a few words behind it, or the whole bot in many workspaces."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.onstage.slack import SlackWorld, slack_world
from tests.platforms.slack.installs import Deployment, deployment
from tests.platforms.slack.slackdesk import Desk, at_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with at_desk() as made:
        yield made


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with deployment(tmp_path) as made:
        yield made


@pytest.fixture
async def rotating(tmp_path: Path) -> AsyncIterator[Deployment]:
    """Its tokens expire."""
    async with deployment(tmp_path, rotates=True) as made:
        yield made


@pytest.fixture
async def w(tmp_path: Path) -> AsyncIterator[SlackWorld]:
    async with slack_world(tmp_path, {}) as world:
        yield world
