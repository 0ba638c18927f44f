"""Aims and gates: what a figure should be, and what it must be for `make bench` to succeed."""

from typing import NamedTuple


class Gate(NamedTuple):
    """A figure beside its aim; without a `gate` it is only reported. `most`: less is better."""

    what: str
    found: float
    aim: float
    gate: float | None = None
    most: bool = False

    @property
    def met(self) -> bool:
        return self._within(self.aim)

    @property
    def failed(self) -> bool:
        return self.gate is not None and not self._within(self.gate)

    def _within(self, limit: float) -> bool:
        return self.found <= limit if self.most else self.found >= limit

    def __str__(self) -> str:
        side = "at most" if self.most else "at least"
        verdict = "gate failed" if self.failed else "met" if self.met else "missed"
        gate = f", gate {self.gate:,g}" if self.gate is not None else ""
        return f"  {self.what:48} {self.found:>9,g}  aim {side} {self.aim:,g}{gate}: {verdict}"


def shown(gates: list[Gate]) -> list[Gate]:
    """Prints them; those whose gate failed."""
    for gate in gates:
        print(gate)
    return [gate for gate in gates if gate.failed]
