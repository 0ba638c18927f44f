"""What is remembered of the last while: the oldest makes room."""

from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(dict[K, V]):
    """At most `most` keys: the one that was added longest ago goes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]


class Recent:
    """Events that a platform sends again, believing that they did not arrive: each is worked on once."""

    def __init__(self, most: int = 10_000) -> None:
        self._seen: Bounded[str, None] = Bounded(most)

    def is_first(self, event: str) -> bool:
        """Whether it comes for the first time."""
        known = event in self._seen
        self._seen[event] = None
        return not known
