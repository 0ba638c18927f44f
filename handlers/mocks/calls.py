"""What can be asked about mock rounds. A mock is named by its id, a week by any of its days."""

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.args import Args
from bot.core.kinds import Kind, MemberRef, Rest, Suggest
from bot.core.values import Private
from bot.store import members
from handlers.mocks.hours import Given, Window, parse_hours, parse_windows, write_hours, write_windows
from handlers.mocks.model import Round
from handlers.mocks.policy import Role

EXAMPLE = "mon 18:00-22:00, sat 10:00-20:00"
Windows = Annotated[
    tuple[Window, ...], Kind("hours", parse_windows, write=write_windows, example=EXAMPLE, longest=400)
]
AnyHours = Annotated[Given, Kind("hours", parse_hours, write=write_hours, example=EXAMPLE, longest=440)]


def _read_place(text: str) -> str:
    link = text.strip()
    if link.casefold() == "none":
        return ""
    if not _LINK.fullmatch(link):
        raise ValueError(
            "Write none, or an https:// link with {token} in it, such as https://meet.example/{token}."
        )
    return link


_LINK = re.compile(
    r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._~/?=&%#-]*\{token\}[A-Za-z0-9._~/?=&%#-]*"
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


class Join(Args, path="mock.join"):
    """What is not given stays as it was; at first any round, both roles, three, every week."""

    round: Round | None = Field(None, description="The round you want to practise")
    role: Role | None = Field(None, description="You answer, interview, or both")
    size: Literal["2", "3"] | None = Field(None, description="3: a group of three is fine")
    repeat: Literal["weekly", "once"] | None = Field(None, description="Every week, or the next one only")
    season: Literal["2", "3", "off"] | None = Field(
        None, description="All five rounds in 2 or 3 weeks, or off"
    )


class Hours(Args, path="mock.hours"):
    """Those of a usual week, or of the one that is named before them."""

    windows: Annotated[AnyHours | None, Rest()] = Field(None, description="Days and hours in your own zone")


class WeekHours(Args, path="mock.week-hours"):
    """Other hours for one week, named by any of its days."""

    week: dt.date
    windows: Annotated[Windows | None, Rest()] = Field(None, description="Days and hours in your own zone")


class UsualWeek(Args, path="mock.usual-week"):
    """That week is as usual again."""

    week: dt.date


class Skip(Args, path="mock.skip"):
    week: Annotated[dt.date | None, Rest()] = Field(None, description="A day of the week to leave out")


class Unskip(Args, path="mock.unskip"):
    week: dt.date


class Leave(Args, path="mock.leave"):
    pass


class Avoid(Args, path="mock.avoid"):
    who: Annotated[Private[str] | None, Rest(), Suggest(names)] = Field(
        None, description="A member's name; nobody else sees it"
    )


class AvoidOne(Args, path="mock.avoid-one"):
    """One of several members of the same name."""

    member: MemberRef = Field(max_length=40)


class Unavoid(Args, path="mock.unavoid"):
    member: MemberRef = Field(max_length=40)


class History(Args, path="mock.history"):
    page: int = Field(1, ge=1, le=99, description="Page of the list, from 1")


class Cannot(Args, path="mock.cannot"):
    """Cannot come to a mock."""

    mock: str = Field(max_length=20)


class RunNow(Args, path="admin.pairing.run"):
    pass


class Preview(Args, path="admin.pairing.preview"):
    pass


class Approve(Args, path="admin.pairing.approve"):
    pass


class Discard(Args, path="admin.pairing.cancel"):
    pass


class RulesOf(Args, path="admin.pairing.rules"):
    """What is not given stays."""

    repeat: Literal["decay", "never"] | None = Field(None, description="Who met: later again, or never")
    preview: bool | None = Field(None, description="Whether you see a pairing first")
    place: Annotated[Place | None, Rest()] = Field(None, description="A link with {token} in it, or none")


class Figures(Args, path="admin.pairing.report"):
    pass


class Complaints(Args, path="admin.complaints"):
    """What members wrote privately about a mock."""

    page: int = Field(1, ge=1, le=99)


class PreviewReady(Args, path="mocks.preview-ready"):
    """To organisers: there is a pairing to look at."""

    week: dt.date


class Simulate(Args, path="admin.pairing.simulate"):
    weeks: int = Field(4, ge=1, le=12, description="How many weeks")


class PairingRun(Args, path="mocks.run"):
    """The weekly pairing."""


class KeepJobs(Args, path="mocks.keep-jobs"):
    """The group's time or zone has changed: its jobs follow."""


class LookUp(Args, path="mocks.look"):
    """Asks the platforms whether those who are in are still there; the next batch a minute later."""

    batch: int = Field(0, ge=0)


class Introduce(Args, path="mocks.introduce"):
    """Tells the people of a mock of each other, at an hour that is quiet for none of them."""

    mock: str = Field(max_length=20)


class Announce(Args, path="mocks.announce"):
    """Tells one batch of a week's pairing how it came out."""

    week: dt.date
    batch: int = Field(ge=0)


class Check(Args, path="mocks.check"):
    """Looks whether everybody of a mock still takes part."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Outcome(Args, path="mocks.outcome"):
    """With whom and when, or (no `mock`) why there is no partner in this week."""

    mock: str = Field("", max_length=20)
    week: dt.date | None = Field(None)


class Reminder(Args, path="mocks.reminder"):
    """A mock that was moved since has another `sequence`: then this reminder is of the old time."""

    mock: str = Field(max_length=20)
    sequence: int = Field(0, ge=0)


class Cancelled(Args, path="mocks.cancelled"):
    """`last`: too little of the week is left for another partner."""

    mock: str = Field(max_length=20)
    last: bool = Field(False)


class CancelledNow(Args, path="mocks.cancelled-now"):
    """The same for a mock that begins soon: quiet hours do not hold it back."""

    mock: str = Field(max_length=20)
    last: bool = Field(False)


class Fewer(Args, path="mocks.fewer"):
    """One of three cannot come, the others meet."""

    mock: str = Field(max_length=20)
