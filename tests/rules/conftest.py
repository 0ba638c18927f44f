import pytest

from bot.rules import Critic


@pytest.fixture(scope="session")
def critic() -> Critic:
    return Critic.load()
