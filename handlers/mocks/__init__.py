"""Mock rounds: who is in, with which hours, who meets whom this week, and what is said about it."""

from typing import Final

BLOCK_MINUTES: Final = 45
"""A mock in which one answers and one interviews."""
UNSCANNED: Final = ("table", "matching", "pair_file", "dry_run")
"""What the worker and the command line run: numpy and the solver stay out of the bot's own process."""
