"""A space on this machine: people, who can be anybody, what was said where, and how they're answered.

The terminal and the page show the same one.
"""

import asyncio
import datetime as dt
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.card import Buttons, Card, Form
from bot.core.kinds import Upload
from bot.core.registry import ROOTS, root_word
from bot.core.reply import Answer, Inbound, Responder, Root, Said, Signal
from bot.core.values import AccountId, ChannelId, account_id, channel_id, name_in, space_id
from bot.platforms.port import Busy, Clockwork, Delivery, Platform, PlatformServices, Receipt
from bot.platforms.traffic import Bounded

SPACE = space_id("console", "main")
GENERAL = channel_id(SPACE, "#general")
KEPT = 10_000
"""Messages remembered."""


def account_of(name: str) -> AccountId:
    """The account of a person here."""
    return account_id(SPACE, name)


def is_name(text: str) -> bool:
    """Whether somebody here can be called this."""
    return re.fullmatch(r"[\w-]{1,40}", text) is not None


def split_root(text: str, word: str) -> tuple[Root | None, str]:
    """Which root word the text begins with, and what follows it."""
    first, _, rest = text.strip().replace("\t", " ").partition(" ")
    root = next((one for one in ROOTS if first.casefold() == f"/{root_word(one, word)}"), None)
    return root, rest.strip() if root else text


@dataclass(frozen=True, slots=True)
class Location:
    """A DM (an account alone), a channel (alone), or a channel as one person sees it (both)."""

    account: AccountId | None = None
    channel: ChannelId | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The members of a group DM; empty for every other place."""
        if self.account is not None or self.channel is None:
            return ()
        name = name_in(self.channel)
        return tuple(name.split(",")) if "," in name else ()

    def is_open_to(self, account: AccountId) -> bool:
        """Whether this person sees what is shown here."""
        if self.account is not None:
            return self.account == account
        return not self.names or name_in(account) in self.names


@dataclass(slots=True, kw_only=True, eq=False)
class ChatMessage:
    """A card, or what a person typed; `number` counts all of the space upwards, `version` all changes to it."""

    at: dt.datetime
    location: Location
    speaker: str = ""
    text: str = ""
    answer: Answer | None = None
    number: int = 0
    version: int = 0

    @property
    def card(self) -> Card | None:
        return self.answer.body if self.answer and isinstance(self.answer.body, Card) else None

    @property
    def payloads(self) -> tuple[str, ...]:
        return self.answer.payloads if self.answer else ()

    @property
    def buttons(self) -> "list[LiveButton]":
        """Those that can be pressed: one without a payload can't."""
        pairs = zip(self.card.buttons if self.card else (), self.payloads, strict=False)
        return [LiveButton(button.label, payload, self) for button, payload in pairs]


