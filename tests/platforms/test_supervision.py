"""Supervision: who falls is started again, later and later; what only a person can fix is said and left."""

import ssl
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from multidict import CIMultiDict, CIMultiDictProxy
from structlog.testing import capture_logs
from yarl import URL

from bot.core.values import AccountId
from bot.platforms.discord.error_mapping import Unreadable
from bot.platforms.port import Delivery, Platform, Receipt, Unready
from bot.platforms.slack.error_mapping import Unreached
from bot.platforms.supervision import LONGEST_PAUSE, supervise

HERE: Any = aiohttp.client_reqrep.ConnectionKey("host", 443, True, True, None, None, None)
INFO: Any = aiohttp.RequestInfo(URL(), "CONNECT", CIMultiDictProxy(CIMultiDict()))


class Falling(Platform):
    """A platform that follows a list: an error that it falls with, or `ready` before the next."""

    name = "slack"

    def __init__(self, *plan: Exception | str) -> None:
        self._plan = list(plan)

    async def run(self, ready: Callable[[str], None]) -> None:
        while isinstance(step := self._plan.pop(0), str):
            ready(step)
        raise step

    async def deliver(self, delivery: Delivery) -> Receipt:
        return Receipt(ref=delivery.id)

    async def here(self, _: AccountId) -> bool | None:
        return None


async def supervised(*plan: Exception | str) -> tuple[list[str], list[float]]:
    said: list[str] = []
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await supervise(Falling(*plan), said.append, sleep)
    return said, waited


async def test_what_a_person_must_mend_is_said_and_not_tried_again() -> None:
    with capture_logs() as logs:
        said, waited = await supervised(Unready("The token is revoked. Make a new one."))
    assert [(e["event"], e["platform"]) for e in logs] == [("platform unready", "slack")]
    assert said == ["Slack: not started. The token is revoked. Make a new one."]
    assert waited == []


async def test_it_is_started_again_later_and_later_and_at_once_after_it_was_connected() -> None:
    lost, end = ConnectionError("lost"), Unready("end")
    _, waited = await supervised(lost, lost, lost, "Slack: connected", *[lost] * 20, end)
    assert waited[:5] == [1, 2, 4, 1, 2]
    assert waited[-1] == LONGEST_PAUSE == max(waited)


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("xoxb-secret"), Unreached("ValueError"), Unreadable("TypeError")]
)
async def test_a_connection_that_fails_is_no_bug_and_asks_whether_the_machine_is_online(
    error: Exception,
) -> None:
    with capture_logs() as logs:
        said, _ = await supervised(error, Unready("end"))
    assert said[0] == "Slack: can't be reached. Is this machine online? Trying again in 1 s."
    assert (logs[0]["event"], logs[0]["error"]) == ("platform unreachable", type(error).__name__)


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (aiohttp.ClientProxyConnectionError(HERE, ConnectionRefusedError()), "Correct HTTPS_PROXY, or look"),
        (aiohttp.ClientHttpProxyError(INFO, (), status=407), "Correct HTTPS_PROXY, or look"),
        (
            aiohttp.ClientConnectorCertificateError(HERE, ssl.CertificateError()),
            "Set this machine's clock if",
        ),
    ],
)
async def test_what_is_in_the_way_on_this_side_is_named_with_its_fix(error: Exception, fix: str) -> None:
    with capture_logs() as logs:
        said, _ = await supervised(error, Unready("end"))
    assert said[0].startswith(f"Slack: can't be reached. {fix}")
    assert logs[0]["event"] == "platform unreachable"


async def test_the_log_has_a_reference_and_no_word_of_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    await supervised(RuntimeError("xoxb-secret"), Unready("end"))
    printed = "".join(capsys.readouterr())
    assert "slack-1" in printed
    assert "xoxb" not in printed
