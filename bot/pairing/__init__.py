"""The weekly pairing, pure: hours as bitmaps, the points of a pair, matchings, and a dry run on a file."""

from typing import Final

BLOCK_MINUTES: Final = 45
"""A mock in which one answers and one interviews."""