@dataclass(frozen=True, slots=True)
class LiveButton:
    """A button that can be pressed, and the message it's on."""

    label: str
    payload: str
    on: ChatMessage


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that waits for its fields, what it goes back with, and where its answer belongs."""

    form: Form
    payload: str
    location: Location
    on: ChatMessage | None


Forms = dict[AccountId, OpenForm]
"""The form that each person has open: in the terminal or on the page, wherever they asked for it."""


class History:
    """What was said everywhere, the newest `KEPT` messages."""

    def __init__(self) -> None:
        self.version = 0
        """Counts every change; a caller that remembers it can ask what has changed since."""
        self.people: dict[AccountId, str] = {}
        self._count = 0
        self._messages: deque[ChatMessage] = deque(maxlen=KEPT)
        self._changed = asyncio.Event()

    def meet(self, account: AccountId) -> None:
        if account not in self.people:
            self.people[account] = name_in(account)
            self._change()

    def add(self, message: ChatMessage) -> ChatMessage:
        self._count += 1
        message.number, message.version = self._count, self._change()
        self._messages.append(message)
        return message

    def replace(self, old: ChatMessage, answer: Answer) -> ChatMessage:
        old.answer, old.version = answer, self._change()
        return old

    def settle(self, location: Location, flow: str) -> None:
        """Where a few people alone see it, the newest card of a flow loses its buttons."""
        if not flow or (location.account is None and not location.names):
            return
        there = (m for m in reversed(self._messages) if m.location == location and m.payloads)
        before = next((m for m in there if m.answer and m.answer.flow == flow), None)
        if before is not None and before.answer and before.card:
            bare = Card(blocks=tuple(b for b in before.card.blocks if not isinstance(b, Buttons)))
            self.replace(before, before.answer.copy_with(body=bare, payloads=()))

    def _change(self) -> int:
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.version

    async def wait(self, version: int) -> None:
        """Returns once there is something newer than `version`."""
        while self.version <= version:
            await self._changed.wait()

    def group_dms(self, account: AccountId) -> list[Location]:
        """The group DMs that a person is in, the newest first."""
        locations = dict.fromkeys(message.location for message in reversed(self._messages))
        return [location for location in locations if location.names and location.is_open_to(account)]

    def seen(self, account: AccountId, channel: ChannelId | None) -> list[ChatMessage]:
        """What a person sees in their DM (no channel) or in a channel, oldest first."""
        locations = {Location(account, channel), Location(None, channel) if channel else Location(account)}
        return [message for message in self._messages if message.location in locations]

    def since(self, version: int) -> list[ChatMessage]:
        """All messages that are new or changed since then, oldest first."""
        return [message for message in self._messages if message.version > version]

    def find(self, account: AccountId, number: int) -> ChatMessage | None:
        """A message that this person sees, by its number."""
        found = next((m for m in self._messages if m.number == number), None)
        return found if found and found.location.is_open_to(account) else None

    def buttons(self, account: AccountId) -> Iterator[LiveButton]:
        """What this person can press, the card that changed last first, in the order of the card."""
        live = (m for m in self._messages if m.payloads and m.location.is_open_to(account))
        for message in sorted(live, key=lambda message: -message.version):
            yield from message.buttons


class LocalSpace(Platform):
    """A platform of any number of people with DMs, group DMs and #general, for those who show it.

    `organiser` is the one who organizes, else whoever acts first. `prefix` begins every event id: it must differ
    between two runs on the same store.
    """

    name = "console"
    services: PlatformServices
    """Known once somebody shows it."""

    def __init__(self, *, organiser: str | None = None, prefix: str = "run") -> None:
        self.history = History()
        self.forms: Forms = {}
        self.closed: set[AccountId] = set()
        """Whose DMs are closed."""
        self.clockwork: Clockwork | None = None
        """What moves time, in a simulation."""
        self.is_shown = False
        """Whether anybody looks; until then deliveries wait."""
        self._organiser = organiser
        self._prefix = prefix
        self._events = itertools.count(1)
        self._sent: Bounded[str, str] = Bounded(10_000)
        """Deliveries, to answer whether one was sent before."""

    # as a platform

    async def run(self, ready: Callable[[str], None]) -> None:
        """There is nothing to connect: it works as soon as somebody shows it."""
        ready("Terminal")
        await asyncio.Event().wait()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Shows a message at once.

        Raises:
            Busy: nobody looks yet.
        """
        if delivery.again and delivery.id in self._sent:
            return Receipt(ref=self._sent[delivery.id])
        if delivery.place == "dm" and delivery.to in self.closed:
            return Receipt(outcome="closed")
        if not self.is_shown:
            raise Busy(1)
        if delivery.people:
            names = ",".join(name_in(one) for one in delivery.people)
            location = Location(channel=channel_id(SPACE, names))
        elif delivery.place == "channel":
            location = Location(channel=ChannelId(delivery.to))
        else:
            location = Location(account=AccountId(delivery.to))
            self.history.meet(AccountId(delivery.to))
        self._sent[delivery.id] = str(self.show(location, delivery.answer).number)
        return Receipt(ref=self._sent[delivery.id])

    # what people do

    def meet(self, name: str) -> None:
        """Somebody says something; the first one organizes, unless that was settled before."""
        self._organiser = self._organiser or name

    async def act(
        self,
        location: Location,
        signal: Signal,
        forms: Forms,
        *,
        typed: str = "",
        upload: Upload | None = None,
        on: ChatMessage | None = None,
    ) -> None:
        """The person of a location does something, on a message if it was a press; a form opens in `forms`."""
        assert location.account is not None  # noqa: S101 - whoever acts has one
        name = name_in(location.account)
        self.meet(name)
        self.history.meet(location.account)
        if isinstance(signal, Said):
            root = f"/{root_word(signal.root, self.services.word)} " if signal.root else ""
            text = typed or f"{root}{signal.text}"
            self.history.add(ChatMessage(at=self.now, location=location, speaker=name, text=text))
        inbound = Inbound(
            event=f"{self._prefix}-{next(self._events)}",
            account=location.account,
            name=name,
            channel=location.channel,
            signal=signal,
            organiser=self._organiser == name,
            upload=upload,
        )
        responder = LocalResponder(self, location, on, forms)
        await self.services.door.handle(inbound, responder)

    async def drain(self) -> None:
        """In a simulation, does everything that is due now."""
        if self.clockwork is not None:
            await self.clockwork.drain()

    # what the bot says

    @property
    def now(self) -> dt.datetime:
        return self.services.clock.now()

    def show(self, location: Location, answer: Answer, old: ChatMessage | None = None) -> ChatMessage:
        """Notes a card; `old` is the one that it replaces."""
        self.echo_answer(old.location if old else location, answer, edited=old is not None)
        if old is not None:
            return self.history.replace(old, answer)
        self.history.settle(location, answer.flow)
        return self.history.add(ChatMessage(at=self.now, location=location, answer=answer))

    def echo_answer(self, location: Location, answer: Answer, *, edited: bool = False) -> None:
        """For who prints what is said as it's said: an answer, forms as well."""

    def echo_act(self, name: str, did: str) -> None:
        """For who prints it: somebody did something on the page."""


