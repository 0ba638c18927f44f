"""`loopmate run` connects what has tokens, says so, and ends in good order when it is told to."""

import asyncio
from pathlib import Path

from tests.desk import Desk, running
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import loopback
from tests.platforms.slack.installs import Browser
from tests.platforms.slack.loopback import APP_TOKEN, slack
from tests.platforms.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.platforms.slack.workspace import Workspace
from tests.world import KEY


async def test_in_asyncios_debug_mode_a_story_is_played_and_nothing_is_said_of_threads_or_left_waiting(
    tmp_path: Path,
) -> None:
    async with slack() as there:
        space = Workspace(there, there.sockets)
        settings = there.environment(space.team.token) | {"PYTHONASYNCIODEBUG": "1"}
        async with running(tmp_path, "run", **settings) as it:
            await it.until("Slack: ")
            alice = space.person("alice")
            await alice.slash("/prep start zone=Europe/Berlin quiet=none")
            await alice.sees("You're in")
            await alice.slash("/prep today")
            await alice.sees("Today, 14 minutes")
            await alice.sees("Let's get a quick win", "dm")
            assert await it.stop() == 0
        for word in ("Traceback", "RuntimeError", "never awaited", "Non-thread-safe"):
            assert word not in it.text, it.text


async def test_a_bot_that_others_install_listens_for_their_browsers_in_socket_mode_too(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    async with slack() as there:
        tokens = {
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "LOOPMATE_SLACK_API_URL": there.url,
            "LOOPMATE_PUBLIC_URL": "https://bot.example",
            "LOOPMATE_HTTP_PORT": str(unused_tcp_port),
        }
        async with running(tmp_path, "run", **tokens) as it:
            await it.until("Slack: 0 installed, more at https://bot.example/slack/install, Socket Mode")
            space, browser = Workspace(there, there.sockets), Browser(f"http://127.0.0.1:{unused_tcp_port}")
            page = await browser.back(state=await browser.begin(), code=there.oauth.code(space.team))
            assert page.headline == "Loopmate is in ML Loop"
            alice = space.person("alice")
            await alice.slash("/prep start zone=Europe/Berlin quiet=none")
            await alice.sees("You're in")
            assert await it.stop() == 0
        assert "Traceback" not in it.text
        assert space.team.token not in it.text


async def test_a_platform_whose_token_is_wrong_is_said_and_the_other_one_works(tmp_path: Path) -> None:
    async with slack() as there, loopback() as api:
        Guild(api)
        settings = there.environment("xoxb-9-revoked") | api.environment
        async with running(tmp_path, "run", **settings) as it:
            await it.until("Slack: not started.", "connected")
            assert "SLACK_BOT_TOKEN" in it.text
            assert await it.stop() == 0


async def test_when_no_platform_can_start_it_ends_with_a_failure(tmp_path: Path) -> None:
    async with slack() as there:
        there.team("ML Loop")
        settings = there.environment("xoxb-9-revoked")
        said = await asyncio.to_thread(Desk(tmp_path).fails, "run", **settings)
        assert "Slack: not started." in said
        assert "xoxb-9-revoked" not in said


async def test_a_bot_that_is_told_to_end_leaves_no_work_that_others_would_wait_for(tmp_path: Path) -> None:
    async with slack() as there:
        settings = there.environment(there.team("ML Loop").token)
        async with running(tmp_path, "run", **settings) as it:
            await it.until("Slack: ")
            assert await it.stop() == 0
        doctor = await asyncio.to_thread(Desk(tmp_path).run, "doctor", **settings)
        assert "the bot isn't running here now" in doctor.stdout


async def test_a_killed_bot_has_lost_nothing_that_it_confirmed(tmp_path: Path) -> None:
    words = ("console", "--data", str(tmp_path))
    async with running(tmp_path, *words, LOOPMATE_KEY=KEY) as first:
        steps = {"bob: /prep start zone=Europe/Paris minutes=15": "You're in", "bob (DM): today": "Today, "}
        steps["bob (DM): done 1"] = "Done:"
        for minutes in range(20, 60, 5):
            steps[f"bob: /prep settings minutes={minutes}"] = f"Your list: {minutes} minutes"
        for line, confirmed in steps.items():
            await first.enter(line)
            await first.until(confirmed)
        first.process.kill()
        await first.end()
    given = "bob: /prep settings\nbob (DM): done 1\n"
    second = await asyncio.to_thread(Desk(tmp_path).run, *words, given=given, LOOPMATE_KEY=KEY)
    assert second.returncode == 0
    assert "Your list: 55 minutes" in second.stdout
    assert "Europe/Paris" in second.stdout
    assert "Nothing changed" in second.stdout
