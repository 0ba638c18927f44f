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
from bot.platforms.slack.oauth import consume_state, issue_state
from tests.platforms.shelf import served
from tests.platforms.slack.installs import Browser, Deployment, Page, deployment
from tests.platforms.slack.state import Json
from tests.platforms.slack.workspace import Workspace
from tests.records import every_value
from tests.world import KEY, World

AGAIN = 'href="/slack/install"'
ANOTHER_BROWSER = (400, "I can't match this page to an install")
REFUSED = (502, "Slack refused the install")
NOT_NOW = (503, "That didn't work just now")


async def come_back(at: Deployment, space: Workspace, state: str) -> Page:
    return await at.browser.back(state=state, code=at.server.oauth.code(space.team))


async def test_a_state_works_once_for_ten_minutes_and_a_name_is_no_markup(at: Deployment) -> None:
    one = at.workspace("<b>One</b>")
    state = await at.browser.begin()
    cookies = dict(at.browser.cookies)
    at.clock.set(at.clock.now() + dt.timedelta(minutes=10))
    assert (await come_back(at, one, state)).headline == "Loopmate is in &lt;b&gt;One&lt;/b&gt;"
    page = await come_back(at, one, state)  # the page is loaded again
    assert (page.status, page.headline) == ANOTHER_BROWSER
    assert "you're done: close this tab" in page.text
    at.browser.cookies = cookies
    page = await come_back(at, one, state)
    assert (page.status, page.headline) == (400, "This link is used up")
    assert AGAIN in page.text
    state = await at.browser.begin()
    at.clock.set(at.clock.now() + dt.timedelta(minutes=11))
    assert (await come_back(at, one, state)).headline == "This link is used up"


async def test_of_two_processes_that_see_a_state_at_once_one_takes_it(at: Deployment) -> None:
    state = issue_state(at.installs)
    taken = await asyncio.gather(*(consume_state(at.installs, state) for _ in range(5)))
    assert sorted(taken) == [False] * 4 + [True]


async def test_a_state_that_is_forged_or_of_another_browser_installs_nothing_whatever_the_cookie_says(
    at: Deployment,
) -> None:
    one, mallory = at.workspace("One"), Browser(at.browser.root)
    for shape in ("", "x", "..", "9{state}", "{state}A", "{unsigned}", "{unsigned}.", "\u00e9"):
        state = await at.browser.begin()
        forged = shape.format(state=state, unsigned=state.rpartition(".")[0])
        page = await come_back(at, one, forged)
        assert (page.status, page.headline) == ANOTHER_BROWSER
        at.browser.cookies["slack-app-oauth-state"] = forged.encode("utf-8").decode("latin-1")
        page = await come_back(at, one, forged)
        assert (page.status, AGAIN in page.text) == (400, True), shape
    await at.browser.begin()
    page = await come_back(at, one, await mallory.begin())
    assert (page.status, page.headline) == ANOTHER_BROWSER
    assert await at.installs.all() == {}


async def test_what_goes_wrong_in_slack_is_said_without_its_words_and_nothing_is_installed(
    at: Deployment,
) -> None:
    page = await at.browser.back(error="access_denied", state=await at.browser.begin())
    assert (page.status, page.headline) == (200, "Nothing was installed")
    assert "You pressed Cancel in Slack" in page.text
    assert AGAIN in page.text
    for error in ("invalid_scope", "<script>alert(1)</script>"):
        page = await at.browser.back(error=error, state=await at.browser.begin())
        assert (page.status, page.headline, error in page.text) == (*REFUSED, False)
    page = await at.browser.back(state=await at.browser.begin(), code="code-9")
    assert (page.status, page.headline) == REFUSED
    one = at.workspace("One")
    for method in ("oauth.v2.access", "auth.test"):
        at.server.fail(method, status=503)
        page = await come_back(at, one, await at.browser.begin())
        assert (page.status, page.headline) == NOT_NOW
    async with served(SlackPlatform(at.app.services, at.options).routes) as root:  # not connected yet
        there = Browser(root)
        page = await there.back(state=await there.begin(), code=at.server.oauth.code(one.team))
        assert (page.status, page.headline) == NOT_NOW
    assert await at.installs.all() == {}
    await at.install(one)


@pytest.mark.parametrize(
    "odd",
    [
        {"team": None},
        {"team": "T0001"},
        {"team": {"id": "T1:../{x}", "name": "One"}},
        {"team": {"id": "T0001", "name": None}},
        {"is_enterprise_install": True},
        {"access_token": None},
        {"bot_user_id": None},  # a person's token, not the bot's
        {"expires_in": "soon"},
        {"expires_in": 10**15},
    ],
    ids=str,
)
async def test_an_answer_that_holds_no_token_of_a_bots_installs_nothing(at: Deployment, odd: Json) -> None:
    one = at.workspace("One")
    at.server.oauth.odd = odd
    with capture_logs() as logs:
        page = await come_back(at, one, await at.browser.begin())
    assert (page.status, page.headline) == REFUSED
    assert await at.installs.all() == {}
    assert one.team.token not in f"{logs}"
    at.server.oauth.odd = {}
    await at.install(one)


async def test_an_odd_answer_to_a_renewal_leaves_the_token_that_there_is(rotating: Deployment) -> None:
    at = rotating
    one = at.workspace("One")
    await at.install(one)
    at.server.oauth.odd = {"expires_in": "soon"}
    at.clock.set(at.clock.now() + dt.timedelta(hours=11))
    alice = one.person("alice")
    await alice.dm("help")
    assert alice.seen


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
