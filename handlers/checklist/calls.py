"""What can be asked about one's checklist. A `ref` is a task's key and the step it is done up to: `p1-page/2`."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from bot.core.args import Args
from bot.core.kinds import Days, Rest


class Today(Args, path="today"):
    pass


class MoreToday(Args, path="today.more"):
    page: int = Field(2, ge=1, le=99)


class Done(Args, path="done"):
    item: Annotated[str, Rest()] = Field("", max_length=200, description="Number on today's list, or a title")


class Plan(Args, path="plan"):
    week: Annotated[int | None, Rest()] = Field(None, ge=1, le=53, description="Week of the plan, from 1")


class MorePlan(Args, path="plan.more"):
    week: int = Field(1, ge=1, le=53)
    page: int = Field(2, ge=1, le=99)


class Remind(Args, path="remind"):
    time: Annotated[dt.time | None, Rest()] = Field(None, description="When your list comes, in your zone")
    days: Days | None = Field(None, description="Days: weekdays, daily or mon,wed")


class Reminder(Args, path="checklist.reminder"):
    """The day's list as a message; `asked`: the member wanted it again, also on a rest day."""

    asked: bool = Field(False)


class Begin(Args, path="checklist.begin"):
    """Shows how a task is done: the one of `ref`, else the first that is open."""

    ref: str = Field("", max_length=40)
    page: int = Field(1, ge=1, le=99)


class Next(Args, path="checklist.next"):
    """The next open task of the list after `ref`."""

    ref: str = Field("", max_length=40)


class Undo(Args, path="checklist.undo"):
    ref: str = Field("", max_length=40)


class Later(Args, path="checklist.later"):
    pass


class OneMore(Args, path="checklist.one-more"):
    pass


class Home(Args, path="home"):
    """Somebody looks at their App Home."""


class HomeCard(Args, path="home.card"):
    """The day's list as it stands in an App Home."""
