"""One platform after the other, for what all of them promise."""

from collections.abc import AsyncIterator

import pytest

from tests.platforms.sides import SIDES, Side


@pytest.fixture(params=list(SIDES))
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with SIDES[request.param].opened() as one:
        yield one
