"""What can be asked of the question of the day, of committee night, and of the bank of questions."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.context import Context
from bot.core.args import Args
from bot.core.kinds import Days, Rest, Suggest, text
from bot.core.values import Private
from handlers.quiz import records

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "none"]
Pressed = Literal["a", "b", "c", "d", "e", "f", "x"]
"""A letter of the card, or x for I don't know."""
Show = Literal["named", "anonymous", "no"]
Day = Annotated[str, Field(max_length=10)]
Question = Annotated[str, Field(max_length=32)]
SENTENCE = text(longest=200)
EXPLANATION = text(longest=600)


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
    case: Weekday | None = Field(None, description="Day of committee night, or none")


class DrawTeams(Args, path="day.teams"):
    """Deals the teams anew."""


class Open(Args, path="day.open"):
    """Posts what is due today."""


class Close(Args, path="day.close"):
    """No answer counts anymore; those that do are counted next."""

    day: Day


class Count(Args, path="day.count"):
    day: Day


class Learn(Args, path="day.learn"):
    """Takes the answers of these members into their own memories."""

    day: Day
    members: Annotated[str, text(longest=4_000)]


class Asked(Args, path="day.asked"):
    day: Day


class Revealed(Args, path="day.revealed"):
    day: Day


class Corrected(Args, path="day.corrected"):
    day: Day


class WrapUp(Args, path="week.wrap-up"):
    """Has the channels told what the group did this week."""


class WeekOver(Args, path="week.over"):
    """What the group did in the week of this Monday."""

    week: dt.date


class Answer(Args, path="day.answer"):
    day: Day
    option: Pressed


class Mine(Args, path="day.mine"):
    """One's own answer, and why each option is right or wrong."""

    day: Day
    page: int = Field(1, ge=1, le=20)


class Wrong(Args, path="day.wrong"):
    """This question is wrong: counted, once a member."""

    day: Day


class Board(Args, path="day.board"):
    """Who answers right how often, of those who want to be seen."""


class Name(Args, path="day.name"):
    """Puts one's name on the board, or takes it off."""

    on: bool


# committee night


class NightClose(Args, path="night.close"):
    night: Day


class NightCount(Args, path="night.count"):
    night: Day


class NightClear(Args, path="night.clear"):
    """Deletes the sentences of a night."""

    night: Day


class NightAsked(Args, path="night.asked"):
    night: Day


class NightRevealed(Args, path="night.revealed"):
    night: Day


class Packet(Args, path="night.packet"):
    night: Day
    page: int = Field(1, ge=1, le=9)


class Vote(Args, path="night.vote"):
    night: Day
    side: Literal["hire", "no_hire"]
    sentence: Annotated[Private[str], SENTENCE] = Field(description="Why, in one sentence")
    show: Show = Field("no", description="Show it: named, anonymous, or no")


class Weighed(Args, path="night.weighed"):
    """What a committee would weigh."""

    night: Day
    page: int = Field(1, ge=1, le=9)


# the bank


class Bank(Args, path="admin.bank"):
    """What was called wrong; or one question."""

    question: Annotated[str | None, Rest(), Suggest(suggest_questions)] = Field(
        None, max_length=32, description="A question's id"
    )
    page: int = Field(1, ge=1, le=99, description="Page of the list")


class Fix(Args, path="bank.fix"):
    question: Question
    answer: str | None = Field(None, max_length=100, description="Right letters, or the number")
    explanation: Annotated[Private[str] | None, EXPLANATION] = Field(None, description="A better explanation")


class Unfix(Args, path="bank.unfix"):
    """The question as the content has it."""

    question: Question


class Void(Args, path="bank.void"):
    question: Question


class Unvoid(Args, path="bank.unvoid"):
    question: Question


class Settle(Args, path="bank.settle"):
    """The question is right as it is: its reports are closed."""

    question: Question


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
