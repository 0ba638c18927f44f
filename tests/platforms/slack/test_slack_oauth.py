"""Installing by OAuth: what a browser is shown, and what of a token is kept where."""

import asyncio
import datetime as dt
import gzip
from pathlib import Path
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.backup.backup import Maker, backup, fingerprints
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.oauth import StateStore
from tests.platforms.slack.installs import Browser, Deployment, Page, deployment, served
from tests.platforms.slack.workspace import Workspace
from tests.test_forget import every_value
from tests.world import KEY, World

AGAIN = 'href="/slack/install"'


async def come_back(at: Deployment, space: Workspace, state: str) -> Page:
    return await at.browser.back(state=state, code=at.server.oauth.code(space.team))


async def test_a_state_works_once(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        state = await at.browser.begin()
        cookies = dict(at.browser.cookies)
        assert (await come_back(at, one, state)).headline == "Loopmate is in One"
        page = await come_back(at, one, state)  # the page is loaded again
        assert (page.status, page.headline) == (400, "I can't match this page to an install")
        assert "you're done: close this tab" in page.text
        at.browser.cookies = cookies
        page = await come_back(at, one, state)
        assert (page.status, page.headline) == (400, "This link is used up")
        assert AGAIN in page.text


async def test_of_two_processes_that_see_a_state_at_once_one_takes_it(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        state = await StateStore(at.installs).async_issue()
        taken = await asyncio.gather(*(StateStore(at.installs).async_consume(state) for _ in range(5)))
        assert sorted(taken) == [False] * 4 + [True]


async def test_a_state_is_good_for_ten_minutes(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        for minutes, headline in ((10, "Loopmate is in One"), (11, "This link is used up")):
            state = await at.browser.begin()
            at.clock.set(at.clock.now() + dt.timedelta(minutes=minutes))
            assert (await come_back(at, one, state)).headline == headline


@pytest.mark.parametrize(
    "forged", ["", "x", "..", "9{state}", "{state}A", "{unsigned}", "{unsigned}.", "\u00e9"]
)
async def test_a_forged_state_installs_nothing_whatever_the_cookie_says(tmp_path: Path, forged: str) -> None:
    async with deployment(tmp_path) as at:
        one, state = at.workspace("One"), await at.browser.begin()
        forged = forged.format(state=state, unsigned=state.rpartition(".")[0])
        page = await come_back(at, one, forged)
        assert (page.status, page.headline) == (400, "I can't match this page to an install")
        at.browser.cookies["slack-app-oauth-state"] = forged.encode("utf-8").decode("latin-1")
        page = await come_back(at, one, forged)
        assert page.status == 400
        assert AGAIN in page.text
        assert await at.installs.all() == {}


async def test_a_state_of_another_browser_installs_nothing(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        one, mallory = at.workspace("One"), Browser(at.browser.root)
        await at.browser.begin()
        page = await come_back(at, one, await mallory.begin())
        assert page.headline == "I can't match this page to an install"
        assert await at.installs.all() == {}


async def test_who_presses_cancel_in_slack_reads_that_nothing_was_installed(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        page = await at.browser.back(error="access_denied", state=await at.browser.begin())
        assert (page.status, page.headline) == (200, "Nothing was installed")
        assert "You pressed Cancel in Slack" in page.text
        assert AGAIN in page.text


@pytest.mark.parametrize("error", ["invalid_scope", "<script>alert(1)</script>"])
async def test_another_error_of_slacks_is_not_repeated_to_the_browser(tmp_path: Path, error: str) -> None:
    async with deployment(tmp_path) as at:
        page = await at.browser.back(error=error, state=await at.browser.begin())
        assert (page.status, page.headline) == (502, "Slack refused the install")
        assert error not in page.text


async def test_a_name_is_no_markup(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        page = await come_back(at, at.workspace("<b>Loop</b>"), await at.browser.begin())
        assert page.headline == "Loopmate is in &lt;b&gt;Loop&lt;/b&gt;"


async def test_a_code_that_slack_does_not_know_is_refused(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at:
        page = await at.browser.back(state=await at.browser.begin(), code="code-9")
        assert (page.status, page.headline) == (502, "Slack refused the install")
        assert await at.installs.all() == {}


@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
async def test_while_slack_has_trouble_the_page_says_to_wait(tmp_path: Path, method: str) -> None:
    async with deployment(tmp_path) as at:
        one = at.workspace("One")
        at.server.fail(method, status=503)
        page = await come_back(at, one, await at.browser.begin())
        assert (page.status, page.headline) == (503, "That didn't work just now")
        await at.install(one)


async def test_a_bot_that_is_not_connected_yet_says_to_wait(tmp_path: Path) -> None:
    async with deployment(tmp_path) as at, served(SlackPlatform(at.app.services, at.options)) as root:
        at.browser.root = root
        page = await come_back(at, at.workspace("One"), await at.browser.begin())
        assert (page.status, page.headline) == (503, "That didn't work just now")


async def test_a_token_is_sealed_in_the_store_in_a_backup_and_in_no_log(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with deployment(tmp_path / "data", rotates=True) as at:
            one = at.workspace("One")
            await at.install(one)
            found = (await at.installs.all())["slack:T0001"]
            assert found.token.value == one.team.token
            file = tmp_path / "backup"
            await backup(at.app.store, file, Maker("0.1.0", fingerprints([KEY]), at.clock.now()))
            stored = await every_value(cast(World, at))
            needles = [one.team.token, found.refresh.value if found.refresh else ""]
    for needle in needles:
        assert needle
        assert needle.encode() not in stored
        assert needle not in f"{logs}"
        assert needle.encode() not in gzip.decompress(file.read_bytes())
    assert b"slack:T0001" in stored
