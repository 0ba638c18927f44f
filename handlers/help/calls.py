"""What can be asked about asking."""

from typing import Annotated

from pydantic import Field

from bot.context import Context
from bot.core import kinds
from bot.core.command import Args
from bot.core.kinds import Rest, Suggest
from bot.core.values import Private

LONGEST = 200_000
"""Characters of a card as JSON."""


async def topics(ctx: Context, typed: str) -> list[str]:
    """Commands whose words begin with or contain what was typed."""
    names = [" ".join(c.words) for c in ctx.registry.commands("prep")]
    return [n for n in names if typed.casefold() in n][:25]


class Help(Args, path="help"):
    topic: Annotated[str, Rest(), Suggest(topics)] = Field(
        "", max_length=200, description="A command, or a question: streak, mock, beaten"
    )
    page: int = Field(1, ge=1, le=20, description="Page of the list")


class More(Args, path="more"):
    """The rest of a card that was too long for one message: the card itself, as JSON.

    `quoted` holds what somebody typed, which is kept for 30 minutes; `card` is the rest of our own words.
    """

    card: Annotated[str, kinds.text(LONGEST)] = Field("", description="The rest of a card")
    quoted: Annotated[Private[str] | None, kinds.text(LONGEST)] = Field(
        None, description="The rest of a card that quotes somebody"
    )


class AdminHelp(Args, path="admin.help"):
    page: int = Field(1, ge=1, le=20, description="Page of the list")
