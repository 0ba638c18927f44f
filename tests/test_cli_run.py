"""`loopmate run` connects what has tokens, says so, and ends in good order when it is told to."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.desk import PROGRAM, Desk
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, loopback
from tests.platforms.slack.installs import Browser
from tests.platforms.slack.loopback import APP_TOKEN, slack
from tests.platforms.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.platforms.slack.workspace import Workspace
from tests.world import KEY

PATIENCE = 20
"""Seconds that a busy machine may take; who waits longer hangs."""


class Running:
    """A bot in a process of its own; `said` is what it wrote for its organiser, and its log."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said = ""

    async def until(self, words: str) -> None:
        assert self.process.stderr is not None
        try:
            async with asyncio.timeout(PATIENCE):
                while words not in self.said:
                    line = (await self.process.stderr.readline()).decode()
                    self.said += line
                    assert line, f"it ended before it said {words!r}: {self.said}"
        except TimeoutError:
            raise AssertionError(f"no {words!r} within {PATIENCE} s: {self.said}") from None

    async def end(self) -> int:
        """Its exit code, once it is told to end."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            _, rest = await self.process.communicate()
        self.said += rest.decode()
        return self.process.returncode or 0


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[Running]:
    nowhere, pipe = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE
    env = Desk(folder).env | settings
    process = await asyncio.create_subprocess_exec(
        *PROGRAM, "run", stdout=nowhere, stderr=pipe, cwd=folder, env=env
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_in_asyncios_debug_mode_a_story_is_played_and_nothing_is_said_of_threads_or_left_waiting(
    tmp_path: Path,
) -> None:
    async with slack() as there:
        space = Workspace(there, there.sockets)
        tokens = {
            "SLACK_BOT_TOKEN": space.team.token,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "LOOPMATE_SLACK_API_URL": there.url,
            "PYTHONASYNCIODEBUG": "1",
        }
        async with running(tmp_path, **tokens) as it:
            await it.until("Slack: ")
            alice = space.person("alice")
            await alice.slash("/prep start zone=Europe/Berlin quiet=none")
            await alice.sees("You're in")
            await alice.slash("/prep today")
            await alice.sees("Today, 15 minutes")
            await alice.sees("Let's get a quick win", "dm")
            assert await it.end() == 0
        for word in ("Traceback", "RuntimeError", "never awaited", "Non-thread-safe"):
            assert word not in it.said, it.said


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
        async with running(tmp_path, **tokens) as it:
            await it.until("Slack: 0 installed, more at https://bot.example/slack/install, Socket Mode")
            space, browser = Workspace(there, there.sockets), Browser(f"http://127.0.0.1:{unused_tcp_port}")
            page = await browser.back(state=await browser.begin(), code=there.oauth.code(space.team))
            assert page.headline == "Loopmate is in ML Loop"
            alice = space.person("alice")
            await alice.slash("/prep start zone=Europe/Berlin quiet=none")
            await alice.sees("You're in")
            assert await it.end() == 0
        assert "Traceback" not in it.said
        assert space.team.token not in it.said


async def test_a_platform_whose_token_is_wrong_is_said_and_the_other_one_works(tmp_path: Path) -> None:
    async with slack() as there, loopback() as api:
        Guild(api)
        tokens = {
            "SLACK_BOT_TOKEN": "xoxb-9-revoked",
            "SLACK_APP_TOKEN": APP_TOKEN,
            "LOOPMATE_SLACK_API_URL": there.url,
            "DISCORD_TOKEN": TOKEN,
            "LOOPMATE_DISCORD_API_URL": api.api_url,
            "LOOPMATE_DISCORD_GATEWAY_URL": api.gateway.url,
        }
        async with running(tmp_path, **tokens) as it:
            await it.until("Slack: not started.")
            await it.until("connected")
            assert "SLACK_BOT_TOKEN" in it.said
            assert await it.end() == 0


async def test_when_no_platform_can_start_it_ends_with_a_failure(tmp_path: Path) -> None:
    async with slack() as there:
        there.team("ML Loop")
        tokens = {
            "SLACK_BOT_TOKEN": "xoxb-9-revoked",
            "SLACK_APP_TOKEN": APP_TOKEN,
            "LOOPMATE_SLACK_API_URL": there.url,
        }
        said = await asyncio.to_thread(Desk(tmp_path).fails, "run", **tokens)
        assert "Slack: not started." in said
        assert "xoxb-9-revoked" not in said


# a console that is killed


def console(folder: Path) -> subprocess.Popen[str]:
    """A simulation on a folder that stays."""
    command = [*PROGRAM, "console", "--data", str(folder)]
    pipe, env = subprocess.PIPE, os.environ | {"LOOPMATE_KEY": KEY}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, bufsize=1, env=env)


def say(bot: subprocess.Popen[str], line: str, until: str) -> str:
    """Types a line and reads until the words that a card confirms it with."""
    assert bot.stdin is not None
    assert bot.stdout is not None
    bot.stdin.write(line + "\n")
    bot.stdin.flush()
    read = ""
    while until not in read:
        piece = bot.stdout.readline()
        assert piece, f"the bot ended before it said {until!r}:\n{read}"
        read += piece
    return read


def test_a_killed_bot_has_lost_nothing_that_it_confirmed(tmp_path: Path) -> None:
    first = console(tmp_path)
    say(first, "bob: /prep start zone=Europe/Paris minutes=15", "You're in")
    say(first, "bob (DM): done 1", "Done:")
    for minutes in range(20, 60, 5):
        say(first, f"bob: /prep settings minutes={minutes}", f"Your list: {minutes} minutes")
    first.send_signal(signal.SIGKILL)
    first.wait()
    for pipe in (first.stdin, first.stdout):
        assert pipe is not None
        pipe.close()

    given = "bob: /prep settings\nbob (DM): done 1\n"
    second = Desk(tmp_path).run("console", "--data", str(tmp_path), given=given, LOOPMATE_KEY=KEY)
    assert second.returncode == 0
    assert "Your list: 55 minutes" in second.stdout
    assert "Europe/Paris" in second.stdout
    assert "Nothing changed" in second.stdout
