"""What can be asked about one's checklist. A `ref` is a task's key and the step it is done up to: `p1-page/2`."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import DaysOrNone, Kind, Rest
from bot.core.member import EventKind, Where
from bot.core.text import echo

NUDGES = {"off": 0, "30": 30, "60": 60, "120": 120}


def _read_nudge(text: str) -> int:
    word = text.strip().casefold().removesuffix("min").removesuffix("m").strip()
    if word not in NUDGES:
        raise ValueError(f"{echo(text)} isn't a nudge time. Write off, 30, 60 or 120 (minutes).")
    return NUDGES[word]


NudgeAfter = Annotated[
    int,
    Kind(
        "nudge",
        _read_nudge,
        write=lambda minutes: str(minutes or "off"),
        example="60",
        choices=tuple(NUDGES),
    ),
]


class Today(Args, path="today"):
    pass


class MoreToday(Args, path="today.more"):
    page: int = Field(2, ge=1, le=99)


class Done(Args, path="done"):
    item: Annotated[str, Rest(sentence=True)] = Field(
        "", max_length=200, description="Number on today's list, or a title"
    )


class Plan(Args, path="plan"):
    week: Annotated[int | None, Rest()] = Field(None, ge=1, le=53, description="Week of the plan, from 1")


class MorePlan(Args, path="plan.more"):
    week: int = Field(1, ge=1, le=53)
    page: int = Field(2, ge=1, le=99)


class Remind(Args, path="remind"):
    time: Annotated[dt.time | None, Rest()] = Field(None, description="When your list comes, in your zone")
    days: DaysOrNone | None = Field(None, description="Days of lists: weekdays, daily, mon,wed or none")
    where: Where | None = Field(None, description="Where: dm, channel or both")
    nudge: NudgeAfter | None = Field(None, description="One nudge after so many minutes, or off")
    names: bool | None = Field(None, description="Your name in the channel: on or off")


class Reminder(Args, path="checklist.reminder"):
    """The day's list as a message; `asked`: the member wanted it again, also on a rest day."""

    asked: bool = Field(False)


class Nudge(Args, path="checklist.nudge"):
    """The list once more, if nothing of it is done."""


class Digest(Args, path="checklist.digest"):
    """Has the group's channels told that lists are ready."""


class DigestCard(Args, path="checklist.digest-card"):
    """How many lists are ready, in a channel."""


class Begin(Args, path="checklist.begin"):
    """Shows how a task is done: the one of `ref`, else the first that is open."""

    ref: str = Field("", max_length=40)
    page: int = Field(1, ge=1, le=99)


class Next(Args, path="checklist.next"):
    """The next open task of the list after `ref`."""

    ref: str = Field("", max_length=40)


class Undo(Args, path="checklist.undo"):
    """Takes back a tick; without a `ref` the newest of today."""

    ref: str = Field("", max_length=40)


class Back(Args, path="checklist.back"):
    """Somebody is here again whom nothing was written to anymore."""


class Later(Args, path="checklist.later"):
    """The list once more today: at a time of one's own, or when it's best."""

    at: dt.time | None = Field(None)


class Tomorrow(Args, path="checklist.tomorrow"):
    """Leaves today's list for tomorrow, whatever the days are that the list comes on."""


class Resize(Args, path="checklist.resize"):
    """A task that was on lists untouched: one step at a time, not for this member, later, or as it was."""

    task: str = Field("", max_length=40)
    how: Literal["small", "never", "later", "back"] = "small"


class OneMore(Args, path="checklist.one-more"):
    pass


# dates: each names the date it was made for, and means nothing once that has changed


class AroundDate(Args):
    event: EventKind
    date: dt.date


class Ahead(AroundDate, path="checklist.ahead"):
    """Two weeks before an interview: what fits and what doesn't."""


class Eve(AroundDate, path="checklist.eve"):
    """The day before: one card, and nothing new."""


class After(AroundDate, path="checklist.after"):
    """The day after: how to wait."""


class EventPlan(Args, path="checklist.event-plan"):
    """The plan for the next interview."""


class TakePlan(Args, path="checklist.take-plan"):
    """What fits comes before what doesn't, until the next interview."""


class MoreTime(Args, path="checklist.more-time"):
    """The plan with other minutes a day, which are saved."""

    minutes: int = Field(30, ge=5, le=240)


class Swap(Args, path="checklist.swap"):
    """What doesn't fit, to choose from."""

    page: int = Field(1, ge=1, le=99)


class BringIn(Args, path="checklist.bring-in"):
    """A task comes first until the next interview; `on` False: no longer."""

    task: str = Field("", max_length=40)
    on: bool = Field(True)


class AskAnswer(Args, path="checklist.ask-answer"):
    """A reminder on the first day on which one may ask for a decision that was promised for `date`."""

    date: dt.date


class AnswerDue(Args, path="checklist.answer-due"):
    date: dt.date


class Home(Args, path="home"):
    """Somebody looks at their App Home."""


class HomeCard(Args, path="home.card"):
    """The day's list in an App Home."""
