"""What comes in and what goes out: signals and inbounds, replies and answers, and the responder that sends them."""

import datetime as dt
from abc import ABC, abstractmethod
from typing import Literal

from pydantic import Field

from bot.core.card import Button, Card, Form
from bot.core.kinds import Upload
from bot.core.values import AccountId, Call, ChannelId, Frozen, SpaceId

Root = Literal["prep", "admin"]


class Said(Frozen):
    """A command as text: after a root word, or typed in a DM without one (`root` is None)."""

    text: str = Field(repr=False)
    root: Root | None = None


class Chosen(Frozen):
    call: Call


class Pressed(Frozen):
    """A button's payload, as it came back from a platform."""

    payload: str


class Submitted(Frozen):
    """A form's payload and what was filled in; `page` alone where pages are shown one by one, 0 for all."""

    payload: str
    values: dict[str, str] = Field(repr=False)
    page: int = 0


Signal = Said | Chosen | Pressed | Submitted


class Inbound(Frozen):
    """One thing that a person did. `event` is the platform's id of it: the same event is worked on once."""

    event: str
    account: AccountId
    name: str = Field(repr=False)
    """What the platform calls them; a handle in some places, or nothing."""
    channel: ChannelId | None
    """Where, or None for a DM."""
    signal: Signal
    organiser: bool | None = None
    """What the platform says; None: ask the responder, if it matters."""
    upload: Upload | None = None
    space: SpaceId | None = None
    """Where; None: that of the account, if accounts belong to a space there."""
    place: str = Field("", repr=False)
    """What the platform calls the space."""
    aloud: bool = False
    """Whether others would read the answer: then it waits behind a button."""
    guest: Literal["", "guest", "homeless"] = ""
    """Whether it was asked where none of the bot's spaces is, by somebody who brought it along: nothing is stored
    of it; homeless: in the bot's own DM, where that holds for those who are in no group."""


class Reply(Frozen):
    """A handler's answer to the caller. `replace`: it replaces the card that was pressed.

    `apart`: it's none of the command's flow, so other cards stay live with it; `about`: which of several flows it is.
    `instead`: of a message, why it isn't what is usually sent; the ledger keeps it.
    """

    body: Card | Form
    replace: bool = False
    apart: bool = False
    about: str = ""
    instead: str = ""


class Redirect(Frozen):
    """Instead of a reply: another Call answers, as if the caller had made it. `also` goes on its card."""

    call: Call
    also: Button | None = None


class Skip(Frozen):
    """A message that is not sent; the ledger keeps the reason."""

    why: str


class Hold(Frozen):
    until: dt.datetime


class Offer(Frozen):
    """A Call that a platform may offer as a button of its own, and the button's text."""

    call: Call
    payload: str


class Answer(Frozen):
    """What a platform is given: the document, and the zone of who reads it, for its instants.

    `payloads` are the buttons' texts in the order of `body.buttons`; for a form the text that it is submitted
    with, and the one that opens it again as it is.
    """

    body: Card | Form
    zone: str = "UTC"
    replace: bool = False
    payloads: tuple[str, ...] = ()
    flow: str = ""
    """What the card goes on with: in a place of the reader's own, the card before it loses its buttons."""
    again: Offer | None = None
    """What asks for the same pictures and files once more, where that changes nothing."""


class PlatformWords(Frozen):
    """What members read about a platform itself: each says it in its own spec. `title` is what people call the
    platform; all else is empty where there's nothing to say."""

    title: str
    invite: str = ""
    """What brings the bot into a channel, typed in that channel: completes "Type ..."."""
    call: str = ""
    """How two people talk there: completes "call each other here, ..."."""
    has_voice: bool = False
    """Whether it has voice channels, of which an organizer can choose one."""
    admins: str = ""
    """Who organizes there without having been made an organizer: completes "one of them, such as ..."."""
    organizers: str = ""
    """Why somebody who was made an organizer doesn't see the organizers' commands, and what to do."""


class Profile(Frozen):
    """What others see somebody called, and the IANA name of their time zone; "": it can't be said here."""

    name: str = Field("", repr=False)
    zone: str = ""


class Responder(ABC):
    """The platform's side of one inbound. Bound to it: `send` knows where the answer belongs.

    What it doesn't say otherwise: nobody waits, organizes or names a channel.
    """

    patience: float | None = None
    """Seconds until the platform wants a sign of life (`defer`); None: no hurry."""

    async def defer(self) -> None:  # noqa: B027 - nothing is to do where nobody waits
        """A sign of life: the answer is on its way."""

    @abstractmethod
    async def send(self, answer: Answer) -> None:
        """Shows the answer."""

    async def tell(self, card: Card) -> None:
        """Shows a card of the platform's own, which has no buttons."""
        await self.send(Answer(body=card))

    async def drop(self) -> None:  # noqa: B027 - the same
        """Nothing will be said: what showed that an answer is on its way is taken back."""

    async def admin(self) -> bool:
        """Whether the caller may organise here, asked only when it matters."""
        return False

    async def organises(self, space: SpaceId) -> bool:  # noqa: ARG002 - where a DM belongs to no space
        """Whether the caller, who is in their DM, may organise in a space.
        Raises Refusal: the platform doesn't say so now."""
        return False

    async def profile(self) -> Profile:
        """What the platform knows of the caller, asked only when it matters."""
        return Profile()

    async def find_channel(self, named: str) -> ChannelId:  # noqa: ARG002 - for platforms with channels
        """The channel of the caller's own space that they name, by `#name` or by its bare id.
        Raises ValueError: there's no such channel there; in words, with what to do."""
        raise ValueError("There are no channels here.")
