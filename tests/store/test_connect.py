"""The URL of a server: read whole, refused in words, and never with a promise that nobody keeps."""

import asyncio
import datetime as dt
import re
import signal
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.core.errors import StoreDown, StoreLocked, StoreReadOnly, StoreRefused
from bot.core.values import GroupId, space_id
from bot.health import observe_store
from bot.settings import Settings
from bot.store import keys
from bot.store.connect import Recovery, url_store
from bot.store.members import Directory
from bot.store.server import Embedded
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import TIMEOUT, Command, RedisWire, redis_wire, sentinels_of
from tests.servers import Replicated, free_port, replicated, restarted
from tests.store.crowd import NOW
from tests.wires import Between
from tests.world import KEY

NEEDLE = "zq-needle"


async def opened(url: str, wait_replicas: int = 0) -> None:
    async with url_store(url, Vault([KEY]), Random(1), (), accept_lossy=True, wait_replicas=wait_replicas):
        pass


@pytest.mark.parametrize(
    "url",
    [
        f"redis://:{NEEDLE}@localhost:abc/0",
        f"redis://:{NEEDLE}@[::1",
        f"http://:{NEEDLE}@localhost",
        f"redis+sentinel://:{NEEDLE}@a:b/main",
        f"redis://:{NEEDLE}@localhost/0?no_such_option=1",
        "redis+sentinel://",
        "redis+sentinel://one,,two/main",
    ],
)
async def test_a_url_that_names_no_server_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreRefused, match="LOOPMATE_REDIS_URL") as refused:
        await opened(url)
    assert NEEDLE not in str(refused.value)


@pytest.mark.parametrize("end", ["x", "0x", "0/1", f"{NEEDLE}@localhost:6379/0"])
async def test_a_database_that_is_no_number_is_refused_and_not_taken_for_the_first_one(end: str) -> None:
    with pytest.raises(StoreRefused, match=r"no number of a database .* Fix: end it as in") as refusal:
        await opened(f"redis://localhost:{free_port()}/{end}")
    assert NEEDLE not in str(refusal.value)


async def test_a_server_that_is_not_there_is_down(tmp_path: Path) -> None:
    with pytest.raises(StoreDown):
        await opened(f"redis://127.0.0.1:{free_port()}/0")


def always(answer: bytes) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """A server that has one answer to every command."""

    async def serve(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        while commands := await reading.read(1_000):
            writing.write(answer * len(re.findall(rb"^\*\d", commands, re.MULTILINE)))
        writing.close()

    return serve


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "isn.t a Redis server. Fix: correct its host and port"),
        (b"-ERR DB index is out of range\r\n", "Fix: correct LOOPMATE_REDIS_URL"),
        (b"$19\r\nredis_version:6.2.6\r\n", "This is redis 6.2.6; .* Fix: upgrade it, or remove"),
    ],
)
async def test_what_is_no_server_for_us_is_called_what_it_is_with_what_to_do(
    answer: bytes, words: str
) -> None:
    async with await asyncio.start_server(always(answer), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises((StoreRefused, StoreLocked), match=words):
            await opened(f"redis://127.0.0.1:{port}")
        server.close()


def certificate(file: Path, host: str = "localhost", until: int = 2120) -> ssl.SSLContext:
    """A server's, in `file` with its key."""
    ours, name, since = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([]),
        dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    )
    made = x509.CertificateBuilder(name, name, ours.public_key(), 1, since, since.replace(year=until))
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    signed = made.add_extension(names, critical=True).sign(ours, hashes.SHA256())
    key = ours.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(key + signed.public_bytes(Encoding.PEM))
    (tls := ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)).load_cert_chain(file)
    return tls


@pytest.mark.parametrize(
    ("host", "until", "words"),
    [
        ("localhost", 2021, r"has expired\. Fix: renew it on that server, or correct this machine's clock"),
        (
            "other.example",
            2120,
            r"not valid for 'localhost'\. Fix: write the host .* as the certificate has it",
        ),
    ],
)
async def test_a_certificate_that_is_no_longer_good_is_not_to_be_trusted_but_mended(
    tmp_path: Path, host: str, until: int, words: str
) -> None:
    tls = certificate(file := tmp_path / "both.pem", host, until)
    async with await asyncio.start_server(always(b"-ERR no INFO\r\n"), "localhost", 0, ssl=tls) as server:
        url = f"rediss://localhost:{server.sockets[0].getsockname()[1]}/0?ssl_ca_certs={file}"
        with pytest.raises(StoreLocked, match=words):
            await opened(url)
        server.close()


