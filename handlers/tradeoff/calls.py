"""What can be asked of the trade-off bench."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bot.core.args import Args
from bot.core.kinds import Kind, Rest, write_decimal
from bot.core.private import Private
from handlers.tradeoff.reading import parse_amount, parse_limit

EXAMPLE = "base: 78.0% 120ms; A: +1.5pp +40ms; B: -0.3pp -12ms"
Amount = Annotated[Decimal, Kind("amount", parse_amount, write=write_decimal, example="400", longest=40)]
Limit = Annotated[
    Decimal,
    Kind("limit", parse_limit, write=lambda ms: f"{write_decimal(ms)}ms", example="150ms", longest=40),
]


class Tradeoff(Args, path="tradeoff"):
    """`w1` is the value of one point of accuracy, `w2` the price of one millisecond, in the same unit."""

    w1: Amount | None = Field(None, description="What one point of accuracy is worth")
    w2: Amount | None = Field(None, description="What one millisecond costs")
    limit: Limit | None = Field(None, description="Slowest that is allowed")
    options: Annotated[Private[str], Rest()] = Field(description="The options, the first is today's")


class AllOptions(Args, path="tradeoff.all"):
    """The same with every option; the order of these is that of Tradeoff."""

    w1: Amount | None = Field(None)
    w2: Amount | None = Field(None)
    limit: Limit | None = Field(None)
    options: Private[str] = Field()
