"""What can be asked about one's own membership."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.command import Args
from bot.core.kinds import (
    DATE_OR_NONE,
    PERSON,
    ROUND,
    AccountRef,
    DaysOrNone,
    GroupRef,
    Kind,
    MemberRef,
    QuietHours,
    Rest,
    Suggest,
    Zone,
)
from bot.core.member import QUIET, Where, shared_zones
from bot.core.rounds import ROUNDS, find_round
from bot.core.values import Private
from bot.core.wall_time import WEEKDAYS
from bot.core.zones import suggest_zones
from bot.store import expiry, members
from bot.store.members import CODE
from handlers.checklist.calls import NudgeAfter
from handlers.mocks.calls import names

Level = Literal["junior", "mid", "senior", "staff"]
Interview = Literal["screen", "onsite"]


async def zones(ctx: Context, typed: str) -> list[str]:
    """Time zones for what was typed, the group's own first."""
    everyone = (await members.MEMBERS.all(ctx.unit)).values()
    return suggest_zones(typed, ctx.now, first=shared_zones(everyone, (await ctx.the_group()).zone))


def _read_rounds(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(find_round(word, (*ROUNDS, "all")) for word in text.split(",")))
    return ROUNDS if "all" in words else words


Rounds = Annotated[
    tuple[str, ...],
    Kind(
        "rounds",
        _read_rounds,
        write=",".join,
        example="inference,coding_ml",
        wire="several",
        several=ROUNDS,
        label=ROUND.label,
    ),
]
Code = Annotated[str, CODE]
DateOrNone = Annotated[dt.date | None, DATE_OR_NONE]
ZoneHere = Annotated[Zone | None, Suggest(zones)]


class Start(Args, path="start"):
    """Joins; the order of these is the order of a button."""

    zone: ZoneHere = Field(None, description="Your time zone or city")
    date: dt.date | None = Field(None, description="First interview day, if you have one")
    minutes: int = Field(15, ge=5, le=240, description="Minutes a day")
    days: DaysOrNone = Field(WEEKDAYS, description="Days of lists: weekdays, daily, mon,wed or none")
    quiet: QuietHours = Field(QUIET, description="Quiet hours, or none")
    rounds: Rounds | None = Field(None, description="Rounds you prepare for")
    level: Level | None = Field(None, description="Level you aim at")
    code: Code | None = Field(None, description="Code from the settings of your account")
    event: Interview | None = Field(None, description="What that day is: screen or onsite")


class StartInZone(Start, path="member.zone"):
    """Joins, where the zone is still to be said."""


class Settings(Args, path="settings"):
    zone: ZoneHere = Field(None, description="Your time zone or city")
    date: DateOrNone = Field(None, description="First interview day, or none")
    minutes: int | None = Field(None, ge=5, le=240, description="Minutes a day")
    days: DaysOrNone | None = Field(None, description="Days of lists: weekdays, daily, mon,wed or none")
    at: dt.time | None = Field(None, description="When your list comes")
    quiet: QuietHours = Field(None, description="Quiet hours, or none")
    rounds: Rounds | None = Field(None, description="Rounds you prepare for")
    level: Level | None = Field(None, description="Level you aim at")
    discreet: bool | None = Field(None, description="Neutral previews: on or off")
    streak: bool | None = Field(None, description="Show the streak: on or off")
    event: Interview | None = Field(None, description="What that day is: screen or onsite")
    where: Where | None = Field(None, description="Where lists come: dm, channel or both")
    nudge: NudgeAfter | None = Field(None, description="One nudge after so many minutes, or off")
    names: bool | None = Field(None, description="Your name in the channel: on or off")
    checkin: bool | None = Field(None, description="Organizers see if you go quiet or pause: on or off")


class Dates(Args, path="member.dates"):
    """All dates at once: what is left empty is none."""

    screen: DateOrNone = Field(None, description="Day of the screen, or empty")
    onsite: DateOrNone = Field(None, description="Day of the onsite, or empty")
    decision: DateOrNone = Field(None, description="Day of the promised decision, or empty")


class Pause(Args, path="pause"):
    until: Annotated[dt.date | None, Rest()] = Field(None, description="First day on which I write again")


class PauseAhead(Args, path="member.pause-ahead"):
    """A pause that begins on a later day."""

    since: dt.date
    until: dt.date | None = Field(None)


class Resume(Args, path="resume"): ...


class RemoveDate(Args, path="member.no-date"): ...


class TestDm(Args, path="member.test-dm"): ...


