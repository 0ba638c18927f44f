"""The people of the page, what they do, and how they're answered."""

import itertools
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.core.card import Ask, Form
from bot.core.ids import AccountId, ChannelId, SpaceId, account_id, channel_id, name_in
from bot.core.kinds import NONE, Upload
from bot.core.registry import root_word
from bot.core.reply import Answer, Inbound, PlainResponder, Pressed, Root, Said, Signal, Submitted
from bot.platforms.location import Location
from bot.platforms.port import Clockwork, PlatformServices
from bot.platforms.web.history import History, Message, OpenForm

NAME = re.compile(r"[\w-]{1,40}")
OpenDemo = Callable[[], Awaitable[str]]
"""Opens a group to look at, and answers its address."""


class WebSpace:
    """One space with any number of people; whoever acts first organizes, unless that was settled before.

    `clockwork` is there in a simulation only, `open_demo` where a group to look at can be opened from the page.
    `visitor` is who a first visitor may be; `prefix` begins every event id.
    """

    def __init__(
        self,
        services: PlatformServices,
        space: SpaceId,
        *,
        organiser: str | None = None,
        prefix: str = "page",
        visitor: str = "you",
    ) -> None:
        self.services = services
        self.general = channel_id(space, "#general")
        self.history = History()
        self.clockwork: Clockwork | None = None
        self.open_demo: OpenDemo | None = None
        self.visitor = visitor
        self.id = space
        self._organiser = organiser
        self._prefix = prefix
        self._events = itertools.count(1)

    def account_of(self, name: str) -> AccountId:
        return account_id(self.id, name)

    def join(self, name: str) -> bool:
        """Somebody is here now; False: that's no name."""
        if NAME.fullmatch(name) is None:
            return False
        self.history.meet(self.account_of(name), name)
        return True

    async def say(
        self, account: AccountId, channel: ChannelId | None, text: str, upload: Upload | None = None
    ) -> None:
        """Somebody types; in a channel the bot reads what begins with a root word, and nothing else."""
        root, rest = self._after_root(text)
        private = root is not None or channel is None
        location = Location(account if private else None, channel)
        self._note_person(account)
        self.history.say(
            self.services.clock.now(), location, name_in(account), text or (upload.name if upload else "")
        )
        if private:
            await self._act(account, channel, Said(text=rest, root=root), upload)

    def _after_root(self, text: str) -> tuple[Root | None, str]:
        """Which root word the text begins with, and what follows it."""
        first, _, rest = text.strip().partition(" ")
        known: tuple[Root, ...] = ("prep", "admin")
        roots = {f"/{root_word(one, self.services.word)}": one for one in known}
        root = roots.get(first.casefold())
        return root, rest.strip() if root else text

    async def press(self, account: AccountId, number: int, index: int) -> bool:
        """Somebody presses a button of a message, counted from 0; False: it isn't there anymore."""
        message = self.history.find(account, number)
        if message is None or not 0 <= index < len(message.payloads):
            return False
        pressed = Pressed(payload=message.payloads[index])
        await self._act(account, message.location.channel, pressed, on=message)
        return True

    async def fill(self, account: AccountId, values: Mapping[str, str], upload: Upload | None = None) -> bool:
        """Somebody submits the form that they have open; False: there is none."""
        opened = self.history.form(account)
        if opened is None:
            return False
        asks = (ask for ask in opened.form.asks if ask.kind.wire != "attachment")
        filled = {ask.name: _written(ask, values.get(ask.name, "")) for ask in asks}
        signal = Submitted(payload=opened.payload, values=filled)
        self.history.close(account)
        await self._act(account, opened.location.channel, signal, upload, on=opened.on)
        return True

    async def _act(
        self,
        account: AccountId,
        channel: ChannelId | None,
        signal: Signal,
        upload: Upload | None = None,
        on: Message | None = None,
    ) -> None:
        self._note_person(account)
        name = name_in(account)
        inbound = Inbound(
            event=f"{self._prefix}-web-{next(self._events)}",
            account=account,
            name=name,
            channel=channel,
            signal=signal,
            organiser=self._organiser == name,
            upload=upload,
        )
        responder = WebResponder(self, Location(account, channel), on, bool(inbound.organiser))
        await self.services.door.handle(inbound, responder)
        if self.clockwork is not None:
            await self.clockwork.drain()

    def _note_person(self, account: AccountId) -> None:
        self._organiser = self._organiser or name_in(account)
        self.history.meet(account, name_in(account))

    def overhear(self, inbound: Inbound) -> "WebResponder":
        """Shows what one of the same people did elsewhere; its answer goes to the responder as well."""
        self._note_person(inbound.account)
        location, pressed = Location(inbound.account, inbound.channel), None
        match inbound.signal:
            case Said(text=text, root=root):
                typed = f"/{root_word(root, self.services.word)} {text}" if root else text
                self.history.say(self.services.clock.now(), location, inbound.name, typed)
            case Pressed(payload=payload):
                pressed = self.history.with_payload(inbound.account, payload)
        return WebResponder(self, location, pressed, bool(inbound.organiser), overheard=True)


def _written(ask: Ask, value: str) -> str:
    """What a field says: one that was emptied takes away what was in it, where that's possible."""
    return NONE if ask.kind.clears and ask.value and not value else value


@dataclass(slots=True)
class WebResponder(PlainResponder):
    """Answers where somebody typed or pressed: to them alone, or to the channel."""

    space: WebSpace
    location: Location
    pressed: Message | None
    organiser: bool
    overheard: bool = False
    """Whether somebody else answers: a form is filled in where it was asked for."""

    async def send(self, answer: Answer) -> None:
        if isinstance(answer.body, Form):
            if not self.overheard:
                self._open(answer.body, answer)
            return
        history, old = self.space.history, self._old(answer)
        if old is not None:
            history.replace(old, answer)
            return
        location = self.location
        if answer.visible == "channel" and location.channel is not None:
            location = Location(channel=location.channel)
        history.show(self.space.services.clock.now(), location, answer)

    def _open(self, form: Form, answer: Answer) -> None:
        assert self.location.account is not None  # noqa: S101 - whoever acts has one
        opened = OpenForm(form, answer.payloads[0], self.location, self.pressed)
        self.space.history.open(self.location.account, opened)

    def _old(self, answer: Answer) -> Message | None:
        """The card to replace: never one that others see by what one of them alone may see."""
        if not answer.replace or self.pressed is None:
            return None
        ours = self.pressed.location.account is not None or answer.visible == "channel"
        return self.pressed if ours else None

    async def admin(self) -> bool:
        return self.organiser

    async def find_channel(self, named: str) -> ChannelId:
        """There is whichever channel one names."""
        return channel_id(self.space.id, named)
