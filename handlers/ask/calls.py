"""What can be asked of the notes, of the waits, and for one's interviewers."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from bot.context import Context
from bot.core.command import Args
from bot.core.kinds import ROUND, Rest, Suggest
from bot.core.values import Private


class Ask(Args, path="ask"):
    """A question in one's own words, or the number of a claim or note. It is never stored."""

    question: Annotated[Private[str], Rest()] = Field(description="Your question, or a claim: claim 12")


class MoreNotes(Args, path="notes.more"):
    """The rest of what was found, by ids with a point between them: the question itself isn't kept."""

    ids: str = Field(max_length=60)
    total: int = Field(ge=1, le=999)


class ShowNote(Args, path="notes.show"):
    id: str = Field(max_length=30)
    page: int = Field(1, ge=1, le=20)


class Topic(Args, path="notes.topic"):
    topic: str = Field(max_length=30)
    page: int = Field(1, ge=1, le=99)


async def stages(ctx: Context, typed: str) -> list[str]:
    """Waits whose name or title contains what was typed."""
    word = typed.strip().casefold()
    return [s.key for s in ctx.content.timeline.values() if word in s.key or word in s.title.casefold()][:25]


class Timeline(Args, path="timeline"):
    """A wait, counted in days from the local date on which it began."""

    stage: Annotated[str | None, Rest(), Suggest(stages)] = Field(
        None, max_length=120, description="Which wait, such as onsite-to-update"
    )
    date: dt.date | None = Field(None, description="The day from which it's counted")


class Waits(Args, path="waits.list"):
    """The waits to choose from; `date`, where it is known already, goes with the choice."""

    page: int = Field(1, ge=1, le=99)
    date: dt.date | None = Field(None)


class RemindMe(Args, path="waits.remind"):
    """A reminder on the first day on which one may write to the recruiter."""

    stage: str = Field(max_length=30)
    date: dt.date


class WaitOver(Args, path="waits.over"):
    stage: str = Field(max_length=30)
    date: dt.date


Round = Annotated[str, ROUND]


class ToAsk(Args, path="to-ask"):
    round: Annotated[Round | None, Rest()] = Field(None, description="The round that your interviewer holds")


class MoreToAsk(Args, path="to-ask.more"):
    page: int = Field(2, ge=1, le=99)
    round: Round | None = Field(None)


class WhyAsk(Args, path="to-ask.why"):
    page: int = Field(1, ge=1, le=99)
    round: Round | None = Field(None)