class Why(Args, path="why"):
    """Why a message came; `about` is its path, or empty for the last one."""

    about: str = Field("", max_length=60)


class PrivacyShow(Args, path="privacy.show"): ...


class PrivacyExport(Args, path="privacy.export"): ...


class PrivacyForget(Args, path="privacy.forget"):
    scope: Literal["everything", "drafts"] = Field("everything", description="What to forget")


class ForgetNow(Args, path="member.forget-now"): ...


class Keep(Args, path="member.keep"): ...


class Welcome(Args, path="member.welcome"):
    """The first DM: proves that one arrives, and holds the first task."""


class DmTest(Args, path="member.dm-test"): ...


class OfMember(Args):
    member: str = Field(max_length=40)


class CheckDm(OfMember, path="member.check-dm"):
    """Looks whether a DM arrived; `channel` is where it was asked for, for a group that has none of its own."""

    channel: str = Field("", max_length=200)


class DmClosed(OfMember, path="member.dm-closed"):
    """A line in the channel for somebody whose DMs are closed; names nobody's tasks."""


class DmRefused(OfMember, path="member.dm-refused"):
    """A DM didn't arrive; `about` is the path of the message."""

    about: str = Field("", max_length=60)


class InChannel(OfMember, path="member.in-channel"):
    """A line in the channel that something waits; says nothing about what."""

    about: str = Field("", max_length=60)


class ExportReady(Args, path="member.export"): ...


class OfAccount(Args):
    account: str = Field(max_length=200)


class Enter(OfAccount, path="member.enter"):
    """Writes the directory: this account is in this group."""


class Sweep(OfMember, path="member.sweep"):
    """The second step of forgetting."""

    accounts: str = Field("", max_length=2_000)
    """Separated by line breaks."""


class Rewrite(Args, path=expiry.COMPACTION):
    """Has the append-only file rewritten, so that deleted text leaves the disk."""


class Expire(Args, path="member.expire"):
    """Deletes what was kept for a while, once a day."""


# several accounts, several groups


class Accounts(Args, path="member.accounts"): ...


class Link(Args, path="member.link"):
    """Makes a code for another account."""


class WriteTo(Args, path="member.write-to"):
    """Makes an account of one's own the one that messages go to."""

    account: AccountRef = Field(max_length=200)


class Unlink(Args, path="member.unlink"):
    account: AccountRef = Field(max_length=200)


class Linked(OfAccount, path="member.linked"):
    """Says that an account was linked, where messages go."""


class Pick(Args, path="group.pick"): ...


class Use(Args, path="group.use"):
    group: GroupRef = Field(max_length=20)


class Prefer(OfAccount, path="member.prefer"):
    """Writes the directory: of all groups of this account, this is the one used last."""

    group: str = Field(max_length=20)


class Left(OfAccount, path="member.left"):
    """Writes the directory: this account isn't in this group anymore."""


# coming and going


class Gone(OfAccount, path="member.gone"):
    """A platform says that this person isn't there anymore."""


class AccountGone(Args, path="member.account-gone"):
    """Tells somebody that one of their accounts isn't used anymore."""

    platform: str = Field(max_length=40)


class Away(OfMember, path="member.away"):
    """Looks whether a member can still be reached, now that a space of theirs has removed the bot."""


class Back(OfMember, path="member.back"):
    """A member who was gone is back; `space`: where they made a Call, if that is why."""

    space: str = Field("", max_length=200)


class WelcomeBack(Args, path="member.welcome-back"): ...


class ForgetGone(OfMember, path="member.forget-gone"):
    """Forgets a member who has been gone for long enough."""


class Remove(Args, path="admin.remove"):
    who: Annotated[Private[str], PERSON, Rest(), Suggest(names)] = Field(description="The member to remove")


class RemoveOne(Args, path="admin.remove-one"):
    """One of several members of the same name; it's confirmed as well."""

    member: MemberRef = Field(max_length=40)


class RemoveNow(Args, path="admin.remove-now"):
    member: MemberRef = Field(max_length=40)


class Removed(Args, path="member.removed"):
    """Tells somebody, by their account, that an organizer has removed them."""


class SpaceRemoved(Args, path="space.removed"):
    space: str = Field(max_length=200)


class SpaceReturned(Args, path="space.returned"):
    space: str = Field(max_length=200)


class ForgetSpace(Args, path="space.forget"):
    """Lets go of a space that removed the bot long enough ago."""

    space: str = Field(max_length=200)
