"""What a platform sends again, believing that it did not arrive: worked on once."""

REMEMBERED = 10_000
"""Events kept in memory."""


class Recent:
    """The events of the last while."""

    def __init__(self, most: int = REMEMBERED) -> None:
        self._seen: dict[str, None] = {}
        self._most = most

    def first(self, event: str) -> bool:
        """Whether this is the first time."""
        if event in self._seen:
            return False
        self._seen[event] = None
        if len(self._seen) > self._most:
            del self._seen[next(iter(self._seen))]
        return True