@dataclass(slots=True)
class LocalResponder(Responder):
    """Answers where somebody typed or pressed, to them alone."""

    space: LocalSpace
    location: Location
    pressed: ChatMessage | None
    forms: Forms

    async def send(self, answer: Answer) -> None:
        if not isinstance(answer.body, Form):
            # what others see is never replaced by what one of them alone may see
            fits = answer.replace and self.pressed and self.pressed.location.account
            self.space.show(self.location, answer, self.pressed if fits else None)
        elif self.location.account is not None:
            self.space.echo_answer(self.location, answer)
            opened = OpenForm(answer.body, answer.payloads[0], self.location, self.pressed)
            self.forms[self.location.account] = opened

    async def find_channel(self, named: str) -> ChannelId:
        """There is whichever channel one names."""
        return channel_id(SPACE, named)


# what somebody who types may be about to write


async def complete(
    services: PlatformServices, account: AccountId, text: str, *, direct: bool
) -> list[tuple[str, str]]:
    """What `text` may become, as a whole, and what each does; in a DM (`direct`) commands need no root word."""
    if not text.strip() or "\n" in text:
        return []
    leads: dict[Root, str] = {root: f"/{root_word(root, services.word)} " for root in ROOTS}
    root: Root | None = next((one for one, lead in leads.items() if text.startswith(lead)), None)
    if root is None and (text.startswith("/") or not direct):
        return [(lead, "") for lead in leads.values() if text.startswith("/") and lead.startswith(text)]
    lead = leads[root] if root else ""
    rest, commands = text.removeprefix(lead), services.door.registry.commands(root or "prep")
    typed = next((c for c in commands if rest.casefold().startswith(f"{' '.join(c.words)} ")), None)
    if typed is None:
        named = (c for c in commands if " ".join(c.words).startswith(rest.lstrip().casefold()))
        return [(f"{lead}{' '.join(c.words)} ", c.about) for c in named]
    start, _, last = text.rpartition(" ")
    name, given, value = last.partition("=")
    if not given or (parameter := typed.parameter(name)) is None:
        open_ = (one for one in typed.parameters if one.name.startswith(last) and f"{one.name}=" not in rest)
        return [(f"{start} {one.name}=", one.about) for one in open_]
    choices = [one for one in parameter.kind.choices if one.startswith(value.casefold())]
    values = (
        choices if parameter.kind.choices else await services.door.suggest(account, typed.path, name, value)
    )
    return [(f'{start} {name}="{one}"' if " " in one else f"{start} {name}={one}", "") for one in values]