@pytest.mark.parametrize("has_line_end", [True, False], ids=["an error at once", "silence"])
async def test_a_server_without_tls_is_known_long_before_its_time_is_up(has_line_end: bool) -> None:
    """The first bytes of TLS are partly random: a line may end in them, and then the server answers with an error."""

    async def answer(asked: asyncio.StreamReader, said: asyncio.StreamWriter) -> None:
        if (first := await asked.read(6)) == b"PING\r\n":
            said.write(b"-NOAUTH Authentication required.\r\n")
        elif has_line_end and first:
            said.write(b"-ERR unknown command\r\n")
        await asked.read()
        said.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        begun = asyncio.get_running_loop().time()
        with pytest.raises(StoreRefused, match="This Redis has no TLS"):
            await opened(f"rediss://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
        assert asyncio.get_running_loop().time() - begun < TIMEOUT / 2
        server.close()


async def test_a_certificate_that_nobody_here_trusts_is_named_with_how_to_trust_it(tmp_path: Path) -> None:
    tls = certificate(file := tmp_path / "both.pem")
    async with await asyncio.start_server(always(b"-ERR no INFO\r\n"), "localhost", 0, ssl=tls) as server:
        url = f"rediss://localhost:{server.sockets[0].getsockname()[1]}/0"
        with pytest.raises(StoreLocked, match=r"isn't trusted here: self-signed .* Fix: .*ssl_ca_certs=FILE"):
            await opened(url)
        with pytest.raises(StoreRefused, match="Redis refused INFO: no INFO"):
            await opened(f"{url}?ssl_ca_certs={file}")
        server.close()


async def test_all_who_lost_the_built_in_server_wait_for_one_restart_and_not_for_ever() -> None:
    class Hanging(Embedded):
        def __init__(self) -> None:
            self.restarts = 0

        async def restart_if_dead(self) -> bool:
            self.restarts += 1
            return await asyncio.Event().wait()

    server = Hanging()
    recovery = Recovery(server, lambda: None, print, patience=0.01)
    assert set(await asyncio.gather(recovery(), recovery())) == {False}
    assert server.restarts == 1
    recovery.end()


@pytest.mark.parametrize(("goes_on", "asked"), [(False, 1), (True, 2)])
async def test_a_server_that_still_hangs_is_not_asked_a_second_time(
    tmp_path: Path, goes_on: bool, asked: int
) -> None:
    class Counting(Between):
        def __init__(self) -> None:
            self.asked = 0

        async def execute(self, commands: Sequence[Command]) -> list[Any]:
            self.asked += (of_somebody := commands == [("GET", "x")])
            try:
                return await super().execute(commands)
            finally:
                if of_somebody and goes_on:
                    server.signal(signal.SIGCONT)

    counting = Counting()
    with restarted(tmp_path) as server:
        async with url_store(server.url, Vault([KEY]), Random(1), (), wrap=counting.around) as store:
            assert isinstance(counting.wire, RedisWire)
            counting.wire.timeout = 0.2
            server.signal(signal.SIGSTOP)
            answer = store.pipe("GET", "x")
            if goes_on:
                assert await answer is None
            else:
                with pytest.raises(StoreDown):
                    await answer
            assert counting.asked == asked
            server.signal(signal.SIGCONT)


def test_a_sentinel_url_has_hosts_ports_a_name_and_the_login_of_the_primary() -> None:
    plain = sentinels_of("redis+sentinel://one,two:26380/main")
    assert plain == ([("one", 26379), ("two", 26380)], "main", {})
    full = sentinels_of("redis+sentinel://bot:p%40ss@[::1]:5000,two")
    assert full == ([("::1", 5000), ("two", 26379)], "mymaster", {"username": "bot", "password": "p@ss"})


async def test_waiting_for_replicas_is_refused_on_a_cluster_not_ignored(cluster_url: str) -> None:
    with pytest.raises(StoreRefused, match="doesn't work with a cluster"):
        await opened(cluster_url, wait_replicas=1)


async def test_a_cluster_may_be_named_with_the_database_that_our_own_words_recommend(
    cluster_url: str,
) -> None:
    await opened(f"{cluster_url}/0")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Replicated]:
    with replicated(tmp_path) as servers:
        yield servers


