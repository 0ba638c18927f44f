"""The page of a space on this machine: what it shows, and where it's served.

Anyone with the page's address can act as anybody, so it's for one machine, and nothing to run for others.
"""

import asyncio
import errno
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.core.errors import LoopmateError
from bot.platforms.local import Forms, History, LocalSpace
from bot.platforms.port import PlatformServices

OpenDemo = Callable[[], Awaitable[str]]
"""Opens a group to look at, and returns its address."""


@dataclass(eq=False)
class WebSpace:
    """A space as the page shows it; `port` is where it's served, or the next one that is free.

    `open_demo` is there where a group to look at can be opened from the page; `visitor` is who a first one may be.
    """

    local: LocalSpace
    port: int = 0
    visitor: str = "you"
    forms: Forms = field(default_factory=dict)
    open_demo: OpenDemo | None = None

    @property
    def history(self) -> History:
        return self.local.history

    @property
    def services(self) -> PlatformServices:
        return self.local.services


# where it's served: a port of this machine that is free, and a secret; nothing here takes time to import

HOST = "127.0.0.1"
NEXT = 20
"""Ports that are tried when the first one is taken."""


@dataclass(frozen=True, slots=True)
class Address:
    """A port and the secret that opens the page on it."""

    port: int
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    @property
    def hosts(self) -> tuple[str, str]:
        """How a browser of this machine names it."""
        return f"{HOST}:{self.port}", f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.hosts[0]}/?key={self.secret}"


class NoPort(LoopmateError):
    """The page can't be served: our own sentence, with what to do."""


def listen(port: int, host: str = HOST) -> socket.socket:
    """A socket on `port`, or on the next one that is free.

    Raises:
        NoPort: it can't be opened for another reason than that it's taken.
    """
    for tried in (*range(port, min(port + NEXT, 65_536)), 0):
        opened = socket.socket()
        if os.name == "posix":  # elsewhere this would take a port from another program
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((host, tried))
            opened.listen()
        except OSError as error:
            opened.close()
            if error.errno != errno.EADDRINUSE:
                raise NoPort(explain(error, host, tried)) from error
        else:
            opened.setblocking(False)
            return opened
    raise NoPort("All ports of this machine are taken. End another program, or start me with --no-web.")


def explain(error: OSError, host: str, port: int) -> str:
    """Why a port can't be opened, and what to do."""
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"You may not open port {port} on this machine. Choose one above 1023, such as --port 8710."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host} now. Switch its loopback on, or start me with --no-web."
    return f"Port {port} can't be opened: {error.strerror}. Choose another with --port, or start me with --no-web."


async def wait_for_visitor(listening: socket.socket) -> None:
    """Returns once somebody connects; nothing is taken from the socket."""
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    try:
        loop.add_reader(listening, called.set)
    except NotImplementedError:  # a loop that can't say so
        return
    try:
        await called.wait()
    finally:
        loop.remove_reader(listening)
