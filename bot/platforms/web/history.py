"""What was said where: every message of the page, and the form that each person has open."""

import asyncio
import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.card import Buttons, Card, Form
from bot.core.ids import AccountId, ChannelId
from bot.core.reply import Answer
from bot.platforms.location import Location

KEPT = 5_000
"""Messages remembered of one place."""


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """A card, or what a person typed; `number` counts all of the page upwards, `version` all changes to it."""

    number: int
    version: int
    at: dt.datetime
    location: Location
    speaker: str = ""
    text: str = ""
    answer: Answer | None = None

    @property
    def card(self) -> Card | None:
        return self.answer.body if self.answer and isinstance(self.answer.body, Card) else None

    @property
    def payloads(self) -> tuple[str, ...]:
        return self.answer.payloads if self.answer else ()


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that waits for its fields, what it goes back with, and where its answer belongs."""

    form: Form
    payload: str
    location: Location
    on: Message | None


class History:
    """Messages by place, the newest `KEPT` of each."""

    def __init__(self) -> None:
        self.version = 0
        """Counts every change; whoever remembers it can ask what has changed since."""
        self.people: dict[AccountId, str] = {}
        self._count = 0
        self._messages: defaultdict[Location, deque[Message]] = defaultdict(lambda: deque(maxlen=KEPT))
        self._forms: dict[AccountId, OpenForm] = {}
        self._changed = asyncio.Event()

    def meet(self, account: AccountId, name: str) -> None:
        """Notes a person who is here."""
        if account not in self.people:
            self.people[account] = name
            self._change()

    def say(self, at: dt.datetime, location: Location, speaker: str, text: str) -> None:
        """Notes what a person typed."""
        self._add(Message(number=0, version=0, at=at, location=location, speaker=speaker, text=text))

    def show(self, at: dt.datetime, location: Location, answer: Answer) -> Message:
        """Notes a card; in a place of a few people, the one before it in its flow loses its buttons."""
        self._settle(location, answer.flow)
        return self._add(Message(number=0, version=0, at=at, location=location, answer=answer))

    def replace(self, old: Message, answer: Answer) -> Message:
        """A card in the place of an older one, whose buttons are gone."""
        old.answer, old.version = answer, self._change()
        return old

    def _settle(self, location: Location, flow: str) -> None:
        if not flow or (location.account is None and not location.names):
            return
        live = (
            m for m in reversed(self._messages[location]) if m.payloads and m.answer and m.answer.flow == flow
        )
        if (before := next(live, None)) is not None and before.answer and before.card:
            bare = Card(blocks=tuple(b for b in before.card.blocks if not isinstance(b, Buttons)))
            self.replace(before, before.answer.model_copy(update={"body": bare, "payloads": ()}))

    def _add(self, message: Message) -> Message:
        self._count += 1
        message.number, message.version = self._count, self._change()
        self._messages[message.location].append(message)
        return message

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
        found = [location for location in self._messages if location.names and location.is_open_to(account)]
        return sorted(found, key=lambda location: -self._messages[location][-1].number)

    def seen(self, account: AccountId, channel: ChannelId | None) -> list[Message]:
        """What a person sees in their DM (no channel) or in a channel, oldest first."""
        locations = {Location(account, channel), Location(None, channel) if channel else Location(account)}
        found = [message for location in locations for message in self._messages.get(location, ())]
        return sorted(found, key=lambda message: message.number) if len(locations) > 1 else found

    def since(self, version: int) -> list[Message]:
        """All messages that are new or changed since then, oldest first."""
        found = (m for messages in self._messages.values() for m in messages if m.version > version)
        return sorted(found, key=lambda message: message.number)

    def find(self, account: AccountId, number: int) -> Message | None:
        """A message that this person sees, by its number."""
        return next((m for m in self._all(account) if m.number == number), None)

    def with_payload(self, account: AccountId, payload: str) -> Message | None:
        """The newest message that this person sees with a button of that payload."""
        found = (m for m in self._all(account) if payload in m.payloads)
        return max(found, key=lambda message: message.number, default=None)

    def _all(self, account: AccountId) -> Iterator[Message]:
        for location, messages in self._messages.items():
            if location.is_open_to(account):
                yield from messages

    # forms

    def open(self, account: AccountId, form: OpenForm) -> None:
        """Opens a form for a person, in the place of any other."""
        self._forms[account] = form

    def form(self, account: AccountId) -> OpenForm | None:
        """The form that a person has open."""
        return self._forms.get(account)

    def close(self, account: AccountId) -> None:
        """Closes a person's form, if there is one."""
        self._forms.pop(account, None)
