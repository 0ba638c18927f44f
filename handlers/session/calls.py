"""What can be asked of a session. A session is named by its id, a mock by the mock's."""

from typing import Annotated, Literal

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import ROUND

ROUNDS = Literal["coding_algorithms", "coding_ml", "system_design", "inference", "behavioural"]


class OfSession(Args):
    session: str = Field(max_length=48)


# alone


class Solo(Args, path="mock.solo"):
    """Shows a question of a round; without one, of the round practiced least."""

    round: Annotated[ROUNDS, ROUND] | None = Field(None, description="The round to practice alone")


class Alone(Args, path="session.alone"):
    """The question of a mock, alone: the partner did not come."""

    mock: str = Field(max_length=24)


class Another(OfSession, path="session.another"):
    """Another question; the one that was shown counts as seen."""


# the brief


class Prepare(Args, path="session.prepare"):
    """Everybody of a mock has accepted: the interviewer gets a brief. `agreed`: they all hear so now, but for who was
    `told`."""

    mock: str = Field(max_length=24)
    agreed: bool = False
    told: str = Field("", max_length=40)


class Brief(OfSession, path="session.brief"):
    """To the interviewer: which question, and how long reading takes; `agreed`: and that everybody can come."""

    agreed: bool = False


class Open(OfSession, path="session.open"):
    page: int = Field(1, ge=1, le=20)


class Guide(Args, path="session.guide"):
    """A page of the guide for a first time."""

    page: int = Field(1, ge=1, le=20)


# the clock


class Start(Args, path="session.start"):
    """Starts the clock of a mock's session, or shows it."""

    mock: str = Field(max_length=24)


class Begin(OfSession, path="session.begin"):
    """Starts the clock of one's own practice, or of the second half of a mock."""


class Begun(OfSession, path="session.begun"): ...


class Tick(OfSession, path="session.tick"):
    """The next minute at which something is said."""

    turn: int = Field(ge=0)


class Said(OfSession, path="session.said"):
    """A stage, a hint or the time: the marks of the plan from `step` up to `until`."""

    turn: int = Field(ge=0)
    step: int = Field(ge=0)
    until: int = Field(ge=0)


class Time(OfSession, path="session.time"):
    """To everybody: so many minutes are left."""

    turn: int = Field(ge=0)
    left: int = Field(ge=0)


class Over(OfSession, path="session.over"):
    """To everybody: it is over, and feedback is asked."""


class Hint(OfSession, path="session.hint"):
    number: int = Field(ge=1, le=3)


class FollowUps(OfSession, path="session.follow-ups"):
    """What to ask when there is time left."""


class SendTests(OfSession, path="session.send-tests"):
    """Sends the tests of a coding question to the one who answers it."""


class TestsSent(OfSession, path="session.tests-sent"):
    """To the one who answers: the tests, as a file."""


class Clock(OfSession, path="session.clock"): ...


class Pause(OfSession, path="session.pause"): ...


class Resume(OfSession, path="session.resume"): ...


class Plus(OfSession, path="session.plus"): ...


class Stop(OfSession, path="session.stop"): ...


class Swap(OfSession, path="session.swap"):
    """The roles the other way round, with another question."""


class Swapped(OfSession, path="session.swapped"): ...


class Changed(OfSession, path="session.changed"):
    """To the others: the clock is paused, goes on, or has more time."""

    what: Literal["pause", "resume", "plus"]
    turn: int = Field(ge=0)