async def test_a_commit_that_no_replica_has_is_not_confirmed_even_when_it_is_repeated(
    pair: Replicated,
) -> None:
    wire = Between()
    async with url_store(
        pair.url, Vault([KEY]), Random(1), (), accept_lossy=True, wait_replicas=1, wrap=wire.around
    ) as store:
        unit = store.unit(GroupId("g"), NOW)
        unit.add("first")
        await unit.commit()
        pair.replica.send_signal(signal.SIGSTOP)
        stuck = store.unit(GroupId("g"), NOW)
        stuck.add("second")
        with pytest.raises(StoreDown):
            await stuck.commit()
        await wire.close()
        wire.around(redis_wire(pair.url, wait_replicas=1))  # what is repeated goes over another connection
        with pytest.raises(StoreDown):
            await stuck.commit()
        pair.replica.send_signal(signal.SIGCONT)
        await stuck.commit()
        assert (await store.unit(GroupId("g"), NOW).counts()) == {"first": 1, "second": 1}


async def test_a_space_gets_no_group_that_no_replica_has(pair: Replicated) -> None:
    async with url_store(pair.url, Vault([KEY]), Random(1), (), accept_lossy=True, wait_replicas=1) as store:
        known = await Directory(store).group_of(space_id("slack", "T1"))
        pair.replica.send_signal(signal.SIGSTOP)
        with pytest.raises(StoreDown):
            await Directory(store).group_of(space_id("slack", "T2"))
        pair.replica.send_signal(signal.SIGCONT)
        assert await Directory(store).find_group(space_id("slack", "T1")) == known


async def test_sentinels_lead_to_the_primary_and_waiting_holds_there_too(
    pair: Replicated, tmp_path: Path
) -> None:
    with pair.sentinel(tmp_path) as url:
        await opened(url, wait_replicas=1)


async def test_a_replica_and_a_wrong_password_are_called_what_they_are(pair: Replicated) -> None:
    with pytest.raises(StoreRefused, match="read-only replica"):
        await opened(f"redis://127.0.0.1:{pair.other}/0")
    async with url_store(pair.url, Vault([KEY]), Random(1), (), accept_lossy=True) as store:
        await store.pipe("REPLICAOF", "127.0.0.1", pair.other)
        unit = store.unit(GroupId("g"), NOW)
        unit.add("number")
        with pytest.raises(StoreReadOnly, match="read-only replica"):
            await unit.commit()
        await store.pipe("CONFIG", "SET", "requirepass", NEEDLE)
    for login in ("", ":wrong@"):
        with pytest.raises(StoreLocked, match="another user or password") as refused:
            await opened(pair.url.replace("//", f"//{login}"))
        assert "wrong" not in str(refused.value)


async def test_who_only_looks_writes_nothing_into_a_server_that_was_emptied(
    pair: Replicated, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, xdg_config_home=tmp_path, redis_url=pair.url, accept_lossy_redis=True)
    with pytest.raises(StoreRefused, match="There's no store"):
        async with observe_store(settings):
            raise AssertionError("there is one")
    async with url_store(pair.url, Vault([KEY]), Random(1), (), accept_lossy=True, checked=False) as store:
        assert await store.pipe("GET", keys.FORMAT) is None
    assert not settings.key_file.exists()


async def test_a_server_that_refuses_writes_is_down_not_broken(store: Store) -> None:
    await store.pipe("CONFIG", "SET", "min-replicas-to-write", "1")
    try:
        unit = store.unit(GroupId("g"), NOW)
        unit.add("number")
        with pytest.raises(StoreDown):
            await unit.commit()
    finally:
        await store.pipe("CONFIG", "SET", "min-replicas-to-write", "0")
    await unit.commit()
    assert await unit.counts() == {"number": 1}
