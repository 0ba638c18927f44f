"""What can be asked of the trade-off bench."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bot.core.command import Args
from bot.core.kinds import Kind, Rest, Upload, text, write_decimal
from bot.core.values import Private
from handlers.tradeoff.options import parse_amount, parse_limit

LAST_SEED = 999_999
EXAMPLE = "base: 78.0% 120ms; A: +1.5pp +40ms; B: -0.3pp -12ms"
Amount = Annotated[Decimal, Kind("amount", parse_amount, write=write_decimal, example="400", longest=40)]
Limit = Annotated[
    Decimal,
    Kind("limit", parse_limit, write=lambda ms: f"{write_decimal(ms)}ms", example="150ms", longest=40),
]
Options = Annotated[Private[str], text(8_000)]
Words = Annotated[Private[str], text(200)]
Identity = Annotated[str, Field(max_length=12)]


class Bench(Args):
    """A case as it was typed. `w1` is the value of one unit of the first objective, `w2` the price of one of the
    second, in the same money; `weights` names them for any objectives."""

    w1: Amount | None = Field(None, description="What one point of accuracy is worth")
    w2: Amount | None = Field(None, description="What one millisecond costs")
    limit: Limit | None = Field(None, description="Slowest that is allowed")
    options: Annotated[Options | None, Rest()] = Field(None, description="The options, the first is today's")
    weights: Words | None = Field(None, description="Or: $400K a point, $16K a ms")
    limits: Words | None = Field(None, description="More limits: memory 16 GB")


class Tradeoff(Bench, path="tradeoff"):
    seed: int | None = Field(None, ge=0, le=LAST_SEED, description="An exercise of that number")
    file: Upload | None = Field(None, description="A CSV file with the options")


class AllOptions(Bench, path="tradeoff.all"):
    """Every option, and all that follows."""

    page: int = Field(1, ge=1, le=30)


class Argue(Bench, path="tradeoff.argue"):
    """The case as a question that is answered in writing."""

    answer: Annotated[Private[str], text(3_000)] = Field(
        description="Your choice, the sum, the limit, the flip"
    )


class Save(Bench, path="tradeoff.save"):
    title: Annotated[Private[str], text(40)] = Field(description="A name to find it by")


class Saved(Args, path="tradeoff.saved"):
    """The cases that one has saved."""

    page: int = Field(1, ge=1, le=9)


class Reopen(Args, path="tradeoff.open"):
    case: Identity


class Delete(Args, path="tradeoff.delete"):
    case: Identity
