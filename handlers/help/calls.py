"""What can be asked about asking."""

from typing import Annotated

from pydantic import Field

from bot.context import Context
from bot.core.args import Args
from bot.core.kinds import Rest, Suggest


async def topics(ctx: Context, typed: str) -> list[str]:
    """Commands whose words begin with or contain what was typed."""
    names = [" ".join(c.words) for c in ctx.registry.commands("prep")]
    return [n for n in names if typed.casefold() in n][:25]


class Help(Args, path="help"):
    topic: Annotated[str, Rest(), Suggest(topics)] = Field(
        "", max_length=80, description="A command, such as quiz"
    )
    page: int = Field(1, ge=1, le=20, description="Page of the list")


class AdminHelp(Args, path="admin.help"):
    page: int = Field(1, ge=1, le=20, description="Page of the list")
