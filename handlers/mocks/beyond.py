"""What the rooms above have for a mock: the timed session and its feedback. Reached by path, where there are any."""

from bot.context import Context
from bot.core.call import Call

PREPARE, START, ALONE = "session.prepare", "session.start", "session.alone"
FEEDBACK, SEASON, TRENDS = "feedback.give", "feedback.season", "feedback.trends"


def beyond(ctx: Context, path: str, key: str = "") -> Call | None:
    """The Call, if this program has a handler for it."""
    values = {"mock": key} if key else {}
    return Call(path=path, values=values) if ctx.registry.find(path) else None
