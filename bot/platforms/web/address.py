"""Where the page is: a port of this machine that is free, and a secret. Nothing here takes time to import."""

import asyncio
import os
import secrets
import socket
from dataclasses import dataclass, field

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


def listen(port: int) -> socket.socket:
    """A socket on `port`, or on the next one that is free.

    Raises:
        OSError: no port can be opened.
    """
    for tried in (*range(port, min(port + NEXT, 65_536)), 0):
        opened = socket.socket()
        if os.name == "posix":  # elsewhere this would take a port from another program
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((HOST, tried))
            opened.listen()
        except OSError:
            opened.close()
            if tried == 0:
                raise
        else:
            opened.setblocking(False)
            return opened
    raise AssertionError("the last one returns or raises")


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
