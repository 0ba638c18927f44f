"""The page of a space on this machine: what people do on it, and where it's served.

Anyone with the page's address can act as anybody, so it's for one machine, and nothing to run for others.
"""

import asyncio
import errno
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.core.card import Ask
from bot.core.errors import LoopmateError
from bot.core.kinds import NONE, Upload
from bot.core.reply import Pressed, Said, Signal, Submitted
from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.local import ChatMessage, Forms, LocalSpace, Location, split_root
from bot.platforms.port import PlatformServices

OpenDemo = Callable[[], Awaitable[str]]
"""Opens a group to look at, and returns its address."""


class WebSpace:
    """The people of a space as the page has them act; `port` is where it's served, or the next one that is free.

    `open_demo` is there where a group to look at can be opened from the page; `visitor` is who a first one may be.
    """

    def __init__(self, local: LocalSpace, port: int = 0, visitor: str = "you") -> None:
        self.local = local
        self.history = local.history
        self.forms: Forms = {}
        self.open_demo: OpenDemo | None = None
        self.visitor = visitor
        self.port = port

    @property
    def services(self) -> PlatformServices:
        return self.local.services

    async def say(
        self, account: AccountId, channel: ChannelId | None, text: str, upload: Upload | None = None
    ) -> None:
        """Somebody types; in a channel the bot reads what begins with a root word, and nothing else."""
        root, rest = split_root(text, self.services.word)
        typed, name = text or (upload.name if upload else ""), name_in(account)
        if root is not None or channel is None:
            location = Location(account, channel)
            await self._act(location, Said(text=rest, root=root), typed, upload=upload)
            return
        self.local.meet(name)
        self.history.add(
            ChatMessage(at=self.local.now, location=Location(None, channel), speaker=name, text=typed)
        )

    async def press(self, account: AccountId, number: int, index: int) -> bool:
        """Somebody presses a button of a message, counted from 0; False: it isn't there anymore."""
        message = self.history.find(account, number)
        if message is None or not 0 <= index < len(message.buttons):
            return False
        button, location = message.buttons[index], Location(account, message.location.channel)
        await self._act(location, Pressed(payload=button.payload), f"[{button.label}]", on=message)
        return True

    async def fill(self, account: AccountId, values: Mapping[str, str], upload: Upload | None = None) -> bool:
        """Submits the form that somebody has open; False: there is none."""
        opened = self.forms.pop(account, None)
        if opened is None:
            return False
        asks = (ask for ask in opened.form.asks if ask.kind.wire != "attachment")
        filled = {ask.name: _written(ask, values.get(ask.name, "")) for ask in asks}
        signal = Submitted(payload=opened.payload, values=filled)
        await self._act(opened.location, signal, "(a form)", upload=upload, on=opened.on)
        return True

    async def _act(
        self,
        location: Location,
        signal: Signal,
        did: str,
        upload: Upload | None = None,
        on: ChatMessage | None = None,
    ) -> None:
        assert location.account is not None  # noqa: S101 - whoever acts has one
        self.local.echo_act(name_in(location.account), did)
        await self.local.act(location, signal, self.forms, typed=did, upload=upload, on=on)
        await self.local.drain()


def _written(ask: Ask, value: str) -> str:
    """What a field says: one that was emptied takes away what was in it, where that's possible."""
    return NONE if ask.kind.clears and ask.value and not value else value


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
