"""What can be asked of the DM."""

from typing import Annotated

from pydantic import Field

from bot.core import kinds
from bot.core.args import Args
from bot.core.registry import LONGEST
from bot.core.values import Private


class Talk(Args, path="dm.talk"):
    """Plain words in a DM. They are read and not kept."""

    text: Annotated[Private[str], kinds.text(LONGEST)] = Field(description="What you'd like to say")
