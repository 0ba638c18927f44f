"""What is kept of feedback: drafts, and what was handed in; whoever wrote it owns it."""

import asyncio

from bot.core.ids import MemberId
from bot.store.repo import KEY, Repo
from bot.store.store import Unit
from handlers.feedback.model import Draft, Feedback
from handlers.session.model import Session

DRAFTS = Repo("feedback-drafts", Draft, owned_by=KEY)
"""By `<member>/<session>`."""
FEEDBACK = Repo("feedback", Feedback, owned_by="by", mentions=("about",), secret_from=("about",))
"""By `<member>/<session>`: whoever gave it."""


def key_of(member: MemberId, session: str) -> str:
    return f"{member}/{session}"


async def feedback_on(unit: Unit, key: str, session: Session) -> dict[MemberId, Feedback]:
    """Who has sent feedback on a session, checked at the commit."""
    found = await asyncio.gather(*(FEEDBACK.get(unit, key_of(m, key)) for m in session.people))
    return {m: one for m, one in zip(session.people, found, strict=True) if one}
