from pathlib import Path

import pytest

from bot.rules import Critic

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def critic() -> Critic:
    return Critic.load()


@pytest.fixture(scope="session")
def listener() -> Critic:
    return Critic.load(pack="star")


@pytest.fixture(scope="session")
def project_critic() -> Critic:
    return Critic.load(pack="project")


@pytest.fixture(scope="session")
def answer_critic() -> Critic:
    return Critic.load(pack="tradeoff-answer")
