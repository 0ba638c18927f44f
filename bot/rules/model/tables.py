"""Rows of weights by the name of a feature: a template ("L1", the word before the number) and a key ("latency")."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Get = Callable[[str], int | None]
Rows = list[int | None]
"""Rows of features; None is what nobody has weights for."""
REMEMBERED = 20_000


class Tables(dict[str, Get]):
    """The look-up of each template: key in, row out. With `names` given, unknown keys get the next row: so training
    makes them."""

    def __init__(
        self, rows: Mapping[str, dict[str, int]], names: list[tuple[str, str]] | None = None
    ) -> None:
        super().__init__({template: keys.get for template, keys in rows.items()})
        self._names = names
        self._remembered: dict[Any, Rows] = {}

    def remember(self, make: Callable[..., Iterable[int | None]], known: tuple[Any, ...]) -> Rows:
        """Rows that `make` makes of these few things alone, made once; added up unless they are being trained."""
        rows = self._remembered.get(known)
        if rows is None:
            if len(self._remembered) > REMEMBERED:
                self._remembered.clear()
            made = make(self, *known)
            rows = self._remembered[known] = [*made] if self._names is not None else [sum(filter(None, made))]
        return rows

    def __missing__(self, template: str) -> Get:
        names, table = self._names, dict[str, int]()

        def grow(key: str) -> int:
            row = table.get(key)
            if row is None:
                assert names is not None  # noqa: S101 # narrows the type
                row = table[key] = len(names)
                names.append((template, key))
            return row

        self[template] = table.get if names is None else grow
        return self[template]
