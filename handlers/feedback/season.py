"""The loop of five rounds: which are done, with whom, and what comes next."""

from bot.context import Context
from bot.core.card import Card
from bot.store import members
from content.models import Round
from handlers.feedback import cards
from handlers.feedback.model import Row
from handlers.session import store
from handlers.session.model import Session


async def shown(ctx: Context) -> Card:
    """The five rounds in which the caller answered, the latest time each."""
    me = ctx.member.id
    mine = [s for s in (await store.of_member(ctx.unit, me)).values() if s.candidate == me and not s.alone]
    rows = [await _row(ctx, which, [s for s in mine if s.round == which]) for which in Round]
    return cards.season(rows)


async def _row(ctx: Context, which: Round, mine: list[Session]) -> Row:
    title = ctx.content.rounds[which.value].title
    if not mine:
        return Row(which, title)
    latest = mine[0]
    return Row(which, title, latest.begun, await members.MEMBERS.get(ctx.unit, latest.interviewer), len(mine))
