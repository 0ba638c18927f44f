"""A desk for each test: the platform before a loopback Slack with all scopes."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.slack.slackdesk import Desk, at_desk


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with at_desk() as made:
        yield made
