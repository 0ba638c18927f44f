"""What a card confirmed survives kill -9 of the bot, in the middle of a story."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.desk import Desk
from tests.world import KEY


def console(folder: Path) -> subprocess.Popen[str]:
    """A simulation on a folder that stays."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "console", "--data", str(folder)]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=os.environ | {"LOOPMATE_KEY": KEY},
    )


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
        say(first, f"bob: /prep settings minutes={minutes}", f"Every day: {minutes} minutes")
    first.send_signal(signal.SIGKILL)
    first.wait()
    for pipe in (first.stdin, first.stdout):
        assert pipe is not None
        pipe.close()

    given = "bob: /prep settings\nbob (DM): done 1\n"
    second = Desk(tmp_path).run("console", "--data", str(tmp_path), given=given, LOOPMATE_KEY=KEY)
    assert second.returncode == 0
    assert "Every day: 55 minutes" in second.stdout
    assert "Europe/Paris" in second.stdout
    assert "Nothing changed" in second.stdout
