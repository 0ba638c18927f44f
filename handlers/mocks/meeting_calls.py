"""What can be asked about one mock, from its introduction to whether it took place. A mock is named by its id."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.core import kinds
from bot.core.args import Args
from bot.core.call import Call
from bot.core.values import Private

# pressed


class Accept(Args, path="mock.accept"):
    """[Works for me]"""

    mock: str = Field(max_length=20)


class Times(Args, path="mock.times"):
    """[Another time]: which others there are."""

    mock: str = Field(max_length=20)


class Propose(Args, path="mock.propose"):
    """Asks the others for another common time, `2026-12-06T14:00`, UTC."""

    mock: str = Field(max_length=20)
    slot: str = Field(max_length=16)


class Agree(Args, path="mock.agree"):
    """The other time that was asked for is fine."""

    mock: str = Field(max_length=20)
    slot: str = Field(max_length=16)


class Keep(Args, path="mock.keep"):
    """It is not: the time stays."""

    mock: str = Field(max_length=20)


class Here(Args, path="mock.here"):
    mock: str = Field(max_length=20)


class Late(Args, path="mock.late"):
    mock: str = Field(max_length=20)


class WaitMore(Args, path="mock.wait"):
    mock: str = Field(max_length=20)


class FindStandby(Args, path="mock.find-standby"):
    mock: str = Field(max_length=20)


class StandIn(Args, path="mock.stand-in"):
    """Somebody on standby takes the place of who has not come."""

    mock: str = Field(max_length=20)


class Pool(Args, path="mock.pool"):
    """Back to the pool for this week: the partner did not come."""

    mock: str = Field(max_length=20)


class Met(Args, path="mock.met"):
    mock: str = Field(max_length=20)
    answer: Literal["yes", "later", "no"]


class Complain(Args, path="mock.report"):
    """[Report to the organiser, privately]"""

    mock: str = Field(max_length=20)
    text: Annotated[Private[str] | None, kinds.text(600)] = Field(None, description="What happened")


class Relay(Args, path="mock.relay"):
    """Agrees that messages are carried between the people of a mock, or (`on` False) ends that."""

    mock: str = Field(max_length=20)
    on: bool = Field(True)


class Write(Args, path="mock.write"):
    """A message that is carried to the others."""

    mock: str = Field(max_length=20)
    text: Annotated[Private[str] | None, kinds.text(1_000)] = Field(None, description="Your message")


class Willing(Args, path="mock.standby"):
    """On standby in one's hours, or (`on` False) no longer."""

    on: bool = Field(True)


class ImBack(Args, path="mock.back"):
    """Takes part again after three silent weeks."""


# done


class Begin(Args, path="mocks.begin"):
    """It is time."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Waiting(Args, path="mocks.waiting"):
    """Somebody may be waiting for a partner."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class StandbyEnd(Args, path="mocks.standby-end"):
    """A minute after those on standby were asked."""

    mock: str = Field(max_length=20)
    member: str = Field(max_length=40)


class AskMet(Args, path="mocks.ask-met"):
    """Asks whether they met."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Settle(Args, path="mocks.settle"):
    """A day later: what nobody said anything about did not take place, and who was silent thrice rests."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Started(Args, path="mocks.started"):
    """The session of a mock has begun: its people met, and nobody is asked."""

    mock: str = Field(max_length=20)


class Rematch(Args, path="mocks.rematch"):
    """Looks for other partners within the week, after somebody dropped out."""

    week: dt.date
    mock: str = Field("", max_length=20)


class Release(Args, path="mocks.release"):
    """Tells of a pairing that an organiser could look at first."""

    week: dt.date


# said


class Agreed(Args, path="mocks.agreed"):
    """Everybody can come: the appointment, with a file for calendars."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Moved(Args, path="mocks.moved"):
    """At another time now, to which not everybody has agreed yet."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Asked(Args, path="mocks.asked"):
    """The other asks for another time."""

    mock: str = Field(max_length=20)
    slot: str = Field(max_length=16)


class Kept(Args, path="mocks.kept"):
    """The time stays."""

    mock: str = Field(max_length=20)


class Now(Args, path="mocks.now"):
    """It is time: who is there?"""

    mock: str = Field(max_length=20)


class Alone(Args, path="mocks.alone"):
    """To who waits: the other has not answered."""

    mock: str = Field(max_length=20)


class Missed(Args, path="mocks.missed"):
    """To who has not come: the other waits."""

    mock: str = Field(max_length=20)


class Delay(Args, path="mocks.delay"):
    """The other comes ten minutes late."""

    mock: str = Field(max_length=20)
    member: str = Field(max_length=40)


class RelayOffer(Args, path="mocks.relay-offer"):
    """The other would like messages to be carried."""

    mock: str = Field(max_length=20)
    member: str = Field(max_length=40)


class RelayOpen(Args, path="mocks.relay-open"):
    """Everybody has agreed: messages are carried."""

    mock: str = Field(max_length=20)


class Carried(Args, path="mocks.carried"):
    """What another of the mock has written; the text lies under `token`."""

    mock: str = Field(max_length=20)
    member: str = Field(max_length=40)
    token: str = Field(max_length=40)


class Wanted(Args, path="mocks.wanted"):
    """To somebody on standby: a partner is wanted now."""

    mock: str = Field(max_length=20)


class Nobody(Args, path="mocks.nobody"):
    """To who waits: nobody on standby has answered."""

    mock: str = Field(max_length=20)


class Found(Args, path="mocks.found"):
    """To who waits: somebody on standby comes."""

    mock: str = Field(max_length=20)


class DidYouMeet(Args, path="mocks.did-you-meet"):
    mock: str = Field(max_length=20)


class NoOther(Args, path="mocks.no-other"):
    """After somebody dropped out: there is no other partner this week. `has`: mocks that they have in it."""

    week: dt.date
    has: int = Field(0, ge=0)


class Resting(Args, path="mocks.resting"):
    """Three silent weeks: paused, with one tap back."""


class Complaint(Args, path="mocks.complaint"):
    """To an organiser: a member has written to them."""


class HeadsUp(Args, path="mocks.heads-up"):
    """The day before the pairing: you are in, you overlap with so many."""

    week: dt.date
    some: int = Field(ge=0)
    others: int = Field(ge=0)
    hint: str = Field("", max_length=120)
    """Which hours would add most of the others."""


class HeadsUps(Args, path="mocks.heads-ups"):
    """Tells everybody who is in; worked out once for all."""


# what the rooms above have for a mock, by path


def prepare(mock: str) -> Call:
    """Everybody has accepted: the interviewer gets a brief."""
    return Call(path="session.prepare", values={"mock": mock})


def start(mock: str) -> Call:
    """Starts the clock."""
    return Call(path="session.start", values={"mock": mock})


def practise(mock: str) -> Call:
    """The same question alone."""
    return Call(path="session.alone", values={"mock": mock})


def feedback(mock: str) -> Call:
    return Call(path="feedback.give", values={"mock": mock})


def season_over(last: dt.date) -> Call:
    """What came of a season whose last day this was."""
    return Call(path="feedback.season-over", values={"last": f"{last}"})


SEASON = Call(path="feedback.season")
TRENDS = Call(path="feedback.trends")
