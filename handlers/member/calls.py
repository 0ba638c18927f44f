"""What can be asked about one's own membership."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.args import Args
from bot.core.kinds import Days, Kind, QuietHours, Rest, Suggest, Zone
from bot.core.member import QUIET, ROUNDS, WEEKDAYS
from bot.core.zones import suggest_zones
from bot.store import members

Level = Literal["junior", "mid", "senior", "staff"]


async def zones(ctx: Context, typed: str) -> list[str]:
    """Time zones for what was typed, the group's own first."""
    known = {m.zone for m in (await members.MEMBERS.all(ctx.unit)).values()}
    return suggest_zones(typed, ctx.now, first=sorted(known | {(await ctx.the_group()).zone}))


def _read_rounds(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(w.strip().casefold().replace(" ", "_") for w in text.split(",")))
    if unknown := [w for w in words if w not in ROUNDS and w != "all"]:
        raise ValueError(f"'{unknown[0][:30]}' is no round. The rounds are {', '.join(ROUNDS)}, or all.")
    return ROUNDS if "all" in words else words


Rounds = Annotated[
    tuple[str, ...], Kind("rounds", _read_rounds, write=",".join, example="inference,coding_ml")
]
ZoneHere = Annotated[Zone | None, Suggest(zones)]


class Start(Args, path="start"):
    """Joins; the order of these is the order of a button."""

    zone: ZoneHere = Field(None, description="Your time zone or city")
    date: dt.date | None = Field(None, description="First interview day, if you have one")
    minutes: int = Field(15, ge=5, le=240, description="Minutes a day")
    days: Days = Field(WEEKDAYS, description="Days: weekdays, daily or mon,wed")
    quiet: QuietHours = Field(QUIET, description="Quiet hours, or none")
    rounds: Rounds | None = Field(None, description="Rounds you prepare for")
    level: Level | None = Field(None, description="Level you aim at")


class Settings(Args, path="settings"):
    """Shows all settings, or changes those that are given."""

    zone: ZoneHere = Field(None, description="Your time zone or city")
    date: dt.date | None = Field(None, description="First interview day")
    minutes: int | None = Field(None, ge=5, le=240, description="Minutes a day")
    days: Days | None = Field(None, description="Days: weekdays, daily or mon,wed")
    at: dt.time | None = Field(None, description="When your list comes")
    quiet: QuietHours = Field(None, description="Quiet hours, or none")
    rounds: Rounds | None = Field(None, description="Rounds you prepare for")
    level: Level | None = Field(None, description="Level you aim at")
    discreet: bool | None = Field(None, description="Neutral previews: on or off")
    streak: bool | None = Field(None, description="Show the streak: on or off")


class Pause(Args, path="pause"):
    until: Annotated[dt.date | None, Rest()] = Field(None, description="First day on which I write again")


class Resume(Args, path="resume"):
    pass


class RemoveDate(Args, path="member.no-date"):
    pass


class TestDm(Args, path="member.test-dm"):
    pass


class Why(Args, path="why"):
    """Why a message came; `about` is the path of the message."""

    about: str = Field("", max_length=60)


class PrivacyShow(Args, path="privacy.show"):
    pass


class PrivacyExport(Args, path="privacy.export"):
    pass


class PrivacyForget(Args, path="privacy.forget"):
    scope: Literal["everything", "drafts"] = Field("everything", description="What to forget")


class ForgetNow(Args, path="member.forget-now"):
    pass


class Keep(Args, path="member.keep"):
    pass


class Welcome(Args, path="member.welcome"):
    """The first DM: proves that one arrives, and holds the first task."""


class DmTest(Args, path="member.dm-test"):
    pass


class CheckDm(Args, path="member.check-dm"):
    """Looks whether a DM arrived; `channel` is where it was asked for, for a group that has none of its own."""

    member: str = Field(max_length=40)
    channel: str = Field("", max_length=200)


class DmClosed(Args, path="member.dm-closed"):
    """A line in the channel for somebody whose DMs are closed; names nobody's tasks."""

    member: str = Field(max_length=40)


class ExportReady(Args, path="member.export"):
    pass


class Enter(Args, path="member.enter"):
    """Writes the directory: this account is in this group."""

    account: str = Field(max_length=200)


class Sweep(Args, path="member.sweep"):
    """The second step of forgetting."""

    member: str = Field(max_length=40)
    accounts: str = Field("", max_length=2_000)
    """Separated by line breaks."""


class Rewrite(Args, path="member.rewrite"):
    """Has the append-only file rewritten, so that deleted text leaves the disk."""


class Expire(Args, path="member.expire"):
    """Deletes what was kept for a while, once a day."""
