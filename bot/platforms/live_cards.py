"""Which card of a flow is live in which conversation: the one before it loses its buttons when the next one comes."""

from typing import Generic, TypeVar

from bot.platforms.port import Bounded

M = TypeVar("M")
KNOWN = 2_000
"""Cards remembered, a few kilobytes each."""


class LiveCards(Generic[M]):
    """The newest card of each flow in each conversation, as it is without its buttons.

    In memory alone: what is said is stored nowhere. After a restart a card keeps its buttons until one is pressed.
    """

    def __init__(self) -> None:
        self._newest: Bounded[tuple[str, str], tuple[str, M]] = Bounded(KNOWN)

    def follow(self, place: str, flow: str, ref: str, bare: M | None) -> tuple[str, M] | None:
        """A card is shown in a place, `bare` if it has buttons; answers the one of its flow that was live there."""
        before = self._newest.pop((place, flow), None)
        if bare is not None:
            self._newest[(place, flow)] = (ref, bare)
        return before if before is not None and (before[0] != ref or not ref) else None
