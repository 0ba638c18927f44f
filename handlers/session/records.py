"""What is kept of sessions: where the clock stands, and which briefs somebody has seen."""

import asyncio
import datetime as dt

from bot.core.ids import MemberId
from bot.core.member import Member
from bot.store import members
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from handlers.session.model import Seen, Session

SESSIONS = Repo("sessions", Session, mentions=("people",))
"""By the mock's id; `<id>.2` after the roles were swapped; alone `<member>/<id>`."""
SEEN = Repo("session-seen", Seen, owned_by=KEY)


async def briefs_seen_by(unit: Unit, member: MemberId) -> Seen:
    """The briefs that a member knows."""
    return await SEEN.get(unit, member) or Seen()


async def note_seen(unit: Unit, member: MemberId, brief: str, day: dt.date) -> None:
    """The member knows this brief from now on."""
    known = await briefs_seen_by(unit, member)
    if known.plus(brief, day) is not known:
        SEEN.put(unit, member, known.plus(brief, day))


async def people(unit: Unit, session: Session) -> list[Member | None]:
    """Those of a session in order; None for who is gone."""
    return list(await asyncio.gather(*(members.MEMBERS.get(unit, m) for m in session.people)))


async def sessions_of(unit: Unit, member: MemberId) -> dict[str, Session]:
    """All sessions of a member that have begun, the latest first."""
    mine = {k: s for k, s in (await SESSIONS.all(unit)).items() if member in s.people and s.begun}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].begun or unit.now, reverse=True))
