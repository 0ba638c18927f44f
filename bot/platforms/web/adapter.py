"""Serves the page of a space, and is the platform that has nothing else."""

from collections.abc import Callable

from bot.platforms.local import LocalSpace
from bot.platforms.port import PlatformServices
from bot.platforms.web.space import Address, WebSpace, listen, wait_for_visitor


async def run_page(space: WebSpace, ready: Callable[[str], None]) -> None:
    """Tells `ready` where the page is, and serves it until it's canceled.

    Raises:
        NoPort: it can't be served.
    """
    with listen(space.port) as listening:
        address = Address(listening.getsockname()[1])
        ready(address.url)
        await wait_for_visitor(listening)
        from bot.platforms.web.server import serve  # noqa: PLC0415 - 0.3 s and 15 MB, for visitors alone

        await serve(space, address, listening)


class WebPlatform(LocalSpace):
    """The page alone, without a terminal."""

    name = "web"

    def __init__(self, services: PlatformServices) -> None:
        super().__init__()
        self.services, self.is_shown = services, True
        self.page = WebSpace(self)

    async def run(self, ready: Callable[[str], None]) -> None:
        await run_page(self.page, ready)
