"""What tests of sessions share: a mock that is about to begin."""

import datetime as dt

from bot.core.wall_time import monday_of
from content.mocks import Brief
from handlers.mocks.model import Mock, Round
from handlers.mocks.records import MOCKS
from handlers.session.model import SESSIONS
from tests.records import id_of, unit_of
from tests.world import Somebody, World

KEY = "m1"


async def mock_of(w: World, *people: Somebody, which: Round = "inference", after: float = 0) -> str:
    """A mock of these (the first answers, the second interviews) so many minutes from now; its id."""
    unit = await unit_of(w)
    at = w.now + dt.timedelta(minutes=after)
    members = tuple([await id_of(w, who) for who in people])
    MOCKS.put(unit, KEY, Mock(week=monday_of(at.date()), at=at, members=members, round=which))
    await unit.commit()
    return KEY


async def two(w: World) -> tuple[Somebody, Somebody]:
    """erin answers, dave interviews; neither hears anything else today."""
    erin = await w.member("erin", "Asia/Kolkata", days="sun", quiet="none")
    dave = await w.member("dave", "Europe/Berlin", days="sun", quiet="none")
    return erin, dave


async def started(w: World) -> tuple[Somebody, Somebody]:
    """The same, with the clock of an inference mock just started by erin."""
    erin, dave = await two(w)
    await mock_of(w, erin, dave)
    await erin.say(f"/prep session.start mock={KEY}")
    return erin, dave


async def brief_of(w: World, key: str = KEY) -> Brief:
    """The question of a session."""
    session = await SESSIONS.get(await unit_of(w), key)
    assert session is not None
    return w.app.content.briefs[session.brief]


def heads(who: Somebody) -> list[str]:
    """The first lines of their DMs."""
    return [shown.text.splitlines()[0] for shown in who.inbox]
