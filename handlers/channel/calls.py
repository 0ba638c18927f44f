"""What can be asked of the question of the day, of committee night, and of the bank of questions."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.command import Args
from bot.core.kinds import Days, Rest, Suggest, text
from bot.core.values import Private
from content.mocks import Side
from handlers.channel.model import Show
from handlers.quiz import records
from handlers.quiz.calls import Pressed

Day = Annotated[str, Field(max_length=10)]
Question = Annotated[str, Field(max_length=32)]


async def suggest_questions(ctx: Context, typed: str) -> list[str]:
    """The questions that a text can mean: those that were called wrong first."""
    waiting = await records.count_reports(ctx.unit)
    known = [*sorted(waiting, key=lambda q: -waiting[q]), *ctx.content.questions]
    word = typed.strip().casefold()
    return [q for q in dict.fromkeys(known) if word in q][:25]


class NightShown(Args, path="night.shown"):
    """What a platform's calendar is asked to show of the next committee night, and what it calls that."""

    title: Annotated[str, Field(max_length=60)]
    at: Annotated[str, Field(max_length=40)]
    minutes: int
    place: Annotated[str, Field(max_length=300)] = ""
    event: Annotated[str, Field(max_length=300)] = ""
    venue: Annotated[str, Field(max_length=20)] = ""
    ref: Annotated[str, Field(max_length=200)] = ""


# the question of the day


class Schedule(Args, path="admin.quiz"):
    """The question of the day and committee night; what is left out stays as it is."""

    time: dt.time | None = Field(None, description="When it's posted, the group's time")
    days: Days | None = Field(None, description="On which days")
    on: bool | None = Field(None, description="Post it, or not anymore")
    teams: int | None = Field(None, ge=0, le=6, description="Balanced teams, 0 for none")
    case: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "none"] | None = Field(
        None, description="Day of committee night, or none"
    )


class DrawTeams(Args, path="day.teams"): ...


class Open(Args, path="day.open"): ...


class OfDay(Args):
    day: Day


class Close(OfDay, path="day.close"):
    """No answer counts anymore; those that do are counted next."""


class Count(OfDay, path="day.count"): ...


class Learn(OfDay, path="day.learn"):
    """Takes the answers of these members into their own memories."""

    members: Annotated[str, text(longest=4_000)]


class Asked(OfDay, path="day.asked"): ...


class Revealed(OfDay, path="day.revealed"): ...


class Corrected(OfDay, path="day.corrected"): ...


class WrapUp(Args, path="week.wrap-up"):
    """Has the channels told what the group did this week."""


class WeekOver(Args, path="week.over"):
    week: dt.date


class Answer(OfDay, path="day.answer"):
    option: Pressed


class Mine(OfDay, path="day.mine"):
    """One's own answer, and why each option is right or wrong."""

    page: int = Field(1, ge=1, le=20)


class Wrong(OfDay, path="day.wrong"):
    """This question is wrong: counted, once a member."""


class Board(Args, path="day.board"):
    """Who answers right how often, of those who want to be seen."""


class Name(Args, path="day.name"):
    """Puts one's name on the board, or takes it off."""

    on: bool


# committee night


class OfNight(Args):
    night: Day


class NightClose(OfNight, path="night.close"): ...


class NightCount(OfNight, path="night.count"): ...


class NightClear(OfNight, path="night.clear"): ...


class NightAsked(OfNight, path="night.asked"): ...


class NightRevealed(OfNight, path="night.revealed"): ...


class Packet(OfNight, path="night.packet"):
    page: int = Field(1, ge=1, le=9)


class Vote(OfNight, path="night.vote"):
    side: Side
    sentence: Annotated[Private[str], text(200)] = Field(description="Why, in one sentence")
    show: Show = Field("no", description="Show it: named, anonymous, or no")


class Weighed(OfNight, path="night.weighed"):
    page: int = Field(1, ge=1, le=9)


# the bank


class Bank(Args, path="admin.bank"):
    """What was called wrong; or one question."""

    question: Annotated[str | None, Rest(), Suggest(suggest_questions)] = Field(
        None, max_length=32, description="A question's id"
    )
    page: int = Field(1, ge=1, le=99, description="Page of the list")


class OfQuestion(Args):
    question: Question


class Fix(OfQuestion, path="bank.fix"):
    answer: str | None = Field(None, max_length=100, description="Right letters, or the number")
    explanation: Annotated[Private[str] | None, text(600)] = Field(None, description="A better explanation")


class Unfix(OfQuestion, path="bank.unfix"):
    """The question as the content has it."""


class Void(OfQuestion, path="bank.void"): ...


class Unvoid(OfQuestion, path="bank.unvoid"): ...


class Settle(OfQuestion, path="bank.settle"):
    """The question is right as it is: its reports are closed."""


# channels that are closed, and open again


class ChannelGone(Args, path="space.channel-gone"):
    """Nothing can be posted in a channel; `why` is a word or a sentence, `lost` the message that didn't arrive."""

    channel: str = Field(max_length=200)
    why: str = Field("", max_length=200)
    lost: str = Field("", max_length=100)


class ChannelOpen(Args, path="space.channel-open"):
    """Something was posted in a channel; `head`: the id of the message with which the thread `topic` begins."""

    channel: str = Field(max_length=200)
    topic: str = Field("", max_length=100)
    head: str = Field("", max_length=200)


class SpaceChanged(Args, path="space.changed"):
    """A channel of the space may be open again: it was unarchived, or somebody changed what the bot may do."""

    space: str = Field(max_length=200)


class LookAgain(Args, path="space.look-again"):
    """Asks the platform about a closed channel, for the `times`th time since it was closed."""

    channel: str = Field(max_length=200)
    times: int = Field(0, ge=0, le=9)


class ClosedNews(Args, path="space.closed-news"):
    """To an organizer: nothing can be posted in a channel."""

    channel: str = Field(max_length=200)
