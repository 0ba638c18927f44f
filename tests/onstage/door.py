"""The door of a stage: what a script has people do has the same id on every platform, so chance draws the same."""

from bot.core.reply import Inbound, Responder
from bot.platforms.port import DispatchPort, DoorMiddleware


class Numbered(DoorMiddleware):
    """Stands before the dispatcher as a platform's door; while a script is played it writes ids of its own.

    Chance is seeded by an inbound's id, and each platform makes those its own way. In a turn the first inbound has
    the turn's id, as in memory, and what a platform needs beside it (to open a form by a button, to turn its pages)
    is numbered on. An inbound that comes twice keeps its id. Before the first turn the platform's ids pass.
    """

    def __init__(self, door: DispatchPort) -> None:
        super().__init__(door)
        self._turn, self._of_this_turn = "", 0
        self._ids: dict[str, str] = {}

    def begin(self, turn: str) -> None:
        """Somebody does the next thing."""
        self._turn, self._of_this_turn = turn, 0

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        await super().handle(inbound.model_copy(update={"event": self._id(inbound.event)}), responder)

    def _id(self, event: str) -> str:
        if not self._turn:
            return event
        if event not in self._ids:
            self._of_this_turn += 1
            first = self._of_this_turn == 1
            self._ids[event] = self._turn if first else f"{self._turn}.{self._of_this_turn}"
        return self._ids[event]
