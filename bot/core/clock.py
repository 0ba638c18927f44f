"""The only place that knows what time it is: the dispatcher and the runner are given one of these."""

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """`now` is aware UTC; `monotonic` counts seconds and never steps back."""

    def now(self) -> dt.datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """Simulated time: it moves only when told to, and only forward."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at
        self._start = at

    def now(self) -> dt.datetime:
        return self._at

    def monotonic(self) -> float:
        return (self._at - self._start).total_seconds()

    def set(self, at: dt.datetime) -> None:
        """Moves to `at`.

        Raises:
            ValueError: `at` lies in the past.
        """
        if at < self._at:
            raise ValueError(f"time does not run backwards: it is {self._at:%Y-%m-%dT%H:%MZ} already")
        self._at = at

    def rebase(self, at: dt.datetime) -> None:
        """Makes `at` the beginning: for a simulation in which nothing has happened yet."""
        self._at = self._start = at
