"""The loop of five rounds: which are done, with whom, and what comes next; of all time, or in a season."""

from collections.abc import Sequence

from bot.context import Context
from bot.core.card import Card
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.when import local_date
from bot.store import members
from content.models import Round
from handlers.feedback import cards
from handlers.feedback.model import Row, Season
from handlers.mocks import model
from handlers.mocks.model import Mock
from handlers.mocks.store import SEATS, coming
from handlers.session import store
from handlers.session.model import Session


async def shown(ctx: Context) -> Card:
    """The five rounds, the latest time each: those in which the caller answered; in a season also as interviewer."""
    me, seat = ctx.member.id, await SEATS.get(ctx.unit, ctx.member.id)
    known = [s for s in (await store.of_member(ctx.unit, me)).values() if not s.alone and s.begun]
    season = seat.season if seat else None
    if season is None:
        mine = [s for s in known if s.candidate == me]
        return cards.season(Season(await _rows(ctx, mine, ()), _partners(mine, me)))
    mine = [s for s in known if s.begun and local_date(s.begun, ctx.member.zone) >= season.begun]
    ahead = [m for m in (await coming(ctx.unit, me)).values() if m.week >= season.begun]
    number = (model.monday_of(ctx.today) - season.begun).days // 7 + 1
    rows = await _rows(ctx, mine, ahead)
    return cards.season(Season(rows, _partners(mine, me), number, season.weeks, season.begun))


def _partners(mine: Sequence[Session], me: MemberId) -> int:
    return len({who for one in mine for who in one.people} - {me})


async def _rows(ctx: Context, mine: Sequence[Session], ahead: Sequence[Mock]) -> tuple[Row, ...]:
    return tuple([await _row(ctx, which, mine, ahead) for which in Round])


async def _row(ctx: Context, which: Round, mine: Sequence[Session], ahead: Sequence[Mock]) -> Row:
    title, me = ctx.content.rounds[which.value].title, ctx.member.id
    done = [s for s in mine if s.round == which]
    if done:
        latest = next((s for s in done if s.candidate == me), done[0])
        partner = await _partner(ctx, latest.people)
        return Row(which, title, latest.begun, partner, len(done), answered=latest.candidate == me)
    mock = next((m for m in ahead if m.round == which), None)
    if mock is None:
        return Row(which, title)
    return Row(which, title, mock.at, await _partner(ctx, mock.members), planned=True)


async def _partner(ctx: Context, people: Sequence[MemberId]) -> Member | None:
    other = next(who for who in people if who != ctx.member.id)
    return await members.MEMBERS.get(ctx.unit, other)
