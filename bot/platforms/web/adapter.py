"""A page in the browser as a platform: the people of one space, their DMs and its channels.

Whoever has the page's address can act as anybody, so it's for one machine, and nothing to run for others.
"""

from collections.abc import Callable

from bot.core.ids import AccountId, ChannelId, name_in
from bot.core.reply import Inbound, Responder
from bot.platforms.location import location_of
from bot.platforms.port import Booked, Booking, Bounded, Delivery, Receipt
from bot.platforms.web.address import Address, listen, wait_for_visitor
from bot.platforms.web.space import WebSpace

SENT = 10_000
"""Deliveries remembered, to answer whether one was sent before."""


class WebPlatform:
    """The page of a space; `port` is where it's served, or the next one that is free."""

    name = "web"

    def __init__(self, space: WebSpace, port: int = 0) -> None:
        self.space = space
        self._port = port
        self._sent: Bounded[str, str] = Bounded(SENT)

    async def run(self, ready: Callable[[str], None]) -> None:
        """Tells `ready` where the page is, and serves it until it's canceled.

        Raises:
            OSError: no port can be opened.
        """
        with listen(self._port) as listening:
            address = Address(listening.getsockname()[1])
            ready(address.url)
            await wait_for_visitor(listening)
            from bot.platforms.web.server import serve  # noqa: PLC0415 - 0.3 s and 15 MB, for visitors alone

            await serve(self.space, address, listening)

    async def here(self, _: AccountId) -> bool | None:
        """Nobody leaves a page."""
        return True

    async def channel_problem(self, _: ChannelId) -> str | None:
        """A page takes everything."""
        return ""

    async def book(self, _: Booking) -> Booked:
        """People on a page call each other."""
        return Booked()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Shows a message at once."""
        if not (delivery.again and delivery.id in self._sent):
            location, history = location_of(delivery, self.space.id), self.space.history
            if location.account is not None:
                history.meet(location.account, name_in(location.account))
            shown = history.show(self.space.services.clock.now(), location, delivery.answer)
            self._sent[delivery.id] = str(shown.number)
        return Receipt(ref=self._sent[delivery.id])

    def overhear(self, inbound: Inbound) -> Responder:
        """Shows what one of the same people did elsewhere; its answer goes to the responder as well."""
        return self.space.overhear(inbound)
