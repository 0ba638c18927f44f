"""What can be asked of feedback. A session is named by its id, a mock by the mock's."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import text
from bot.core.values import Private
from handlers.feedback.model import SENTENCE
from handlers.session.calls import OfSession

Sentence = Annotated[Private[str], text(SENTENCE)]


class Give(Args, path="feedback.give"):
    """The next step of one's feedback on a mock."""

    mock: str = Field(max_length=24)


class Step(OfSession, path="feedback.step"):
    """The next step of one's feedback on a session."""


class Mark(OfSession, path="feedback.mark"):
    """A level for one criterion; 0 for not seen."""

    criterion: str = Field(max_length=24)
    level: int = Field(ge=0, le=4)


class Evidence(OfSession, path="feedback.evidence"):
    """One sentence that was heard; none when it is declined."""

    criterion: str = Field(max_length=24)
    sentence: Sentence | None = Field(None, description="One sentence that you heard")


class Words(OfSession, path="feedback.words"):
    keep: Sentence | None = Field(None, description="One thing to keep")
    change: Sentence | None = Field(None, description="One thing to change")


class Drill(OfSession, path="feedback.drill"):
    topic: str = Field("", max_length=24)


class Back(OfSession, path="feedback.back"):
    """From the beginning, with what was written kept."""


class Send(OfSession, path="feedback.send"):
    """Hands the feedback in; `as_is`: also with something left open."""

    as_is: bool = Field(False)


class Unsent(OfSession, path="feedback.unsent"):
    """To members who have begun feedback and not sent it; `due`: what others wrote is opened now."""

    due: bool = Field(False)


class Reveal(OfSession, path="feedback.reveal"):
    """A day after the end: what is in is opened."""


class Expire(Args, path="feedback.expire"):
    """Deletes drafts that were never sent, mocks of weeks before that day, and sessions of before it that nobody is
    shown anymore."""

    before: dt.date


class Ready(OfSession, path="feedback.ready"):
    """To the member who was rated: feedback can be read; `late`: of somebody who sent it after the opening."""

    late: bool = Field(False)


class Read(OfSession, path="feedback.read"):
    page: int = Field(1, ge=1, le=9)
    part: Literal["levels", "words"] = "levels"


class Trends(Args, path="feedback.trends"): ...


class Season(Args, path="feedback.season"): ...


class SeasonOver(Args, path="feedback.season-over"):
    """What came of a season, the morning after its `last` day."""

    last: dt.date
