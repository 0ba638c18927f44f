"""What can be asked about one's practice."""

from pydantic import Field

from bot.core.command import Args


class Progress(Args, path="progress"): ...


class ByTopic(Args, path="progress.topics"):
    page: int = Field(1, ge=1, le=99)


class Rounds(Args, path="progress.rounds"):
    """What shows each of the five rounds."""


class Milestone(Args, path="progress.milestone"):
    """To a member, once each."""

    name: str = Field(max_length=20)
