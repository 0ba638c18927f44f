"""Rows of weights by the name of a feature: a template ("L1", the word before the number) and a key ("latency").

There is one table a template. Row 0 is what nobody has weights for.
"""

from collections.abc import Callable, Mapping
from typing import Any

Get = Callable[[str, int], int]
WORD_TEMPLATES = ("L1", "L2", "R1", "R2", "Ln", "Rn", "L12", "R12", "L1R1")
CLAUSE_TEMPLATES = ("cl", "clh", "cr", "crh", "h0")
TEXT_TEMPLATES = (
    "w",
    "b",
    "o0",
    "o1",
    "o2",
    "o3",
    "o01",
    "o012",
    "nv",
    "len",
    "hb",
    "m",
    "h0",
    "h",
    "h2",
    "h3",
)


class Tables:
    """Rows by template and key. With `names` given, unknown keys get the next row: so training makes them."""

    def __init__(
        self, rows: Mapping[str, Mapping[str, int]], names: list[tuple[str, str]] | None = None
    ) -> None:
        self._rows = {template: dict(keys) for template, keys in rows.items()}
        self._names = names
        self._gets: dict[str, Get] = {}
        self._beside: dict[str, tuple[Get, ...]] = {}
        self.cached: dict[Any, list[int]] = {}
        self.words = tuple(self.get(name) for name in WORD_TEMPLATES)
        self.text = tuple(self.get(name) for name in TEXT_TEMPLATES)
        self.clause = tuple(self.get(name) for name in CLAUSE_TEMPLATES)
        self.marks = tuple(self.get(f"{side}h{far}") for side in "LR" for far in range(3))

    def get(self, template: str) -> Get:
        """The look-up of a template: key and 0 in, row out."""
        known = self._gets.get(template)
        if known is None:
            known = self._gets[template] = (
                self._growing(template) if self._names is not None else self._fixed(template)
            )
        return known

    def _fixed(self, template: str) -> Get:
        return self._rows.get(template, {}).get

    def _growing(self, template: str) -> Get:
        table = self._rows.setdefault(template, {})
        names = self._names
        assert names is not None  # noqa: S101 # narrows the type

        def get(key: str, _default: int = 0) -> int:
            row = table.get(key)
            if row is None:
                row = table[key] = len(names)
                names.append((template, key))
            return row

        return get

    def beside(self, dim: str) -> tuple[Get, ...]:
        """The look-ups that depend on the dimension of a number."""
        known = self._beside.get(dim)
        if known is None:
            names = ("L1", "L2", "R1", "R2", "Lh", "Rh")
            known = self._beside[dim] = tuple(self.get(f"{name}|{dim}") for name in names)
        return known
