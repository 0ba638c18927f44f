"""Pages of a list: some of its rows, with their numbers in the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of a list's `rows`. `start`: the number of the first, from 1; `number` of `total`: the page, from 1."""

    shown: Sequence[T]
    start: int
    number: int
    total: int
    rows: int

    @property
    def more(self) -> bool:
        """Whether another page follows."""
        return self.number < self.total

    @property
    def numbered(self) -> list[tuple[int, T]]:
        """The rows with their numbers in the whole list."""
        return list(enumerate(self.shown, self.start))


def page_of(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """A page of `size` rows, counted from 1; a page beyond the end is the last one."""
    total = max(1, -(-len(rows) // size))
    number = min(number, total)
    start = (number - 1) * size
    return Page(rows[start : start + size], start + 1, number, total, len(rows))
