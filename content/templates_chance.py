"""Chance that is the same everywhere and forever: SHA-256 of a name and a counter.

The standard library promises as much for `random.random` alone, not for drawing from a range.
"""

from __future__ import annotations

from hashlib import sha256


class Chance:
    """A stream of numbers that only its name decides."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._at = 0

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1. 256 bits stand behind it, so none is likelier than another."""
        self._at += 1
        drawn = sha256(f"{self._name}/{self._at}".encode()).digest()
        return int.from_bytes(drawn, "big") % limit
