"""The one error of this package: a sentence for the author of a content file."""

from __future__ import annotations

from collections.abc import Iterable


class ContentError(Exception):
    """What is wrong in a content file, where, and what to do.

    `file` is shown as it stands, `line` counts from 1. `more` holds the other errors of the same reading,
    in the order of the lines, so that an author can fix a whole file at once.
    """

    def __init__(self, file: str, line: int, text: str, more: Iterable[ContentError] = ()) -> None:
        super().__init__(file, line, text)
        self.file = file
        self.line = line
        self.text = text
        self.more = tuple(more)

    def __str__(self) -> str:
        return "\n".join([f"{self.file}:{self.line}: {self.text}", *map(str, self.more)])

    def all(self) -> tuple[ContentError, ...]:
        """This error and the others of the same reading, each without `more`."""
        return (ContentError(self.file, self.line, self.text), *self.more)


def together(errors: Iterable[ContentError]) -> ContentError:
    """One error that carries all of them, sorted by file and line. `errors` must not be empty."""
    first, *rest = sorted(errors, key=lambda error: (error.file, error.line))
    return ContentError(first.file, first.line, first.text, rest)
