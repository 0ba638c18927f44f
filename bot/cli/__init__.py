"""The program on the command line."""

import gc
import signal
import sys


def main() -> None:
    """The `loopmate` program. What it imports stays: looking through it for garbage is a tenth of a start."""
    gc.disable()
    try:
        from bot.cli.program import run  # Ctrl-C while it's imported leaves no trace either

        run()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
