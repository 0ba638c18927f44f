"""Stores for tests. `store` is the embedded kind of server; `anywhere` runs a test on all three kinds."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import pytest
import pytest_asyncio

from bot.app import repos
from bot.backup.backup import backup
from bot.store.connect import url_store
from bot.store.repo import Repo
from bot.store.store import Store
from bot.store.vault import Vault
from tests.servers import cluster, one_server, redis_binary, valkey_binary
from tests.store.crowd import NOTES, crowd, flush
from tests.store.folders import data_folder
from tests.store.saving import MAKER
from tests.world import KEY


@pytest.fixture(scope="session")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with one_server(valkey_binary(), _short(tmp_path_factory)) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    binary = redis_binary()
    if binary is None:
        yield ""
        return
    with one_server(binary, _short(tmp_path_factory)) as url:
        yield url


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    replicas = 3 if os.environ.get("LOOPMATE_FULL") else 0
    with cluster(_short(tmp_path_factory), replicas) as nodes:
        yield nodes.url


def _short(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("s")


async def empty_store(url: str, more: tuple[Repo[Any], ...] = (NOTES,)) -> AsyncIterator[Store]:
    """An empty store at `url`."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            url_store(url, Vault([KEY]), Random(1), (*repos(), *more), accept_lossy=True)
        )
        await flush(store)
        yield store


@pytest_asyncio.fixture
async def store(valkey_url: str) -> AsyncIterator[Store]:
    async for one in empty_store(valkey_url):
        yield one


@pytest_asyncio.fixture(params=["valkey", "redis-server", "cluster"])
async def anywhere(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """The store's contract holds on every kind of server."""
    names = {"valkey": "valkey_url", "redis-server": "redis_url", "cluster": "cluster_url"}
    url: str = request.getfixturevalue(names[request.param])
    if not url:
        pytest.skip("redis-server isn't installed here. To run these tests too: apt-get install redis-server")
    async for one in empty_store(url):
        yield one


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a data folder is to be made."""
    with data_folder() as path:
        yield path


@pytest_asyncio.fixture
async def file(store: Store, tmp_path: Path) -> Path:
    """A backup of three members, who are in the store."""
    await crowd(store, 3)
    await backup(store, tmp_path / "b.gz", MAKER)
    return tmp_path / "b.gz"
