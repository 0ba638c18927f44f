"""What follows from practice."""

from pydantic import Field

from bot.core.args import Args


class Look(Args, path="practice.look"):
    """Looks whether a member has reached a milestone; `strong`: a bullet was just called so."""

    member: str = Field(max_length=40)
    strong: bool = Field(False)
