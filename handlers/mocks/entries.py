"""Calls that the bot makes by itself about mock rounds: the works and messages that go through the outbox."""

import datetime as dt
from typing import Literal

from pydantic import Field

from bot.core.command import Args
from bot.core.values import Call


class OfMock(Args):
    mock: str = Field(max_length=20)


class OfTime(OfMock):
    """Something about a mock at one of its times: after it was moved it has another `sequence`."""

    sequence: int = Field(0, ge=0)


class PreviewReady(Args, path="mocks.preview-ready"):
    """To organizers: there is a pairing to look at."""

    week: dt.date


class PairingRun(Args, path="mocks.run"): ...


class KeepJobs(Args, path="mocks.keep-jobs"):
    """The group's time or zone has changed: its jobs follow."""


class LookUp(Args, path="mocks.look"):
    """Asks the platforms whether those who are in are still there; the next batch a minute later."""

    batch: int = Field(0, ge=0)


class Introduce(OfMock, path="mocks.introduce"):
    """Tells the people of a mock of each other, at an hour that is quiet for none of them."""


class Announce(Args, path="mocks.announce"):
    """Tells one batch of a week's pairing how it came out."""

    week: dt.date
    batch: int = Field(ge=0)


class Check(OfTime, path="mocks.check"):
    """Looks whether everybody of a mock still takes part."""


class Outcome(Args, path="mocks.outcome"):
    """With whom and when, or (no `mock`) why there is no partner in this week."""

    mock: str = Field("", max_length=20)
    week: dt.date | None = Field(None)


class Reminder(OfTime, path="mocks.reminder"):
    """A mock that was moved since has another `sequence`: then this reminder is of the old time."""


class Cancelled(OfMock, path="mocks.cancelled"):
    """`last`: too little of the week is left for another partner."""

    last: bool = Field(False)


class CancelledNow(Cancelled, path="mocks.cancelled-now"):
    """The same for a mock that begins soon: quiet hours do not hold it back."""


class Fewer(OfMock, path="mocks.fewer"): ...


class Begin(OfTime, path="mocks.begin"): ...


class Waiting(OfTime, path="mocks.waiting"):
    """Somebody may be waiting for a partner."""


class StandbyEnd(OfMock, path="mocks.standby-end"):
    """A minute after those on standby were asked."""

    member: str = Field(max_length=40)


class AskMet(OfTime, path="mocks.ask-met"): ...


class Settle(OfTime, path="mocks.settle"):
    """A day later: what nobody said anything about did not take place, and who was silent thrice rests."""


class Started(OfMock, path="mocks.started"):
    """The session of a mock has begun: its people met, and nobody is asked."""


class Rematch(Args, path="mocks.rematch"):
    """Looks for other partners within the week, after somebody dropped out."""

    week: dt.date
    mock: str = Field("", max_length=20)


class Release(Args, path="mocks.release"):
    """Tells of a pairing that an organizer could look at first."""

    week: dt.date


class Agreed(OfTime, path="mocks.agreed"):
    """Everybody can come: the appointment, with a file for calendars. `told`: who has it on the card they pressed."""

    told: str = Field("", max_length=40)


class Booked(OfTime, path="mocks.booked"):
    """Everybody can come: what the platform is asked to make for it, and then what there is."""

    title: str = Field("", max_length=100)
    at: str = Field("", max_length=40)
    minutes: int = Field(0)
    voice: str = Field("", max_length=100)
    place: str = Field("", max_length=300)
    event: str = Field("", max_length=300)
    venue: Literal["", "shared", "voice", "huddle"] = Field("")
    ref: str = Field("", max_length=200)
    told: str = Field("", max_length=40)


class Moved(OfTime, path="mocks.moved"):
    """At another time now, to which not everybody has agreed yet."""


class Asked(OfMock, path="mocks.asked"):
    slot: str = Field(max_length=16)


class Kept(OfMock, path="mocks.kept"): ...


class Now(OfMock, path="mocks.now"): ...


class Alone(OfMock, path="mocks.alone"):
    """To who waits: the other has not answered."""


class Missed(OfMock, path="mocks.missed"):
    """To who has not come: the other waits."""


class Delay(OfMock, path="mocks.delay"):
    member: str = Field(max_length=40)


class RelayOffer(OfMock, path="mocks.relay-offer"):
    """The other would like messages to be carried."""

    member: str = Field(max_length=40)


class RelayOpen(OfMock, path="mocks.relay-open"):
    """Everybody has agreed: messages are carried."""


class Carried(OfMock, path="mocks.carried"):
    """What another of the mock has written; the text is stored under `token`."""

    member: str = Field(max_length=40)
    token: str = Field(max_length=40)


class Wanted(OfMock, path="mocks.wanted"):
    """To somebody on standby: a partner is wanted now."""


class Nobody(OfMock, path="mocks.nobody"):
    """To who waits: nobody on standby has answered."""


class Found(OfMock, path="mocks.found"):
    """To who waits: somebody on standby comes."""


class DidYouMeet(OfMock, path="mocks.did-you-meet"): ...


class NoOther(Args, path="mocks.no-other"):
    """After somebody dropped out: there is no other partner this week. `has`: mocks that they have in it."""

    week: dt.date
    has: int = Field(0, ge=0)


class Resting(Args, path="mocks.resting"):
    """Three silent weeks: paused, with one tap back."""


class Complaint(Args, path="mocks.complaint"):
    """To an organizer: a member has written to them."""


class HeadsUp(Args, path="mocks.heads-up"):
    """The day before the pairing: you are in, you overlap with so many."""

    week: dt.date
    some: int = Field(ge=0)
    others: int = Field(ge=0)
    hint: str = Field("", max_length=120)
    """Which hours would add most of the others."""


class HeadsUps(Args, path="mocks.heads-ups"):
    """Tells everybody who is in; worked out once for all."""


def prepare(mock: str, *, agreed: bool = False, told: str = "") -> Call:
    """All have accepted: the interviewer gets a brief. `agreed`: everybody hears so now, but for who was `told`."""
    given = ({"agreed": "on"} if agreed else {}) | ({"told": told} if told else {})
    return Call(path="session.prepare", values={"mock": mock, **given})
