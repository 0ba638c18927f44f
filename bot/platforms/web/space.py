"""The page of a space on this machine: what people do on it, and where it's served.

Whoever has the page's address can act as anybody, so it's for one machine, and nothing to run for others.
"""

from collections.abc import Awaitable, Callable, Mapping

from bot.core.card import Ask
from bot.core.kinds import NONE, Upload
from bot.core.reply import Pressed, Said, Signal, Submitted
from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.local import ChatMessage, Forms, LocalSpace, Location, is_name, split_root
from bot.platforms.port import PlatformServices

OpenDemo = Callable[[], Awaitable[str]]
"""Opens a group to look at, and answers its address."""


class WebSpace:
    """The people of a space as the page has them act; `port` is where it's served, or the next one that is free.

    `open_demo` is there where a group to look at can be opened from the page; `visitor` is who a first one may be.
    """

    def __init__(self, local: LocalSpace, port: int = 0, visitor: str = "you") -> None:
        self.local = local
        self.history = local.history
        self.history.settles = True
        self.forms: Forms = {}
        self.open_demo: OpenDemo | None = None
        self.visitor = visitor
        self.port = port

    @property
    def services(self) -> PlatformServices:
        return self.local.services

    def join(self, name: str) -> bool:
        """Somebody is here now; False: that's no name."""
        if is_name(name):
            self.history.meet(self.local.account_of(name))
        return is_name(name)

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
        """Somebody submits the form that they have open; False: there is none."""
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
