"""What organizers can ask."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from bot.core import dates, kinds, zones
from bot.core.command import Args
from bot.core.kinds import Channel, Kind, MemberRef, Rest, Zone
from bot.core.public_holidays import public_holidays
from bot.core.text import Ambiguous, echo
from bot.core.values import Private
from bot.store.members import CODE


def _read_country(text: str) -> str:
    if text.strip().casefold() in ("", "none"):
        return ""
    code = zones.find_country(text) or ""
    try:
        public_holidays(code)
    except NotImplementedError:
        raise ValueError(
            f"{echo(text.strip())} isn't a country whose holidays I know. Write one such as Germany or US, or none."
        ) from None
    return code


Country = Annotated[str, Kind("country", _read_country, example="US", write=lambda code: code or "none")]


def _read_weekly(text: str) -> tuple[int, dt.time]:
    day, _, time = text.strip().partition(" ")
    try:
        days, at = dates.parse_days(day), dates.read_time(time.removeprefix("at "))
    except Ambiguous as either:
        raise Ambiguous(str(either), {label: f"{day} {label}" for label in either.choices}) from None
    except ValueError:
        days, at = (), dt.time()
    if len(days) != 1:
        raise ValueError(f"{echo(text)} isn't a weekday and a time. Write one such as sun 18:00.")
    return days[0], at


Weekly = Annotated[
    tuple[int, dt.time],
    Kind(
        "day and time",
        _read_weekly,
        example="sun 18:00",
        write=lambda w: f"{dates.write_days((w[0],))} {w[1]:%H:%M}",
    ),
]


class Setup(Args, path="admin.setup"):
    channel: Channel | None = Field(None, description="Where I post")
    zone: Zone | None = Field(None, description="The group's time zone")
    country: Country | None = Field(None, description="Whose public holidays, or none")
    pairing: Weekly | None = Field(None, description="When mock rounds are paired each week")
    wrapup: Weekly | None = Field(None, description="When I post what the group did in the week")


CARD = Field("", max_length=40, description="The card with the button, which posts once")


class PostInvitation(Args, path="admin.post"):
    card: str = CARD


class EditInvitation(Args, path="admin.invitation"):
    text: Annotated[Private[str] | None, kinds.text(400)] = Field(
        None, description="The invitation's own words"
    )


class Invite(Args, path="admin.invite"):
    """The invitation, to look at before it's posted."""


class Invitation(Args, path="admin.invitation-post"):
    """The post with [Join]."""


Words = Annotated[Private[str], kinds.text(600)]


class DraftAnnouncement(Args, path="admin.announce"):
    """Shows a text as it will be posted; nothing is posted yet."""

    text: Annotated[Words, Rest()] = Field(description="What the channel should read")


class PostAnnouncement(Args, path="admin.post-announcement"):
    text: Words
    card: str = CARD


class Announcement(Args, path="admin.announcement"):
    text: Words


class Members(Args, path="admin.members"):
    page: int = Field(1, ge=1, le=1000, description="Page of the list")


class Name(Args, path="admin.organiser"):
    """Makes a member an organizer, or (`on` False) no longer one."""

    member: MemberRef = Field(max_length=40)
    on: bool = Field(True)


class Connect(Args, path="admin.connect"):
    code: Annotated[str, CODE] | None = Field(None, description="The code that the other platform shows")


class Announce(Args, path="admin.announce-code"):
    """Writes the directory: the code with this digest is this group's."""

    digest: str = Field(max_length=40)


class Adopt(Args, path="admin.adopt"):
    """Moves a space out of this group, which is empty, into the group of a code."""

    digest: str = Field(max_length=40)
    group: str = Field(max_length=20)
    space: str = Field(max_length=200)
    place: str = Field("", max_length=80)


class Connected(Args, path="admin.connected"):
    """Tells who made the code that it was used."""

    place: str = Field("", max_length=80)


class Health(Args, path="admin.health"):
    page: int = Field(1, ge=1, le=99, description="Page of what is wrong")


class Report(Args, path="admin.report"):
    """Counts of the last seven days, and nothing about anybody."""
