"""What can be asked about one's practice."""

from pydantic import Field

from bot.core.args import Args


class Progress(Args, path="progress"):
    pass


class ByTopic(Args, path="progress.topics"):
    """A page of the quiz topics, each with its counts."""

    page: int = Field(1, ge=1, le=99)
