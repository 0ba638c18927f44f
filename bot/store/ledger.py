"""The ledger: what became of a member's last 50 messages. It shows; `seen` decides."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from bot.core.ids import MemberId
from bot.core.values import Frozen
from bot.store.unit import Unit

Outcome = Literal["sent", "late", "skipped", "held", "closed", "gone", "alone", "failed"]


class Line(Frozen):
    """`due` is when it was meant, `at` when its outcome was known, `path` which message it was."""

    at: dt.datetime
    due: dt.datetime
    path: str
    outcome: Outcome
    where: str = ""
    why: str = ""
    ref: str = ""
    """The platform's id of the message that was sent."""


def write(unit: Unit, member: MemberId, entry: Line) -> None:
    unit.ledger(member, entry.model_dump_json(exclude_defaults=True))


async def read(unit: Unit, member: MemberId) -> list[Line]:
    """Newest first."""
    return list(await newest(unit, member))


async def newest(unit: Unit, member: MemberId) -> Iterator[Line]:
    """Newest first, parsed one by one: for who stops at a line, which is one of the first as a rule."""
    return map(Line.model_validate_json, await unit.read_ledger(member))
