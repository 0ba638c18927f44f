"""What members and organizers can ask of mock rounds. A mock is named by its id, a week by any of its days."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core import kinds
from bot.core.command import Args
from bot.core.errors import BadArguments, Refusal
from bot.core.kinds import ANY_ROUND, NONE, Kind, MemberRef, Rest, Suggest
from bot.core.member import Member
from bot.core.text import echo
from bot.core.values import Private
from bot.pairing.hours import (
    Given,
    Window,
    ask_windows,
    parse_hours,
    settle_near_days,
    write_hours,
    write_windows,
)
from bot.pairing.policy import Role
from bot.store import members
from handlers.mocks.entries import OfMock
from handlers.mocks.model import Round

EXAMPLE = "mon 18:00-22:00, sat 10:00-20:00"


def _is_none(text: str) -> bool:
    return text.strip().casefold() in (NONE, "clear")


def _read_windows(text: str) -> tuple[Window, ...]:
    """As `ask_windows` does; none are given by `none`."""
    return () if _is_none(text) else ask_windows(text)


def _write_windows(windows: tuple[Window, ...]) -> str:
    return write_windows(windows) or NONE


Windows = Annotated[
    tuple[Window, ...],
    Kind("hours", _read_windows, write=_write_windows, example=EXAMPLE, longest=400, clears=True),
]


def _read_hours(text: str) -> Given:
    """As `parse_hours` does; none are given by `none`."""
    return Given(windows=()) if _is_none(text) else parse_hours(text)


def _write_hours(given: Given) -> str:
    return write_hours(given) or NONE


AnyHours = Annotated[
    Given,
    Kind(
        "hours",
        _read_hours,
        write=_write_hours,
        example=EXAMPLE,
        longest=440,
        clears=True,
        settle=settle_near_days,
    ),
]


def _read_place(text: str) -> str:
    link = text.strip()
    if link.casefold() == "none":
        return ""
    if not _LINK.fullmatch(link):
        raise ValueError(
            "Write none, or an https:// link. With {token} in it, such as https://meet.example/{token}, each pair "
            "gets one of its own."
        )
    return link


_LINK = re.compile(
    r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._~/?=&%#-]*(?:\{token\}[A-Za-z0-9._~/?=&%#-]*)?"
)
Place = Annotated[
    str,
    Kind(
        "place", _read_place, example="https://meet.example/{token}", write=lambda p: p or "none", longest=200
    ),
]


async def names(ctx: Context, typed: str) -> list[str]:
    """Names of the other members that hold what was typed."""
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    mine = ctx.joined.id if ctx.joined else None
    found = {m.name for m in everyone if m.id != mine and typed.casefold() in m.name.casefold()}
    return sorted(found, key=str.casefold)


async def others_named(ctx: Context, name: str, own: str) -> list[Member]:
    """The other members of a name; raises BadArguments where nobody has it, or only the caller, which `own` says."""
    same = await members.find_named(ctx.unit, name)
    others = [m for m in same if ctx.joined is None or m.id != ctx.joined.id]
    if not others:
        unknown = f"I don't know a member called {echo(name)}. Write the name as it appears in the group."
        raise BadArguments({"who": own if same else unknown})
    return others


class Join(Args, path="mock.join"):
    """What is not given stays as it was; at first any round, both roles, three, every week."""

    round: Annotated[Round, ANY_ROUND] | None = Field(None, description="The round you want to practice")
    role: Role | None = Field(None, description="You answer, interview, or both")
    size: Literal["2", "3"] | None = Field(None, description="Group size: 3 if three is fine")
    repeat: Literal["weekly", "once"] | None = Field(None, description="Every week, or the next one only")
    season: Literal["2", "3", "off"] | None = Field(
        None, description="All five rounds in 2 or 3 weeks, or off"
    )


class Hours(Args, path="mock.hours"):
    """Those of a usual week, or of the one that is named before them."""

    windows: Annotated[AnyHours | None, Rest()] = Field(None, description="Days and hours in your own zone")


class WeekHours(Args, path="mock.week-hours"):
    week: dt.date
    windows: Annotated[Windows | None, Rest()] = Field(None, description="Days and hours in your own zone")


class UsualWeek(Args, path="mock.usual-week"):
    week: dt.date


class Skip(Args, path="mock.skip"):
    week: Annotated[dt.date | None, Rest()] = Field(None, description="A day of the week to leave out")


class Unskip(Args, path="mock.unskip"):
    week: dt.date


class Leave(Args, path="mock.leave"): ...


class Avoid(Args, path="mock.avoid"):
    who: Annotated[Private[str] | None, kinds.PERSON, Rest(), Suggest(names)] = Field(
        None, description="A member; nobody else sees it"
    )


class AvoidOne(Args, path="mock.avoid-one"):
    member: MemberRef = Field(max_length=40)


class Unavoid(Args, path="mock.unavoid"):
    member: MemberRef = Field(max_length=40)


class History(Args, path="mock.history"):
    page: int = Field(1, ge=1, le=99, description="Page of the list, from 1")


class Cannot(OfMock, path="mock.cannot"): ...


class RunNow(Args, path="admin.pairing.run"): ...


class Preview(Args, path="admin.pairing.preview"): ...


class Approve(Args, path="admin.pairing.approve"): ...


class Discard(Args, path="admin.pairing.cancel"): ...


class RulesOf(Args, path="admin.pairing.rules"):
    """What is not given stays."""

    repeat: Literal["decay", "never"] | None = Field(None, description="Who met: later again, or never")
    preview: bool | None = Field(None, description="Whether you see a pairing first")
    place: Annotated[Place | None, Rest()] = Field(
        None, description="A link, with {token} for one a pair, or none"
    )


class VoiceChannel(Args, path="admin.pairing.voice"):
    """Without a channel, one is made for each mock."""

    channel: Annotated[str | None, kinds.VOICE] = Field(
        None, description="Where pairs talk; empty: one made a pair"
    )


class Figures(Args, path="admin.pairing.report"): ...


class Complaints(Args, path="admin.complaints"):
    page: int = Field(1, ge=1, le=99)


class Simulate(Args, path="admin.pairing.simulate"):
    weeks: int = Field(4, ge=1, le=12, description="How many weeks")


class Accept(OfMock, path="mock.accept"): ...


class Times(OfMock, path="mock.times"):
    """[Another time]: which others there are."""


class Propose(OfMock, path="mock.propose"):
    """Asks the others for another common time, `2026-12-06T14:00`, UTC."""

    slot: str = Field(max_length=16)


class Agree(OfMock, path="mock.agree"):
    """The other time that was asked for is fine."""

    slot: str = Field(max_length=16)


class Keep(OfMock, path="mock.keep"):
    """It is not: the time stays."""


class Here(OfMock, path="mock.here"): ...


class Late(OfMock, path="mock.late"): ...


class WaitMore(OfMock, path="mock.wait"): ...


class FindStandby(OfMock, path="mock.find-standby"): ...


class StandIn(OfMock, path="mock.stand-in"):
    """Somebody on standby takes the place of who has not come."""


class Pool(OfMock, path="mock.pool"):
    """Back to the pool for this week: the partner did not come."""


class Met(OfMock, path="mock.met"):
    answer: Literal["yes", "later", "no"]


class Complain(OfMock, path="mock.report"):
    text: Annotated[Private[str] | None, kinds.text(600)] = Field(None, description="What happened")


class Relay(OfMock, path="mock.relay"):
    """Agrees that messages are carried between the people of a mock, or (`on` False) ends that."""

    on: bool = Field(True)


class Write(OfMock, path="mock.write"):
    text: Annotated[Private[str] | None, kinds.text(1_000)] = Field(None, description="Your message")


class Standby(Args, path="mock.standby"):
    """On standby in one's hours, or (`on` False) no longer."""

    on: bool = Field(True)


class ImBack(Args, path="mock.back"):
    """Takes part again after three silent weeks."""


def refuse(said: str) -> Refusal:
    """No, with a button to the list of one's mock rounds."""
    return Refusal(said, History().call(), "My mock rounds")
