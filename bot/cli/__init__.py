"""The program on the command line."""

import gc
import os
import signal
import sys
from pathlib import Path


def main() -> None:
    """The `loopmate` program. What it imports stays: looking through it for garbage is a tenth of a start."""
    gc.disable()
    _open_streams()
    try:
        from bot.cli.program import run  # Ctrl-C while it's imported leaves no trace either

        run()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def _open_streams() -> None:
    """What was closed by who started us (`<&-`) is empty: else the next file that's opened would take its place. A
    character that a terminal can't show, or a file's name that isn't UTF-8, is written with a backslash."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - to the end
        elif mode == "w" and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
