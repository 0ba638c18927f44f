"""An appointment: the place its people share, that all agreed, and all that is set up for its day."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.context import Context
from bot.core.entry import LATE, To
from bot.core.member import Member
from handlers.mocks import notices, timing
from handlers.mocks.calls import Check, Reminder
from handlers.mocks.meeting_calls import Agreed, AskMet, Begin, Settle, prepare
from handlers.mocks.model import Mock

ASKED = dt.timedelta(minutes=10)
"""After the end of a mock it is asked whether it took place."""
SETTLED = dt.timedelta(days=1)
"""After the end of a mock what nobody said anything about is settled."""


def together(mock: Mock, people: Sequence[Member]) -> To:
    """The place that the people of a mock share, for as long as they are the same."""
    return To(people=tuple(m.id for m in people), topic=notices.topic(mock, people))


def all_agreed(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Everybody can come: they hear so, with the appointment, and the interviewer gets a brief."""
    meant = (key, str(mock.sequence), *mock.members)
    what = Agreed(mock=key, sequence=mock.sequence)
    ctx.tell(together(mock, people), what, *meant, within=mock.at - ctx.now)
    ctx.do(prepare(key), *meant)


def schedule(ctx: Context, key: str, mock: Mock, people: Iterable[Member]) -> None:
    """Sets up all that is to be said and done about a mock; what is of an earlier time of it says nothing then."""
    version = str(mock.sequence)
    known = tuple(people)
    for member in known:
        _remind(ctx, key, mock, member)
    for number, at in enumerate(timing.checks(mock.at, known)):
        if at > ctx.now:
            ctx.do(Check(mock=key, sequence=mock.sequence), key, version, str(number), at=at)
    ctx.do(Begin(mock=key, sequence=mock.sequence), key, version, at=mock.at)
    ctx.do(AskMet(mock=key, sequence=mock.sequence), key, version, at=mock.end + ASKED)
    ctx.do(Settle(mock=key, sequence=mock.sequence), key, version, at=mock.end + SETTLED)


def _remind(ctx: Context, key: str, mock: Mock, member: Member) -> None:
    day = timing.day_reminder(mock.at, member)
    last = timing.last_reminder(mock.at, member.zone, member.quiet)
    for which, at in (("day", day), ("soon", last)):
        if at > ctx.now:
            what = Reminder(mock=key, sequence=mock.sequence)
            within = min(LATE, mock.at - at)
            ctx.tell(member.id, what, key, which, str(mock.sequence), at=at, within=within)
